use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::reference::Kind;

/// A server in a process of its own, so that its CPU time is its own. Killed when dropped.
pub(super) struct Server {
    child: Child,
    first_line: String,
}

impl Server {
    /// The release binary, on free ports.
    pub(super) fn logfog() -> Result<Self> {
        // Built into the same folder as this program.
        let binary = std::env::current_exe()?.with_file_name("logfog");
        // Azure takes less in a minute than is sent here in a second.
        let unlimited = ["requests_per_minute", "bytes_per_minute"]
            .map(|limit| format!("--set=azure.{limit}=unlimited"));
        let serve = ["serve", "--port", "0", "--ready-json"];
        Self::spawn(Command::new(binary).args(serve).args(unlimited))
    }

    /// This program, as a reference server.
    pub(super) fn reference(kind: Kind) -> Result<Self> {
        let this = std::env::current_exe()?;
        Self::spawn(Command::new(this).args(["--reference", kind.as_str()]))
    }

    fn spawn(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .context("starting a server")?;
        let mut first_line = String::new();
        let stdout = child.stdout.take().context("its output is piped")?;
        BufReader::new(stdout).read_line(&mut first_line)?;
        Ok(Self { child, first_line })
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What logfog says when it is ready.
    pub(super) fn ready(&self) -> Result<Value> {
        serde_json::from_str(&self.first_line).context("the first line of output is JSON")
    }

    /// The port of a reference server, which is its first line.
    pub(super) fn port(&self) -> u16 {
        self.first_line.trim().parse().unwrap_or_default()
    }

    /// CPU time used so far, by all threads, in the kernel and outside.
    pub(super) fn cpu_seconds(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid()))?;
        // The second field is the program's name in parentheses, and may hold anything.
        let (_, fields) = stat.rsplit_once(')').context("a program has a name")?;
        let ticks = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(str::parse::<f64>);
        let ticks: f64 = ticks.sum::<Result<_, _>>()?;
        // USER_HZ is 100 on every Linux that this runs on.
        Ok(ticks / 100.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Memory that is resident now.
pub(super) fn rss_mib(pid: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line
        .and_then(|line| line.split_whitespace().next())
        .context("a process has VmRSS")?;
    Ok(kib.parse::<f64>()? / 1024.0)
}
