//! `union`

use super::{Planned, Planner};
use crate::{
    Error, Scalar, Span, Type, Value,
    ast::{Expr, ExprKind, Source, Union, UnionKind},
    bind::{AutoNames, Column, Names},
    query::plan::{Branch, Node, Output, Relation},
    row::matches,
};

impl Planner<'_> {
    pub(super) fn union(
        &self,
        input: Option<Relation>,
        union: &Union,
        names: &Names,
        narrowed: bool,
    ) -> Planned<Relation> {
        let mut branches: Vec<(String, Relation)> = Vec::new();
        if let Some(input) = input {
            branches.push((numbered(0), input));
        }
        let is_fuzzy = union.is_fuzzy.unwrap_or(false);
        for table in &union.tables {
            if let Some(pattern) = pattern(table) {
                self.all(pattern, table.span, names, narrowed, &mut branches)?;
            } else if !is_fuzzy || !self.is_missing(table, names) {
                let label = if let ExprKind::Name(name) = &table.kind {
                    name.clone()
                } else {
                    numbered(branches.len())
                };
                branches.push((label, self.table(table, names, narrowed)?));
            }
        }
        let label = union.with_source.as_ref().map(|name| name.text.as_str());
        let kind = union.kind.unwrap_or(UnionKind::Outer);
        Ok(united(branches, kind, label))
    }

    /// All tables that a pattern means.
    fn all(
        &self,
        pattern: &str,
        at: Span,
        names: &Names,
        narrowed: bool,
        branches: &mut Vec<(String, Relation)>,
    ) -> Planned<()> {
        let tables = self.source.tables();
        let found: Vec<String> = tables
            .into_iter()
            .filter(|table| matches(pattern, table))
            .collect();
        if found.is_empty() {
            return Err(vec![
                Error::semantic(
                    at,
                    format!("Failed to resolve table expression named '{pattern}'"),
                )
                .with_code("SEM0100"),
            ]);
        }
        for table in found {
            let expr = Expr {
                kind: ExprKind::Name(table.clone()),
                span: at,
            };
            self.count_operator(at)?;
            branches.push((table, self.table(&expr, names, narrowed)?));
        }
        Ok(())
    }

    /// Whether the table that an expression starts with is not there.
    fn is_missing(&self, table: &Expr, names: &Names) -> bool {
        if let ExprKind::Name(_) = table.kind {
            return !self.has_table(table, names, 0);
        }
        let ExprKind::Pipeline(pipeline) = &table.kind else {
            return false;
        };
        match &pipeline.source {
            Source::Expr(source) => self.is_missing(source, names),
            Source::Datatable { .. } | Source::Operator(_) => false,
        }
    }
}

/// What the names of the tables are like, where several are meant.
fn pattern(table: &Expr) -> Option<&str> {
    if table.kind == ExprKind::Star {
        return Some("*");
    }
    if let ExprKind::Wildcard(pattern) = &table.kind {
        return Some(pattern);
    }
    None
}

fn numbered(place: usize) -> String {
    format!("union_arg{place}")
}

/// All branches under the same columns. A name that branches have with different types becomes a
/// column for each of them, with the type in its name.
fn united(branches: Vec<(String, Relation)>, kind: UnionKind, label: Option<&str>) -> Relation {
    let shared = shared(&branches, kind);
    let has_others = |column: &Column| {
        let same = |other: &&Column| other.name == column.name;
        shared.iter().filter(same).count() > 1
    };
    let mut taken = AutoNames::default();
    let mut columns = Vec::new();
    if let Some(label) = label {
        columns.push(Column::new(taken.unique(label), Type::String));
    }
    for column in &shared {
        let name = if has_others(column) {
            format!("{}_{}", column.name, column.ty)
        } else {
            column.name.clone()
        };
        columns.push(Column::new(taken.unique(&name), column.ty));
    }
    let height = branches.iter().map(|(_, branch)| branch.height).max();
    let branches = branches
        .into_iter()
        .map(|(table, relation)| branch(&table, relation, &shared, label.is_some()))
        .collect();
    Relation {
        columns,
        node: Node::Union(branches),
        height: height.unwrap_or(0) + 1,
    }
}

/// The columns of all branches, or those that each of them has.
fn shared(branches: &[(String, Relation)], kind: UnionKind) -> Vec<Column> {
    let mut shared: Vec<Column> = Vec::new();
    for (_, branch) in branches {
        for column in &branch.columns {
            if !shared.contains(column) {
                shared.push(column.clone());
            }
        }
    }
    if kind == UnionKind::Inner {
        shared.retain(|column| {
            branches
                .iter()
                .all(|(_, branch)| branch.columns.contains(column))
        });
    }
    shared
}

fn branch(table: &str, relation: Relation, shared: &[Column], labelled: bool) -> Branch {
    let constant = |ty, value| Output::Compute(Scalar::constant(ty, value));
    let mut outputs = Vec::new();
    if labelled {
        outputs.push(constant(Type::String, Value::string(table.to_owned())));
    }
    outputs.extend(shared.iter().map(|column| {
        match relation.columns.iter().position(|own| own == column) {
            Some(place) => Output::Keep(place),
            None => constant(column.ty, Value::missing(column.ty)),
        }
    }));
    Branch {
        node: relation.node,
        outputs,
    }
}
