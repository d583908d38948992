use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

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
