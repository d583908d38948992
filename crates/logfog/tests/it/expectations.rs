use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use logfog::{CloudRu, Dynatrace, entries, exchanges};

use crate::ship::{ship, ship_nonsense};

/// What a panic said.
fn said(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .expect("a panic with a text")
}

#[tokio::test]
async fn waiting_sees_what_was_there_and_what_is_to_come() {
    let dynatrace = Dynatrace::start().await;
    ship(&dynatrace, r#"[{"content":"first"}]"#).await;
    let later = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        ship(&dynatrace, r#"[{"content":"second"},{"content":"other"}]"#).await
    };
    let both = dynatrace.wait_for(entries().matching("body ~ first|second").count(2));
    let (found, answer) = tokio::join!(both, later);
    assert_eq!(answer.status(), 204);
    let bodies: Vec<_> = found.iter().map(|entry| entry.view().body).collect();
    assert_eq!(bodies, [r#""first""#, r#""second""#]);
    let sent = dynatrace.verify(exchanges().status(204).operation("ingest").exactly(2));
    assert_eq!(sent[1].verdict.stored, 2);
}

#[tokio::test(start_paused = true)]
async fn a_test_with_paused_time_waits_all_the_same() {
    let cloudru = CloudRu::start().await;
    let later = std::thread::spawn({
        let url = cloudru.uri();
        move || {
            std::thread::sleep(Duration::from_millis(50));
            let runtime = tokio::runtime::Builder::new_current_thread();
            let runtime = { runtime }.enable_all().build().expect("a runtime");
            runtime.block_on(async { reqwest::get(url).await.map(|answer| answer.status()) })
        }
    });
    cloudru.wait_for(exchanges().status(404)).await;
    later.join().expect("no panic").expect("an answer");
}

#[test]
fn who_is_not_async_waits_by_blocking() {
    let cloudru = CloudRu::start_blocking();
    let url = cloudru.uri();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_all().build().expect("a runtime");
        runtime.block_on(async { reqwest::get(url).await.map(|answer| answer.status()) })
    });
    assert_eq!(cloudru.wait_for_blocking(exchanges()).len(), 1);
}

#[tokio::test]
async fn blocking_is_possible_within_a_runtime_too() {
    let cloudru = CloudRu::start().await;
    ship_nonsense(&cloudru).await;
    let refused = exchanges().rule("cloudru.auth.*").exactly(1);
    assert_eq!(cloudru.wait_for_blocking(refused).len(), 1);
    let none = exchanges().rule("azure.*").exactly(0);
    assert!(
        cloudru
            .wait_for_blocking(none.quiet(Duration::from_millis(20)))
            .is_empty()
    );
}

#[tokio::test]
async fn what_is_not_met_says_what_came_instead() {
    let dynatrace = Dynatrace::start().await;
    ship(&dynatrace, r#"[{"content":"timed in","level":"error"}]"#).await;
    let huge = "x".repeat(11 << 20);
    ship(&dynatrace, &format!(r#"[{{"content":"{huge}"}}]"#)).await;
    let expectation = entries()
        .matching("severity.text = ERROR and body ~ 'timed out'")
        .within(Duration::from_millis(20));
    let evidence = dynatrace.try_wait_for(expectation).await;
    let evidence = evidence.expect_err("no such entry");
    assert_eq!(evidence.arrived(), 0);
    assert!(!evidence.is_unsure());
    let text = evidence.to_string();
    for piece in [
        "expected at least 1 entry with severity.text = ERROR and body ~ \"timed out\"; none came within 20ms",
        "nearest: entry 1 of exchange 1, \"timed in\"",
        "✓ severity.text = ERROR",
        "✗ body ~ \"timed out\"   but it is timed in",
        "what came:\n  1 dynatrace POST /api/v2/logs/ingest → 204, 1 stored",
        "2 dynatrace POST /api/v2/logs/ingest → 413, 0 stored\n    refused: dynatrace.ingest.body-size",
        "to let it pass: .check(\"dynatrace.ingest.body-size=warn\")",
    ] {
        assert!(text.contains(piece), "{piece}\n\nis not in\n\n{text}");
    }
    assert_eq!(format!("{evidence:?}"), text);
}

#[tokio::test]
async fn what_no_policy_lets_pass_is_not_offered_to_be() {
    let dynatrace = Dynatrace::start().await;
    let sent = reqwest::Client::new()
        .post(format!("{}/api/v2/logs/ingest", dynatrace.uri()))
        .header(
            "authorization",
            format!("Api-Token {}", dynatrace.api_token()),
        )
        .header("content-type", "application/json; charset=utf-8")
        .header("content-encoding", "gzip")
        .body("not gzip")
        .send();
    sent.await.expect("an answer");
    let expectation = entries().within(Duration::from_millis(20));
    let evidence = dynatrace.try_wait_for(expectation).await;
    let text = evidence.expect_err("nothing came").to_string();
    assert!(text.contains("refused: dynatrace."), "{text}");
    assert!(!text.contains("to let it pass"), "{text}");
}

#[tokio::test]
async fn too_many_are_not_what_was_expected() {
    let dynatrace = Dynatrace::start().await;
    ship(&dynatrace, r#"[{"content":"a"},{"content":"b"}]"#).await;
    for expectation in [entries().exactly(1), entries().at_most(1)] {
        let evidence = dynatrace
            .try_verify(expectation)
            .expect_err("two are there");
        assert_eq!(evidence.arrived(), 2);
    }
    dynatrace.verify(entries().at_most(2));
}

#[tokio::test]
async fn a_panic_has_the_evidence() {
    let cloudru = CloudRu::start().await;
    ship_nonsense(&cloudru).await;
    let panic = catch_unwind(AssertUnwindSafe(|| cloudru.verify(entries())));
    let text = said(&*panic.expect_err("nothing was stored"));
    assert!(text.contains("refused: cloudru.auth."), "{text}");
    let cloudru = CloudRu::start().await;
    let panic = catch_unwind(AssertUnwindSafe(|| cloudru.verify(entries())));
    assert!(said(&*panic.expect_err("nothing came")).contains("no request came at all"));
}

#[tokio::test]
async fn what_is_expected_is_checked_when_it_is_dropped() {
    let cloudru = CloudRu::start().await;
    cloudru.expect(entries().count(3));
    cloudru.expect(exchanges().status(401));
    cloudru.expect(exchanges().status(200));
    ship_nonsense(&cloudru).await;
    let address = cloudru.authority();
    let panic = catch_unwind(AssertUnwindSafe(move || drop(cloudru)));
    let text = said(&*panic.expect_err("two are not met"));
    for piece in [
        "2 of 3 expectations are not met",
        "expected at least 3 entries; none came",
        "expected at least 1 exchange with status = 200; none came",
        "refused: cloudru.auth.",
    ] {
        assert!(text.contains(piece), "{piece}\n\nis not in\n\n{text}");
    }
    assert!(
        std::net::TcpStream::connect(address).is_err(),
        "it stopped all the same"
    );
}

#[tokio::test]
async fn what_is_met_is_dropped_in_silence() {
    let cloudru = CloudRu::start().await;
    cloudru.expect(exchanges().status(401).within(Duration::from_secs(30)));
    ship_nonsense(&cloudru).await;
    cloudru.checkpoint();
    cloudru.expect(entries().exactly(0));
}

#[tokio::test]
async fn a_drop_while_panicking_does_not_panic_again() {
    let cloudru = CloudRu::start().await;
    cloudru.expect(entries());
    let panic = catch_unwind(AssertUnwindSafe(move || {
        let _held = cloudru;
        panic!("the first");
    }));
    assert_eq!(said(&*panic.expect_err("it panics")), "the first");
}

#[tokio::test]
async fn a_checkpoint_checks_at_once_and_only_once() {
    let cloudru = CloudRu::start().await;
    cloudru.expect(entries());
    let panic = catch_unwind(AssertUnwindSafe(|| cloudru.checkpoint()));
    assert!(panic.is_err());
    cloudru.checkpoint();
}

#[tokio::test]
async fn who_stops_waiting_leaves_nothing_behind() {
    let cloudru = CloudRu::start().await;
    let forever = cloudru.wait_for(entries().within(Duration::from_hours(1)));
    let given_up = tokio::time::timeout(Duration::from_millis(20), forever).await;
    assert!(given_up.is_err());
    // A wait that went on would keep its thread, and this would hang.
    drop(cloudru);
}
