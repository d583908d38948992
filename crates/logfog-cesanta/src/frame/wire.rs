//! What is on the wire, member for member, borrowed from it.

use std::{borrow::Cow, fmt, ops::Deref};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::profile::Profile;

/// A string, borrowed unless it has escapes. `Cow` by itself always copies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text<'a>(Cow<'a, str>);

impl Text<'_> {
    pub(crate) fn into_owned(self) -> String {
        self.0.into_owned()
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Borrow;
        impl<'de> Visitor<'de> for Borrow {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(text.to_owned().into())
            }
        }
        from.deserialize_str(Borrow)
    }
}

/// A frame of either version. Of members that occur twice the last one counts, as in Go.
#[derive(Debug, Default)]
pub(super) struct Frame<'a> {
    pub(super) v: Option<i64>,
    pub(super) src: Option<Text<'a>>,
    pub(super) dst: Option<Text<'a>>,
    pub(super) key: Option<Text<'a>>,
    pub(super) cmds: Option<Vec<Cmd<'a>>>,
    /// How many answers are in `resp`, when there is one.
    pub(super) resp: Option<usize>,
    /// It has `result` or `error`.
    pub(super) results: bool,
    /// Of a frame of version 2.
    pub(super) only: Cmd<'a>,
    /// Of a frame of version 2: what later peers call `args`.
    pub(super) params: Option<&'a str>,
}

/// An item of `cmds`, or the command that a frame of version 2 is.
#[derive(Debug, Default)]
pub(super) struct Cmd<'a> {
    /// `cmd` or `method`.
    pub(super) name: Option<Text<'a>>,
    pub(super) id: Option<&'a str>,
    pub(super) args: Option<&'a str>,
    pub(super) deadline: Option<f64>,
    pub(super) timeout: Option<f64>,
    pub(super) tag: Option<&'a str>,
    pub(super) quiet: bool,
}

impl Frame<'_> {
    /// It is a request of version 2, whatever else it is.
    pub(super) fn asks(&self, profile: &Profile) -> bool {
        profile.v2 && self.only.name.is_some()
    }
}

impl<'a> Cmd<'a> {
    /// Takes a member that both versions have.
    fn take<A: MapAccess<'a>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        match name {
            "id" => self.id = raw(map)?,
            "args" => self.args = raw(map)?,
            "deadline" => self.deadline = map.next_value()?,
            "timeout" => self.timeout = map.next_value()?,
            _ => drop(map.next_value::<IgnoredAny>()?),
        }
        Ok(())
    }
}

/// Any value but `null`, as JSON text.
fn raw<'a, A: MapAccess<'a>>(map: &mut A) -> Result<Option<&'a str>, A::Error> {
    let value: Option<&'a RawValue> = map.next_value()?;
    Ok(value.map(RawValue::get))
}

impl<'de> Deserialize<'de> for Frame<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Frame<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a frame")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Frame<'de>, A::Error> {
                let mut frame = Frame::default();
                while let Some(name) = map.next_key::<Text<'_>>()? {
                    match &*name {
                        "v" => frame.v = map.next_value()?,
                        "src" => frame.src = map.next_value()?,
                        "dst" => frame.dst = map.next_value()?,
                        "key" => frame.key = map.next_value()?,
                        "cmds" => frame.cmds = map.next_value()?,
                        "resp" => {
                            let answers: Option<Vec<IgnoredAny>> = map.next_value()?;
                            frame.resp = answers.map(|answers| answers.len());
                        }
                        "result" | "error" => frame.results |= raw(&mut map)?.is_some(),
                        "method" => frame.only.name = map.next_value()?,
                        "params" => frame.params = raw(&mut map)?,
                        "tag" => frame.only.tag = raw(&mut map)?,
                        "nr" => frame.only.quiet = map.next_value::<Option<_>>()? == Some(true),
                        other => frame.only.take(other, &mut map)?,
                    }
                }
                Ok(frame)
            }
        }
        from.deserialize_map(Members)
    }
}

impl<'de> Deserialize<'de> for Cmd<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Cmd<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a command")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cmd<'de>, A::Error> {
                let mut cmd = Cmd::default();
                while let Some(name) = map.next_key::<Text<'_>>()? {
                    match &*name {
                        "cmd" => cmd.name = map.next_value()?,
                        other => cmd.take(other, &mut map)?,
                    }
                }
                Ok(cmd)
            }
        }
        from.deserialize_map(Members)
    }
}

/// Arguments by name, as JSON texts; those that are `null` count as absent.
#[derive(Debug, Default)]
pub(crate) struct Args<'a>(Vec<(Text<'a>, &'a str)>);

impl<'a> Args<'a> {
    /// One argument; of several of this name the last one.
    pub(crate) fn find(&self, name: &str) -> Option<&'a str> {
        let mut pairs = self.0.iter().rev();
        pairs.find(|(of, _)| &**of == name).map(|(_, value)| *value)
    }

    /// The names that were given.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }
}

impl<'de> Deserialize<'de> for Args<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Args<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Args<'de>, A::Error> {
                let mut args = Args::default();
                while let Some(name) = map.next_key()? {
                    if let Some(value) = raw(&mut map)? {
                        args.0.push((name, value));
                    }
                }
                Ok(args)
            }
        }
        from.deserialize_map(Members)
    }
}
