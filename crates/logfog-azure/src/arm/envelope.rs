use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// What all resources have in common.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Envelope {
    /// As it was written when the resource was made.
    pub(crate) id: String,
    pub(crate) name: String,
    /// Where it is; empty for what is nowhere.
    pub(crate) location: String,
    pub(crate) tags: Option<Tags>,
    pub(crate) identity: Option<Box<RawValue>>,
    pub(crate) etag: String,
    pub(crate) created_by: String,
    pub(crate) created_at: Timestamp,
    pub(crate) changed_by: String,
    pub(crate) changed_at: Timestamp,
    /// From when on it is as it was asked to be.
    pub(crate) ready_at: Timestamp,
}

/// Names and values.
pub(crate) type Tags = BTreeMap<String, String>;

/// What a request says of what all resources have in common.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Common {
    #[serde(default)]
    pub(crate) location: Option<String>,
    #[serde(default)]
    pub(crate) tags: Option<Tags>,
    #[serde(default)]
    pub(crate) identity: Option<Box<RawValue>>,
}

/// Who made and who changed it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SystemData<'a> {
    created_by: &'a str,
    created_by_type: &'static str,
    created_at: String,
    last_modified_by: &'a str,
    last_modified_by_type: &'static str,
    last_modified_at: String,
}

impl Envelope {
    /// `Succeeded` once it is as it was asked to be, `busy` until then.
    pub(crate) fn state(&self, now: Timestamp, busy: &'static str) -> &'static str {
        if now < self.ready_at {
            busy
        } else {
            "Succeeded"
        }
    }

    pub(crate) fn system_data(&self) -> SystemData<'_> {
        const APPLICATION: &str = "Application";
        SystemData {
            created_by: &self.created_by,
            created_by_type: APPLICATION,
            created_at: written(self.created_at),
            last_modified_by: &self.changed_by,
            last_modified_by_type: APPLICATION,
            last_modified_at: written(self.changed_at),
        }
    }
}

/// A time as the control plane writes it: seven digits behind the second.
pub(crate) fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%7fZ").to_string()
}
