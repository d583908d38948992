use std::sync::LazyLock;

use bytes::Bytes;
use logfog_conform::{Probe, Sent, grpc_frame};
use proptest::sample::Index;
use serde_json::{Map, Value, json};

use crate::{
    Defect, Subject as _,
    subject::{pick, put},
};

use super::{FOLDER, SERVICE, WRITE, Yandex, good, of, raw};

/// What no pattern allows; the second of its characters, where it has one, is never the reason.
const NO_WORDS: [&str; 8] = ["-a", ".a", "_a", " a", "a b", "a/b", "aé", "日"];

/// Every rule, its demand broken alone.
pub(super) fn all() -> Vec<Defect> {
    let mut all = transport();
    all.extend(access());
    all.extend(message());
    all.extend(destination());
    all.extend(entries());
    all.extend(states());
    all.extend(super::around::all());
    all
}

fn transport() -> Vec<Defect> {
    vec![
        Defect::new("yandex.grpc.content-type", |probe, payload, index| {
            let wrong = [
                "",
                "application/json",
                "application/grpc-web",
                "application/grpcs",
                "text/plain",
            ];
            let sent = of(probe, &payload);
            match wrong.get(index.index(wrong.len() + 1)) {
                Some(wrong) => sent.with("content-type", *wrong),
                None => sent.without("content-type"),
            }
        }),
        Defect::new("yandex.grpc.timeout", |probe, payload, index| {
            let wrong = pick(
                index,
                &["", "S", "1", "1s", "1 S", "-1m", "1.5S", "123456789n"],
            );
            of(probe, &payload).with("grpc-timeout", wrong)
        }),
        Defect::new("yandex.grpc.deadline", |probe, payload, index| {
            let over = pick(index, &["0n", "0H", "00000000S"]);
            of(probe, &payload).with("grpc-timeout", over)
        }),
        Defect::new("yandex.grpc.method", |probe, payload, index| Sent {
            method: pick(index, &["GET", "PUT", "PATCH", "DELETE", "post"]).into(),
            ..of(probe, &payload)
        }),
        Defect::new("yandex.grpc.service", |probe, payload, index| Sent {
            target: pick(
                index,
                &[
                    "/",
                    "/nothing",
                    "/logging/v1/write",
                    "/yandex.cloud.logging.v2.LogReadingService/Read",
                    "/yandex.cloud.logging.v1.LogIngestionService",
                    "/yandex.cloud.logging.v1.LogIngestionService/Write/",
                ],
            )
            .into(),
            ..of(probe, &payload)
        }),
        Defect::new("yandex.grpc.service-method", |probe, payload, index| Sent {
            target: format!("/{SERVICE}/{}", pick(index, &["", "Read", "write", "Writ"])),
            ..of(probe, &payload)
        }),
        Defect::new("yandex.grpc.encoding", |probe, payload, index| {
            let other = pick(index, &["br", "deflate", "zstd", "GZIP", "gzip, identity"]);
            of(probe, &payload).with("grpc-encoding", other)
        }),
        Defect::new("yandex.grpc.frame", |probe, payload, index| {
            frame(of(probe, &payload), index)
        }),
        Defect::new("yandex.grpc.message-size", |probe, _, _| {
            // Small until it is inflated.
            static BOMB: LazyLock<Bytes> =
                LazyLock::new(|| grpc_frame(&vec![b'x'; (4 << 20) + 1], true).unwrap_or_default());
            let sent = Yandex.request(probe, BOMB.clone());
            sent.with("grpc-encoding", "gzip")
        }),
    ]
}

/// Not one whole message.
fn frame(sent: Sent, index: Index) -> Sent {
    let mut body = sent.body.to_vec();
    let zipped = Yandex.gzip(&sent).unwrap_or_default();
    let wrong = |body: &[u8], sent: Sent| Sent {
        body: Bytes::copy_from_slice(body),
        ..sent
    };
    match index.index(5) {
        0 => wrong(&body[..index.index(body.len())], sent),
        1 => {
            body[0] = 2 + u8::try_from(index.index(254)).unwrap_or_default();
            wrong(&body, sent)
        }
        // Compressed, it says, and not how.
        2 => zipped.without("grpc-encoding"),
        3 => {
            body[0] = 1;
            wrong(&body, zipped)
        }
        _ => {
            let whole = zipped.body.get(5..).unwrap_or_default();
            let cut = &whole[..index.index(whole.len())];
            let mut body = grpc_frame(cut, false).unwrap_or_default().to_vec();
            body[0] = 1;
            wrong(&body, zipped)
        }
    }
}

