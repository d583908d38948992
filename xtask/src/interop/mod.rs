//! Real clients: unmodified packages from their registries, over TLS with our authority, run
//! against the program. `fixtures/clients/<language>/<name>/client.toml` says what each needs and
//! which exchanges it must cause.

mod exchanges;
mod manifest;
mod server;

use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use logfog_kit::Stopwatch;
pub(crate) use manifest::Client;
use server::Server;
use xshell::{Shell, cmd};

use crate::{patience::finish, root};

/// Unmodified clients from their registries, against the program.
#[derive(Debug, Args)]
pub(crate) struct Interop {
    /// Only clients whose `language/name` contains this
    name: Option<String>,
    /// Fail when a client's toolchain is missing, rather than skip it
    #[arg(long)]
    all: bool,
    /// Install the Debian packages that missing programs come from
    #[arg(long)]
    install_debian: bool,
    /// Write today's date into the manifests of those that pass
    #[arg(long)]
    record: bool,
}

pub(crate) fn run(interop: &Interop) -> Result<()> {
    let shell = Shell::new()?;
    let clients = Client::all()?;
    let wanted = |client: &&Client| {
        let part = interop.name.as_deref();
        part.is_none_or(|part| client.name.contains(part))
    };
    let clients: Vec<_> = clients.iter().filter(wanted).collect();
    ensure!(!clients.is_empty(), "no client's name contains that");
    if interop.install_debian {
        install_debian(&shell, &clients)?;
    }
    cmd!(shell, "cargo build --quiet --package logfog-cli").run()?;

    let (mut passed, mut skipped, mut failed) = (0, Vec::new(), Vec::new());
    for client in clients {
        let name = &client.name;
        let missing: Vec<_> = client.missing().collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            eprintln!("\n!! SKIPPED {name}: there is no {missing} on this machine\n");
            skipped.push(name.as_str());
            continue;
        }
        println!("== {name}: {}", client.about);
        let start = Stopwatch::start();
        match play(&shell, client) {
            Ok(()) => {
                passed += 1;
                println!("   passed in {:.1} s", start.elapsed().as_secs_f32());
                if interop.record {
                    client.record()?;
                }
            }
            Err(error) => {
                eprintln!("   FAILED: {error:#}");
                failed.push(name.as_str());
            }
        }
    }
    println!(
        "\n{passed} passed, {} skipped, {} failed",
        skipped.len(),
        failed.len()
    );
    ensure!(failed.is_empty(), "failed: {}", failed.join(", "));
    if interop.all && !skipped.is_empty() {
        bail!("skipped: {}", skipped.join(", "));
    }
    Ok(())
}

/// Installs, runs and judges one client.
fn play(shell: &Shell, client: &Client) -> Result<()> {
    let folder = workshop(client)?;
    let ready = folder.join("ready.json");
    shell.remove_path(&ready)?;
    let server = Server::start(&ready, &client.serve)?;
    let ca = folder.join("ca.pem");
    shell.write_file(&ca, server.ca_pem()?)?;
    let _in_folder = shell.push_dir(&folder);
    let environment = [
        ("LOGFOG_READY", &ready),
        ("LOGFOG_CA", &ca),
        ("SSL_CERT_FILE", &ca),
        ("REQUESTS_CA_BUNDLE", &ca),
        ("NODE_EXTRA_CA_CERTS", &ca),
    ];

    // What installs packages must trust the registry, not us.
    let stamp = folder.join(".installed");
    let installed = client.installs()?;
    if fs::read_to_string(&stamp).ok().as_deref() != Some(&installed) {
        for line in &client.install {
            install(shell, line)?;
        }
        fs::write(&stamp, installed)?;
    }
    for line in &client.run {
        let mut command = command(shell, line)?;
        // Everything is on loopback: keep clients from asking a proxy.
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"] {
            command = command.env_remove(name);
        }
        command = command.env("NO_PROXY", "127.0.0.1,localhost,::1");
        let status = finish(&mut command.envs(environment).into())?;
        let status = status.with_context(|| format!("`{line}` came to no end"))?;
        ensure!(status.success(), "`{line}`: {status}");
    }
    let seen = server.exchanges(&client.vendor)?;
    exchanges::compare(&client.expect, &seen)
}

/// Runs a command that asks a registry: one of many requests may fail, and the next time may not.
fn install(shell: &Shell, line: &str) -> Result<()> {
    for pause in [5, 20] {
        match command(shell, line)?.run() {
            Ok(()) => return Ok(()),
            Err(error) => eprintln!("   {error}; again in {pause} s"),
        }
        thread::sleep(Duration::from_secs(pause));
    }
    Ok(command(shell, line)?.run()?)
}

/// One line of a manifest: words, through no shell. A program of the folder is named by its path.
fn command<'a>(shell: &'a Shell, line: &str) -> Result<xshell::Cmd<'a>> {
    let mut words = line.split_whitespace();
    let program = words.next().context("a command names a program")?;
    let here = shell.current_dir().join(program);
    let program = if program.contains('/') {
        here
    } else {
        PathBuf::from(program)
    };
    Ok(shell.cmd(program).args(words).quiet())
}

/// The client's folder in the cache, with its files as they now are.
fn workshop(client: &Client) -> Result<PathBuf> {
    let folder = root().join("target/interop").join(&client.name);
    copy(&client.folder, &folder)?;
    Ok(folder)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for item in fs::read_dir(from)? {
        let item = item?;
        let there = to.join(item.file_name());
        if item.file_type()?.is_dir() {
            copy(&item.path(), &there)?;
        } else {
            fs::copy(item.path(), there)?;
        }
    }
    Ok(())
}

fn install_debian(shell: &Shell, clients: &[&Client]) -> Result<()> {
    let wanting = clients
        .iter()
        .filter(|client| client.missing().next().is_some());
    let packages: Vec<_> = wanting.flat_map(|client| &client.debian).collect();
    if packages.is_empty() {
        return Ok(());
    }
    cmd!(shell, "apt-get update --quiet=2").run()?;
    cmd!(
        shell,
        "apt-get install --yes --quiet=2 --no-install-recommends {packages...}"
    )
    .env("DEBIAN_FRONTEND", "noninteractive")
    .run()?;
    Ok(())
}
