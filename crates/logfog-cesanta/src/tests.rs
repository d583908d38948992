//! The pure parts: frames, arguments, addresses, answers, and what the journal keeps of a frame.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
};

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use logfog_kit::{Clock, Ctx, Defaults, Settings, serve::Running};
use logfog_model::{Fate, Policy, Report, Session};
use proptest::prelude::*;

use crate::{
    answers::{Answers, Id},
    auth,
    check::{self, Call, Caller, List},
    config::Config,
    desk,
    frame::{self, Heard},
    read,
    rules::Rule,
    secret,
};

const NOON: Timestamp = Timestamp::UNIX_EPOCH;

fn config() -> Config {
    Config::new(&Settings::default()).expect("the default settings")
}

/// What each command of a frame would do, or the rules that the frame breaks.
fn checked(body: &Bytes) -> Result<Vec<Option<Call>>, Vec<Rule>> {
    let (policy, config) = (Policy::default(), config());
    let mut report = Report::new(&policy);
    let Ok(request) = frame::read(body, &config.profile, Heard::Http, &mut report) else {
        return Err(report
            .violations()
            .iter()
            .map(|broken| broken.rule)
            .collect());
    };
    let src = request.src.as_deref().unwrap_or_default();
    let mut scope = None;
    let mut caller = Caller {
        sender: &auth::id(src),
        trusted: false,
        config: &config,
        body,
        now: NOON,
        scope: &mut scope,
    };
    let commands = request.commands.iter();
    let calls = commands.map(|command| check::check(command, &mut caller, &mut report).ok());
    Ok(calls.collect())
}

#[test]
fn an_id_is_an_address_without_its_component() {
    for (address, id) in [
        (
            "//api.cesanta.com/device_123",
            "//api.cesanta.com/device_123",
        ),
        ("//api.cesanta.com/d/7.console", "//api.cesanta.com/d/7"),
        ("//api.cesanta.com", "//api.cesanta.com"),
        ("//api.cesanta.com/d.x/7", "//api.cesanta.com/d.x/7"),
        ("build-docker-agent.1234", "build-docker-agent"),
        ("a%2Eb", "a.b"),
        (".x", ".x"),
        ("//", "//"),
        ("", ""),
    ] {
        assert_eq!(auth::id(address), id);
    }
}

#[test]
fn a_message_is_a_slice_of_its_frame() {
    let body = r#"{"src":"d","cmds":[{"cmd":"/v1/Log.Log","args":{"msg": {"b":1.0,"a" :2} }}]}"#;
    let body = Bytes::from(body);
    let calls = checked(&body).expect("a frame");
    let [Some(Call::Log(draft))] = calls.as_slice() else {
        panic!("one entry: {calls:?}");
    };
    assert_eq!(draft.raw, r#"{"b":1.0,"a" :2}"#);
    let within = body.as_ptr_range();
    assert!(within.contains(&draft.raw.as_ptr()), "shared, not copied");
}

#[test]
fn the_last_of_two_members_counts() {
    let body = r#"{"src":"a","src":"d","cmds":null,
        "cmds":[{"cmd":"/v1/Log.Log","args":{"msg":1,"msg":"x"}}]}"#;
    let calls = checked(&Bytes::from(body)).expect("a frame");
    let [Some(Call::Log(draft))] = calls.as_slice() else {
        panic!("one entry: {calls:?}");
    };
    assert_eq!(
        (draft.raw.as_ref(), draft.scope.get("src")),
        (&b"\"x\""[..], Some("d"))
    );
}

#[test]
fn names_may_be_written_with_escapes() {
    let body = r#"{"src":"d","cmds":[{"\u0063md":"\/v1\/Log.Log","args":{"m\u0073g":"x"}}]}"#;
    let calls = checked(&Bytes::from(body)).expect("a frame");
    assert!(
        matches!(calls.as_slice(), [Some(Call::Log(_))]),
        "{calls:?}"
    );
}

#[test]
fn a_socket_loses_what_http_refuses() {
    let (policy, config) = (Policy::default(), config());
    for (heard, fate) in [
        (Heard::Http, Fate::Refused),
        (Heard::SocketThatCloses, Fate::Refused),
        (Heard::Socket, Fate::Lost),
    ] {
        let mut report = Report::new(&policy);
        assert!(frame::read(b"{", &config.profile, heard, &mut report).is_err());
        let broken = &report.violations()[0];
        assert_eq!((broken.rule, broken.fate), (Rule::FrameJson, fate));
    }
}

#[test]
fn what_no_policy_can_mend_stays_an_error() {
    let policy = Policy::parse(["*=warn"]).expect("well formed");
    let profile = config().profile;
    for bad in ["{", "[]", "5", "{\"cmds\":[5]}"] {
        let mut report = Report::new(&policy);
        let read = frame::read(bad.as_bytes(), &profile, Heard::Http, &mut report);
        assert!(read.is_err(), "{bad}");
    }
}

#[test]
fn what_no_policy_can_mend_is_not_said_to_have_passed() {
    let policy = Policy::parse(["*=warn"]).expect("well formed");
    let profile = config().profile;
    for bad in ["{", r#"{"cmds":[],"method":"/v1/Hello"}"#] {
        for (heard, fate) in [
            (Heard::Http, Fate::Refused),
            (Heard::SocketThatCloses, Fate::Refused),
            (Heard::Socket, Fate::Lost),
        ] {
            let mut report = Report::new(&policy);
            assert!(frame::read(bad.as_bytes(), &profile, heard, &mut report).is_err());
            assert_eq!(report.violations()[0].fate, fate, "{bad}");
        }
    }
}

