//! What must hold for every route that there is, as the document lists them.

use axum::body::Body;
use bytes::Bytes;
use http::{
    HeaderName, Request, Response, StatusCode,
    header::{AUTHORIZATION, HOST, ORIGIN},
};
use logfog_admin::{Access, Token};
use logfog_kit::{Ctx, serve::ADMIN};
use logfog_model::Policy;
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    acme::World,
    document::{self, Route},
};

const TOKEN: &str = "a-token-that-nobody-guesses";
/// Bytes that a body may have.
const CAP: usize = 1 << 20;

fn guarded(access: Access) -> World {
    World::guarded(Ctx::new(Policy::default()), access)
}

fn with_token() -> World {
    guarded(Access::Token(Token::new(TOKEN).expect("a token")))
}

/// A path of this route: nothing that it names is there.
fn path(route: &Route) -> String {
    let steps = route.path.split('/');
    let steps = steps.map(|step| if step.starts_with('{') { "x" } else { step });
    let steps: Vec<_> = steps.collect();
    steps.join("/")
}

fn is_health(route: &Route) -> bool {
    ["/livez", "/readyz"].contains(&route.path.as_str())
}

/// What has no end when it is answered well.
fn is_endless(route: &Route) -> bool {
    route.path == "/tail"
}

fn request(
    method: &str,
    path: &str,
    headers: &[(HeaderName, &str)],
    body: impl Into<Body>,
) -> Request<Body> {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("{ADMIN}{path}"));
    if !headers.iter().any(|(name, _)| *name == HOST) {
        request = request.header(HOST, "localhost:4800");
    }
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    request.body(body.into()).expect("well formed")
}

/// The answer to it, held against the document.
async fn ask(
    world: &World,
    method: &str,
    path: &str,
    headers: &[(HeaderName, &str)],
    body: impl Into<Body>,
) -> (Response<()>, Bytes) {
    world.send(request(method, path, headers, body)).await
}

/// How a route answers at once: a stream has no end, and a wait is not waited for.
async fn status(world: &World, route: &Route, headers: &[(HeaderName, &str)]) -> StatusCode {
    let waits = route.query.iter().any(|name| name == "timeout");
    let path = path(route) + if waits { "?timeout=0" } else { "" };
    let request = request(&route.method, &path, headers, "{}");
    world.begin(request).await.status()
}

#[tokio::test]
async fn what_changes_something_is_never_a_get() {
    let world = World::strict();
    let routes = document::routes();
    let gets: Vec<_> = routes
        .iter()
        .filter(|route| route.method == "GET")
        .collect();
    for route in &routes {
        if gets.iter().any(|get| get.path == route.path) {
            continue;
        }
        let (answer, _) = ask(&world, "GET", &path(route), &[], "").await;
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED, "{route:?}");
        let allowed = answer.headers()["allow"].to_str().expect("text");
        assert!(allowed.contains(&route.method), "{route:?}: {allowed}");
    }
}

#[tokio::test]
async fn reading_changes_nothing() {
    let world = World::strict();
    world.ingest("a", "1").await;
    let state = async || {
        let sessions = world.get("/sessions").await;
        let sessions = sessions["sessions"].as_array().expect("a list").iter();
        let names: Vec<_> = sessions.map(|one| one["name"].clone()).collect();
        let entries = world.get("/entries").await;
        (names, entries, world.get("/exchanges").await)
    };
    let before = state().await;
    let routes = document::routes();
    for route in routes.iter().filter(|route| route.method == "GET") {
        if is_endless(route) {
            continue;
        }
        let asks = |known: &str| route.query.iter().any(|name| name == known);
        let mut query = String::new();
        if asks("session") {
            query += "?session=new";
        }
        if asks("timeout") {
            query += "&timeout=0";
        }
        ask(&world, "GET", &(path(route) + &query), &[], "").await;
    }
    assert_eq!(state().await, before);
}

