use jiff::SignedDuration;
use logfog_conform::{NOW, Probe, Sent};
use serde_json::{Value, json};

use crate::{Limit, subject::size};

use super::{WRITE, good, of, payload, raw};

/// Every number of every profile.
pub(super) fn all() -> Vec<Limit> {
    let mut all = sizes();
    all.extend(texts());
    all.extend(times());
    all
}

fn limit(
    number: &'static str,
    rule: &'static str,
    read: fn(&str) -> Option<u64>,
    request: fn(&Probe, u64) -> Sent,
) -> Limit {
    Limit {
        number,
        rule,
        request,
        read,
        except: &[],
    }
}

fn sizes() -> Vec<Limit> {
    vec![
        Limit::new("request_bytes", "yandex.grpc.message-size", request_bytes),
        Limit::new("entries", "yandex.write.entries-size", |probe, count| {
            of(probe, &payload(vec![good(); size(count)]))
        }),
        Limit::new(
            "message_bytes",
            "yandex.write.message-bytes",
            |probe, bytes| {
                // In letters of two bytes: it is bytes that count.
                let text = "é".repeat(size(bytes) / 2) + &"x".repeat(size(bytes) % 2);
                with_entry(probe, "message", text.into())
            },
        ),
        Limit::new(
            "payload_bytes",
            "yandex.write.json-payload-bytes",
            |probe, bytes| with_entry(probe, "jsonPayload", object(bytes)),
        ),
        Limit {
            except: &[
                (
                    "seed",
                    "message and payload are too long before the entry is",
                ),
                ("2022-05", "the same"),
                ("2023-09", "the same"),
                ("2025-04", "the same"),
            ],
            ..Limit::new("entry_bytes", "yandex.write.entry-bytes", entry_bytes)
        },
        Limit::new(
            "defaults_payload_bytes",
            "yandex.write.defaults-json-payload-bytes",
            |probe, bytes| with(probe, "/defaults/jsonPayload", object(bytes)),
        ),
    ]
}

fn texts() -> Vec<Limit> {
    vec![
        limit(
            "resource",
            "yandex.write.resource-type-pattern",
            pattern,
            |probe, length| with(probe, "/resource/type", word(length)),
        ),
        limit(
            "resource",
            "yandex.write.resource-id-pattern",
            pattern,
            |probe, length| with(probe, "/resource/id", word(length)),
        ),
        limit(
            "resource",
            "yandex.write.resource-type-length",
            characters,
            |probe, length| with(probe, "/resource/type", letters(length)),
        ),
        limit(
            "resource",
            "yandex.write.resource-id-length",
            characters,
            |probe, length| with(probe, "/resource/id", letters(length)),
        ),
        limit(
            "stream_name",
            "yandex.write.stream-name-pattern",
            pattern,
            |probe, length| with_entry(probe, "streamName", word(length)),
        ),
        limit(
            "stream_name",
            "yandex.write.stream-name-pattern",
            pattern,
            |probe, length| with(probe, "/defaults/streamName", word(length)),
        ),
        limit(
            "stream_name",
            "yandex.write.stream-name-length",
            characters,
            |probe, length| with_entry(probe, "streamName", letters(length)),
        ),
        limit(
            "stream_name",
            "yandex.write.stream-name-length",
            characters,
            |probe, length| with(probe, "/defaults/streamName", letters(length)),
        ),
    ]
}

fn times() -> Vec<Limit> {
    vec![
        limit(
            "window",
            "yandex.write.timestamp-window",
            past,
            |probe, nanos| with_entry(probe, "timestamp", time(-nanoseconds(nanos))),
        ),
        limit(
            "window",
            "yandex.write.timestamp-window",
            future,
            |probe, nanos| with_entry(probe, "timestamp", time(nanoseconds(nanos))),
        ),
    ]
}

/// Patterns allow a letter and 63 more.
fn pattern(text: &str) -> Option<u64> {
    (text == "pattern").then_some(64)
}

/// `at most 63 characters`
fn characters(text: &str) -> Option<u64> {
    let count = text.strip_prefix("at most ")?.strip_suffix(" characters")?;
    count.parse().ok()
}

