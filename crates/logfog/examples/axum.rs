//! A web service that writes what happens to Dynatrace, and a test of it: the service is called as a
//! `tower::Service`, its client is the one that it uses in production.

use axum::{Router, body::Body, extract::State, http::Request, http::StatusCode, routing::post};
use logfog::{Dynatrace, entries};
use tower::ServiceExt as _;

/// What the service needs to write its log.
#[derive(Clone)]
struct Log {
    url: String,
    token: String,
    client: reqwest::Client,
}

impl Log {
    async fn write(&self, level: &str, content: String) -> Result<(), reqwest::Error> {
        let records = serde_json::json!([{"level": level, "content": content, "service": "shop"}]);
        let request = self.client.post(&self.url);
        let request = request.header("authorization", format!("Api-Token {}", self.token));
        request.json(&records).send().await?.error_for_status()?;
        Ok(())
    }
}

/// The service: nobody may order more than ten.
fn shop(log: Log) -> Router {
    Router::new().route("/orders", post(order)).with_state(log)
}

async fn order(State(log): State<Log>, amount: String) -> StatusCode {
    let (level, status) = match amount.parse::<u32>() {
        Ok(1..=10) => ("info", StatusCode::CREATED),
        _ => ("error", StatusCode::UNPROCESSABLE_ENTITY),
    };
    match log.write(level, format!("order of {amount}")).await {
        Ok(()) => status,
        Err(_) => StatusCode::BAD_GATEWAY,
    }
}

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() {
    let dynatrace = Dynatrace::start().await;
    let shop = shop(Log {
        url: dynatrace.uri() + "/api/v2/logs/ingest",
        token: dynatrace.api_token().to_owned(),
        client: reqwest::Client::new(),
    });

    for (amount, status) in [("3", 201), ("11", 422), ("a dozen", 422)] {
        let order = Request::post("/orders").body(Body::from(amount));
        let order = order.expect("a request");
        let answer = shop.clone().oneshot(order).await.expect("infallible");
        assert_eq!(answer.status(), status);
    }

    let errors = entries().field("severity.text", "ERROR").exactly(2);
    let errors = dynatrace.wait_for(errors).await;
    assert_eq!(errors[0].view().body, r#""order of 11""#);
    let shops = entries().field("attributes.service", "shop");
    dynatrace.verify(shops.exactly(3));
}
