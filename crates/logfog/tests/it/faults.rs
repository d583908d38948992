use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use logfog::{CloudRu, Dynatrace, entries, exchanges};

use crate::ship::{ship, to_dynatrace};

const RECORD: &str = r#"[{"content":"a"}]"#;

async fn statuses(dynatrace: &Dynatrace, times: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..times {
        statuses.push(ship(dynatrace, RECORD).await.status().as_u16());
    }
    statuses
}

#[tokio::test]
async fn a_sequence_happens_in_its_order_and_is_over() {
    let dynatrace = Dynatrace::start().await;
    let throttled = dynatrace.faults().throttled().operation("ingest").times(2);
    let wait = Duration::from_secs(3);
    throttled
        .retry_after(wait)
        .then()
        .unavailable()
        .times(1)
        .start();
    let first = ship(&dynatrace, RECORD).await;
    assert_eq!(first.status(), 429);
    assert_eq!(first.headers()["retry-after"], "3");
    assert_eq!(statuses(&dynatrace, 3).await, [429, 503, 204]);
    dynatrace.verify(entries().exactly(1));
    dynatrace.verify(exchanges().matching("fault = throttled").exactly(2));
    let fired: Vec<_> = dynatrace
        .faults()
        .list()
        .iter()
        .map(|plan| plan.fired)
        .collect();
    assert_eq!(fired, [2, 1]);
}

#[tokio::test]
async fn what_befalls_one_session_spares_the_others() {
    let dynatrace = Dynatrace::start().await;
    let session = dynatrace.session("t1");
    session.faults().quota().start();
    assert_eq!(statuses(&dynatrace, 1).await, [204]);
    assert_eq!(statuses(&session, 2).await, [402, 402]);
    session.faults().clear();
    assert_eq!(statuses(&session, 1).await, [204]);
}

#[tokio::test]
async fn some_records_fail_where_the_vendor_can_say_so() {
    let dynatrace = Dynatrace::start().await;
    dynatrace.faults().partial([0]).times(1).start();
    let both = r#"[{"content":"a"},{"content":"b"}]"#;
    assert_eq!(ship(&dynatrace, both).await.status(), 200);
    let kept = dynatrace.verify(entries().exactly(1));
    assert_eq!(kept[0].view().body, r#""b""#);
    let cloudru = CloudRu::start().await;
    let error = cloudru.faults().partial([0]).try_start();
    assert_eq!(error.expect_err("it cannot").at, "what.partial");
}

#[tokio::test]
async fn a_raw_answer_is_sent_as_it_was_written() {
    let dynatrace = Dynatrace::start().await;
    let raw = dynatrace.faults().raw(418, "short and stout");
    raw.header("x-kind", "pot")
        .with_body("tea")
        .times(1)
        .start();
    assert_eq!(statuses(&dynatrace, 1).await, [204]);
    let answer = ship(&dynatrace, r#"[{"content":"tea"}]"#).await;
    assert_eq!(answer.status(), 418);
    assert_eq!(answer.headers()["x-kind"], "pot");
    assert_eq!(answer.text().await.expect("a text"), "short and stout");
}

#[tokio::test]
async fn what_is_lost_was_accepted() {
    let dynatrace = Dynatrace::start().await;
    dynatrace
        .faults()
        .lose()
        .times(1)
        .then()
        .duplicate(2)
        .times(1)
        .start();
    assert_eq!(statuses(&dynatrace, 2).await, [204, 204]);
    dynatrace.verify(entries().exactly(3));
}

#[tokio::test]
async fn a_connection_can_be_reset() {
    let dynatrace = Dynatrace::start().await;
    dynatrace.faults().reset_after_reading().times(1).start();
    assert!(to_dynatrace(&dynatrace, RECORD).send().await.is_err());
    assert_eq!(statuses(&dynatrace, 1).await, [204]);
}

#[tokio::test]
async fn a_window_opens_by_the_emulated_clock() {
    let start = "2026-11-25T10:00:00Z".parse().expect("an instant");
    let builder = Dynatrace::builder().clock(start);
    let dynatrace = builder.start().await.expect("it starts");
    let hour = Duration::from_hours(1);
    dynatrace
        .faults()
        .internal()
        .from(hour)
        .until(hour * 2)
        .start();
    assert_eq!(statuses(&dynatrace, 1).await, [204]);
    dynatrace.advance(hour);
    assert_eq!(statuses(&dynatrace, 1).await, [500]);
    dynatrace.advance(hour);
    assert_eq!(statuses(&dynatrace, 1).await, [204]);
}

#[test]
fn what_could_never_happen_is_said_at_once() {
    let dynatrace = Dynatrace::start_blocking();
    let wait = Duration::from_secs(1);
    for (bad, said) in [
        (
            dynatrace.faults().throttled().operation("write"),
            "no operation `write`",
        ),
        (
            dynatrace.faults().hang().retry_after(wait),
            "only a fault says",
        ),
        (
            dynatrace.faults().throttled().header("a", "b"),
            "only a raw answer",
        ),
        (dynatrace.faults().throttled().times(0), "0 times"),
        (
            dynatrace
                .faults()
                .lose()
                .header("a", "b")
                .then()
                .throttled(),
            "only a raw answer",
        ),
    ] {
        let error = bad.try_start().expect_err(said).to_string();
        assert!(error.contains(said), "{error}");
    }
    assert!(dynatrace.faults().list().is_empty(), "nothing of it starts");
    let start = || dynatrace.faults().raw(99, "").start();
    assert!(catch_unwind(AssertUnwindSafe(start)).is_err());
}
