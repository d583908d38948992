use std::{borrow::Cow, fmt, sync::Arc};

use bytes::Bytes;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use logfog_kit::json::{self, pointer_step, slice_of};
use logfog_kql::functions::Context;
use logfog_model::{Draft, Finding, Refused, Report, Scope, Severity};
use serde::de::{DeserializeSeed as _, IgnoredAny};

use super::{
    auxiliary::{self, Auxiliary},
    body::unreadable,
};
use crate::{
    profile::Profile,
    rules::Rule,
    stream::{Stream, TIME, Value},
    transform::{Transform, Transformed},
    wire::{Properties, Rows, Unreadable},
};

/// What a call's rows are judged by.
#[derive(Debug)]
pub(crate) struct Checked<'a> {
    pub(crate) profile: &'a Profile,
    pub(crate) stream: &'a Arc<Stream>,
    /// When the request came in.
    pub(crate) now: Timestamp,
}

/// A row as it was read: what it is, and where.
#[derive(Debug)]
pub(crate) struct Read {
    row: Option<usize>,
    raw: Bytes,
    /// The row as it is stored by flows that do not change it; none when they lose it.
    pub(crate) as_sent: Option<Draft>,
}

impl Read {
    fn new(
        raw: Bytes,
        Time(time): Time,
        at: At<'_>,
        with: &Checked<'_>,
        report: &mut Report<'_, Rule>,
    ) -> Self {
        let as_sent = if with.stream.passes_through() {
            draft(raw.clone(), time, at, with, report)
        } else {
            None
        };
        Self {
            row: at.row,
            raw,
            as_sent,
        }
    }
}

/// The rows of a body. Losses and changes are told to the report.
pub(crate) fn rows(
    body: &Bytes,
    with: &Checked<'_>,
    report: &mut Report<'_, Rule>,
) -> Result<Vec<Read>, Refused> {
    // The bytes have been found to be UTF-8, or the policy does not mind that they are not.
    let Ok(text) = std::str::from_utf8(body) else {
        return Ok(Vec::new());
    };
    // What is found in a body that turns out to be unreadable does not count. Whatever was found
    // before the rows did not stop the call, so it can only be a note.
    let mut found = Report::new(report.policy());
    for note in report.violations() {
        found.note(note.rule, &note.at, note.finding.clone());
    }
    let mut auxiliary = with.stream.is_auxiliary().then(Auxiliary::default);
    let read = match Rows::new(text) {
        Some(rows) => array(rows, body, with, &mut auxiliary, &mut found),
        None => other(text, body, with, &mut auxiliary, &mut found),
    };
    match read {
        Ok(rows) => {
            *report = found;
            auxiliary.map_or(Ok(()), |auxiliary| auxiliary.judge(report))?;
            Ok(rows)
        }
        Err(error) => {
            let why = position(body).unwrap_or(error.0);
            unreadable::<()>(why, with.profile, report).map(|_| Vec::new())
        }
    }
}

fn array(
    mut rows: Rows<'_>,
    body: &Bytes,
    with: &Checked<'_>,
    auxiliary: &mut Option<Auxiliary>,
    report: &mut Report<'_, Rule>,
) -> Result<Vec<Read>, Unreadable> {
    let mut read = Vec::new();
    let mut index = 0;
    while let Some(first) = rows.advance()? {
        let at = At::row(index);
        index += 1;
        if first != b'{' {
            rows.skip()?;
            // Nothing of it could be a column, so there is nothing to keep whatever the policy.
            let _ = report.lose(Rule::RowObject, at, what(first));
            continue;
        }
        let mut time = Time::default();
        let each = |name: Cow<'_, str>, raw: &str| {
            property(&name, raw, at, with, (&mut time, auxiliary), report);
        };
        let (raw, ()) = rows.read(Properties(each))?;
        read.push(Read::new(slice_of(body, raw), time, at, with, report));
    }
    Ok(read)
}

/// A body that is no array. An object is one row where the profile says so.
fn other(
    text: &str,
    body: &Bytes,
    with: &Checked<'_>,
    auxiliary: &mut Option<Auxiliary>,
    report: &mut Report<'_, Rule>,
) -> Result<Vec<Read>, Unreadable> {
    serde_json::from_str::<IgnoredAny>(text)?;
    let text = text.trim();
    let first = text.as_bytes().first().copied().unwrap_or_default();
    let is_object = first == b'{';
    if !is_object || !with.profile.object_is_a_row {
        let lost = report.lose(Rule::Array, "", what(first));
        if lost || !is_object {
            return Ok(Vec::new());
        }
    }
    let at = At::default();
    let mut time = Time::default();
    let each = |name: Cow<'_, str>, raw: &str| {
        property(&name, raw, at, with, (&mut time, auxiliary), report);
    };
    Properties(each).deserialize(&mut serde_json::Deserializer::from_str(text))?;
    Ok(vec![Read::new(
        slice_of(body, text),
        time,
        at,
        with,
        report,
    )])
}

