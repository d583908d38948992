//! `logfog kql` as a user meets it.

#[path = "kql/check.rs"]
mod check;
mod common;
#[path = "kql/eval.rs"]
mod eval;
#[path = "kql/fixtures.rs"]
mod fixtures;
#[path = "kql/run.rs"]
mod run;

use std::{
    io::Write as _,
    path::PathBuf,
    process::{Output, Stdio},
};

use serde_json::Value;

use crate::common::{LOGFOG, bare};

/// What the program said: exit code, standard output, standard error.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Said {
    fn json(&self) -> Vec<Value> {
        let lines = self.out.lines();
        lines
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect()
    }
}

fn kql(arguments: &[&str], input: &str) -> Said {
    let mut child = bare(LOGFOG)
        .arg("kql")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = child.stdin.take().expect("piped");
    // What reads nothing may have ended already.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let Output {
        status,
        stdout,
        stderr,
    } = child.wait_with_output().expect("it ends");
    Said {
        code: status.code(),
        out: String::from_utf8(stdout).expect("text"),
        err: String::from_utf8(stderr).expect("text"),
    }
}

/// A file for the program to read.
fn file(name: &str, text: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("kql");
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(name);
    std::fs::write(&path, text).expect("it can be written");
    path.display().to_string()
}
