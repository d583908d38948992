//! Where tokens are good that IAM gives out, for how long, and what the journal shows of it.

use jiff::SignedDuration;
use logfog_conform::{Over, Probe, Sent, Shown, grpc_frame};
use logfog_kit::{Opening, Registry, Settings};
use logfog_model::Session;
use serde_json::json;

/// Signed at noon with the key that is known to all, for a key and an account that are declared.
const JWT: &str = include_str!("ajedeclared.jwt");
const PUBLIC_KEY: &str = include_str!("../src/known-to-all.public.pem");
const OAUTH_TOKEN: &str = "y0_declared";

/// An emulator with a session that has an account with a key, and a user with an OAuth token.
fn probe() -> (Probe, Session) {
    let probe = Probe::new(logfog_yandex::vendor, &Settings::default(), Over::Memory);
    let probe = probe.expect("an emulator");
    let session: Session = "a".parse().expect("a name");
    let opening = Opening::default();
    probe.ctx().open(&session, &opening).expect("free");
    let declared = json!({
        "service_accounts": [{ "id": "ajedeclared", "roles": ["viewer"], "public_keys":
            [{ "id": "ajekey", "public_key": PUBLIC_KEY }] }],
        "oauth_tokens": [{ "token": OAUTH_TOKEN, "roles": ["viewer"] }],
    });
    let registry = Registry::new(
        probe.ctx(),
        probe.ctx().world(&session),
        probe.vendor().id(),
    );
    let done = probe.vendor().declare(&declared, &registry);
    done.expect("well formed");
    (probe, session)
}

/// A field of a message, for lengths below 16384.
fn field(number: u8, text: &str) -> Vec<u8> {
    let low = u8::try_from(text.len() & 127).expect("seven bits") | 128;
    let high = u8::try_from(text.len() >> 7).expect("short");
    [&[number << 3 | 2, low, high], text.as_bytes()].concat()
}

fn call(method: &str, token: Option<&str>, message: &[u8]) -> Sent {
    let mut sent = Sent {
        method: "POST".into(),
        target: format!("/yandex.cloud.{method}"),
        headers: vec![("content-type".into(), "application/grpc".into())],
        body: grpc_frame(message, false).expect("a frame"),
    };
    if let Some(token) = token {
        let bearer = ("authorization".into(), format!("Bearer {token}"));
        sent.headers.push(bearer);
    }
    sent
}

fn create(identity: &[u8]) -> Sent {
    call("iam.v1.IamTokenService/Create", None, identity)
}

/// The token in an answer.
fn token(shown: &Shown) -> String {
    assert_eq!(shown.answer.header("grpc-status"), Some("0"));
    let text = String::from_utf8_lossy(&shown.answer.body);
    let start = text.find("t1.").expect("a token");
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let length = text[start..].find(|c| !is_part(c)).expect("more follows");
    text[start..][..length].to_owned()
}

/// The status of looking at the group that is always there.
fn looked(probe: &Probe, token: &str, session: Option<&str>) -> String {
    let message = field(1, probe.default_of("log_group_id"));
    let mut get = call("logging.v1.LogGroupService/Get", Some(token), &message);
    if let Some(name) = session {
        get = get.session(name);
    }
    let shown = probe.send(&get).expect("an answer");
    shown.answer.header("grpc-status").unwrap_or("").to_owned()
}

#[test]
fn who_is_declared_in_a_session_gets_tokens_that_are_good_there() {
    let (probe, session) = probe();
    for identity in [field(2, JWT), field(1, OAUTH_TOKEN)] {
        let token = token(&probe.send(&create(&identity)).expect("an answer"));
        assert_eq!(looked(&probe, &token, None), "0");
        assert_eq!(looked(&probe, &token, Some("b")), "16");
        let elsewhere = create(&identity).session("b");
        let refused = probe.send(&elsewhere).expect("an answer");
        assert_eq!(refused.answer.header("grpc-status"), Some("16"));
        // Twelve hours, and ten minutes of grace.
        let later = |by| {
            let sessions = &probe.ctx().sessions;
            sessions.change(Some(&session), |world| world.clock.advance(by));
        };
        later(SignedDuration::from_mins(12 * 60 + 10));
        assert_eq!(looked(&probe, &token, None), "0");
        later(SignedDuration::from_nanos(1));
        assert_eq!(looked(&probe, &token, None), "16");
        later(-SignedDuration::from_mins(12 * 60 + 10) - SignedDuration::from_nanos(1));
    }
}

