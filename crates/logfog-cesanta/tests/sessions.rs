//! What a session has of its own: ids with their keys, and states. Frames find their session by
//! their sender, posted and over a WebSocket.

use std::net::TcpStream;

use logfog_cesanta::{ID, vendor};
use logfog_conform::{Over, Probe, Sent, Shown};
use logfog_kit::{
    Ctx, Opening, Registry, Settings, State, World,
    serve::{Running, SESSION_HEADER},
    store::Query,
};
use logfog_model::{Fate, Policy, Session};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{
    Message, WebSocket,
    client::{IntoClientRequest as _, client},
};

const CLOUD: &str = "//api.cesanta.com";
const DEVICE: &str = "//api.cesanta.com/d/one";

fn probe(set: &[(&str, &str)]) -> Probe {
    let set = set
        .iter()
        .map(|(key, value)| ((*key).into(), (*value).into()));
    let settings = Settings {
        profile: None,
        set: set.collect(),
    };
    Probe::new(vendor, &settings, Over::Memory).expect("an emulator")
}

fn named(name: &str) -> Session {
    name.parse().expect("a name")
}

/// Opens a session.
fn open<'c>(ctx: &'c Ctx, name: &str) -> Registry<'c> {
    let opening = Opening {
        seed: Some(7),
        ..Opening::default()
    };
    let opened = ctx.open(&named(name), &opening).expect("free");
    Registry::new(ctx, opened.world, ID)
}

/// Makes the id of a session, and its key.
fn mint(registry: &Registry<'_>) -> [String; 2] {
    let emulator = vendor(&Settings::default()).expect("the default settings");
    let minted = emulator.mint(registry);
    let [("src", src), ("key", key)] = &minted[..] else {
        panic!("an id and a key, and not {minted:?}");
    };
    [src.clone(), key.clone()]
}

fn command(name: &str, args: &Value) -> Value {
    json!({"cmd": format!("/v1/Log.{name}"), "id": 1, "args": args})
}

/// A frame of version 1 that logs.
fn log(src: &str, key: &str) -> Value {
    let commands = [command("Log", &json!({"msg": "m"}))];
    json!({"v": 1, "src": src, "dst": CLOUD, "key": key, "cmds": commands})
}

fn post(path: &str, body: &Value) -> Sent {
    Sent {
        method: "POST".into(),
        target: path.into(),
        headers: Vec::new(),
        body: body.to_string().into(),
    }
}

fn send(probe: &Probe, sent: &Sent) -> Shown {
    probe.send(sent).expect("an answer")
}

/// The session that an entry landed in.
fn landed(shown: &Shown) -> &Session {
    assert_eq!((&*shown.broken, shown.stored.len()), (&[][..], 1));
    &shown.stored[0].batch.session
}

/// The only command of a frame failed.
fn failed(shown: &Shown, status: u16, rule: &str) {
    let told: Value = serde_json::from_slice(&shown.answer.body).expect("JSON");
    let of_v1 = told["resp"][0]["status"].as_u64();
    let status_told = of_v1.or(told["error"]["code"].as_u64());
    assert_eq!(status_told, Some(status.into()), "{told}");
    assert!(shown.broke_just(rule), "{:?}", shown.broken);
    assert!(shown.broken.iter().all(|(_, fate)| *fate == Fate::Rejected));
    assert!(shown.stored.is_empty());
}

#[test]
fn a_minted_id_leads_to_its_session_however_it_is_sent() {
    let probe = probe(&[]);
    let [src, key] = mint(&open(probe.ctx(), "a"));
    let v2 = json!({
        "v": 2, "key": key, "method": "/v1/Log.Log", "args": {"msg": "m"}, "id": 1,
        "src": format!("{src}.component"),
    });
    for (path, frame) in [("/", log(&src, &key)), ("/rpc", v2.clone()), ("/api", v2)] {
        let shown = send(&probe, &post(path, &frame));
        assert_eq!(*landed(&shown), named("a"), "{frame}");
    }
    // The sender of a method is in a header, and `src` among its arguments is somebody else.
    let basic = |src: &str| {
        let pair = base64::Engine::encode(
            &base64::engine::general_purpose::STANDARD,
            format!("{src}:{key}"),
        );
        format!("Basic {pair}")
    };
    let method = post(
        "/v1/Log.Log",
        &json!({"msg": "m", "src": "//api.cesanta.com/d/other"}),
    );
    let shown = send(&probe, &method.clone().with("authorization", basic(&src)));
    assert_eq!(*landed(&shown), named("a"));
    let method = post("/v1/Log.Log", &json!({"msg": "m", "src": src}));
    let shown = send(
        &probe,
        &method.with("authorization", basic("//api.cesanta.com/d/other")),
    );
    assert_eq!(*landed(&shown), Session::default());
    // Who is well known names a session or is in the default one.
    let (src, key) = (probe.credential("src"), probe.credential("key"));
    let shown = send(&probe, &post("/", &log(src, key)));
    assert_eq!(*landed(&shown), Session::default());
}

