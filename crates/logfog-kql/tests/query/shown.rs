//! Answers as text: a line of columns, and a line for each row.

use logfog_kql::{
    Error,
    functions::Context,
    query::{Answer, NoTables, Options, Source, Table, run},
    value::{DateTime, canonical},
};

/// When queries run in these tests: 2024-05-06 at noon.
pub(crate) fn now() -> DateTime {
    DateTime::from_unix_ticks(1_714_996_800 * 10_000_000).expect("a time of this century")
}

pub(crate) fn answer_of(text: &str, source: &dyn Source) -> Result<Answer, Vec<Error>> {
    run(text, source, &Options::default(), &Context::new(now(), 1))
}

pub(crate) fn answer(text: &str, source: &dyn Source) -> Answer {
    answer_of(text, source).unwrap_or_else(|errors| {
        let error = &errors[0];
        let place = error.at.place(text);
        panic!("{place}: {} {}\n{text}", error.message, error.hint)
    })
}

pub(crate) fn shown(table: &Table) -> String {
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|column| format!("{}:{}", column.name, column.ty))
        .collect();
    let mut lines = vec![columns.join(" ")];
    for row in &table.rows {
        assert_eq!(row.len(), table.columns.len(), "{}", lines[0]);
        for (value, column) in row.iter().zip(&table.columns) {
            assert!(value.fits(column.ty), "{value:?} in {}", column.name);
        }
        let values: Vec<_> = row.iter().map(canonical).collect();
        lines.push(values.join(" "));
    }
    lines.join("\n")
}

/// Runs a query without tables and compares its columns and rows with the lines of `expected`.
#[track_caller]
pub(crate) fn check(text: &str, expected: &[&str]) {
    let answer = answer(text, &NoTables);
    assert_eq!(shown(&answer.tables[0]), expected.join("\n"), "\n{text}");
}

/// The messages of a query that cannot run.
#[track_caller]
pub(crate) fn refused(text: &str) -> Vec<String> {
    match answer_of(text, &NoTables) {
        Ok(answer) => panic!("{text}\n{}", shown(&answer.tables[0])),
        Err(errors) => errors
            .into_iter()
            .map(|error| {
                format!("{} {}", error.code, error.message)
                    .trim()
                    .to_owned()
            })
            .collect(),
    }
}
