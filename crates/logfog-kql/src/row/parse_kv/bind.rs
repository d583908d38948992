//! The properties of `parse-kv`, checked.

use super::{Mode, ParseKv, scan::Scan};
use crate::{
    Error, Span,
    ast::{self, ExprKind, Literal, Property},
    bind::{Binder, Column, Scope},
    operators::text,
    row::replaced,
};

impl ParseKv {
    /// Binds the operator, and says which columns there are behind it, even if it is wrong.
    pub(in super::super) fn bind(
        binder: &mut Binder<'_>,
        parse: &ast::ParseKv,
        scope: &Scope,
    ) -> (Option<Self>, Vec<Column>) {
        let value = binder.scalar(&parse.value, scope);
        let keys: Vec<Column> = parse
            .keys
            .iter()
            .map(|key| Column::new(key.name.text.as_str(), key.ty))
            .collect();
        let mode = mode(parse).map_err(|error| binder.report(error)).ok();
        let (kept, columns) = replaced(&scope.columns, keys.clone());
        let bound = value.zip(mode).map(|(value, mode)| Self {
            value,
            kept,
            keys,
            mode,
        });
        (bound, columns)
    }
}

fn mode(parse: &ast::ParseKv) -> Result<Mode, Error> {
    let mut scan = Scan::default();
    let (mut pair, mut kv) = (None, None);
    for property in &parse.properties {
        let at = property.value.span;
        match (property.name.text.as_str(), string(property)) {
            ("pair_delimiter", Some(text)) if !text.is_empty() => pair = Some(text.to_owned()),
            ("kv_delimiter", Some(text)) if !text.is_empty() => kv = Some(text.to_owned()),
            ("quote", Some(text)) => scan.quotes.push(quotes(text, at)?),
            ("escape", Some(text)) => scan.escapes.push(single(text, at)?),
            ("greedy", None) => scan.greedy = boolean(property)?,
            ("regex", Some(text)) => return regex(text, at),
            (name, _) => {
                let message = format!("'{name}' of parse-kv is not as it is expected");
                return Err(Error::semantic(property.name.span, message).with_hint(
                    "There are pair_delimiter, kv_delimiter, quote, escape, greedy and regex.",
                ));
            }
        }
    }
    scan.delimiters = match (pair, kv) {
        (Some(pair), Some(kv)) => Some((pair, kv)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => {
            return Err(Error::semantic(
                parse.value.span,
                "parse-kv has both pair_delimiter and kv_delimiter, or none of them",
            ));
        }
    };
    Ok(Mode::Scan(scan))
}

fn string(property: &Property) -> Option<&str> {
    if let ExprKind::Literal(Literal::String(text)) = &property.value.kind {
        Some(text)
    } else {
        None
    }
}

fn boolean(property: &Property) -> Result<bool, Error> {
    if let ExprKind::Literal(Literal::Bool(value)) = &property.value.kind {
        return Ok(*value);
    }
    Err(Error::semantic(
        property.value.span,
        format!("'{}' is true or false", property.name.text),
    ))
}

/// One character both opens and closes; of two, each does one of them.
fn quotes(text: &str, at: Span) -> Result<(char, char), Error> {
    let mut chars = text.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some(open), close, None) => Ok((open, close.unwrap_or(open))),
        _ => Err(Error::semantic(at, "A quote has one or two characters")),
    }
}

fn single(text: &str, at: Span) -> Result<char, Error> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(Error::semantic(at, "An escape has one character")),
    }
}

fn regex(pattern: &str, at: Span) -> Result<Mode, Error> {
    let regex = text::regex(pattern)
        .map_err(|reason| Error::semantic(at, format!("Invalid regular expression: {reason}")))?;
    if regex.captures_len() != 3 {
        return Err(Error::semantic(
            at,
            "The regular expression of parse-kv has two groups: a key and its value",
        ));
    }
    Ok(Mode::Regex(regex))
}
