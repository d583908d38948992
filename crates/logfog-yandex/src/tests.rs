use std::sync::LazyLock;

use axum::body::HttpBody as _;
use bytes::Bytes;
use jiff::Timestamp;
use logfog_kit::Ids;
use logfog_model::{Fault, Injected, Policy, Report, Scope};
use proptest::prelude::*;
use prost::Message as _;

use crate::{
    answers::{self, Marks},
    check::{self, Bounds},
    generated::{
        google::rpc,
        yandex::cloud::logging::v1::{
            self as v1, IncomingLogEntry, LogEntryDefaults, LogEntryResource, WriteRequest,
            WriteResponse, destination::Destination,
        },
    },
    grpc::{self, Head},
    options::Options,
    payload,
    profile::{CURRENT, SEED},
    rules::Rule,
    schema, wire,
};

/// 2026-11-01T12:00:00Z
const NOW: i64 = 1_793_534_400;

fn now() -> Timestamp {
    Timestamp::from_second(NOW).expect("in range")
}

fn request(entries: Vec<IncomingLogEntry>) -> WriteRequest {
    WriteRequest {
        destination: Some(v1::Destination {
            destination: Some(Destination::LogGroupId("e23logfoggroup000001".into())),
        }),
        resource: Some(LogEntryResource::default()),
        entries,
        defaults: None,
    }
}

fn entry(message: &str) -> IncomingLogEntry {
    IncomingLogEntry {
        timestamp: Some(prost_types::Timestamp {
            seconds: NOW,
            nanos: 5,
        }),
        message: message.into(),
        ..IncomingLogEntry::default()
    }
}

/// Those of today, and of the beginning: descriptors take a while to read.
static BOUNDS: LazyLock<[Bounds; 2]> = LazyLock::new(|| {
    let pool = schema::pool();
    [&CURRENT, &SEED].map(|profile| Bounds::new(profile, &Options::new(&pool, profile)))
});

fn current() -> &'static Bounds {
    &BOUNDS[0]
}

/// The rules that a message breaks, and how many of its entries are stored.
fn checked(message: &Bytes, bounds: &Bounds) -> (Vec<Rule>, usize) {
    let policy = Policy::default();
    let mut report = Report::new(&policy);
    let scope = Scope::new([]);
    let stored = check::decode(message, bounds, &mut report)
        .and_then(|request| {
            check::request(&request, bounds, &mut report)?;
            check::entries(message, &request, bounds, now(), &scope, &mut report)
        })
        .map_or(0, |written| written.drafts.len());
    (
        report
            .violations()
            .iter()
            .map(|violation| violation.rule)
            .collect(),
        stored,
    )
}

#[test]
fn an_entry_is_a_slice_of_the_message_that_prost_understands() {
    let sent = vec![entry("one"), entry("two")];
    let message = Bytes::from(request(sent.clone()).encode_to_vec());
    let read = wire::WriteRequest::read(&message, 100).expect("well formed");
    assert_eq!(read.sent, 2);
    for (sent, read) in sent.iter().zip(&read.entries) {
        assert_eq!(IncomingLogEntry::decode(read.raw).as_ref(), Ok(sent));
        assert_eq!(read.timestamp, Some((NOW, 5)));
        assert_eq!(read.message, sent.message);
    }
    assert_eq!(checked(&message, current()), (vec![], 2));
}

#[test]
fn messages_that_come_in_pieces_merge() {
    let mut message = request(vec![entry("x")]).encode_to_vec();
    let more = WriteRequest {
        resource: Some(LogEntryResource {
            r#type: String::new(),
            id: "later".into(),
        }),
        defaults: Some(LogEntryDefaults {
            level: 3,
            ..LogEntryDefaults::default()
        }),
        ..WriteRequest::default()
    };
    message.extend(more.encode_to_vec());
    let read = wire::WriteRequest::read(&message, 100).expect("well formed");
    assert_eq!(read.resource.map(|resource| resource.id), Some("later"));
    assert_eq!((read.sent, read.defaults.level), (1, 3));
}

#[test]
fn payloads_become_json_and_the_later_one_wins() {
    let number = |number| prost_types::Value {
        kind: Some(prost_types::value::Kind::NumberValue(number)),
    };
    let object = |members: &[(&str, f64)]| {
        let fields = members
            .iter()
            .map(|(key, value)| ((*key).to_owned(), number(*value)));
        prost_types::Struct {
            fields: fields.collect(),
        }
        .encode_to_vec()
    };
    let (defaults, own) = (
        object(&[("a", 1.0), ("b", -0.5)]),
        object(&[
            ("b", 1e300),
            ("c\"", f64::NAN),
            ("d", 9_007_199_254_740_993.0),
        ]),
    );
    assert_eq!(
        payload::to_json([&*defaults, &*own]),
        r#"{"a":1,"b":1e300,"c\"":"NaN","d":9007199254740992}"#
    );
    assert_eq!(payload::to_json([]), "{}");
}

#[test]
fn a_message_is_taken_out_of_its_frame() {
    let policy = Policy::default();
    let mut report = Report::new(&policy);
    let head = Head {
        method: "POST",
        path: "/x/Y",
        content_type: Some("application/grpc"),
        encoding: None,
        timeout: None,
    };
    let payload = logfog_kit::body::Payload {
        bytes: Bytes::from_static(b"\0\0\0\0\x02hi"),
        ..Default::default()
    };
    let message = grpc::message(head, &payload, 2, &mut report).expect("whole");
    assert_eq!((&*message.bytes, message.held), (b"hi".as_slice(), 7));
    let refusal = grpc::message(head, &payload, 1, &mut report).expect_err("too large");
    assert_eq!(
        refusal.subject,
        "grpc: received message larger than max (2 vs. 1)"
    );
    for good in [
        "application/grpc",
        "application/grpc+proto",
        "application/grpc;x=y",
    ] {
        let head = Head {
            content_type: Some(good),
            ..head
        };
        assert!(grpc::check_head(head, &mut report).is_ok(), "{good}");
    }
    for bad in [
        "application/grpc-web",
        "application/grp",
        "",
        "приложение/grpc",
    ] {
        let head = Head {
            content_type: Some(bad),
            ..head
        };
        assert!(grpc::check_head(head, &mut report).is_err(), "{bad}");
    }
}

