//! Operators that look at one row at a time.

use super::{Planned, Planner, rewrite, scope, wrong};
use crate::{
    ast::{NamedExpr, Operator, OperatorKind},
    bind::{Column, Names},
    query::plan::{Node, Output, Relation},
    row::Step,
};

/// Columns to come, in their order.
type Columns = Vec<(Column, Output)>;

impl Planner<'_> {
    /// Plans one of those operators.
    pub(super) fn row_step(
        &self,
        mut input: Relation,
        operator: &Operator,
        names: &Names,
    ) -> Planned<Relation> {
        if let OperatorKind::Where(predicate) = &operator.kind {
            self.push_time(&mut input, predicate, names);
        }
        let own = input.columns.len();
        let (input, kind) = self.prepared(input, operator, names)?;
        let has_windows = input.columns.len() > own;
        let operator = Operator {
            kind,
            span: operator.span,
        };
        let mut scope = scope(&input.columns, names);
        let step = self.bind(|binder| Step::bind(binder, &operator, &mut scope))?;
        let columns = step.columns.clone();
        let stepped = input
            .then(|node| Node::Step(node, step))
            .with_columns(columns);
        if !has_windows {
            return Ok(stepped);
        }
        let columns = stepped.columns.iter().cloned().enumerate();
        let kept = columns
            .filter(|(_, column)| !column.name.starts_with('$'))
            .map(|(place, column)| (column, Output::Keep(place)))
            .collect();
        Ok(project(stepped, kept))
    }

    /// The operator with what it takes from the columns spelled out, and the columns with what it takes
    /// from other rows.
    fn prepared(
        &self,
        input: Relation,
        operator: &Operator,
        names: &Names,
    ) -> Planned<(Relation, OperatorKind)> {
        if let OperatorKind::Where(predicate) = &operator.kind {
            let predicate = rewrite::of_row(predicate, &input.columns).into_owned();
            return Ok((input, OperatorKind::Where(predicate)));
        }
        if let OperatorKind::Extend(values) | OperatorKind::Serialize(values) = &operator.kind {
            let (input, values) = self.values(input, values, names)?;
            return Ok((input, OperatorKind::Extend(values)));
        }
        if let OperatorKind::Project(values) = &operator.kind {
            let (input, values) = self.values(input, values, names)?;
            return Ok((input, OperatorKind::Project(values)));
        }
        Ok((input, operator.kind.clone()))
    }

    fn values(
        &self,
        input: Relation,
        values: &[NamedExpr],
        names: &Names,
    ) -> Planned<(Relation, Vec<NamedExpr>)> {
        let (input, mut values) = self.windows(input, values, names)?;
        for value in &mut values {
            value.value = rewrite::of_row(&value.value, &input.columns).into_owned();
        }
        Ok((input, values))
    }
}

/// The name that is given to a value, if there is one.
pub(super) fn given_name(value: &NamedExpr) -> Planned<Option<String>> {
    match value.names.as_slice() {
        [] => Ok(None),
        [name] => Ok(Some(name.text.clone())),
        [_, second, ..] => wrong(second.span, "A scalar expression gives one column"),
    }
}

pub(super) fn project(input: Relation, made: Columns) -> Relation {
    let (columns, outputs) = made.into_iter().unzip();
    input
        .then(|node| Node::Project(node, outputs))
        .with_columns(columns)
}
