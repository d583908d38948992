use std::cell::OnceCell;

use logfog_model::{Entry, View};

use super::{Fields, Found, Root, Then, json, path::root};

/// Where a path over an entry begins.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryField {
    Id,
    Vendor,
    Session,
    Exchange,
    ReceivedAt,
    Time,
    SeverityText,
    SeverityNumber,
    Scope,
    Body,
    Attributes,
    Raw,
}

/// An entry, and its common view once somebody has asked for it.
#[derive(Debug)]
pub struct Reading<'a> {
    entry: &'a Entry,
    view: OnceCell<View>,
}

type Field = EntryField;

impl Fields for Entry {
    type Field = EntryField;
    type Reading<'a> = Reading<'a>;

    const ROOTS: &'static [Root<EntryField>] = &[
        root("id", Then::Nothing, Field::Id),
        root("vendor", Then::Nothing, Field::Vendor),
        root("session", Then::Nothing, Field::Session),
        root("exchange", Then::Nothing, Field::Exchange),
        root("received_at", Then::Nothing, Field::ReceivedAt),
        root("time", Then::Nothing, Field::Time),
        root("severity.text", Then::Nothing, Field::SeverityText),
        root("severity.number", Then::Nothing, Field::SeverityNumber),
        root("scope", Then::Name, Field::Scope),
        root("body", Then::Json, Field::Body),
        root("attributes", Then::NameAndJson, Field::Attributes),
        root("raw", Then::Json, Field::Raw),
    ];

    fn read(&self) -> Reading<'_> {
        Reading {
            entry: self,
            view: OnceCell::new(),
        }
    }

    fn find<'r>(reading: &'r Reading<'_>, field: EntryField, rest: &[String]) -> Found<'r> {
        let Self { id, batch, draft } = reading.entry;
        match field {
            Field::Id => Found::shown(id),
            Field::Vendor => Found::text(batch.vendor.as_str()),
            Field::Session => Found::text(batch.session.as_str()),
            Field::Exchange => Found::shown(batch.exchange),
            Field::ReceivedAt => Found::shown(batch.received_at),
            Field::Time => Found::shown(reading.entry.time()),
            Field::SeverityText => Found::text(draft.severity.text),
            Field::SeverityNumber => Found::shown(draft.severity.number),
            Field::Scope => {
                let mut parts = draft.scope.parts();
                let part = parts.find(|(name, _)| joins(name, rest));
                part.map_or(Found::Missing, |(_, value)| Found::One(value.into()))
            }
            Field::Body => json::at(&reading.view().body, rest),
            Field::Attributes => attribute(&reading.view().attributes, rest),
            Field::Raw => json::at_bytes(&draft.raw, rest),
        }
    }
}

impl Reading<'_> {
    fn view(&self) -> &View {
        self.view.get_or_init(|| self.entry.view())
    }
}

/// The attribute with the longest name that fits, and what the steps after it lead to.
fn attribute<'r>(attributes: &'r [(String, String)], steps: &[String]) -> Found<'r> {
    for length in (1..=steps.len()).rev() {
        let (name, rest) = steps.split_at(length);
        // Readers of JSON take the last of several members with one name.
        let named = attributes.iter().rfind(|(there, _)| joins(there, name));
        let found = named.map_or(Found::Missing, |(_, value)| json::at(value, rest));
        if !matches!(found, Found::Missing) {
            return found;
        }
    }
    Found::Missing
}

/// Whether a name is the steps joined by dots.
fn joins(name: &str, steps: &[String]) -> bool {
    let mut rest = Some(name);
    for (at, step) in steps.iter().enumerate() {
        let dot = if at == 0 { "" } else { "." };
        rest = rest.and_then(|rest| rest.strip_prefix(dot)?.strip_prefix(step.as_str()));
    }
    rest == Some("")
}
