use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::exchanges::Seen;
use crate::root;

/// The program, for one client alone; stopped when dropped.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    ready: Value,
}

impl Server {
    pub(super) fn start(ready: &Path, flags: &[String]) -> Result<Self> {
        let mut command = Command::new(root().join("target/debug/logfog"));
        command
            .args(["serve", "--port", "0", "--ready-file"])
            .arg(ready);
        command.args(flags).stdout(Stdio::null());
        let child = command.spawn().context("starting the program")?;
        let mut server = Self {
            child,
            ready: Value::Null,
        };
        // The file appears in one piece, after the listeners accept.
        for _ in 0..200 {
            if ready.exists() {
                server.ready = serde_json::from_str(&fs::read_to_string(ready)?)?;
                return Ok(server);
            }
            thread::sleep(Duration::from_millis(25));
        }
        bail!("the program did not say that it is ready")
    }

    pub(super) fn ca_pem(&self) -> Result<&str> {
        let pem = self.ready["ca_pem"].as_str();
        pem.context("the ready file has ca_pem")
    }

    /// Every exchange with this vendor, oldest first.
    pub(super) fn exchanges(&self, vendor: &str) -> Result<Vec<Seen>> {
        let listed = self.get(&format!("/exchanges?vendor={vendor}&limit=1000"))?;
        let listed = listed["exchanges"].as_array().context("a listing")?;
        let seen = listed.iter().map(|line| {
            let whole = self.get(&format!("/exchanges/{}", line["id"]))?;
            Seen::read(&whole).with_context(|| format!("exchange {whole}"))
        });
        seen.collect()
    }

    fn get(&self, path: &str) -> Result<Value> {
        let admin = self.ready["admin"].as_str();
        let url = format!("{}{path}", admin.context("the ready file has admin")?);
        let client = reqwest::blocking::Client::builder().no_proxy().build()?;
        let answer = client.get(&url).send()?.error_for_status()?;
        Ok(serde_json::from_slice(&answer.bytes()?)?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
