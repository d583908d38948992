//! What is on the wire: records are read in one pass, members stay slices of the body.

use std::{borrow::Cow, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A member of a record, in the order in which it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member<'a> {
    pub(crate) key: Cow<'a, str>,
    /// The value's JSON text.
    pub(crate) value: &'a str,
}

/// What a JSON text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Array,
    Boolean,
    Null,
    Number,
    Object,
    Text,
}

impl Kind {
    /// Of a JSON text without white space around it.
    pub(crate) fn of(json: &str) -> Self {
        match json.as_bytes().first() {
            Some(b'"') => Self::Text,
            Some(b'{') => Self::Object,
            Some(b'[') => Self::Array,
            Some(b't' | b'f') => Self::Boolean,
            Some(b'n') | None => Self::Null,
            Some(_) => Self::Number,
        }
    }

    /// A text, a number or a boolean.
    pub(crate) const fn is_plain(self) -> bool {
        matches!(self, Self::Boolean | Self::Number | Self::Text)
    }
}

impl Member<'_> {
    pub(crate) fn kind(&self) -> Kind {
        Kind::of(self.value)
    }
}

/// One element of a body.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Element<'a, 'm> {
    /// A record: its text and its members. The text of `{}` is not a slice of the body.
    Object(&'a str, &'m [Member<'a>]),
    /// Anything else.
    Other,
}

/// Reads an array, element by element.
pub(crate) fn array<'a>(
    body: &'a str,
    each: impl FnMut(usize, Element<'a, '_>),
) -> Result<usize, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(body);
    let count = deserializer.deserialize_seq(Elements { body, each })?;
    deserializer.end()?;
    Ok(count)
}

/// Reads a single value.
pub(crate) fn one<'a, T>(
    body: &'a str,
    members: &mut Vec<Member<'a>>,
    read: impl FnOnce(Element<'a, '_>) -> T,
) -> Result<T, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(body);
    let object = Value { body, members }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(read(object.map_or(Element::Other, |text| {
        Element::Object(text, members)
    })))
}

/// The members of an object, none of anything else.
pub(crate) fn members(object: &str) -> Vec<Member<'_>> {
    let mut members = Vec::new();
    // What is read here was read before, as part of its record: it cannot fail.
    let _ = one(object, &mut members, |_| ());
    members
}

/// The elements of an array, none of anything else.
pub(crate) fn elements(array: &str) -> Vec<&str> {
    let elements: Vec<&RawValue> = serde_json::from_str(array).unwrap_or_default();
    elements.into_iter().map(RawValue::get).collect()
}

/// A text without quotes and escapes, anything else as it is written.
pub(crate) fn text(json: &str) -> Cow<'_, str> {
    let Some(inner) = json
        .strip_prefix('"')
        .and_then(|json| json.strip_suffix('"'))
    else {
        return Cow::Borrowed(json);
    };
    if !inner.as_bytes().contains(&b'\\') {
        return Cow::Borrowed(inner);
    }
    // Half a surrogate pair has no text: it stays as it was written.
    serde_json::from_str(json).map_or(Cow::Borrowed(inner), Cow::Owned)
}

/// How deep a JSON text nests.
pub(crate) fn depth(json: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                while let Some(byte) = bytes.next()
                    && byte != b'"'
                {
                    if byte == b'\\' {
                        bytes.next();
                    }
                }
            }
            _ => {}
        }
    }
    deepest
}

struct Elements<'a, F> {
    body: &'a str,
    each: F,
}

impl<'a, F: FnMut(usize, Element<'a, '_>)> Visitor<'a> for Elements<'a, F> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'a>>(mut self, mut elements: A) -> Result<usize, A::Error> {
        let mut count = 0;
        let mut members = Vec::new();
        loop {
            members.clear();
            let value = Value {
                body: self.body,
                members: &mut members,
            };
            let Some(object) = elements.next_element_seed(value)? else {
                return Ok(count);
            };
            let element = object.map_or(Element::Other, |text| Element::Object(text, &members));
            (self.each)(count, element);
            count += 1;
        }
    }
}

/// An object, whose text it returns and whose members it keeps, or anything else.
struct Value<'a, 'm> {
    body: &'a str,
    members: &'m mut Vec<Member<'a>>,
}

impl<'a> DeserializeSeed<'a> for Value<'a, '_> {
    type Value = Option<&'a str>;

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Value<'a, '_> {
    type Value = Option<&'a str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut bounds: Option<(usize, usize)> = None;
        let start = |part: &str| part.as_ptr().addr() - self.body.as_ptr().addr();
        while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
            let (key, value) = (key.get(), value.get());
            let end = start(value) + value.len();
            bounds = Some(bounds.map_or((start(key), end), |(first, _)| (first, end)));
            self.members.push(Member {
                key: text(key),
                value,
            });
        }
        // The braces are the nearest ones: nothing but white space lies between.
        let Some((first, last)) = bounds else {
            return Ok(Some("{}"));
        };
        let open = self.body.get(..first).and_then(|before| before.rfind('{'));
        let close = self.body.get(last..).and_then(|after| after.find('}'));
        let whole = open.zip(close);
        let whole = whole.and_then(|(open, close)| self.body.get(open..=last + close));
        whole
            .map(Some)
            .ok_or_else(|| A::Error::custom("an object without braces"))
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_slices_of_the_body() {
        let body = r#" [ { "a" : 1 , "b\n":{"}":2} } ,{}, 3, [4] ] "#;
        let mut seen = Vec::new();
        let count = array(body, |at, element| {
            seen.push(match element {
                Element::Object(text, members) => format!("{at} {text} {}", members.len()),
                Element::Other => format!("{at} other"),
            });
        });
        assert_eq!(count.ok(), Some(4));
        let first = r#"0 { "a" : 1 , "b\n":{"}":2} } 2"#;
        assert_eq!(seen, [first, "1 {} 0", "2 other", "3 other"]);
    }

    #[test]
    fn depth_does_not_count_what_is_in_texts() {
        assert_eq!(depth(r#"{"a":["[[[\"[",1,{}]}"#), 3);
        assert_eq!(depth("1"), 0);
    }

    #[test]
    fn half_a_surrogate_pair_stays_as_written() {
        assert_eq!(text(r#""a\u0041""#), "aA");
        assert_eq!(text(r#""a\ud800""#), r"a\ud800");
    }
}
