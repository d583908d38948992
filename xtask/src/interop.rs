//! Real clients: unmodified packages from their registries, over TLS with our authority, run
//! against the program.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use xshell::{Shell, cmd};

/// Packages of the Python scripts.
const PYTHON: [&str; 5] = [
    "azure-identity",
    "azure-monitor-ingestion",
    "googleapis-common-protos",
    "websockets",
    "yandexcloud",
];
/// Packages of the JavaScript ones.
const NODE: [&str; 2] = ["@azure/identity", "@azure/monitor-ingestion"];

/// Runs the real clients of `xtask/interop`.
#[derive(Debug, Args)]
pub(crate) struct Interop {
    /// Only scripts whose name contains this
    name: Option<String>,
}

pub(crate) fn run(interop: &Interop) -> Result<()> {
    let shell = Shell::new()?;
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cache = here.join("../target/interop");
    shell.create_dir(&cache)?;
    let python = python(&shell, &cache)?;
    let node = node(&shell, &cache)?;
    cmd!(shell, "cargo build --release --package logfog-cli").run()?;

    let ready = cache.join("ready.json");
    shell.remove_path(&ready)?;
    let _server = Server::start(here, &ready)?;
    let scripts = here.join("interop");
    let mut failed = Vec::new();
    for script in shell.read_dir(&scripts)? {
        let name = script
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let wanted = interop
            .name
            .as_ref()
            .is_none_or(|part| name.contains(part.as_str()));
        let passed = match script.extension().and_then(|extension| extension.to_str()) {
            _ if !wanted || name == "interop.py" => continue,
            Some("py") => cmd!(shell, "{python} {script} {ready}").run().is_ok(),
            Some("mjs") => {
                let _in_cache = shell.push_dir(&node);
                let ca = cache.join("ca.pem");
                shell.write_file(&ca, ca_pem(&ready)?)?;
                cmd!(shell, "node {script} {ready}")
                    .env("NODE_EXTRA_CA_CERTS", &ca)
                    .run()
                    .is_ok()
            }
            _ => continue,
        };
        if !passed {
            failed.push(name);
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    bail!("failed: {}", failed.join(", "))
}

/// A Python that has the packages.
fn python(shell: &Shell, cache: &Path) -> Result<std::path::PathBuf> {
    let python = cache.join("venv/bin/python");
    if !python.exists() {
        let venv = cache.join("venv");
        cmd!(shell, "python3 -m venv {venv}").run()?;
    }
    cmd!(
        shell,
        "{python} -m pip install --quiet --disable-pip-version-check {PYTHON...}"
    )
    .run()?;
    Ok(python)
}

/// A folder from which Node finds the packages.
fn node(shell: &Shell, cache: &Path) -> Result<std::path::PathBuf> {
    let folder = cache.join("node");
    shell.create_dir(&folder)?;
    let _in_folder = shell.push_dir(&folder);
    if !shell.path_exists("node_modules") {
        cmd!(shell, "npm init --yes").ignore_stdout().run()?;
        cmd!(shell, "npm install --silent --no-fund --no-audit {NODE...}").run()?;
    }
    Ok(folder)
}

fn ca_pem(ready: &Path) -> Result<String> {
    let ready: serde_json::Value = serde_json::from_str(&fs::read_to_string(ready)?)?;
    Ok(ready["ca_pem"]
        .as_str()
        .context("the ready file has ca_pem")?
        .to_owned())
}

/// The release binary, stopped when dropped.
struct Server(std::process::Child);

impl Server {
    fn start(here: &Path, ready: &Path) -> Result<Self> {
        let binary = here.join("../target/release/logfog");
        let mut command = std::process::Command::new(binary);
        command
            .args(["serve", "--port", "0", "--ready-file"])
            .arg(ready);
        let child = command.stdout(std::process::Stdio::null()).spawn();
        let server = Self(child.context("starting the program")?);
        // The file appears in one piece, after the listeners accept.
        for _ in 0..100 {
            if ready.exists() {
                return Ok(server);
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        bail!("the program did not say that it is ready")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
