//! From the tree of a query to what it does: which table each name is, and which columns each operator
//! leaves.

mod aggregates;
mod columns;
mod expand;
mod functions;
mod join;
mod prune;
mod rewrite;
mod rows;
mod summarize;
mod tables;
mod time;
mod union;
mod window;

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    sync::Arc,
};

use super::{
    meter::Meter,
    plan::{Node, Relation},
    run::Run,
    source::{Row, Source, TimeRange},
};
use crate::{
    Error, Kind, Scalar, Span, Type, Value,
    ast::{self, Expr, Operator, OperatorKind, Pipeline},
    bind::{Binder, Column, Dialect, Names, Scope, Tables},
    functions::Context,
};

/// What was planned, or everything that is wrong with it.
pub(super) type Planned<T> = Result<T, Vec<Error>>;

/// How deep tables may be within tables, with what `let` gave a name to in its place.
const MAX_DEPTH: usize = 40;

/// How many operators may follow each other, and how many there may be in all.
const MAX_HEIGHT: usize = 200;
const MAX_OPERATORS: usize = 5_000;

/// What the planning of all parts of a query shares.
pub(super) struct Planner<'s> {
    pub source: &'s dyn Source,
    pub context: &'s Context,
    pub meter: &'s Meter,
    /// What is asked of `TimeGenerated` of all tables from outside the query.
    pub time: TimeRange,
    /// The query in its canonical form. A column that is not mentioned in it need not be read where
    /// nothing asks for all columns. None to read all of them.
    pub mentions: Option<String>,
    pub render: RefCell<Option<String>>,
    depth: Cell<usize>,
    operators: Cell<usize>,
    /// What `materialize` has made of a pipeline, which is kept here so that no other takes its place.
    materialized: RefCell<HashMap<usize, Materialized>>,
}

#[derive(Clone)]
struct Materialized {
    of: Arc<Pipeline>,
    columns: Vec<Column>,
    rows: Arc<[Row<'static>]>,
}

impl<'s> Planner<'s> {
    pub(super) fn new(
        source: &'s dyn Source,
        context: &'s Context,
        meter: &'s Meter,
        time: TimeRange,
        mentions: Option<String>,
    ) -> Self {
        Self {
            source,
            context,
            meter,
            time,
            mentions,
            render: RefCell::default(),
            depth: Cell::default(),
            operators: Cell::default(),
            materialized: RefCell::default(),
        }
    }

    /// Plans a pipeline. `narrowed` says that whatever comes behind it takes only columns that are
    /// mentioned by name.
    pub(super) fn pipeline(
        &self,
        pipeline: &Pipeline,
        names: &Names,
        narrowed: bool,
    ) -> Planned<Relation> {
        self.count_operator(pipeline.span)?;
        self.deeper(pipeline.span, || {
            let operators = pipeline.operators.as_slice();
            if operators.len() > MAX_HEIGHT {
                return too_complex(pipeline.span);
            }
            let narrowing = prune::narrowing(operators, narrowed);
            let mut narrowed = narrowing.into_iter();
            let mut relation = {
                let narrowed = narrowed.next().unwrap_or(false);
                match &pipeline.source {
                    ast::Source::Expr(expr) => self.table(expr, names, narrowed)?,
                    ast::Source::Datatable {
                        columns,
                        values,
                        span,
                    } => self.datatable(columns, values, *span, names)?,
                    ast::Source::Operator(operator) => self.first(operator, names, narrowed)?,
                }
            };
            for (operator, narrowed) in operators.iter().zip(narrowed) {
                self.count_operator(operator.span)?;
                relation = self.step(relation, operator, names, narrowed)?;
                if relation.height > MAX_HEIGHT {
                    return too_complex(operator.span);
                }
            }
            Ok(relation)
        })
    }

    fn deeper<T>(&self, at: Span, plan: impl FnOnce() -> Planned<T>) -> Planned<T> {
        if self.depth.get() == MAX_DEPTH {
            return too_complex(at);
        }
        self.depth.set(self.depth.get() + 1);
        let planned = plan();
        self.depth.set(self.depth.get() - 1);
        planned
    }

    fn count_operator(&self, at: Span) -> Planned<()> {
        self.operators.set(self.operators.get() + 1);
        if self.operators.get() > MAX_OPERATORS {
            return too_complex(at);
        }
        Ok(())
    }

    /// An operator that starts a pipeline.
    fn first(&self, operator: &Operator, names: &Names, narrowed: bool) -> Planned<Relation> {
        if let OperatorKind::Print(_) = operator.kind {
            let one = Node::Fixed(vec![Vec::new()].into());
            return self.row_step(Relation::new(Vec::new(), one), operator, names);
        }
        if let OperatorKind::Range(range) = &operator.kind {
            return self.range(range, names);
        }
        if let OperatorKind::Union(union) = &operator.kind {
            return self.union(None, union, names, narrowed);
        }
        refused(operator.kind.name(), operator.span)
    }

