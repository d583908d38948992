//! Which table an expression is.

use std::sync::Arc;

use super::{Materialized, Planned, Planner, rewrite::TIME_RECEIVED, wrong};
use crate::{
    Error, Span, Type,
    ast::{Call, ColumnDecl, Expr, ExprKind, Literal, Pipeline, Source},
    bind::{Column, Definition, Dialect, Names, unknown_table},
    functions::convert,
    query::{
        plan::{Node, Relation},
        source::{Row, Scan},
    },
};

/// The column that says when something happened.
pub(super) const TIME_GENERATED: &str = "TimeGenerated";

impl Planner<'_> {
    /// Plans a tabular expression.
    pub(super) fn table(&self, expr: &Expr, names: &Names, narrowed: bool) -> Planned<Relation> {
        match &expr.kind {
            ExprKind::Name(name) => match names.get(name) {
                Some(Definition::Tabular(pipeline, inner)) => {
                    self.defined(pipeline, inner, narrowed)
                }
                Some(Definition::Scalar(_) | Definition::Function(..)) => {
                    wrong(expr.span, format!("'{name}' is not a table"))
                }
                None => self.scan(name, expr.span, narrowed),
            },
            ExprKind::Pipeline(pipeline) => self.pipeline(pipeline, names, narrowed),
            ExprKind::Call(call) => self.table_of_call(call, expr, names, narrowed),
            ExprKind::Literal(_)
            | ExprKind::Star
            | ExprKind::Wildcard(_)
            | ExprKind::TypeOf(_)
            | ExprKind::Member { .. }
            | ExprKind::MemberCall { .. }
            | ExprKind::Index { .. }
            | ExprKind::Unary { .. }
            | ExprKind::Binary { .. }
            | ExprKind::Logical { .. }
            | ExprKind::List { .. }
            | ExprKind::Between { .. } => Err(vec![
                Error::semantic(expr.span, "A table is expected here")
                    .with_hint("Tables of other workspaces and clusters are not available here."),
            ]),
        }
    }

    fn table_of_call(
        &self,
        call: &Call,
        expr: &Expr,
        names: &Names,
        narrowed: bool,
    ) -> Planned<Relation> {
        let name = call.function.text.as_str();
        if let Some(Definition::Function(function, inner)) = names.get(name) {
            return self.apply(function, inner, call, expr.span, names, narrowed);
        }
        match (name, call.args.as_slice()) {
            ("materialize" | "view", [only]) => self.table(&only.value, names, narrowed),
            ("table", [only]) => {
                if let ExprKind::Literal(Literal::String(table)) = &only.value.kind {
                    self.scan(table, only.value.span, narrowed)
                } else {
                    wrong(only.value.span, "The name of a table is expected")
                }
            }
            _ => Err(vec![
                Error::semantic(expr.span, format!("Unknown function: '{name}'"))
                    .with_code("SEM0260"),
            ]),
        }
    }

    /// What `let` gave a name to. What it says is materialized is computed once.
    pub(super) fn defined(
        &self,
        pipeline: &Arc<Pipeline>,
        names: &Names,
        narrowed: bool,
    ) -> Planned<Relation> {
        if !is_materialized(pipeline) {
            return self.pipeline(pipeline, names, narrowed);
        }
        let key = Arc::as_ptr(pipeline) as usize;
        let known = self.materialized.borrow().get(&key).cloned();
        let made = match known {
            Some(made) if Arc::ptr_eq(&made.of, pipeline) => made,
            _ => {
                let relation = self.pipeline(pipeline, names, false)?;
                let made = Materialized {
                    of: Arc::clone(pipeline),
                    rows: self.rows(&relation, pipeline.span)?.into(),
                    columns: relation.columns,
                };
                self.materialized.borrow_mut().insert(key, made.clone());
                made
            }
        };
        Ok(Relation::new(made.columns, Node::Fixed(made.rows)))
    }

    fn scan(&self, table: &str, at: Span, narrowed: bool) -> Planned<Relation> {
        let Some(columns) = self.source.columns(table) else {
            return Err(vec![self.no_table(table, at)]);
        };
        let is_needed = |name: &str| match &self.mentions {
            Some(text) if narrowed => {
                name == TIME_GENERATED
                    || text.contains(name)
                    || name == TIME_RECEIVED && text.contains("ingestion_time")
            }
            _ => true,
        };
        let mut places = Vec::new();
        let mut kept = Vec::new();
        for (place, (name, ty)) in columns.into_iter().enumerate() {
            if is_needed(&name) {
                places.push(place);
                kept.push(Column::new(name, ty));
            }
        }
        let time = kept
            .iter()
            .position(|column| column.name == TIME_GENERATED && column.ty == Type::DateTime);
        let scan = Scan {
            table: table.to_owned(),
            columns: places,
            time: time.map(|_| self.time).unwrap_or_default(),
        };
        Ok(Relation::new(
            kept,
            Node::Scan(scan, time.map(|place| (place, self.time))),
        ))
    }

    fn no_table(&self, name: &str, at: Span) -> Error {
        let error = unknown_table(Dialect::Query, name, at);
        let nearest = self
            .source
            .tables()
            .into_iter()
            .map(|table| (strsim::damerau_levenshtein(name, &table), table))
            .filter(|(distance, _)| *distance <= 1 + name.len() / 4)
            .min();
        match nearest {
            Some((_, table)) => error.with_hint(format!("{table} is meant, perhaps.")),
            None => error,
        }
    }

    /// Whether an expression is a table, looking through so many functions.
    pub(super) fn has_table(&self, expr: &Expr, names: &Names, depth: usize) -> bool {
        match &expr.kind {
            ExprKind::Pipeline(_) => true,
            ExprKind::Name(name) => match names.get(name) {
                Some(definition) => matches!(definition, Definition::Tabular(..)),
                None => self.source.columns(name).is_some(),
            },
            ExprKind::Call(call) => match names.get(&call.function.text) {
                Some(Definition::Function(function, inner)) => {
                    depth > 0 && self.gives_table(function, inner, depth - 1)
                }
                _ => match call.function.text.as_str() {
                    "materialize" | "view" => call
                        .args
                        .first()
                        .is_some_and(|arg| self.has_table(&arg.value, names, depth)),
                    "table" => true,
                    _ => false,
                },
            },
            ExprKind::Literal(_)
            | ExprKind::Star
            | ExprKind::Wildcard(_)
            | ExprKind::TypeOf(_)
            | ExprKind::Member { .. }
            | ExprKind::MemberCall { .. }
            | ExprKind::Index { .. }
            | ExprKind::Unary { .. }
            | ExprKind::Binary { .. }
            | ExprKind::Logical { .. }
            | ExprKind::List { .. }
            | ExprKind::Between { .. } => false,
        }
    }

    pub(super) fn datatable(
        &self,
        columns: &[ColumnDecl],
        values: &[Expr],
        at: Span,
        names: &Names,
    ) -> Planned<Relation> {
        if !values.len().is_multiple_of(columns.len()) {
            return wrong(
                at,
                "The values of a datatable are expected to fill whole rows",
            );
        }
        let mut rows: Vec<Row<'static>> = Vec::with_capacity(values.len() / columns.len());
        for row in values.chunks(columns.len()) {
            let mut made = Vec::with_capacity(row.len());
            for (value, column) in row.iter().zip(columns) {
                let (_, value) = self.constant(value, names)?;
                made.push(convert(value, column.ty));
            }
            rows.push(made);
        }
        let columns = columns
            .iter()
            .map(|column| Column::new(column.name.text.as_str(), column.ty))
            .collect();
        Ok(Relation::new(columns, Node::Fixed(rows.into())))
    }
}

fn is_materialized(pipeline: &Pipeline) -> bool {
    match &pipeline.source {
        Source::Expr(expr) => {
            matches!(
                &expr.kind,
                ExprKind::Call(call) if call.function.text == "materialize"
            ) && pipeline.operators.is_empty()
        }
        Source::Datatable { .. } | Source::Operator(_) => false,
    }
}
