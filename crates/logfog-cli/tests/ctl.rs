//! `logfog ctl` and `logfog tail` as a user meets them: an instance, real exchanges, exit codes.

mod common;

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Output, Stdio},
};

use serde_json::{Value, json};

use crate::common::{LOGFOG, bare};

fn logfog(arguments: &[&str]) -> Command {
    let mut command = bare(LOGFOG);
    command.args(arguments);
    command
}

/// A program that is killed when the test ends, however it ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already, or must now.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    fn start(command: &mut Command) -> (Self, BufReader<std::process::ChildStdout>) {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let stdout = child.stdout.take().expect("piped");
        (Self(child), BufReader::new(stdout))
    }
}

/// An instance with a Dynatrace emulator.
struct World {
    _serving: Running,
    ready: Value,
}

/// How a command ended.
struct Ended {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ended {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).expect(&self.out)
    }
}

impl World {
    fn start() -> Self {
        let mut serve = logfog(&["serve", "dynatrace", "--port", "0", "--ready-json"]);
        let (serving, mut stdout) = Running::start(&mut serve);
        let mut line = String::new();
        stdout.read_line(&mut line).expect("it prints");
        Self {
            _serving: serving,
            ready: serde_json::from_str(&line).expect("one JSON object"),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = logfog(arguments);
        command.env("LOGFOG_ADMIN", self.ready["admin"].as_str().expect("a URL"));
        command
    }

    fn ask(&self, arguments: &[&str]) -> Ended {
        ended(&mut self.command(arguments))
    }

    /// What a command prints that must succeed.
    fn done(&self, arguments: &[&str]) -> String {
        let Ended { code, out, err } = self.ask(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {out}{err}");
        out
    }

    /// Sends records as a shipper does; the status of the answer and its head.
    fn ship(&self, session: &str, records: &str) -> (u16, String) {
        let token = &self.ready["vendors"]["dynatrace"]["credentials"]["api_token"];
        let token = token.as_str().expect("a token");
        self.ship_with(token, &format!("x-logfog-session: {session}\r\n"), records)
    }

    fn ship_with(&self, token: &str, more: &str, records: &str) -> (u16, String) {
        let url = self.ready["vendors"]["dynatrace"]["http"].as_str();
        let authority = url
            .and_then(|url| url.strip_prefix("http://"))
            .expect("a URL");
        let mut stream = TcpStream::connect(authority).expect("it listens");
        let request = format!(
            "POST /api/v2/logs/ingest HTTP/1.1\r\nhost: {authority}\r\nauthorization: Api-Token {token}\r\n\
             content-type: application/json; charset=utf-8\r\ncontent-length: {}\r\n{more}connection: close\
             \r\n\r\n{records}",
            records.len()
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        let status = answer
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        (status.expect("a status"), answer)
    }
}

fn ended(command: &mut Command) -> Ended {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("it starts");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Ended {
        code: status.code(),
        out: text(stdout),
        err: text(stderr),
    }
}

const ONE: &str = r#"[{"content":"one","level":"error"}]"#;

#[test]
fn waiting_ends_with_the_last_one_or_with_the_evidence() {
    let world = World::start();
    let wait = [
        "ctl",
        "wait",
        "--session",
        "a",
        "--count",
        "2",
        "--timeout",
        "60s",
        "--match",
        "severity.number >= 17",
    ];
    let mut waiting = world.command(&wait);
    let (mut waiting, mut stdout) = Running::start(&mut waiting);
    world.ship("a", ONE);
    world.ship("a", r#"[{"content":"two","level":"info"}]"#);
    world.ship("a", ONE);
    let mut out = String::new();
    stdout.read_to_string(&mut out).expect("it prints");
    assert_eq!(waiting.0.wait().expect("it ends").code(), Some(0));
    let met: Value = serde_json::from_str(&out).expect("JSON in a pipe");
    assert_eq!((&met["met"], &met["arrived"]), (&json!(true), &json!(2)));

    let shown = world.done(&["ctl", "wait", "--session", "a", "--text"]);
    assert_eq!(shown.lines().count(), 4, "{shown}");
    assert!(
        shown.contains("ERROR") && shown.ends_with("✓ 3\n"),
        "{shown}"
    );

    world.ship("a", "{");
    let missed = world.ask(&[
        "ctl",
        "wait",
        "--session",
        "a",
        "--timeout",
        "50ms",
        "--match",
        "body = x and vendor = dynatrace",
    ]);
    assert_eq!(missed.code, Some(1));
    assert_eq!(missed.json()["met"], false);
    for line in [
        "✗ body = x   (got one)",
        "✓ vendor = dynatrace",
        "refused: dynatrace.",
    ] {
        assert!(missed.err.contains(line), "{line}: {}", missed.err);
    }
    assert!(!missed.err.contains('\u{1b}'), "no colour in a pipe");
}

#[test]
fn a_verification_is_an_exit_code() {
    let world = World::start();
    world.ship("a", ONE);
    world.ship("a", "{");
    for (arguments, code) in [
        (&["--exactly", "1"][..], 0),
        (&["--count", "2"], 1),
        (&["--at-most", "0"], 1),
        (&["--exchanges", "--match", "fate = refused"], 0),
        (
            &["--exchanges", "--at-least", "2", "--vendor", "dynatrace"],
            0,
        ),
        (&["--match", "body = = x"], 2),
        (&["--exactly", "1", "--at-most", "2"], 2),
        (&["--vendor", "dynatrce"], 2),
    ] {
        let ended = world.ask(&[&["ctl", "verify", "--session", "a"], arguments].concat());
        assert_eq!(ended.code, Some(code), "{arguments:?}: {}", ended.err);
    }
    let elsewhere = world.ask(&["ctl", "verify", "--session", "b"]);
    assert_eq!(elsewhere.code, Some(1));
}

#[test]
fn listings_are_json_in_a_pipe_and_lines_for_people() {
    let world = World::start();
    world.ship("a", ONE);
    let (_, refused) = world.ship("a", "{");
    let entries = world.ask(&["ctl", "entries"]).json();
    assert_eq!(entries["entries"][0]["body"], "one");
    let lines = world.done(&["ctl", "entries", "--text"]);
    let words: Vec<&str> = lines.split_whitespace().collect();
    assert_eq!(
        (words[0], &words[2..]),
        ("1", &["dynatrace", "ERROR", "one"][..])
    );

    let lines = world.done(&["ctl", "exchanges", "--text", "--match", "status >= 400"]);
    assert!(
        lines.contains(" ingest ") && lines.contains(" 400 "),
        "{lines}"
    );
    assert_eq!(lines.lines().count(), 1);
    let page = world.ask(&["ctl", "entries", "--limit", "1", "--after", "1"]);
    assert_eq!(page.json()["entries"], json!([]));

    let id = refused
        .split("x-logfog-exchange: ")
        .nth(1)
        .expect("its number");
    let id = id.split("\r\n").next().expect("its number");
    let why = world.done(&["ctl", "explain", id, "--text"]);
    assert!(
        why.starts_with(&format!("exchange {id} · dynatrace")),
        "{why}"
    );
    let why = world.ask(&["ctl", "explain", id]).json();
    assert_eq!(why["exchange"]["status"], 400);

    let exported = world.done(&["ctl", "export"]);
    assert_eq!(exported.lines().count(), 1);
    let exported = world.done(&["ctl", "export", "--exchanges", "--match", "status = 400"]);
    let exported: Value = serde_json::from_str(&exported).expect("one line");
    assert_eq!(exported["request"]["body"], "{");
}

#[test]
fn a_tail_shows_a_refusal_with_its_hint() {
    let world = World::start();
    let mut tail = world.command(&["tail", "--text", "--session", "a"]);
    let (_tail, mut stdout) = Running::start(&mut tail);
    // It says nothing until something happens, so something happens until it says so.
    let (seen, first) = std::sync::mpsc::channel();
    let reading = std::thread::spawn(move || {
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        seen.send(()).expect("somebody waits");
        while !line.contains("401") {
            line.clear();
            stdout.read_line(&mut line).expect("a line");
        }
        let mut hint = String::new();
        stdout.read_line(&mut hint).expect("a line");
        (line, hint)
    });
    while first.try_recv().is_err() {
        world.ship("a", ONE);
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    world.ship_with("dt0c01.NONE.NONE", "x-logfog-session: a\r\n", ONE);
    let (line, hint) = reading.join().expect("it shows both");
    assert!(line.contains("refused dynatrace."), "{line}");
    assert!(hint.trim_start().starts_with("↳ "), "{hint}");
    assert!(!line.contains('\u{1b}'), "no colour in a pipe");
}

/// Plays an instance: tells which run it is, and a stream of one exchange; gives what was resumed after.
fn one_stream(socket: &TcpListener, run: &str, exchange: u64) -> Option<String> {
    let shape = format!(
        "{{\"id\":{exchange},\"vendor\":\"acme\",\"session\":\"a\",\"operation\":\"put\",\"wire\":\"http\",\
         \"at\":\"\",\"took_us\":1,\"target\":\"\",\"status\":204,\"rule\":null,\"fate\":null,\"stored\":1,\
         \"fault\":null,\"broken\":[]}}"
    );
    loop {
        let (mut stream, _) = socket.accept().expect("a client");
        let mut head = String::new();
        let mut reader = BufReader::new(stream.try_clone().expect("two ends"));
        while !head.ends_with("\r\n\r\n") {
            reader.read_line(&mut head).expect("a request");
        }
        let is_tail = head.contains("/tail");
        let (kind, body) = if is_tail {
            let event = format!("event: exchange\nid: {exchange}\ndata: {shape}\n\n");
            ("text/event-stream", event)
        } else {
            let version = format!("{{\"logfog\":\"1\",\"instance\":\"{run}\"}}");
            ("application/json", version)
        };
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(answer.as_bytes()).expect("sent");
        if is_tail {
            let mut lines = head.lines();
            let resumed = lines.find_map(|line| line.strip_prefix("last-event-id: "));
            return resumed.map(str::to_owned);
        }
    }
}

#[test]
fn a_tail_that_breaks_off_goes_on_where_it_was() {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", socket.local_addr().expect("bound"));
    let mut tail = logfog(&["tail", "--json", "--admin", &url]);
    let (_tail, mut stdout) = Running::start(tail.stderr(Stdio::null()));
    let mut shown = || {
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        let exchange: Value = serde_json::from_str(&line).expect("JSON");
        exchange["id"].as_u64()
    };
    assert_eq!(one_stream(&socket, "one", 7), None);
    assert_eq!(shown(), Some(7));
    assert_eq!(one_stream(&socket, "one", 8).as_deref(), Some("7"));
    assert_eq!(shown(), Some(8));
    // Another run counts anew, so that everything in it is news.
    assert_eq!(one_stream(&socket, "two", 1).as_deref(), Some("0"));
    assert_eq!(shown(), Some(1));
}

#[test]
fn a_fault_happens_as_often_as_planned() {
    let world = World::start();
    let planned = world.done(&[
        "ctl",
        "fault",
        "dynatrace",
        "throttled",
        "--times",
        "2",
        "--retry-after",
        "1",
        "--operation",
        "ingest",
        "--session",
        "a",
    ]);
    let planned: Value = serde_json::from_str(&planned).expect("the list");
    assert_eq!(planned["faults"][0]["left"], 2);
    world.done(&[
        "ctl",
        "fault",
        "dynatrace",
        "unavailable",
        "--times",
        "1",
        "--session",
        "a",
    ]);
    assert_eq!(world.ship("b", ONE).0, 204, "another session");
    let (status, answer) = world.ship("a", ONE);
    assert_eq!(status, 429);
    assert!(
        answer.to_lowercase().contains("\r\nretry-after: 1\r\n"),
        "{answer}"
    );
    let statuses = [(); 3].map(|()| world.ship("a", ONE).0);
    assert_eq!(statuses, [429, 503, 204]);
    let throttled = [
        "ctl",
        "verify",
        "--session",
        "a",
        "--exchanges",
        "--match",
        "status = 429",
        "--exactly",
        "2",
    ];
    world.done(&throttled);
    let lines = world.done(&["ctl", "exchanges", "--session", "a", "--text"]);
    assert!(lines.contains("fault: throttled"), "{lines}");

    world.done(&["ctl", "fault", "clear", "--session", "a"]);
    let list = world
        .ask(&["ctl", "fault", "list", "--session", "a"])
        .json();
    assert_eq!(list["faults"], json!([]));
    let plan = r#"[{"match":{"body":"one"},"what":{"status":418}}]"#;
    let mut set = world.command(&["ctl", "fault", "set", "-", "--session", "a", "--text"]);
    let mut set = set
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = set.stdin.take().expect("piped");
    stdin.write_all(plan.as_bytes()).expect("it reads");
    drop(stdin);
    let set = set.wait_with_output().expect("it ends");
    let table = String::from_utf8(set.stdout).expect("text");
    assert!(
        table.contains("status 418") && table.contains("always"),
        "{table}"
    );
    assert_eq!(world.ship("a", ONE).0, 418);
    world.done(&["ctl", "fault", "clear", "--session", "a"]);
    world.done(&["ctl", "fault", "dynatrace", "--goaway", "--session", "a"]);
    assert_eq!(world.ship("a", ONE).0, 204);
    let lines = world.done(&["ctl", "exchanges", "--session", "a", "--text"]);
    assert!(lines.contains("fault: goaway"), "{lines}");
    let strange = world.ask(&[
        "ctl",
        "fault",
        "dynatrace",
        "throttled",
        "--operation",
        "ingets",
    ]);
    assert_eq!(strange.code, Some(2));
    assert!(strange.err.contains("ingest"), "{}", strange.err);
}

#[test]
fn a_session_has_its_own_shell() {
    let world = World::start();
    let exports = world.done(&["ctl", "env", "--session", "t1"]);
    let again = world.done(&["ctl", "env", "--session", "t1"]);
    assert_eq!(exports, again, "it was opened once");
    let value = |exports: &str, name: &str| {
        let export = format!("export {name}='");
        let line = exports.lines().find_map(|line| line.strip_prefix(&export));
        line.map(|value| value.trim_end_matches('\'').to_owned())
    };
    assert_eq!(value(&exports, "LOGFOG_SESSION").as_deref(), Some("t1"));
    let admin = world.ready["admin"].as_str().map(str::to_owned);
    assert_eq!(value(&exports, "LOGFOG_ADMIN"), admin);

    // A command in that shell means the session.
    world.ship("t1", ONE);
    world.ship("t2", ONE);
    let mut verify = world.command(&["ctl", "verify", "--exactly", "1"]);
    assert_eq!(ended(verify.env("LOGFOG_SESSION", "t1")).code, Some(0));
    assert_eq!(
        world.ask(&["ctl", "verify", "--exactly", "1"]).code,
        Some(1)
    );

    let opened = world.done(&["ctl", "session", "open", "t3", "--env", "--ttl", "10m"]);
    assert_eq!(value(&opened, "LOGFOG_SESSION").as_deref(), Some("t3"));
    let taken = world.ask(&["ctl", "session", "open", "t3"]);
    assert_eq!(taken.code, Some(1));
    assert!(taken.err.contains("t3"), "{}", taken.err);
    let list = world.done(&["ctl", "session", "list", "--text"]);
    for name in ["default", "t1", "t2", "t3"] {
        assert!(list.contains(name), "{list}");
    }
    world.done(&["ctl", "session", "close", "t3"]);
    assert_eq!(world.ask(&["ctl", "session", "show", "t3"]).code, Some(1));
}

#[test]
fn a_world_is_changed_and_reset() {
    let world = World::start();
    let fixed = [
        "ctl",
        "clock",
        "fix",
        "2026-11-01T12:00:00Z",
        "--session",
        "t1",
    ];
    assert_eq!(world.ask(&fixed).json()["now"], "2026-11-01T12:00:00Z");
    let moved = world.done(&["ctl", "clock", "advance", "1h", "--session", "t1", "--text"]);
    assert_eq!(moved, "session t1: it is 2026-11-01T13:00:00Z\n");
    world.done(&["ctl", "clock", "offset", "-2d", "--session", "t1"]);
    world.done(&["ctl", "clock", "system", "--session", "t1"]);
    world.done(&["ctl", "seed", "7", "--session", "t1"]);

    world.done(&["ctl", "policy", "dynatrace.*=warn", "--session", "t1"]);
    let denied = world.ship_with("dt0c01.NONE.NONE", "x-logfog-session: t1\r\n", ONE);
    assert_eq!(denied.0, 204);
    world.done(&["ctl", "policy", "--strict", "--session", "t1"]);
    let denied = world.ship_with("dt0c01.NONE.NONE", "x-logfog-session: t1\r\n", ONE);
    assert_eq!(denied.0, 401);
    assert_eq!(world.ask(&["ctl", "policy"]).code, Some(2));
    assert_eq!(
        world.ask(&["ctl", "policy", "dynatrce.*=warn"]).code,
        Some(2)
    );

    let states = world.ask(&["ctl", "state", "dynatrace"]).json();
    let state = states["states"][0]["state"].as_str().expect("it has one");
    world.done(&["ctl", "state", "dynatrace", state, "--session", "t1"]);
    assert_ne!(world.ship("t1", ONE).0, 204, "{state}");
    let strange = world.ask(&["ctl", "state", "dynatrace", "sad", "--session", "t1"]);
    assert_eq!(strange.code, Some(2));
    assert!(strange.err.contains("no state `sad`"), "{}", strange.err);
    world.done(&["ctl", "state", "dynatrace", "--usual", "--session", "t1"]);
    assert_eq!(world.ship("t1", ONE).0, 204);

    let reset = world.ask(&["ctl", "reset", "--session", "t1", "--only", "entries,clock"]);
    assert_eq!(reset.json()["parts"], json!(["entries", "clock"]));
    assert_eq!(
        world.ask(&["ctl", "verify", "--session", "t1"]).code,
        Some(1)
    );
    assert_eq!(
        world.ask(&["ctl", "reset", "--only", "entres"]).code,
        Some(2)
    );
}

#[test]
fn wrong_usage_and_no_instance() {
    for arguments in [
        &["ctl"][..],
        &["ctl", "entires"],
        &["ctl", "wait", "--timeout", "soon"],
        &["ctl", "wait", "--count", "1", "--exactly", "1"],
        &["ctl", "fault"],
        &["ctl", "fault", "dynatrace"],
        &["ctl", "fault", "dynatrace", "throtled"],
        &["ctl", "fault", "set", "/no/such/file"],
        &["ctl", "entries", "--json", "--text"],
        &["ctl", "entries", "--admin", "https://127.0.0.1:1"],
    ] {
        let ended = ended(&mut logfog(arguments));
        assert_eq!(ended.code, Some(2), "{arguments:?}: {}", ended.err);
        assert_eq!(ended.out, "", "{arguments:?}");
    }
    let nobody = ended(&mut logfog(&["ctl", "entries", "--admin", "127.0.0.1:1"]));
    assert_eq!(nobody.code, Some(1));
    assert!(
        nobody.err.contains("nothing answers at 127.0.0.1:1"),
        "{}",
        nobody.err
    );
}

#[test]
fn every_command_has_examples_and_only_its_own_options() {
    for command in [
        &["ctl"][..],
        &["ctl", "entries"],
        &["ctl", "exchanges"],
        &["ctl", "explain"],
        &["ctl", "wait"],
        &["ctl", "verify"],
        &["ctl", "tail"],
        &["ctl", "fault"],
        &["ctl", "session"],
        &["ctl", "clock"],
        &["ctl", "policy"],
        &["ctl", "state"],
        &["ctl", "seed"],
        &["ctl", "reset"],
        &["ctl", "env"],
        &["ctl", "export"],
        &["tail"],
    ] {
        let help = ended(&mut logfog(&[command, &["--help"]].concat()));
        assert_eq!(help.code, Some(0), "{command:?}");
        let out = &help.out;
        assert!(out.contains("Examples:\n  "), "{command:?}: {out}");
        assert!(
            out.contains("--session") && out.contains("--admin"),
            "{out}"
        );
        assert!(!out.contains("--max-memory"), "{command:?}: {out}");
    }
    let serve = ended(&mut logfog(&["serve", "--help"]));
    assert!(serve.out.contains("--max-memory"), "{}", serve.out);
}
