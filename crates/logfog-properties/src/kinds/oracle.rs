use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};

use crate::{Kind, Property, Subject, property};

use super::{in_memory, send};

/// Schema and emulator agree on payloads that are nearly valid.
pub(super) fn property(subject: &'static dyn Subject) -> Property {
    Property::new("oracle", Kind::Oracle, None, move |config| {
        let schemas = subject.schemas()?;
        let probe = in_memory(subject)?;
        let wounds = prop::collection::vec(any::<(Index, Index)>(), 1..3);
        config.all(
            (subject.valid(&schemas), wounds),
            |(mut payload, wounds)| {
                for (place, kind) in wounds {
                    wound(&mut payload, place, kind);
                }
                let Some(sent) = subject.sent(&probe, &payload) else {
                    return Ok(());
                };
                let shown = send(&probe, &sent)?;
                let beyond = subject.beyond_oracle();
                let known = |(rule, _): &&(&str, _)| !beyond.contains(rule);
                let wrong = match subject.oracle(&schemas, &payload) {
                    Some(violation) if shown.broken.is_empty() => {
                        format!("no rule is broken, but {violation}")
                    }
                    None if shown.broken.iter().any(|broken| known(&broken)) => {
                        format!(
                            "{:?} are broken, but the schema finds nothing wrong",
                            shown.broken
                        )
                    }
                    _ => return Ok(()),
                };
                let (vendor, operation) = (subject.vendor(), subject.operation());
                let kept = property::keep(vendor, operation, "oracle", &sent, &wrong);
                Err(format!("{wrong}; {kept}"))
            },
        )
    })
}

/// Changes one place of a payload to something else that JSON can say.
fn wound(payload: &mut Value, place: Index, kind: Index) {
    let places = count(payload);
    let mut at = place.index(places);
    let Some(there) = nth(payload, &mut at) else {
        return;
    };
    let others = [
        Value::Null,
        json!(true),
        json!(-1),
        json!(0),
        json!(1.5),
        json!(""),
        json!("x"),
        json!("2026-11-01T11:59:59Z"),
        json!([]),
        json!([1]),
        json!({}),
        json!({"a": "b"}),
    ];
    let kind = kind.index(others.len() + 3);
    match (&mut *there, kind.checked_sub(others.len())) {
        (_, None) => *there = others[kind].clone(),
        (Value::Object(members), Some(0)) => {
            let first = members.keys().next().cloned();
            first.and_then(|key| members.remove(&key));
        }
        (Value::Object(members), Some(_)) => {
            members.insert("unknown".into(), json!("x"));
        }
        (Value::Array(items), Some(0)) => {
            items.pop();
        }
        (Value::Array(items), Some(_)) => items.extend(items.first().cloned()),
        (_, Some(_)) => *there = json!([there.clone()]),
    }
}

/// How many values a payload has, itself included.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0_usize,
    }
}

/// The value at a place, counted as above.
fn nth<'a>(value: &'a mut Value, at: &mut usize) -> Option<&'a mut Value> {
    if *at == 0 {
        return Some(value);
    }
    *at -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, at)),
        Value::Object(members) => members.values_mut().find_map(|member| nth(member, at)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}
