use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, header::RETRY_AFTER};
use logfog_kit::{
    Ctx, Settings,
    body::{Payload, Problem},
};
use logfog_model::{
    Batch, Draft, Entry, Fault, Injected, Policy, Refused, Report, Rules as _, Session, View,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    ID,
    check::{Endpoint, check},
    destination::{DEFAULT, Places},
    lens::Fields,
    payload,
    profile::{CURRENT, Profile},
    rules::Rule,
};

/// What a session finds that was declared to have nothing.
const NOTHING_OWN: Places<'_> = Places {
    declared: &|_, _| None,
    state: &|_| None,
};

/// Checks a body; says what was stored and which rules were broken.
fn checked(endpoint: Endpoint, body: &str, profile: &Profile) -> (Option<Vec<Draft>>, Vec<Rule>) {
    let policy = Policy::default();
    let mut report = Report::new(&policy);
    let body = Bytes::copy_from_slice(body.as_bytes());
    let drafts = check(endpoint, &body, profile, &NOTHING_OWN, &mut report).ok();
    (
        drafts,
        report
            .violations()
            .iter()
            .map(|violation| violation.rule)
            .collect(),
    )
}

/// What makes an entry as large as it is told.
type More<'f> = &'f dyn Fn(usize) -> String;

/// A good entry with more fields.
fn entry(more: &str) -> String {
    let project = DEFAULT.id;
    format!(
        r#"{{"timestamp":"2026-11-01T12:00:00.000+00:00","level":"INFO","projectId":"{project}","message":"m"{more}}}"#
    )
}

/// What readers see of a record.
fn view(draft: Draft) -> View {
    let batch = Batch {
        vendor: ID,
        session: Session::default(),
        exchange: 1,
        received_at: jiff::Timestamp::UNIX_EPOCH,
        held: 0,
        lens: Arc::new(Fields),
    };
    Entry {
        id: 1,
        batch: Arc::new(batch),
        draft,
    }
    .view()
}