/// Now and then also wrong in what only those are told who may write.
fn worse(mut payload: Value, index: Index) -> Value {
    match index.index(4) {
        0 => payload["destination"] = json!({ "logGroupId": "e23other" }),
        1 => payload["entries"] = json!([]),
        2 => members(&mut payload).into_iter().for_each(Map::clear),
        _ => {}
    }
    payload
}

fn access() -> Vec<Defect> {
    vec![
        Defect::new("yandex.auth.authorization", |probe, payload, index| {
            let token = probe.credential("iam_token");
            let sent = of(probe, &worse(payload, index));
            let wrong = ["", "Api-Key ", "OAuth ", "Basic ", "Bearer", "Bearer:"];
            match wrong.get(index.index(wrong.len() + 1)) {
                Some(wrong) => sent.with("authorization", format!("{wrong}{token}")),
                None => sent.without("authorization"),
            }
        }),
        Defect::new("yandex.auth.token", |probe, payload, index| {
            let token = probe.credential("iam_token");
            let wrong = [
                format!("{token}x"),
                token.to_uppercase(),
                token[1..].to_owned(),
                "t1.other".to_owned(),
            ];
            let wrong = &wrong[index.index(wrong.len())];
            of(probe, &worse(payload, index)).with("authorization", format!("Bearer {wrong}"))
        }),
        Defect::new("yandex.auth.permission", |probe, payload, index| {
            let token = probe.denied("iam_token").to_owned();
            of(probe, &worse(payload, index)).with("authorization", format!("Bearer {token}"))
        }),
    ]
}

fn destination() -> Vec<Defect> {
    vec![
        Defect::new("yandex.write.destination", |probe, payload, _| {
            without(probe, payload, "destination")
        }),
        Defect::new("yandex.write.destination-member", |probe, payload, _| {
            with(probe, payload, "destination", json!({}))
        }),
        Defect::new(
            "yandex.write.log-group-id-pattern",
            |probe, payload, index| {
                let id = pick(index, &[&NO_WORDS[..], &["1abc"]].concat());
                with(probe, payload, "destination", json!({ "logGroupId": id }))
            },
        ),
        Defect::new(
            "yandex.write.log-group-id-pattern",
            |probe, payload, index| {
                let id = "a".repeat(65 + index.index(40));
                with(
                    probe,
                    plain(payload),
                    "destination",
                    json!({ "logGroupId": id }),
                )
            },
        )
        .profile("seed"),
        Defect::new("yandex.write.folder-id-pattern", |probe, payload, index| {
            let long = "a".repeat(65);
            let id = pick(index, &[&NO_WORDS[..], &["1abc", &long]].concat()).to_owned();
            with(probe, payload, "destination", json!({ "folderId": id }))
        }),
        Defect::new(
            "yandex.write.log-group-id-length",
            |probe, payload, index| {
                let id =
                    pick(index, &["a", "Z"]).to_owned() + &pick(index, &["a", "-", "."]).repeat(63);
                with(probe, payload, "destination", json!({ "logGroupId": id }))
            },
        ),
        Defect::new("yandex.write.log-group", |probe, payload, index| {
            let long = "a".repeat(63);
            let id = pick(index, &["", "e23other", "default", FOLDER, &long]).to_owned();
            with(probe, payload, "destination", json!({ "logGroupId": id }))
        }),
        Defect::new("yandex.write.folder", |probe, payload, index| {
            let long = "a".repeat(64);
            let id = pick(index, &["", "b1gother", super::GROUP, &long]).to_owned();
            with(probe, payload, "destination", json!({ "folderId": id }))
        }),
    ]
}

fn states() -> Vec<Defect> {
    vec![
        Defect::new("yandex.write.rate", |probe, payload, _| {
            put(probe, "write_quota_exceeded");
            of(probe, &payload)
        }),
        Defect::new("yandex.write.log-group-active", |probe, payload, index| {
            let states = [
                "log_group_deleting",
                "log_group_creating",
                "log_group_error",
            ];
            put(probe, pick(index, &states));
            of(probe, &payload)
        }),
    ]
}

