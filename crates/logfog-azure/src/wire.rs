//! What is on the wire: a JSON array whose rows are read in one pass, borrowing from the body.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// The body is not whole JSON; what is wrong, where that is not a matter of position.
#[derive(Debug)]
pub(crate) struct Unreadable(pub(crate) String);

impl From<serde_json::Error> for Unreadable {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// Walks over the elements of an array. `serde_json` alone would either parse each row twice, to
/// find its bounds and then its columns, or lose its bounds.
#[derive(Debug)]
pub(crate) struct Rows<'de> {
    text: &'de str,
    at: usize,
    first: bool,
}

impl<'de> Rows<'de> {
    /// The rows of a text whose first byte that counts is `[`; `None` for other texts.
    pub(crate) fn new(text: &'de str) -> Option<Self> {
        let mut rows = Self {
            text,
            at: 0,
            first: true,
        };
        rows.skip_space();
        (rows.peek() == Some(b'[')).then(|| {
            rows.at += 1;
            rows
        })
    }

    /// Goes to the next element and says what it begins with; `None` when the array has ended
    /// and nothing follows it.
    pub(crate) fn advance(&mut self) -> Result<Option<u8>, Unreadable> {
        self.skip_space();
        match self.peek() {
            Some(b']') if self.first => return self.end(),
            Some(_) if self.first => {}
            Some(b']') => return self.end(),
            Some(b',') => {
                self.at += 1;
                self.skip_space();
            }
            _ => return Err(Unreadable("expected `,` or `]`".into())),
        }
        self.first = false;
        match self.peek() {
            Some(first) => Ok(Some(first)),
            None => Err(Unreadable("the array does not end".into())),
        }
    }

    /// Reads the element that `advance` went to: its text, and what `seed` makes of it.
    pub(crate) fn read<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<(&'de str, S::Value), Unreadable> {
        let rest = &self.text[self.at..];
        let mut json = serde_json::Deserializer::from_str(rest);
        let value = seed.deserialize(&mut json)?;
        let length = json.into_iter::<IgnoredAny>().byte_offset();
        self.at += length;
        Ok((&rest[..length], value))
    }

    /// Reads past the element that `advance` went to.
    pub(crate) fn skip(&mut self) -> Result<(), Unreadable> {
        self.read(PhantomData::<IgnoredAny>).map(|_| ())
    }

    fn end(&mut self) -> Result<Option<u8>, Unreadable> {
        self.at += 1;
        self.skip_space();
        match self.peek() {
            None => Ok(None),
            Some(_) => Err(Unreadable("something follows the array".into())),
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }
}

/// Reads one row, handing each property to `each`, in order.
pub(crate) struct Properties<F>(pub(crate) F);

impl<'de, F: FnMut(Cow<'de, str>, &'de str)> DeserializeSeed<'de> for Properties<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: FnMut(Cow<'de, str>, &'de str)> Visitor<'de> for Properties<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(Name(name)) = map.next_key()? {
            let value: &RawValue = map.next_value()?;
            if is_deep(value.get()) {
                return Err(A::Error::custom("nested too deep"));
            }
            (self.0)(name, value.get());
        }
        Ok(())
    }
}

/// A property's name, borrowed unless it has escapes.
struct Name<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl<'de> Visitor<'de> for Text {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }

        deserializer.deserialize_str(Text)
    }
}

/// Whether JSON nests deeper than readers can be expected to follow. The parser skips values
/// without recursion, so nothing else would stop it.
fn is_deep(raw: &str) -> bool {
    if raw.len() < 2 * logfog_kit::json::MAX_DEPTH || !raw.starts_with(['[', '{']) {
        return false;
    }
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in raw.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth -= 1,
            _ => {}
        }
        if depth >= logfog_kit::json::MAX_DEPTH {
            return true;
        }
    }
    false
}
