//! Where the rows of a transformation come from.

use super::compile::Compiler;
use crate::{
    Error, Span, Type, Value,
    ast::{ColumnDecl, Expr, ExprKind},
    bind::{Binder, Column, Definition, Names, Scope, Tables, unknown_table},
    functions::convert,
    operators::common,
};

/// How the rows of the stream are called.
const SOURCE: &str = "source";

/// The one table that a transformation has, and those that `let` makes of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows;

impl Tables for Rows {
    fn is_table(&self, expr: &Expr, names: &Names) -> bool {
        let ExprKind::Name(name) = &expr.kind else {
            return false;
        };
        match names.get(name) {
            Some(Definition::Tabular(..)) => true,
            Some(Definition::Scalar(_) | Definition::Function(..)) => false,
            None => name == SOURCE,
        }
    }

    fn first_column(&self, table: &Expr, _: &Names) -> Result<(Type, Vec<Value<'static>>), Error> {
        Err(Error::semantic(
            table.span,
            "A tabular expression cannot be used as a list in transformations",
        ))
    }
}

impl Compiler<'_> {
    /// The columns of a lone table.
    pub(super) fn table(&mut self, expr: &Expr, scope: &Scope) -> Vec<Column> {
        let defined = if let ExprKind::Name(name) = &expr.kind {
            scope.names.get(name)
        } else {
            None
        };
        match (&expr.kind, defined) {
            (_, Some(Definition::Tabular(pipeline, names))) => {
                self.pipeline(pipeline, Scope::behind(names.clone()))
            }
            (ExprKind::Pipeline(pipeline), _) => self.pipeline(pipeline, scope.clone()),
            (ExprKind::Name(name), None) if name == SOURCE => self.input.to_vec(),
            (ExprKind::Name(name), _) => {
                let error = unknown_table(self.binder.dialect(), name, expr.span);
                self.binder.report(error);
                self.input.to_vec()
            }
            _ => {
                self.binder.report(
                    Error::semantic(expr.span, "The data source of a transformation is 'source'")
                        .with_hint("There are print and datatable too."),
                );
                self.input.to_vec()
            }
        }
    }

    /// The columns of a table that is written out. Its rows are what the transformation starts from.
    pub(super) fn datatable(
        &mut self,
        columns: &[ColumnDecl],
        values: &[Expr],
        at: Span,
        scope: &Scope,
    ) -> Vec<Column> {
        let columns: Vec<Column> = columns
            .iter()
            .map(|column| Column::new(column.name.text.as_str(), column.ty))
            .collect();
        self.inputs = columns.len();
        self.own_rows = Some(rows(&mut self.binder, &columns, values, at, scope));
        columns
    }
}

/// The rows of `datatable`.
fn rows(
    binder: &mut Binder<'_>,
    columns: &[Column],
    values: &[Expr],
    at: Span,
    scope: &Scope,
) -> Vec<Vec<Value<'static>>> {
    if !values.len().is_multiple_of(columns.len().max(1)) {
        binder.report(Error::semantic(
            at,
            format!(
                "The datatable has {} values, which are no rows of {} columns",
                values.len(),
                columns.len()
            ),
        ));
    }
    let scope = Scope::behind(scope.names.clone());
    values
        .chunks(columns.len().max(1))
        .map(|row| {
            let cells = row.iter().zip(columns);
            cells
                .map(|(expr, column)| cell(binder, expr, column, &scope))
                .collect()
        })
        .collect()
}

fn cell(binder: &mut Binder<'_>, expr: &Expr, column: &Column, scope: &Scope) -> Value<'static> {
    let missing = Value::missing(column.ty);
    let Some(scalar) = binder.scalar(expr, scope) else {
        return missing;
    };
    let Some(value) = scalar.value() else {
        binder.report(Error::semantic(
            expr.span,
            "A value of a datatable is expected to be a constant",
        ));
        return missing;
    };
    let fits = common(scalar.ty(), column.ty).is_some() || column.ty == Type::String;
    if !fits {
        binder.report(Error::semantic(
            expr.span,
            format!(
                "A value of column '{}' is expected to be {}, and is of type '{}'",
                column.name,
                column.ty,
                scalar.ty()
            ),
        ));
        return missing;
    }
    if value.fits(column.ty) {
        value.clone()
    } else {
        convert(value.clone(), column.ty)
    }
}