fn message() -> Vec<Defect> {
    vec![
        Defect::new("yandex.write.decodable", |probe, payload, index| {
            let mut message = WRITE.encode(&payload).unwrap_or_default().to_vec();
            message.extend(undecodable(index));
            raw(probe, &message)
        }),
        Defect::new("yandex.write.resource", |probe, payload, _| {
            without(probe, payload, "resource")
        }),
        Defect::new(
            "yandex.write.resource-type-pattern",
            |probe, payload, index| {
                let kind = pick(index, &[&NO_WORDS[..], &["1abc"]].concat());
                with(probe, plain(payload), "resource", json!({ "type": kind }))
            },
        )
        .profile("seed"),
        Defect::new(
            "yandex.write.resource-id-pattern",
            |probe, payload, index| {
                with(
                    probe,
                    plain(payload),
                    "resource",
                    json!({ "id": pick(index, &NO_WORDS) }),
                )
            },
        )
        .profile("2022-05"),
        Defect::new("yandex.write.entries-size", |probe, payload, index| {
            if index.index(2) == 0 {
                return without(probe, payload, "entries");
            }
            let entries = vec![json!({}); 101 + index.index(1000)];
            with(probe, payload, "entries", entries)
        }),
        Defect::new("yandex.write.level", |probe, mut payload, index| {
            payload["defaults"]["level"] = level(index);
            of(probe, &payload)
        }),
    ]
}

fn entries() -> Vec<Defect> {
    vec![
        Defect::new("yandex.write.timestamp", |probe, payload, index| {
            in_one(probe, payload, index, |entry, _| {
                entry.remove("timestamp");
            })
        }),
        Defect::new("yandex.write.timestamp-range", |probe, payload, index| {
            const WRONG: [(i64, i64); 6] = [
                (-62_135_596_801, 0),
                (253_402_300_800, 0),
                (i64::MIN, 0),
                (i64::MAX, 0),
                (1_793_534_400, -1),
                (1_793_534_400, 1_000_000_000),
            ];
            let (seconds, nanos) = WRONG[index.index(WRONG.len())];
            // JSON has no such times.
            let time = [varint(0x08), varint(seconds), varint(0x10), varint(nanos)].concat();
            let mut message = WRITE.encode(&payload).unwrap_or_default().to_vec();
            message.extend(field(3, field(1, time)));
            raw(probe, &message)
        }),
        Defect::new("yandex.write.timestamp-window", |probe, payload, index| {
            in_one(probe, payload, index, |entry, index| {
                let wrong = [
                    "2026-10-02T12:00:00Z",
                    "2026-11-02T12:00:00Z",
                    "2025-11-01T12:00:00Z",
                    "1970-01-01T00:00:00Z",
                    "0001-01-01T00:00:00Z",
                    "9999-12-30T00:00:00Z",
                ];
                entry.insert("timestamp".into(), pick(index, &wrong).into());
            })
        }),
        Defect::new("yandex.write.level", |probe, payload, index| {
            in_one(probe, payload, index, |entry, index| {
                entry.insert("level".into(), level(index));
            })
        }),
        Defect::new("yandex.write.stream-name", stream_name).profile("seed"),
        Defect::new("yandex.write.stream-name-pattern", stream_name).profile("2022-05"),
        Defect::new("yandex.write.no-valid-entries", |probe, mut payload, _| {
            for entry in members(&mut payload) {
                entry.remove("timestamp");
            }
            of(probe, &payload)
        })
        .beside(&["yandex.write.timestamp"]),
        Defect::new(
            "yandex.write.no-valid-entries",
            |probe, mut payload, index| {
                for entry in members(&mut payload) {
                    entry.insert("level".into(), level(index));
                }
                of(probe, &payload)
            },
        )
        .beside(&["yandex.write.level"]),
    ]
}