#[test]
fn the_same_seed_makes_the_same_id_and_key() {
    let minted = || mint(&open(probe(&[]).ctx(), "a"));
    assert_eq!(minted(), minted());
    let probe = probe(&[]);
    let registry = open(probe.ctx(), "a");
    assert_ne!(mint(&registry), mint(&registry));
}

#[test]
fn a_minted_id_needs_its_key_in_its_session_and_is_unknown_elsewhere() {
    for (set, elsewhere) in [(&[][..], true), (&[("auth", "strict")], false)] {
        let probe = probe(set);
        let registry = open(probe.ctx(), "a");
        let [src, key] = mint(&registry);
        open(probe.ctx(), "b");
        failed(
            &send(&probe, &post("/", &log(&src, "guessed"))),
            401,
            "cesanta.auth.key",
        );
        assert_eq!(
            *landed(&send(&probe, &post("/", &log(&src, &key)))),
            named("a")
        );
        // Unknown ids need no key unless every one needs one.
        let unknown = |sent: &Sent, session: &str| {
            let shown = send(&probe, sent);
            if elsewhere {
                assert_eq!(*landed(&shown), named(session));
            } else {
                failed(&shown, 401, "cesanta.auth.key");
            }
        };
        let frame = post("/", &log(&src, &key));
        unknown(&frame.clone().session("b"), "b");
        assert!(probe.ctx().close(&named("a")));
        unknown(&frame, "default");
        unknown(&frame.session("a"), "a");
    }
}

#[test]
fn a_minted_id_may_touch_the_entries_of_others_and_a_declared_one_may_not() {
    let probe = probe(&[("auth", "strict")]);
    let registry = open(probe.ctx(), "a");
    let [src, key] = mint(&registry);
    let declared = json!({"devices": [{"id": DEVICE, "key": "k"}]});
    let declared = probe.vendor().declare(&declared, &registry);
    declared.expect("well formed");
    assert_eq!(
        *landed(&send(&probe, &post("/", &log(DEVICE, "k")))),
        named("a")
    );
    let list = |src: &str, key: &str, of: &str| {
        let commands = [command("List", &json!({ "src": of }))];
        json!({"v": 1, "src": src, "key": key, "cmds": commands})
    };
    let shown = send(&probe, &post("/", &list(&src, &key, DEVICE)));
    let told: Value = serde_json::from_slice(&shown.answer.body).expect("JSON");
    assert_eq!(told["resp"][0]["resp"][0]["msg"], "m", "{told}");
    let shown = send(&probe, &post("/", &list(DEVICE, "k", &src)));
    failed(&shown, 403, "cesanta.auth.foreign");
}

#[test]
fn a_declared_id_is_compared_without_its_component_and_its_escapes() {
    let probe = probe(&[]);
    let registry = open(probe.ctx(), "a");
    let declared = json!({"devices": [{"id": "//api.cesanta.com/d/o%6ee.x", "key": "k"}]});
    let declared = probe.vendor().declare(&declared, &registry);
    declared.expect("well formed");
    failed(
        &send(&probe, &post("/", &log(DEVICE, "l"))),
        401,
        "cesanta.auth.key",
    );
    let shown = send(&probe, &post("/", &log(&format!("{DEVICE}.y"), "k")));
    assert_eq!(*landed(&shown), named("a"));
}

#[test]
fn a_declaration_that_is_wrong_is_told_where_and_keeps_nothing() {
    let probe = probe(&[("keys", "mine=k")]);
    let registry = open(probe.ctx(), "a");
    let good = json!({"id": DEVICE, "key": "k"});
    let well_known = probe.credential("src");
    for (declared, at, says) in [
        (json!({"device": []}), "device", "`devices`"),
        (
            json!({"devices": [good, {"id": "a"}]}),
            "devices[1]",
            "`key`",
        ),
        (
            json!({"devices": [good, {"id": "a", "psk": "k"}]}),
            "devices[1].psk",
            "`key`",
        ),
        (
            json!({"devices": [good, {"id": "", "key": "k"}]}),
            "devices[1].id",
            "empty",
        ),
        (
            json!({"devices": [good, {"id": "a", "key": ""}]}),
            "devices[1].key",
            "empty",
        ),
        (
            json!({"devices": [good, {"id": "mine.x", "key": "k"}]}),
            "devices[1].id",
            "already",
        ),
        (
            json!({"devices": [good, {"id": well_known, "key": "k"}]}),
            "devices[1].id",
            "already",
        ),
        (
            json!({"devices": [good, good]}),
            "devices[1].id",
            "declared already",
        ),
    ] {
        let bad = probe.vendor().declare(&declared, &registry);
        let bad = bad.expect_err("wrong");
        assert_eq!(bad.at, at, "{declared}: {bad}");
        assert!(bad.problem.contains(says), "{declared}: {bad}");
    }
    let shown = send(&probe, &post("/", &log(DEVICE, "another")).session("a"));
    assert_eq!(*landed(&shown), named("a"));
    let schema = probe.vendor().resources().expect("a schema");
    let members = schema.pointer("/$defs/DeclaredDevice/properties");
    let members = members.and_then(Value::as_object).expect("an object");
    assert!(members.keys().eq(["id", "key"]));
    assert_eq!(schema["additionalProperties"], false);
}

