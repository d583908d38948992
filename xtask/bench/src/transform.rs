//! The transformations that people deploy, on records of JSON, in this process: how many rows the median
//! one takes in a second of CPU time, and how that stands to parsing the same records into maps.

use std::{fs, hint::black_box, path::Path, time::Duration};

use anyhow::{Context as _, Result, bail};
use logfog_kit::Stopwatch;
use logfog_kql::{
    Transformation, Type,
    bind::{Column, Dialect},
    coerce,
    functions::Context,
    value::DateTime,
};
use serde_json::{Map, Value, json};

/// Rows between two looks at the clock.
const ROWS: u32 = 500;

/// What was measured of the median transformation.
pub(super) struct Measured {
    /// Rows read from JSON and transformed, in a second of CPU time.
    pub(super) per_cpu_second: f64,
    /// The same in a second.
    pub(super) per_second: f64,
    /// How often as many as records are parsed in the same time.
    pub(super) to_parse: f64,
}

/// A transformation with a record for it.
struct Deployed {
    transformation: Transformation,
    columns: Vec<Column>,
    record: String,
}

/// Measures each of the corpus whose columns are known, for this long in all.
pub(super) fn measure(length: Duration) -> Result<Measured> {
    let corpus = corpus()?;
    let count = u32::try_from(corpus.len())?;
    let each = length / (2 * count).max(1);
    let mut measured = Vec::with_capacity(corpus.len());
    for Deployed {
        transformation,
        columns,
        record,
    } in &corpus
    {
        let context = Context::new(DateTime::UNIX_EPOCH, 0);
        let used = transformation.used_input_columns();
        let (per_cpu_second, per_second) = rate(each, || {
            if let Some(row) = coerce::row_of(black_box(record), columns, used) {
                black_box(transformation.run(&row, &context));
            }
        })?;
        let (parsed, _) = rate(each, || {
            let map: Result<Map<String, Value>, _> = serde_json::from_str(black_box(record));
            black_box(map.is_ok_and(|map| black_box(map).is_empty()));
        })?;
        measured.push(Measured {
            per_cpu_second,
            per_second,
            to_parse: per_cpu_second / parsed,
        });
    }
    measured.sort_by(|a, b| a.per_cpu_second.total_cmp(&b.per_cpu_second));
    let median = measured.len() / 2;
    measured
        .into_iter()
        .nth(median)
        .context("the corpus has transformations whose columns are known")
}

fn corpus() -> Result<Vec<Deployed>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/kql/corpus.jsonl");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut corpus = Vec::new();
    for line in text.lines() {
        let line: Value = serde_json::from_str(line)?;
        let (Some(declared), Some(text)) =
            (line["stream_columns"].as_object(), line["kql"].as_str())
        else {
            continue;
        };
        let columns: Vec<Column> = declared
            .iter()
            .filter_map(|(name, ty)| Some(Column::new(name, Type::from_name(ty.as_str()?)?)))
            .collect();
        // Some are there to be refused.
        let Ok(transformation) = Transformation::compile(text, &columns, Dialect::Documented)
        else {
            continue;
        };
        corpus.push(Deployed {
            transformation,
            record: record(&columns),
            columns,
        });
    }
    if corpus.is_empty() {
        bail!("the corpus has no transformations");
    }
    Ok(corpus)
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

/// How often something can be done in a second of CPU time, and in a second.
fn rate(length: Duration, mut what: impl FnMut()) -> Result<(f64, f64)> {
    for _ in 0..ROWS {
        what();
    }
    let (cpu, wall) = (cpu_seconds()?, Stopwatch::start());
    let mut times = 0.0;
    while wall.elapsed() < length {
        for _ in 0..ROWS {
            what();
        }
        times += f64::from(ROWS);
    }
    Ok((
        times / (cpu_seconds()? - cpu),
        times / wall.elapsed().as_secs_f64(),
    ))
}

/// CPU time of this thread so far.
fn cpu_seconds() -> Result<f64> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds = stat.split_whitespace().next().context("a time")?;
    Ok(nanoseconds.parse::<f64>()? / 1e9)
}
