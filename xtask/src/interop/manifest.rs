use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use crate::root;

/// `fixtures/clients/<language>/<name>/client.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Client {
    /// `<language>/<name>`
    #[serde(skip)]
    pub(crate) name: String,
    #[serde(skip)]
    pub(crate) folder: PathBuf,
    pub(crate) about: String,
    pub(crate) vendor: String,
    /// Name and version of what is run unmodified.
    pub(crate) packages: Vec<String>,
    /// When it last passed.
    pub(crate) seen: jiff::civil::Date,
    /// Programs that must be on the path.
    pub(crate) needs: Vec<String>,
    /// Debian packages that those come from, where a machine may lack them.
    #[serde(default)]
    pub(crate) debian: Vec<String>,
    #[serde(default)]
    pub(crate) install: Vec<String>,
    pub(crate) run: Vec<String>,
    /// Flags of `logfog serve`.
    #[serde(default)]
    pub(crate) serve: Vec<String>,
    pub(crate) expect: Vec<Expect>,
}

/// Exchanges that a client causes, in order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expect {
    pub(crate) operation: String,
    /// `204`, or `INVALID_ARGUMENT`.
    pub(crate) status: String,
    /// The rules that it breaks: these and no others.
    #[serde(default)]
    pub(crate) rules: Vec<String>,
    /// How many records it stores.
    #[serde(default)]
    pub(crate) stored: u64,
    /// How many such exchanges there are.
    #[serde(default = "once")]
    pub(crate) times: usize,
    /// Whether there may as well be none.
    #[serde(default)]
    pub(crate) optional: bool,
}

const fn once() -> usize {
    1
}

impl Client {
    /// All of them, in the order of their names.
    pub(crate) fn all() -> Result<Vec<Self>> {
        let clients = root().join("fixtures/clients");
        let mut all = Vec::new();
        for language in folders(&clients)? {
            for folder in folders(&language)? {
                all.push(Self::read(&clients, folder)?);
            }
        }
        all.sort_by(|one: &Self, other| one.name.cmp(&other.name));
        Ok(all)
    }

    fn read(clients: &Path, folder: PathBuf) -> Result<Self> {
        let path = folder.join("client.toml");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let client = toml::from_str(&text).with_context(|| path.display().to_string());
        let mut client: Self = client?;
        client.name = folder.strip_prefix(clients)?.display().to_string();
        client.folder = folder;
        ensure!(
            !client.expect.is_empty(),
            "{}: expects nothing",
            client.name
        );
        Ok(client)
    }

    /// The programs that this machine lacks.
    pub(crate) fn missing(&self) -> impl Iterator<Item = &str> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = env::split_paths(&path)
            // Where servers are, and not on everybody's path.
            .chain(["/usr/sbin".into(), "/sbin".into()])
            .collect();
        let there = move |program: &str| folders.iter().any(|folder| folder.join(program).exists());
        let needs = self.needs.iter().map(String::as_str);
        needs.filter(move |program| !there(program))
    }

    /// All that an installation depends on: its commands, the files that list packages, and the
    /// programs that it builds itself.
    pub(crate) fn installs(&self) -> Result<String> {
        let mut all = self.install.join("\n");
        for list in [
            "requirements.txt",
            "package.json",
            "package-lock.json",
            "go.mod",
            "go.sum",
            "pom.xml",
            "Cargo.toml",
            "Cargo.lock",
            "src/main.rs",
            "src/messages.rs",
        ] {
            let path = self.folder.join(list);
            if path.exists() {
                all += &fs::read_to_string(path)?;
            }
        }
        Ok(all)
    }

    /// Says in the manifest that it passed today.
    pub(crate) fn record(&self) -> Result<()> {
        let path = self.folder.join("client.toml");
        let text = fs::read_to_string(&path)?;
        let today = crate::today();
        let old = format!("seen = \"{}\"", self.seen);
        fs::write(path, text.replacen(&old, &format!("seen = \"{today}\""), 1))?;
        Ok(())
    }
}

fn folders(inside: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if inside.is_dir() {
        for item in fs::read_dir(inside)? {
            let path = item?.path();
            if path.is_dir() {
                found.push(path);
            }
        }
    }
    Ok(found)
}
