//! What a stored row looks like to a reader: its columns, as the table would hold them.

use std::{borrow::Cow, sync::Arc};

use logfog_kit::json::quote;
use logfog_model::{Check, Entry, Lens, Policy, Rules, View};
use serde::de::DeserializeSeed as _;

use crate::{
    profile::Profile,
    rules::Rule,
    stream::{Coercion, Kind, Stream, TIME, Value},
    wire::Properties,
};

/// Columns that hold what others call the message, best first.
const MESSAGE: [&str; 7] = [
    "Message", "RawData", "Body", "message", "body", "log", "msg",
];

/// Reads the rows of one request. The bytes are the client's; this is where undeclared properties
/// are dropped and values become their columns' types.
#[derive(Debug)]
pub(crate) struct RowLens {
    stream: Arc<Stream>,
    /// Where the rows went.
    table: Arc<str>,
    /// A rule that the policy softens changes nothing.
    drops: bool,
    /// Whether columns that the table lacks are dropped.
    narrows: bool,
    coerces: bool,
    field_bytes: Option<usize>,
    coercion: Coercion,
}

impl RowLens {
    pub(crate) fn new(
        stream: Arc<Stream>,
        table: Arc<str>,
        profile: &Profile,
        policy: &Policy,
    ) -> Self {
        let enforced = |rule: Rule| policy.check(rule.spec().id) == Check::Deny;
        Self {
            stream,
            table,
            narrows: enforced(Rule::TableColumn),
            drops: enforced(Rule::Column),
            coerces: enforced(Rule::ColumnType),
            coercion: profile.coercion,
            field_bytes: enforced(Rule::FieldSize).then_some(profile.field_bytes),
        }
    }

    /// A column's value as JSON, `None` when the column is not there.
    pub(crate) fn value<'r>(&self, name: &str, raw: &'r str) -> Option<Cow<'r, str>> {
        if self.narrows && self.stream.lacking(name).contains(&self.table) {
            return None;
        }
        let kind = match self.stream.kind(name) {
            Some(kind) => kind,
            None if self.drops => return None,
            None => Kind::Dynamic,
        };
        let long = |value: Value<'_>| {
            self.field_bytes
                .is_some_and(|most| value.over(most).is_some())
        };
        match kind.fit(raw, self.coercion) {
            Some(value @ Value::Json(json)) if !long(value) => Some(json.into()),
            Some(value) => Some(value.json(self.field_bytes).into()),
            None if self.coerces => Some("null".into()),
            None => Some(raw.into()),
        }
    }
}

impl Lens for RowLens {
    fn view(&self, entry: &Entry) -> View {
        let mut columns = vec![(TIME.to_owned(), quote(&entry.time().to_string()))];
        let each = |name: Cow<'_, str>, raw: &str| {
            if name == TIME {
                return;
            }
            let Some(value) = self.value(&name, raw) else {
                return;
            };
            let value = value.into_owned();
            // Of two properties with one name the last one counts.
            match columns.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = value,
                None => columns.push((name.into_owned(), value)),
            }
        };
        let mut json = serde_json::Deserializer::from_slice(&entry.draft.raw);
        let read = Properties(each).deserialize(&mut json);
        // It was read once before it was stored.
        debug_assert!(read.is_ok(), "{read:?}");
        let message = MESSAGE
            .iter()
            .find_map(|name| columns.iter().position(|(known, _)| known == name));
        let body = message.map_or_else(|| "null".into(), |at| columns.remove(at).1);
        View {
            body,
            attributes: columns,
        }
    }
}
