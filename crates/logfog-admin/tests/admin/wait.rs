use std::sync::Arc;

use axum::body::Body;
use http::{Method, Request, StatusCode};
use logfog_kit::{Ctx, Journal, store::Memory};
use logfog_model::Policy;
use serde_json::{Value, json};

use crate::{acme::World, ids};

async fn wait(world: &World, query: &str) -> (StatusCode, Value) {
    world
        .ask(Method::GET, &format!("/entries/wait?{query}"))
        .await
}

async fn verify(world: &World, claim: Value) -> (StatusCode, Value) {
    world.say(Method::POST, "/verify", claim).await
}

#[tokio::test]
async fn what_is_there_is_not_waited_for() {
    let world = World::strict();
    world.ingest("a", "one\ntwo").await;
    world.ingest("b", "one").await;
    let (status, body) = wait(&world, "session=a&count=1&match=body+%3D+one").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!((&body["met"], &body["evicted"]), (&json!(true), &json!(0)));
    assert_eq!(
        (ids(&body, "entries"), &body["arrived"]),
        (vec![1], &json!(1))
    );
    let (status, body) = wait(&world, "count=3&vendor=acme&quiet=10ms").await;
    assert_eq!(
        (status, ids(&body, "entries")),
        (StatusCode::OK, vec![1, 2, 3])
    );
    let (status, _) = wait(&world, "exactly=2&session=a").await;
    assert_eq!(status, StatusCode::OK);
    let (status, body) = wait(&world, "exactly=1&session=a&timeout=10m").await;
    assert_eq!(
        (status, &body["arrived"]),
        (StatusCode::REQUEST_TIMEOUT, &json!(2))
    );
}

#[tokio::test]
async fn what_comes_later_ends_the_wait() {
    let world = World::strict();
    world.ingest("a", "one").await;
    let waiting = wait(&world, "session=a&count=2&match=body+%3D+one&timeout=60s");
    let ((status, body), ()) = tokio::join!(waiting, async {
        world.ingest("b", "one").await;
        world.ingest("a", "two\none").await;
    });
    assert_eq!(
        (status, ids(&body, "entries")),
        (StatusCode::OK, vec![1, 4])
    );
}

#[tokio::test]
async fn what_does_not_come_is_explained() {
    let world = World::strict();
    world.ingest("a", "one\ntwo\nlost").await;
    world.ingest("a", "a line that is too long").await;
    world.ingest("b", "b line that is too long").await;
    let lost = Request::post("/log").header("x-logfog-session", "a");
    world
        .send(lost.body(Body::from("three")).expect("well formed"))
        .await;

    let query = "session=a&match=body+%3D+tow+and+severity.number+%3C+17&timeout=0";
    let (status, body) = wait(&world, query).await;
    assert_eq!(status, StatusCode::REQUEST_TIMEOUT);
    assert_eq!((&body["met"], &body["arrived"]), (&json!(false), &json!(0)));
    assert_eq!(
        body["error"],
        "expected at least 1 entry with `body = tow and severity.number < 17`, and there were 0"
    );
    assert_eq!(body["nearest"]["entry"]["body"], "two");
    assert_eq!(
        body["nearest"]["clauses"],
        json!([
            {"clause": "body = tow", "held": false, "got": "two"},
            {"clause": "severity.number < 17", "held": true, "got": "13"},
        ])
    );
    let refused = body["refused"].as_array().expect("a list");
    let rules: Vec<_> = refused
        .iter()
        .map(|one| (&one["exchange"], &one["rule"]))
        .collect();
    assert_eq!(
        json!(rules),
        json!([[2, "acme.ingest.size"], [1, "acme.ingest.line"]])
    );
    assert_eq!(refused[0]["hint"], "Send less.");
    assert_eq!(
        body["failed"],
        json!([{"exchange": 4, "target": "POST /log", "status": 404, "fault": null}])
    );
}

