use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    sync::Arc,
};

use bytes::Bytes;
use jiff::Timestamp;
use logfog_kit::{Ctx, Settings, serve::Running};
use logfog_model::{
    Answer, Batch, Entry, Fault, Injected, Mishap, Plan, Policy, Refused, Report, Scope, Session,
    Verdict, View,
};
use proptest::prelude::*;

use crate::{
    ENVIRONMENT, ID,
    check::{self, Arrival, Outcome},
    envelope::Envelope,
    environment::Environment,
    head::Format,
    lens::Reader,
    profile::Structure,
};

fn now() -> Timestamp {
    "2026-11-01T12:00:00Z".parse().expect("a time")
}

fn envelope(profile: &str, format: Format) -> Envelope {
    let settings = Settings {
        profile: Some(profile.into()),
        set: Vec::new(),
    };
    let environment = Environment::new(&settings).expect("a profile");
    Envelope {
        environment,
        format,
        structure: environment.profile.structure,
        attributes: Vec::new(),
        origin: "dt0c01.X".into(),
    }
}

/// Verdict and views of everything that is stored.
fn run(envelope: &Envelope, body: &str) -> (Result<Outcome, Refused>, Verdict, Vec<View>) {
    let policy = Arc::new(Policy::default());
    let mut report = Report::new(&policy);
    let scope = Scope::new([]);
    let body = Bytes::from(body.to_owned());
    let arrival = Arrival {
        scope: &scope,
        now: now(),
        failing: &[],
    };
    let outcome = check::check(&body, envelope, arrival, &mut report);
    let drafts = outcome.as_ref().map_or(&[][..], |outcome| &outcome.drafts);
    let batch = Arc::new(Batch {
        vendor: ID,
        session: Session::default(),
        exchange: 1,
        received_at: now(),
        held: body.len(),
        lens: Arc::new(Reader {
            envelope: envelope.clone(),
            policy: policy.clone(),
        }),
    });
    let view = |draft: &logfog_model::Draft| {
        let (batch, draft) = (batch.clone(), draft.clone());
        Entry {
            id: 1,
            batch,
            draft,
        }
        .view()
    };
    let views: Vec<_> = drafts.iter().map(view).collect();
    let verdict = report.verdict(views.len());
    (outcome, verdict, views)
}

/// The attributes of the only record, but for those that Dynatrace adds to all.
fn attributes(envelope: &Envelope, body: &str) -> String {
    const ADDED: [&str; 9] = [
        "loglevel",
        "status",
        "event.type",
        "dt.auth.origin",
        "dt.ingest.format",
        "dt.ingest.size",
        "dt.openpipeline.source",
        "dt.openpipeline.pipelines",
        "dt.system.bucket",
    ];
    let (_, _, views) = run(envelope, body);
    let view = views.first().expect("a record");
    let own = view
        .attributes
        .iter()
        .filter(|(name, _)| !ADDED.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}={value}"));
    let own: Vec<_> = own.collect();
    format!("{} | {}", view.body, own.join(" "))
}