#[test]
fn who_expired_long_ago_is_forgotten_when_another_comes() {
    let (probe, session) = probe();
    let issue = || {
        token(
            &probe
                .send(&create(&field(1, OAUTH_TOKEN)))
                .expect("an answer"),
        )
    };
    let later = |hours| {
        let sessions = &probe.ctx().sessions;
        let by = SignedDuration::from_hours(hours);
        sessions.change(Some(&session), |world| world.clock.advance(by));
    };
    let kept = |token: &str| {
        let tokens = probe.ctx().store.definitions(&session, "yandex.iam_token");
        let kept = tokens.iter().any(|(id, ..)| id == token);
        let vendor = probe.vendor().id();
        let leads = probe.ctx().sessions.of_credential(vendor, token).is_some();
        assert_eq!(kept, leads);
        kept
    };
    let first = issue();
    later(13);
    let second = issue();
    assert!(kept(&first) && kept(&second), "one has just expired");
    later(12);
    let third = issue();
    assert!(!kept(&first) && kept(&second) && kept(&third));
}

#[test]
fn the_journal_shows_no_secrets() {
    let (probe, _) = probe();
    let admin = probe.credential("iam_token").to_owned();
    let create = create(&field(2, JWT));
    let token = token(&probe.send(&create).expect("an answer"));
    let revoke = call(
        "iam.v1.IamTokenService/Revoke",
        Some(&token),
        &field(1, &token),
    );
    probe.send(&revoke).expect("an answer");
    let account = field(1, "ajelogfogsa000000001");
    let method = "iam.v1.IamTokenService/CreateForServiceAccount";
    let more = call(method, Some(&admin), &account);
    let more = self::token(&probe.send(&more).expect("an answer"));
    // What cannot be read may be a secret too.
    let broken = call(
        "iam.v1.IamTokenService/Create",
        None,
        &[field(2, JWT), vec![255]].concat(),
    );
    probe.send(&broken).expect("an answer");
    let signature = JWT.rsplit('.').next().expect("three parts");
    let kept: Vec<_> = (1..=4)
        .map(|id| format!("{:?}", probe.ctx().journal.get(id).expect("kept")))
        .collect();
    assert!(
        kept.iter()
            .all(|exchange| exchange.contains("IamTokenService"))
    );
    for secret in [signature, &token, &more] {
        assert!(kept.iter().all(|exchange| !exchange.contains(secret)));
    }
    assert_eq!(
        kept.iter().filter(|kept| kept.contains("[hidden]")).count(),
        3
    );
}

#[test]
fn nor_does_it_over_rest() {
    let (probe, session) = probe();
    let post = |body: &serde_json::Value| Sent {
        method: "POST".into(),
        target: "/iam/v1/tokens".into(),
        headers: vec![("x-logfog-session".into(), session.to_string())],
        body: body.to_string().into(),
    };
    let good = post(&json!({ "yandexPassportOauthToken": OAUTH_TOKEN }));
    let answer = probe.send(&good).expect("an answer");
    let answer: serde_json::Value = serde_json::from_slice(&answer.answer.body).expect("JSON");
    let token = answer["iamToken"].as_str().expect("a token").to_owned();
    let unread = post(&json!({ "yandexPassportOauthToken": OAUTH_TOKEN, "more": 1 }));
    probe.send(&unread).expect("an answer");
    let quoted = post(&json!(OAUTH_TOKEN));
    probe.send(&quoted).expect("an answer");
    let kept: Vec<_> = (1..=3)
        .map(|id| format!("{:?}", probe.ctx().journal.get(id).expect("kept")))
        .collect();
    assert!(kept[0].contains("[hidden]"), "{}", kept[0]);
    for secret in [OAUTH_TOKEN, &token] {
        assert!(kept.iter().all(|exchange| !exchange.contains(secret)));
    }
}

#[test]
fn nor_what_came_in_a_query() {
    let (probe, session) = probe();
    let send = |method: &str, target: &str| {
        let sent = Sent {
            method: method.into(),
            target: target.into(),
            headers: vec![("metadata-flavor".into(), "Google".into())],
            body: "{}".into(),
        };
        let sent = sent.session(&session.to_string());
        probe.send(&sent).expect("an answer")
    };
    let passport = format!("/iam/v1/tokens?yandexPassportOauthToken={OAUTH_TOKEN}");
    assert_eq!(send("POST", &passport).broken, []);
    send("POST", &format!("/iam/v1/tokens?jwt={JWT}"));
    send("POST", &format!("/iam/v1/tokens?jwt.x={OAUTH_TOKEN}"));
    send(
        "POST",
        &format!("/iam/v1/tokens:revoke?iamToken={OAUTH_TOKEN}"),
    );
    send("POST", &format!("/iam/v1/nothing?jwt={OAUTH_TOKEN}"));
    send("GET", &format!("/computeMetadata/v1/?token={OAUTH_TOKEN}"));
    let signature = JWT.rsplit('.').next().expect("three parts");
    for id in 1..=6 {
        let kept = format!("{:?}", probe.ctx().journal.get(id).expect("kept"));
        assert!(kept.contains("[hidden]"), "{kept}");
        for secret in [OAUTH_TOKEN, signature] {
            assert!(!kept.contains(secret), "{kept}");
        }
    }
}
