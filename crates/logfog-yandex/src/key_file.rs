//! The key files of the well-known service accounts, as their holders would keep them.

use serde::Serialize;

use crate::accounts::{
    DENIED_KEY_ID, DENIED_SERVICE_ACCOUNT_ID, KEY_ID, PUBLIC_KEY, SERVICE_ACCOUNT_ID,
};

/// Where the file is of the account that may do everything.
pub(crate) const PATH: &str = "/logfog/service-account-key.json";
/// Where the file is of the account that may do nothing.
pub(crate) const DENIED_PATH: &str = "/logfog/service-account-key-denied.json";

const PRIVATE_KEY: &str = include_str!("known-to-all.private.pem");

/// A key file, as the console and the command line give it out.
#[derive(Debug, Serialize)]
pub(crate) struct KeyFile {
    id: &'static str,
    service_account_id: &'static str,
    created_at: &'static str,
    key_algorithm: &'static str,
    public_key: &'static str,
    private_key: String,
}

/// Whether there is a file at this path.
pub(crate) fn is_at(path: &str) -> bool {
    [PATH, DENIED_PATH].contains(&path)
}

/// The file at this path.
pub(crate) fn at(path: &str) -> Option<KeyFile> {
    let (id, service_account_id) = match path {
        PATH => (KEY_ID, SERVICE_ACCOUNT_ID),
        DENIED_PATH => (DENIED_KEY_ID, DENIED_SERVICE_ACCOUNT_ID),
        _ => return None,
    };
    // The line in front of the key is part of real files: readers of PEM skip it, others trip.
    let private_key =
        format!("PLEASE DO NOT REMOVE THIS LINE! Yandex.Cloud SA Key ID <{id}>\n{PRIVATE_KEY}");
    Some(KeyFile {
        id,
        service_account_id,
        created_at: "2026-11-01T00:00:00Z",
        key_algorithm: "RSA_2048",
        public_key: PUBLIC_KEY,
        private_key,
    })
}
