//! What predicates ask of `TimeGenerated`, told to the table.

use super::{Planner, tables::TIME_GENERATED};
use crate::{
    Type,
    ast::{BinaryOp, Expr, ExprKind, LogicalOp},
    bind::{Names, Scope},
    query::{
        plan::{Node, Output, Relation},
        source::TimeRange,
    },
    value::DateTime,
};

impl Planner<'_> {
    /// Tells the tables below what a predicate asks of the time. The predicate is asked all the same.
    pub(super) fn push_time(&self, relation: &mut Relation, predicate: &Expr, names: &Names) {
        let place = relation
            .columns
            .iter()
            .position(|column| column.name == TIME_GENERATED && column.ty == Type::DateTime);
        if let Some(place) = place {
            let range = self.range_of(predicate, names);
            if !range.is_open() {
                narrow(&mut relation.node, place, range);
            }
        }
    }

    fn range_of(&self, predicate: &Expr, names: &Names) -> TimeRange {
        if let ExprKind::Logical {
            op: LogicalOp::And,
            operands,
        } = &predicate.kind
        {
            return operands
                .iter()
                .map(|operand| self.range_of(operand, names))
                .fold(TimeRange::default(), TimeRange::and);
        }
        if let ExprKind::Binary { op, left, right } = &predicate.kind
            && is_time(left)
        {
            return self.compared(*op, right, names);
        }
        if let ExprKind::Between {
            negated: false,
            value,
            low,
            high,
        } = &predicate.kind
            && is_time(value)
        {
            return TimeRange {
                from: self.time(low, names),
                to: self.time(high, names),
            };
        }
        TimeRange::default()
    }

    fn compared(&self, op: BinaryOp, right: &Expr, names: &Names) -> TimeRange {
        let Some(time) = self.time(right, names) else {
            return TimeRange::default();
        };
        let (from, to) = match op {
            BinaryOp::Equal => (Some(time), Some(time)),
            BinaryOp::Greater | BinaryOp::GreaterOrEqual => (Some(time), None),
            BinaryOp::Less | BinaryOp::LessOrEqual => (None, Some(time)),
            BinaryOp::NotEqual
            | BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Modulo
            | BinaryOp::Text(_) => (None, None),
        };
        TimeRange { from, to }
    }

    /// A time that does not depend on the row. One that has to be asked of a table is left alone, as
    /// the table would be asked twice.
    fn time(&self, expr: &Expr, names: &Names) -> Option<DateTime> {
        if expr.to_string().contains("toscalar") {
            return None;
        }
        let scope = Scope::behind(names.clone());
        let scalar = self.bind(|binder| binder.scalar(expr, &scope)).ok()?;
        scalar.eval(&[], self.context).datetime()
    }
}

fn is_time(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Name(name) if name == TIME_GENERATED)
}

/// Follows a column down to the tables that it comes from.
fn narrow(node: &mut Node, place: usize, range: TimeRange) {
    match node {
        Node::Scan(scan, Some((time, _))) if *time == place => scan.time = scan.time.and(range),
        Node::Sort(input, _) => narrow(input, place, range),
        Node::Step(input, step) => {
            if let Some(from) = step.origin(place) {
                narrow(input, from, range);
            }
        }
        Node::Project(input, outputs) => {
            if let Some(Output::Keep(from)) = outputs.get(place) {
                narrow(input, *from, range);
            }
        }
        Node::Union(branches) => {
            for branch in branches {
                if let Some(Output::Keep(from)) = branch.outputs.get(place) {
                    narrow(&mut branch.node, *from, range);
                }
            }
        }
        Node::Scan(..)
        | Node::Fixed(_)
        | Node::Range(_)
        | Node::Take(..)
        | Node::Sample(..)
        | Node::Top(..)
        | Node::Count(_)
        | Node::Summarize(..)
        | Node::Join(..)
        | Node::Expand(..)
        | Node::Window(..) => {}
    }
}
