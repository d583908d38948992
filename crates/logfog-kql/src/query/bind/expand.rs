//! `mv-expand`

use super::{Planned, Planner, columns::given_name, scope, wrong};
use crate::{
    Error, Type,
    ast::{Expr, ExprKind, Literal, MvExpand, MvExpandColumn, Property},
    bind::{AutoNames, Column, Names, Scope, implied_name},
    query::plan::{Expand, ExpandColumn, Node, Relation},
};

impl Planner<'_> {
    pub(super) fn expand(
        &self,
        input: Relation,
        expand: &MvExpand,
        names: &Names,
    ) -> Planned<Relation> {
        let scope = scope(&input.columns, names);
        let mut columns = input.columns.clone();
        let mut taken = AutoNames::taken(columns.iter().map(|column| column.name.as_str()));
        let mut expanded = Vec::new();
        for column in &expand.columns {
            expanded.push(self.expanded(column, &scope, &mut columns, &mut taken)?);
        }
        let limit = match &expand.limit {
            Some(limit) => self.number_of_rows(limit, names)?,
            None => usize::MAX,
        };
        let mut bags_as_arrays = false;
        let mut index = None;
        for property in &expand.properties {
            match property.name.text.as_str() {
                "kind" | "bagexpansion" => bags_as_arrays = is_array(property)?,
                "with_itemindex" => index = Some(property_text(property)),
                _ => {}
            }
        }
        if let Some(name) = &index {
            columns.push(Column::new(taken.unique(name), Type::Long));
        }
        let expand = Expand {
            columns: expanded,
            bags_as_arrays,
            index: index.is_some(),
            limit,
        };
        Ok(input
            .then(|node| Node::Expand(node, expand))
            .with_columns(columns))
    }

    fn expanded(
        &self,
        column: &MvExpandColumn,
        scope: &Scope,
        columns: &mut Vec<Column>,
        taken: &mut AutoNames,
    ) -> Planned<ExpandColumn> {
        let at = column.value.value.span;
        let value = self.scalar(&column.value.value, scope)?;
        if value.ty() != Type::Dynamic {
            let message = format!(
                "mv-expand: the expanded expression is expected to be dynamic, and is of type '{}'",
                value.ty()
            );
            return Err(vec![
                Error::semantic(at, message)
                    .with_hint("parse_json(…) or split(…) makes an array of a text."),
            ]);
        }
        let ty = match &column.to {
            None => Type::Dynamic,
            Some(text) => match Type::from_name(text.trim()) {
                Some(ty) => ty,
                None => return wrong(at, format!("'{}' is not a type", text.trim())),
            },
        };
        let name = given_name(&column.value)?.or_else(|| implied_name(&column.value.value, scope));
        let is_named = !column.value.names.is_empty() || value.as_column().is_some();
        let place = name
            .as_deref()
            .filter(|_| is_named)
            .and_then(|name| scope.place(name));
        if let Some(place) = place {
            columns[place].ty = ty;
        } else {
            let name = match name {
                Some(name) => taken.unique(&name),
                None => taken.numbered(),
            };
            columns.push(Column::new(name, ty));
        }
        Ok(ExpandColumn { value, place, ty })
    }
}

fn is_array(property: &Property) -> Planned<bool> {
    match property_text(property).as_str() {
        "array" => Ok(true),
        "bag" => Ok(false),
        other => wrong(
            property.name.span,
            format!("mv-expand: bags are expanded as 'bag' or 'array', and not as '{other}'"),
        ),
    }
}

fn property_text(property: &Property) -> String {
    match &property.value {
        Expr {
            kind: ExprKind::Name(name),
            ..
        } => name.clone(),
        Expr {
            kind: ExprKind::Literal(Literal::String(text)),
            ..
        } => text.clone(),
        other => other.to_string(),
    }
}
