//! The admin API over a vendor with two rules.

mod acme;
mod document;
mod faults;
mod safety;
mod sessions;
mod streams;
mod wait;

use std::{sync::Arc, time::Duration};

use axum::body::Body;
use http::{Method, Request, StatusCode, header::HOST};
use logfog_kit::{Clock, Ctx, Defaults, serve::ADMIN};
use logfog_model::Policy;
use serde_json::{Value, json};

use crate::acme::World;

fn ids(page: &Value, key: &str) -> Vec<u64> {
    let things = page[key].as_array().expect("a list");
    things.iter().filter_map(|one| one["id"].as_u64()).collect()
}

#[tokio::test]
async fn what_is_served() {
    let world = World::strict();
    assert_eq!(
        world.get("/version").await,
        json!({"logfog": "1.2.3", "instance": "one"})
    );
    assert_eq!(world.get("/ready").await["logfog"], "1.2.3");
    assert_eq!(world.text("/readyz", "*/*").await, "ok\n");
    assert_eq!(world.text("/livez", "*/*").await, "ok\n");
    assert!(
        world
            .text("/ca.pem", "*/*")
            .await
            .contains("BEGIN CERTIFICATE")
    );

    let vendors = world.get("/vendors").await;
    assert_eq!(
        vendors["vendors"][0]["addresses"]["https"],
        "https://127.0.0.1:4801"
    );
    assert_eq!(vendors["vendors"][0]["hosts"], json!(["logs.acme.example"]));
    let operations = world.get("/vendors/acme/operations").await;
    assert_eq!(operations["operations"][0]["coverage"], "partial");
    assert_eq!(operations["operations"][0]["gap"], "no gzip");
    let rules = world.get("/vendors/acme/rules").await;
    assert_eq!(rules["rules"][0]["rule"], "acme.ingest.size");
    assert_eq!(rules["rules"][1]["check"], "deny");
    let profile = world.text("/vendors/acme/profile", "*/*").await;
    assert!(
        profile.ends_with("\"values\":{\"body_bytes\":\"20\",\"a\":\"1\"}}\n"),
        "{profile}"
    );
}

#[tokio::test]
async fn an_entry_has_its_shape() {
    let world = World::strict();
    world.ingest("a", "{\"n\":1.0}").await;
    let text = world.text("/entries", "*/*").await;
    let (before, rest) = text.split_once("\"received_at\":").expect("it is there");
    assert_eq!(
        before,
        r#"{"entries":[{"id":1,"vendor":"acme","session":"a","exchange":1,"#
    );
    let (_, rest) = rest.split_once("\"severity\":").expect("it is there");
    assert_eq!(
        rest,
        concat!(
            r#"{"text":"warn","number":13},"scope":{"group":"main"},"body":"{\"n\":1.0}","#,
            r#""attributes":{"z":1.50,"a":null},"raw":{"n":1.0}}],"next":null,"evicted":0}"#,
            "\n"
        )
    );
}

#[tokio::test]
async fn pages_follow_one_another() {
    let world = World::strict();
    world.ingest("a", "1\n2\n3").await;
    world.ingest("b", "4").await;
    let first = world.get("/entries?limit=2").await;
    assert_eq!(
        (ids(&first, "entries"), &first["next"]),
        (vec![1, 2], &json!(2))
    );
    let second = world.get("/entries?limit=2&after=2").await;
    assert_eq!(
        (ids(&second, "entries"), &second["next"]),
        (vec![3, 4], &Value::Null)
    );
    assert_eq!(ids(&world.get("/entries?session=b").await, "entries"), [4]);
    assert_eq!(
        ids(&world.get("/entries?exchange=1").await, "entries"),
        [1, 2, 3]
    );
    let first = world.get("/exchanges?limit=1&vendor=acme").await;
    assert_eq!(
        (ids(&first, "exchanges"), &first["next"]),
        (vec![1], &json!(1))
    );
    let none = world.get("/exchanges?after=18446744073709551615").await;
    assert_eq!(
        (ids(&none, "exchanges").len(), &none["next"]),
        (0, &Value::Null)
    );
    let none = world.get("/entries?after=18446744073709551615").await;
    assert_eq!(ids(&none, "entries").len(), 0);
}