#[tokio::test]
async fn strangers_are_refused_everywhere_and_first() {
    for world in [World::strict(), with_token(), guarded(Access::Closed)] {
        for route in document::routes() {
            let token = format!("Bearer {TOKEN}");
            let token = (AUTHORIZATION, token.as_str());
            for stranger in [
                (HOST, "evil.example"),
                (HOST, "localhost.evil.example:4800"),
                (ORIGIN, "https://evil.example"),
                (ORIGIN, "http://localhost:3000"),
                (ORIGIN, "null"),
            ] {
                let refused = StatusCode::FORBIDDEN;
                assert_eq!(
                    status(&world, &route, std::slice::from_ref(&stranger)).await,
                    refused
                );
                let both = [stranger, token.clone()];
                assert_eq!(status(&world, &route, &both).await, refused, "{route:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_page_that_asks_beforehand_is_not_let_in() {
    let world = World::strict();
    for route in document::routes() {
        let headers = [
            (ORIGIN, "https://evil.example"),
            (
                HeaderName::from_static("access-control-request-method"),
                "POST",
            ),
        ];
        let (answer, _) = ask(&world, "OPTIONS", &path(&route), &headers, "").await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{route:?}");
    }
}

#[tokio::test]
async fn a_token_is_wanted_everywhere_but_for_health() {
    let world = with_token();
    let right = format!("Bearer {TOKEN}");
    let wrong = format!("Bearer {TOKEN}x");
    let basic = format!("Basic {TOKEN}");
    for route in document::routes() {
        let denied = if is_health(&route) {
            StatusCode::OK
        } else {
            StatusCode::UNAUTHORIZED
        };
        assert_eq!(status(&world, &route, &[]).await, denied, "{route:?}");
        for wrong in [&wrong, &basic, "Bearer", TOKEN] {
            let came = status(&world, &route, &[(AUTHORIZATION, wrong)]).await;
            assert_eq!(came, denied, "{route:?} {wrong}");
        }
    }
    // What is not there is not told to strangers either.
    for (method, path) in [("GET", "/nothing"), ("PATCH", "/reset"), ("GET", "")] {
        let (answer, _) = ask(&world, method, path, &[], "").await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(answer.headers()["www-authenticate"], "Bearer");
    }
    for route in document::routes() {
        let came = status(&world, &route, &[(AUTHORIZATION, &right)]).await;
        assert_ne!(came, StatusCode::UNAUTHORIZED, "{route:?}");
    }
    let (answer, _) = ask(&world, "GET", "/version", &[(AUTHORIZATION, &right)], "").await;
    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test]
async fn without_a_token_what_others_can_reach_tells_only_that_it_lives() {
    let world = guarded(Access::Closed);
    let token = format!("Bearer {TOKEN}");
    for route in document::routes() {
        let expected = if is_health(&route) {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        };
        for headers in [&[][..], &[(AUTHORIZATION, token.as_str())]] {
            assert_eq!(status(&world, &route, headers).await, expected, "{route:?}");
        }
    }
}

#[tokio::test]
async fn the_token_is_told_to_nobody() {
    let world = with_token();
    let right = format!("Bearer {TOKEN}");
    let right = [(AUTHORIZATION, right.as_str())];
    // A client that sends it to the vendor by mistake.
    let request = Request::post("/logs")
        .header(AUTHORIZATION, right[0].1)
        .body(Body::from("1"));
    world.send(request.expect("well formed")).await;
    for route in document::routes() {
        if route.method != "GET" || is_endless(&route) {
            continue;
        }
        let path = route.path.replace("{id}", "1").replace("{vendor}", "acme");
        let (_, body) = ask(&world, "GET", &path, &right, "").await;
        let text = String::from_utf8_lossy(&body);
        assert!(!text.contains(TOKEN), "{route:?}: {text}");
    }
}

#[tokio::test]
async fn head_is_answered_like_get_without_a_body() {
    let world = World::strict();
    for path in ["/livez", "/readyz", "/version"] {
        let request = request("HEAD", path, &[], "");
        let (head, body) = world.begin(request).await.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await;
        assert_eq!(head.status, StatusCode::OK, "{path}");
        assert!(body.expect("whole").is_empty(), "{path}");
        let (got, body) = ask(&world, "GET", path, &[], "").await;
        assert_eq!(got.headers()["content-type"], head.headers["content-type"]);
        assert_eq!(
            head.headers["content-length"],
            body.len().to_string().as_str(),
            "{path}"
        );
    }
}

fn with_bodies() -> Vec<Route> {
    let routes = document::routes().into_iter();
    let routes: Vec<_> = routes.filter(|route| route.body).collect();
    assert!(routes.len() >= 6, "{routes:?}");
    routes
}

#[tokio::test]
async fn a_body_has_a_limit() {
    let world = World::strict();
    for route in with_bodies() {
        for (length, expected) in [
            (CAP, StatusCode::BAD_REQUEST),
            (CAP + 1, StatusCode::PAYLOAD_TOO_LARGE),
        ] {
            let body = "x".repeat(length);
            let (answer, _) = ask(&world, &route.method, &path(&route), &[], body).await;
            assert_eq!(answer.status(), expected, "{route:?}");
        }
    }
}

/// JSON of any shape, with names and words that routes know among others.
fn json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        "[ -~]{0,12}",
        proptest::sample::select(vec![
            "name",
            "ttl",
            "seed",
            "clock",
            "checks",
            "vendor",
            "state",
            "match",
            "count",
            "of",
            "exactly",
            "acme",
            "10m",
            "-1s",
            "2026-11-25T00:00:00Z",
            "*=off",
            "faults",
            "what",
        ])
        .prop_map(str::to_owned),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((word.clone(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nonsense_is_the_client_s_error(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let nonsense = serde_json::from_slice::<Value>(&body).is_err();
        for (route, status) in statuses(&body) {
            prop_assert!(!nonsense || status.is_client_error(), "{:?}: {}", route, status);
            prop_assert!(!status.is_server_error(), "{:?}: {}", route, status);
        }
    }

    #[test]
    fn no_json_makes_it_fail(value in json()) {
        let body = serde_json::to_vec(&value).expect("JSON");
        for (route, status) in statuses(&body) {
            prop_assert!(!status.is_server_error(), "{:?}: {} {}", route, status, value);
        }
    }
}

/// What every route that reads a body says of this one.
fn statuses(body: &[u8]) -> Vec<(Route, StatusCode)> {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let world = World::strict();
    let asked = async {
        let mut statuses = Vec::new();
        for route in with_bodies() {
            let request = request(&route.method, &path(&route), &[], body.to_vec());
            let answer = world.begin(request).await;
            statuses.push((route, answer.status()));
        }
        statuses
    };
    runtime.expect("a runtime").block_on(asked)
}

#[tokio::test]
async fn what_is_counted_is_told_and_who_waits_is_counted() {
    let world = World::strict();
    world.ingest("a", "1\nlost").await;
    let numbers = async || world.text("/metrics", "*/*").await;
    let requests = r#"logfog_requests_total{vendor="acme",operation="ingest",status="200"} 1"#;
    let lost = r#"logfog_entries_lost_total{vendor="acme"} 1"#;
    let version = r#"logfog_build_info{version="1.2.3"} 1"#;
    for line in [requests, lost, version, "logfog_waiters 0", "# EOF"] {
        let text = numbers().await;
        assert!(text.lines().any(|there| there == line), "{line} in {text}");
    }
    let waiting = world.begin(request("GET", "/entries/wait?count=2&timeout=10m", &[], ""));
    let mut waiting = std::pin::pin!(waiting);
    tokio::select! {
        biased;
        _ = &mut waiting => panic!("there is nothing to wait for"),
        () = std::future::ready(()) => {}
    }
    assert!(numbers().await.contains("\nlogfog_waiters 1\n"));
    world.ingest("a", "2").await;
    assert_eq!(waiting.await.status(), StatusCode::OK);
    assert!(numbers().await.contains("\nlogfog_waiters 0\n"));
}
