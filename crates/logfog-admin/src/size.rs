use std::{borrow::Cow, fmt, str::FromStr};

use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{Schema, Type},
    },
};

use crate::words::text_or;

/// An amount of memory as people write it: `256MiB`, `64M`, `1g` or a number of bytes. All units are
/// powers of 1024.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub usize);

/// A text that is no amount of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSize {
    /// It does not begin with a number.
    #[error("begin with a whole number, as in 256MiB")]
    Number,
    /// It ends with something that is no unit.
    #[error("write it as 256MiB, 64M, 1G or a number of bytes")]
    Unit,
    /// It does not fit into an address.
    #[error("that is more than this machine can address")]
    TooLarge,
}

impl FromStr for Size {
    type Err = BadSize;

    fn from_str(text: &str) -> Result<Self, BadSize> {
        let digits = text
            .find(|letter: char| !letter.is_ascii_digit())
            .unwrap_or(text.len());
        let (number, unit) = text.split_at(digits);
        let shift = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 0,
            "k" | "kb" | "kib" => 10,
            "m" | "mb" | "mib" => 20,
            "g" | "gb" | "gib" => 30,
            _ => return Err(BadSize::Unit),
        };
        let number: usize = number.parse().map_err(|_| BadSize::Number)?;
        let bytes = number.checked_mul(1 << shift).ok_or(BadSize::TooLarge)?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;

        impl Visitor<'_> for Written {
            type Value = Size;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount of memory: \"256MiB\", or a number of bytes")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Size, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_u64<E: Error>(self, bytes: u64) -> Result<Size, E> {
                usize::try_from(bytes).map(Size).map_err(E::custom)
            }

            fn visit_i64<E: Error>(self, bytes: i64) -> Result<Size, E> {
                usize::try_from(bytes).map(Size).map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Written)
    }
}

impl PartialSchema for Size {
    fn schema() -> RefOr<Schema> {
        let says = "An amount of memory: `256MiB`, or a number of bytes.";
        text_or(Type::Integer, says)
    }
}

impl ToSchema for Size {
    fn name() -> Cow<'static, str> {
        "Size".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<usize, BadSize> {
        text.parse().map(|Size(bytes)| bytes)
    }

    #[test]
    fn sizes() {
        assert_eq!(parse("256MiB"), Ok(256 << 20));
        assert_eq!(parse("64 m"), Ok(64 << 20));
        assert_eq!(parse("1G"), Ok(1 << 30));
        assert_eq!(parse("12"), Ok(12));
        for bad in ["", "M", "1.5G", "-1", "3 apples", "99999999999999999999G"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_defaults_are_the_library_s() {
        assert_eq!(parse("256MiB"), Ok(logfog_kit::store::DEFAULT_BYTES));
        assert_eq!(parse("64MiB"), Ok(logfog_kit::journal::DEFAULT_BYTES));
    }
}