#[tokio::test]
async fn a_refusal_is_explained() {
    let world = World::strict();
    world.ingest("a", "a line that is too long").await;
    let explained = world.get("/exchanges/1/explain").await;
    assert_eq!(
        explained["summary"],
        "The request was refused: `acme.ingest.size`; HTTP 413. Nothing was stored."
    );
    assert_eq!(
        explained["rules"],
        json!([{
            "rule": "acme.ingest.size", "fate": "refused", "where": "",
            "expected": "at most 20", "got": "23", "page": "Ingest, Limits",
            "basis": "documented", "hint": "Send less.",
            "switch": "--check acme.ingest.size=warn",
        }])
    );
    let text = world.text("/exchanges/1/explain", "text/plain").await;
    assert!(
        text.contains("  where    the whole request\n  expected at most 20\n"),
        "{text}"
    );
    assert_eq!(
        text,
        world.text("/exchanges/1/explain?format=text", "*/*").await
    );

    let one = world.get("/exchanges/1").await;
    assert_eq!(one["request"]["body"], "a line that is too long");
    assert_eq!(one["rule"], "acme.ingest.size");
    assert!(!one.to_string().contains("secret"), "{one}");
}

#[tokio::test]
async fn nothing_is_offered_that_would_not_help() {
    let world = World::strict();
    let closed = json!({"vendor": "acme", "state": "closed"});
    world.say(Method::PUT, "/state", closed).await;
    world.ingest("a", "1").await;
    let explained = world.get("/exchanges/1/explain").await;
    let rule = &explained["rules"][0];
    assert_eq!(rule["got"], "it is closed");
    assert_eq!(
        (&rule["fate"], &rule["switch"]),
        (&json!("refused"), &json!(""))
    );
    let text = world.text("/exchanges/1/explain", "text/plain").await;
    assert!(!text.contains("switch"), "{text}");
}

#[tokio::test]
async fn a_loss_and_a_clean_exchange_are_explained() {
    let world = World::strict();
    world.ingest("a", "kept\nlost").await;
    world.ingest("a", "kept").await;
    let summary = |explained: Value| explained["summary"].as_str().map(str::to_owned);
    assert_eq!(
        summary(world.get("/exchanges/1/explain").await).as_deref(),
        Some(
            "Records were lost, and the client was not told: `acme.ingest.line`; HTTP 200. \
             1 record was stored."
        )
    );
    assert_eq!(
        summary(world.get("/exchanges/2/explain").await).as_deref(),
        Some("Nothing was wrong: HTTP 200. 1 record was stored.")
    );
    let lost = world.get("/exchanges?rule=acme.*.line").await;
    assert_eq!(ids(&lost, "exchanges"), [1]);
}

#[tokio::test]
async fn evictions_are_told() {
    let mut ctx = Ctx::new(Policy::default());
    ctx.store = Arc::new(logfog_kit::store::Memory::new(1));
    ctx.journal = logfog_kit::Journal::new(1);
    let world = World::new(ctx);
    world.ingest("a", "1\n2").await;
    world.ingest("b", "3").await;
    assert_eq!(world.get("/entries").await["evicted"], 3);
    assert_eq!(world.get("/entries?session=a").await["evicted"], 2);
    assert_eq!(world.get("/exchanges").await["evicted"], 2);
    let (status, body) = world.ask(Method::GET, "/exchanges/1").await;
    assert_eq!(
        (status, &body["evicted"]),
        (StatusCode::NOT_FOUND, &json!(2))
    );
}

#[tokio::test]
async fn reset_is_never_a_get() {
    let world = World::strict();
    world.ingest("a", "1").await;
    world.ingest("b", "2").await;
    let request = Request::get(format!("{ADMIN}/reset")).header(HOST, "localhost");
    let (answer, body) = world
        .send(request.body(Body::empty()).expect("well formed"))
        .await;
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.headers()["allow"], "POST");
    assert!(body.starts_with(b"{\"error\":"), "{body:?}");
    let (status, _) = world.ask(Method::POST, "/reset?all=no").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, body) = world.ask(Method::POST, "/reset?session=a").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["session"], "a");
    assert_eq!(body["parts"].as_array().map(Vec::len), Some(8));
    assert_eq!(ids(&world.get("/entries").await, "entries"), [2]);
    assert_eq!(ids(&world.get("/exchanges").await, "exchanges"), [2]);
    let (status, _) = world.ask(Method::POST, "/reset?session=a&all").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (_, body) = world.ask(Method::POST, "/reset?all").await;
    assert_eq!(body["session"], Value::Null);
    assert_eq!(ids(&world.get("/entries").await, "entries").len(), 0);
}

