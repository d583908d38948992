//! What a session has of its own: an application, declared resources, states, time.

use jiff::SignedDuration;
use logfog_conform::{Over, Probe, Sent, Shown};
use logfog_kit::{BadResource, Opening, Registry, Settings, State, World};
use logfog_model::Session;
use serde_json::{Value, json};

const RULE: &str = "dcr-0123456789abcdef0123456789abcdef";
const CLIENT: &str = "0f000000-0000-4000-8000-000000000001";

fn probe() -> Probe {
    Probe::new(logfog_azure::vendor, &Settings::default(), Over::Memory).expect("an emulator")
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

/// Client id and secret that are good in this session.
fn mint(probe: &Probe, name: &str) -> (String, String) {
    let minted = probe.vendor().mint(&registry(probe, name));
    let shown: Vec<_> = minted.iter().map(|(name, _)| *name).collect();
    assert_eq!(shown, ["tenant_id", "client_id", "client_secret"]);
    assert_eq!(minted[0].1, probe.credential("tenant_id"));
    (minted[1].1.clone(), minted[2].1.clone())
}

fn declare(probe: &Probe, name: &str, resources: &Value) -> Result<(), BadResource> {
    probe.vendor().declare(resources, &registry(probe, name))
}

/// A rule with one stream.
fn rule() -> Value {
    json!({
        "immutable_id": RULE,
        "name": "steps",
        "streams": [{
            "name": "Custom-Steps",
            "columns": [
                { "name": "TimeGenerated", "type": "datetime" },
                { "name": "Step", "type": "int" },
            ],
            "transform_kql": "source",
        }],
    })
}

fn client() -> Value {
    json!({ "client_id": CLIENT, "client_secret": "one" })
}

fn change(probe: &Probe, name: &str, change: impl Fn(&mut World)) {
    let sessions = &probe.ctx().sessions;
    sessions.change(Some(&named(name)), change);
}

fn sign_in(probe: &Probe, id: &str, secret: &str) -> Sent {
    let tenant = probe.credential("tenant_id");
    let form = format!(
        "grant_type=client_credentials&client_id={id}&client_secret={secret}\
         &scope=https://monitor.azure.com/.default"
    );
    Sent {
        method: "POST".into(),
        target: format!("/{tenant}/oauth2/v2.0/token"),
        headers: Vec::new(),
        body: form.into(),
    }
}

fn send(probe: &Probe, sent: &Sent) -> Shown {
    probe.send(sent).expect("an answer")
}

fn token(shown: &Shown) -> String {
    assert_eq!(shown.answer.status, "200", "{shown:?}");
    let answer: Value = serde_json::from_slice(&shown.answer.body).expect("JSON");
    answer["access_token"].as_str().expect("a token").to_owned()
}

/// A row to the one stream of a rule.
fn row(probe: &Probe, token: &str, rule: &str) -> Sent {
    let stream = if rule == RULE {
        "Custom-Steps"
    } else {
        probe.default_of("stream")
    };
    let now = probe.world().now();
    Sent {
        method: "POST".into(),
        target: format!("/dataCollectionRules/{rule}/streams/{stream}?api-version=2023-01-01"),
        headers: vec![
            ("authorization".into(), format!("Bearer {token}")),
            ("content-type".into(), "application/json".into()),
        ],
        body: format!(r#"[{{"TimeGenerated":"{now}"}}]"#).into(),
    }
}

/// Status, the first rule that was broken, and the sessions of what was stored.
fn told(shown: &Shown) -> String {
    let broken = shown.broken.first().map_or("-", |(rule, _)| *rule);
    let stored = shown
        .stored
        .iter()
        .map(|entry| entry.batch.session.as_str());
    let stored: Vec<_> = stored.collect();
    format!("{} {broken} {}", shown.answer.status, stored.join(","))
}

#[test]
fn a_minted_application_is_in_its_session_and_in_no_other() {
    let probe = probe();
    open(&probe, "a");
    let (id, secret) = mint(&probe, "a");
    let well_known = probe.default_of("dcr_immutable_id");
    // Nobody names the session: neither when signing in, by either way, nor when sending.
    let mut basic = sign_in(&probe, &id, &secret);
    basic.body = "grant_type=client_credentials&scope=https://monitor.azure.com/.default".into();
    let encoded = {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        STANDARD.encode(format!("{id}:{}", secret.replace('~', "%7E")))
    };
    let basic = basic.with("authorization", format!("Basic {encoded}"));
    for sent in [sign_in(&probe, &id.to_uppercase(), &secret), basic] {
        let token = token(&send(&probe, &sent));
        let shown = send(&probe, &row(&probe, &token, well_known));
        assert_eq!(told(&shown), "204 - a");
        let elsewhere = row(&probe, &token, well_known).session("b");
        assert_eq!(told(&send(&probe, &elsewhere)), "403 azure.ingest.access ");
    }
    let elsewhere = sign_in(&probe, &id, &secret).session("b");
    assert_eq!(told(&send(&probe, &elsewhere)), "400 azure.token.client ");
    // Who is well known is in the session that nobody named.
    let (id, secret) = (
        probe.credential("client_id"),
        probe.credential("client_secret"),
    );
    let token = token(&send(&probe, &sign_in(&probe, id, secret)));
    let shown = send(&probe, &row(&probe, &token, well_known));
    assert_eq!(told(&shown), "204 - default");
}

#[test]
fn a_minted_application_ends_with_its_session_and_outlives_a_reset() {
    let probe = probe();
    open(&probe, "a");
    let (id, secret) = mint(&probe, "a");
    let well_known = probe.default_of("dcr_immutable_id");
    let first = token(&send(&probe, &sign_in(&probe, &id, &secret)));
    probe.ctx().reset_resources(Some(&named("a")));
    let shown = send(&probe, &row(&probe, &first, well_known));
    assert_eq!(told(&shown), "204 - a");
    assert!(probe.ctx().close(&named("a")));
    let again = sign_in(&probe, &id, &secret);
    assert_eq!(told(&send(&probe, &again)), "400 azure.token.client ");
    let shown = send(&probe, &row(&probe, &first, well_known));
    assert_eq!(told(&shown), "403 azure.ingest.access ");
    // The same seed makes the same application again.
    open(&probe, "a");
    assert_eq!(mint(&probe, "a"), (id, secret));
}

#[test]
fn a_declared_rule_is_there_in_its_session_only() {
    let probe = probe();
    open(&probe, "a");
    let declared = json!({ "data_collection_rules": [rule()], "clients": [client()] });
    declare(&probe, "a", &declared).expect("well formed");
    let (id, secret) = mint(&probe, "a");
    for (id, secret) in [(&*id, &*secret), (CLIENT, "one")] {
        let token = token(&send(&probe, &sign_in(&probe, id, secret)));
        let shown = send(&probe, &row(&probe, &token, RULE));
        assert_eq!(told(&shown), "204 - a");
        let scope = format!("{:?}", shown.stored[0].draft.scope);
        assert!(
            scope.contains("Steps_CL") && scope.contains(RULE),
            "{scope}"
        );
        let shown = send(&probe, &row(&probe, &token, RULE).session("b"));
        assert_eq!(told(&shown), "404 azure.ingest.rule ");
        let mut other = row(&probe, &token, RULE);
        other.target = other.target.replace("Custom-Steps", "Custom-Logs");
        assert_eq!(told(&send(&probe, &other)), "400 azure.ingest.stream ");
    }
}

#[test]
fn writers_are_those_that_a_rule_names() {
    let probe = probe();
    open(&probe, "a");
    let mut rule = rule();
    rule["writers"] = json!([probe.denied("client_id")]);
    let declared = json!({ "data_collection_rules": [rule], "clients": [client()] });
    declare(&probe, "a", &declared).expect("well formed");
    let tried = |id: &str, secret: &str| {
        let token = token(&send(&probe, &sign_in(&probe, id, secret).session("a")));
        let shown = send(&probe, &row(&probe, &token, RULE).session("a"));
        if shown.answer.status == "403" {
            let text = String::from_utf8_lossy(&shown.answer.body).into_owned();
            assert!(text.contains("dataCollectionRules/steps"), "{text}");
        }
        shown.answer.status
    };
    let (id, secret) = mint(&probe, "a");
    assert_eq!(tried(&id, &secret), "204");
    let denied = (probe.denied("client_id"), probe.denied("client_secret"));
    assert_eq!(tried(denied.0, denied.1), "204");
    assert_eq!(tried(CLIENT, "one"), "403");
}

#[test]
fn a_secret_and_a_token_end_by_the_clock_of_their_session() {
    let probe = probe();
    let mut client = client();
    client["expires_at"] = json!("2026-11-01T14:00:00+01:00");
    open(&probe, "a");
    declare(&probe, "a", &json!({ "clients": [client] })).expect("well formed");
    let well_known = probe.default_of("dcr_immutable_id");
    let sent = sign_in(&probe, CLIENT, "one");
    let token = token(&send(&probe, &sent));
    let later = |by| change(&probe, "a", |world| world.clock.advance(by));
    later(SignedDuration::from_secs(3598));
    assert_eq!(send(&probe, &sent).answer.status, "200");
    let row = row(&probe, &token, well_known);
    assert_eq!(send(&probe, &row).answer.status, "204");
    later(SignedDuration::from_secs(2));
    assert_eq!(
        told(&send(&probe, &sent)),
        "401 azure.token.secret-expired "
    );
    assert_eq!(told(&send(&probe, &row)), "401 azure.ingest.token-expired ");
}

#[test]
fn a_state_is_the_case_in_its_session_with_its_resource() {
    let probe = probe();
    let well_known = probe.default_of("dcr_immutable_id");
    let (id, secret) = (
        probe.credential("client_id"),
        probe.credential("client_secret"),
    );
    let token = token(&send(&probe, &sign_in(&probe, id, secret)));
    let told_in = |session: &str| {
        told(&send(
            &probe,
            &row(&probe, &token, well_known).session(session),
        ))
    };
    open(&probe, "a");
    let vendor = probe.vendor().id();
    let set = |name: &'static str, of: Option<&str>| {
        change(&probe, "a", |world| {
            let of = of.map(str::to_owned);
            world.states = [State { vendor, name, of }].into();
        });
        told_in("a")
    };
    let good = "204 - a";
    let workspace = probe.default_of("workspace_id");
    assert_eq!(set("dcr_throttled", None), "429 azure.ingest.rate-limit ");
    assert_eq!(
        set("dcr_throttled", Some(well_known)),
        "429 azure.ingest.rate-limit "
    );
    assert_eq!(set("dcr_throttled", Some(RULE)), good);
    assert_eq!(set("workspace_capped", Some("another")), good);
    let lost = "204 azure.ingest.daily-cap ";
    assert_eq!(set("workspace_capped", None), lost);
    assert_eq!(set("workspace_capped", Some(workspace)), lost);
    assert_eq!(told_in("default"), "204 - default");
}

#[test]
fn a_declaration_that_is_wrong_says_where_and_changes_nothing() {
    let probe = probe();
    let wrong = |path: &str, value: Value| {
        let mut declared = json!({ "data_collection_rules": [rule()], "clients": [client()] });
        if let Some(there) = declared.pointer_mut(path) {
            *there = value;
        } else {
            let (parent, name) = path.rsplit_once('/').expect("a pointer");
            declared.pointer_mut(parent).expect("there")[name] = value;
        }
        let refused = declare(&probe, "default", &declared).expect_err(path);
        refused.to_string()
    };
    let stream = "/data_collection_rules/0/streams/0";
    let told = [
        wrong("", json!([])),
        wrong("/clients/0/secret", json!("x")),
        wrong("/clients/0/client_id", json!("me")),
        wrong("/clients/0/client_id", json!(probe.credential("client_id"))),
        wrong("/clients/0/client_secret", json!("")),
        wrong("/clients/0/expires_at", json!("tomorrow")),
        wrong("/clients", json!([client(), client()])),
        wrong("/clients/0/object_id", json!("me")),
        wrong("/clients/0/secrets", json!([{ "secret": "" }])),
        wrong("/clients/0/certificates", json!(["MA=="])),
        wrong(
            "/clients/0/federated",
            json!([{ "issuer": "https://i", "subject": "s", "jwks": { "keys": [{ "kty": "EC" }] } }]),
        ),
        wrong("/managed_identities", json!([{ "client_id": "me" }])),
        wrong(
            "/managed_identities",
            json!([{ "client_id": CLIENT, "resource_id": "mine" }]),
        ),
        wrong("/tables", json!([])),
        wrong("/data_collection_rules/0/immutable_id", json!("dcr-1")),
        wrong(
            "/data_collection_rules/0/immutable_id",
            json!(probe.default_of("dcr_immutable_id")),
        ),
        wrong("/data_collection_rules/0/streams", json!([])),
        wrong("/data_collection_rules/0/writers", json!(["everybody"])),
        wrong(&format!("{stream}/name"), json!("Steps")),
        wrong(&format!("{stream}/table"), json!("Steps")),
        wrong(&format!("{stream}/transform_kql"), json!("source | take 1")),
        wrong(&format!("{stream}/columns/1/type"), json!("guid")),
        wrong(&format!("{stream}/columns/1/name"), json!("a-b")),
        wrong(&format!("{stream}/columns/1/name"), json!("TenantId")),
        wrong(&format!("{stream}/columns/1/name"), json!("TimeGenerated")),
        wrong(&format!("{stream}/columns/0/name"), json!("Time")),
    ];
    insta::assert_snapshot!(told.join("\n"), @r"
    a declaration is an object
    clients[0].secret: unknown field `secret`, expected one of `client_id`, `object_id`, `client_secret`, `expires_at`, `secrets`, `certificates`, `federated`
    clients[0].client_id: `me` is not a UUID as in `a2000000-0000-4000-8000-00000000c001`
    clients[0].client_id: `a2000000-0000-4000-8000-00000000c001` is well known: choose another id
    clients[0].client_secret: a secret is not empty
    clients[0].expires_at: `tomorrow` is no time such as 2026-11-01T12:00:00Z
    clients[1].client_id: there is `0f000000-0000-4000-8000-000000000001` already
    clients[0].object_id: `me` is not a UUID as in `a2000000-0000-4000-8000-00000000c001`
    clients[0].secrets[0].secret: a secret is not empty
    clients[0].certificates[0]: it is no certificate of an RSA key, neither as PEM nor in base64
    clients[0].federated[0].jwks: there is no RSA key among them, so that no token could be good
    managed_identities[0].client_id: `me` is not a UUID as in `a2000000-0000-4000-8000-00000000c001`
    managed_identities[0].resource_id: `mine` is not a resource id: it starts with /subscriptions/
    tables: unknown field `tables`, expected one of `data_collection_rules`, `clients`, `managed_identities`
    data_collection_rules[0].immutable_id: `dcr-1` is not `dcr-` and 32 hexadecimal digits in lower case
    data_collection_rules[0].immutable_id: `dcr-a2000000000040008000000000004801` is the well-known rule: choose another id
    data_collection_rules[0].streams: a rule has 1 to 10 streams
    data_collection_rules[0].writers[0]: `everybody` is not a UUID as in `a2000000-0000-4000-8000-00000000c001`
    data_collection_rules[0].streams[0].name: `Steps` is not `Custom-` and a name: built-in streams are not served yet
    data_collection_rules[0].streams[0].table: `Steps` is not a custom table: letters, digits and underscores, then `_CL`
    data_collection_rules[0].streams[0].transform_kql: SemanticError:0x00000009 at 1:9 : Operator 'take' is not supported in transformations
    data_collection_rules[0].streams[0].columns[1].type: unknown variant `guid`, expected one of `string`, `int`, `long`, `real`, `boolean`, `datetime`, `dynamic`
    data_collection_rules[0].streams[0].columns[1].name: `a-b` is not a letter and at most 44 letters, digits and underscores, or is the name of a column that tables fill themselves
    data_collection_rules[0].streams[0].columns[1].name: `TenantId` is not a letter and at most 44 letters, digits and underscores, or is the name of a column that tables fill themselves
    data_collection_rules[0].streams[0].columns[1].name: there is `TimeGenerated` already
    data_collection_rules[0].streams[0].columns: `TimeGenerated` of type `datetime` has to be one of the columns
    ");
    let token = token(&send(
        &probe,
        &sign_in(
            &probe,
            probe.credential("client_id"),
            probe.credential("client_secret"),
        ),
    ));
    let shown = send(&probe, &row(&probe, &token, RULE));
    assert_eq!(shown.answer.status, "404");
}

#[test]
fn a_declared_identity_is_known_by_each_of_its_names_in_its_session_only() {
    let probe = probe();
    open(&probe, "a");
    let (object, resource) = (
        "0f000000-0000-4000-8000-0000000000b1",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/I",
    );
    let declared = json!({
        "data_collection_rules": [rule()],
        "managed_identities": [{ "client_id": CLIENT, "object_id": object, "resource_id": resource }],
    });
    declare(&probe, "a", &declared).expect("well formed");
    let ask = |named: &str| Sent {
        method: "GET".into(),
        target: format!(
            "/metadata/identity/oauth2/token?api-version=2018-02-01\
             &resource=https://monitor.azure.com{named}"
        ),
        headers: vec![("metadata".into(), "true".into())],
        ..Sent::default()
    };
    for named in [
        format!("&client_id={CLIENT}"),
        format!("&object_id={object}"),
        format!("&msi_res_id={resource}"),
        format!("&msi_res_id={}", resource.to_uppercase()),
    ] {
        // Nobody names the session: the identity is that of one.
        let token = token(&send(&probe, &ask(&named)));
        assert_eq!(told(&send(&probe, &row(&probe, &token, RULE))), "204 - a");
        let elsewhere = send(&probe, &ask(&named).session("b"));
        assert_eq!(told(&elsewhere), "400 azure.identity.identity ");
    }
    // It has nothing to sign in with, and an application's tokens are not to be had this way.
    let signed_in = send(&probe, &sign_in(&probe, CLIENT, "one").session("a"));
    assert_eq!(told(&signed_in), "401 azure.token.secret ");
    let other = format!("&client_id={}", probe.credential("client_id"));
    let other = send(&probe, &ask(&other).session("a"));
    assert_eq!(told(&other), "400 azure.identity.identity ");
}

#[test]
fn any_of_several_secrets_is_good_until_it_ends() {
    let probe = probe();
    open(&probe, "a");
    let client = json!({ "client_id": CLIENT, "secrets": [
        { "name": "old", "secret": "one", "expires_at": "2026-11-01T13:00:00Z" },
        { "secret": "two" },
    ]});
    declare(&probe, "a", &json!({ "clients": [client] })).expect("well formed");
    let tried = |secret| told(&send(&probe, &sign_in(&probe, CLIENT, secret)));
    for secret in ["one", "two"] {
        assert_eq!(tried(secret), "200 - ");
    }
    assert_eq!(tried("three"), "401 azure.token.secret ");
    change(&probe, "a", |world| {
        world.clock.advance(SignedDuration::from_secs(3600));
    });
    assert_eq!(tried("one"), "401 azure.token.secret-expired ");
    assert_eq!(tried("two"), "200 - ");
}

#[test]
fn the_schema_is_about_what_is_read() {
    let probe = probe();
    let schema = probe.vendor().resources().expect("there is one");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let mut declared = json!({ "data_collection_rules": [rule()], "clients": [client()] });
    declared["clients"][0]["expires_at"] = json!("2026-11-01T12:00:00Z");
    assert!(schema.is_valid(&declared));
    assert!(schema.is_valid(&json!({})));
    declared["clients"][0]["secret"] = json!("x");
    assert!(!schema.is_valid(&declared));
    declared = json!({ "data_collection_rules": [{ "immutable_id": "dcr-1", "streams": [] }] });
    assert!(!schema.is_valid(&declared));
}
