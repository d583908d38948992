use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// Which program answers, and which run of it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Version {
    /// The program's version.
    pub logfog: String,
    /// An id of this run: ids of entries and exchanges mean nothing in another one.
    pub instance: String,
}

/// What a running logfog tells of itself: also the text of its ready file.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Ready {
    /// The program's version.
    pub logfog: String,
    /// An id of this run.
    pub instance: String,
    /// Its process.
    pub pid: u32,
    /// Whom to trust for TLS, in PEM.
    pub ca_pem: String,
    /// Where its admin API is.
    pub admin: Option<String>,
    /// Addresses and credentials, by vendor.
    pub vendors: BTreeMap<String, Map<String, Value>>,
    /// Environment variables that the vendors' own clients read.
    pub env: BTreeMap<String, String>,
}