#[tokio::test]
async fn what_cannot_be_answered_is_told_in_json() {
    let world = World::strict();
    for (path, expected) in [
        ("/nothing", StatusCode::NOT_FOUND),
        ("/vendors/azur/rules", StatusCode::NOT_FOUND),
        ("/vendors/%ff/rules", StatusCode::NOT_FOUND),
        ("/exchanges/x", StatusCode::NOT_FOUND),
        ("/exchanges/9/explain", StatusCode::NOT_FOUND),
        ("/entries?limit=5000", StatusCode::BAD_REQUEST),
        ("/entries?sesion=a", StatusCode::BAD_REQUEST),
        ("/entries?session=a%20b", StatusCode::BAD_REQUEST),
        ("/entries?vendor=azur", StatusCode::BAD_REQUEST),
        ("/exchanges?rule=acme.ingst.*", StatusCode::BAD_REQUEST),
        ("/exchanges/1/explain?format=xml", StatusCode::BAD_REQUEST),
    ] {
        let (status, body) = world.ask(Method::GET, path).await;
        assert_eq!(status, expected, "{path}");
        for part in ["error", "expected", "hint"] {
            assert!(body[part].is_string(), "{path}: {body}");
        }
    }
    let routes = world.get("").await;
    assert!(routes["routes"].is_array());
}

#[tokio::test]
async fn strangers_are_refused() {
    let world = World::strict();
    let status = async |host: &str, origin: Option<&str>| {
        let mut request = Request::post(format!("{ADMIN}/reset")).header(HOST, host);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let request = request.body(Body::empty()).expect("well formed");
        world.send(request).await.0.status()
    };
    assert_eq!(status("localhost:4800", None).await, StatusCode::OK);
    assert_eq!(status("box.lan:4800", None).await, StatusCode::OK);
    let own = status("localhost:4800", Some("http://localhost:4800"));
    assert_eq!(own.await, StatusCode::OK);
    for (host, origin) in [
        ("evil.example", None),
        ("logs.acme.example", None),
        ("localhost:4800", Some("https://evil.example")),
        ("localhost:4800", Some("http://localhost:3000")),
        ("localhost:4800", Some("null")),
    ] {
        let refused = status(host, origin).await;
        assert_eq!(refused, StatusCode::FORBIDDEN, "{host} {origin:?}");
    }
    let (status, _) = world
        .send(
            Request::get(format!("{ADMIN}/nothing"))
                .body(Body::empty())
                .expect("well formed"),
        )
        .await;
    assert_eq!(status.status(), StatusCode::FORBIDDEN, "no host at all");
}

#[tokio::test]
async fn every_route_gives_every_answer_that_the_document_names() {
    let world = World::strict();
    world.ingest("a", "1").await;
    for route in document::routes() {
        // One of the routes ends the session.
        world.ingest("a", "1").await;
        let named = |vendor: &str, id: &str, session: &str| {
            let path = route.path.replace("{vendor}", vendor).replace("{id}", id);
            path.replace("{name}", session)
        };
        let (there, lost) = (named("acme", "1", "a"), named("azur", "999", "nobody"));
        let good = good_body(&route.method, &route.path);
        let ask = async |path: &str, host: &str, body: &'static str| {
            let request = Request::builder()
                .method(&*route.method)
                .uri(format!("{ADMIN}{path}"))
                .header(HOST, host)
                .body(Body::from(body));
            let (answer, body) = world.send(request.expect("well formed")).await;
            (answer.status().as_u16(), body)
        };
        let asks = !route.query.is_empty();
        for status in &route.statuses {
            // What must be missing or forgotten for these, and what has no end, is in a file of its own.
            match (&*route.path, status) {
                ("/entries/wait" | "/verify", 408 | 409 | 422)
                | ("/tail", 200)
                | (_, 401 | 413) => continue,
                _ => {}
            }
            let (came, body) = match status {
                // Another one of the same name is one too many.
                200 | 201 | 204 | 409 => ask(&there, "localhost", good).await,
                400 if asks => ask(&format!("{there}?nonesuch="), "localhost", good).await,
                400 => ask(&there, "localhost", "nonsense").await,
                403 => ask(&there, "evil.example", good).await,
                404 if route.path == lost => {
                    ask(&format!("{lost}?vendor=azur"), "localhost", good).await
                }
                404 => ask(&lost, "localhost", good).await,
                other => panic!("{route:?}: nobody knows how to get {other}"),
            };
            assert_eq!(came, *status, "{route:?}");
            if *status == 400 && asks {
                // What the handler knows is what the document names.
                let body: Value = serde_json::from_slice(&body).expect("JSON");
                let expected = body["expected"].as_str().expect("text");
                let known = expected.trim_start_matches("any of: ").split(", ");
                let mut known: Vec<_> = known.map(str::to_owned).collect();
                known.sort();
                assert_eq!(known, route.query, "{route:?}");
            }
        }
        let can_be_bad = asks || !good.is_empty();
        assert_eq!(route.statuses.contains(&400), can_be_bad, "{route:?}");
    }
}

