//! What a session has of its own: a token, declared resources, states, time.

use jiff::{SignedDuration, Timestamp};
use logfog_conform::{Over, Probe, Sent, Shown, grpc_frame};
use logfog_kit::{BadResource, Opening, Registry, Settings, State, World};
use logfog_model::Session;
use serde_json::{Value, json};

const GROUP: &str = "e23declared000000001";
const FOLDER: &str = "b1gdeclared000000001";
const TOKEN: &str = "t1.declared";

fn probe() -> Probe {
    Probe::new(logfog_yandex::vendor, &Settings::default(), Over::Memory).expect("an emulator")
}

fn named(name: &str) -> Session {
    name.parse().expect("a name")
}

fn open(probe: &Probe, name: &str) {
    let opening = Opening {
        seed: Some(7),
        ..Opening::default()
    };
    probe.ctx().open(&named(name), &opening).expect("free");
}

fn registry<'a>(probe: &'a Probe, name: &str) -> Registry<'a> {
    let ctx = probe.ctx();
    Registry::new(ctx, ctx.world(&named(name)), probe.vendor().id())
}

/// A token that is good in this session.
fn mint(probe: &Probe, name: &str) -> String {
    let minted = probe.vendor().mint(&registry(probe, name));
    assert_eq!(minted.len(), 1);
    assert_eq!(minted[0].0, "iam_token");
    minted[0].1.clone()
}

fn declare(probe: &Probe, name: &str, resources: &Value) -> Result<(), BadResource> {
    probe.vendor().declare(resources, &registry(probe, name))
}

fn change(probe: &Probe, name: &str, change: impl Fn(&mut World)) {
    let sessions = &probe.ctx().sessions;
    sessions.change(Some(&named(name)), change);
}

/// Where an entry goes, and the number of the field that says so.
#[derive(Clone, Copy)]
enum To<'a> {
    Group(&'a str),
    Folder(&'a str),
}

/// One field of a message, for lengths below 128.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let length = u8::try_from(bytes.len()).expect("short");
    [&[number << 3 | 2, length], bytes].concat()
}

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 128 {
        bytes.push(u8::try_from(number & 127).expect("seven bits") | 128);
        number >>= 7;
    }
    bytes.push(u8::try_from(number).expect("seven bits"));
    bytes
}

/// A call with one entry of this time.
fn write(token: &str, to: To<'_>, now: Timestamp) -> Sent {
    let destination = match to {
        To::Group(id) => field(1, id.as_bytes()),
        To::Folder(id) => field(2, id.as_bytes()),
    };
    let seconds = u64::try_from(now.as_second()).expect("after 1970");
    let timestamp = [vec![8], varint(seconds)].concat();
    let entry = [field(1, &timestamp), field(3, b"hello")].concat();
    let message = [field(1, &destination), field(2, b""), field(3, &entry)].concat();
    Sent {
        method: "POST".into(),
        target: "/yandex.cloud.logging.v1.LogIngestionService/Write".into(),
        headers: vec![
            ("content-type".into(), "application/grpc".into()),
            ("authorization".into(), format!("Bearer {token}")),
        ],
        body: grpc_frame(&message, false).expect("a frame"),
    }
}

/// The gRPC status, the first rule that was broken, and session and group of what was stored.
fn told(shown: &Shown) -> String {
    let status = shown.answer.header("grpc-status").unwrap_or("none");
    let broken = shown.broken.first().map_or("-", |(rule, _)| *rule);
    let stored = shown.stored.iter().map(|entry| {
        let group = entry.draft.scope.get("log_group_id");
        format!(
            "{} {}",
            entry.batch.session.as_str(),
            group.unwrap_or("none")
        )
    });
    format!("{status} {broken} {}", stored.collect::<Vec<_>>().join(","))
}

/// What came of an entry that is sent now.
fn sent(probe: &Probe, token: &str, to: To<'_>, session: Option<&str>) -> String {
    let write = write(token, to, probe.world().now());
    let write = match session {
        Some(name) => write.session(name),
        None => write,
    };
    told(&probe.send(&write).expect("an answer"))
}

