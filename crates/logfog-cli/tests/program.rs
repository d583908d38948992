//! The program as a user meets it: started, asked, stopped.

mod common;

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

use logfog_kit::Stopwatch;
use serde_json::Value;

use crate::common::{LOGFOG, bare};

fn logfog(arguments: &[&str]) -> Command {
    let mut command = bare(LOGFOG);
    command.args(arguments);
    command
}

fn output(arguments: &[&str]) -> Output {
    logfog(arguments).output().expect("it starts")
}

/// Exit code and standard error of a start that must fail.
fn failure(command: &mut Command) -> (Option<i32>, String) {
    let output = command.output().expect("it starts");
    assert!(
        output.stdout.is_empty(),
        "nothing is printed before it serves"
    );
    let text = String::from_utf8(output.stderr).expect("text");
    (output.status.code(), text)
}

/// A running program, killed when the test ends however it ends.
struct Running {
    child: Child,
    first_line: String,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let child = logfog(arguments).stdout(Stdio::piped()).spawn();
        Self::of(child.expect("it starts"))
    }

    /// One that has been started, its standard output piped.
    fn of(mut child: Child) -> Self {
        let mut first_line = String::new();
        let stdout = child.stdout.as_mut().expect("piped");
        BufReader::new(stdout)
            .read_line(&mut first_line)
            .expect("it prints");
        Self { child, first_line }
    }

    fn json() -> Self {
        Self::start(&["--port", "0", "--ready-json"])
    }

    fn ready(&self) -> Value {
        serde_json::from_str(&self.first_line).expect("one JSON object")
    }

    fn admin_port(&self) -> String {
        let ready = self.ready();
        let admin = ready["admin"].as_str().expect("a URL").to_owned();
        let authority = admin.trim_start_matches("http://");
        let authority = authority.split('/').next().expect("a host");
        authority.rsplit(':').next().expect("a port").to_owned()
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status();
        assert!(sent.expect("kill runs").success());
    }

    fn end(&mut self) -> (Option<i32>, Duration) {
        let watch = Stopwatch::start();
        let code = self.child.wait().expect("it ends").code();
        (code, watch.elapsed())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already, or must now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn get(url: &str, host: Option<&str>) -> (u16, String) {
    let rest = url.strip_prefix("http://").expect("plain HTTP");
    let (authority, path) = rest.split_once('/').expect("a path");
    let mut stream = TcpStream::connect(authority).expect("it listens");
    let host = host.unwrap_or(authority);
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    (status.expect("a status"), body.to_owned())
}

#[test]
fn it_starts_on_free_ports_and_tells_all() {
    let running = Running::json();
    let ready = running.ready();
    let order = [
        "logfog", "instance", "pid", "ca_pem", "ca_file", "admin", "vendors", "env",
    ];
    let places: Vec<_> = order
        .iter()
        .map(|key| running.first_line.find(&format!("\"{key}\":")).expect(key))
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(ready["pid"], running.child.id());
    assert!(
        ready["ca_pem"]
            .as_str()
            .is_some_and(|pem| pem.contains("BEGIN CERTIFICATE"))
    );
    for vendor in ["azure", "cesanta", "cloudru", "dynatrace", "yandex"] {
        let vendor = &ready["vendors"][vendor];
        for key in ["credentials", "credentials_denied", "defaults"] {
            assert!(vendor[key].is_object(), "{key} of {vendor}");
        }
        let http = vendor["http"].as_str().expect("a URL");
        for path in ["/readyz", "", "/"] {
            let admin = format!("{http}/_logfog/v1{path}");
            assert_eq!(get(&admin, None).0, 200, "{admin}");
        }
    }
    let admin = ready["admin"].as_str().expect("a URL");
    assert_eq!(get(&format!("{admin}/"), None), get(admin, None));
    let (status, body) = get(&format!("{admin}/ready"), None);
    assert_eq!(
        (status, body.trim_end()),
        (200, running.first_line.trim_end())
    );
}

#[test]
fn the_gateway_knows_vendors_by_host_and_shows_the_way() {
    let running = Running::json();
    let gateway = format!("http://127.0.0.1:{}", running.admin_port());
    let (status, page) = get(&format!("{gateway}/nothing"), None);
    assert_eq!(status, 404);
    let azure = running.ready()["vendors"]["azure"]["http"].clone();
    assert!(page.contains(azure.as_str().expect("a URL")), "{page}");

    let (status, body) = get(&format!("{gateway}/_logfog/v1/vendors"), None);
    assert_eq!(status, 200);
    let vendors: Value = serde_json::from_str(&body).expect("JSON");
    for vendor in vendors["vendors"].as_array().expect("a list") {
        let host = vendor["hosts"][0].as_str().expect("a host");
        let host = host.replace('*', "any");
        let (status, body) = get(&format!("{gateway}/_logfog/v1/entries"), Some(&host));
        assert_ne!(status, 200, "{host} is the vendor's, not ours: {body}");
        assert!(!body.contains("logfog's gateway"), "{host} is known");
    }
}

#[test]
fn the_table_shows_every_vendor() {
    let mut running = Running::start(&["--port", "0"]);
    assert!(
        running.first_line.starts_with("gateway "),
        "{}",
        running.first_line
    );
    assert!(
        !running.first_line.contains('\u{1b}'),
        "no colour in a pipe"
    );
    running.signal("-TERM");
    assert_eq!(running.end().0, Some(0));
}

#[test]
fn both_signals_end_it_in_time() {
    for signal in ["-TERM", "-INT"] {
        let mut running = Running::json();
        // An idle connection must not hold it up.
        let port = running.admin_port();
        let _idle = TcpStream::connect(format!("127.0.0.1:{port}")).expect("it listens");
        running.signal(signal);
        let (code, took) = running.end();
        assert_eq!(code, Some(0), "{signal}");
        assert!(took < Duration::from_secs(4), "{signal} took {took:?}");
    }
}

#[test]
fn a_running_instance_answers_the_other_commands() {
    let running = Running::json();
    let port = running.admin_port();
    let asked = |arguments: &[&str]| {
        let output = output(&[arguments, &["--port", &port]].concat());
        let text = String::from_utf8(output.stdout).expect("text");
        assert!(output.status.success(), "{arguments:?}: {text}");
        text
    };
    assert_eq!(asked(&["readyz", "--wait", "10s"]), "");
    assert_eq!(
        asked(&["ca"]),
        running.ready()["ca_pem"].as_str().expect("PEM")
    );
    let exports = asked(&["env"]);
    let env = running.ready()["env"].as_object().expect("an object").len();
    assert_eq!(exports.lines().count(), env);
    assert!(
        exports.lines().all(|line| line.starts_with("export ")),
        "{exports}"
    );

    let dynatrace = running.ready()["vendors"]["dynatrace"]["http"].clone();
    get(
        &format!("{}/nothing", dynatrace.as_str().expect("a URL")),
        None,
    );
    assert!(asked(&["explain", "1"]).starts_with("exchange 1 · dynatrace"));
    let (code, text) = failure(&mut logfog(&["explain", "99", "--port", &port]));
    assert_eq!(code, Some(1));
    assert!(
        text.contains("exchange 99 is not in the journal. "),
        "{text}"
    );
}

#[test]
fn an_admin_token_is_wanted_and_never_printed() {
    const TOKEN: &str = "not-to-be-printed";
    let running = Running::start(&["--port", "0", "--ready-json", "--admin-token", TOKEN]);
    assert!(!running.first_line.contains(TOKEN));
    let admin = running.ready()["admin"].as_str().expect("a URL").to_owned();
    for (path, status) in [
        ("/livez", 200),
        ("/readyz", 200),
        ("/ready", 401),
        ("/nothing", 401),
    ] {
        assert_eq!(get(&format!("{admin}{path}"), None).0, status, "{path}");
    }
    let with = |token: Option<&str>, command: &str| {
        let mut asking = logfog(&["--port", &running.admin_port(), command]);
        asking.envs(token.map(|token| ("LOGFOG_ADMIN_TOKEN", token)));
        let output = asking.output().expect("it starts");
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).expect("text");
        assert!(!said.contains(TOKEN), "{said}");
        (output.status.code(), said)
    };
    assert_eq!(with(None, "readyz").0, Some(0));
    let (code, said) = with(None, "env");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("--admin-token"), "{said}");
    assert_eq!(with(Some("another"), "ca").0, Some(1));
    assert_eq!(with(Some(TOKEN), "ca").0, Some(0));
    assert_eq!(with(Some(TOKEN), "--help").0, Some(0));
    for bad in ["", "two words", "not-to-be-printed\n"] {
        let (code, said) = with(Some(bad), "ca");
        assert_eq!(code, Some(2), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        let mut start = logfog(&["--port", "0", "--admin-token", bad]);
        assert_eq!(failure(&mut start).0, Some(2), "{bad:?}");
    }
}

