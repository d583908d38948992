use std::{collections::BTreeSet, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use logfog_model::{
    Batch, Draft, Entry, Fault, Lens, Policy, Report, Rules as _, Scope, Session, Severity,
    VendorId, Verdict, View, Wire,
};

use super::*;
use crate::{Fired, Journal, journal::Message, store::Memory};

const ACME: VendorId = VendorId::new("acme");

logfog_model::rules! { "acme", read "2026-11" {
    /// Small.
    Size = "size", Documented, "Page", "Small.";
} }

fn exchange(wire: Wire, status: u16) -> Exchange {
    Exchange {
        id: 1,
        vendor: ACME,
        session: Session::default(),
        operation: "ingest",
        wire,
        at: Timestamp::UNIX_EPOCH,
        took: Duration::from_millis(3),
        target: String::new(),
        request: Message::new(&HeaderMap::new(), &Bytes::new(), 700),
        status,
        answer: Message::new(&HeaderMap::new(), &Bytes::new(), 11),
        verdict: Verdict::default(),
        fault: None,
    }
}

fn ctx() -> Ctx {
    Ctx::new(Policy::default())
}

/// Whether the text has these lines.
fn assert_says(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(
            text.lines().any(|there| there == *line),
            "{line}\nin\n{text}"
        );
    }
}

#[test]
fn requests_are_told_apart_by_operation_and_by_status_of_what_travelled() {
    let ctx = ctx();
    for (wire, status, code) in [
        (Wire::Http, 204, None),
        (Wire::Http, 204, None),
        (Wire::Http, 413, None),
        (Wire::Http, 200, Some("3")),
        (Wire::Grpc, 200, Some("0")),
        (Wire::Grpc, 200, Some("8")),
        (Wire::Grpc, 200, Some("16")),
        (Wire::Grpc, 200, Some("17")),
        (Wire::Grpc, 200, Some("x")),
        (Wire::Grpc, 415, None),
        (Wire::WebSocket, 101, None),
        (Wire::WebSocket, 0, None),
    ] {
        let mut exchange = exchange(wire, status);
        let code = code.map(HeaderValue::from_static);
        let trailers = code.map(|code| (HeaderName::from_static("grpc-status"), code));
        exchange.answer.headers.extend(trailers);
        ctx.record(exchange);
    }
    let lost = Exchange {
        operation: "",
        ..exchange(Wire::Http, 404)
    };
    ctx.record(lost);
    let text = ctx.scrape("1.2.3");
    for (status, count) in [
        ("204", 2),
        ("413", 1),
        ("200", 1),
        ("OK", 1),
        ("RESOURCE_EXHAUSTED", 1),
        ("UNAUTHENTICATED", 1),
        ("UNKNOWN", 2),
        ("415", 1),
        ("101", 1),
        ("none", 1),
    ] {
        let labels = format!("vendor=\"acme\",operation=\"ingest\",status=\"{status}\"");
        assert_says(
            &text,
            &[&format!("logfog_requests_total{{{labels}}} {count}")],
        );
    }
    assert_says(
        &text,
        &[
            r#"logfog_requests_total{vendor="acme",operation="none",status="404"} 1"#,
            r#"logfog_bytes_received_total{vendor="acme"} 9100"#,
            r#"logfog_bytes_sent_total{vendor="acme"} 143"#,
            r#"logfog_request_duration_seconds_count{vendor="acme"} 13"#,
            r#"logfog_request_duration_seconds_bucket{le="0.0025",vendor="acme"} 0"#,
            r#"logfog_request_duration_seconds_bucket{le="0.005",vendor="acme"} 13"#,
            r#"logfog_build_info{version="1.2.3"} 1"#,
            "# EOF",
        ],
    );
    // It is kept as well.
    assert_eq!(ctx.journal.read(None, 0, 99, &|_| true).0.len(), 13);
}

#[test]
fn lost_is_neither_refused_nor_rejected_and_counted_beyond_what_is_listed() {
    let ctx = ctx();
    let policy = Policy::default();
    let mut report = Report::new(&policy);
    for at in 0..1000 {
        assert!(report.lose(Rule::Size, at, "x"));
    }
    for at in 0..10 {
        assert!(report.reject(Rule::Size, at, "x"));
    }
    let refused = report.insist(Rule::Size, "", "x");
    assert_eq!(refused, logfog_model::Refused);
    ctx.record(Exchange {
        verdict: report.verdict(5),
        fault: Some(Fired {
            kinds: vec![Fault::Throttled.as_str()],
            ..Fired::default()
        }),
        ..exchange(Wire::Http, 200)
    });
    let labels = format!("vendor=\"acme\",rule=\"{}\"", Rule::Size.spec().id);
    let rules =
        |fate: &str, count| format!("logfog_rules_total{{{labels},fate=\"{fate}\"}} {count}");
    assert_says(
        &ctx.scrape(""),
        &[
            &rules("lost", 1000),
            &rules("rejected", 10),
            &rules("refused", 1),
            r#"logfog_entries_lost_total{vendor="acme"} 1000"#,
            r#"logfog_entries_stored_total{vendor="acme"} 5"#,
            r#"logfog_faults_total{vendor="acme",fault="throttled"} 1"#,
        ],
    );
}