#[tokio::test]
async fn a_claim_about_entries_or_exchanges_is_looked_into() {
    let world = World::strict();
    world.ingest("a", "one\ntwo").await;
    world.ingest("a", "a line that is too long").await;
    for (claim, expected) in [
        (json!({}), StatusCode::OK),
        (json!({"count": 2}), StatusCode::OK),
        (json!({"at_least": 3}), StatusCode::UNPROCESSABLE_ENTITY),
        (
            json!({"at_most": 1, "session": "a"}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (json!({"exactly": 0, "session": "b"}), StatusCode::OK),
        (
            json!({"match": "body ~ ^t", "exactly": 1, "vendor": "acme"}),
            StatusCode::OK,
        ),
        (
            json!({"of": "exchanges", "match": "rule = acme.ingest.size and status = 413", "exactly": 1}),
            StatusCode::OK,
        ),
        (
            json!({"of": "exchanges", "match": "request.body ~ long and status = 200"}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (json!({"count": 1, "exactly": 1}), StatusCode::BAD_REQUEST),
        (json!({"counts": 1}), StatusCode::BAD_REQUEST),
        (json!({"match": "level = x"}), StatusCode::BAD_REQUEST),
        (json!({"match": "status = 1"}), StatusCode::BAD_REQUEST),
        (json!({"vendor": "azur"}), StatusCode::BAD_REQUEST),
        (json!({"session": "a b"}), StatusCode::BAD_REQUEST),
        (json!({"count": -1}), StatusCode::BAD_REQUEST),
    ] {
        let (status, body) = verify(&world, claim.clone()).await;
        assert_eq!(status, expected, "{claim}: {body}");
    }
    let claim = json!({"of": "exchanges", "match": "request.body ~ long and status = 200"});
    let (_, body) = verify(&world, claim).await;
    assert_eq!(body["nearest"]["exchange"]["id"], 2);
    assert_eq!(body["nearest"]["clauses"][1]["got"], "413");
}

#[tokio::test]
async fn what_was_forgotten_is_loud() {
    let mut ctx = Ctx::new(Policy::default());
    ctx.store = Arc::new(Memory::new(1));
    ctx.journal = Journal::new(1);
    let world = World::new(ctx);
    world.ingest("a", "one\ntwo").await;
    let (status, body) = wait(&world, "session=a&exactly=2&timeout=10m").await;
    assert_eq!(
        (status, &body["evicted"]),
        (StatusCode::CONFLICT, &json!(2))
    );
    let error = body["error"].as_str().expect("text");
    assert!(
        error.contains("2 entries were forgotten") && error.contains("--max-memory"),
        "{error}"
    );
    let (status, body) = verify(&world, json!({"of": "exchanges", "exactly": 0})).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(
        body["error"]
            .as_str()
            .is_some_and(|error| error.contains("--max-exchanges-memory"))
    );
    let (status, _) = verify(&world, json!({"session": "b", "exactly": 0})).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_wait_that_cannot_be_is_refused() {
    let world = World::strict();
    for query in [
        "count=x",
        "count=1&exactly=1",
        "timeout=11m",
        "timeout=-1",
        "timeout=soon",
        "quiet=6s",
        "match=body+%3D%3D+x",
        "match=nothing",
    ] {
        let (status, body) = wait(&world, query).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
        assert!(body["hint"].is_string(), "{query}: {body}");
    }
    let (_, body) = wait(&world, "match=body+%3D%3D+x").await;
    assert_eq!(body["error"], "`match`, column 6: found `==`");
    assert_eq!(body["expected"], "one of = != ~ > < >= <=");
    assert_eq!(body["hint"], "write `=`");
}

#[tokio::test]
async fn listings_are_filtered() {
    let world = World::strict();
    world.ingest("a", "one\ntwo\none\none").await;
    world.ingest("a", "a line that is too long").await;
    let first = world.get("/entries?match=body+%3D+one&limit=2").await;
    assert_eq!(
        (ids(&first, "entries"), &first["next"]),
        (vec![1, 3], &json!(3))
    );
    let second = world
        .get("/entries?match=body+%3D+one&limit=2&after=3")
        .await;
    assert_eq!(
        (ids(&second, "entries"), &second["next"]),
        (vec![4], &Value::Null)
    );
    let refused = world.get("/exchanges?match=status+%3E%3D+400").await;
    assert_eq!(ids(&refused, "exchanges"), [2]);
    let one = world.get("/exchanges?match=id+%3E+0&limit=1").await;
    assert_eq!((ids(&one, "exchanges"), &one["next"]), (vec![1], &json!(1)));
    let (status, _) = world.ask(Method::GET, "/exchanges?match=body").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}
