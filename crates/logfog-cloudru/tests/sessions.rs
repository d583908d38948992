//! What a session has of its own: keys, projects, log groups, states, and the time by which keys end.

use jiff::SignedDuration;
use logfog_cloudru::{ID, vendor};
use logfog_conform::{Over, Probe, Sent, Shown};
use logfog_kit::{Opening, Registry, Settings, State, World};
use logfog_model::Session;
use serde_json::{Value, json};

/// The base64 of `0f000000-0000-4000-8000-000000000001`, and a secret.
const KEY: &str = "MGYwMDAwMDAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAx.declared";
const KEY_ID: &str = "0f000000-0000-4000-8000-000000000001";
const UNKNOWN: [&str; 1] = ["cloudru.auth.key-known"];

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

/// Makes the key of a session.
fn mint(probe: &Probe, registry: &Registry<'_>) -> String {
    let minted = probe.vendor().mint(registry);
    let [("api_key", key)] = &minted[..] else {
        panic!("one key, and not {minted:?}");
    };
    key.clone()
}

fn declare(probe: &Probe, registry: &Registry<'_>, declared: &Value) {
    let declared = probe.vendor().declare(declared, registry);
    declared.expect("well formed");
}

/// An entry for a project, and for one of its groups.
fn post(key: &str, project: &str, group: Option<&str>) -> Sent {
    let mut entry = json!({
        "timestamp": "2026-11-01T12:00:00.000+00:00",
        "level": "INFO",
        "projectId": project,
        "message": "m",
    });
    if let Some(group) = group {
        entry["logGroupId"] = group.into();
    }
    Sent {
        method: "POST".into(),
        target: "/api/v1/logs".into(),
        headers: Vec::new(),
        body: json!({ "logs": [entry] }).to_string().into(),
    }
    .with("authorization", format!("Api-Key {key}"))
    .with("content-type", "application/json")
}

/// An entry for the well-known project.
fn well_known(probe: &Probe, key: &str) -> Sent {
    post(key, probe.default_of("project_id"), None)
}

fn send(probe: &Probe, sent: &Sent) -> Shown {
    probe.send(sent).expect("an answer")
}

/// The session, project and log group that an entry landed in.
fn landed(shown: &Shown) -> (&Session, &str, &str) {
    let body = String::from_utf8_lossy(&shown.answer.body);
    assert_eq!(
        (&*shown.answer.status, shown.stored.len()),
        ("200", 1),
        "{body}"
    );
    let entry = &shown.stored[0];
    let scope = |name| entry.draft.scope.get(name).expect("a part of it");
    (
        &entry.batch.session,
        scope("project_id"),
        scope("log_group_id"),
    )
}

fn refused(shown: &Shown, status: &str, rules: &[&str]) {
    let broken: Vec<_> = shown.broken.iter().map(|(rule, _)| *rule).collect();
    assert_eq!((&*shown.answer.status, &*broken), (status, rules));
    assert!(shown.stored.is_empty());
}

#[test]
fn a_minted_key_leads_to_its_session() {
    let probe = probe();
    let registry = open(&probe, "a");
    let key = mint(&probe, &registry);
    let request = well_known(&probe, &key);
    assert_eq!(*landed(&send(&probe, &request)).0, named("a"));
    let ingest = Sent {
        target: "/api/v1/logs-ingest".into(),
        ..request
    };
    let ingest = ingest.with("authorization", format!("api-key {key}"));
    assert_eq!(*landed(&send(&probe, &ingest)).0, named("a"));
    // Who is well known names a session or is in the default one.
    let request = well_known(&probe, probe.credential("api_key"));
    assert_eq!(*landed(&send(&probe, &request)).0, Session::default());
    // The same seed, the same key; and another one every time.
    let afresh = self::probe();
    assert_eq!(mint(&afresh, &open(&afresh, "a")), key);
    assert_ne!(mint(&probe, &registry), key);
}

#[test]
fn a_minted_key_is_unknown_elsewhere_and_when_its_session_is_over() {
    let probe = probe();
    let [registry, _] = ["a", "b"].map(|name| open(&probe, name));
    let key = mint(&probe, &registry);
    let request = well_known(&probe, &key);
    refused(
        &send(&probe, &request.clone().session("b")),
        "401",
        &UNKNOWN,
    );
    assert_eq!(*landed(&send(&probe, &request)).0, named("a"));
    // Its id leads there; only its secret lets in.
    let guessed = well_known(&probe, &format!("{key}x"));
    refused(&send(&probe, &guessed), "401", &UNKNOWN);
    assert!(probe.ctx().close(&named("a")));
    refused(&send(&probe, &request), "401", &UNKNOWN);
    refused(&send(&probe, &request.session("a")), "401", &UNKNOWN);
}