/// A body that a route takes; nothing for those that take none.
fn good_body(method: &str, path: &str) -> &'static str {
    match (method, path) {
        ("POST", "/sessions") => r#"{"name": "fresh"}"#,
        ("PUT", "/faults") => r#"{"faults": []}"#,
        ("POST", "/faults") => r#"{"match": {"session": "nobody"}, "what": {"hang": true}}"#,
        ("PUT", "/clock") => r#""system""#,
        ("PUT", "/policy") => r#"{"checks": []}"#,
        ("POST", "/verify") => "{}",
        ("PUT", "/seed") => r#"{"seed": 7}"#,
        ("PUT", "/state") => r#"{"vendor": "acme", "state": null}"#,
        _ => "",
    }
}

#[tokio::test]
async fn the_document_is_served_as_it_is_printed() {
    let world = World::strict();
    let served = world.text("/openapi.json", "*/*").await;
    assert_eq!(served, logfog_admin::openapi());
    assert!(served.starts_with("{\n  \"openapi\": \"3.1"), "{served}");
}

#[tokio::test]
async fn the_index_may_be_asked_for_with_a_slash() {
    let world = World::strict();
    assert_eq!(world.get("").await, world.get("/").await);
    let (status, _) = world.ask(Method::POST, "/").await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
    let (status, _) = world.ask(Method::GET, "//").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

/// How many rows of a vendor are stale, and how many there are.
async fn stale(world: &World, vendor: &str) -> (usize, usize) {
    let matrix = world.get(&format!("/conformance?vendor={vendor}")).await;
    let rows = matrix["rows"].as_array().expect("a list");
    assert!(rows.iter().all(|row| row["vendor"] == vendor), "{vendor}");
    assert_eq!(matrix["vendors"].as_array().map(Vec::len), Some(1));
    let stale = rows.iter().filter(|row| row["stale"] == true);
    (stale.count(), rows.len())
}

#[tokio::test]
async fn a_row_of_the_matrix_turns_stale_when_the_clock_is_moved() {
    let printed = include_str!("../../../../docs/conformance.json");
    let matrix: Value = serde_json::from_str(printed).expect("JSON");
    let rows = matrix["rows"].as_array().expect("a list").iter();
    let vendor = matrix["vendors"][0]["vendor"].as_str().expect("a name");
    let days = rows.filter(|row| row["vendor"] == vendor);
    let last = days.filter_map(|row| row["stale_after"].as_str()).max();
    let last = format!("{}T23:59:59Z", last.expect("a row"));

    let clock = Clock::fixed(last.parse().expect("a time"));
    let world = World::new(Ctx::new(Defaults {
        clock: clock.clone(),
        ..Defaults::default()
    }));
    let (before, all) = stale(&world, vendor).await;
    assert!(before < all, "{before} of {all}");
    clock.advance(Duration::from_secs(1).try_into().expect("short"));
    assert_eq!(stale(&world, vendor).await, (all, all));
}

#[tokio::test]
async fn the_matrix_is_the_printed_one_and_what_is_stale() {
    let world = World::new(Ctx::new(Defaults {
        clock: Clock::fixed("2000-01-01T00:00:00Z".parse().expect("a time")),
        ..Defaults::default()
    }));
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let served = bare(&world.text("/conformance", "*/*").await);
    let printed = bare(include_str!("../../../../docs/conformance.json"));
    assert_eq!(served.replace(",\"stale\":false", ""), printed);
    let (status, body) = world.ask(Method::GET, "/conformance?vendor=nobody").await;
    assert_eq!(status, StatusCode::NOT_FOUND, "{body}");
}
