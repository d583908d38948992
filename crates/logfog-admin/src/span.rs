use std::{borrow::Cow, fmt, str::FromStr, time::Duration};

use jiff::{SignedDuration, SpanRelativeTo};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
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

/// A length of time as people write it: `10s`, `200ms`, `1h 30m`, or a number of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub SignedDuration);

impl Span {
    /// The length, unless it lies in the past.
    pub fn forward(self) -> Option<Duration> {
        self.0.try_into().ok()
    }
}

/// A text that is no length of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no length of time: write 10s, 200ms, 1h 30m, 7d, or a number of seconds")]
pub struct BadSpan(String);

impl FromStr for Span {
    type Err = BadSpan;

    fn from_str(text: &str) -> Result<Self, BadSpan> {
        let bad = || BadSpan(text.to_owned());
        if let Ok(seconds) = text.parse() {
            let span = SignedDuration::try_from_secs_f64(seconds);
            return span.map(Self).map_err(|_| bad());
        }
        let span: jiff::Span = text.parse().map_err(|_| bad())?;
        // Nobody who moves a clock by two days means 47 hours in spring.
        let span = span.to_duration(SpanRelativeTo::days_are_24_hours());
        span.map(Self).map_err(|_| bad())
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;

        impl Visitor<'_> for Written {
            type Value = Span;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a length of time: \"10s\", \"200ms\", or a number of seconds")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Span, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_i64<E: Error>(self, seconds: i64) -> Result<Span, E> {
                Ok(Span(SignedDuration::from_secs(seconds)))
            }

            fn visit_u64<E: Error>(self, seconds: u64) -> Result<Span, E> {
                let seconds = i64::try_from(seconds).map_err(E::custom)?;
                self.visit_i64(seconds)
            }

            fn visit_f64<E: Error>(self, seconds: f64) -> Result<Span, E> {
                let span = SignedDuration::try_from_secs_f64(seconds);
                span.map(Span).map_err(E::custom)
            }
        }

        deserializer.deserialize_any(Written)
    }
}

impl From<Duration> for Span {
    fn from(length: Duration) -> Self {
        Self(length.try_into().unwrap_or(SignedDuration::MAX))
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:#}", self.0))
    }
}

impl PartialSchema for Span {
    fn schema() -> RefOr<Schema> {
        let says = "A length of time: `10s`, `200ms`, `1h 30m`, or a number of seconds.";
        text_or(Type::Number, says)
    }
}

impl ToSchema for Span {
    fn name() -> Cow<'static, str> {
        "Span".into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time() {
        let read = |json: &str| serde_json::from_str::<Span>(json).map(|span| span.0.as_millis());
        for (json, millis) in [
            ("10", 10_000),
            ("0.25", 250),
            ("\"10s\"", 10_000),
            ("\"200ms\"", 200),
            ("\"1h 30m\"", 5_400_000),
            ("\"2\"", 2_000),
            ("-5", -5_000),
            ("\"-2d 1h\"", -176_400_000),
        ] {
            assert_eq!(read(json).ok(), Some(millis), "{json}");
        }
        for bad in [
            "\"soon\"",
            "\"\"",
            "true",
            "1e300",
            "\"1 fortnight\"",
            "\"1y\"",
            "[]",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert_eq!(Span(SignedDuration::from_secs(-1)).forward(), None);
    }
}