#[test]
fn a_declared_key_may_write_until_it_ends() {
    let probe = probe();
    let registry = open(&probe, "a");
    let request = well_known(&probe, KEY);
    refused(&send(&probe, &request), "401", &UNKNOWN);
    declare(
        &probe,
        &registry,
        &json!({"api_keys": [{"key": KEY, "writes": false}]}),
    );
    refused(&send(&probe, &request), "403", &["cloudru.auth.role"]);
    let end = registry.world().now() + SignedDuration::from_secs(1);
    let end = end.to_string();
    declare(
        &probe,
        &registry,
        &json!({"api_keys": [{"key": KEY, "expires_at": end}]}),
    );
    assert_eq!(*landed(&send(&probe, &request)).0, named("a"));
    // By the clock of its session, and of no other.
    probe.world().clock.advance(SignedDuration::from_secs(1));
    assert_eq!(*landed(&send(&probe, &request)).0, named("a"));
    registry.world().clock.advance(SignedDuration::from_secs(1));
    refused(
        &send(&probe, &request),
        "401",
        &["cloudru.auth.key-lifetime"],
    );
}

#[test]
fn declared_projects_and_groups_take_entries_in_their_session() {
    let probe = probe();
    let registry = open(&probe, "a");
    let (default, other) = (
        probe.default_of("project_id"),
        probe.default_of("other_project_id"),
    );
    declare(
        &probe,
        &registry,
        &json!({"projects": [
            {"id": "p", "log_groups": [{"id": "g1"}, {"id": "g2"}, {"id": "g3", "active": false}]},
            {"id": "bare"},
            {"id": default, "log_groups": [{"id": "g4"}]},
        ]}),
    );
    let key = mint(&probe, &registry);
    let to = |project: &str, group: Option<&str>| send(&probe, &post(&key, project, group));
    assert_eq!(landed(&to("p", None)), (&named("a"), "p", "g1"));
    assert_eq!(landed(&to("p", Some("g2"))), (&named("a"), "p", "g2"));
    assert_eq!(
        landed(&to(default, Some("g4"))),
        (&named("a"), default, "g4")
    );
    let usual = probe.default_of("log_group_id");
    assert_eq!(landed(&to(default, None)), (&named("a"), default, usual));
    let bare = to("bare", None);
    let made = landed(&bare).2;
    assert_eq!(landed(&to("bare", Some(made))), landed(&bare));
    refused(&to("p", Some("g3")), "400", &["cloudru.logs.group-active"]);
    refused(&to("p", Some("g4")), "404", &["cloudru.logs.group"]);
    refused(&to(other, Some("g4")), "404", &["cloudru.logs.group"]);
    refused(&to("q", None), "403", &["cloudru.logs.project"]);
    let elsewhere = post(probe.credential("api_key"), "p", None);
    refused(&send(&probe, &elsewhere), "403", &["cloudru.logs.project"]);
}

#[test]
fn what_is_declared_everywhere_is_there_in_every_session() {
    let probe = probe();
    let registry = Registry::everywhere(probe.ctx(), ID);
    let declared = json!({"api_keys": [{"key": KEY}], "projects": [{"id": "p"}]});
    declare(&probe, &registry, &declared);
    for name in ["default", "a", "b"] {
        let request = post(KEY, "p", None).session(name);
        assert_eq!(*landed(&send(&probe, &request)).0, named(name));
    }
}

