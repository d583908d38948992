//! Queries: tables in, a table out.
//!
//! A query is planned first: every name is resolved, every operator knows the columns that it gets and
//! gives, and a table is asked only for the columns that the text mentions and for the times that the
//! first predicates leave. Then rows are drawn through the operators one by one; `sort`, `summarize`,
//! the right side of `join` and what looks at neighbouring rows keep theirs, within [`Limits`].
//!
//! There are `where`, `extend`, all of `project`, `parse`, `parse-where`, `parse-kv`, `summarize`,
//! `distinct`, `count`, `sort`, `top`, `take`, `sample`, `union`, `join` of all kinds, `lookup`,
//! `mv-expand`, `getschema`, `serialize` with `row_number`, `prev`, `next` and `row_cumsum`, `range`,
//! `print` and `datatable`; `let` for scalars, tables and functions of both; `toscalar`, `materialize`
//! and tables in `in`. `render` is handed on. Everything else is refused by its name.
//!
//! Where the service promises nothing, this is what happens here:
//! - Groups come in the order of their first rows, pairs of a join in that of the left side, and rows
//!   that are equal in a sort stay as they were. `take` takes the first ones, `innerunique` keeps the
//!   first row of each key, and `sample` gives the same rows each time.
//! - `dcount` and percentiles are exact. A percentile is the value of the nearest rank.
//! - A null in a key of a join agrees with nothing, and an empty text with an empty text.
//! - `mv-expand` leaves one row, with a null, of a null and of what is empty.
//! - The deviation of one value is 0; a sum of whole numbers that grows too large starts over.
//! - `ingestion_time()` is the column `_TimeReceived` of a table that has one, and else null.
//!
//! ```
//! use logfog_kql::{functions::Context, query::{NoTables, Options, run}, value::{DateTime, canonical}};
//!
//! let text = "datatable(Level: string, Size: long) ['Error', 1, 'Info', 2, 'Error', 3]
//!     | summarize count(), sum(Size) by Level
//!     | sort by Level asc";
//! let context = Context::new(DateTime::UNIX_EPOCH, 0);
//! let answer = run(text, &NoTables, &Options::default(), &context)?;
//! let table = &answer.tables[0];
//! assert_eq!(table.columns[2].name, "sum_Size");
//! assert_eq!(canonical(&table.rows[0][2]), "4");
//! # Ok::<(), Vec<logfog_kql::Error>>(())
//! ```

mod aggregate;
mod bind;
mod cell;
mod key;
mod meter;
mod order;
mod plan;
mod run;
mod source;

use self::{
    bind::{Planned, Planner},
    meter::{Meter, weight},
    plan::Relation,
    run::Run,
};
pub use self::{
    cell::cell,
    meter::Limits,
    source::{NoTables, Row, Rows, Scan, Source, TimeRange},
};
use crate::{
    Error, Kind, Span, Value,
    ast::{Query, Statement},
    bind::{Binder, Column, Dialect, Scope},
    functions::Context,
    parse,
};

/// What is asked of a query besides its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Which rows count, by their `TimeGenerated`, in all tables that have one.
    pub time: TimeRange,
    /// How much the query may use.
    pub limits: Limits,
}

/// What a query answers with.
#[derive(Clone, Debug)]
pub struct Answer {
    /// A table for each tabular statement.
    pub tables: Vec<Table>,
    /// Why rows are missing at the end of the last table, if they are.
    pub partial: Option<Error>,
    /// What comes behind `render`: how the rows are to be drawn.
    pub render: Option<String>,
}

/// Columns, and rows that have a value for each of them.
#[derive(Clone, Debug)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row<'static>>,
}

/// Runs a query on the tables of a source.
pub fn run(
    text: &str,
    source: &dyn Source,
    options: &Options,
    context: &Context,
) -> Result<Answer, Vec<Error>> {
    let query = parse(text)?;
    let meter = Meter::new(options.limits);
    let run = Run {
        source,
        context,
        meter: &meter,
    };
    let (relations, render) = planned(&query, run, options)?;
    let mut answer = Answer {
        tables: Vec::new(),
        partial: None,
        render,
    };
    let mut bytes = 0;
    for relation in &relations {
        let (table, partial) = answered(run, relation, options.limits, &mut bytes)?;
        answer.tables.push(table);
        answer.partial = partial;
        if answer.partial.is_some() {
            break;
        }
    }
    Ok(answer)
}