    fn step(
        &self,
        input: Relation,
        operator: &Operator,
        names: &Names,
        narrowed: bool,
    ) -> Planned<Relation> {
        match &operator.kind {
            OperatorKind::Where(_)
            | OperatorKind::Extend(_)
            | OperatorKind::Serialize(_)
            | OperatorKind::Project(_)
            | OperatorKind::ProjectAway(_)
            | OperatorKind::ProjectKeep(_)
            | OperatorKind::ProjectRename(_)
            | OperatorKind::ProjectReorder(_)
            | OperatorKind::Parse(_)
            | OperatorKind::ParseKv(_) => self.row_step(input, operator, names),
            OperatorKind::Summarize(summarize) => self.summarize(input, summarize, names),
            OperatorKind::Sort(keys) => self.sort(input, keys, names),
            OperatorKind::Take(count) => self.take(input, count, names),
            OperatorKind::Top { count, by } => self.top(input, count, by, names),
            OperatorKind::Sample(count) => self.sample(input, count, names),
            OperatorKind::Distinct(values) => self.distinct(input, values, names),
            OperatorKind::Count => Ok(rows::count(input)),
            OperatorKind::GetSchema => Ok(rows::get_schema(&input)),
            OperatorKind::Union(union) => self.union(Some(input), union, names, narrowed),
            OperatorKind::Join(join) => self.join(input, join, names, narrowed),
            OperatorKind::Lookup(join) => self.lookup(input, join, names, narrowed),
            OperatorKind::MvExpand(expand) => self.expand(input, expand, names),
            OperatorKind::Render(text) => {
                self.render.replace(Some(text.trim().to_owned()));
                Ok(input)
            }
            other @ (OperatorKind::Print(_)
            | OperatorKind::Range(_)
            | OperatorKind::As(_)
            | OperatorKind::Other { .. }) => refused(other.name(), operator.span),
        }
    }

    /// Binds with a binder that knows the tables.
    fn bind<T>(&self, bind: impl FnOnce(&mut Binder<'_>) -> Option<T>) -> Planned<T> {
        let mut binder = Binder::new(Dialect::Query, self);
        let bound = bind(&mut binder);
        let (errors, _) = binder.finish();
        match bound {
            Some(bound) if errors.is_empty() => Ok(bound),
            _ => Err(errors),
        }
    }

    fn scalar(&self, expr: &Expr, scope: &Scope) -> Planned<Scalar> {
        let expr = rewrite::of_row(expr, &scope.columns);
        self.bind(|binder| binder.scalar(&expr, scope))
    }

    /// What an expression is that has no columns in it.
    fn constant(&self, expr: &Expr, names: &Names) -> Planned<(Type, Value<'static>)> {
        let scalar = self.scalar(expr, &Scope::behind(names.clone()))?;
        let value = scalar.eval(&[], self.context).into_owned();
        Ok((scalar.ty(), value))
    }

    /// A number of rows.
    fn number_of_rows(&self, expr: &Expr, names: &Names) -> Planned<usize> {
        let (_, value) = self.constant(expr, names)?;
        let count = value.whole().and_then(|count| usize::try_from(count).ok());
        count.ok_or_else(|| {
            let message = "The number of rows is expected to be a number that is not negative";
            vec![Error::semantic(expr.span, message)]
        })
    }

    /// All rows of a relation, at once.
    fn rows(&self, relation: &Relation, at: Span) -> Planned<Vec<Row<'static>>> {
        let run = Run {
            source: self.source,
            context: self.context,
            meter: self.meter,
        };
        let failed = |excess| {
            vec![Error {
                at,
                ..Error::from(excess)
            }]
        };
        let mut kept = Vec::new();
        for row in run.open(&relation.node).map_err(failed)? {
            let row = row.map_err(failed)?;
            self.meter.hold_row(&row).map_err(failed)?;
            kept.push(row.into_iter().map(Value::into_owned).collect());
        }
        Ok(kept)
    }
}

impl Tables for Planner<'_> {
    fn is_table(&self, expr: &Expr, names: &Names) -> bool {
        self.has_table(expr, names, MAX_DEPTH)
    }

    fn first_column(
        &self,
        table: &Expr,
        names: &Names,
    ) -> Result<(Type, Vec<Value<'static>>), Error> {
        let unknown = || Error::semantic(table.span, "A tabular expression is expected here");
        let first = |errors: Vec<Error>| errors.into_iter().next().unwrap_or_else(unknown);
        let relation = self.table(table, names, false).map_err(first)?;
        let Some(column) = relation.columns.first() else {
            return Err(unknown());
        };
        let rows = self.rows(&relation, table.span).map_err(first)?;
        let values = rows.into_iter().filter_map(|row| row.into_iter().next());
        Ok((column.ty, values.collect()))
    }
}

fn scope(columns: &[Column], names: &Names) -> Scope {
    Scope {
        columns: columns.to_vec(),
        names: names.clone(),
    }
}

fn wrong<T>(at: Span, message: impl Into<String>) -> Planned<T> {
    Err(vec![Error::semantic(at, message)])
}

fn too_complex<T>(at: Span) -> Planned<T> {
    let message = "The query is too complex: with all that let defines in its place, it is too long \
                   or too deep";
    Err(vec![Error::new(Kind::Limit, at, message)])
}

/// What is not there is said by name.
fn refused<T>(name: &str, at: Span) -> Planned<T> {
    let error = Error::semantic(at, format!("The operator '{name}' is not available here"));
    Err(vec![error.with_hint(
        "It is a part of the language that queries here do not have.",
    )])
}
