use std::{borrow::Cow, fmt};

use logfog_kit::json::quote;
use logfog_model::{Entry, Lens, View};
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::{Value, value::RawValue};

use crate::spellings::{self, Field};

/// Marks an entry whose `jsonMessage` is not JSON.
const UNPARSED: &str = "jsonMessageUnparsed";

/// Shows entries with their fields as the 2026 page spells them, in the order in which they came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields;

impl Lens for Fields {
    fn view(&self, entry: &Entry) -> View {
        let Ok(Said(fields)) = serde_json::from_slice(&entry.draft.raw) else {
            // Only what was checked is stored, and only what can be read passes the check.
            let text = String::from_utf8_lossy(&entry.draft.raw);
            return View {
                body: quote(&text),
                attributes: Vec::new(),
            };
        };
        let mut message = None;
        let mut structured = None;
        let mut attributes = Vec::new();
        for (field, value) in fields {
            let (shown, parsed) = shown(field, value);
            match field {
                Field::Timestamp | Field::Level | Field::ProjectId | Field::LogGroupId => continue,
                Field::Message => {
                    message = Some(shown);
                    continue;
                }
                Field::JsonMessage => structured = Some(shown.clone()),
                Field::TraceId | Field::ServiceName | Field::InstanceId | Field::Labels => {}
            }
            attributes.push((field.name().to_owned(), shown));
            if !parsed {
                attributes.push((UNPARSED.to_owned(), "true".to_owned()));
            }
        }
        let body = message.or(structured).unwrap_or_else(|| "null".to_owned());
        View { body, attributes }
    }
}

/// A value as JSON text, and whether it was JSON where it had to be.
fn shown(field: Field, value: &RawValue) -> (String, bool) {
    let text = value.get();
    if field == Field::JsonMessage
        && let Ok(inner) = serde_json::from_str::<Cow<'_, str>>(text)
    {
        return if readable(&inner) {
            (inner.into_owned(), true)
        } else {
            (text.to_owned(), false)
        };
    }
    if readable(text) {
        (text.to_owned(), true)
    } else {
        (quote(text), true)
    }
}

/// Whether any reader copes with it: well-formed to the last escape, and not too deep.
fn readable(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok()
}

/// The fields that are neither unknown nor null.
struct Said<'a>(Vec<(Field, &'a RawValue)>);

impl<'a> Deserialize<'a> for Said<'a> {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Self, D::Error> {
        struct Fields;

        impl<'a> Visitor<'a> for Fields {
            type Value = Said<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an entry")
            }

            fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Said<'a>, A::Error> {
                let mut fields = Vec::new();
                while let Some(key) = map.next_key::<Cow<'_, str>>()? {
                    let Some((_, field)) = spellings::find(&key) else {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    };
                    let value = map.next_value::<&RawValue>()?;
                    if value.get() != "null" {
                        fields.push((field, value));
                    }
                }
                Ok(Said(fields))
            }
        }

        from.deserialize_map(Fields)
    }
}
