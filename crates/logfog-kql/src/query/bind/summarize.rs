//! `summarize`

use super::{
    Planned, Planner,
    aggregates::{Bound, is_aggregate},
    columns::{given_name, project},
    rewrite,
    rows::refuse_dynamic,
    scope, wrong,
};
use crate::{
    Error, Scalar,
    ast::{self, NamedExpr},
    bind::{AutoNames, Column, Names, Scope, implied_name},
    query::plan::{Node, Output, Relation, Summarize},
};

/// What a `summarize` is made of so far: the columns of its groups, and behind them those of its
/// aggregates under names that nobody can write.
#[derive(Default)]
struct Parts {
    columns: Vec<Column>,
    /// What the aggregates' columns are called if nothing is said; nothing for those of the groups.
    implied: Vec<String>,
    aggregates: Vec<crate::query::aggregate::Aggregate>,
    taken: AutoNames,
    made: Vec<(Column, Output)>,
}

impl Planner<'_> {
    pub(super) fn summarize(
        &self,
        input: Relation,
        summarize: &ast::Summarize,
        names: &Names,
    ) -> Planned<Relation> {
        let scope = scope(&input.columns, names);
        let mut parts = Parts::default();
        let mut by = Vec::new();
        for value in &summarize.by {
            by.push(self.group_key(value, &scope, &mut parts)?);
        }
        let grouped: Vec<usize> = by.iter().filter_map(Scalar::as_column).collect();
        let mut errors = Vec::new();
        for value in &summarize.aggregates {
            if let Err(more) = self.summary(value, &scope, &grouped, &mut parts) {
                errors.extend(more);
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let Parts {
            columns,
            aggregates,
            made,
            ..
        } = parts;
        let summarize = Summarize { by, aggregates };
        let summarized = input
            .then(|node| Node::Summarize(node, summarize))
            .with_columns(columns);
        Ok(project(summarized, made))
    }

    fn group_key(&self, value: &NamedExpr, scope: &Scope, parts: &mut Parts) -> Planned<Scalar> {
        let scalar = self.scalar(&value.value, scope)?;
        refuse_dynamic(scalar.ty(), &value.value)?;
        let name = match given_name(value)?.or_else(|| implied_name(&value.value, scope)) {
            Some(name) => parts.taken.unique(&name),
            None => parts.taken.numbered(),
        };
        let column = Column::new(name, scalar.ty());
        let place = parts.columns.len();
        parts.columns.push(column.clone());
        parts.implied.push(column.name.clone());
        parts.made.push((column, Output::Keep(place)));
        Ok(scalar)
    }

    /// An aggregate, or an expression of several.
    fn summary(
        &self,
        value: &NamedExpr,
        scope: &Scope,
        grouped: &[usize],
        parts: &mut Parts,
    ) -> Planned<()> {
        if let Some(call) = rewrite::call(&value.value)
            && is_aggregate(call, &scope.names)
        {
            let bound = self.aggregate(call, scope, grouped)?;
            return alone(value, bound, parts);
        }
        let mut errors: Vec<Error> = Vec::new();
        let mut found = false;
        let rest = rewrite::parts(&value.value, &mut |part| {
            let call = rewrite::call(part).filter(|call| is_aggregate(call, &scope.names))?;
            found = true;
            match self.aggregate(call, scope, grouped) {
                Ok(bound) => {
                    let place = parts.columns.len();
                    hide(bound, parts);
                    let name = parts.columns.get(place).map(|column| column.name.clone());
                    Some(rewrite::named(&name.unwrap_or_default(), part))
                }
                Err(more) => {
                    errors.extend(more);
                    Some(part.clone())
                }
            }
        });
        if !errors.is_empty() {
            return Err(errors);
        }
        if !found {
            let message = format!(
                "'{}' is not an aggregate: it is expected in by",
                value.value
            );
            return wrong(value.value.span, message);
        }
        let inner = Scope {
            columns: parts.columns.clone(),
            names: scope.names.clone(),
        };
        let scalar = self.scalar(&rest, &inner)?;
        let implied = implied_name(&rest, &inner).map(|name| match inner.place(&name) {
            Some(place) => parts.implied[place].clone(),
            None => name,
        });
        let name = match given_name(value)?.or(implied) {
            Some(name) => parts.taken.unique(&name),
            None => parts.taken.numbered(),
        };
        let column = Column::new(name, scalar.ty());
        parts.made.push((column, Output::Compute(scalar)));
        Ok(())
    }
}

/// An aggregate that is a column, or several, by itself.
fn alone(value: &NamedExpr, bound: Bound, parts: &mut Parts) -> Planned<()> {
    if let Some(name) = value.names.get(bound.columns.len()) {
        let message = format!("There are more names than columns: '{}'", name.text);
        return wrong(name.span, message);
    }
    let first = parts.columns.len();
    hide(bound, parts);
    for place in first..parts.columns.len() {
        let name = match value.names.get(place - first) {
            Some(name) => name.text.as_str(),
            None => parts.implied[place].as_str(),
        };
        let name = parts.taken.unique(name);
        let column = Column::new(name, parts.columns[place].ty);
        parts.made.push((column, Output::Keep(place)));
    }
    Ok(())
}

fn hide(bound: Bound, parts: &mut Parts) {
    for column in bound.columns {
        let hidden = format!("$aggregate{}", parts.columns.len());
        parts.columns.push(Column::new(hidden, column.ty));
        parts.implied.push(column.name);
    }
    parts.aggregates.push(bound.aggregate);
}