/// Judges one property of a row.
fn property(
    name: &str,
    raw: &str,
    at: At<'_>,
    with: &Checked<'_>,
    (time, auxiliary): (&mut Time, &mut Option<Auxiliary>),
    report: &mut Report<'_, Rule>,
) {
    let at = At {
        column: Some(name),
        ..at
    };
    let Some(kind) = with.stream.kind(name) else {
        // The reader drops it: see `lens`.
        let _ = report.alter(Rule::Column, at, "a property that is not declared");
        return;
    };
    for table in with.stream.lacking(name) {
        // The reader drops it, of this table's rows.
        let found = Finding::new(format_args!("table {table} has no such column"));
        let _ = report.alter(Rule::TableColumn, at, found);
    }
    if let Some(auxiliary) = auxiliary {
        auxiliary.value(kind, raw, at);
        if name == TIME && raw != "null" && !auxiliary::is_exact(raw) {
            let _ = report.alter(Rule::AuxiliaryTime, at, excerpt(raw));
            *time = Time::default();
            return;
        }
    }
    let value = kind.fit(raw, with.profile.coercion);
    let Some(value) = value else {
        let found = Finding::new(excerpt(raw)).expected(kind.as_str());
        let _ = report.alter(Rule::ColumnType, at, found);
        if name == TIME {
            *time = Time::default();
        }
        return;
    };
    let limit = with.profile.field_bytes;
    if let Some(length) = value.over(limit) {
        let found = Finding::over(format_args!("{limit} bytes"), length);
        let _ = report.alter(Rule::FieldSize, at, found);
    }
    if name == TIME {
        *time = match value {
            Value::Time(at) => {
                if let Some(auxiliary) = auxiliary {
                    auxiliary.time(at);
                }
                Time(Some(at))
            }
            Value::Null | Value::Json(_) | Value::Text(_) | Value::Integer(_) | Value::Real(_) => {
                Time::default()
            }
        };
    }
}

/// What a transformation makes of rows. How many bytes that is comes with it.
pub(crate) fn transform(
    rows: &[Read],
    by: &Transform,
    with: &Checked<'_>,
    context: &Context,
    report: &mut Report<'_, Rule>,
) -> (Vec<Draft>, usize) {
    let (mut drafts, mut held) = (Vec::new(), 0);
    for row in rows {
        let at = At::of(row);
        // It was read as JSON, which is UTF-8.
        let record = std::str::from_utf8(&row.raw).unwrap_or_default();
        match by.run(record, with.profile.coercion, context) {
            Transformed::Row(raw, time) => {
                held += raw.len();
                let time = time.map(|time| TimeZone::UTC.to_datetime(time));
                drafts.extend(draft(raw.into(), time, at, with, report));
            }
            Transformed::Dropped { step } => report.note(Rule::TransformDrop, at, step),
        }
    }
    (drafts, held)
}

/// The row, unless it has no time.
fn draft(
    raw: Bytes,
    time: Option<DateTime>,
    at: At<'_>,
    with: &Checked<'_>,
    report: &mut Report<'_, Rule>,
) -> Option<Draft> {
    let at = At {
        column: Some(TIME),
        ..at
    };
    if time.is_none() && report.lose(Rule::TimeGenerated, at, "null") {
        return None;
    }
    let time = time.and_then(|civil| {
        // Only the last day of 9999 is more than a timestamp holds.
        let time = TimeZone::UTC.to_timestamp(civil).unwrap_or(Timestamp::MAX);
        let age = with.now.duration_since(time);
        let near = age <= with.profile.max_age && -age <= with.profile.max_ahead;
        let kept =
            near || !report.alter(Rule::TimeWindow, at, format_args!("{civil}Z").to_string());
        kept.then_some(time)
    });
    Some(Draft {
        time,
        severity: Severity::NONE,
        scope: Scope::new([]),
        raw,
    })
}

/// A row's own time in UTC, when it has one that fits.
#[derive(Clone, Copy, Debug, Default)]
struct Time(Option<DateTime>);

/// A place in the body, written as a JSON pointer only when there is something to say of it.
#[derive(Clone, Copy, Debug, Default)]
struct At<'a> {
    row: Option<usize>,
    column: Option<&'a str>,
}

impl At<'_> {
    fn of(read: &Read) -> Self {
        Self {
            row: read.row,
            column: None,
        }
    }

    fn row(row: usize) -> Self {
        Self {
            row: Some(row),
            column: None,
        }
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(row) = self.row {
            write!(f, "/{row}")?;
        }
        match self.column {
            Some(column) => write!(f, "/{}", pointer_step(column)),
            None => Ok(()),
        }
    }
}

/// What kind of JSON begins with this byte.
fn what(first: u8) -> &'static str {
    match first {
        b'{' => "an object",
        b'[' => "an array",
        b'"' => "a string",
        b't' | b'f' => "a boolean",
        b'n' => "null",
        _ => "a number",
    }
}

/// As much of a value as is good to read.
fn excerpt(raw: &str) -> &str {
    &raw[..raw.floor_char_boundary(80)]
}

/// What is wrong with a body and where, in positions of the whole.
fn position(body: &Bytes) -> Option<String> {
    let error = json::parse::<IgnoredAny>(body).err()?;
    Some(error.to_string())
}