#[test]
fn a_minted_token_is_in_its_session_and_in_no_other() {
    let probe = probe();
    open(&probe, "a");
    let token = mint(&probe, "a");
    let group = probe.default_of("log_group_id");
    let to = To::Group(group);
    let stored = |session: &str| format!("0 - {session} {group}");
    assert_eq!(sent(&probe, &token, to, None), stored("a"));
    assert_eq!(sent(&probe, &token, to, Some("b")), "16 yandex.auth.token ");
    let well_known = probe.credential("iam_token");
    assert_eq!(sent(&probe, well_known, to, None), stored("default"));
    probe.ctx().reset_resources(Some(&named("a")));
    assert_eq!(sent(&probe, &token, to, None), stored("a"));
    assert!(probe.ctx().close(&named("a")));
    assert_eq!(sent(&probe, &token, to, None), "16 yandex.auth.token ");
    // The same seed makes the same token again.
    open(&probe, "a");
    assert_eq!(mint(&probe, "a"), token);
}

#[test]
fn declared_groups_and_folders_are_there_in_their_session_only() {
    let probe = probe();
    open(&probe, "a");
    let declared = json!({
        "folders": [{ "id": FOLDER }],
        "log_groups": [
            { "id": GROUP },
            { "id": "own-default", "folder_id": "b1gother", "name": "default" },
        ],
    });
    declare(&probe, "a", &declared).expect("well formed");
    let token = mint(&probe, "a");
    let in_a = |to| sent(&probe, &token, to, None);
    assert_eq!(in_a(To::Group(GROUP)), format!("0 - a {GROUP}"));
    assert!(in_a(To::Folder(FOLDER)).starts_with("0 - a e23"));
    // A group called `default` is the one that its folder stands for.
    assert_eq!(in_a(To::Folder("b1gother")), "0 - a own-default");
    assert_eq!(in_a(To::Group("own-default")), "0 - a own-default");
    assert_eq!(in_a(To::Group("e23unknown")), "5 yandex.write.log-group ");
    assert_eq!(in_a(To::Folder("b1gunknown")), "5 yandex.write.folder ");
    let well_known = probe.credential("iam_token");
    let in_b = |to| sent(&probe, well_known, to, Some("b"));
    assert_eq!(in_b(To::Group(GROUP)), "5 yandex.write.log-group ");
    assert_eq!(in_b(To::Folder(FOLDER)), "5 yandex.write.folder ");
}

#[test]
fn a_declared_token_has_a_role_and_an_end() {
    let probe = probe();
    open(&probe, "a");
    let declared = json!({ "iam_tokens": [
        { "token": TOKEN, "expires_at": "2026-11-01T12:50:00Z" },
        { "token": "t1.reader", "may_write": false },
    ] });
    declare(&probe, "a", &declared).expect("well formed");
    let group = probe.default_of("log_group_id");
    let to = To::Group(group);
    let denied = sent(&probe, "t1.reader", to, None);
    assert_eq!(denied, "7 yandex.auth.permission ");
    let later = |by| change(&probe, "a", |world| world.clock.advance(by));
    // Ten minutes of grace.
    later(SignedDuration::from_hours(1));
    assert_eq!(sent(&probe, TOKEN, to, None), format!("0 - a {group}"));
    later(SignedDuration::from_nanos(1));
    let write = write(TOKEN, to, probe.world().now());
    let shown = probe.send(&write).expect("an answer");
    assert_eq!(told(&shown), "16 yandex.auth.token-expired ");
    let text = shown.answer.header("grpc-message").expect("a text");
    let text = text.replace("%20", " ").replace("%3D", "=");
    let (_, text) = text.split_once("desc = ").expect("as it was seen");
    assert_eq!(
        text,
        "The token has expired 2026-11-01T12:50:00.000000000Z. Now \
         2026-11-01T13:00:00.000000001Z, which is more than PT10M later"
    );
}

