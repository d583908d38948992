use logfog_conform::{Probe, Sent};
use proptest::sample::Index;
use serde_json::{Map, Value, json};

use super::{CloudRu, entries, of};
use crate::{Defect, Subject as _, subject::pick};

pub(super) fn all() -> Vec<Defect> {
    let mut all = of_requests();
    all.extend(of_entries());
    all
}

/// What is wrong with the request as a whole.
fn of_requests() -> Vec<Defect> {
    vec![
        Defect::new("cloudru.http.path", |probe, payload, index| Sent {
            target: pick(
                index,
                &["/api/v1/log", "/api/v1/logs/", "/api/v2/logs", "/"],
            )
            .into(),
            ..of(probe, &payload)
        }),
        Defect::new("cloudru.http.method", |probe, payload, index| Sent {
            method: pick(index, &["PUT", "GET", "DELETE", "PATCH"]).into(),
            ..of(probe, &payload)
        }),
        Defect::new("cloudru.auth.header", |probe, payload, index| {
            let key = probe.credential("api_key");
            let wrong = ["", "Bearer ", "Api-Token ", "Api-Key  ", "Api-Key"];
            let value = format!("{}{key}", pick(index, &wrong));
            of(probe, &payload).with("authorization", value)
        }),
        Defect::new("cloudru.auth.key-known", |probe, payload, _| {
            // The well-known key with another secret.
            let key = probe.credential("api_key");
            let (head, tail) = key.split_at(key.len() - 8);
            let other: String = tail.chars().rev().collect();
            of(probe, &payload).with("authorization", format!("Api-Key {head}{other}"))
        }),
        Defect::new("cloudru.auth.role", |probe, payload, _| {
            let key = probe.denied("api_key").to_owned();
            of(probe, &payload).with("authorization", format!("Api-Key {key}"))
        }),
        Defect::new("cloudru.logs.content-type", |probe, payload, index| {
            let kind = pick(
                index,
                &["text/plain", "application/xml", "application/jsonl"],
            );
            of(probe, &payload).with("content-type", kind)
        }),
        Defect::new("cloudru.logs.json", |probe, payload, index| {
            let text = payload.to_string();
            let cut = (1..text.len()).filter(|at| text.is_char_boundary(*at));
            let cut: Vec<_> = cut.collect();
            let body = text[..cut[index.index(cut.len())]].to_owned();
            CloudRu.request(probe, body.into())
        }),
        Defect::new("cloudru.logs.envelope", |probe, payload, index| {
            let other = [
                payload["logs"].clone(),
                json!("logs"),
                json!(7),
                json!({"logs": {}}),
            ];
            of(probe, &other[index.index(other.len())])
        }),
    ]
}

/// What is wrong with one entry of many.
fn of_entries() -> Vec<Defect> {
    vec![
        Defect::new("cloudru.logs.timestamp", |probe, payload, index| {
            let wrong = [
                "",
                "now",
                "1762000000",
                "2026-13-01T00:00:00.000+00:00",
                "2026-11-01",
            ];
            in_one(probe, payload, index, |entry, index| {
                entry.insert("timestamp".into(), pick(index, &wrong).into());
            })
        }),
        Defect::new("cloudru.logs.timestamp-form", |probe, payload, index| {
            let other = ["2026-11-01T11:00:00.000Z", "2026-11-01T11:00:00.1+00:00"];
            in_one(probe, payload, index, |entry, index| {
                entry.insert("timestamp".into(), pick(index, &other).into());
            })
        }),
        Defect::new("cloudru.logs.timestamp-present", |probe, payload, index| {
            in_one(probe, payload, index, |entry, _| {
                entry.remove("timestamp");
            })
        }),
        Defect::new("cloudru.logs.level-present", |probe, payload, index| {
            in_one(probe, payload, index, |entry, _| {
                entry.insert("level".into(), Value::Null);
            })
        }),
        Defect::new("cloudru.logs.level", |probe, payload, index| {
            in_one(probe, payload, index, |entry, index| {
                let level = pick(index, &["", "info", "WARNING", "Error", "INFO "]);
                entry.insert("level".into(), level.into());
            })
        }),
        Defect::new("cloudru.logs.project-present", |probe, payload, index| {
            in_one(probe, payload, index, |entry, _| {
                entry.remove("project_id");
                entry.remove("projectId");
            })
        }),
        Defect::new("cloudru.logs.labels", |probe, payload, index| {
            in_one(probe, payload, index, |entry, index| {
                let other = [
                    json!([]),
                    json!("a"),
                    json!(1),
                    json!({"a": 1}),
                    json!({"a": null}),
                ];
                entry.insert("labels".into(), other[index.index(other.len())].clone());
            })
        }),
        Defect::new("cloudru.logs.json-message", |probe, payload, index| {
            in_one(probe, payload, index, |entry, index| {
                entry.remove("json_message");
                let text = pick(index, &["{", "[1", "{a: 1}", "[1;2]"]);
                entry.insert("jsonMessage".into(), text.into());
            })
        }),
    ]
}

/// Breaks one entry.
fn in_one(
    probe: &Probe,
    mut payload: Value,
    index: Index,
    spoil: impl Fn(&mut Map<String, Value>, Index),
) -> Sent {
    let mut entries = entries(&mut payload);
    let at = index.index(entries.len());
    spoil(entries[at], index);
    of(probe, &payload)
}
