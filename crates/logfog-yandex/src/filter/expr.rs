use std::ops::Range;

use jiff::Timestamp;

use super::search::Needle;

/// What a filter asks, each question fit for what it is asked of.
#[derive(Clone, Debug)]
pub(super) enum Expr {
    Or(Vec<Self>),
    And(Vec<Self>),
    Not(Box<Self>),
    /// Any of them occurs there.
    Occurs(Place, Vec<Needle>),
    Text(Property, Op, String),
    Level(Op, i32),
    Time(Moment, Op, Timestamp),
    Element(Path, Op, Literal),
    Exists(Path),
}

/// Where something can occur.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Message,
    ResourceType,
    ResourceId,
    Payload,
    Element(Path),
}

/// A text that can be compared.
#[derive(Clone, Copy, Debug)]
pub(super) enum Property {
    ResourceType,
    ResourceId,
    StreamName,
}

/// A time that can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    Timestamp,
    IngestedAt,
    SavedAt,
}

/// An operator that compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Eq,
    Ne,
    Lt,
    Gt,
    Le,
    Ge,
}

/// The way to an element of a payload, at least one step long.
pub(super) type Path = Vec<Step>;

/// A step into an object, or into a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) key: String,
    /// Where it leads to in a list, when it is a number.
    pub(super) index: Option<usize>,
}

/// What an element of a payload is compared with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Boolean(bool),
    /// A text, and the number that it spells, if any.
    Text(String, Option<f64>),
}

/// A value as it is written.
#[derive(Clone, Debug)]
pub(super) struct Value<'s> {
    pub(super) text: &'s str,
    pub(super) quoted: bool,
    pub(super) span: Range<usize>,
}

/// What can be asked about.
#[derive(Clone, Debug)]
pub(super) enum Parameter {
    Message,
    ResourceType,
    ResourceId,
    StreamName,
    Level,
    Time(Moment),
    Payload,
    Element(Path),
    /// The element of that name, which by this name can only be compared.
    RequestId(Path),
}

/// What can be compared.
#[derive(Clone, Debug)]
pub(super) enum Comparable {
    Text(Property),
    Level,
    Time(Moment),
    Element(Path),
}