/// Makes a state the case in a session, and nothing else.
fn put(ctx: &Ctx, session: &str, name: &'static str, of: Option<&str>) {
    let state = State {
        vendor: ID,
        name,
        of: of.map(str::to_owned),
    };
    let change = |world: &mut World| world.states = vec![state.clone()].into();
    ctx.sessions.change(Some(&named(session)), change);
}

#[test]
fn every_state_is_answered_by_its_rule_in_its_session_only() {
    let probe = probe(&[]);
    let [src, key] = mint(&open(probe.ctx(), "a"));
    let states = [
        ("id_blocked", 403, "cesanta.auth.permission"),
        ("storage_full", 500, "cesanta.log.storage"),
    ];
    let known = probe.vendor().states().iter();
    assert!(
        known
            .map(|(name, _)| *name)
            .eq(states.map(|(name, ..)| name))
    );
    let frame = post("/", &log(&src, &key));
    let elsewhere = frame.clone().session("b");
    for (name, status, rule) in states {
        for of in [Some(&*src), None] {
            put(probe.ctx(), "a", name, of);
            failed(&send(&probe, &frame), status, rule);
            assert_eq!(*landed(&send(&probe, &elsewhere)), named("b"));
        }
        put(probe.ctx(), "a", name, Some(DEVICE));
        assert_eq!(*landed(&send(&probe, &frame)), named("a"));
    }
    // All else goes on, also in the same frame.
    put(probe.ctx(), "a", "storage_full", None);
    let commands = [
        command("Log", &json!({"msg": "m"})),
        command("List", &json!({"src": src})),
    ];
    let shown = send(
        &probe,
        &post("/", &json!({"src": src, "key": key, "cmds": commands})),
    );
    let told: Value = serde_json::from_slice(&shown.answer.body).expect("JSON");
    assert_eq!(told["resp"][0]["status_msg"], "Storage full", "{told}");
    assert_eq!(
        told["resp"][1]["resp"].as_array().map(Vec::len),
        Some(2),
        "{told}"
    );
}

/// An emulator on a port.
struct Served {
    ctx: Ctx,
    running: Running,
}

impl Served {
    fn new() -> Self {
        let vendor = vendor(&Settings::default()).expect("the default settings");
        let ctx = Ctx::new(Policy::default());
        let running = Running::start(vendor, ctx.clone()).expect("a port");
        Self { ctx, running }
    }

    fn connect(&self, session: Option<&str>) -> WebSocket<TcpStream> {
        let authority = self.running.addresses().authority;
        let request = format!("ws://{authority}/").into_client_request();
        let mut request = request.expect("an address");
        if let Some(session) = session {
            let name = session.parse().expect("a name");
            request.headers_mut().insert(SESSION_HEADER, name);
        }
        let stream = TcpStream::connect(authority).expect("a connection");
        client(request, stream).expect("a WebSocket").0
    }

    /// How many entries a session has.
    fn entries(&self, session: &str) -> usize {
        let session = named(session);
        let query = Query {
            session: Some(&session),
            after: 0,
            limit: usize::MAX,
            filter: &|_| true,
        };
        self.ctx.store.read(&query).entries.len()
    }
}

/// The status of a frame's only command.
fn say(socket: &mut WebSocket<TcpStream>, frame: &Value) -> u64 {
    let text = Message::text(frame.to_string());
    socket.send(text).expect("a connection");
    let answer = socket.read().expect("an answer").into_data();
    let answer: Value = serde_json::from_slice(&answer).expect("JSON");
    answer["resp"][0]["status"].as_u64().expect("a status")
}

#[test]
fn each_frame_of_a_connection_is_in_the_session_of_its_sender() {
    let served = Served::new();
    let [[a, of_a], [b, of_b]] = ["a", "b"].map(|name| mint(&open(&served.ctx, name)));
    let mut socket = served.connect(None);
    for (src, key) in [(&*a, &*of_a), (DEVICE, "any"), (&b, &of_b), (&a, &of_a)] {
        assert_eq!(say(&mut socket, &log(src, key)), 0);
    }
    assert_eq!(say(&mut socket, &log(&b, &of_a)), 401);
    let entries = ["a", "b", "default"].map(|name| served.entries(name));
    assert_eq!(entries, [2, 1, 1]);
    // Whose session is over is like any other.
    assert!(served.ctx.close(&named("b")));
    assert_eq!(say(&mut socket, &log(&b, &of_b)), 0);
    assert_eq!(["b", "default"].map(|name| served.entries(name)), [0, 2]);
}

#[test]
fn a_connection_that_named_its_session_stays_in_it() {
    let served = Served::new();
    let [src, key] = mint(&open(&served.ctx, "a"));
    for name in ["b", "default"] {
        let mut socket = served.connect(Some(name));
        assert_eq!(say(&mut socket, &log(&src, &key)), 0);
        assert_eq!([name, "a"].map(|name| served.entries(name)), [1, 0]);
    }
}
