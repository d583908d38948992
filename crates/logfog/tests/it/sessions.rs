use std::time::Duration;

use logfog::{Dynatrace, StartError, Timestamp, entries};

use crate::ship::ship;

#[tokio::test]
async fn a_session_sees_only_its_own() {
    let dynatrace = Dynatrace::start().await;
    let (one, other) = (dynatrace.session("one"), dynatrace.session("other"));
    assert_eq!(one.uri(), dynatrace.uri());
    for (session, records) in [
        (&one, r#"[{"content":"1"}]"#),
        (&other, r#"[{"content":"2"}]"#),
    ] {
        // Nothing but its credential leads into it.
        assert_ne!(session.api_token(), dynatrace.api_token());
        let token = ("DT_API_TOKEN", session.api_token().to_owned());
        assert!(session.env().contains(&token));
        assert_eq!(ship(session, records).await.status(), 204);
    }
    for (session, body) in [(&one, r#""1""#), (&other, r#""2""#)] {
        let found = session.wait_for(entries().exactly(1)).await;
        assert_eq!(found[0].view().body, body);
        assert_eq!(session.exchanges().len(), 1);
    }
    assert_eq!(
        dynatrace.entries().len(),
        2,
        "the emulator sees every session"
    );
    one.clear();
    assert!(one.entries().is_empty());
    other.verify(entries().exactly(1));
}

#[tokio::test]
async fn a_session_has_a_clock_of_its_own() {
    let start: Timestamp = "2026-11-25T10:00:00Z".parse().expect("an instant");
    let dynatrace = Dynatrace::builder()
        .clock(start)
        .start()
        .await
        .expect("it starts");
    let session = dynatrace
        .session_builder("late")
        .clock(start)
        .open()
        .expect("it opens");
    session.advance(Duration::from_hours(2));
    assert_eq!(session.now().duration_since(start).as_hours(), 2);
    assert_eq!(dynatrace.now(), start);
}

#[tokio::test]
async fn what_is_the_case_in_one_session_is_not_in_others() {
    let dynatrace = Dynatrace::start().await;
    let session = dynatrace.session("poor");
    session.state("out_of_ddu");
    let one = r#"[{"content":"a"}]"#;
    assert_eq!(ship(&session, one).await.status(), 402);
    assert_eq!(ship(&dynatrace, one).await.status(), 204);
    session.clear_state();
    assert_eq!(ship(&session, one).await.status(), 204);
    dynatrace.state("out_of_ddu");
    dynatrace.reset();
    assert_eq!(ship(&dynatrace, one).await.status(), 204);
}

#[tokio::test]
async fn resources_are_declared_for_all_or_for_one() {
    let tokens = |secret: &str| serde_json::json!({"tokens": [{"token": secret, "scopes": ["logs.ingest"]}]});
    let token = |letter: &str| format!("dt0c01.{}.{}", letter.repeat(24), letter.repeat(64));
    let (all, own) = (token("A"), token("B"));
    let builder = Dynatrace::builder().resources(tokens(&all));
    let dynatrace = builder.start().await.expect("it is understood");
    let session = dynatrace.session_builder("own").resources(tokens(&own));
    let session = session.open().expect("it is understood");
    let asked = async |token: &str, session: &str| {
        let request = reqwest::Client::new().post(dynatrace.uri() + "/api/v2/logs/ingest");
        let request = request.header("authorization", format!("Api-Token {token}"));
        let request = request
            .header("content-type", "text/plain")
            .header("x-logfog-session", session);
        request.body("a").send().await.expect("an answer").status()
    };
    assert_eq!(asked(&all, "default").await, 204);
    assert_eq!(asked(&own, "own").await, 204);
    assert_eq!(asked(&own, "default").await, 401);
    assert_eq!(session.entries().len(), 1);
    let nonsense = dynatrace
        .session_builder("bad")
        .resources(serde_json::json!({"tokens": 7}));
    assert!(matches!(nonsense.open(), Err(StartError::Resource { .. })));
}

#[tokio::test]
async fn what_was_forgotten_is_not_claimed_to_have_been_missing() {
    let dynatrace = Dynatrace::start().await;
    let small = dynatrace.session_builder("small").quota(4096);
    let small = small.open().expect("it opens");
    for number in 0..40 {
        let text = format!(r#"[{{"content":"{number} {}"}}]"#, "x".repeat(500));
        assert_eq!(ship(&small, &text).await.status(), 204);
    }
    assert!(small.evicted() > 0);
    let evidence = small.try_verify(entries().matching("body ~ '^0 '").exactly(1));
    let evidence = evidence.expect_err("it was forgotten");
    assert!(evidence.is_unsure());
    assert!(
        evidence
            .to_string()
            .contains("were forgotten for want of room"),
        "{evidence}"
    );
    small.verify(entries().matching("body ~ '^39 '"));
}

#[test]
fn a_session_is_over_when_its_handle_is_dropped() {
    let fake = logfog::fake_blocking(|f| f.azure().cloudru());
    let session = fake.session("t1");
    assert_eq!(session.azure().session_name().as_str(), "t1");
    let again = fake.session_builder("t1").open();
    assert!(matches!(
        again.expect_err("it is taken"),
        StartError::Session(_)
    ));
    drop(session);
    drop(fake.session("t1"));
    let nameless = fake.azure().session_builder("a b").open();
    assert!(matches!(
        nameless.expect_err("no name"),
        StartError::Name(_)
    ));
}

#[test]
#[should_panic(expected = "there is no state `tired`")]
fn a_state_that_there_is_not_is_said() {
    Dynatrace::start_blocking().state("tired");
}
