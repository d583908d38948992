//! What is on the wire. Every visitor takes any JSON: a wrong type is a finding, not an error.

mod entry;
mod value;

use std::{borrow::Cow, fmt};

pub(crate) use entry::{Entry, Given, Labels, entry};
use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;
pub(crate) use value::{OBJECT, kind};

use self::value::{BOOLEAN, NULL, NUMBER, TEXT, otherwise};

/// A body as a whole.
#[derive(Debug)]
pub(crate) enum Body<'a> {
    /// `[entry, …]`
    Bare(Vec<&'a RawValue>),
    /// `{"logs": …}`: what it holds, and whether it is there more than once.
    Object { logs: Logs<'a>, repeated: bool },
    /// Something else: what.
    Other(&'static str),
}

/// The value of `logs`.
#[derive(Debug, Default)]
pub(crate) enum Logs<'a> {
    #[default]
    Absent,
    Array(Vec<&'a RawValue>),
    Other(&'static str),
}

impl<'a> Deserialize<'a> for Body<'a> {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        struct Top;

        impl<'a> Visitor<'a> for Top {
            type Value = Body<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }

            fn visit_seq<A: SeqAccess<'a>>(self, seq: A) -> Result<Body<'a>, A::Error> {
                raw_values(seq).map(Body::Bare)
            }

            fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Body<'a>, A::Error> {
                let mut logs = None;
                let mut repeated = false;
                while let Some(key) = map.next_key::<Cow<'_, str>>()? {
                    if key != "logs" {
                        map.next_value::<IgnoredAny>()?;
                    } else if logs.is_some() {
                        repeated = true;
                        map.next_value::<IgnoredAny>()?;
                    } else {
                        logs = Some(map.next_value()?);
                    }
                }
                Ok(Body::Object {
                    logs: logs.unwrap_or_default(),
                    repeated,
                })
            }

            otherwise! { Body<'a>: Body::Other; scalars null text }
        }

        from.deserialize_any(Top)
    }
}

impl<'a> Deserialize<'a> for Logs<'a> {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        struct Inner;

        impl<'a> Visitor<'a> for Inner {
            type Value = Logs<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }

            fn visit_unit<E: Error>(self) -> Result<Logs<'a>, E> {
                Ok(Logs::Absent)
            }

            fn visit_seq<A: SeqAccess<'a>>(self, seq: A) -> Result<Logs<'a>, A::Error> {
                raw_values(seq).map(Logs::Array)
            }

            otherwise! { Logs<'a>: Logs::Other; scalars text object }
        }

        from.deserialize_any(Inner)
    }
}

fn raw_values<'a, A: SeqAccess<'a>>(mut seq: A) -> Result<Vec<&'a RawValue>, A::Error> {
    let mut values = Vec::new();
    while let Some(value) = seq.next_element()? {
        values.push(value);
    }
    Ok(values)
}
