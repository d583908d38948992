//! What a session has of its own: tokens, environments, states, and the time by which tokens end.

use jiff::SignedDuration;
use logfog_conform::{Over, Probe, Sent, Shown};
use logfog_dynatrace::{ID, vendor};
use logfog_kit::{Opening, Registry, Settings, State, World};
use logfog_model::Session;
use serde_json::{Value, json};

const INGEST: &str = "/api/v2/logs/ingest";
const APPS: &str = "/platform/classic/environment-api/v2/logs/ingest";
const TOKEN: &str = "dt0c01.DECLAREDDECLAREDDECLARED.\
    DECLAREDDECLAREDDECLAREDDECLAREDDECLAREDDECLAREDDECLAREDDECLARED";
const UNKNOWN: [&str; 1] = ["dynatrace.auth.token"];

fn probe() -> Probe {
    Probe::new(vendor, &Settings::default(), Over::Memory).expect("an emulator")
}

fn named(name: &str) -> Session {
    name.parse().expect("a name")
}

/// Opens a session.
fn open<'p>(probe: &'p Probe, name: &str) -> Registry<'p> {
    let opening = Opening {
        seed: Some(7),
        ..Opening::default()
    };
    let opened = probe.ctx().open(&named(name), &opening).expect("free");
    Registry::new(probe.ctx(), opened.world, ID)
}

/// Makes the credentials of a session.
fn mint(probe: &Probe, registry: &Registry<'_>) -> [String; 3] {
    let minted = probe.vendor().mint(registry);
    let names = ["api_token", "read_token", "platform_token"];
    assert!(minted.iter().map(|(name, _)| *name).eq(names));
    names.map(|name| {
        let found = minted.iter().find(|(known, _)| *known == name);
        found.expect("one of that name").1.clone()
    })
}

fn post(path: &str, authorization: &str) -> Sent {
    Sent {
        method: "POST".into(),
        target: path.into(),
        headers: Vec::new(),
        body: r#"[{"content":"x"}]"#.into(),
    }
    .with("authorization", authorization)
    .with("content-type", "application/json; charset=utf-8")
}

fn send(probe: &Probe, sent: &Sent) -> Shown {
    probe.send(sent).expect("an answer")
}

fn api_token(token: &str) -> String {
    format!("Api-Token {token}")
}

/// The session that a record landed in.
fn landed(shown: &Shown) -> &Session {
    assert_eq!((&*shown.answer.status, shown.stored.len()), ("204", 1));
    &shown.stored[0].batch.session
}

fn refused(shown: &Shown, status: &str, rules: &[&str]) {
    let broken: Vec<_> = shown.broken.iter().map(|(rule, _)| *rule).collect();
    assert_eq!((&*shown.answer.status, &*broken), (status, rules));
    assert!(shown.stored.is_empty());
}

fn look_up(probe: &Probe, token: &str) -> Value {
    let mut sent = post("/api/v2/apiTokens/lookup", &api_token(token));
    sent.body = json!({ "token": token }).to_string().into();
    let shown = send(probe, &sent);
    assert_eq!(shown.answer.status, "200");
    serde_json::from_slice(&shown.answer.body).expect("JSON")
}

#[test]
fn a_minted_token_leads_to_its_session_however_it_is_sent() {
    let probe = probe();
    let registry = open(&probe, "a");
    let [api, _, platform] = mint(&probe, &registry);
    for (path, authorization) in [
        (INGEST, api_token(&api)),
        ("/e/abc12345/api/v2/logs/ingest", api_token(&api)),
        (INGEST, format!("Bearer {platform}")),
        (APPS, format!("bearer {platform}")),
    ] {
        let shown = send(&probe, &post(path, &authorization));
        assert_eq!(*landed(&shown), named("a"), "{authorization} to {path}");
    }
    let in_query = post(&format!("{INGEST}?Api-Token={api}"), "").without("authorization");
    let shown = send(&probe, &in_query);
    assert_eq!(*landed(&shown), named("a"));
    // Who is well known names a session or is in the default one.
    let well_known = api_token(probe.credential("api_token"));
    let shown = send(&probe, &post(INGEST, &well_known));
    assert_eq!(*landed(&shown), Session::default());
}

#[test]
fn a_minted_token_is_like_the_well_known_one_of_its_name() {
    let probe = probe();
    let registry = open(&probe, "a");
    let [api, read, platform] = mint(&probe, &registry);
    let shown = send(&probe, &post(INGEST, &api_token(&read)));
    refused(&shown, "403", &["dynatrace.auth.scope"]);
    let shown = send(&probe, &post(INGEST, &api_token(&platform)));
    refused(&shown, "401", &UNKNOWN);
    let told = look_up(&probe, &api);
    assert_eq!(
        told["scopes"],
        json!(["apiTokens.read", "logs.ingest", "logs.read"])
    );
    let public = told["id"].as_str().expect("a text");
    assert!(api.starts_with(public) && public.len() == 31, "{public}");
    assert_eq!((api.len(), told.get("expirationDate")), (96, None));
    // The same seed, the same tokens; and other ones every time.
    let again = minted_afresh();
    assert_eq!([&api, &read, &platform], again.each_ref());
    assert_ne!(mint(&probe, &registry)[0], api);
}