fn logs(entries: &[String]) -> String {
    format!(r#"{{"logs":[{}]}}"#, entries.join(","))
}

#[test]
fn a_record_is_a_slice_of_the_body() {
    let policy = Policy::default();
    let mut report = Report::new(&policy);
    let body = Bytes::from(logs(&[entry(""), entry(r#","traceId":"t""#)]));
    let drafts = check(Endpoint::Logs, &body, &CURRENT, &NOTHING_OWN, &mut report).expect("good");
    assert!(
        drafts
            .iter()
            .all(|draft| body.as_ptr_range().contains(&draft.raw.as_ptr()))
    );
    assert_eq!(drafts[1].raw, entry(r#","traceId":"t""#));
    assert_eq!(
        drafts[0].scope.get("log_group_id"),
        Some(DEFAULT.groups[0].id)
    );
}

#[test]
fn each_limit_is_exact() {
    let labels = |count: usize| {
        let pairs: Vec<_> = (0..count).map(|n| format!(r#""l{n}":"v""#)).collect();
        format!(r#","labels":{{{}}}"#, pairs.join(","))
    };
    let named = |length| format!(r#","labels":{{"{}":"v"}}"#, "n".repeat(length));
    let valued = |length| format!(r#","labels":{{"n":"{}"}}"#, "v".repeat(length));
    let sized = |length: usize| {
        let rest = entry(r#","x":"""#).len();
        format!(r#","x":"{}""#, "x".repeat(length - rest))
    };
    let cases: [(Rule, usize, More<'_>); 4] = [
        (Rule::LabelCount, CURRENT.labels, &labels),
        (Rule::LabelName, CURRENT.label_name_bytes, &named),
        (Rule::LabelValue, CURRENT.label_value_bytes, &valued),
        (Rule::EntrySize, CURRENT.entry_bytes, &sized),
    ];
    for (rule, limit, more) in cases {
        let at = |length| checked(Endpoint::Logs, &logs(&[entry(&more(length))]), &CURRENT).1;
        assert_eq!(at(limit), []);
        assert_eq!(at(limit + 1), [rule]);
    }
    let many = |count| checked(Endpoint::Logs, &logs(&vec![entry(""); count]), &CURRENT).1;
    assert_eq!(many(CURRENT.entries), []);
    assert_eq!(many(CURRENT.entries + 1), [Rule::Entries]);
}

#[test]
fn a_partial_batch_keeps_the_good_ones() {
    let settings = Settings {
        profile: None,
        set: vec![
            ("batch".into(), "partial".into()),
            ("entries".into(), "3".into()),
        ],
    };
    let profile = Profile::new(&settings).expect("known settings");
    let body = logs(&[entry(""), "7".into(), entry(r#","level":"x""#)]);
    let (drafts, broken) = checked(Endpoint::Logs, &body, &profile);
    assert_eq!(drafts.map(|drafts| drafts.len()), Some(1));
    assert_eq!(broken, [Rule::Envelope, Rule::FieldOnce]);
    assert_eq!(
        checked(Endpoint::Logs, &logs(&vec![entry(""); 4]), &profile)
            .0
            .map(drop),
        None
    );
}

#[test]
fn a_setting_that_is_not_known_is_an_error() {
    for (key, value, said) in [
        (
            "emtpy",
            "accept",
            "cloudru has no setting `emtpy`; it has: empty, batch, malformed_key, ",
        ),
        (
            "empty",
            "maybe",
            "cloudru.empty cannot be `maybe`; it can be: accept, refuse",
        ),
        (
            "entries",
            "-1",
            "cloudru.entries cannot be `-1`; it can be: a number",
        ),
    ] {
        let settings = Settings {
            profile: None,
            set: vec![(key.into(), value.into())],
        };
        let error = Profile::new(&settings).expect_err("not known").to_string();
        assert!(error.starts_with(said), "{error}");
    }
}

#[test]
fn a_body_that_did_not_come_whole_is_refused() {
    for (problem, rule) in [
        (Problem::TooLarge, Rule::BodySize),
        (Problem::CutShort, Rule::Json),
        (Problem::TimedOut, Rule::Json),
    ] {
        let policy = Policy::default();
        let mut report = Report::new(&policy);
        let payload = Payload {
            problem: Some(problem),
            ..Payload::default()
        };
        let read = payload::read(&HeaderMap::new(), &payload, &CURRENT, &mut report);
        assert_eq!(read, Err(Refused));
        assert_eq!(report.violations()[0].rule, rule);
    }
}

#[test]
fn faults_look_like_the_vendor_s() {
    let vendor = crate::vendor(&Settings::default()).expect("the default profile");
    let (to, ()) = Request::new(()).into_parts();
    let world = Ctx::new(Policy::default()).world(&Session::default());
    let statuses =
        Fault::ALL.map(|fault| vendor.fault(fault.into(), &to, &world).status().as_u16());
    assert_eq!(statuses, [429, 503, 500, 504, 401, 401, 403, 404, 429, 413]);
    let throttled = vendor.fault(Fault::Throttled.into(), &to, &world);
    assert_eq!(throttled.headers()[RETRY_AFTER], "1");
    let later = Injected {
        fault: Fault::Throttled,
        retry_after: Some(std::time::Duration::from_secs(7)),
    };
    let throttled = vendor.fault(later, &to, &world);
    assert_eq!(throttled.headers()[RETRY_AFTER], "7");
}

#[test]
fn a_view_has_the_message_and_everything_else_in_order() {
    let more =
        r#","labels":{"b":"1", "a":"2"},"json_message":"{\"n\":1.50}","trace_id":"t\n","x":7"#;
    let (drafts, _) = checked(Endpoint::Logs, &logs(&[entry(more)]), &CURRENT);
    let view = view(drafts.expect("good").remove(0));
    assert_eq!(view.body, r#""m""#);
    let attributes: Vec<_> = view
        .attributes
        .iter()
        .map(|(name, text)| format!("{name}: {text}"))
        .collect();
    assert_eq!(
        attributes,
        [
            r#"labels: {"b":"1", "a":"2"}"#,
            r#"jsonMessage: {"n":1.50}"#,
            r#"traceId: "t\n""#,
        ]
    );
}

#[test]
fn without_a_message_the_structured_fields_are_the_body() {
    let more = r#","jsonMessage":"[1"}"#;
    let alone = entry("").replace(r#","message":"m"}"#, more);
    let (drafts, broken) = checked(Endpoint::Logs, &logs(&[alone]), &CURRENT);
    assert_eq!(broken, [Rule::JsonMessage]);
    let view = view(drafts.expect("kept").remove(0));
    assert_eq!(view.body, r#""[1""#);
    assert_eq!(
        view.attributes[1],
        ("jsonMessageUnparsed".to_owned(), "true".to_owned())
    );
}

#[test]
fn every_rule_has_its_own_id() {
    let mut ids: Vec<_> = Rule::ALL.iter().map(|rule| rule.spec().id).collect();
    ids.sort_unstable();
    assert!(ids.is_sorted_by(|one, other| one < other));
}

/// Something like an entry, and often not quite.
fn nearly_an_entry() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("null".to_owned()),
        Just("1e999".to_owned()),
        Just(r#""INFO""#.to_owned()),
        Just(format!("\"{}\"", DEFAULT.id)),
        Just(r#""2026-11-01T12:00:00Z""#.to_owned()),
        Just(r#""\ud800""#.to_owned()),
        Just(r#"{"a":"b","a":1,"\u0061":"c"}"#.to_owned()),
        Just("[[[]]]".to_owned()),
        "\"[ -~]{0,8}\"",
    ];
    let key = prop_oneof![
        Just("timestamp"),
        Just("level"),
        Just("project_id"),
        Just("projectId"),
        Just("log_group_id"),
        Just("trace_id"),
        Just("labels"),
        Just("message"),
        Just("jsonMessage"),
        Just("other"),
    ];
    let pairs = prop::collection::vec((key, value), 0..8);
    pairs.prop_map(|pairs| {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(key, value)| format!("\"{key}\":{value}"))
            .collect();
        format!("{{{}}}", pairs.join(","))
    })
}

fn endpoints() -> impl Strategy<Value = Endpoint> {
    prop_oneof![Just(Endpoint::Logs), Just(Endpoint::Ingest)]
}

/// What is refused says why; what is not is stored, and can be shown.
fn sound(endpoint: Endpoint, bytes: &Bytes, policy: &Policy) {
    for gzip in [false, true] {
        let mut report = Report::new(policy);
        let mut headers = HeaderMap::new();
        if gzip {
            headers.insert("content-encoding", HeaderValue::from_static("gzip"));
        }
        let payload = Payload {
            bytes: bytes.clone(),
            sent: bytes.len() as u64,
            problem: None,
        };
        let read = payload::read(&headers, &payload, &CURRENT, &mut report);
        let drafts =
            read.and_then(|body| check(endpoint, &body, &CURRENT, &NOTHING_OWN, &mut report));
        match drafts {
            Err(Refused) => assert!(report.verdict(0).worst().is_some()),
            Ok(drafts) => {
                assert!(report.verdict(drafts.len()).worst().is_none());
                drafts.into_iter().map(view).for_each(|view| {
                    let texts = view
                        .attributes
                        .iter()
                        .map(|(_, text)| text)
                        .chain([&view.body]);
                    texts.for_each(|text| assert!(serde_json::from_str::<Value>(text).is_ok()));
                });
            }
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(endpoint in endpoints(), bytes: Vec<u8>) {
        sound(endpoint, &bytes.into(), &Policy::default());
    }

    #[test]
    fn nearly_good_bodies_never_panic(
        endpoint in endpoints(),
        entries in prop::collection::vec(nearly_an_entry(), 0..4),
        lenient: bool,
    ) {
        let mut policy = Policy::default();
        if lenient {
            policy.set("*=warn").expect("well formed");
        }
        sound(endpoint, &logs(&entries).into(), &policy);
        sound(endpoint, &format!("[{}]", entries.join(",")).into(), &policy);
    }

    #[test]
    fn key_order_does_not_matter(order in Just([0, 1, 2, 3]).prop_shuffle()) {
        let project = format!(r#""project_id":"{}""#, DEFAULT.id);
        let fields =
            [r#""timestamp":"2026-11-01T12:00:00Z""#, r#""level":"FATAL""#, &project, r#""message":"m""#];
        let fields: Vec<_> = order.iter().map(|at| fields[*at]).collect();
        let body = logs(&[format!("{{{}}}", fields.join(","))]);
        let (drafts, _) = checked(Endpoint::Logs, &body, &CURRENT);
        let drafts = drafts.expect("good in any order");
        prop_assert_eq!(drafts[0].severity.number, 22);
        prop_assert_eq!(drafts[0].time.map(jiff::Timestamp::as_second), Some(1_793_534_400));
    }
}
