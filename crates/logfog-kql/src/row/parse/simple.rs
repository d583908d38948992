//! Patterns whose literals are texts.

use super::{prefix, whole};
use crate::{Type, Value};

/// What is between two literals, and then a literal; behind the last one there is none.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) column: Option<Type>,
    pub(super) star: bool,
    pub(super) literal: Option<String>,
}

/// A pattern whose literals are texts.
#[derive(Clone, Debug)]
pub(super) struct Simple {
    pub(super) segments: Vec<Segment>,
    /// Whether a column that does not fit its type is null, rather than all of them.
    pub(super) relaxed: bool,
}

impl Simple {
    /// What each column gets. Every literal is looked for where the one before it was found first:
    /// there is no second try.
    pub(super) fn captures<'t>(&self, text: &'t str) -> Option<Vec<Value<'t>>> {
        let mut values = Vec::new();
        let mut rest = text;
        for segment in &self.segments {
            let (between, behind) = segment.split(rest)?;
            if let Some(ty) = segment.column {
                values.push(self.value(between, ty, segment.star)?);
            }
            rest = behind;
        }
        Some(values)
    }

    fn value<'t>(&self, text: &'t str, ty: Type, star: bool) -> Option<Value<'t>> {
        let value = if star {
            prefix(text, ty)
        } else {
            whole(text, ty)
        };
        match value {
            None if self.relaxed => Some(Value::missing(ty)),
            value => value,
        }
    }
}

impl Segment {
    /// What is in front of its literal, and what is behind it.
    fn split<'t>(&self, text: &'t str) -> Option<(&'t str, &'t str)> {
        let may_skip = self.star || self.column.is_some();
        match &self.literal {
            Some(literal) if may_skip => text.split_once(literal.as_str()),
            Some(literal) => text.strip_prefix(literal.as_str()).map(|rest| ("", rest)),
            None if may_skip => Some((text, "")),
            None => text.is_empty().then_some(("", "")),
        }
    }
}