fn minted_afresh() -> [String; 3] {
    let probe = probe();
    let registry = open(&probe, "a");
    mint(&probe, &registry)
}

#[test]
fn a_minted_token_is_unknown_elsewhere_and_when_its_session_is_over() {
    let probe = probe();
    let [registry, _] = ["a", "b"].map(|name| open(&probe, name));
    let [api, ..] = mint(&probe, &registry);
    let request = post(INGEST, &api_token(&api));
    refused(
        &send(&probe, &request.clone().session("b")),
        "401",
        &UNKNOWN,
    );
    assert_eq!(*landed(&send(&probe, &request)), named("a"));
    assert!(probe.ctx().close(&named("a")));
    refused(&send(&probe, &request), "401", &UNKNOWN);
    refused(&send(&probe, &request.session("a")), "401", &UNKNOWN);
}

#[test]
fn a_declared_token_may_do_what_its_scopes_say_until_it_ends() {
    let probe = probe();
    let registry = open(&probe, "a");
    let declare = |token: Value| {
        let declared = json!({ "tokens": [token] });
        let declared = probe.vendor().declare(&declared, &registry);
        declared.expect("well formed");
    };
    let request = post(INGEST, &api_token(TOKEN));
    refused(&send(&probe, &request), "401", &UNKNOWN);
    declare(json!({"token": TOKEN, "scopes": ["metrics.ingest"]}));
    refused(&send(&probe, &request), "403", &["dynatrace.auth.scope"]);
    declare(json!({"token": TOKEN, "scopes": ["logs.ingest"], "enabled": false}));
    refused(&send(&probe, &request), "401", &UNKNOWN);

    let end = registry.world().now() + SignedDuration::from_secs(1);
    let scopes = ["metrics.ingest", "logs.ingest"];
    declare(
        json!({"token": TOKEN, "scopes": scopes, "name": "mine", "expires_at": end.to_string()}),
    );
    assert_eq!(*landed(&send(&probe, &request)), named("a"));
    let told = look_up(&probe, TOKEN);
    assert_eq!(
        (&told["name"], &told["enabled"]),
        (&json!("mine"), &json!(true))
    );
    assert_eq!(told["expirationDate"], "2026-11-01T12:00:01.000Z");
    // By the clock of its session, and of no other.
    probe.world().clock.advance(SignedDuration::from_secs(1));
    assert_eq!(*landed(&send(&probe, &request)), named("a"));
    registry.world().clock.advance(SignedDuration::from_secs(1));
    refused(&send(&probe, &request), "401", &UNKNOWN);
}

#[test]
fn a_declared_environment_is_served_on_its_paths_in_its_session() {
    let probe = probe();
    let registry = open(&probe, "a");
    let declared = json!({"environments": [{"id": "xyz-9"}]});
    let declared = probe.vendor().declare(&declared, &registry);
    declared.expect("well formed");
    let [api, ..] = mint(&probe, &registry);
    let at = |environment: &str| {
        let path = format!("/e/{environment}{INGEST}");
        send(&probe, &post(&path, &api_token(&api)))
    };
    let shown = at("xyz-9");
    assert_eq!(*landed(&shown), named("a"));
    let scope = &shown.stored[0].draft.scope;
    assert_eq!(scope.get("environment_id"), Some("xyz-9"));
    refused(&at("xyz-8"), "404", &["dynatrace.route.environment"]);
    let elsewhere = post("/e/xyz-9/rest/health", "").session("b");
    let shown = send(
        &probe,
        &Sent {
            method: "GET".into(),
            ..elsewhere
        },
    );
    refused(&shown, "404", &["dynatrace.route.environment"]);
}

#[test]
fn what_is_declared_everywhere_is_there_in_every_session() {
    let probe = probe();
    let declared = json!({"tokens": [{"token": TOKEN, "scopes": ["logs.ingest"]}]});
    let registry = Registry::everywhere(probe.ctx(), ID);
    let declared = probe.vendor().declare(&declared, &registry);
    declared.expect("well formed");
    for name in ["default", "a", "b"] {
        let request = post(INGEST, &api_token(TOKEN)).session(name);
        assert_eq!(*landed(&send(&probe, &request)), named(name));
    }
}

