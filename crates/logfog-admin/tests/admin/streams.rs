use std::{sync::Arc, time::Duration};

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt as _;
use http::{Method, Response, StatusCode, header::CONTENT_TYPE};
use logfog_kit::{Ctx, store::Memory};
use logfog_model::Policy;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::acme::World;

/// A tail, read event by event.
struct Tail {
    body: BodyDataStream,
    text: String,
}

#[derive(Debug, Default, PartialEq)]
struct Event {
    name: String,
    id: String,
    data: Value,
}

impl Tail {
    async fn of(world: &World, path: &str, last: Option<&str>) -> Self {
        let answer = world.stream(path, last).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.headers()[CONTENT_TYPE], "text/event-stream");
        let body = answer.into_body().into_data_stream();
        let mut tail = Self {
            body,
            text: String::new(),
        };
        assert_eq!(tail.block().await.as_deref(), Some(": following"));
        tail
    }

    /// What comes up to the next empty line; `None` at the end of the stream.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(block);
            }
            let next = timeout(Duration::from_mins(1), self.body.next()).await;
            let chunk = next.expect("something comes")?.expect("it is not cut");
            self.text += std::str::from_utf8(&chunk).expect("text");
        }
    }

    async fn event(&mut self) -> Event {
        let block = self.block().await.expect("an event");
        let mut event = Event::default();
        for line in block.lines() {
            match line.split_once(": ") {
                Some(("event", name)) => name.clone_into(&mut event.name),
                Some(("id", id)) => id.clone_into(&mut event.id),
                Some(("data", data)) => event.data = serde_json::from_str(data).expect("JSON"),
                _ => panic!("{line}"),
            }
        }
        event
    }
}

#[tokio::test]
async fn a_tail_begins_now_and_goes_on() {
    let world = World::strict();
    world.ingest("a", "before").await;
    let mut tail = Tail::of(&world, "/tail?session=a&match=body+!%3D+no", None).await;
    world.ingest("b", "other").await;
    world.ingest("a", "one\nno\ntwo").await;
    for (id, body) in [("3", "one"), ("5", "two")] {
        let event = tail.event().await;
        assert_eq!((event.name.as_str(), event.id.as_str()), ("entry", id));
        let listed = world.get(&format!("/entries?match=id+%3D+{id}")).await;
        assert_eq!(event.data, listed["entries"][0]);
        assert_eq!(event.data["body"], body);
    }
    let mut resumed = Tail::of(&world, "/tail?session=a&after=1", Some("3")).await;
    assert_eq!(resumed.event().await.id, "4");
    let mut whole = Tail::of(&world, "/tail?after=0", None).await;
    assert_eq!(whole.event().await.data["body"], "before");
}

#[tokio::test]
async fn exchanges_come_with_what_was_wrong() {
    let world = World::strict();
    let mut tail = Tail::of(&world, "/tail?of=exchanges&match=status+%3E+399", None).await;
    world.ingest("a", "fine").await;
    world.ingest("a", "a line that is too long").await;
    let event = tail.event().await;
    assert_eq!((event.name.as_str(), event.id.as_str()), ("exchange", "2"));
    assert_eq!(
        event.data["broken"],
        json!([{"rule": "acme.ingest.size", "fate": "refused", "hint": "Send less."}])
    );
    let mut listed = world.get("/exchanges?match=id+%3D+2").await;
    listed["exchanges"][0]["broken"] = event.data["broken"].clone();
    assert_eq!(event.data, listed["exchanges"][0]);
}

#[tokio::test]
async fn who_reads_too_slowly_is_told() {
    let mut ctx = Ctx::new(Policy::default());
    ctx.store = Arc::new(Memory::new(8 << 10));
    let world = World::new(ctx);
    let mut tail = Tail::of(&world, "/tail?session=a", None).await;
    for _ in 0..100 {
        world.ingest("a", "one").await;
    }
    let event = tail.event().await;
    assert_eq!(event.name, "evicted");
    let missed = event.data["evicted"].as_u64().expect("a number");
    let next: u64 = tail.event().await.id.parse().expect("a number");
    assert_eq!(next, missed + 1);
}

#[tokio::test(start_paused = true)]
async fn a_tail_shows_that_it_lives_and_ends_with_the_program() {
    let world = World::strict();
    let mut tail = Tail::of(&world, "/tail", None).await;
    assert_eq!(tail.block().await.as_deref(), Some(": nothing new"));
    drop(world.stop);
    assert_eq!(tail.block().await, None);
}

async fn lines(answer: Response<Body>) -> Result<Vec<Value>, axum::Error> {
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await?;
    let text = std::str::from_utf8(&bytes).expect("text").lines();
    Ok(text
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect())
}

#[tokio::test]
async fn everything_can_be_exported() {
    let world = World::strict();
    let none = world.stream("/export", None).await;
    assert_eq!(lines(none).await.expect("whole").len(), 0);
    for _ in 0..60 {
        world.ingest("a", "{\n\"a\":1}\ntwo").await;
    }
    world.ingest("b", "other").await;
    let answer = world.stream("/export?session=a", None).await;
    assert_eq!(answer.headers()[CONTENT_TYPE], "application/x-ndjson");
    assert_eq!(answer.headers()["x-logfog-evicted"], "0");
    let exported = lines(answer).await.expect("whole");
    let listed = world.get("/entries?session=a&limit=1000").await;
    assert_eq!(Value::from(exported), listed["entries"]);

    let path = "/export?of=exchanges&match=request.body+%3D+other";
    let exported = lines(world.stream(path, None).await).await.expect("whole");
    assert_eq!((exported.len(), &exported[0]["id"]), (1, &json!(61)));
    assert_eq!(exported[0]["request"]["body"], "other");
    assert!(!exported[0].to_string().contains("secret"));
}

#[tokio::test]
async fn an_export_that_misses_something_breaks_off() {
    let mut ctx = Ctx::new(Policy::default());
    ctx.store = Arc::new(Memory::new(64 << 10));
    let world = World::new(ctx);
    for _ in 0..200 {
        world.ingest("a", "one").await;
    }
    let evicted = world.get("/entries?limit=1").await["evicted"].to_string();
    let whole = world.stream("/export", None).await;
    assert_eq!(whole.headers()["x-logfog-evicted"], evicted.as_str());
    assert!(lines(whole).await.is_ok());
    let cut = world.stream("/export", None).await;
    world.ingest("a", "one").await;
    assert!(lines(cut).await.is_err());
}

#[tokio::test]
async fn streams_that_cannot_be_are_refused() {
    let world = World::strict();
    for path in [
        "/tail?of=logs",
        "/tail?match=status+%3D+1",
        "/tail?after=x",
        "/export?of=",
        "/export?of=exchanges&match=body",
    ] {
        let (status, body) = world.ask(Method::GET, path).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path}: {body}");
    }
    let answer = world.stream("/tail", Some("x")).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
}
