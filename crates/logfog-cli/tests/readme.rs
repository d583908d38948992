//! What the README says to type, typed.

mod common;

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;

use crate::common::{LOGFOG, bare};

const README: &str = include_str!("../../../README.md");

/// The blocks of a language, in order.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("\n```{language}\n");
    let after = README.split(&fence).skip(1);
    after
        .map(|text| text.split("\n```").next().expect("a block ends"))
        .collect()
}

/// A running program, killed when the test ends however it ends.
struct Running {
    child: Child,
    admin: String,
}

impl Running {
    fn start(config: &str) -> Self {
        let mut child = bare(LOGFOG)
            .args(["--port", "0", "--ready-json"])
            .env("LOGFOG_CONFIG", config)
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut line = String::new();
        let stdout = child.stdout.as_mut().expect("piped");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let ready: Value = serde_json::from_str(&line).expect("JSON");
        let admin = ready["admin"].as_str().expect("a URL");
        let admin = admin.trim_end_matches("/_logfog/v1").to_owned();
        Self { child, admin }
    }

    /// Runs a program in a folder of its own, with the instance and `logfog` at hand.
    fn run(&self, program: &str, arguments: &[&str], folder: &str) -> Output {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
        std::fs::create_dir_all(&folder).expect("a folder");
        let beside = Path::new(LOGFOG).parent().expect("a folder");
        let path = std::env::var("PATH").expect("a path");
        bare(program)
            .args(arguments)
            .env("PATH", format!("{}:{path}", beside.display()))
            .env("LOGFOG_ADMIN", &self.admin)
            .current_dir(folder)
            .output()
            .expect("it starts")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already, or must now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Not every machine that has Rust has these too; those that check changes do.
fn has(program: &str) -> bool {
    let there = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    there.is_ok_and(|status| status.success())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_test_in_bash_passes() {
    if !(has("bash") && has("curl")) {
        return;
    }
    let [script] = blocks("bash")[..] else {
        panic!("one block");
    };
    let running = Running::start("");
    let script = format!("set -euo pipefail\n{script}");
    let done = running.run("bash", &["-c", &script], "readme-bash");
    let (told, wrong) = (text(&done.stdout), text(&done.stderr));
    assert!(done.status.success(), "{told}\n{wrong}");
    assert!(told.contains("`dynatrace.ingest.json`; HTTP 400"), "{told}");
}

#[test]
fn the_test_in_python_passes() {
    if !has("python3") {
        return;
    }
    let [script] = blocks("python")[..] else {
        panic!("one block");
    };
    let running = Running::start("");
    let done = running.run("python3", &["-c", script], "readme-python");
    let (told, wrong) = (text(&done.stdout), text(&done.stderr));
    assert!(done.status.success(), "{told}\n{wrong}");
    assert!(told.contains("`dynatrace.ingest.json`"), "{told}");
}

/// The commands of a block, each with what is printed below it.
fn commands(block: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for line in block.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => commands.push((command.to_owned(), String::new())),
            (None, Some((command, printed))) => {
                let goes_on = printed.is_empty() && command.ends_with('\\');
                let part = if goes_on { command } else { printed };
                if !part.is_empty() {
                    part.push('\n');
                }
                part.push_str(line);
            }
            (None, None) => panic!("a block starts with a command"),
        }
    }
    commands
}

#[test]
fn transformations_are_tried_as_shown() {
    if !has("bash") {
        return;
    }
    let block = blocks("console")
        .into_iter()
        .find(|block| block.contains("logfog kql"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme-kql");
    std::fs::create_dir_all(&folder).expect("a folder");
    let beside = Path::new(LOGFOG).parent().expect("a folder").display();
    let path = std::env::var("PATH").expect("a path");
    for (command, expected) in commands(block.expect("there is one")) {
        let done = bare("bash")
            .args(["-c", &command])
            .env("PATH", format!("{beside}:{path}"))
            .current_dir(&folder)
            .output()
            .expect("it starts");
        let printed = text(&done.stdout) + &text(&done.stderr);
        assert_eq!(printed.trim_end(), expected, "{command}");
    }
}

#[test]
fn the_config_file_is_good() {
    for config in blocks("toml") {
        let checked = bare(LOGFOG)
            .args(["config", "check"])
            .env("LOGFOG_CONFIG", config)
            .output();
        let checked = checked.expect("it starts");
        assert!(checked.status.success(), "{}", text(&checked.stderr));
    }
}
