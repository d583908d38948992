//! The client against the admin API itself, with one emulator behind it.

use std::{net::TcpListener, sync::Arc, time::Duration};

use logfog_admin::{About, Access};
use logfog_client::{Client, Clock, Error, Expectation, Of, Query, SessionPlan, Told, blocking};
use logfog_kit::{
    Addresses, Ctx, Settings, Tls,
    serve::{ADMIN, App, with_admin},
    store::Memory,
};
use logfog_model::Policy;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::watch,
};

/// A Dynatrace emulator and its admin API on one port.
struct World {
    client: Client,
    authority: String,
    token: String,
    stop: watch::Sender<()>,
}

impl World {
    async fn start() -> Self {
        Self::with_room(1 << 20).await
    }

    /// One that keeps so many bytes of entries.
    async fn with_room(room: usize) -> Self {
        Self::guarded(room, Access::Open).await
    }

    async fn guarded(room: usize, access: Access) -> Self {
        let vendor = logfog_dynatrace::vendor(&Settings::default()).expect("good settings");
        let mut ctx = Ctx::new(Policy::default());
        ctx.store = Arc::new(Memory::new(room));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let authority = listener.local_addr().expect("bound").to_string();
        let at = Addresses::at(authority.clone());
        let credentials = vendor.connection(&at).credentials;
        let mut credentials = credentials.into_iter();
        let token = credentials.find(|(name, _)| *name == "api_token");
        let stop = watch::Sender::new(());
        let about = About {
            version: "1.2.3",
            instance: "one".into(),
            tls: Tls::new(Vec::new()),
            hosts: Vec::new(),
            access,
            addresses: vec![(vendor.id(), at)],
            ready: Arc::new(|| "{}".into()),
            stop: stop.subscribe(),
        };
        let app = App::new(vendor.clone(), ctx.clone()).into_router();
        let router = with_admin(app, logfog_admin::router(vec![vendor], ctx, about));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let client = Client::connect(&format!("http://{authority}")).await;
        Self {
            client: client.expect("it serves"),
            authority,
            token: token.expect("it has one").1,
            stop,
        }
    }

    /// Sends records as a shipper does, and gives the status of the answer.
    async fn ship(&self, session: &str, records: &str) -> String {
        let Self {
            authority, token, ..
        } = self;
        let request = format!(
            "POST /api/v2/logs/ingest HTTP/1.1\r\nhost: {authority}\r\nauthorization: Api-Token {token}\r\n\
             content-type: application/json; charset=utf-8\r\nx-logfog-session: {session}\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n{records}",
            records.len()
        );
        let mut stream = TcpStream::connect(authority).await.expect("it listens");
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("answered");
        answer.split(' ').nth(1).expect("a status").to_owned()
    }
}

