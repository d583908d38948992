//! A transformation and a record, a line end between them: read, bound and run. Nothing may panic, what a
//! row has must fit the types that were promised, and what is explained must be what is done.

#![no_main]

use libfuzzer_sys::fuzz_target;
use logfog_kql::{
    Outcome, Transformation, Type, Value,
    bind::{Column, Dialect},
    coerce, evaluate,
    functions::Context,
    parse,
    value::{DateTime, canonical, json},
};

/// Rows of a `datatable` that are run.
const MOST_ROWS: usize = 16;

fuzz_target!(|input: &str| {
    let (text, record) = input.rsplit_once('\n').unwrap_or((input, "{}"));
    let context = Context::new(DateTime::UNIX_EPOCH, 0);
    parsed(text);
    if let Ok((ty, value)) = evaluate(text, &context) {
        fits(&value, ty);
    }
    for dialect in [Dialect::Documented, Dialect::Lenient] {
        transformed(text, record, dialect, &context);
    }
});

/// What is printed is read again as the same.
fn parsed(text: &str) {
    if let Ok(query) = parse(text) {
        let printed = query.to_string();
        let again = parse(&printed).expect("what is printed can be read");
        assert_eq!(again.to_string(), printed);
    }
}

fn transformed(text: &str, record: &str, dialect: Dialect, context: &Context) {
    let columns = columns();
    let Ok(transformation) = Transformation::compile(text, &columns, dialect) else {
        return;
    };
    if let Some(rows) = transformation.own_rows() {
        for row in rows.iter().take(MOST_ROWS) {
            run(&transformation, row, context);
        }
        return;
    }
    let Some(row) = coerce::row(record, &columns) else {
        return;
    };
    for (value, column) in row.iter().zip(&columns) {
        fits(value, column.ty);
    }
    run(&transformation, &row, context);
}

fn run(transformation: &Transformation, row: &[Value<'_>], context: &Context) {
    let steps = transformation.steps(row, context);
    match transformation.run(row, context) {
        Outcome::Row(values) => {
            assert_eq!(values.len(), transformation.columns().len());
            for (value, column) in values.iter().zip(transformation.columns()) {
                fits(value, column.ty);
            }
            assert!(steps.iter().all(|step| step.row.is_some()));
        }
        Outcome::Dropped(dropped) => assert_eq!(steps.len(), dropped.step + 1),
        Outcome::Failed(reason) => panic!("{reason}"),
    }
}

/// It has the type, and is JSON in its canonical form.
fn fits(value: &Value<'_>, ty: Type) {
    assert!(value.fits(ty), "{value:?} is no {ty}");
    let text = canonical(value);
    // What is nested more deeply is not read again.
    assert!(json::parse(&text).is_some() || text.len() > json::DEPTH_LIMIT);
}

/// One of each type that a stream can declare.
fn columns() -> Vec<Column> {
    [
        ("s", Type::String),
        ("i", Type::Int),
        ("n", Type::Long),
        ("r", Type::Real),
        ("b", Type::Bool),
        ("t", Type::DateTime),
        ("d", Type::Dynamic),
        ("g", Type::Guid),
    ]
    .into_iter()
    .map(|(name, ty)| Column::new(name, ty))
    .collect()
}
