//! Operators that choose, order and make rows.

use super::{Planned, Planner, scope, wrong};
use crate::{
    Error, Type, Value,
    ast::{self, Direction, Expr, ExprKind, Nulls},
    bind::{AutoNames, Column, Names, implied_name},
    operators::Arithmetic,
    query::{
        order::Way,
        plan::{Node, Range, Relation, SortKey, Summarize},
    },
};

impl Planner<'_> {
    pub(super) fn take(&self, input: Relation, count: &Expr, names: &Names) -> Planned<Relation> {
        let count = self.number_of_rows(count, names)?;
        Ok(input.then(|node| Node::Take(node, count)))
    }

    pub(super) fn sample(&self, input: Relation, count: &Expr, names: &Names) -> Planned<Relation> {
        let count = self.number_of_rows(count, names)?;
        Ok(input.then(|node| Node::Sample(node, count)))
    }

    pub(super) fn sort(
        &self,
        input: Relation,
        keys: &[ast::SortKey],
        names: &Names,
    ) -> Planned<Relation> {
        let keys = self.sort_keys(&input, keys, names)?;
        Ok(input.then(|node| Node::Sort(node, keys)))
    }

    pub(super) fn top(
        &self,
        input: Relation,
        count: &Expr,
        keys: &[ast::SortKey],
        names: &Names,
    ) -> Planned<Relation> {
        let count = self.number_of_rows(count, names)?;
        let keys = self.sort_keys(&input, keys, names)?;
        Ok(input.then(|node| Node::Top(node, count, keys)))
    }

    fn sort_keys(
        &self,
        input: &Relation,
        keys: &[ast::SortKey],
        names: &Names,
    ) -> Planned<Vec<SortKey>> {
        let scope = scope(&input.columns, names);
        let key = |key: &ast::SortKey| {
            let value = self.scalar(&key.value, &scope)?;
            if value.ty() == Type::Dynamic {
                return Err(vec![
                    Error::semantic(key.value.span, "Rows cannot be ordered by a dynamic")
                        .with_hint("Convert it, for instance with tostring(…)."),
                ]);
            }
            let descending = key.direction != Some(Direction::Asc);
            let nulls_first = match key.nulls {
                Some(nulls) => nulls == Nulls::First,
                None => !descending,
            };
            let way = Way {
                descending,
                nulls_first,
            };
            Ok(SortKey { value, way })
        };
        keys.iter().map(key).collect()
    }

    pub(super) fn distinct(
        &self,
        input: Relation,
        values: &[Expr],
        names: &Names,
    ) -> Planned<Relation> {
        let scope = scope(&input.columns, names);
        let mut taken = AutoNames::default();
        let mut columns = Vec::new();
        let mut by = Vec::new();
        for value in values {
            if value.kind == ExprKind::Star {
                for (place, column) in input.columns.iter().enumerate() {
                    by.push(crate::Scalar::column(place, column.ty));
                    columns.push(Column::new(taken.unique(&column.name), column.ty));
                }
                continue;
            }
            let scalar = self.scalar(value, &scope)?;
            refuse_dynamic(scalar.ty(), value)?;
            let name = match implied_name(value, &scope) {
                Some(name) => taken.unique(&name),
                None => taken.numbered(),
            };
            columns.push(Column::new(name, scalar.ty()));
            by.push(scalar);
        }
        let summarize = Summarize {
            by,
            aggregates: Vec::new(),
        };
        Ok(input
            .then(|node| Node::Summarize(node, summarize))
            .with_columns(columns))
    }

    pub(super) fn range(&self, range: &ast::Range, names: &Names) -> Planned<Relation> {
        let (from_type, from) = self.constant(&range.from, names)?;
        let (to_type, to) = self.constant(&range.to, names)?;
        let (step_type, step) = self.constant(&range.step, names)?;
        let ty = Arithmetic::Add.returns(from_type, step_type);
        let fits = crate::operators::common(from_type, to_type).is_some();
        let Some(ty) = ty.filter(|_| fits) else {
            let message = format!(
                "range cannot go from '{from_type}' to '{to_type}' in steps of '{step_type}'"
            );
            return wrong(range.from.span, message);
        };
        let column = Column::new(range.column.text.as_str(), ty);
        let from = crate::functions::convert(from, ty);
        let range = Range {
            from,
            to,
            step,
            ty,
            step_type,
        };
        Ok(Relation::new(vec![column], Node::Range(range)))
    }
}

/// Rows are grouped by what they can be told apart by.
pub(super) fn refuse_dynamic(ty: Type, value: &Expr) -> Planned<()> {
    if ty != Type::Dynamic {
        return Ok(());
    }
    let message = format!(
        "Summarize group key '{value}' is of a 'dynamic' type. Please use an explicit cast as \
         grouping by a 'dynamic' type is not supported"
    );
    Err(vec![Error::semantic(value.span, message).with_hint(
        format!("Group by tostring({value}), for instance."),
    )])
}

pub(super) fn count(input: Relation) -> Relation {
    input
        .then(Node::Count)
        .with_columns(vec![Column::new("Count", Type::Long)])
}

/// The columns of a table, as rows.
pub(super) fn get_schema(input: &Relation) -> Relation {
    let row = |(place, column): (usize, &Column)| {
        vec![
            Value::string(column.name.clone()),
            Value::Int(i32::try_from(place).unwrap_or(i32::MAX)),
            Value::string(system_name(column.ty)),
            Value::string(column.ty.as_str()),
        ]
    };
    let rows: Vec<_> = input.columns.iter().enumerate().map(row).collect();
    let columns = vec![
        Column::new("ColumnName", Type::String),
        Column::new("ColumnOrdinal", Type::Int),
        Column::new("DataType", Type::String),
        Column::new("ColumnType", Type::String),
    ];
    Relation::new(columns, Node::Fixed(rows.into()))
}

const fn system_name(ty: Type) -> &'static str {
    match ty {
        Type::Bool => "System.SByte",
        Type::Int => "System.Int32",
        Type::Long => "System.Int64",
        Type::Real => "System.Double",
        Type::Decimal => "System.Data.SqlTypes.SqlDecimal",
        Type::DateTime => "System.DateTime",
        Type::TimeSpan => "System.TimeSpan",
        Type::Guid => "System.Guid",
        Type::String => "System.String",
        Type::Dynamic => "System.Object",
    }
}
