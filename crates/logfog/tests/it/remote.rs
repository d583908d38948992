use std::time::Duration;

use logfog::{Assert, CloudRu, Dynatrace, Remote, entries, exchanges};

use crate::ship::{ship, ship_nonsense};

/// What a test would say of either.
async fn one_warning_and_nothing_refused(of: &impl Assert) {
    of.wait_for(entries().field("severity.text", "WARN").exactly(1))
        .await;
    of.verify_now(exchanges().matching("fate = refused").exactly(0))
        .await;
    let more = entries().field("severity.text", "WARN").count(2);
    let evidence = of
        .try_wait_for(more.within(Duration::from_millis(20)))
        .await;
    let Err(evidence) = evidence else {
        panic!("there is one only");
    };
    assert_eq!((evidence.arrived(), evidence.is_unsure()), (1, false));
    assert!(
        of.try_verify_now(exchanges().status(204).at_most(0))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn the_same_claims_hold_here_and_over_the_admin_api() {
    let dynatrace = Dynatrace::builder()
        .admin()
        .start()
        .await
        .expect("it starts");
    ship(
        &dynatrace,
        r#"[{"content":"a","level":"warn"},{"content":"b"}]"#,
    )
    .await;
    one_warning_and_nothing_refused(&dynatrace).await;
    let remote = Remote::connect(&dynatrace.uri())
        .await
        .expect("it has an admin API");
    one_warning_and_nothing_refused(&remote).await;
    let other = remote.clone().of_vendor("azure");
    assert!(other.try_verify_now(entries()).await.is_err());
    let found = remote.wait_for(entries()).await;
    assert_eq!(found.entries.len(), 2);
}

#[tokio::test]
async fn the_evidence_comes_over_the_admin_api_too() {
    let cloudru = CloudRu::builder().admin().start().await.expect("it starts");
    ship_nonsense(&cloudru).await;
    let remote = Remote::connect(&cloudru.uri())
        .await
        .expect("it has an admin API");
    let evidence = remote
        .try_verify_now(entries().count(3))
        .await
        .expect_err("it was refused");
    let text = evidence.to_string();
    assert!(text.starts_with("expected at least 3 entries\n"), "{text}");
    assert!(text.contains("refused: cloudru.auth."), "{text}");
    drop(cloudru);
    let nobody = remote
        .try_verify_now(entries())
        .await
        .expect_err("nobody is there");
    assert!(nobody.is_unsure(), "{nobody}");
}
