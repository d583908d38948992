use std::fmt;

use logfog_kit::json::pointer_step;

/// Where a record stands in its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// It is the body.
    Body,
    /// In an array, from 0.
    Item(usize),
    /// On a line of its own, from 1.
    Line(usize),
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body => Ok(()),
            Self::Item(at) => write!(f, "/{at}"),
            Self::Line(line) => write!(f, "line {line}"),
        }
    }
}

/// Where an attribute comes from. Spelled out only for what is kept or reported.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'a> {
    /// The whole record.
    Record(At),
    /// A member of what is at that place.
    Member(&'a Self, &'a str),
    /// The request, for every record.
    Request(&'a str),
}

impl Place<'_> {
    /// The attribute's name: keys joined by dots.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Record(_) => String::new(),
            Self::Member(Self::Record(_), key) | Self::Request(key) => (*key).to_owned(),
            Self::Member(parent, key) => {
                let mut name = parent.name();
                name.push('.');
                name.push_str(key);
                name
            }
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(at) => at.fmt(f),
            Self::Member(parent, key) => write!(f, "{parent}/{}", pointer_step(shorten(key))),
            Self::Request(name) => write!(f, "request {name}"),
        }
    }
}

/// The beginning of a text, for people to read.
pub(crate) fn shorten(text: &str) -> &str {
    &text[..text.floor_char_boundary(128)]
}
