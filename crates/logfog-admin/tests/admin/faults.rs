use axum::body::Body;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use crate::acme::World;

impl World {
    async fn log(&self, session: &str) -> u16 {
        let request = Request::post("/logs").header("x-logfog-session", session);
        let request = request.body(Body::from("one")).expect("well formed");
        self.send(request).await.0.status().as_u16()
    }

    async fn plan(&self, path: &str, plans: Value) -> Value {
        let (status, planned) = self.say(Method::PUT, path, plans).await;
        assert_eq!(status, StatusCode::OK, "{planned}");
        planned
    }

    async fn refused(&self, path: &str, plans: Value) -> String {
        let (status, problem) = self.say(Method::PUT, path, plans).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{problem}");
        problem["error"].as_str().expect("a text").to_owned()
    }
}

#[tokio::test]
async fn a_sequence_happens_and_is_on_record() {
    let world = World::strict();
    let plans = json!({"faults": [
        {"match": {"vendor": "acme", "operation": "ingest"}, "schedule": {"times": 2},
         "what": {"fault": "throttled", "retry_after": 1}},
        {"schedule": {"times": 1}, "what": {"status": 418, "body": "tea"}},
    ]});
    let planned = world.plan("/faults", plans).await;
    assert_eq!(
        planned["faults"][0]["what"],
        json!({"fault": "throttled", "retry_after": "1s"})
    );
    assert_eq!(planned["faults"][1]["left"], 1);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(world.log("a").await);
    }
    assert_eq!(statuses, [503, 503, 418, 200]);
    let listed = world.get("/faults").await;
    let counts =
        |at: usize| ["seen", "fired", "left"].map(|name| listed["faults"][at][name].as_u64());
    assert_eq!(counts(0), [Some(4), Some(2), Some(0)]);
    assert_eq!(counts(1), [Some(4), Some(1), Some(0)]);
    let exchanges = world.get("/exchanges?session=a").await;
    let fault = |at: usize| {
        let exchange = &exchanges["exchanges"][at];
        (
            exchange["operation"].clone(),
            exchange["fault"].clone(),
            exchange["fault_plan"].clone(),
        )
    };
    assert_eq!(fault(0), (json!("ingest"), json!("throttled"), json!(1)));
    assert_eq!(fault(2), (json!("ingest"), json!("raw 418"), json!(2)));
    assert_eq!(fault(3), (json!("ingest"), Value::Null, Value::Null));
    let id = &exchanges["exchanges"][2]["id"];
    let said = world
        .text(&format!("/exchanges/{id}/explain"), "text/plain")
        .await;
    assert!(
        said.contains("A planned fault, `raw 418`, made the answer"),
        "{said}"
    );
}

#[tokio::test]
async fn what_is_stored_is_what_is_said_to_be() {
    let world = World::strict();
    for (session, what, stored) in [
        ("lost", json!({"lose": true}), 0),
        ("twice", json!({"duplicate": 1}), 2),
    ] {
        let path = format!("/faults?session={session}");
        world.plan(&path, json!({"faults": [{"what": what}]})).await;
        assert_eq!(world.log(session).await, 200);
        assert_eq!(world.count(session).await, stored);
        let exchanges = world.get(&format!("/exchanges?session={session}")).await;
        assert_eq!(exchanges["exchanges"][0]["stored"], stored);
        let id = &exchanges["exchanges"][0]["id"];
        let said = world
            .text(&format!("/exchanges/{id}/explain"), "text/plain")
            .await;
        assert!(said.contains("befell it"), "{said}");
    }
    assert_eq!(world.log("other").await, 200);
    assert_eq!(world.count("other").await, 1);
}

#[tokio::test]
async fn plans_are_replaced_added_and_taken_back_by_session() {
    let world = World::strict();
    let internal = json!({"what": {"fault": "internal"}});
    world
        .plan("/faults?session=a", json!({"faults": [internal]}))
        .await;
    let (status, added) = world
        .say(Method::POST, "/faults?session=b", internal.clone())
        .await;
    assert_eq!(
        (status, &added["match"]["session"]),
        (StatusCode::CREATED, &json!("b"))
    );
    assert_eq!(added["left"], Value::Null);
    let (status, _) = world
        .say(Method::DELETE, "/faults?session=a", Value::Null)
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!([world.log("a").await, world.log("b").await], [200, 503]);
    world.plan("/faults", json!({"faults": []})).await;
    assert_eq!(world.get("/faults").await, json!({"faults": []}));
    assert_eq!(world.log("b").await, 200);
}

#[tokio::test]
async fn what_cannot_be_is_refused_where_it_is_wrong() {
    let world = World::strict();
    world
        .plan(
            "/faults",
            json!({"faults": [{"what": {"fault": "internal"}}]}),
        )
        .await;
    for (plan, said) in [
        (
            json!({"what": {"fault": "internall"}}),
            "faults[1].what.fault: there is no fault `internall`",
        ),
        (
            json!({"what": {"falt": "internal"}}),
            "faults[1].what.falt: unknown field `falt`",
        ),
        (
            json!({"match": {"vendor": "acne"}, "what": {"hang": true}}),
            "did you mean `acme`?",
        ),
        (
            json!({"match": {"operation": "injest"}, "what": {"hang": true}}),
            "faults[1].match.operation: there is no operation `injest`, there are: ingest; did you mean `ingest`?",
        ),
        (
            json!({"match": {"vendor": "acme"}, "what": {"partial": [1]}}),
            "faults[1].what.partial: acme has no answer that says that some records failed",
        ),
        (
            json!({"match": {"nth": 0}, "what": {"hang": true}}),
            "match.nth: requests are counted from 1",
        ),
    ] {
        let plans = json!({"faults": [{"what": {"lose": true}}, plan]});
        let error = world.refused("/faults", plans).await;
        assert!(error.contains(said), "{error}");
    }
    let other = json!({"faults": [{"match": {"session": "b"}, "what": {"lose": true}}]});
    let error = world.refused("/faults?session=a", other).await;
    assert!(error.starts_with("faults[0].match.session: "), "{error}");
    let kept = world.get("/faults").await;
    assert_eq!(
        kept["faults"][0]["what"]["fault"], "internal",
        "nothing has changed"
    );
}
