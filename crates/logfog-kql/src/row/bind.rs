//! Operators to steps.

use super::{Kind, Output, Step, columns, parse::Parse, parse_kv::ParseKv};
use crate::{
    Error, Scalar, Span,
    ast::{NamedExpr, Operator, OperatorKind},
    bind::{AutoNames, Binder, Column, Dialect, Scope, implied_name},
};

impl Step {
    /// Binds an operator that makes at most one row of one, and gives the scope the columns that
    /// there are behind it. None for any other operator, and where something is wrong, which is then
    /// among the errors of the binder; the scope is as near to what was meant as can be.
    pub fn bind(binder: &mut Binder<'_>, operator: &Operator, scope: &mut Scope) -> Option<Self> {
        let at = operator.span;
        let step = match &operator.kind {
            OperatorKind::Where(predicate) => {
                let predicate = binder.predicate(predicate, scope)?;
                Self::new(at, scope.columns.clone(), Kind::Filter(predicate))
            }
            OperatorKind::Extend(exprs) => extend(binder, exprs, scope, at),
            OperatorKind::Project(exprs) => project(binder, exprs, scope, at, Unnamed::Numbered),
            OperatorKind::Print(exprs) => project(binder, exprs, scope, at, Unnamed::Printed),
            OperatorKind::ProjectAway(refs) => columns::away(binder, refs, scope, at),
            OperatorKind::ProjectKeep(refs) => columns::keep(binder, refs, scope, at),
            OperatorKind::ProjectRename(renames) => columns::rename(binder, renames, scope, at),
            OperatorKind::ProjectReorder(order) => columns::reorder(binder, order, scope, at),
            OperatorKind::Parse(parse) => {
                let (parse, columns) = Parse::bind(binder, parse, scope, at);
                scope.columns.clone_from(&columns);
                Self::new(at, columns, Kind::Parse(parse?))
            }
            OperatorKind::ParseKv(parse) => {
                let (parse, columns) = ParseKv::bind(binder, parse, scope);
                scope.columns.clone_from(&columns);
                Self::new(at, columns, Kind::ParseKv(parse?))
            }
            OperatorKind::Range(_)
            | OperatorKind::Summarize(_)
            | OperatorKind::Sort(_)
            | OperatorKind::Take(_)
            | OperatorKind::Top { .. }
            | OperatorKind::Distinct(_)
            | OperatorKind::Count
            | OperatorKind::Union(_)
            | OperatorKind::Join(_)
            | OperatorKind::Lookup(_)
            | OperatorKind::MvExpand(_)
            | OperatorKind::Sample(_)
            | OperatorKind::GetSchema
            | OperatorKind::Serialize(_)
            | OperatorKind::As(_)
            | OperatorKind::Render(_)
            | OperatorKind::Other { .. } => return None,
        };
        scope.columns.clone_from(&step.columns);
        Some(step)
    }

    const fn new(at: Span, columns: Vec<Column>, kind: Kind) -> Self {
        Self { at, columns, kind }
    }

    /// A step that gives some of the columns that there are, under whatever names.
    pub(super) fn choice(at: Span, chosen: Vec<(usize, Column)>) -> Self {
        let (places, columns): (Vec<usize>, Vec<Column>) = chosen.into_iter().unzip();
        let outputs = places.into_iter().map(Output::Keep).collect();
        Self::new(at, columns, Kind::Project(outputs))
    }
}

/// How a column is called that has no name, nor implies one.
#[derive(Clone, Copy)]
enum Unnamed {
    /// `Column1`
    Numbered,
    /// `print_0`
    Printed,
}

/// A wrong expression stands for a null, so that what comes behind it is looked at too.
fn value(binder: &mut Binder<'_>, expr: &NamedExpr, scope: &Scope) -> Scalar {
    if let [_, second, ..] = expr.names.as_slice() {
        binder.report(Error::semantic(
            second.span,
            "A scalar expression gives one column",
        ));
    }
    binder
        .scalar(&expr.value, scope)
        .unwrap_or_else(|| Scalar::constant(crate::Type::Dynamic, crate::Value::Null))
}

/// Each expression sees the row as it was. What is assigned goes to the end, even if there is a
/// column of that name.
fn extend(binder: &mut Binder<'_>, exprs: &[NamedExpr], scope: &Scope, at: Span) -> Step {
    let mut names = AutoNames::taken(scope.columns.iter().map(|column| column.name.as_str()));
    let mut made: Vec<(Column, Output)> = Vec::with_capacity(exprs.len());
    for expr in exprs {
        let scalar = value(binder, expr, scope);
        let name = match expr.names.first() {
            Some(name) => name.text.clone(),
            None => implied_name(&expr.value, scope).unwrap_or_else(|| names.numbered()),
        };
        made.retain(|(column, _)| column.name != name);
        made.push((Column::new(name, scalar.ty()), Output::Make(scalar)));
    }
    let mut outputs = Vec::with_capacity(scope.columns.len() + made.len());
    let mut columns = Vec::with_capacity(outputs.capacity());
    for (place, column) in scope.columns.iter().enumerate() {
        if made.iter().all(|(new, _)| new.name != column.name) {
            outputs.push(Output::Keep(place));
            columns.push(column.clone());
        }
    }
    for (column, output) in made {
        columns.push(column);
        outputs.push(output);
    }
    Step::new(at, columns, Kind::Project(outputs))
}

fn project(
    binder: &mut Binder<'_>,
    exprs: &[NamedExpr],
    scope: &Scope,
    at: Span,
    unnamed: Unnamed,
) -> Step {
    let given = exprs.iter().filter_map(|expr| expr.names.first());
    let mut names = AutoNames::taken(given.map(|name| name.text.as_str()));
    let mut columns: Vec<Column> = Vec::with_capacity(exprs.len());
    let mut outputs = Vec::with_capacity(exprs.len());
    for (place, expr) in exprs.iter().enumerate() {
        let scalar = value(binder, expr, scope);
        let name = match (
            expr.names.first(),
            implied_name(&expr.value, scope),
            unnamed,
        ) {
            (Some(name), _, _) => name.text.clone(),
            (None, Some(name), Unnamed::Numbered) => names.unique(&name),
            (None, None, Unnamed::Numbered) => names.numbered(),
            (None, _, Unnamed::Printed) => names.unique(&format!("print_{place}")),
        };
        let column = Column::new(name, scalar.ty());
        let earlier = columns.iter().position(|other| other.name == column.name);
        if let Some(earlier) = earlier {
            twice(binder, expr, &column.name);
            columns[earlier] = column;
            outputs[earlier] = Output::Make(scalar);
        } else {
            columns.push(column);
            outputs.push(Output::Make(scalar));
        }
    }
    keep_lone(&mut outputs);
    Step::new(at, columns, Kind::Project(outputs))
}

/// Deployed transformations assign a column twice; queries that do are refused.
fn twice(binder: &mut Binder<'_>, expr: &NamedExpr, name: &str) {
    let at = expr.names.first().map_or(expr.value.span, |name| name.span);
    let message = format!("A column named '{name}' is already defined");
    match binder.dialect() {
        Dialect::Query => binder.report(Error::semantic(at, message)),
        Dialect::Documented | Dialect::Lenient => binder.warn(at, message),
    }
}

/// A column that is only passed on can be moved rather than copied; the first time that it is.
fn keep_lone(outputs: &mut [Output]) {
    let mut kept = Vec::new();
    for output in outputs {
        if let Output::Make(scalar) = output
            && let Some(place) = scalar.as_column()
            && !kept.contains(&place)
        {
            kept.push(place);
            *output = Output::Keep(place);
        }
    }
}
