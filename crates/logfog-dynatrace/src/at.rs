use std::fmt;

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
            Self::Line(line) => write!(f, "line {line} "),
        }
    }
}
