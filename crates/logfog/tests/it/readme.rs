//! The test in the README, as it stands there.

use std::time::Duration;

use logfog::{Dynatrace, entries, exchanges};
use reqwest::{Client, header::AUTHORIZATION};

#[tokio::test]
async fn ships_although_throttled() {
    let dynatrace = Dynatrace::start().await.session("t1");
    let throttled = dynatrace.faults().throttled().operation("ingest").times(2);
    throttled.retry_after(Duration::from_secs(1)).start();

    let ship = async |body: &'static str| {
        let request = Client::new()
            .post(dynatrace.uri() + "/api/v2/logs/ingest")
            .body(body);
        let request = request.header(
            AUTHORIZATION,
            format!("Api-Token {}", dynatrace.api_token()),
        );
        let request = request.header("content-type", "application/json; charset=utf-8");
        request.send().await.expect("an answer").status()
    };
    while ship(r#"[{"content":"one"},{"content":"two"},{"content":"three"}]"#).await == 429 {}

    dynatrace
        .wait_for(entries().matching("body ~ '^(one|two|three)$'").count(3))
        .await;
    dynatrace.verify(exchanges().status(429).exactly(2));

    ship(r#"{"content": "and a comma too many",}"#).await;
    let refused = dynatrace
        .verify(exchanges().status(400).exactly(1))
        .remove(0);
    let rule = refused.verdict.worst().expect("it was refused").spec;
    assert_eq!(rule.id, "dynatrace.ingest.json");
}

#[test]
fn it_is_the_one_in_the_readme() {
    let readme = include_str!("../../../../README.md");
    let block = readme.split("```rust\n").nth(1).expect("a block");
    let block = block.split("```").next().expect("its end");
    // Lines are broken to fit here, and to be read there.
    let bare = |text: &str| {
        text.split_whitespace()
            .collect::<String>()
            .replace(",)", ")")
    };
    assert!(
        bare(include_str!("readme.rs")).contains(&bare(block)),
        "{block}"
    );
}