/// A fault is one frame of headers, whatever it is.
#[test]
fn every_fault_is_a_grpc_error_in_headers() {
    let marks = Marks::new(&Ids::seeded(1));
    for fault in Fault::ALL {
        let answer = answers::failed(&marks, answers::fault(&marks, fault.into(), now()));
        let (head, body) = answer.into_parts();
        assert!(body.is_end_stream(), "{fault:?}");
        let code = head.headers["grpc-status"].to_str().expect("a number");
        assert!(
            ["4", "5", "7", "8", "13", "14", "16"].contains(&code),
            "{fault:?}: {code}"
        );
        assert!(head.headers.contains_key("x-request-id"), "{fault:?}");
        // What the gRPC library says itself has no details, like the refusal that it stands for.
        let detailed = head.headers.contains_key("grpc-status-details-bin");
        assert_eq!(detailed, fault != Fault::TooLarge, "{fault:?}");
    }
    let expired = answers::failed(
        &marks,
        answers::fault(&marks, Fault::TokenExpired.into(), now()),
    );
    let text = expired.headers()["grpc-message"].to_str().expect("ASCII");
    assert!(
        text.contains("2026-11-01T11:49:00.000000000Z.%20Now%202026-11-01T12:00:00"),
        "{text}"
    );
}

#[test]
fn whoever_is_throttled_is_told_when_to_come_back() {
    let throttled = Injected {
        fault: Fault::Throttled,
        retry_after: Some(std::time::Duration::from_millis(1500)),
    };
    let marks = Marks::new(&Ids::seeded(1));
    let answer = answers::failed(&marks, answers::fault(&marks, throttled, now()));
    assert_eq!(answer.headers()["grpc-status"], "8");
    let status = tonic::Status::from_header_map(answer.headers()).expect("a status");
    let status = rpc::Status::decode(status.details()).expect("details");
    let kinds: Vec<_> = status.details.iter().map(|any| &*any.type_url).collect();
    assert_eq!(
        kinds,
        [
            "type.googleapis.com/google.rpc.RetryInfo",
            "type.googleapis.com/google.rpc.RequestInfo",
        ]
    );
    let retry = rpc::RetryInfo::decode(&*status.details[0].value).expect("when");
    let delay = retry.retry_delay.expect("a delay");
    assert_eq!((delay.seconds, delay.nanos), (1, 500_000_000));
}

#[test]
fn entries_that_are_to_fail_do_so_at_their_places() {
    let mut old = entry("old");
    old.timestamp = None;
    let entries = vec![entry("0"), old, entry("2"), entry("3")];
    let message = Bytes::from(request(entries).encode_to_vec());
    let policy = Policy::default();
    let mut report = Report::new(&policy);
    let bounds = current();
    let request = check::decode(&message, bounds, &mut report).expect("a request");
    let scope = Scope::new([]);
    let written = check::entries(&message, &request, bounds, now(), &scope, &mut report);
    let mut written = written.expect("some are good");
    written.fail(&[1, 2, 9]);
    let flawed: Vec<_> = written.errors.iter().map(|(at, _)| *at).collect();
    assert_eq!(
        (written.drafts.len(), flawed, &*written.failed),
        (2, vec![1], &[2][..])
    );
    let answer = answers::written(&written);
    let errors = WriteResponse::decode(answer).expect("an answer").errors;
    let codes: Vec<_> = errors
        .iter()
        .map(|(at, status)| (*at, status.code))
        .collect();
    assert_eq!(codes, [(1, 3), (2, 13)]);
}

/// Answers are read back by whoever has the stubs.
#[test]
fn errors_by_index_survive_the_wire() {
    let status = rpc::Status {
        code: 3,
        message: "x".into(),
        details: vec![],
    };
    let sent = WriteResponse {
        errors: [(7, status)].into(),
    };
    assert_eq!(WriteResponse::decode(&*sent.encode_to_vec()), Ok(sent));
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let message = Bytes::from(bytes);
        for bounds in &*BOUNDS {
            let (rules, stored) = checked(&message, bounds);
            prop_assert!(stored > 0 || !rules.is_empty());
        }
    }

    /// A message with a few bytes changed gets further than noise does.
    #[test]
    fn no_damage_panics(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        text in ".{0,40}",
    ) {
        let mut sent = entry(&text);
        sent.json_payload = Some(prost_types::Struct {
            fields: [(text, prost_types::Value { kind: None })].into(),
        });
        let mut message = request(vec![sent, entry("")]).encode_to_vec();
        for (at, byte) in at {
            let at = at.index(message.len());
            message[at] = byte;
        }
        let message = Bytes::from(message);
        checked(&message, current());
        if let Ok(read) = wire::WriteRequest::read(&message, 100) {
            for entry in read.entries {
                let json = payload::to_json(entry.payloads());
                prop_assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
            }
        }
    }

    /// What prost cannot decode is never stored.
    #[test]
    fn what_is_read_is_decodable(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let message = [&[0x1a, u8::try_from(bytes.len()).expect("short")], &*bytes].concat();
        if wire::WriteRequest::read(&message, 1).is_err() {
            prop_assert!(WriteRequest::decode(&*message).is_err());
        }
    }
}