#[test]
fn a_declaration_that_is_wrong_is_told_where_and_keeps_nothing() {
    let probe = probe();
    let registry = open(&probe, "a");
    let good = json!({"key": KEY});
    let (writer, default) = (probe.credential("api_key"), probe.default_of("project_id"));
    let group = probe.default_of("log_group_id");
    for (declared, at, says) in [
        (json!({"api_key": []}), "api_key", "`api_keys`"),
        (
            json!({"api_keys": [good, {"key": KEY, "write": true}]}),
            "api_keys[1].write",
            "`writes`",
        ),
        (json!({"api_keys": [good, {}]}), "api_keys[1]", "`key`"),
        (
            json!({"api_keys": [{"key": "secret"}]}),
            "api_keys[0].key",
            "no dot",
        ),
        (
            json!({"api_keys": [{"key": "c2VjcmV0.x"}]}),
            "api_keys[0].key",
            "no UUID",
        ),
        (
            json!({"api_keys": [{"key": writer}]}),
            "api_keys[0].key",
            "well-known",
        ),
        (
            json!({"api_keys": [{"key": KEY, "expires_at": 7}]}),
            "api_keys[0].expires_at",
            "invalid type",
        ),
        (
            json!({"api_keys": [good], "projects": [{"id": ""}]}),
            "projects[0].id",
            "empty",
        ),
        (
            json!({"projects": [{"id": "p"}, {"id": "p"}]}),
            "projects[1].id",
            "`p` is declared already",
        ),
        (
            json!({"projects": [{"id": "p", "log_groups": [{"id": "g"}, {"id": "g"}]}]}),
            "projects[0].log_groups[1].id",
            "`g` is declared already",
        ),
        (
            json!({"projects": [{"id": default, "log_groups": [{"id": group}]}]}),
            "projects[0].log_groups[0].id",
            "well known",
        ),
    ] {
        let bad = probe.vendor().declare(&declared, &registry);
        let bad = bad.expect_err("wrong");
        assert_eq!(bad.at, at, "{declared}: {bad}");
        assert!(bad.problem.contains(says), "{declared}: {bad}");
    }
    refused(&send(&probe, &well_known(&probe, KEY)), "401", &UNKNOWN);
}

#[test]
fn the_schema_knows_what_is_read() {
    let probe = probe();
    let schema = probe.vendor().resources().expect("a schema");
    let declared = json!({
        "projects": [{"id": "p", "log_groups": [{"id": "g", "active": true}]}],
        "api_keys": [{"key": KEY, "writes": true, "expires_at": "2026-11-01T12:00:00Z"}],
    });
    declare(&probe, &open(&probe, "a"), &declared);
    let names = |of: &Value, at: &str| {
        let found = of.pointer(at).and_then(Value::as_object);
        found
            .expect("an object")
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    for (read, described) in [
        ("", "/properties"),
        ("/projects/0", "/$defs/DeclaredProject/properties"),
        (
            "/projects/0/log_groups/0",
            "/$defs/DeclaredGroup/properties",
        ),
        ("/api_keys/0", "/$defs/DeclaredKey/properties"),
    ] {
        assert_eq!(names(&schema, described), names(&declared, read));
    }
    assert_eq!(schema["additionalProperties"], false);
}

#[test]
fn every_state_is_answered_by_its_rule_in_its_session_only() {
    let probe = probe();
    let registry = open(&probe, "a");
    declare(&probe, &registry, &json!({"api_keys": [{"key": KEY}]}));
    let (project, group) = (
        probe.default_of("project_id"),
        probe.default_of("log_group_id"),
    );
    let states = [
        ("preview_not_granted", KEY_ID, "403", "cloudru.auth.preview"),
        ("quota_exceeded", project, "429", "cloudru.logs.quota"),
        ("project_forbidden", project, "403", "cloudru.logs.project"),
        (
            "log_group_inactive",
            group,
            "400",
            "cloudru.logs.group-active",
        ),
    ];
    let known = probe.vendor().states().iter();
    assert!(
        known
            .map(|(name, _)| *name)
            .eq(states.map(|(name, ..)| name))
    );
    let request = post(KEY, project, Some(group));
    let elsewhere = post(probe.credential("api_key"), project, Some(group));
    let put = |name, of: Option<&str>| {
        let state = State {
            vendor: ID,
            name,
            of: of.map(str::to_owned),
        };
        let change = |world: &mut World| world.states = vec![state.clone()].into();
        probe.ctx().sessions.change(Some(&named("a")), change);
    };
    for (name, of, status, rule) in states {
        for of in [Some(of), None] {
            put(name, of);
            refused(&send(&probe, &request), status, &[rule]);
        }
        assert_eq!(*landed(&send(&probe, &elsewhere)).0, Session::default());
        put(name, Some("another"));
        assert_eq!(*landed(&send(&probe, &request)).0, named("a"));
    }
    put("quota_exceeded", None);
    assert_eq!(
        send(&probe, &request).answer.header("retry-after"),
        Some("1")
    );
}

#[test]
fn the_default_group_can_be_inactive_too() {
    let probe = probe();
    let registry = open(&probe, "a");
    let declared = json!({"projects": [{"id": "p", "log_groups": [{"id": "g", "active": false}]}]});
    declare(&probe, &registry, &declared);
    let key = mint(&probe, &registry);
    let shown = send(&probe, &post(&key, "p", None));
    refused(&shown, "400", &["cloudru.logs.group-active"]);
}
