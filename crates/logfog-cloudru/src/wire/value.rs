//! Single values: what they are called, and how texts are read.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// What a JSON value is called; the text must be one value without space before it.
pub(crate) fn kind(raw: &RawValue) -> &'static str {
    match raw.get().as_bytes().first() {
        Some(b'{') => OBJECT,
        Some(b'[') => ARRAY,
        Some(b'"') => TEXT,
        Some(b't' | b'f') => BOOLEAN,
        Some(b'n') => NULL,
        _ => NUMBER,
    }
}

pub(crate) const OBJECT: &str = "an object";
pub(super) const ARRAY: &str = "an array";
pub(super) const TEXT: &str = "a text";
pub(super) const BOOLEAN: &str = "a boolean";
pub(super) const NULL: &str = "null";
pub(super) const NUMBER: &str = "a number";

/// A text, `None` for null, or the kind of anything else.
pub(super) type Read<T> = Result<Option<T>, &'static str>;

/// Answers of a visitor for everything that is not what it wants.
macro_rules! otherwise {
    ($out:ty: $wrap:expr; $($kind:ident)+) => { $( otherwise!(@$kind $out, $wrap); )+ };
    (@scalars $out:ty, $wrap:expr) => {
        fn visit_bool<E: Error>(self, _: bool) -> Result<$out, E> { Ok($wrap(BOOLEAN)) }
        fn visit_i64<E: Error>(self, _: i64) -> Result<$out, E> { Ok($wrap(NUMBER)) }
        fn visit_u64<E: Error>(self, _: u64) -> Result<$out, E> { Ok($wrap(NUMBER)) }
        fn visit_f64<E: Error>(self, _: f64) -> Result<$out, E> { Ok($wrap(NUMBER)) }
    };
    (@null $out:ty, $wrap:expr) => {
        fn visit_unit<E: Error>(self) -> Result<$out, E> { Ok($wrap(NULL)) }
    };
    (@text $out:ty, $wrap:expr) => {
        fn visit_str<E: Error>(self, _: &str) -> Result<$out, E> { Ok($wrap(TEXT)) }
    };
    (@array $out:ty, $wrap:expr) => {
        fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<$out, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok($wrap(ARRAY))
        }
    };
    (@object $out:ty, $wrap:expr) => {
        fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<$out, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok($wrap(OBJECT))
        }
    };
}

pub(super) use otherwise;

/// How a text is taken: as it stands in the body, or unescaped in passing.
pub(super) struct Take<'a, T> {
    borrowed: fn(&'a str) -> T,
    copied: fn(&str) -> T,
}

impl<'a> Take<'a, Cow<'a, str>> {
    pub(super) const KEEP: Self = Self {
        borrowed: Cow::Borrowed,
        copied: |text| Cow::Owned(text.to_owned()),
    };
}

impl Take<'_, ()> {
    pub(super) const SKIP: Self = Self {
        borrowed: |_| (),
        copied: |_| (),
    };
}

impl Take<'_, usize> {
    pub(super) const LENGTH: Self = Self {
        borrowed: |text| text.len(),
        copied: |text| text.len(),
    };
}

impl Take<'_, bool> {
    pub(super) const IS_JSON: Self = Self {
        borrowed: |text| is_json(text),
        copied: |text| is_json(text),
    };
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

impl<'a, T> DeserializeSeed<'a> for Take<'a, T> {
    type Value = Read<T>;

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> Result<Read<T>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'a, T> Visitor<'a> for Take<'a, T> {
    type Value = Read<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'a str) -> Result<Read<T>, E> {
        Ok(Ok(Some((self.borrowed)(text))))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Read<T>, E> {
        Ok(Ok(Some((self.copied)(text))))
    }

    fn visit_unit<E: Error>(self) -> Result<Read<T>, E> {
        Ok(Ok(None))
    }

    otherwise! { Read<T>: Err; scalars array object }
}
