//! How many rows a second the transformations of the corpus take on one core: with the rows ready,
//! and with records of JSON to be read first.
#![expect(clippy::print_stdout, reason = "it is what the example is for")]

use std::{
    error::Error,
    fs,
    time::{Duration, Instant},
};

use logfog_kql::{
    Transformation, Type,
    bind::{Column, Dialect},
    coerce,
    functions::Context,
    value::DateTime,
};
use serde_json::{Value, json};

const FOR: Duration = Duration::from_millis(200);

fn main() -> Result<(), Box<dyn Error>> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/kql/corpus.jsonl"
    );
    let (mut ready, mut read) = (Vec::new(), Vec::new());
    for line in fs::read_to_string(path)?.lines() {
        let line: Value = serde_json::from_str(line)?;
        let Some(declared) = line["stream_columns"].as_object() else {
            continue;
        };
        let columns: Vec<Column> = declared
            .iter()
            .filter_map(|(name, ty)| Some(Column::new(name, Type::from_name(ty.as_str()?)?)))
            .collect();
        let text = line["kql"].as_str().unwrap_or_default();
        let Ok(transformation) = Transformation::compile(text, &columns, Dialect::Lenient) else {
            continue;
        };
        let record = record(&columns);
        let row = coerce::row(&record, &columns).ok_or("not a record")?;
        let context = Context::new(DateTime::UNIX_EPOCH, 0);
        let run = || {
            std::hint::black_box(transformation.run(&row, &context));
        };
        let read_and_run = || {
            if let Some(row) = coerce::row(&record, &columns) {
                std::hint::black_box(transformation.run(&row, &context));
            }
        };
        let rates = (per_second(run), per_second(read_and_run));
        println!("{:>12} {:>12}  {}", rates.0, rates.1, line["id"]);
        ready.push(rates.0);
        read.push(rates.1);
    }
    println!("{:>12} {:>12}  median", median(ready), median(read));
    Ok(())
}

/// A record with a value for each column.
fn record(columns: &[Column]) -> String {
    let value = |column: &Column| match column.ty {
        Type::Bool => json!(true),
        Type::Int | Type::Long => json!(4624),
        Type::Real | Type::Decimal => json!(12.5),
        Type::DateTime => json!("2024-05-06T07:08:09.123Z"),
        Type::TimeSpan => json!("00:01:00"),
        Type::Guid => json!("ad67d136-c1db-4f9f-88ef-d94f3b6b0b5a"),
        Type::String => json!(
            "203.0.113.9 - - [14/Nov/2023:15:10:02 +0000] \"GET /index.html HTTP/1.1\" 404 512"
        ),
        Type::Dynamic => json!({"id": "a", "index": 7, "workspaces": ["/s/a/b/c"], "n": {"m": 1}}),
    };
    let members = columns
        .iter()
        .map(|column| (column.name.clone(), value(column)));
    Value::Object(members.collect()).to_string()
}

#[expect(clippy::disallowed_methods, reason = "the time that it takes is real")]
fn per_second(mut run: impl FnMut()) -> u64 {
    let start = Instant::now();
    let mut count = 0_u64;
    while start.elapsed() < FOR {
        for _ in 0..1000 {
            run();
        }
        count += 1000;
    }
    count * 1_000_000 / u64::try_from(start.elapsed().as_micros()).unwrap_or(1)
}

fn median(mut rates: Vec<u64>) -> u64 {
    rates.sort_unstable();
    rates.get(rates.len() / 2).copied().unwrap_or(0)
}
