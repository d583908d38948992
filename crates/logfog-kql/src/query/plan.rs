//! What a query does, with all names resolved.

use std::sync::Arc;

use super::{
    aggregate::Aggregate,
    order::Way,
    source::{Row, Scan, TimeRange},
};
use crate::{Scalar, Type, Value, ast::JoinKind, bind::Column, row::Step};

/// A table as an operator leaves it.
#[derive(Debug)]
pub(super) struct Relation {
    pub columns: Vec<Column>,
    pub node: Node,
    /// How many operators rows go through at most.
    pub height: usize,
}

impl Relation {
    pub(super) const fn new(columns: Vec<Column>, node: Node) -> Self {
        Self {
            columns,
            node,
            height: 1,
        }
    }

    /// The same rows under other names.
    pub(super) fn with_columns(self, columns: Vec<Column>) -> Self {
        Self { columns, ..self }
    }

    /// The same columns behind one more operator.
    pub(super) fn then(self, node: impl FnOnce(Box<Node>) -> Node) -> Self {
        Self {
            columns: self.columns,
            node: node(Box::new(self.node)),
            height: self.height + 1,
        }
    }
}

/// An operator, and what it works on.
#[derive(Debug)]
pub(super) enum Node {
    /// A table of the source. Of a row whose `TimeGenerated` is at that place, the time must be within
    /// that range.
    Scan(Scan, Option<(usize, TimeRange)>),
    Fixed(Arc<[Row<'static>]>),
    Range(Range),
    Step(Box<Self>, Step),
    Project(Box<Self>, Vec<Output>),
    Take(Box<Self>, usize),
    Sample(Box<Self>, usize),
    Sort(Box<Self>, Vec<SortKey>),
    Top(Box<Self>, usize, Vec<SortKey>),
    Count(Box<Self>),
    Summarize(Box<Self>, Summarize),
    Union(Vec<Branch>),
    Join(Box<Self>, Box<Self>, Join),
    Expand(Box<Self>, Expand),
    Window(Box<Self>, Vec<Window>),
}

/// A column that `project` and its like give.
#[derive(Clone, Debug)]
pub(super) enum Output {
    /// The column at that place.
    Keep(usize),
    Compute(Scalar),
}

#[derive(Debug)]
pub(super) struct Range {
    pub from: Value<'static>,
    pub to: Value<'static>,
    pub step: Value<'static>,
    pub ty: Type,
    pub step_type: Type,
}

#[derive(Debug)]
pub(super) struct SortKey {
    pub value: Scalar,
    pub way: Way,
}

#[derive(Debug)]
pub(super) struct Summarize {
    pub by: Vec<Scalar>,
    pub aggregates: Vec<Aggregate>,
}

/// A table of a union: its columns as places, and those that are computed.
#[derive(Debug)]
pub(super) struct Branch {
    pub node: Node,
    pub outputs: Vec<Output>,
}

#[derive(Debug)]
pub(super) struct Join {
    pub kind: JoinKind,
    /// What must agree, of the left side.
    pub left: Vec<Scalar>,
    /// And of the right one.
    pub right: Vec<Scalar>,
    /// What stands for a row of the left side that is not there.
    pub left_missing: Vec<Type>,
    /// And for one of the right side.
    pub right_missing: Vec<Type>,
    /// Which columns of the right side are there, where both sides are.
    pub right_columns: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct Expand {
    pub columns: Vec<ExpandColumn>,
    /// Whether a bag becomes arrays of a name and a value, and not bags of one entry.
    pub bags_as_arrays: bool,
    /// Whether the number of the element is appended.
    pub index: bool,
    /// At most so many rows of one.
    pub limit: usize,
}

#[derive(Debug)]
pub(super) struct ExpandColumn {
    pub value: Scalar,
    /// The column whose place it takes; a new one if there is none.
    pub place: Option<usize>,
    /// What the elements are converted to.
    pub ty: Type,
}

/// A column that is made of neighbouring rows.
#[derive(Debug)]
pub(super) enum Window {
    /// `row_number(start, restart)`
    Number { start: i64, restart: Option<Scalar> },
    /// `prev` with a negative distance, and `next` with a positive one.
    Neighbour {
        value: Scalar,
        distance: i64,
        otherwise: Scalar,
    },
    /// `row_cumsum(value, restart)`
    Sum {
        value: Scalar,
        restart: Option<Scalar>,
    },
}
