//! What a client does, for tests that are not about clients.

use logfog::{CloudRu, Dynatrace};
use reqwest::{Client, RequestBuilder, Response};

/// A request to Dynatrace with records, as JSON.
pub(crate) fn to_dynatrace(dynatrace: &Dynatrace, records: &str) -> RequestBuilder {
    let token = format!("Api-Token {}", dynatrace.api_token());
    Client::new()
        .post(dynatrace.uri() + "/api/v2/logs/ingest")
        .header("authorization", token)
        .header("content-type", "application/json; charset=utf-8")
        .body(records.to_owned())
}

/// Sends such a request.
pub(crate) async fn ship(dynatrace: &Dynatrace, records: &str) -> Response {
    let request = to_dynatrace(dynatrace, records);
    request.send().await.expect("an answer")
}

/// Sends what Cloud.ru refuses.
pub(crate) async fn ship_nonsense(cloudru: &CloudRu) -> Response {
    let request = Client::new()
        .post(cloudru.uri() + "/api/v1/logs")
        .body("{}");
    request.send().await.expect("an answer")
}