#[test]
fn what_others_can_reach_needs_a_token() {
    let mut child = logfog(&["--listen", "0.0.0.0", "--port", "0", "--ready-json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut warning = String::new();
    let stderr = child.stderr.as_mut().expect("piped");
    BufReader::new(stderr)
        .read_line(&mut warning)
        .expect("it warns");
    assert!(warning.contains("--admin-token"), "{warning}");
    let running = Running::of(child);
    let admin = running.ready()["admin"].as_str().expect("a URL").to_owned();
    assert_eq!(get(&format!("{admin}/readyz"), None).0, 200);
    let (status, body) = get(&format!("{admin}/entries"), None);
    assert_eq!(status, 403);
    assert!(body.contains("--admin-token"), "{body}");
    let vendor = running.ready()["vendors"]["dynatrace"]["http"].clone();
    let vendor = vendor.as_str().expect("a URL");
    assert_eq!(get(&format!("{vendor}/rest/health"), None).0, 200);
    drop(running);
    let running = Running::start(&[
        "--listen",
        "0.0.0.0",
        "--port",
        "0",
        "--ready-json",
        "--admin-token",
        "t",
    ]);
    let admin = running.ready()["admin"].as_str().expect("a URL").to_owned();
    assert_eq!(get(&format!("{admin}/entries"), None).0, 401);
}

#[test]
fn without_an_instance_they_say_so() {
    // Bound and closed again: free, most likely, and at worst not logfog's.
    let free = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
    let port = free.expect("a port").port().to_string();
    for command in [
        &["env"][..],
        &["ca"],
        &["readyz"],
        &["readyz", "--wait", "100ms"],
    ] {
        let (code, text) = failure(&mut logfog(&[command, &["--port", &port]].concat()));
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains(&port) && text.lines().count() == 1, "{text}");
    }
    let (code, _) = failure(&mut logfog(&["env", "--port", "0"]));
    assert_eq!(code, Some(2));
}

#[test]
fn the_ready_file_is_there_once_it_is_ready() {
    let path = std::env::temp_dir().join(format!("logfog-ready-{}.json", std::process::id()));
    let text = path.to_str().expect("text");
    let running = Running::start(&["--port", "0", "--ready-json", "--ready-file", text]);
    let written = std::fs::read_to_string(&path).expect("it is there");
    assert_eq!(written, running.first_line);
    std::fs::remove_file(&path).expect("removed");

    let (code, text) = failure(&mut logfog(&[
        "--port",
        "0",
        "--ready-file",
        "/no/such/dir/x",
    ]));
    assert_eq!(code, Some(1), "{text}");
}

#[test]
fn a_busy_port_is_named() {
    let mut taken = (0..).map(|_| TcpListener::bind("127.0.0.1:0").expect("a port"));
    let port = |socket: &TcpListener| socket.local_addr().expect("bound").port();
    // Above that there is no room for a whole block.
    let taken = taken.find(|socket| port(socket) <= 65530);
    let port = taken.as_ref().map(port).expect("a low port");
    let (code, text) = failure(&mut logfog(&["--port", &port.to_string()]));
    assert_eq!(code, Some(1), "{text}");
    let named = format!("port {port} (gateway) on 127.0.0.1 is taken");
    assert!(text.contains(&named) && text.contains("--port 0"), "{text}");
    assert_eq!(text.lines().count(), 1);
}

#[test]
fn wrong_usage_is_told_in_a_line() {
    for (arguments, said) in [
        (
            &["--profile", "dynatrace=curent"][..],
            "did you mean `current`?",
        ),
        (&["--profile", "azur=seed"], "did you mean `azure`?"),
        (&["--profile", "azure"], "VENDOR=NAME"),
        (&["--set", "dynatrace.stat=x"], "did you mean `state`?"),
        (&["--set", "nobody.x=y"], "there is no vendor `nobody`"),
        (
            &["--check", "dynatrce.*=warn"],
            "did you mean `dynatrace.*`?",
        ),
        (&["--check", "*=maybe"], "off|warn|deny"),
    ] {
        let (code, text) = failure(&mut logfog(&[&["--port", "0"], arguments].concat()));
        assert_eq!(code, Some(2), "{arguments:?}: {text}");
        assert!(text.contains(said), "{arguments:?}: {text}");
        assert_eq!(text.lines().count(), 1, "{text}");
    }
    for arguments in [
        &["--port", "70000"][..],
        &["serve", "azur"],
        &["--tls-name", "a b"],
    ] {
        assert_eq!(failure(&mut logfog(arguments)).0, Some(2), "{arguments:?}");
    }
}

#[test]
fn the_environment_counts_and_is_checked() {
    let (code, text) = failure(logfog(&["--port", "0"]).env("LOGFOG_LENEINT", "1"));
    assert_eq!(code, Some(2));
    assert!(text.contains("did you mean `LOGFOG_LENIENT`?"), "{text}");
    let (code, text) = failure(logfog(&["--port", "0"]).env("LOGFOG_CHECK", "*=warn,x.y=off"));
    assert_eq!(code, Some(2));
    assert!(text.contains("no rule fits `x.y`"), "{text}");
}

#[test]
fn what_needs_no_instance() {
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["vendors"],
        &["completions", "bash"],
    ] {
        let output = output(arguments);
        assert!(output.status.success(), "{arguments:?}");
        assert!(!output.stdout.is_empty(), "{arguments:?}");
    }
    let help = String::from_utf8(output(&["--help"]).stdout).expect("text");
    assert!(help.contains("[env: LOGFOG_PORT="), "{help}");
}