/// The columns that a query answers with, for each tabular statement. What the query needs in order
/// to be bound, as the table in `toscalar(…)`, is read.
pub fn columns(
    text: &str,
    source: &dyn Source,
    options: &Options,
    context: &Context,
) -> Result<Vec<Vec<Column>>, Vec<Error>> {
    let query = parse(text)?;
    let meter = Meter::new(options.limits);
    let run = Run {
        source,
        context,
        meter: &meter,
    };
    let (relations, _) = planned(&query, run, options)?;
    Ok(relations
        .into_iter()
        .map(|relation| relation.columns)
        .collect())
}

/// Plans a query without the columns that nobody mentions. What is wrong is looked for again with all
/// of them, as one may be what was meant.
fn planned(
    query: &Query,
    run: Run<'_>,
    options: &Options,
) -> Planned<(Vec<Relation>, Option<String>)> {
    plan(query, run, options, Some(query.to_string())).or_else(|errors| {
        if errors.iter().any(|error| error.kind == Kind::Limit) {
            return Err(errors);
        }
        plan(query, run, options, None)
    })
}

fn plan(
    query: &Query,
    run: Run<'_>,
    options: &Options,
    mentions: Option<String>,
) -> Planned<(Vec<Relation>, Option<String>)> {
    let planner = Planner::new(run.source, run.context, run.meter, options.time, mentions);
    let mut scope = Scope::default();
    let mut relations = Vec::new();
    let mut errors = Vec::new();
    for statement in &query.statements {
        match statement {
            Statement::Let(definition) => {
                let mut binder = Binder::new(Dialect::Query, &planner);
                binder.define(definition, &mut scope);
                errors.extend(binder.finish().0);
            }
            Statement::Tabular(pipeline) => match planner.pipeline(pipeline, &scope.names, false) {
                Ok(relation) => relations.push(relation),
                Err(more) => errors.extend(more),
            },
            Statement::Other { name, text: _ } => {
                let message = format!("The statement '{}' is not available here", name.text);
                errors.push(Error::semantic(name.span, message));
            }
        }
    }
    if relations.is_empty() && errors.is_empty() {
        let message = "A query is expected to have a tabular expression";
        errors.push(Error::semantic(Span::default(), message));
    }
    if errors.is_empty() {
        let render = planner.render.take();
        return Ok((relations, render));
    }
    errors.sort_by_key(|error| error.at.start);
    errors.dedup();
    Err(errors)
}

/// The rows of a relation, as far as the answer may go.
fn answered(
    run: Run<'_>,
    relation: &Relation,
    limits: Limits,
    bytes: &mut usize,
) -> Planned<(Table, Option<Error>)> {
    let failed = |excess| vec![Error::from(excess)];
    let mut table = Table {
        columns: relation.columns.clone(),
        rows: Vec::new(),
    };
    let mut partial = None;
    for row in run.open(&relation.node).map_err(failed)? {
        let row = row.map_err(failed)?;
        *bytes += row.iter().map(weight).sum::<usize>();
        if table.rows.len() == limits.rows {
            partial = Some(too_large("record count", limits.rows));
            break;
        }
        if *bytes > limits.bytes {
            partial = Some(too_large("data size in bytes", limits.bytes));
            break;
        }
        table
            .rows
            .push(row.into_iter().map(Value::into_owned).collect());
    }
    Ok((table, partial))
}

fn too_large(what: &str, limit: usize) -> Error {
    let message = format!(
        "Query result set has exceeded the internal {what} limit {limit} \
         (E_QUERY_RESULT_SET_TOO_LARGE)"
    );
    Error::new(Kind::Limit, Span::default(), message)
        .with_code("E_QUERY_RESULT_SET_TOO_LARGE")
        .with_hint("Summarize, or take fewer rows.")
}
