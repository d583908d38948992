use axum::body::Body;
use http::{Method, Request, StatusCode, header::HOST};
use logfog_kit::serve::ADMIN;
use serde_json::{Value, json};

use crate::acme::World;

impl World {
    pub(crate) async fn say(&self, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(format!("{ADMIN}{path}"))
            .header(HOST, "localhost")
            .body(Body::from(body.to_string()));
        let (head, body) = self.send(request.expect("well formed")).await;
        let body = serde_json::from_slice(&body).unwrap_or_default();
        (head.status(), body)
    }

    async fn open(&self, plan: Value) -> Value {
        let (status, opened) = self.say(Method::POST, "/sessions", plan).await;
        assert_eq!(status, StatusCode::CREATED, "{opened}");
        opened
    }

    /// Says something with a key instead of a session's name.
    async fn with_key(&self, key: &str, body: &'static str) {
        let request = Request::post("/logs").header("x-key", key);
        let request = request.body(Body::from(body)).expect("well formed");
        self.send(request).await;
    }

    pub(crate) async fn count(&self, session: &str) -> usize {
        let page = self.get(&format!("/entries?session={session}")).await;
        page["entries"].as_array().map_or(0, Vec::len)
    }
}

#[tokio::test]
async fn a_key_leads_to_its_session_until_it_is_over() {
    let world = World::strict();
    let opened = world
        .open(json!({"name": "t1", "ttl": "10m", "seed": 7}))
        .await;
    let key = opened["credentials"]["acme"]["key"]
        .as_str()
        .expect("a key");
    assert_eq!(opened["env"]["ACME_KEY"], key);
    assert_eq!(opened["env"]["ACME_URL"], "http://127.0.0.1:4801");
    assert!(opened["expires_at"].is_string());
    let shown = world.get("/sessions/t1").await;
    for member in ["credentials", "env", "expires_at"] {
        assert_eq!(shown[member], opened[member], "{member} is told again");
    }
    world.with_key(key, "1").await;
    world.with_key("another", "2").await;
    assert_eq!(
        (world.count("t1").await, world.count("default").await),
        (1, 1)
    );
    // A header wins.
    world.ingest("t2", "3").await;
    let named = world.get("/sessions/t2").await;
    assert_eq!(named["credentials"], json!({}));
    assert_eq!(named["env"]["ACME_KEY"], "well-known");
    let (status, _) = world.say(Method::DELETE, "/sessions/t1", Value::Null).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(world.count("t1").await, 0);
    world.with_key(key, "4").await;
    assert_eq!(world.count("default").await, 2);
    // The same seed again makes the same key.
    let again = world.open(json!({"name": "t1", "seed": 7})).await;
    assert_eq!(again["credentials"]["acme"]["key"], key);
}

#[tokio::test]
async fn a_plan_that_cannot_be_carried_out_says_where_and_leaves_nothing() {
    let world = World::strict();
    world.open(json!({"name": "taken"})).await;
    for (plan, status, says) in [
        (json!({"name": "taken"}), 409, "`taken` already"),
        (json!({"name": "no name"}), 400, "name: `no name`"),
        (
            json!({"ttl": "soon"}),
            400,
            "ttl: `soon` is no length of time",
        ),
        (json!({"ttl": "-1s"}), 400, "ttl: "),
        (json!({"nmae": "x"}), 400, "unknown field `nmae`"),
        (json!({"clock": {"fixed": "noon"}}), 400, "clock.fixed: "),
        (
            json!({"clock": {"advance": "1h"}}),
            400,
            "clock: there is nothing yet",
        ),
        (
            json!({"policy": ["acme.*=perhaps"]}),
            400,
            "policy: `acme.*=perhaps`",
        ),
        (
            json!({"policy": ["azure.*=off"]}),
            400,
            "policy: no rule fits `azure.*`",
        ),
        (
            json!({"states": [{"vendor": "acme", "state": "shut"}]}),
            400,
            "states[0].state: ",
        ),
        (
            json!({"states": [{"vendor": "azur"}]}),
            400,
            "states[0].vendor: ",
        ),
        (
            json!({"name": "t", "resources": {"acme": {}}}),
            400,
            "resources.acme.group: ",
        ),
        (json!({"resources": {"azur": {}}}), 400, "resources.azur: "),
        (json!([]), 400, ""),
    ] {
        let (came, problem) = world.say(Method::POST, "/sessions", plan.clone()).await;
        assert_eq!(came.as_u16(), status, "{plan}: {problem}");
        let error = problem["error"].as_str().expect("text");
        assert!(error.contains(says), "{plan}: {error}");
    }
    let (status, _) = world.say(Method::GET, "/sessions/t", Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_world_is_changed_for_one_or_for_all_and_is_born_anew() {
    let world = World::strict();
    let noon = "2026-11-01T12:00:00Z";
    world
        .open(json!({"name": "t", "clock": {"fixed": noon}, "policy": ["acme.*=warn"]}))
        .await;
    let put = async |path: &str, body: Value| {
        let (status, body) = world.say(Method::PUT, path, body).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    };
    let year = put("/clock?session=t", json!({"advance": "366d"})).await;
    assert_eq!(year["now"], "2027-11-02T12:00:00Z");
    put("/clock", json!({"advance": "-1h"})).await;
    put("/policy?session=t", json!({"checks": []})).await;
    put("/state", json!({"vendor": "acme", "state": "closed"})).await;
    let t = world.get("/sessions/t").await;
    assert_eq!(t["now"], "2027-11-02T11:00:00Z");
    assert_eq!((&t["policy"], &t["clock"]), (&json!([]), &json!("fixed")));
    assert_eq!(t["states"][0]["state"], "closed");
    world.ingest("t", "1").await;
    let broken = world
        .get("/exchanges?session=t&rule=acme.ingest.size")
        .await;
    assert_eq!(broken["exchanges"].as_array().map(Vec::len), Some(1));

    let (_, reset) = world
        .say(
            Method::POST,
            "/reset?session=t&only=clock,policy",
            Value::Null,
        )
        .await;
    assert_eq!(reset["parts"], json!(["clock", "policy"]));
    let t = world.get("/sessions/t").await;
    assert_eq!(t["now"], noon);
    assert_eq!(t["policy"], json!(["acme.*=warn"]));
    assert_eq!(
        (&t["entries"], &t["states"][0]["state"]),
        (&json!(1), &json!("closed"))
    );
    world.say(Method::POST, "/reset", Value::Null).await;
    let all = world.get("/sessions").await;
    for session in all["sessions"].as_array().expect("a list") {
        assert_eq!(
            (&session["entries"], &session["states"]),
            (&json!(0), &json!([]))
        );
    }
    let (status, problem) = world
        .say(Method::POST, "/reset?only=clocks", Value::Null)
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
}

#[tokio::test]
async fn two_hundred_sessions_never_meet() {
    let world = World::strict();
    let mut keys = Vec::new();
    for n in 0..200 {
        let opened = world.open(json!({"name": format!("t{n}")})).await;
        keys.push(
            opened["credentials"]["acme"]["key"]
                .as_str()
                .expect("a key")
                .to_owned(),
        );
    }
    let clients = keys.iter().map(async |key| {
        for _ in 0..3 {
            world.with_key(key, "1").await;
            tokio::task::yield_now().await;
        }
    });
    futures_util::future::join_all(clients).await;
    for n in 0..200 {
        assert_eq!(world.count(&format!("t{n}")).await, 3, "t{n}");
    }
    assert_eq!(world.count("default").await, 0);
}
