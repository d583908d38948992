//! Payloads that break no rule: those of the schema, with more of what this API looks at.

use std::{collections::BTreeSet, sync::Arc};

use jiff::{SignedDuration, tz::Offset};
use logfog_conform::{NOW, Schemas, any_json, strategy};
use proptest::{
    prelude::*,
    sample::{Index, select},
    strategy::BoxedStrategy,
};
use serde_json::{Map, Value};

use super::{CONTENTS, LEVELS, TIMES, events, first_of, stored::instant};

pub(super) fn payloads(schemas: &Arc<Schemas>) -> BoxedStrategy<Value> {
    let oracle = schemas.clone();
    let special = prop::collection::vec((any::<Index>(), special()), 0..6);
    (strategy(schemas, "ingest.request"), special)
        .prop_map(|(mut payload, special)| {
            let mut events = events(&mut payload);
            for event in &mut events {
                mend(event);
            }
            let count = events.len();
            for (at, (key, value)) in special {
                add(events[at.index(count)], key, value);
            }
            payload
        })
        .prop_filter("fits the schema", move |payload| {
            oracle.violation("ingest.request", payload).is_none()
        })
        .boxed()
}

/// What a schema cannot say: a time is of today, names differ in more than the case of letters.
fn mend(event: &mut Map<String, Value>) {
    while let Some(name) = first_of(event, &TIMES, |value| !value.is_null()).map(ToOwned::to_owned)
    {
        let earliest = NOW - SignedDuration::from_hours(24);
        let latest = NOW + SignedDuration::from_mins(10);
        if instant(&event[&name]).is_some_and(|time| (earliest..=latest).contains(&time)) {
            break;
        }
        event.remove(&name);
    }
    let mut taken = BTreeSet::new();
    event.retain(|name, _| taken.insert(name.to_lowercase()));
}

/// Adds a member, unless another one is in its way.
fn add(event: &mut Map<String, Value>, key: String, value: Value) {
    let level = |name: &str| LEVELS.iter().any(|known| name.eq_ignore_ascii_case(known));
    let in_the_way = |name: &String| {
        // Only the level that is chosen may be called that.
        let common = level(&key) && (name == "loglevel" || name == "status");
        name.eq_ignore_ascii_case(&key) || common
    };
    event.retain(|name, _| !in_the_way(name));
    let common = key == "loglevel" || key == "status";
    if !common || !event.keys().any(|name| level(name)) {
        event.insert(key, value);
    }
}

/// A member that means something, with what it may hold.
fn special() -> BoxedStrategy<(String, Value)> {
    const WORDS: [&str; 16] = [
        "emergency",
        "Fatal",
        "ERROR",
        "alert",
        "crit",
        "Severe",
        "warning",
        "notice",
        "none",
        "Info",
        "debug",
        "TRACE",
        "verbose",
        "t",
        "30",
        "",
    ];
    prop_oneof![
        (key(&CONTENTS), any_json()),
        (key(&TIMES), time()),
        (key(&LEVELS), select(&WORDS[..]).prop_map(Value::from)),
        (
            key(&LEVELS),
            prop_oneof![
                any::<bool>().prop_map(Value::from),
                any::<u8>().prop_map(Value::from)
            ]
        ),
        Just(("event.type".to_owned(), Value::from("LOG"))),
    ]
    .boxed()
}

/// One of these keys, in some case.
fn key(keys: &'static [&'static str]) -> impl Strategy<Value = String> {
    (select(keys), 0..6).prop_map(|(key, case)| match case {
        0 => key.to_uppercase(),
        1 => key.to_lowercase(),
        2 => key.replace('t', "T"),
        _ => key.to_owned(),
    })
}

/// A time of the last day, or a little ahead, in every spelling that is known.
fn time() -> impl Strategy<Value = Value> {
    /// Formats, the zone in seconds, and how that is spelt.
    const SPELLINGS: [(&str, i32, &str); 8] = [
        ("%Y-%m-%dT%H:%M:%S%.f", 0, "Z"),
        ("%Y-%m-%dt%H:%M:%S%.9f", 3600, "+01:00"),
        ("%Y-%m-%d %H:%M:%S%.6f", 0, ""),
        ("%Y-%m-%dT%H:%M", -16_200, "-0430"),
        ("%Y-%m-%dT%H:%M:%S", 18_000, "+05"),
        ("%Y-%m-%dT%H:%M:%S%.3f", 0, "z"),
        (" %Y-%m-%d %H:%M:%S", 0, " "),
        ("%b %e %H:%M:%S", 0, ""),
    ];
    // A minute less each way, since not every spelling has seconds.
    let milliseconds = -86_340_000_i64..=540_000;
    let spelling = 0..SPELLINGS.len() + 7;
    (milliseconds, 0_i32..1_000_000, spelling).prop_map(|(ahead, nanoseconds, spelling)| {
        let time = NOW + SignedDuration::from_millis(ahead);
        if let Some((format, zone, ending)) = SPELLINGS.get(spelling) {
            let time = time + SignedDuration::new(0, nanoseconds);
            let zone = Offset::from_seconds(*zone).unwrap_or(Offset::UTC);
            return format!("{}{ending}", zone.to_datetime(time).strftime(format)).into();
        }
        let (milliseconds, seconds) = (time.as_millisecond(), time.as_second());
        #[expect(clippy::cast_precision_loss, reason = "an integer of 13 digits")]
        let float = milliseconds as f64;
        match spelling - SPELLINGS.len() {
            0 => milliseconds.into(),
            1 => milliseconds.to_string().into(),
            2 => seconds.into(),
            3 => seconds.to_string().into(),
            4 => float.into(),
            5 => (float / 1e3).into(),
            _ => format!("{seconds}.{:03}", time.subsec_millisecond()).into(),
        }
    })
}