#[test]
fn a_body_that_is_cut_short_is_what_it_would_have_been() {
    let vendor = crate::vendor(&Settings::default()).expect("the default settings");
    let running = Running::start(vendor, Ctx::new(Policy::default())).expect("a port");
    for (path, text) in [("/", "Invalid frame"), ("/v1/Log.Log", "Invalid args")] {
        let mut stream = TcpStream::connect(running.addresses().authority).expect("a connection");
        let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
        // A chunk whose length is no number: the rest of the body cannot be found.
        let body = "transfer-encoding: chunked\r\n\r\n5\r\n{\"a\":\r\nno\r\n";
        let sent = stream.write_all(format!("{head}{body}").as_bytes());
        sent.expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let end = format!("{text}: unexpected end of JSON input");
        assert!(answer.ends_with(&end), "{answer}");
    }
}

#[test]
fn a_key_is_not_kept() {
    let hidden = |frame: &str| secret::hide(frame.as_bytes());
    let same =
        |frame: &str, kept: &str| assert_eq!(hidden(frame).as_deref(), Some(kept.as_bytes()));
    same(
        r#"{"v":1,"key" : "a\"b","cmds":[]}"#,
        r#"{"v":1,"key" : "[hidden]","cmds":[]}"#,
    );
    same(
        r#"{"key":"a","key":"b"}"#,
        r#"{"key":"[hidden]","key":"[hidden]"}"#,
    );
    same(r#"{"key":"cut sho"#, r#"{"key":"[hidden]""#);
    assert_eq!(hidden(r#"{"args":{"key":"a"}}"#), None);
    assert_eq!(hidden(r#"{"src":"\"key\":"}"#), None);
    assert_eq!(hidden(r#"{"key":5}"#), None);
    let frame = Bytes::from(r#"{"k\u0065y":"a","cmds":[{}]}"#);
    let (policy, profile) = (Policy::default(), config().profile);
    let mut report = Report::new(&policy);
    let request = frame::read(&frame, &profile, Heard::Http, &mut report).expect("a frame");
    let kept = desk::without_key(&frame, Some(&request));
    assert_eq!(kept.as_deref(), Some(b"[hidden]".as_slice()));
}

#[test]
fn a_bad_setting_is_named() {
    for (key, value) in [
        ("hello", "hi"),
        ("http_answer", ""),
        ("bad_frame", "no"),
        ("auth", "off"),
        ("keys", "id"),
        ("keys", "=key"),
        ("nothing", "x"),
    ] {
        let settings = Settings {
            profile: None,
            set: vec![(key.into(), value.into())],
        };
        let error = Config::new(&settings).expect_err(value).to_string();
        assert!(error.contains(key), "{error}");
    }
}

#[test]
fn whoever_follows_is_woken_by_the_clock() {
    let ctx = Ctx::new(Defaults {
        clock: Clock::fixed(NOON),
        ..Defaults::default()
    });
    let world = ctx.world(&Session::default());
    let list = List {
        src: "d".into(),
        stream: None,
        after: None,
        limit: 1,
        last: None,
        follow: true,
    };
    let until = NOON + SignedDuration::from_hours(1);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let found = runtime.expect("a runtime").block_on(async {
        let waiting = read::follow(&ctx, &world, &list, until);
        let advancing = async {
            tokio::task::yield_now().await;
            world.clock.advance(SignedDuration::from_hours(2));
        };
        tokio::join!(waiting, advancing).0
    });
    assert!(found.is_empty());
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let bytes = Bytes::from(bytes);
        let _ = checked(&bytes);
        let _ = secret::hide(&bytes);
    }

    #[test]
    fn arbitrary_members_never_panic(
        members in proptest::collection::vec(
            (
                "src|dst|key|v|cmds|resp|method|args|id|cmd|msg|timestamp|limit|after|last|stream",
                "null|true|-?[0-9]{1,20}(\\.0|e3)?|\"[a-z./%]{0,8}\"|\\[\\]|\\{\\}|\\[\\{\"cmd\":\"/v1/Log.(Log|List|Delete)\",\"args\":\\{\"src\":\"a\",\"(msg|limit|last|timestamp)\":(\"\"|-?[0-9]{1,30}|1e[0-9]{1,3}|1\\.0)\\}\\}\\]",
            ),
            0..8,
        ),
    ) {
        let members: Vec<_> =
            members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let _ = checked(&Bytes::from(format!("{{{}}}", members.join(","))));
    }

    #[test]
    fn every_address_has_an_id(address in "\\PC{0,20}|[/.%a-f0-9]{0,12}") {
        let _ = auth::id(&address);
    }

    #[test]
    fn answers_are_json(src in "\\PC{0,12}", result in "[1-9]{1,6}") {
        let body = Bytes::from(serde_json::json!({"src": src, "cmds": [{}, {}]}).to_string());
        let (policy, profile) = (Policy::default(), config().profile);
        let mut report = Report::new(&policy);
        let request = frame::read(&body, &profile, Heard::Http, &mut report).expect("a frame");
        for split in [false, true] {
            let envelope = desk::envelope(&request);
            let mut answers = Answers::new(envelope, split, 1000, "dropped".into());
            answers.done(Id::Made(1), None);
            answers.result(Id::Sent("2"), None, &result);
            let text = answers.finish();
            let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            prop_assert_eq!(value.is_array(), split);
        }
    }
}