/// `-720 h to +24 h`, in nanoseconds: neither end is within.
fn window(text: &str) -> Option<[u64; 2]> {
    let (past, future) = text.strip_suffix(" h")?.split_once(" h to +")?;
    let nanos = |hours: &str| Some(hours.parse::<u64>().ok()? * 3_600_000_000_000 - 1);
    Some([nanos(past.strip_prefix('-')?)?, nanos(future)?])
}

fn past(text: &str) -> Option<u64> {
    window(text).map(|[past, _]| past)
}

fn future(text: &str) -> Option<u64> {
    window(text).map(|[_, future]| future)
}

/// A message of so many bytes, most of them in a field that nobody knows.
fn request_bytes(probe: &Probe, bytes: u64) -> Sent {
    const UNKNOWN: [u8; 2] = [0xfa, 0x7f];
    let message = WRITE.encode(&payload([good()])).unwrap_or_default();
    let mut message = message.to_vec();
    // A length may be written in more bytes than it needs.
    let Some(rest) = size(bytes).checked_sub(message.len() + UNKNOWN.len() + 5) else {
        return raw(probe, &message);
    };
    message.extend(UNKNOWN);
    for shift in [0, 7, 14, 21, 28] {
        let more = if shift < 28 { 0x80 } else { 0 };
        message.push(u8::try_from(rest >> shift & 0x7f).unwrap_or_default() | more);
    }
    message.resize(message.len() + rest, b'x');
    raw(probe, &message)
}

/// A good entry, and one with this in it.
fn with_entry(probe: &Probe, name: &str, value: Value) -> Sent {
    let mut entry = good();
    entry[name] = value;
    of(probe, &payload([good(), entry]))
}

/// A request with this in it, at the pointer of a member of a member.
fn with(probe: &Probe, at: &str, value: Value) -> Sent {
    let mut payload = payload([good()]);
    if let Some((parent, name)) = at[1..].split_once('/') {
        payload[parent][name] = value;
    }
    of(probe, &payload)
}

/// As long a text as a pattern allows.
fn word(length: u64) -> Value {
    let letters = "aZ9-_.".chars().cycle();
    letters.take(size(length)).collect::<String>().into()
}

/// Characters of several bytes: it is characters that count.
fn letters(length: u64) -> Value {
    "日".repeat(size(length)).into()
}

/// An object that is encoded in so many bytes, or in as many as there are objects of.
fn object(bytes: u64) -> Value {
    let mut length = size(bytes);
    loop {
        let object = json!({ "k": "x".repeat(length) });
        let encoded = WRITE.encode_as("google.protobuf.Struct", &object);
        let over = encoded.map_or(0, |encoded| encoded.len().saturating_sub(size(bytes)));
        if over == 0 || length == 0 {
            return object;
        }
        length = length.saturating_sub(over);
    }
}

fn nanoseconds(count: u64) -> SignedDuration {
    SignedDuration::from_nanos(i64::try_from(count).unwrap_or(i64::MAX))
}

/// So far from now.
fn time(away: SignedDuration) -> Value {
    (NOW + away).to_string().into()
}

/// An entry that is so long when it is encoded, half of it message and half payload, after a short
/// one.
fn entry_bytes(probe: &Probe, bytes: u64) -> Sent {
    let sent = |payload: u64| {
        let mut entry = good();
        entry["message"] = "x".repeat(size(bytes) / 2).into();
        entry["jsonPayload"] = object(payload);
        entry
    };
    let length = |payload: u64| {
        let one = WRITE.encode(&json!({ "entries": [sent(payload)] }));
        let field = one.unwrap_or_default().len();
        // Tag and length of the field are not of the entry.
        field - 1 - varint(field)
    };
    let about = (bytes / 2).saturating_sub(100);
    let more = bytes.saturating_sub(length(about) as u64);
    of(probe, &payload(vec![good(), sent(about + more)]))
}

/// How many bytes the length of such a field takes.
const fn varint(field: usize) -> usize {
    match field {
        0..130 => 1,
        130..16_387 => 2,
        16_387..2_097_156 => 3,
        _ => 4,
    }
}
