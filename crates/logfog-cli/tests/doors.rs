//! Parts of vendors at addresses of their own.

mod common;

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Stdio},
};

use reqwest::{Client, StatusCode};
use serde_json::Value;

use crate::common::{LOGFOG, bare};

const TOKEN: &str = "/computeMetadata/v1/instance/service-accounts/default/token";

/// A running program, killed when the test ends however it ends.
struct Running {
    child: Child,
    ready: Value,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut command = bare(LOGFOG);
        command
            .args(["--port", "0", "--ready-json"])
            .args(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        let stdout = child.stdout.as_mut().expect("piped");
        BufReader::new(stdout)
            .read_line(&mut line)
            .expect("it prints");
        let ready = serde_json::from_str(&line).expect("one JSON object");
        Self { child, ready }
    }

    fn yandex(&self, key: &str) -> &Value {
        self.of("yandex", key)
    }

    fn of(&self, vendor: &str, key: &str) -> &Value {
        &self.ready["vendors"][vendor][key]
    }

    fn env(&self, name: &str) -> &str {
        self.ready["env"][name].as_str().expect("a variable")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already, or must now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Exit code and standard error of a start that must fail.
fn failure(arguments: &[&str]) -> (Option<i32>, String) {
    let output = bare(LOGFOG).args(["--port", "0"]).args(arguments).output();
    let output = output.expect("it starts");
    let text = String::from_utf8(output.stderr).expect("text");
    (output.status.code(), text)
}

async fn token(at: &str) -> Value {
    let request = Client::new()
        .get(format!("{at}{TOKEN}"))
        .header("Metadata-Flavor", "Google");
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.expect("JSON")
}

#[tokio::test]
async fn an_instance_gets_a_token_at_its_door_and_nothing_else() {
    let running = Running::start(&["--door", "yandex.metadata=127.0.0.1:0"]);
    let door = running.yandex("metadata").as_str().expect("a URL");
    let port = running.yandex("http").as_str().expect("a URL");
    assert_ne!(door, port);
    assert_eq!(running.env("YC_METADATA_URL"), door);
    assert_eq!(format!("http://{}", running.env("YC_METADATA_ADDR")), door);

    // The token is one that the vendor's own port takes.
    let token = token(door).await;
    let token = token["access_token"].as_str().expect("a token");
    let groups = |at: &str| {
        let folder = running.yandex("defaults")["folder_id"].as_str();
        let folder = folder.expect("a folder");
        Client::new()
            .get(format!("{at}/logging/v1/logGroups?folderId={folder}"))
            .header("Metadata-Flavor", "Google")
            .bearer_auth(token)
            .send()
    };
    let answer = groups(port).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    let answer = groups(door).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);

    for path in [
        "/",
        "/endpoints",
        "/_logfog/v1/entries",
        "/logfog/service-account-key.json",
    ] {
        let request = Client::new()
            .get(format!("{door}{path}"))
            .header("Metadata-Flavor", "Google");
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let request = Client::new()
        .post(format!("{door}{TOKEN}"))
        .header("Metadata-Flavor", "Google");
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let answer = Client::new().get(format!("{door}{TOKEN}")).send().await;
    assert_eq!(answer.expect("an answer").status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_virtual_machine_gets_a_token_at_its_door_and_nothing_else() {
    const TOKEN: &str = "/metadata/identity/oauth2/token?api-version=2018-02-01\
                         &resource=https://monitor.azure.com";
    let running = Running::start(&["--door", "azure.imds=127.0.0.1:0"]);
    let door = running.of("azure", "imds").as_str().expect("a URL");
    assert_eq!(running.env("AZURE_POD_IDENTITY_AUTHORITY_HOST"), door);
    let ask = |path: &str| {
        let request = Client::new().get(format!("{door}{path}"));
        request.header("Metadata", "true").send()
    };
    let answer = ask(TOKEN).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    let token: Value = answer.json().await.expect("JSON");
    let of = |name: &str| running.of("azure", "defaults")[name].as_str();
    let (rule, stream) = (of("dcr_immutable_id"), of("stream"));
    let (rule, stream) = (rule.expect("a rule"), stream.expect("a stream"));
    let path = format!("/dataCollectionRules/{rule}/streams/{stream}?api-version=2023-01-01");
    let send = |at: &str| {
        let request = Client::new().post(format!("{at}{path}"));
        let token = token["access_token"].as_str().expect("a token");
        let request = request
            .bearer_auth(token)
            .header("content-type", "application/json");
        request.body("[]").send()
    };
    let port = running.of("azure", "http").as_str().expect("a URL");
    let answer = send(port).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    let answer = send(door).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let answer = ask("/_logfog/v1/entries").await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_door_is_shut_unless_it_is_asked_for() {
    let running = Running::start(&[]);
    assert!(running.yandex("metadata").is_null());
    let port = running.yandex("http").as_str().expect("a URL");
    assert_eq!(running.env("YC_METADATA_URL"), port);
    token(port).await;
    // Nobody serves its vendor.
    let running = Running::start(&["--door", "yandex.metadata=127.0.0.1:0", "serve", "azure"]);
    assert!(running.ready["vendors"]["yandex"].is_null());
}

#[tokio::test]
async fn the_config_file_opens_it_too() {
    let config = "[doors.yandex]\nmetadata = '127.0.0.1:0'";
    let running = Running::start(&["--config", config]);
    token(running.yandex("metadata").as_str().expect("a URL")).await;
}

#[test]
fn wrong_doors_are_told_in_a_line() {
    for (door, said) in [
        ("yandex", "VENDOR.DOOR=ADDRESS:PORT"),
        ("yandex=127.0.0.1:0", "VENDOR.DOOR=ADDRESS:PORT"),
        ("yandex.metadata=8775", "`8775` is not like 127.0.0.1:8775"),
        ("nobody.metadata=127.0.0.1:0", "no vendor `nobody`"),
        ("yandex.metdata=127.0.0.1:0", "did you mean `metadata`?"),
        ("dynatrace.metadata=127.0.0.1:0", "its vendor has none"),
        (
            "yandex.metadata=127.0.0.1:0,yandex.metadata=127.0.0.1:0",
            "asked for twice",
        ),
    ] {
        let (code, text) = failure(&["--door", door]);
        assert_eq!(code, Some(2), "{door}: {text}");
        assert!(text.contains(said), "{door}: {text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = taken.local_addr().expect("bound");
    let (code, text) = failure(&["--door", &format!("yandex.metadata={taken}")]);
    assert_eq!(code, Some(1), "{text}");
    let named = format!(
        "port {} (yandex.metadata) on 127.0.0.1 is taken",
        taken.port()
    );
    assert!(
        text.contains(&named) && text.contains("--door yandex.metadata="),
        "{text}"
    );
}