#[tokio::test]
async fn what_was_shipped_is_read_and_explained() {
    let world = World::start().await;
    assert_eq!(
        world
            .ship("a", r#"[{"content":"one","level":"error"}]"#)
            .await,
        "204"
    );
    assert_eq!(world.ship("a", r#"{"content":1"#).await, "400");
    let client = world.client.in_session("a");

    let page = client.entries(&Query::all()).await.expect("entries");
    assert_eq!((page.entries.len(), page.next, page.evicted), (1, None, 0));
    assert_eq!(page.entries[0].body, "one");
    assert_eq!(page.entries[0].severity.number, 17);
    assert!(
        page.json().starts_with("{\"entries\":[{\"id\":1,"),
        "as it came"
    );

    let refused = Query::all().matching("status = 400");
    let refused = client.exchanges(&refused).await.expect("exchanges");
    let [exchange] = &refused.exchanges[..] else {
        panic!("{refused:?}");
    };
    let rule = exchange.rule.clone().expect("it was refused");
    let whole = client.exchange(exchange.id).await.expect("it is kept");
    assert_eq!(whole.exchange.broken[0].rule, rule);
    let why = client.explain(exchange.id).await.expect("it is kept");
    assert_eq!(why.rules[0].rule, rule);
    let text = client.explain_text(exchange.id).await.expect("it is kept");
    assert!(text.contains(&rule), "{text}");

    let elsewhere = world.client.in_session("b").entries(&Query::all()).await;
    assert!(elsewhere.expect("entries").entries.is_empty());
}

#[tokio::test]
async fn a_wait_ends_when_the_last_one_comes() {
    let world = World::start().await;
    let client = world.client.in_session("a");
    let wanted = Expectation::entries().matching("body ~ \"^n\"").count(2);
    let wanted = wanted.within(Duration::from_mins(1));
    let waiting = tokio::spawn(async move { client.wait_for(&wanted).await });
    world
        .ship("a", r#"[{"content":"n1"},{"content":"x"}]"#)
        .await;
    world.ship("a", r#"[{"content":"n2"}]"#).await;
    let met = waiting.await.expect("it ends").expect("it is met");
    assert_eq!(met.arrived, 2);
    assert_eq!(met.entries[1].body, "n2");
}

#[tokio::test]
async fn a_miss_comes_with_its_evidence() {
    let world = World::start().await;
    world.ship("a", r#"[{"content":"one"}]"#).await;
    world.ship("a", r#"{"content":1"#).await;
    let client = world.client.in_session("a");
    let wanted = Expectation::entries().matching("body = two and vendor = dynatrace");
    for within in [Duration::ZERO, Duration::from_millis(50)] {
        let missed = client.wait_for(&wanted.clone().within(within)).await;
        let Err(Error::NotMet(evidence)) = missed else {
            panic!("{missed:?}");
        };
        assert_eq!((evidence.arrived, evidence.refused.len()), (0, 1));
        let nearest = evidence.nearest.as_ref().expect("there is one");
        let held: Vec<_> = nearest.clauses.iter().map(|clause| clause.held).collect();
        assert_eq!(held, [false, true]);
        assert_eq!(nearest.clauses[0].got.as_deref(), Some("one"));
    }
    let missed = client.verify(&wanted.count(3)).await.expect_err("no such");
    let text = missed.to_string();
    assert!(text.contains("✗ body = two   (got one)"), "{text}");
    assert!(text.contains("refused: dynatrace."), "{text}");
}

#[tokio::test]
async fn exchanges_are_waited_for_by_looking_again() {
    let world = World::start().await;
    let client = world.client.in_session("a");
    let refused = Expectation::exchanges().matching("status = 400");
    let wanted = refused.clone().within(Duration::from_mins(1));
    let waiting = tokio::spawn(async move { client.wait_for(&wanted).await });
    world.ship("a", "{").await;
    let met = waiting.await.expect("it ends").expect("it is met");
    assert_eq!(met.exchanges[0].status, 400);

    let client = world.client.in_session("a");
    let none = refused.at_most(0).within(Duration::from_millis(50));
    let missed = client.wait_for(&none).await;
    assert!(matches!(missed, Err(Error::NotMet(_))), "{missed:?}");
}

#[tokio::test]
async fn what_was_forgotten_makes_unsure() {
    let world = World::with_room(2000).await;
    let record = format!("[{{\"content\":\"{}\"}}]", "x".repeat(1000));
    for _ in 0..4 {
        world.ship("a", &record).await;
    }
    let wanted = Expectation::entries().count(4);
    let missed = world.client.in_session("a").verify(&wanted).await;
    let Err(Error::Unsure(evidence)) = missed else {
        panic!("{missed:?}");
    };
    assert!(evidence.evicted > 0, "{evidence:?}");
    assert!(
        evidence.to_string().contains("--max-memory"),
        "{evidence:?}"
    );
}

#[tokio::test]
async fn a_session_is_opened_used_and_closed() {
    let world = World::start().await;
    let noon = Clock::Fixed("2026-11-01T12:00:00Z".into());
    let plan = SessionPlan::named("t_1").seed(7).clock(&noon);
    let plan = plan
        .policy(&["dynatrace.*=warn"])
        .ttl(Duration::from_secs(90));
    let opened = world.client.session(&plan).await.expect("it is open");
    assert_eq!(opened.name, "t_1");
    assert!(
        opened.env.keys().any(|name| name.starts_with("DYNATRACE")),
        "{opened:?}"
    );

    let session = world.client.in_session("t_1");
    session
        .advance(Duration::from_secs(5))
        .await
        .expect("it moves");
    let view = world
        .client
        .session_named("t_1")
        .await
        .expect("it is there");
    assert_eq!(view.now, "2026-11-01T12:00:05Z");
    assert_eq!(view.policy, ["dynatrace.*=warn"]);
    session.set_policy(&["dynatrace.*=off"]).await.expect("set");
    session.set_seed(8).await.expect("set");
    let state = world.client.set_state("dynatrace", Some("no-such"), None);
    let problem = state.await.expect_err("there is no such state");
    assert!(problem.to_string().contains("no-such"), "{problem}");

    world.ship("t_1", r#"[{"content":"x"}]"#).await;
    session
        .reset_only(&["exchanges", "clock"])
        .await
        .expect("done");
    let view = world
        .client
        .session_named("t_1")
        .await
        .expect("it is there");
    assert_eq!((view.entries, view.exchanges), (1, 0));
    session.reset().await.expect("done");
    let view = world
        .client
        .session_named("t_1")
        .await
        .expect("it is there");
    assert_eq!((view.entries, &view.policy[0][..]), (0, "dynatrace.*=warn"));

    world.client.close("t_1").await.expect("it ends");
    let gone = world.client.session_named("t_1").await;
    assert!(
        matches!(gone, Err(Error::Refused(ref problem)) if problem.status == 404),
        "{gone:?}"
    );
    let strange = world.client.close("a/b ?").await;
    assert!(
        matches!(strange, Err(Error::Refused(ref problem)) if problem.error.contains("a/b ?")),
        "{strange:?}"
    );
}

#[tokio::test]
async fn a_tail_tells_what_happens_and_goes_on_where_it_was() {
    let world = World::start().await;
    world.ship("a", "[]").await;
    let client = world.client.in_session("a");
    let all = Query::all();
    let tail = client.tail(Of::Exchanges, &all, None).await;
    let mut tail = tail.expect("it follows");
    world.ship("a", "{").await;
    world.ship("b", "{").await;
    world.ship("a", r#"[{"content":"x"}]"#).await;
    let mut seen = Vec::new();
    for _ in 0..2 {
        let event = tail.next().await.expect("it goes on").expect("an event");
        let Told::Exchange(exchange) = event.told else {
            panic!("{event:?}");
        };
        assert!(
            event
                .json
                .starts_with(&format!("{{\"id\":{},", exchange.id))
        );
        seen.push((exchange.id, exchange.status, exchange.broken.len()));
    }
    assert_eq!(seen, [(2, 400, 1), (4, 204, 0)]);
    assert_eq!(tail.last_id(), Some("4"));
    drop(tail);

    world.ship("a", r#"[{"content":"y"}]"#).await;
    let tail = client.tail(Of::Exchanges, &all, Some("4")).await;
    let mut tail = tail.expect("it follows");
    let event = tail.next().await.expect("it goes on").expect("an event");
    assert!(matches!(event.told, Told::Exchange(exchange) if exchange.id == 5));
    world.stop.send(()).expect("somebody follows");
    assert_eq!(tail.next().await.expect("a clean end"), None);
}

#[tokio::test]
async fn an_export_is_all_there_is() {
    let world = World::start().await;
    world
        .ship("a", r#"[{"content":"x"},{"content":"y"}]"#)
        .await;
    let query = Query::all().matching("body = y");
    let export = world.client.export(Of::Entries, &query).await;
    let export = export.expect("it begins");
    assert_eq!(export.evicted(), 0);
    let text = export.text().await.expect("it ends");
    assert!(
        text.starts_with("{\"id\":2,") && text.lines().count() == 1,
        "{text}"
    );
    let nonsense = Query::all().matching("body = = y");
    let nonsense = world.client.export(Of::Entries, &nonsense).await;
    assert!(matches!(nonsense, Err(Error::Refused(_))), "{nonsense:?}");
}

#[tokio::test]
async fn a_no_is_told_apart() {
    let world = World::start().await;
    let nonsense = Query::all().matching("body = = x");
    let nonsense = world.client.entries(&nonsense).await;
    assert!(
        matches!(nonsense, Err(Error::Refused(ref problem)) if problem.status == 400),
        "{nonsense:?}"
    );

    let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
    let free = socket.local_addr().expect("bound");
    drop(socket);
    let nobody = Client::connect(&format!("http://{free}")).await;
    assert!(
        matches!(nobody, Err(Error::Unreachable { .. })),
        "{nobody:?}"
    );

    for answer in [
        "SSH-2.0-x\r\n",
        "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno",
    ] {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let at = socket.local_addr().expect("bound");
        tokio::spawn(async move {
            let (mut stream, _) = socket.accept().await.expect("a client");
            stream.write_all(answer.as_bytes()).await.expect("sent");
            // Until the client has gone.
            let _ = stream.read_to_end(&mut Vec::new()).await;
        });
        let other = Client::connect(&format!("http://{at}")).await;
        assert!(matches!(other, Err(Error::Strange { .. })), "{other:?}");
    }
}

#[tokio::test]
async fn a_ready_file_leads_there() {
    let world = World::start().await;
    let path = std::env::temp_dir().join(format!("logfog-client-{}.json", std::process::id()));
    let admin = world.client.url();
    std::fs::write(&path, format!("{{\"admin\":\"{admin}\"}}")).expect("written");
    let client = Client::from_ready_file(&path).expect("it is one");
    assert_eq!(client.version().await.expect("it serves").instance, "one");
    std::fs::write(&path, "{\"admin\":null}").expect("written");
    let none = Client::from_ready_file(&path).expect_err("no admin API");
    assert!(none.to_string().contains("no admin API"), "{none}");
    std::fs::remove_file(&path).expect("removed");
    let gone = Client::from_ready_file(&path).expect_err("no file");
    assert!(matches!(gone, Error::Unusable(_)), "{gone:?}");
}

#[tokio::test]
async fn the_token_is_sent_and_never_shown() {
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let client = Client::at(&socket.local_addr().expect("bound").to_string());
    let client = client.expect("good").with_token("s3cret");
    assert!(!format!("{client:?}").contains("s3cret"));
    let served = tokio::spawn(async move {
        let (mut stream, _) = socket.accept().await.expect("a client");
        let mut head = vec![0; 4096];
        let read = stream.read(&mut head).await.expect("a request");
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok\n";
        stream.write_all(answer.as_bytes()).await.expect("sent");
        String::from_utf8_lossy(&head[..read]).into_owned()
    });
    client.readyz().await.expect("it is ready");
    let head = served.await.expect("it was asked");
    assert!(
        head.starts_with(&format!("GET {ADMIN}/readyz HTTP/1.1\r\n")),
        "{head}"
    );
    assert!(head.contains("authorization: Bearer s3cret\r\n"), "{head}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_blocking_client_does_the_same() {
    let world = World::start().await;
    world.ship("a", r#"[{"content":"one"}]"#).await;
    let url = world.client.url();
    let used = tokio::task::spawn_blocking(move || {
        let client = blocking::Client::connect(&url)
            .expect("it serves")
            .in_session("a");
        let met = client.wait_for(&Expectation::entries().exactly(1));
        (met.expect("it is met").arrived, client)
    });
    let (arrived, client) = used.await.expect("it ends");
    assert_eq!(arrived, 1);
    // Here a runtime that waits for its threads would panic.
    drop(client);
}

#[tokio::test]
async fn a_token_is_sent_and_its_want_is_told() {
    let token = logfog_admin::Token::new("s3cret").expect("a token");
    let world = World::guarded(1 << 20, Access::Token(token)).await;
    let client = world.client.clone();
    for without in [client.clone(), client.clone().with_token("s3cre")] {
        let Err(Error::Refused(refusal)) = without.entries(&Query::all()).await else {
            panic!("let in");
        };
        assert_eq!(refusal.status, 401, "{refusal}");
    }
    let client = client.with_token("s3cret");
    assert!(client.entries(&Query::all()).await.is_ok());
    assert!(!format!("{client:?}").contains("s3cret"));
}
