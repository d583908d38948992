//! The small cases of the language: each expression and each statement with what it must give.

use logfog_kql::{
    Kind, Outcome, Transformation, Type,
    bind::{Column, Dialect},
    coerce, evaluate,
    functions::Context,
    transform::check_output,
    value::{DateTime, canonical},
};
use serde_json::Value;

use crate::fixtures::{columns, lines, same};

/// Those of the documentation, and what is easily got wrong.
fn cases() -> impl Iterator<Item = Value> {
    lines("cases.jsonl").into_iter().chain(lines("traps.jsonl"))
}

fn context() -> Context {
    Context::new(DateTime::parse("2024-05-06T07:08:09Z").unwrap(), 1)
}

/// What is wrong with an expression's result.
fn expression(text: &str, expect: &Value) -> Result<(), String> {
    let (ty, value) = evaluate(text, &context()).map_err(|errors| format!("{text}: {errors:?}"))?;
    let value: Value = serde_json::from_str(&canonical(&value)).map_err(|e| e.to_string())?;
    if ty.as_str() == expect["type"] && same(&value, &expect["value"]) {
        return Ok(());
    }
    Err(format!("{text}: {ty} {value} instead of {expect}"))
}

#[test]
fn expressions() {
    let mut failures = Vec::new();
    let mut count = 0;
    for line in cases() {
        let Some(text) = line["expr"].as_str() else {
            continue;
        };
        count += 1;
        if let Err(failure) = expression(text, &line["expect"]) {
            let failure = format!("{} ({}) {failure}", line["id"], line["basis"]);
            if line["basis"] == "contested" {
                println!("{failure}");
            } else {
                failures.push(failure);
            }
        }
    }
    assert!(count > 280);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The rows that a transformation makes, as JSON.
fn rows(transformation: &Transformation, columns: &[Column], line: &Value) -> Vec<Value> {
    let texts: Vec<String> = match line["input"].as_array() {
        Some(input) => input.iter().map(ToString::to_string).collect(),
        None => Vec::new(),
    };
    let inputs: Vec<Vec<logfog_kql::Value<'_>>> = match transformation.own_rows() {
        Some(own) => own.to_vec(),
        None => texts
            .iter()
            .map(|text| coerce::row(text, columns).unwrap())
            .collect(),
    };
    let mut rows = Vec::new();
    let context = context();
    for input in &inputs {
        match transformation.run(input, &context) {
            Outcome::Row(row) => {
                let record = coerce::record(&row, transformation.columns());
                rows.push(serde_json::from_str(&record).unwrap());
            }
            Outcome::Dropped(_) => {}
            Outcome::Failed(reason) => panic!("{reason}"),
        }
    }
    rows
}

/// The destination that a case of the output speaks of.
fn destination(line: &Value) -> Vec<Column> {
    let guids = line["note"]
        .as_str()
        .is_some_and(|note| note.contains("guid"));
    let guids = guids.then(|| Column::new("TenantId", Type::Guid));
    guids.into_iter().collect()
}

fn refused(text: &str, line: &Value, columns: &[Column]) -> Result<(), String> {
    let expect = &line["expect"];
    let (kind, message) = match Transformation::compile(text, columns, Dialect::Lenient) {
        Ok(transformation) => match check_output(transformation.columns(), &destination(line)) {
            Ok(_) => return Err(format!("{text} is accepted")),
            Err(misfit) => ("schema", misfit.to_string()),
        },
        Err(errors) => {
            let kind = match errors[0].kind {
                Kind::Syntax => "syntax",
                Kind::Semantic => "semantic",
                Kind::Schema => "schema",
                Kind::Limit => "limit",
            };
            (kind, errors[0].in_service_words(text))
        }
    };
    let is_expected = expect["message"]
        .as_str()
        .is_none_or(|expected| expected == message);
    if expect["error"] == kind && is_expected {
        return Ok(());
    }
    Err(format!("{text}: {kind} {message} instead of {expect}"))
}

/// What is wrong with a statement's result.
fn statement(text: &str, line: &Value) -> Result<(), String> {
    let columns = columns(&line["columns"]);
    let expect = &line["expect"];
    if expect.get("error").is_some() {
        return refused(text, line, &columns);
    }
    let transformation = Transformation::compile(text, &columns, Dialect::Lenient)
        .map_err(|errors| format!("{text}: {errors:?}"))?;
    let rows = Value::Array(rows(&transformation, &columns, line));
    if !same(&rows, &expect["rows"]) {
        return Err(format!("{text}: {rows} instead of {}", expect["rows"]));
    }
    for column in transformation.columns() {
        let expected = &expect["types"][&column.name];
        if !expected.is_null() && expected != column.ty.as_str() {
            return Err(format!("{text}: {} is {}", column.name, column.ty));
        }
    }
    Ok(())
}

#[test]
fn statements() {
    let mut failures = Vec::new();
    let mut count = 0;
    for line in cases() {
        let Some(text) = line["transform"].as_str() else {
            continue;
        };
        count += 1;
        let Err(failure) = statement(text, &line) else {
            continue;
        };
        let failure = format!("{} ({}) {failure}", line["id"], line["basis"]);
        if line["basis"] == "contested" {
            println!("{failure}");
        } else {
            failures.push(failure);
        }
    }
    assert!(count > 80);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
