//! What people really deploy: accepted, and run on rows of all sorts.

use logfog_kql::{
    Outcome, Transformation, Type, Value,
    bind::{Column, Dialect},
    functions::Context,
    value::{DateTime, TimeSpan, json},
};

use crate::fixtures::{columns, lines};

const TEXTS: [&str; 8] = [
    "",
    "Error",
    "2024-05-06T07:08:09Z",
    "42",
    "{\"a\":{\"b\":[1,2.5,null]},\"EventId\":77}",
    "203.0.113.9 - - [14/Nov/2023:15:10:02 +0000] \"GET /a HTTP/1.1\" 404 512",
    "date=2024 time=\"x\" devname=\"fw\" srcip=10.0.0.1",
    "CEF:0|a|b|1|2|n|5|src=1.1.1.1 msg=a;b",
];

/// The values that a column is tried with: one for each sort of row.
fn value(ty: Type, sort: usize) -> Value<'static> {
    if sort == 0 {
        return Value::missing(ty);
    }
    let text = TEXTS[sort % TEXTS.len()];
    let number = i32::try_from(sort).unwrap() - 3;
    match ty {
        Type::Bool => Value::Bool(sort.is_multiple_of(2)),
        Type::Int => Value::Int(number),
        Type::Long => Value::Long(i64::from(number) << 40),
        Type::Real => Value::Real(f64::from(number) / 3.0),
        Type::DateTime => Value::DateTime(DateTime::UNIX_EPOCH),
        Type::TimeSpan => Value::TimeSpan(TimeSpan::ZERO),
        Type::String => Value::string(text),
        Type::Dynamic => json::lazy(text).unwrap_or(Value::string(text)),
        Type::Decimal | Type::Guid => Value::Null,
    }
}

fn runs(transformation: &Transformation, columns: &[Column]) {
    let context = Context::new(DateTime::UNIX_EPOCH, 1);
    for sort in 0..2 * TEXTS.len() {
        let row: Vec<Value<'_>> = match transformation.own_rows() {
            Some(rows) => rows[0].clone(),
            None => columns
                .iter()
                .enumerate()
                .map(|(place, column)| value(column.ty, (sort * (place + 1)) % 16))
                .collect(),
        };
        let traced = transformation.steps(&row, &context);
        match transformation.run(&row, &context) {
            Outcome::Row(row) => {
                assert_eq!(row.len(), transformation.columns().len());
                for (value, column) in row.iter().zip(transformation.columns()) {
                    assert!(value.fits(column.ty), "{} is {value:?}", column.name);
                }
                if let Some(last) = traced.last() {
                    let last = last.row.as_ref().unwrap();
                    assert_eq!(format!("{last:?}"), format!("{row:?}"));
                }
            }
            Outcome::Dropped(dropped) => {
                assert_eq!(traced.len(), dropped.step + 1);
                assert!(traced[dropped.step].row.is_none());
            }
            Outcome::Failed(reason) => panic!("{reason}"),
        }
    }
}

/// What a text that nobody gave columns for is bound to: whatever it asks for, until it is content.
fn guessed(text: &str) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    while let Err(errors) = Transformation::compile(text, &columns, Dialect::Documented) {
        let before = columns.len();
        for error in errors {
            if let Some(name) = error.message.strip_prefix("Undefined symbol: ")
                && columns.iter().all(|column| column.name != name)
            {
                columns.push(Column::new(name, Type::Dynamic));
            }
        }
        assert!(columns.len() > before, "{text} is refused");
    }
    columns
}

#[test]
fn corpus_is_accepted_or_refused_as_it_says() {
    for line in lines("corpus.jsonl") {
        let id = &line["id"];
        let text = line["kql"].as_str().unwrap();
        if line["expect"] == "reject" {
            assert!(Transformation::compile(text, &[], Dialect::Lenient).is_err());
            continue;
        }
        let columns = if line["stream_columns"].is_object() {
            columns(&line["stream_columns"])
        } else {
            guessed(text)
        };
        for dialect in [Dialect::Documented, Dialect::Lenient] {
            let transformation = Transformation::compile(text, &columns, dialect)
                .unwrap_or_else(|errors| panic!("{id}: {errors:?}"));
            assert_eq!(transformation.warnings(), [], "{id}");
            runs(&transformation, &columns);
        }
    }
}
