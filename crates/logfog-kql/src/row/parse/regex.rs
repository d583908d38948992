//! Patterns whose literals are regular expressions: all of it becomes one.

use std::fmt::Write as _;

use regex::Regex;

use super::{prefix, simple::Segment, whole};
use crate::{Type, Value, operators::text};

/// A pattern whose literals are regular expressions.
#[derive(Clone, Debug)]
pub(in super::super) struct Pattern {
    regex: Regex,
    /// The group, the type, and whether something follows that is not kept.
    columns: Vec<(usize, Type, bool)>,
}

impl Pattern {
    /// Compiles a pattern. The error says what is wrong with its expressions.
    pub(super) fn new(segments: &[Segment], flags: &str) -> Result<Self, String> {
        let mut pattern = String::new();
        if !flags.is_empty() {
            let _ = write!(pattern, "(?{flags})");
        }
        pattern.push_str(r"\A");
        for (place, segment) in segments.iter().enumerate() {
            if let Some(ty) = segment.column {
                let _ = write!(pattern, "(?P<{}>{})", group(place), of_type(ty));
            }
            if segment.star {
                pattern.push_str(".*?");
            }
            if let Some(literal) = &segment.literal {
                // A literal must be an expression by itself, or the groups around it would change.
                text::regex(literal)?;
                let _ = write!(pattern, "(?:{literal})");
            }
        }
        pattern.push_str(r"\z");
        let regex = text::regex(&pattern)?;
        let columns = columns(segments, &regex);
        Ok(Self { regex, columns })
    }

    pub(super) fn captures<'t>(&self, text: &'t str) -> Option<Vec<Value<'t>>> {
        let groups = self.regex.captures(text)?;
        let mut values = Vec::with_capacity(self.columns.len());
        for (group, ty, star) in &self.columns {
            let found = groups.get(*group)?.as_str();
            values.push(if *star {
                prefix(found, *ty)?
            } else {
                whole(found, *ty)?
            });
        }
        Some(values)
    }
}

fn columns(segments: &[Segment], regex: &Regex) -> Vec<(usize, Type, bool)> {
    let place_of = |name: &str| {
        regex
            .capture_names()
            .position(|group| group == Some(name))
            .unwrap_or(0)
    };
    let columns = segments.iter().enumerate();
    columns
        .filter_map(|(place, segment)| {
            let ty = segment.column?;
            Some((place_of(&group(place)), ty, segment.star))
        })
        .collect()
}

fn group(place: usize) -> String {
    format!("__column{place}")
}

/// What a column of a type matches, whatever the flags are. The text of an untyped one is as long as
/// can be, which is what the documented examples give.
const fn of_type(ty: Type) -> &'static str {
    match ty {
        Type::Int | Type::Long => r"(?-U:-?\d+)",
        Type::Real | Type::Decimal => r"(?-U:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)",
        Type::Bool
        | Type::DateTime
        | Type::TimeSpan
        | Type::Guid
        | Type::String
        | Type::Dynamic => ".*",
    }
}
