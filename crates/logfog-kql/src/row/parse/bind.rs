//! The pattern of `parse`, checked and prepared.

use super::{
    DOCUMENTED_COLUMNS, Parse, Pattern, RegexPattern,
    simple::{Segment, Simple},
};
use crate::{
    Error, Span, Type,
    ast::{Name, ParseColumns, ParseKind, ParsePart},
    bind::{Binder, Column, Dialect, Scope},
    row::replaced,
};

impl Parse {
    /// Binds the operator, and says which columns there are behind it, even if it is wrong.
    pub(in super::super) fn bind(
        binder: &mut Binder<'_>,
        parse: &ParseColumns,
        scope: &Scope,
        at: Span,
    ) -> (Option<Self>, Vec<Column>) {
        let value = binder.scalar(&parse.value, scope);
        let made = made_columns(&parse.pattern);
        if made.len() > DOCUMENTED_COLUMNS && binder.dialect() != Dialect::Query {
            let message = format!(
                "This parse makes {} columns; {DOCUMENTED_COLUMNS} are documented as the most",
                made.len()
            );
            binder.warn(at, message);
        }
        let pattern = pattern(binder, parse);
        let types = made.iter().map(|column| column.ty).collect();
        let (kept, columns) = replaced(&scope.columns, made);
        let bound = value.zip(pattern).map(|(value, pattern)| Self {
            value,
            kept,
            types,
            filter: parse.filter,
            pattern,
        });
        (bound, columns)
    }
}

fn made_columns(pattern: &[ParsePart]) -> Vec<Column> {
    let column = |part: &ParsePart| match part {
        ParsePart::Column { name, ty } => {
            Some(Column::new(name.text.as_str(), ty.unwrap_or(Type::String)))
        }
        ParsePart::Star | ParsePart::Text { .. } => None,
    };
    pattern.iter().filter_map(column).collect()
}

fn pattern(binder: &mut Binder<'_>, parse: &ParseColumns) -> Option<Pattern> {
    let segments = segments(binder, &parse.pattern)?;
    let relaxed = match parse.kind {
        ParseKind::Regex => return regex(binder, parse, &segments),
        ParseKind::Relaxed => true,
        ParseKind::Simple => false,
    };
    Some(Pattern::Simple(Simple { segments, relaxed }))
}

fn regex(binder: &mut Binder<'_>, parse: &ParseColumns, segments: &[Segment]) -> Option<Pattern> {
    let flags = parse.flags.as_ref();
    if let Some(flags) = flags.filter(|flags| !are_flags(&flags.text)) {
        let message = format!("'{}' are not flags of regular expressions", flags.text);
        binder.report(
            Error::semantic(flags.span, message).with_hint("There are U, i, m, s, u and x."),
        );
        return None;
    }
    match RegexPattern::new(segments, flags.map_or("", |flags| &flags.text)) {
        Ok(regex) => Some(Pattern::Regex(regex)),
        Err(reason) => {
            let texts = parse.pattern.iter().find_map(|part| match part {
                ParsePart::Text { span, .. } => Some(*span),
                ParsePart::Star | ParsePart::Column { .. } => None,
            });
            let at = texts.unwrap_or(parse.value.span);
            let message = format!("Invalid regular expression: {reason}");
            binder.report(Error::semantic(at, message));
            None
        }
    }
}

fn are_flags(text: &str) -> bool {
    let mut seen = Vec::new();
    text.chars().all(|flag| {
        let is_new = !seen.contains(&flag);
        seen.push(flag);
        is_new && matches!(flag, 'U' | 'i' | 'm' | 's' | 'u' | 'x')
    })
}

/// Parts to what is between two literals. A column must have a literal in front of it, unless it is
/// the first part.
fn segments(binder: &mut Binder<'_>, pattern: &[ParsePart]) -> Option<Vec<Segment>> {
    let empty = || Segment {
        column: None,
        star: false,
        literal: None,
    };
    let mut segments = Vec::new();
    let mut open = empty();
    let mut seen: Vec<&str> = Vec::new();
    for part in pattern {
        match part {
            ParsePart::Star => open.star = true,
            ParsePart::Text { text, span: _ } => {
                open.literal = Some(text.clone());
                segments.push(std::mem::replace(&mut open, empty()));
            }
            ParsePart::Column { name, ty } => {
                if let Some(error) = misplaced(name, &open, &seen) {
                    binder.report(error);
                    return None;
                }
                seen.push(&name.text);
                open.column = Some(ty.unwrap_or(Type::String));
            }
        }
    }
    segments.push(open);
    Some(segments)
}

fn misplaced(name: &Name, open: &Segment, seen: &[&str]) -> Option<Error> {
    let text = &name.text;
    if open.star || open.column.is_some() {
        let message = format!("Column '{text}' must follow a text");
        return Some(
            Error::semantic(name.span, message).with_hint("Nothing says where it starts."),
        );
    }
    let is_known = seen.contains(&text.as_str());
    is_known.then(|| {
        Error::semantic(
            name.span,
            format!("A column named '{text}' is already defined"),
        )
    })
}
