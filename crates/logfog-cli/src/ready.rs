use std::{fs, path::Path};

use logfog_admin::Opened;
use logfog_kit::{Addresses, Connection, Tls};
use serde::{Serialize, Serializer};

use crate::failure::Failure;

/// All that a client needs to know of this run.
pub(crate) struct Ready {
    pub(crate) instance: String,
    pub(crate) tls: Tls,
    /// Where the admin API is, unless it is switched off.
    pub(crate) admin: Option<String>,
    pub(crate) gateway: Addresses,
    pub(crate) vendors: Vec<Served>,
    /// Those that the config file opens.
    pub(crate) sessions: Vec<Opened>,
}

/// One vendor, and where it is served.
pub(crate) struct Served {
    pub(crate) name: &'static str,
    pub(crate) at: Addresses,
    pub(crate) connection: Connection,
}

impl Ready {
    /// The JSON text, on one line.
    pub(crate) fn json(&self) -> String {
        let shape = Shape {
            logfog: env!("CARGO_PKG_VERSION"),
            instance: &self.instance,
            pid: std::process::id(),
            ca_pem: self.tls.ca_pem(),
            ca_file: None,
            admin: self.admin.as_deref(),
            vendors: Object(
                self.vendors
                    .iter()
                    .map(|served| (served.name, served.shape()))
                    .collect(),
            ),
            env: Object(self.env()),
            sessions: Object(self.sessions.iter().map(session).collect()),
        };
        serde_json::to_string(&shape).expect("texts and numbers always serialise")
    }

    /// The variables of all vendors; the first vendor to name one gives its value.
    fn env(&self) -> Vec<(&str, String)> {
        let mut env: Vec<(&str, String)> = Vec::new();
        let all = self
            .vendors
            .iter()
            .flat_map(|served| &served.connection.env);
        for (name, value) in all {
            if !env.iter().any(|(there, _)| there == name) {
                env.push((name, value.clone()));
            }
        }
        env
    }

    /// Writes the JSON text to `path` in one step: who sees the file sees all of it.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Failure> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(format!(".{}.tmp", std::process::id()));
        let written =
            fs::write(&beside, self.json() + "\n").and_then(|()| fs::rename(&beside, path));
        written.map_err(|error| {
            // A half-made file helps nobody; that it cannot be removed either is no news.
            let _ = fs::remove_file(&beside);
            Failure::not_so(format_args!("cannot write {}: {error}", path.display()))
        })
    }
}

fn session(opened: &Opened) -> (&str, Object<&str, Part<'_>>) {
    let credentials = opened.credentials.iter();
    let parts = credentials.map(|(vendor, pairs)| (vendor.as_str(), Part::pairs(pairs)));
    let name = opened.view.world.session.as_str();
    (name, Object(parts.collect()))
}

impl Served {
    fn shape(&self) -> Object<&str, Part<'_>> {
        let connection = &self.connection;
        let mut parts = vec![
            ("http", Part::Text(self.at.http())),
            ("https", Part::Text(self.at.https())),
        ];
        let others = connection.addresses.iter();
        parts.extend(others.map(|(name, address)| (*name, Part::Text(address.clone()))));
        parts.push(("credentials", Part::pairs(&connection.credentials)));
        parts.push((
            "credentials_denied",
            Part::pairs(&connection.credentials_denied),
        ));
        parts.push(("defaults", Part::pairs(&connection.defaults)));
        Object(parts)
    }
}

#[derive(Serialize)]
struct Shape<'a> {
    logfog: &'a str,
    instance: &'a str,
    pid: u32,
    ca_pem: &'a str,
    /// Nothing is written unless asked for, so there is no such file.
    ca_file: Option<&'a str>,
    admin: Option<&'a str>,
    vendors: Object<&'a str, Object<&'a str, Part<'a>>>,
    env: Object<&'a str, String>,
    /// What leads to each session, by vendor.
    #[serde(skip_serializing_if = "Object::is_empty")]
    sessions: Object<&'a str, Object<&'a str, Part<'a>>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Part<'a> {
    Text(String),
    Pairs(Object<&'a str, &'a str>),
}

impl<'a> Part<'a> {
    fn pairs(pairs: &'a [(&'static str, String)]) -> Self {
        let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
        Self::Pairs(Object(pairs.collect()))
    }
}

/// Pairs, written as an object in their own order.
struct Object<K, V>(Vec<(K, V)>);

impl<K, V> Object<K, V> {
    const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Serialize, V: Serialize> Serialize for Object<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(pairs) = self;
        serializer.collect_map(pairs.iter().map(|(key, value)| (key, value)))
    }
}
