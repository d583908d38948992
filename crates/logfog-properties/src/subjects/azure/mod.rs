mod columns;
mod control;
mod defects;
mod identity;
mod limits;
mod made;
mod queries;
mod resources;
mod sign_in;
mod times;

use std::sync::Arc;

use bytes::Bytes;
use logfog_conform::{Make, Probe, Schemas, Sent, strategy};
use logfog_model::Entry;
use proptest::{collection::vec, prelude::*, sample::Index, strategy::BoxedStrategy};
use serde_json::{Map, Value, json};

use crate::{Defect, Limit, Subject};

/// `POST /dataCollectionRules/{immutableId}/streams/{stream}?api-version=`, for the well-known rule.
/// A payload is the array of rows.
#[derive(Debug)]
pub(super) struct Azure;

impl Subject for Azure {
    fn vendor(&self) -> &'static str {
        "azure"
    }

    fn make(&self) -> Make {
        logfog_azure::vendor
    }

    fn operation(&self) -> &'static str {
        "ingest"
    }

    fn valid(&self, schemas: &Arc<Schemas>) -> BoxedStrategy<Value> {
        // The schema knows no window of time, and allows an empty array, which stores nothing.
        let times = vec(times::near(), 8);
        (strategy(schemas, "ingest.request"), times)
            .prop_map(|(mut payload, times)| {
                if payload == json!([]) {
                    payload = json!([{}]);
                }
                for (row, time) in rows(&mut payload).into_iter().zip(times) {
                    row.insert("TimeGenerated".into(), time.into());
                    if row.get("OccurredAt").is_some_and(times::is_beyond) {
                        row.remove("OccurredAt");
                    }
                }
                payload
            })
            .boxed()
    }

    fn request(&self, probe: &Probe, body: Bytes) -> Sent {
        let rule = probe.default_of("dcr_immutable_id");
        let stream = probe.default_of("stream");
        Sent {
            method: "POST".into(),
            target: format!("/dataCollectionRules/{rule}/streams/{stream}?api-version=2023-01-01"),
            headers: vec![
                ("authorization".into(), sign_in::bearer(probe)),
                ("content-type".into(), "application/json".into()),
            ],
            body,
        }
    }

    fn split(&self, payload: &Value) -> Vec<Value> {
        let rows = payload.as_array().into_iter().flatten();
        rows.map(|row| json!([row])).collect()
    }

    fn records(&self, payload: &Value) -> Vec<Value> {
        let rows = payload.as_array().into_iter().flatten();
        rows.map(columns::as_stored).collect()
    }

    fn record(&self, entry: &Entry) -> Value {
        columns::as_shown(entry)
    }

    fn beyond_oracle(&self) -> &'static [&'static str] {
        // Nothing: no wound makes a value that is too long, or a time that is too far away.
        &[]
    }

    fn limits(&self) -> Vec<Limit> {
        limits::all()
    }

    fn no_limits(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "requests_per_minute",
                "a minute of requests, not one request: see the tests of logfog-azure",
            ),
            (
                "bytes_per_minute",
                "a minute of requests, not one request: see the tests of logfog-azure",
            ),
            (
                "operation_delay",
                "how long something takes: no rule can be broken",
            ),
            (
                "query_rows",
                "rows of an answer, not of a request: a defect shows it with a smaller number",
            ),
        ]
    }

    fn exempt(&self) -> &'static [(&'static str, &'static str)] {
        &[
            (
                "azure.ingest.auxiliary-time",
                "a row whose time is not written so is lost for another reason too: it has none",
            ),
            (
                "azure.query.empty",
                "the answer is 204, and no refusal: see the cases",
            ),
            (
                "azure.query.content-type",
                "the answer is 200 without a body, and no refusal: see the cases",
            ),
        ]
    }

    fn defects(&self) -> Vec<Defect> {
        defects::all()
    }
}

/// A row that has what it must have, of the time that the probe's clock shows.
fn row(probe: &Probe) -> Value {
    json!({ "TimeGenerated": probe.world().now().to_string(), "Level": "Info" })
}

fn of(probe: &Probe, payload: &Value) -> Sent {
    Azure.request(probe, payload.to_string().into())
}

/// Breaks one row.
fn in_one(
    probe: &Probe,
    mut payload: Value,
    index: Index,
    spoil: impl Fn(&mut Map<String, Value>, Index),
) -> Sent {
    let mut rows = rows(&mut payload);
    let at = index.index(rows.len());
    spoil(rows[at], index);
    of(probe, &payload)
}

fn rows(payload: &mut Value) -> Vec<&mut Map<String, Value>> {
    let rows = payload.as_array_mut().into_iter().flatten();
    rows.filter_map(Value::as_object_mut).collect()
}
