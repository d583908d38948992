//! Cases sent to somebody else's server, which plays the cloud, with one thing planted wrong at a
//! time.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use serde_json::json;
use tokio::runtime::{Builder, Runtime};
use wiremock::{
    Mock, MockServer, Request, ResponseTemplate,
    matchers::{body_json, header, method, path},
};

use super::acme;
use crate::{Case, Live, Replay, Replayed, Secrets, Target};

const CASE: &str = "# doc: none (read 2026-11)\n# basis: chosen\n# rules: acme.ingest.empty\n\
    # stored: 7\nPOST /logs?a=b\nAuthorization: Token {{credentials.token}}\n\n[1]\n\n\
    HTTP/1.1 400\nContent-Type: application/json\n!Retry-After\nx-logfog-rule: acme.ingest.empty\n\n\
    {\"error\":{\"code\":7,\"trace\":\"{{any}}\"}}\n";
const SECRET: &str = "s3cr3t-of-the-cloud";

/// A server that answers as the case promises, but for what is changed.
struct Cloud {
    runtime: Runtime,
    server: MockServer,
}

impl Cloud {
    fn new() -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build();
        let runtime = runtime.expect("a runtime");
        let server = runtime.block_on(MockServer::start());
        Self { runtime, server }
    }

    fn answers(&self, status: u16, kind: &'static str, code: u32) {
        let trace = AtomicU32::new(0);
        let answer = move |_: &Request| {
            let trace = trace.fetch_add(1, Ordering::Relaxed);
            let body = json!({"error": {"code": code, "trace": trace, "who": SECRET}});
            ResponseTemplate::new(status)
                .set_body_raw(body.to_string(), kind)
                .insert_header("x-trace", trace.to_string())
        };
        self.runtime.block_on(async {
            self.server.reset().await;
            Mock::given(method("POST"))
                .and(path("/prefix/logs"))
                .and(header("authorization", format!("Token {SECRET}")))
                .and(body_json(json!([1])))
                .respond_with(answer)
                .mount(&self.server)
                .await;
        });
    }

    fn replay(&self) -> Replay {
        let target = Target::parse(&format!("{}/prefix", self.server.uri()), None);
        let secrets = Secrets::parse("[credentials]\ntoken = '$TOKEN'", |name| {
            (name == "TOKEN").then(|| SECRET.to_owned())
        });
        let replay = Replay::new(target.expect("a URL"), acme, &secrets.expect("secrets"));
        replay.expect("a target")
    }

    /// What is different, if anything is.
    fn difference(&self, case: &str) -> Option<String> {
        let case = Case::parse(case).expect("a case");
        match self
            .replay()
            .case(Path::new("."), &case)
            .expect("it can be sent")
        {
            Replayed::Agrees(_) => None,
            Replayed::Differs(difference, _) => Some(difference),
            Replayed::Skipped(reason) => Some(format!("skipped: {reason}")),
        }
    }
}

#[test]
fn what_answers_as_promised_agrees_and_each_planted_difference_is_found() {
    let cloud = Cloud::new();
    cloud.answers(400, "application/json", 7);
    assert_eq!(cloud.difference(CASE), None);
    for (status, kind, code, said) in [
        (
            401,
            "application/json",
            7,
            "step 1: status: expected 400, got 401",
        ),
        (
            400,
            "text/plain",
            7,
            "step 1: header Content-Type: expected \"application/json\"",
        ),
        (
            400,
            "application/json",
            8,
            "step 1: /error/code: expected 7, got 8",
        ),
    ] {
        cloud.answers(status, kind, code);
        let difference = cloud.difference(CASE).unwrap_or_default();
        assert!(difference.starts_with(said), "{difference}");
    }
    // Another body than the one that the mock waits for: its own 404.
    let other = cloud
        .difference(&CASE.replace("[1]", "[2]"))
        .unwrap_or_default();
    assert!(other.contains("got 404"), "{other}");
}

#[test]
fn what_only_our_emulators_can_be_told_is_skipped() {
    let cloud = Cloud::new();
    for line in [
        "# profile: other",
        "# set: a=b",
        "# check: acme.ingest.empty=warn",
        "# clock: 2026-01-01T00:00:00Z",
    ] {
        let said = cloud.difference(&CASE.replacen("# stored", &format!("{line}\n# stored"), 1));
        assert!(said.unwrap_or_default().starts_with("skipped"), "{line}");
    }
    let dated = cloud.difference(&CASE.replace(":7,", ":\"2026-11-01T12:00:00Z\","));
    assert!(dated.unwrap_or_default().contains("a time that is not now"));
    let local = CASE.replacen("# stored", "# local: it counts from one\n# stored", 1);
    let local = cloud.difference(&local).unwrap_or_default();
    assert_eq!(local, "skipped: it counts from one");
}

#[test]
fn a_server_that_hangs_up_differs() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let target = Target::local(&listener.local_addr().expect("its number").to_string());
    drop(listener);
    let replay = Replay::new(target.expect("an authority"), acme, &Secrets::default());
    let case = Case::parse(CASE).expect("a case");
    let replayed = replay.expect("a target").case(Path::new("."), &case);
    assert!(matches!(replayed, Ok(Replayed::Differs(_, _))));
}

#[test]
fn a_recording_has_no_secrets_and_shows_what_changed_since() {
    let cloud = Cloud::new();
    cloud.answers(400, "application/json", 7);
    let (replay, case) = (cloud.replay(), Case::parse(CASE).expect("a case"));
    let folder = std::env::temp_dir().join(format!("logfog-live-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("case.http");
    assert_eq!(Live::open(&file).expect("nothing yet"), None);

    let live = Live::record(&replay, &file, &case)
        .expect("it answers")
        .expect("it is sent");
    live.save(&file).expect("a file");
    let path: PathBuf = Live::path(&file);
    let text = fs::read_to_string(&path).expect("the recording");
    assert!(
        !text.contains(SECRET) && text.contains("{{credentials.token}}"),
        "{text}"
    );
    assert!(text.contains("\"trace\": \"{{any}}\""), "{text}");
    let read = Live::open(&file)
        .expect("a recording")
        .expect("there is one");
    assert_eq!(read, live);
    fs::remove_dir_all(&folder).expect("the folder goes");

    let difference = || read.difference(&replay, &file, &case).expect("it answers");
    assert_eq!(difference(), None);
    cloud.answers(400, "application/json", 9);
    let said = difference().unwrap_or_default();
    assert!(
        said.starts_with("step 1: /error/code: was 7, is 9 (recorded 20"),
        "{said}"
    );
    cloud.answers(503, "application/json", 7);
    assert!(
        difference()
            .unwrap_or_default()
            .contains("status: was 400, is 503")
    );
}

#[test]
fn secrets_that_nobody_asked_for_are_refused() {
    let secrets = Secrets::parse("[credentials]\npassword = 'x'", |_| None).expect("well formed");
    let target = Target::local("127.0.0.1:1").expect("an authority");
    let error = Replay::new(target, acme, &secrets)
        .expect_err("no such name")
        .to_string();
    assert_eq!(error, "there is no `password`; it can be: token");
    assert!(Secrets::parse("[credential]", |_| None).is_err());
    assert!(Secrets::parse("[denied]\na = '$NOWHERE'", |_| None).is_err());
}
