//! The runner against a vendor of three lines, with one thing planted wrong at a time.

mod target;

use std::{path::Path, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::ws::{WebSocket, WebSocketUpgrade},
    routing::{any, post},
};
use http::{Response, StatusCode, request::Parts};
use logfog_kit::{
    Addresses, BadSetting, Connection, Ctx, ProfileView, Received, Settings, Told, Vendor, World,
    told,
};
use logfog_model::{Injected, Operation, Rules, Spec, VendorId};

use crate::{Case, Schemas, perform};

logfog_model::rules! { "acme", read "2026-11" {
    /// There is something to log.
    Empty = "ingest.empty", Chosen, "none", "The body is not empty.";
} }

struct Acme;

impl Vendor for Acme {
    fn id(&self) -> VendorId {
        VendorId::new("acme")
    }

    fn operations(&self) -> &'static [Operation] {
        &[]
    }

    fn rules(&self) -> Vec<&'static Spec> {
        Rule::ALL.iter().map(|rule| rule.spec()).collect()
    }

    fn profile(&self) -> ProfileView {
        ProfileView {
            name: "only",
            known: &["only"],
            stands_for: "nothing",
            values: Vec::new(),
        }
    }

    fn router(&self, _: Ctx) -> Router {
        let ingest = async move |received: Received| {
            let mut report = received.report();
            let empty = received.payload.bytes.is_empty();
            let refused = empty && report.refuse(Rule::Empty, "", "nothing").is_err();
            let mut answer = Response::new(Body::from(received.payload.bytes.clone()));
            if refused {
                *answer.status_mut() = StatusCode::BAD_REQUEST;
            }
            told(answer, Told::new("ingest", report.verdict(0)))
        };
        let echo = async |upgrade: WebSocketUpgrade| upgrade.on_upgrade(echo);
        Router::new()
            .route("/logs", post(ingest))
            .route("/echo", any(echo))
    }

    fn fault(&self, _: Injected, _: &Parts, _: &World) -> Response<Body> {
        Response::new(Body::empty())
    }

    fn connection(&self, _: &Addresses) -> Connection {
        Connection {
            credentials: vec![("token", "well-known".into())],
            ..Connection::default()
        }
    }
}

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(frame)) = socket.recv().await {
        if socket.send(frame).await.is_err() {
            return;
        }
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "what every vendor's constructor looks like"
)]
fn acme(_: &Settings) -> Result<Arc<dyn Vendor>, BadSetting> {
    Ok(Arc::new(Acme))
}

const ECHOED: &str = "# doc: none (read 2026-11)\n# basis: chosen\n# rules: -\n# stored: 0\n\
    POST /logs\n\n[1]\n\nHTTP/1.1 200\n\n=[1]\n\
    ### and over a WebSocket\nWS /echo\n\nHTTP/1.1 101\n\n> {\"a\":1}\n< {\"a\":1}\n<none\n";
const REFUSED: &str = "# doc: none (read 2026-11)\n# basis: chosen\n# rules: acme.ingest.empty\n\
    POST /logs\n\n\nHTTP/1.1 400\nx-logfog-rule: acme.ingest.empty\n\n=\n";

/// What is wrong with a case, if anything is.
fn difference(text: &str) -> Option<String> {
    let case = Case::parse(text).expect("a case");
    let schemas = Schemas::new([]).expect("no schemas");
    perform(Path::new("."), &case, acme, &schemas)
        .expect("it can be sent")
        .difference
}

#[test]
fn what_is_as_promised_passes() {
    assert_eq!(difference(ECHOED), None);
    assert_eq!(difference(REFUSED), None);
}

#[test]
fn an_answer_that_its_schema_does_not_allow_is_found() {
    let violation = |ingest: &str, frame: &str| {
        let documents = [("ingest.answer", ingest), ("frame", frame)].map(|(name, rest)| {
            let text = format!(r#"{{"$id":"https://x.test/{name}",{rest}}}"#);
            (name.to_owned(), serde_json::from_str(&text).expect("JSON"))
        });
        let mut case = Case::parse(ECHOED).expect("a case");
        case.operation = "ingest".into();
        let schemas = Schemas::new(documents).expect("schemas");
        let outcome = perform(Path::new("."), &case, acme, &schemas).expect("it can be sent");
        outcome.violation.unwrap_or_default()
    };
    let body = |wanted: &str| format!(r#""properties":{{"body":{{"const":"{wanted}"}}}}"#);
    let (right, object) = (body("[1]"), r#""type":"object""#);
    assert_eq!(violation(&right, object), "");
    let other = violation(&body("[2]"), object);
    assert!(
        other.starts_with("step 1: ingest.answer.schema.json: /body: "),
        "{other}"
    );
    let closer = format!(r#""oneOf":[{{"type":"array"}},{{{}}}]"#, body("[2]"));
    assert!(violation(&closer, object).contains("/body"));
    let frame = violation(&right, r#""type":"string""#);
    assert!(frame.starts_with("step 2: frame.schema.json"), "{frame}");
    let broken = violation(r#""type":7"#, object);
    assert!(broken.contains("is no schema"), "{broken}");
}

#[test]
fn each_planted_error_is_found() {
    for (text, right, wrong, said) in [
        (ECHOED, "HTTP/1.1 200", "HTTP/1.1 204", "step 1: status"),
        (ECHOED, "=[1]", "=[2]", "step 1: body"),
        (ECHOED, "< {\"a\":1}", "< {\"a\":2}", "step 2: /a"),
        (
            ECHOED,
            "< {\"a\":1}\n<none",
            "<none",
            "step 2: expected silence",
        ),
        (ECHOED, "HTTP/1.1 101", "HTTP/1.1 400", "step 2: status"),
        (ECHOED, "# stored: 0", "# stored: 1", "stored"),
        (ECHOED, "# rules: -", "# rules: acme.ingest.empty", "rules"),
        (REFUSED, "# rules: acme.ingest.empty", "# rules: -", "rules"),
        (
            REFUSED,
            "x-logfog-rule: acme.ingest.empty",
            "!x-logfog-rule",
            "step 1: header",
        ),
    ] {
        let found = difference(&text.replacen(right, wrong, 1)).unwrap_or_default();
        assert!(found.starts_with(said), "{wrong}: {found:?}");
    }
}