#[test]
fn names_that_clash_are_numbered() {
    let flattened = envelope("grail-flattened", Format::Json);
    let two = attributes(&flattened, r#"{"content":"x","a.b":1,"a":{"b":2}}"#);
    assert_eq!(two, r#""x" | a.b=1 overwritten1.a.b=2"#);
    let three = r#"{"content":"x","x.y.z":1,"x":{"y.z":2,"y":{"z":3}}}"#;
    let three = attributes(&flattened, three);
    assert_eq!(
        three,
        r#""x" | x.y.z=1 overwritten1.x.y.z=2 overwritten2.x.y.z=3"#
    );
}

#[test]
fn what_the_request_says_beats_the_record() {
    let mut raw = envelope("current", Format::Json);
    raw.attributes = vec![("app".into(), r#""web""#.into())];
    let kept = attributes(&raw, r#"{"content":"x","app":"own"}"#);
    assert_eq!(kept, r#""x" | app="web" overwritten1.app="own""#);
}

#[test]
fn raw_and_flattened() {
    let body = r#"{"message":"m","a":{"b":[1,null,"x",{"c":true}]},"n":1.50,"z":null}"#;
    assert_eq!(
        attributes(&envelope("current", Format::Json), body),
        r#""m" | a="{\"b\":[1,null,\"x\",{\"c\":true}]}" n=1.50 z=null"#
    );
    assert_eq!(
        attributes(&envelope("grail-flattened", Format::Json), body),
        r#""m" | a.b=["1",null,"x","{\"c\":true}"] n=1.50 z=null"#
    );
    assert_eq!(
        attributes(&envelope("classic", Format::Json), body),
        r#""m" | a.b=["1","x","{\"c\":true}"] n="1.50""#
    );
}

#[test]
fn the_text_is_the_first_key_in_order() {
    let (raw, flat) = (
        envelope("current", Format::Json),
        envelope("grail-flattened", Format::Json),
    );
    let nested = r#"{"log":{"source":"s"},"body":null}"#;
    assert_eq!(
        attributes(&raw, nested),
        r#""{\"source\":\"s\"}" | body=null"#
    );
    assert_eq!(
        attributes(&flat, nested),
        r#""{\"log\":{\"source\":\"s\"},\"body\":null}" | log.source="s" body=null"#
    );
    let both = r#"{"Message":"second","CONTENT":7}"#;
    assert_eq!(attributes(&raw, both), r#""7" | Message="second""#);
    assert_eq!(
        attributes(&envelope("classic", Format::Json), both),
        r#""7" | message="second""#
    );
    assert_eq!(attributes(&raw, "{}"), r#""" | "#);
    assert_eq!(attributes(&flat, "{}"), r#""{}" | "#);
}

#[test]
fn warnings_say_what_was_done() {
    let raw = envelope("current", Format::Json);
    let far =
        r#"{"content":"x","timestamp":"2026-11-01T13:00:00Z","event.type":"mine","A":1,"a":2}"#;
    let words = r#"["common_attr_corrected","attr_key_case_mismatch","timestamp_corrected"]"#;
    assert_eq!(
        attributes(&raw, far),
        format!(r#""x" | A=1 a=2 dt.ingest.warnings={words}"#)
    );
    let unread = r#"{"content":"x","timestamp":"soon"}"#;
    assert_eq!(
        attributes(&raw, unread),
        r#""x" | unparsed_timestamp="soon""#
    );
}

#[test]
fn trimming_does_not_cut_letters() {
    let classic = envelope("classic", Format::Json);
    let value = "é".repeat(126);
    let kept = attributes(&classic, &format!(r#"{{"content":"x","k":"{value}"}}"#));
    let cut = "é".repeat(125);
    let words = r#"["attr_val_size_trimmed"]"#;
    assert_eq!(
        kept,
        format!(r#""x" | k="{cut}" dt.ingest.warnings={words}"#)
    );
}

#[test]
fn a_plain_record_costs_no_second_look() {
    let raw = envelope("current", Format::Json);
    let body = r#"[{"content":"x","timestamp":"2026-11-01T11:00:00Z","severity":"error"}]"#;
    let (outcome, verdict, _) = run(&raw, body);
    let outcome = outcome.expect("good");
    assert!(verdict.broken.is_empty());
    assert_eq!(outcome.drafts[0].severity.text, "ERROR");
    assert_eq!(outcome.drafts[0].raw, body[1..body.len() - 1]);
}

/// Ingests three records, and says with which status and body that is answered.
fn ingest(plan: Plan) -> (String, u64) {
    let ctx = Ctx::new(Policy::default());
    ctx.faults.plan(plan).expect("a good plan");
    let vendor = crate::vendor(&Settings::default()).expect("the default profile");
    let running = Running::start(vendor.clone(), ctx.clone()).expect("a port");
    let connection = vendor.connection(&running.addresses());
    let token = &connection
        .credentials
        .iter()
        .find(|(name, _)| *name == "api_token");
    let token = &token.expect("a token").1;
    let body = r#"[{"content":"0"},{"content":"1"},{"content":"2"}]"#;
    let mut stream = TcpStream::connect(running.addresses().authority).expect("it listens");
    let request = format!(
        "POST /e/{ENVIRONMENT}/api/v2/logs/ingest HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         authorization: Api-Token {token}\r\ncontent-type: application/json; charset=utf-8\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).expect("it is read");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let exchange = ctx.journal.get(1).expect("it is on record");
    assert_eq!(
        exchange.fault.as_ref().map(|fired| fired.plan),
        Some(1),
        "{answer}"
    );
    (answer, exchange.verdict.stored)
}

#[test]
fn records_that_are_to_fail_are_told_as_a_part_that_did() {
    let partial = |partial: &[usize]| {
        let partial = partial.to_vec();
        let plan = Plan::new(Mishap {
            partial,
            ..Mishap::default()
        });
        let mut plan = plan.of(ID);
        plan.when.operation = Some("ingest".into());
        ingest(plan)
    };
    let (answer, stored) = partial(&[0, 2, 7]);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("2 events were not ingested"), "{answer}");
    assert_eq!(stored, 1);
    let (answer, stored) = partial(&[0, 1, 2]);
    assert!(answer.contains("3 events were not ingested"), "{answer}");
    assert_eq!(stored, 0);
}

#[test]
fn whoever_is_throttled_is_told_when_to_come_back() {
    let throttled = Injected {
        fault: Fault::Throttled,
        retry_after: Some(std::time::Duration::from_secs(1)),
    };
    let (answer, stored) = ingest(Plan::new(Answer::Fault(throttled)));
    assert!(answer.starts_with("HTTP/1.1 429"), "{answer}");
    assert!(answer.contains("\r\nretry-after: 1\r\n"), "{answer}");
    assert_eq!(stored, 0);
}

proptest! {
    /// Whatever arrives, it is refused or it can be read back; and what `is_plain` clears is
    /// what the long way would not have altered.
    #[test]
    fn arbitrary_bytes_never_panic(
        body in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..256),
            "[\\[\\]{}\",:0-9a-eé\\\\ \n]{0,64}".prop_map(String::into_bytes),
            "\\[(\\{\"(content|log|ts|status|é|[a-c]{1,2})\":(1|\"x\"|\\[1,2\\]|\\{\"a\":null\\})\\},?){0,4}\\]"
                .prop_map(String::into_bytes),
        ],
        profile in prop_oneof!["seed", "classic", "grail-flattened", "current"],
        format in prop_oneof![Just(Format::Text), Just(Format::Json), Just(Format::JsonLines)],
    ) {
        let envelope = envelope(&profile, format);
        let body = String::from_utf8_lossy(&body);
        let (outcome, verdict, views) = run(&envelope, &body);
        prop_assert_eq!(outcome.is_err(), views.is_empty());
        prop_assert!(views.len() as u64 == verdict.stored);
        for view in views {
            let texts = view.attributes.iter().map(|(_, value)| value).chain([&view.body]);
            for text in texts {
                prop_assert!(serde_json::from_str::<serde_json::Value>(text).is_ok(), "{}", text);
            }
        }
    }

    /// The quick look never clears what the long one alters.
    #[test]
    fn what_is_plain_is_not_altered(
        keys in proptest::collection::vec("(content|status|level|event\\.type|[aAéÉ]{1,2}|[a-z]{99,101})", 0..6),
        values in proptest::collection::vec(
            "(null|1|\"[a-z]{0,3}\"|\"[a-z]{248,252}\"|\\[1(,1){0,40}\\]|\\{\"a\":1\\})", 6
        ),
        profile in prop_oneof!["seed", "classic", "grail-flattened", "current"],
        structure in prop_oneof![Just(Structure::Raw), Just(Structure::Flattened)],
    ) {
        let mut envelope = envelope(&profile, Format::Json);
        envelope.structure = structure;
        let pairs = keys.iter().zip(&values).map(|(key, value)| format!("\"{key}\":{value}"));
        let raw = format!("{{{}}}", pairs.collect::<Vec<_>>().join(","));
        let members = crate::wire::members(&raw);
        let profile = envelope.environment.profile;
        let chosen = crate::keys::choose(&members, profile, structure);
        let policy = Policy::default();
        let mut report = Report::new(&policy);
        crate::attributes::normalise(
            &envelope, &raw, &members, chosen, crate::at::At::Body, &mut report,
        );
        let plain = crate::attributes::is_plain(&envelope, &raw, &members, chosen);
        prop_assert!(!plain || report.violations().is_empty(), "{:?}", report.violations());
    }
}
