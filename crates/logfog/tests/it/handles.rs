use std::net::TcpStream;

use logfog::{Azure, Cesanta, CloudRu, Dynatrace, StartError, Yandex};
use reqwest::{Client, StatusCode};

#[tokio::test]
async fn every_handle_knows_its_credentials_and_resources() {
    let azure = Azure::start().await;
    let (tenant, client, secret) = azure.credentials();
    let cesanta = Cesanta::start().await;
    let (src, key) = cesanta.credentials();
    let cloudru = CloudRu::start().await;
    let dynatrace = Dynatrace::start().await;
    let yandex = Yandex::start().await;
    let known = [
        tenant,
        client,
        secret,
        azure.rule_id(),
        azure.stream(),
        src,
        key,
        cloudru.api_key(),
        cloudru.project_id(),
        cloudru.log_group_id(),
        dynatrace.api_token(),
        dynatrace.environment_id(),
        yandex.iam_token(),
        yandex.folder_id(),
        yandex.log_group_id(),
    ];
    assert!(known.iter().all(|text| !text.is_empty()));
    assert_eq!(azure.endpoint(), azure.https());
    assert!(azure.ca_pem().starts_with("-----BEGIN CERTIFICATE-----"));
    assert!(cesanta.websocket().starts_with("ws://127.0.0.1:"));
    assert!(
        dynatrace
            .env()
            .iter()
            .any(|(name, _)| *name == "DT_API_TOKEN")
    );
}

#[tokio::test]
async fn what_arrived_is_shown_until_it_is_reset() {
    let cesanta = Cesanta::start().await;
    let frame = r#"{"v":1,"src":"//api.cesanta.com/d","dst":"//api.cesanta.com",
        "cmds":[{"cmd":"/v1/Log.Log","id":1,"args":{"msg":{"b":1.0,"a":2}}}]}"#;
    let answer = Client::new()
        .post(cesanta.uri())
        .body(frame)
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    let entries = cesanta.entries();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].view().body, r#"{"b":1.0,"a":2}"#);
    assert_eq!(cesanta.exchanges().len(), 1);
    assert_eq!(cesanta.evicted(), 0);
    cesanta.reset();
    assert!(cesanta.entries().is_empty() && cesanta.exchanges().is_empty());
}

#[tokio::test]
async fn settings_change_what_is_answered() {
    let builder = Dynatrace::builder().set("state", "out_of_ddu");
    let dynatrace = builder.start().await.expect("a known state");
    let request = Client::new()
        .post(dynatrace.uri() + "/api/v2/logs/ingest")
        .header(
            "authorization",
            format!("Api-Token {}", dynatrace.api_token()),
        )
        .header("content-type", "text/plain")
        .body("hello");
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::PAYMENT_REQUIRED);
}

#[test]
fn what_is_not_known_is_said() {
    let profile = Yandex::builder().profile("2031").start_blocking();
    let error = profile.expect_err("no such profile");
    assert!(matches!(error, StartError::Setting(_)));
    assert!(error.to_string().contains("seed"), "{error}");
    let check = Yandex::builder().check("yandex.*=perhaps").start_blocking();
    assert!(matches!(
        check.expect_err("no such check"),
        StartError::Policy(_)
    ));
}

#[test]
fn dropping_it_frees_the_port() {
    let yandex = Yandex::start_blocking();
    let address = yandex.authority();
    assert!(TcpStream::connect(&address).is_ok());
    drop(yandex);
    assert!(TcpStream::connect(&address).is_err());
}
