//! One entry, read in one pass. Nothing is copied but a text with escapes that is looked at.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::value::{ARRAY, BOOLEAN, NULL, NUMBER, Read, TEXT, Take, otherwise};
use crate::spellings::{self, Field};

/// What an entry says, as far as it is checked.
#[derive(Debug, Default)]
pub(crate) struct Entry<'a> {
    pub(crate) timestamp: Option<Given<Cow<'a, str>>>,
    pub(crate) level: Option<Given<Cow<'a, str>>>,
    pub(crate) project_id: Option<Given<Cow<'a, str>>>,
    pub(crate) log_group_id: Option<Given<Cow<'a, str>>>,
    /// Whether there is a `message`.
    pub(crate) message: bool,
    /// Whether `jsonMessage` is JSON.
    pub(crate) json_message: Option<Given<bool>>,
    /// The first field that is not of its type, and what it is.
    pub(crate) mistyped: Option<Given<&'static str>>,
    /// The first field that is given again, in this or the other spelling.
    pub(crate) repeated: Option<&'static str>,
}

/// A value, and the key as the client spelt it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Given<T> {
    pub(crate) key: &'static str,
    pub(crate) value: T,
}

/// The labels of one entry. Its memory is used again for the next one.
#[derive(Debug)]
pub(crate) struct Labels<'a> {
    /// The first ones, names and lengths of values.
    pub(crate) pairs: Vec<(Cow<'a, str>, usize)>,
    /// How many there are.
    pub(crate) count: usize,
    /// The first value that is no text, its name, and what it is.
    pub(crate) mistyped: Option<(String, &'static str)>,
    /// How many are kept in `pairs`.
    keep: usize,
}

impl Labels<'_> {
    /// Keeps at most so many of an entry's labels; the rest are counted.
    pub(crate) const fn new(keep: usize) -> Self {
        Self {
            pairs: Vec::new(),
            count: 0,
            mistyped: None,
            keep,
        }
    }
}

/// Reads one entry, which must be an object, and its labels.
pub(crate) fn entry<'a>(
    raw: &'a RawValue,
    labels: &mut Labels<'a>,
) -> Result<Entry<'a>, serde_json::Error> {
    labels.pairs.clear();
    (labels.count, labels.mistyped) = (0, None);
    // The end was found when the entry was cut out of the body.
    EntrySeed(labels).deserialize(&mut serde_json::Deserializer::from_str(raw.get()))
}

struct EntrySeed<'s, 'a>(&'s mut Labels<'a>);

impl<'a> DeserializeSeed<'a> for EntrySeed<'_, 'a> {
    type Value = Entry<'a>;

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> Result<Entry<'a>, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for EntrySeed<'_, 'a> {
    type Value = Entry<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an entry")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Entry<'a>, A::Error> {
        let mut entry = Entry::default();
        let mut seen = 0;
        while let Some(key) = map.next_key_seed(Known)? {
            let Some((key, field)) = key else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            if seen & field.bit() != 0 {
                entry.repeated.get_or_insert(key);
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            seen |= field.bit();
            let mistyped = match field {
                Field::Timestamp => keep(&mut map, key, &mut entry.timestamp)?,
                Field::Level => keep(&mut map, key, &mut entry.level)?,
                Field::ProjectId => keep(&mut map, key, &mut entry.project_id)?,
                Field::LogGroupId => keep(&mut map, key, &mut entry.log_group_id)?,
                Field::TraceId | Field::ServiceName | Field::InstanceId => {
                    map.next_value_seed(Take::SKIP)?.err()
                }
                Field::Message => {
                    let message = map.next_value_seed(Take::SKIP)?;
                    entry.message = matches!(message, Ok(Some(())));
                    message.err()
                }
                Field::JsonMessage => {
                    let json = map.next_value_seed(Take::IS_JSON)?;
                    entry.json_message = json.ok().flatten().map(|value| Given { key, value });
                    json.err()
                }
                Field::Labels => map.next_value_seed(LabelsSeed(self.0))?.err(),
            };
            if let Some(value) = mistyped {
                entry.mistyped.get_or_insert(Given { key, value });
            }
        }
        Ok(entry)
    }
}

fn keep<'a, A: MapAccess<'a>>(
    map: &mut A,
    key: &'static str,
    field: &mut Option<Given<Cow<'a, str>>>,
) -> Result<Option<&'static str>, A::Error> {
    match map.next_value_seed(Take::KEEP)? {
        Ok(value) => *field = value.map(|value| Given { key, value }),
        Err(kind) => return Ok(Some(kind)),
    }
    Ok(None)
}

/// A key that is a field's, or `None`.
struct Known;

impl<'a> DeserializeSeed<'a> for Known {
    type Value = Option<(&'static str, Field)>;

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for Known {
    type Value = Option<(&'static str, Field)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(spellings::find(key))
    }
}

struct LabelsSeed<'s, 'a>(&'s mut Labels<'a>);

impl<'a> DeserializeSeed<'a> for LabelsSeed<'_, 'a> {
    type Value = Read<()>;

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> Result<Read<()>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for LabelsSeed<'_, 'a> {
    type Value = Read<()>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_unit<E: Error>(self) -> Result<Read<()>, E> {
        Ok(Ok(None))
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Read<()>, A::Error> {
        let labels = self.0;
        while let Some(name) = map.next_key_seed(Take::KEEP)? {
            let name = name.ok().flatten().unwrap_or_default();
            let length = match map.next_value_seed(Take::LENGTH)? {
                Ok(Some(length)) => length,
                Ok(None) => mistyped(labels, &name, NULL),
                Err(kind) => mistyped(labels, &name, kind),
            };
            labels.count += 1;
            if labels.count <= labels.keep {
                labels.pairs.push((name, length));
            }
        }
        Ok(Ok(Some(())))
    }

    otherwise! { Read<()>: Err; scalars text array }
}

fn mistyped(labels: &mut Labels<'_>, name: &str, kind: &'static str) -> usize {
    labels
        .mistyped
        .get_or_insert_with(|| (name.to_owned(), kind));
    0
}
