use super::{Fields, Found, Root, Then, json, path::root};
use crate::journal::{Exchange, Message};

/// Where a path over an exchange begins.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExchangeField {
    Id,
    Vendor,
    Session,
    Operation,
    Wire,
    At,
    TookUs,
    Target,
    Status,
    Rule,
    Fate,
    Stored,
    Fault,
    RequestHeaders,
    RequestBody,
    AnswerHeaders,
    AnswerBody,
}

type Field = ExchangeField;

impl Fields for Exchange {
    type Field = ExchangeField;
    type Reading<'a> = &'a Self;

    const ROOTS: &'static [Root<ExchangeField>] = &[
        root("id", Then::Nothing, Field::Id),
        root("vendor", Then::Nothing, Field::Vendor),
        root("session", Then::Nothing, Field::Session),
        root("operation", Then::Nothing, Field::Operation),
        root("wire", Then::Nothing, Field::Wire),
        root("at", Then::Nothing, Field::At),
        root("took_us", Then::Nothing, Field::TookUs),
        root("target", Then::Nothing, Field::Target),
        root("status", Then::Nothing, Field::Status),
        root("rule", Then::Nothing, Field::Rule),
        root("fate", Then::Nothing, Field::Fate),
        root("stored", Then::Nothing, Field::Stored),
        root("fault", Then::Nothing, Field::Fault),
        root("request.headers", Then::Name, Field::RequestHeaders),
        root("request.body", Then::Json, Field::RequestBody),
        root("answer.headers", Then::Name, Field::AnswerHeaders),
        root("answer.body", Then::Json, Field::AnswerBody),
    ];

    fn read(&self) -> &Self {
        self
    }

    fn find<'r>(reading: &'r &Self, field: ExchangeField, rest: &[String]) -> Found<'r> {
        let exchange: &'r Self = reading;
        let broken = &exchange.verdict.broken;
        match field {
            Field::Id => Found::shown(exchange.id),
            Field::Vendor => Found::text(exchange.vendor.as_str()),
            Field::Session => Found::text(exchange.session.as_str()),
            Field::Operation => Found::text(exchange.operation),
            Field::Wire => Found::text(exchange.wire.as_str()),
            Field::At => Found::shown(exchange.at),
            Field::TookUs => Found::shown(exchange.took.as_micros()),
            Field::Target => Found::text(&exchange.target),
            Field::Status => Found::shown(exchange.status),
            Field::Rule => Found::any(broken.iter().map(|broken| broken.spec.id)),
            Field::Fate => Found::any(broken.iter().map(|broken| broken.fate.as_str())),
            Field::Stored => Found::shown(exchange.verdict.stored),
            Field::Fault => match &exchange.fault {
                Some(fired) => Found::any(fired.words.iter().map(String::as_str)),
                None => Found::text(""),
            },
            Field::RequestHeaders => header(&exchange.request, rest),
            Field::RequestBody => json::at_bytes(&exchange.request.body, rest),
            Field::AnswerHeaders => header(&exchange.answer, rest),
            Field::AnswerBody => json::at_bytes(&exchange.answer.body, rest),
        }
    }
}

/// The values of a header, whatever the case of its name.
fn header<'r>(message: &'r Message, name: &[String]) -> Found<'r> {
    let name = name.join(".");
    let named = message
        .headers
        .iter()
        .filter(|(there, _)| there.as_str().eq_ignore_ascii_case(&name));
    let values: Vec<_> = named
        .map(|(_, value)| String::from_utf8_lossy(value.as_bytes()))
        .collect();
    if values.is_empty() {
        return Found::Missing;
    }
    Found::Many(values)
}