#[test]
fn a_state_is_the_case_in_its_session_with_its_resource() {
    let probe = probe();
    let vendor = probe.vendor().id();
    let group = probe.default_of("log_group_id");
    let cloud = probe.default_of("cloud_id");
    let token = probe.credential("iam_token");
    let in_session = |session: &str| sent(&probe, token, To::Group(group), Some(session));
    open(&probe, "a");
    let set = |name: &'static str, of: Option<&str>| {
        change(&probe, "a", |world| {
            let of = of.map(str::to_owned);
            world.states = [State { vendor, name, of }].into();
        });
        in_session("a")
    };
    let good = format!("0 - a {group}");
    for name in [
        "log_group_creating",
        "log_group_deleting",
        "log_group_error",
    ] {
        assert_eq!(set(name, None), "9 yandex.write.log-group-active ");
        assert_eq!(set(name, Some(group)), "9 yandex.write.log-group-active ");
        assert_eq!(set(name, Some(cloud)), good);
    }
    assert_eq!(set("write_quota_exceeded", None), "8 yandex.write.rate ");
    assert_eq!(
        set("write_quota_exceeded", Some(cloud)),
        "8 yandex.write.rate "
    );
    assert_eq!(set("write_quota_exceeded", Some(group)), good);
    assert_eq!(in_session("b"), format!("0 - b {group}"));

    let declared = json!({ "log_groups": [{ "id": GROUP, "status": "error" }] });
    declare(&probe, "b", &declared).expect("well formed");
    let told = sent(&probe, token, To::Group(GROUP), Some("b"));
    assert_eq!(told, "9 yandex.write.log-group-active ");
}

#[test]
fn every_state_is_known_to_the_vendor() {
    let probe = probe();
    let names: Vec<_> = probe
        .vendor()
        .states()
        .iter()
        .map(|(name, _)| *name)
        .collect();
    let known = [
        "log_group_creating",
        "log_group_deleting",
        "log_group_error",
        "write_quota_exceeded",
        "read_quota_exceeded",
    ];
    assert_eq!(names, known);
}