#[test]
fn a_declaration_that_is_wrong_is_told_where_and_keeps_nothing() {
    let probe = probe();
    let registry = open(&probe, "a");
    let good = json!({"token": TOKEN, "scopes": ["logs.ingest"]});
    let well_known = probe.credential("api_token");
    for (declared, at, says) in [
        (json!({"token": []}), "token", "`tokens`"),
        (json!([[], []]), "", "an object"),
        (
            json!({"tokens": [good, {"token": TOKEN}]}),
            "tokens[1]",
            "`scopes`",
        ),
        (
            json!({"tokens": [good, {"token": TOKEN, "scopes": [], "scope": []}]}),
            "tokens[1].scope",
            "`scopes`",
        ),
        (
            json!({"tokens": [good, {"token": "dt0c01.A.B", "scopes": []}]}),
            "tokens[1].token",
            "64",
        ),
        (
            json!({"tokens": [{"token": "secret", "scopes": []}]}),
            "tokens[0].token",
            "dt0s16",
        ),
        (
            json!({"tokens": [{"token": well_known, "scopes": []}]}),
            "tokens[0].token",
            "well known",
        ),
        (
            json!({"tokens": [{"token": TOKEN, "scopes": ["a", "b c"]}]}),
            "tokens[0].scopes[1]",
            "`b c`",
        ),
        (
            json!({"tokens": [{"token": TOKEN, "scopes": [], "expires_at": "soon"}]}),
            "tokens[0].expires_at",
            "soon",
        ),
        (
            json!({"environments": [{"id": "a/b"}]}),
            "environments[0].id",
            "a/b",
        ),
        (
            json!({"environments": [{"id": "abc12345"}]}),
            "environments[0].id",
            "well-known",
        ),
    ] {
        let bad = probe.vendor().declare(&declared, &registry);
        let bad = bad.expect_err("wrong");
        assert_eq!(bad.at, at, "{declared}: {bad}");
        assert!(bad.problem.contains(says), "{declared}: {bad}");
        assert!(!bad.problem.contains("secret"), "{bad}");
    }
    refused(
        &send(&probe, &post(INGEST, &api_token(TOKEN))),
        "401",
        &UNKNOWN,
    );
}

#[test]
fn the_schema_knows_what_is_read() {
    let schema = probe().vendor().resources().expect("a schema");
    let declared = json!({
        "environments": [{"id": "xyz-9"}],
        "tokens": [{
            "token": TOKEN, "scopes": ["logs.ingest"], "name": "mine", "enabled": true,
            "expires_at": "2026-11-01T12:00:00Z",
        }],
    });
    let probe = probe();
    let registry = open(&probe, "a");
    let read = probe.vendor().declare(&declared, &registry);
    read.expect("well formed");
    let properties = |of: &str| {
        let at = format!("/$defs/{of}/properties");
        let found = schema.pointer(&at).and_then(Value::as_object);
        found
            .expect("an object")
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    let members = |at: &str| {
        let found = declared.pointer(at).and_then(Value::as_object);
        found
            .expect("an object")
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(properties("DeclaredToken"), members("/tokens/0"));
    assert_eq!(
        properties("DeclaredEnvironment"),
        members("/environments/0")
    );
    assert_eq!(schema["additionalProperties"], false);
}

/// Makes a state the case in a session, and nothing else.
fn put(probe: &Probe, session: &str, name: &'static str, of: Option<&str>) {
    let state = State {
        vendor: ID,
        name,
        of: of.map(str::to_owned),
    };
    let change = |world: &mut World| world.states = vec![state.clone()].into();
    probe.ctx().sessions.change(Some(&named(session)), change);
}

#[test]
fn every_state_is_answered_by_its_rule_in_its_session_only() {
    let probe = probe();
    let registry = open(&probe, "a");
    let [api, ..] = mint(&probe, &registry);
    let answers = [
        ("out_of_ddu", "402", "dynatrace.state.licence"),
        ("no_module", "404", "dynatrace.state.module"),
        ("disabled", "429", "dynatrace.state.ingest-enabled"),
        ("no_storage", "501", "dynatrace.state.storage"),
        ("full", "503", "dynatrace.state.space"),
    ];
    let known = probe.vendor().states().iter();
    assert!(
        known
            .map(|(name, _)| *name)
            .eq(answers.map(|(name, ..)| name))
    );
    let request = post(INGEST, &api_token(&api));
    for (name, status, rule) in answers {
        put(&probe, "a", name, None);
        refused(&send(&probe, &request), status, &[rule]);
        put(&probe, "a", name, Some("abc12345"));
        refused(&send(&probe, &request), status, &[rule]);
        put(&probe, "a", name, Some("another"));
        assert_eq!(*landed(&send(&probe, &request)), named("a"));
    }
    put(&probe, "a", "full", None);
    let well_known = api_token(probe.credential("api_token"));
    let shown = send(&probe, &post(INGEST, &well_known));
    assert_eq!(*landed(&shown), Session::default());
}

#[test]
fn what_a_session_is_made_to_be_wins_over_the_setting() {
    let settings = Settings {
        profile: None,
        set: vec![("state".into(), "full".into())],
    };
    let probe = Probe::new(vendor, &settings, Over::Memory).expect("an emulator");
    let well_known = api_token(probe.credential("api_token"));
    let request = post(INGEST, &well_known).session("a");
    refused(&send(&probe, &request), "503", &["dynatrace.state.space"]);
    put(&probe, "a", "disabled", None);
    let shown = send(&probe, &request);
    refused(&shown, "429", &["dynatrace.state.ingest-enabled"]);
}
