//! The config file as a user meets it.

mod common;

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;

use crate::common::{LOGFOG, bare};

fn logfog(arguments: &[&str], config: &str) -> Command {
    let mut command = bare(LOGFOG);
    command.env("LOGFOG_CONFIG", config);
    command.args(arguments);
    command
}

fn check(config: &str) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = logfog(&["config", "check"], config)
        .output()
        .expect("it starts");
    (status.code(), String::from_utf8(stderr).expect("text"))
}

/// What the ready line says of a program that is started with a config.
fn ready(arguments: &[&str], config: &str) -> Value {
    let mut child: Child = logfog(arguments, config)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let stdout = child.stdout.as_mut().expect("piped");
    BufReader::new(stdout).read_line(&mut line).expect("a line");
    child.kill().expect("it runs");
    child.wait().expect("it ends");
    serde_json::from_str(&line).expect("JSON")
}

#[test]
fn what_is_wrong_is_shown_where_it_is() {
    for (config, says) in [
        (
            "prot = 4800",
            "config:1:1: there is no `prot` here; did you mean `port`?",
        ),
        (
            "port = 0\n[[sessions]]\nname = 'a b'",
            "config:3:8: `a b` cannot name a session",
        ),
        ("vendors = ['azur']", "config:1:12: no vendor `azur`"),
        (
            "tls_names = ['ok.lan', 'http://x']",
            "config:1:24: give a host name",
        ),
        (
            "[limits]\nentries = '1 ton'",
            "config:2:11: write it as 256MiB",
        ),
        (
            "clock = { advance = '1h' }",
            "config:1:9: there is nothing yet to advance",
        ),
        (
            "states = [{ vendor = 'dynatrace', state = 'sad' }]",
            "dynatrace has no state `sad`",
        ),
        (
            "[resources.nobody]",
            "config:1:1: no vendor `nobody` is served",
        ),
        (
            "[[sessions]]\nname = 'a'\n[[sessions]]\nname = 'a'",
            "config:4:8: there is a session `a`",
        ),
        ("profiles = { yandex = 'sed' }", "did you mean `seed`?"),
        ("checks = ['azur.*=off']", "no rule fits `azur.*`"),
        ("port = ", "config:1:8: "),
    ] {
        let (code, told) = check(config);
        assert_eq!(code, Some(2), "{config}: {told}");
        assert!(told.contains(says), "{config}: {told}");
    }
    assert_eq!(check("port = 0\nseed = 7").0, Some(0));
}

#[test]
fn options_win_over_the_file() {
    let config = "port = 0\nvendors = ['cloudru', 'yandex']\nready_file = '/nonesuch/ready.json'";
    let file = std::env::temp_dir().join(format!("logfog-ready-{}", std::process::id()));
    let path = file.display().to_string();
    let told = ready(&["--ready-json", "--ready-file", &path], config);
    let vendors = told["vendors"].as_object().expect("vendors").keys();
    assert_eq!(vendors.collect::<Vec<_>>(), ["cloudru", "yandex"]);
    std::fs::remove_file(file).expect("it was written");
    let told = ready(
        &["serve", "azure", "--ready-json", "--ready-file", &path],
        config,
    );
    let vendors = told["vendors"].as_object().expect("vendors").keys();
    assert_eq!(vendors.collect::<Vec<_>>(), ["azure"]);
    std::fs::remove_file(path).expect("it was written");
}

#[test]
fn a_session_of_the_file_is_there_with_its_credentials_the_same_every_time() {
    let config = "port = 0\n[[sessions]]\nname = 't1'\nseed = 7";
    let [one, two] = [(); 2].map(|()| ready(&["--ready-json"], config));
    assert!(one["sessions"]["t1"]["azure"].is_object(), "{one}");
    assert_eq!(one["sessions"], two["sessions"]);
}

#[test]
fn a_file_may_come_from_standard_input_and_the_schema_is_printed() {
    let mut command = logfog(&["config", "check", "-"], "");
    command.env_remove("LOGFOG_CONFIG");
    command.stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(b"seed = 'x'").expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let told = String::from_utf8(output.stderr).expect("text");
    assert!(told.contains("standard input:1:8: invalid type"), "{told}");

    let output = logfog(&["config", "schema"], "seed = 1").output();
    let schema: Value = serde_json::from_slice(&output.expect("it starts").stdout).expect("JSON");
    assert!(schema["properties"]["sessions"].is_object());
    assert_eq!(schema["additionalProperties"], false);
}

/// A file that an editor finds good is one that can be read, and the other way round.
#[test]
fn the_schema_says_the_same() {
    let output = logfog(&["config", "schema"], "")
        .output()
        .expect("it starts");
    let schema: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let (public, secret) = ("A".repeat(24), "B".repeat(64));
    let token = format!("token = 'dt0c01.{public}.{secret}', scopes = ['logs.ingest']");
    for (config, good) in [
        ("seed = 7", true),
        ("sed = 7", false),
        ("port = 65531", false),
        ("port = 65536", false),
        ("clock = { fixed = '2026-11-25T12:00:00Z' }", true),
        ("clock = 'system'", true),
        ("clock = { noon = true }", false),
        ("limits = { entries = '8MiB', exchanges = 1024 }", true),
        (
            "[[sessions]]\nname = 'a'\nttl = 60\nquota = { entries = '1MiB' }",
            true,
        ),
        ("[[sessions]]\ntll = 60", false),
        (
            "faults = [{ schedule = { times = 2 }, what = { fault = 'throttled', retry_after = 1 } }]",
            true,
        ),
        ("faults = [{ what = { fault = 'throtled' } }]", false),
        (
            &format!("[resources.dynatrace]\ntokens = [{{ {token} }}]"),
            true,
        ),
        (
            &format!("[resources.dynatrace]\ntokens = [{{ {token}, scope = 1 }}]"),
            false,
        ),
        (
            &format!("[[sessions]]\n[sessions.resources.dynatrace]\ntokens = [{{ {token} }}]"),
            true,
        ),
        ("[resources.nobody]", false),
    ] {
        let value: Value = toml::from_str(config).expect("TOML");
        let errors: Vec<_> = schema
            .iter_errors(&value)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(errors.is_empty(), good, "{config}: {errors:?}");
        let (code, told) = check(config);
        assert_eq!(code == Some(0), good, "{config}: {told}");
    }
}