#[test]
fn who_waits_is_counted_while_he_waits() {
    let ctx = ctx();
    let first = ctx.metrics.waiter();
    let second = ctx.clone().metrics.waiter();
    assert_says(&ctx.scrape(""), &["logfog_waiters 2"]);
    drop(first);
    assert_says(&ctx.scrape(""), &["logfog_waiters 1"]);
    drop(second);
    assert_says(&ctx.scrape(""), &["logfog_waiters 0"]);
}

#[test]
fn what_was_evicted_is_never_taken_back() {
    let mut ctx = ctx();
    ctx.store = Arc::new(Memory::new(1));
    ctx.journal = Journal::new(1);
    for _ in 0..2 {
        append(&ctx, 3);
        ctx.record(exchange(Wire::Http, 204));
    }
    let evicted = [
        "logfog_entries_evicted_total 6",
        "logfog_exchanges_evicted_total 2",
        "logfog_entries 0",
    ];
    assert_says(&ctx.scrape(""), &evicted);
    ctx.store.reset(None);
    ctx.journal.reset(None);
    assert_says(&ctx.scrape(""), &evicted);
}

#[test]
fn what_is_kept_is_read_when_somebody_asks() {
    let ctx = ctx();
    append(&ctx, 3);
    ctx.world(&"a".parse().expect("a name"));
    ctx.world(&Session::default());
    assert_says(&ctx.scrape(""), &["logfog_entries 3", "logfog_sessions 2"]);
    ctx.store.reset(None);
    ctx.close(&"a".parse().expect("a name"));
    assert_says(&ctx.scrape(""), &["logfog_entries 0", "logfog_sessions 1"]);
}

#[test]
fn two_worlds_do_not_add_up() {
    let (one, other) = (ctx(), ctx());
    one.record(exchange(Wire::Http, 204));
    assert!(one.scrape("").contains("logfog_requests_total{"));
    assert!(!other.scrape("").contains("logfog_requests_total{"));
}

/// Name, kind and labels of everything that the text tells.
fn told(text: &str) -> BTreeSet<[String; 3]> {
    let families = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let families = families.map(|family| {
        let (name, kind) = family.split_once(' ').expect("a name and a kind");
        let total = if kind == "counter" { "_total" } else { "" };
        let name = format!("{name}{total}");
        let start = format!("{name}{{");
        let sample = text.lines().find_map(|line| line.strip_prefix(&start));
        let labels = sample.unwrap_or_default();
        let (labels, _) = labels.split_once('}').unwrap_or_default();
        let names = labels.split(',').filter_map(|pair| pair.split_once('='));
        let names = names.map(|(name, _)| format!("`{name}`"));
        let labels = names.collect::<Vec<_>>().join(", ");
        [name, kind.to_owned(), labels]
    });
    families.collect()
}

#[test]
fn the_page_lists_what_there_is() {
    let page = include_str!("../../../../docs/metrics.md");
    let rows = page.lines().filter(|line| line.starts_with("| `logfog_"));
    let listed: BTreeSet<_> = rows
        .map(|row| {
            let cells: Vec<_> = row.split('|').map(str::trim).collect();
            let name = cells[1].trim_matches('`');
            [name, cells[2], cells[3]].map(str::to_owned)
        })
        .collect();
    let ctx = ctx();
    let policy = Policy::default();
    let mut report = Report::new(&policy);
    report.note(Rule::Size, "", "x");
    ctx.record(Exchange {
        verdict: report.verdict(0),
        fault: Some(Fired {
            kinds: vec![Fault::Throttled.as_str()],
            ..Fired::default()
        }),
        ..exchange(Wire::Http, 200)
    });
    // The classes of a histogram are samples under other names.
    let text = ctx.scrape("1").replace("_seconds_count{", "_seconds{");
    assert_eq!(listed, told(&text));
}

#[derive(Debug)]
struct Plain;

impl Lens for Plain {
    fn view(&self, _: &Entry) -> View {
        View {
            body: String::new(),
            attributes: Vec::new(),
        }
    }
}

/// Stores so many entries of one request.
fn append(ctx: &Ctx, count: usize) {
    let batch = Batch {
        vendor: ACME,
        session: Session::default(),
        exchange: 1,
        received_at: Timestamp::UNIX_EPOCH,
        held: 0,
        lens: Arc::new(Plain),
    };
    let draft = Draft {
        time: None,
        severity: Severity::NONE,
        scope: Scope::new([]),
        raw: Bytes::new(),
    };
    ctx.store.append(Arc::new(batch), vec![draft; count]);
}
