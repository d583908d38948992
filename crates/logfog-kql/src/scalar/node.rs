//! What an expression has become once all names and types in it are known.

use std::sync::Arc;

use crate::{
    Type, Value,
    functions::Bound,
    operators::{Arithmetic, Comparison, Matcher, TextMatch, list::Members},
};

/// An expression without names. Parts that `let` gave a name to are shared.
#[derive(Debug)]
pub(crate) enum Node {
    Constant(Value<'static>),
    Column(usize),
    Member(Arc<Self>, String),
    Element(Arc<Self>, i64),
    Subscript(Arc<Self>, Arc<Self>),
    Call(Bound, Vec<Arc<Self>>),
    /// The value behind the first condition that is true, or the last one.
    Choice(Vec<(Arc<Self>, Arc<Self>)>, Arc<Self>, Type),
    /// The first that is there.
    Coalesce(Vec<Arc<Self>>, Type),
    And(Vec<Arc<Self>>),
    Or(Vec<Arc<Self>>),
    Compare(Comparison, Arc<Self>, Arc<Self>),
    Arithmetic(Arithmetic, Type, Arc<Self>, Arc<Self>),
    Negate(Arc<Self>),
    Between {
        negated: bool,
        value: Arc<Self>,
        low: Arc<Self>,
        high: Arc<Self>,
    },
    /// A text operator whose right side is the same for every row.
    Text {
        negated: bool,
        matcher: Matcher,
        text: Arc<Self>,
    },
    /// A text operator whose right side is known with the row.
    TextOfRow {
        negated: bool,
        how: TextMatch,
        case_sensitive: bool,
        text: Arc<Self>,
        needle: Arc<Self>,
    },
    /// `in` a list that is the same for every row.
    Members {
        negated: bool,
        members: Members<'static>,
        value: Arc<Self>,
    },
    /// `in` a list that is known with the row.
    MembersOfRow {
        negated: bool,
        case_sensitive: bool,
        value: Arc<Self>,
        list: Vec<Arc<Self>>,
    },
    /// `has_any` and `has_all` of a list that is the same for every row.
    Terms {
        all: bool,
        terms: Vec<Matcher>,
        text: Arc<Self>,
    },
    /// `has_any` and `has_all` of a list that is known with the row.
    TermsOfRow {
        all: bool,
        text: Arc<Self>,
        list: Vec<Arc<Self>>,
    },
    Convert(Arc<Self>, Type),
}

impl Node {
    /// What it is made of.
    pub(super) fn parts(&self) -> Vec<&Arc<Self>> {
        match self {
            Self::Constant(_) | Self::Column(_) => Vec::new(),
            Self::Member(part, _)
            | Self::Element(part, _)
            | Self::Negate(part)
            | Self::Convert(part, _)
            | Self::Text { text: part, .. }
            | Self::Members { value: part, .. }
            | Self::Terms { text: part, .. } => vec![part],
            Self::Subscript(first, second)
            | Self::Compare(_, first, second)
            | Self::Arithmetic(_, _, first, second)
            | Self::TextOfRow {
                text: first,
                needle: second,
                ..
            } => vec![first, second],
            Self::Between {
                value, low, high, ..
            } => vec![value, low, high],
            Self::Call(_, parts)
            | Self::Coalesce(parts, _)
            | Self::And(parts)
            | Self::Or(parts) => parts.iter().collect(),
            Self::Choice(branches, otherwise, _) => branches
                .iter()
                .flat_map(|(condition, value)| [condition, value])
                .chain([otherwise])
                .collect(),
            Self::MembersOfRow { value, list, .. }
            | Self::TermsOfRow {
                text: value, list, ..
            } => std::iter::once(value).chain(list).collect(),
        }
    }
}