/// What no message may go on with.
fn undecodable(index: Index) -> Vec<u8> {
    const BROKEN: [&[u8]; 7] = [
        // Cut short, a wire type that is none, a group without an end, an end without one.
        b"\x0a\x05a",
        b"\x0f",
        b"\x4b",
        b"\x4c",
        // A field 0, a number of more than 64 bits, a tag of more than 32.
        b"\0\0",
        b"\x78\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        b"\xf8\xff\xff\xff\x7f\0",
    ];
    /// Every text that a request has, by the numbers of the fields that it is in.
    const TEXTS: [&[i64]; 11] = [
        &[1, 1],
        &[1, 2],
        &[2, 1],
        &[2, 2],
        &[3, 3],
        &[3, 5],
        &[3, 4, 1, 1],
        &[3, 4, 1, 2, 3],
        &[4, 5],
        &[4, 4, 1, 1],
        &[4, 4, 1, 2, 6, 1, 3],
    ];
    let at = index.index(BROKEN.len() + TEXTS.len() + 1);
    if let Some(broken) = BROKEN.get(at) {
        return broken.to_vec();
    }
    match TEXTS.get(at - BROKEN.len()) {
        Some(fields) => {
            let outwards = fields.iter().rev();
            outwards.fold(b"a\xff".to_vec(), |inner, number| field(*number, inner))
        }
        None => deep(),
    }
}

/// A name that no pattern allows, in an entry or in the defaults.
fn stream_name(probe: &Probe, payload: Value, index: Index) -> Sent {
    let mut payload = plain(payload);
    let name = Value::from(pick(index, &NO_WORDS));
    if index.index(3) == 0 {
        payload["defaults"]["streamName"] = name;
        return of(probe, &payload);
    }
    in_one(probe, payload, index, |entry, _| {
        entry.insert("streamName".into(), name.clone());
    })
}

/// A number of no level.
fn level(index: Index) -> Value {
    let wrong = [7, -1, 100, i32::MAX, i32::MIN];
    wrong[index.index(wrong.len())].into()
}

/// Without what older profiles refuse or do not keep.
fn plain(mut payload: Value) -> Value {
    payload["resource"] = json!({ "type": "serverless.function" });
    if let Some(defaults) = payload.get_mut("defaults").and_then(Value::as_object_mut) {
        defaults.remove("streamName");
    }
    for entry in members(&mut payload) {
        entry.remove("streamName");
    }
    payload
}

/// Breaks one entry; another one stays good.
fn in_one(
    probe: &Probe,
    mut payload: Value,
    index: Index,
    spoil: impl Fn(&mut Map<String, Value>, Index),
) -> Sent {
    let mut entries = members(&mut payload);
    let at = index.index(entries.len());
    spoil(entries[at], index);
    if let Some(entries) = payload["entries"].as_array_mut() {
        entries.insert(at + index.index(2), good());
    }
    of(probe, &payload)
}

fn with(probe: &Probe, mut payload: Value, name: &str, value: impl Into<Value>) -> Sent {
    payload[name] = value.into();
    of(probe, &payload)
}

fn without(probe: &Probe, mut payload: Value, name: &str) -> Sent {
    payload.as_object_mut().and_then(|all| all.remove(name));
    of(probe, &payload)
}

fn members(payload: &mut Value) -> Vec<&mut Map<String, Value>> {
    let entries = payload["entries"].as_array_mut().into_iter().flatten();
    entries.filter_map(Value::as_object_mut).collect()
}

/// Defaults with a payload of lists in lists, deeper than messages may nest.
fn deep() -> Vec<u8> {
    let value = (0..60).fold(Vec::new(), |inner, _| field(6, field(1, inner)));
    let member = [field(1, b"k".to_vec()), field(2, value)].concat();
    field(4, field(4, field(1, member)))
}

/// A field with its length in front.
fn field(number: i64, value: Vec<u8>) -> Vec<u8> {
    let length = i64::try_from(value.len()).unwrap_or_default();
    [varint(number << 3 | 2), varint(length), value].concat()
}

fn varint(number: i64) -> Vec<u8> {
    let mut rest = number.cast_unsigned();
    let mut bytes = Vec::new();
    while rest > 0x7f {
        bytes.push(u8::try_from(rest & 0x7f).unwrap_or_default() | 0x80);
        rest >>= 7;
    }
    bytes.push(u8::try_from(rest).unwrap_or_default());
    bytes
}