#[test]
fn a_declaration_that_is_wrong_says_where_and_changes_nothing() {
    let probe = probe();
    let wrong = |declared: Value| {
        let refused = declare(&probe, "default", &declared);
        refused.expect_err("wrong").to_string()
    };
    let group = |member: &str, value: &str| {
        let mut group = json!({ "id": GROUP });
        group[member] = json!(value);
        wrong(json!({ "folders": [{ "id": FOLDER }], "log_groups": [group] }))
    };
    let token = |token: Value| wrong(json!({ "iam_tokens": [{ "token": TOKEN }, token] }));
    let account = |it: Value| wrong(json!({ "service_accounts": [{ "id": "ajea" }, it] }));
    let told = [
        wrong(json!({ "groups": [] })),
        wrong(json!([])),
        wrong(json!({ "folders": [{ "id": "1" }] })),
        wrong(json!({ "folders": [{ "id": probe.default_of("folder_id") }] })),
        wrong(json!({ "folders": [{ "id": FOLDER }, { "id": FOLDER }] })),
        group("id", &"a".repeat(64)),
        group("id", probe.default_of("log_group_id")),
        group("folder", FOLDER),
        group("folder_id", ""),
        group("name", "ab"),
        group("status", "DELETING"),
        wrong(json!({ "log_groups": [
            { "id": "a", "name": "same" },
            { "id": "b", "name": "same", "folder_id": probe.default_of("folder_id") },
        ] })),
        token(json!({ "token": TOKEN })),
        token(json!({ "token": "a b" })),
        token(json!({ "token": probe.denied("iam_token") })),
        token(json!({ "token": "x", "expires_at": 7 })),
        token(json!({ "token": "x", "scopes": [] })),
        token(json!({ "token": "x", "roles": ["logging.burner"] })),
        token(json!({ "token": "x", "roles": [], "may_write": true })),
        wrong(json!({ "oauth_tokens": [{ "token": "y0_logfog-may-do-nothing" }] })),
        account(json!({ "id": "ajelogfogsa000000001" })),
        account(json!({ "id": "ajea" })),
        account(json!({ "id": "b", "folder_id": "" })),
        account(json!({ "id": "b", "public_keys": [{ "id": "k", "public_key": "MIIB" }] })),
        account(json!({ "id": "b", "public_keys": [
            { "id": "ajelogfogkey00000001", "public_key": "" },
        ] })),
    ];
    insta::assert_snapshot!(told.join("\n"), @r"
    groups: unknown field `groups`, expected one of `folders`, `log_groups`, `service_accounts`, `oauth_tokens`, `iam_tokens`
    a declaration is an object
    folders[0].id: `1` is not a letter and at most 63 letters, digits, `-`, `_` and `.`
    folders[0].id: `b1glogfogfolder00001` is well known: choose another one
    folders[1].id: there is `b1gdeclared000000001` already
    log_groups[0].id: `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` is not a letter and at most 62 letters, digits, `-`, `_` and `.`
    log_groups[0].id: `e23logfoggroup000001` is well known: choose another one
    log_groups[0].folder: unknown field `folder`, expected one of `id`, `folder_id`, `name`, `status`
    log_groups[0].folder_id: `` is not a letter and at most 63 letters, digits, `-`, `_` and `.`
    log_groups[0].name: `ab` is not a name: nothing, a letter, or 3 to 63 lower-case letters, digits and `-`, a letter first and no `-` last
    log_groups[0].status: unknown variant `DELETING`, expected one of `creating`, `active`, `deleting`, `error`
    log_groups[1].name: there is `same` already
    iam_tokens[1].token: there is `t1.declared` already
    iam_tokens[1].token: a token is visible ASCII characters, without spaces
    iam_tokens[1].token: `t1.logfog-may-do-nothing.not-a-signature` is well known: choose another one
    iam_tokens[1].expires_at: invalid type: integer `7`, expected a string
    iam_tokens[1].scopes: unknown field `scopes`, expected one of `token`, `service_account_id`, `expires_at`, `roles`, `folder_id`, `may_write`
    iam_tokens[1].roles[0]: unknown variant `logging.burner`, expected one of `logging.viewer`, `logging.editor`, `logging.reader`, `logging.writer`, `logging.admin`, `iam.serviceAccounts.tokenCreator`, `viewer`, `editor`, `admin`
    iam_tokens[1].may_write: say `roles` or `may_write`, not both
    oauth_tokens[0].token: `y0_logfog-may-do-nothing` is well known: choose another one
    service_accounts[1].id: `ajelogfogsa000000001` is well known: choose another one
    service_accounts[1].id: there is `ajea` already
    service_accounts[1].folder_id: `` is not a letter and at most 63 letters, digits, `-`, `_` and `.`
    service_accounts[1].public_keys[0].public_key: a public key in PEM, with its lines BEGIN and END
    service_accounts[1].public_keys[0].id: there is `ajelogfogkey00000001` already
    ");
    let well_known = probe.credential("iam_token");
    let sent = sent(&probe, well_known, To::Folder(FOLDER), None);
    assert_eq!(sent, "5 yandex.write.folder ");
}

#[test]
fn the_schema_is_about_what_is_read() {
    let schema = probe().vendor().resources().expect("there is one");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let mut declared = json!({
        "folders": [{ "id": FOLDER }],
        "log_groups": [{ "id": GROUP, "folder_id": FOLDER, "name": "own", "status": "active" }],
        "iam_tokens": [{ "token": TOKEN, "expires_at": "2026-11-01T12:00:00Z", "may_write": true }],
        "oauth_tokens": [{ "token": "y0_x", "roles": ["editor"], "folder_id": FOLDER }],
        "service_accounts": [{ "id": "ajea", "folder_id": FOLDER, "roles": ["logging.admin"],
            "public_keys": [{ "id": "ajek", "public_key": "-----BEGIN PUBLIC KEY-----" }] }],
    });
    assert!(schema.is_valid(&declared));
    assert!(schema.is_valid(&json!({})));
    declared["log_groups"][0]["status"] = json!("gone");
    assert!(!schema.is_valid(&declared));
    assert!(!schema.is_valid(&json!({ "iam_tokens": [{ "token": "x", "scopes": [] }] })));
}
