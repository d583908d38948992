//! Ids of a session's own, each with its key: those that are made for it, and those that it is
//! declared to have.

use std::borrow::Cow;

use logfog_kit::{
    BadResource, Registry, resources,
    store::{Key, Store},
};
use logfog_model::Session;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    auth::{self, Keys},
    desk,
};

const KIND: &str = "cesanta.device";

/// What is kept of an id.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Device {
    pub(crate) key: String,
    /// Whether it may touch the entries of others even where each has only its own.
    pub(crate) trusted: bool,
}

/// Ids that have a key.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Resources {
    /// Ids besides the well-known ones. Others need no key, unless `auth=strict` is set.
    #[serde(default)]
    devices: Vec<DeclaredDevice>,
}

/// An id, and the key that its frames have to carry.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeclaredDevice {
    /// Its address without a component, as in `//api.cesanta.com/d/one`.
    #[schemars(length(min = 1))]
    id: String,
    /// Its pre-shared key.
    #[schemars(length(min = 1))]
    key: String,
}

/// The JSON Schema of a declaration.
pub(crate) fn schema() -> Value {
    schemars::schema_for!(Resources).into()
}

/// The session's own id of this name.
pub(crate) fn own(id: &str, store: &dyn Store, session: &Session) -> Option<Device> {
    if id.is_empty() {
        return None;
    }
    let key = Key {
        session: session.clone(),
        kind: KIND,
        id: id.to_owned(),
    };
    let (document, _) = store.definition(&key)?;
    serde_json::from_slice(&document).ok()
}

/// Makes an id that may do everything in the session.
pub(crate) fn mint(registry: &Registry<'_>) -> Vec<(&'static str, String)> {
    let ids = &registry.world().ids;
    let src = format!("{}/d/{}", desk::CLOUD, ids.token(16));
    let device = Device {
        key: ids.token(32),
        trusted: true,
    };
    keep(&src, &device, registry);
    vec![("src", src), ("key", device.key)]
}

/// Keeps what is declared, unless something is wrong with any of it.
pub(crate) fn declare(
    declared: &Value,
    known: &Keys,
    registry: &Registry<'_>,
) -> Result<(), BadResource> {
    let Resources { devices } = resources::read(declared)?;
    for (number, device) in devices.iter().enumerate() {
        let bad = |member: &str, problem: String| {
            let at = format!("devices[{number}].{member}");
            Err(BadResource::new(at, problem))
        };
        let id = device.id();
        if id.is_empty() {
            return bad("id", "an id is not empty".into());
        }
        if known.of(&id).is_some() {
            return bad("id", format!("`{id}` has a key already: choose another id"));
        }
        if devices[..number].iter().any(|before| before.id() == id) {
            return bad("id", format!("`{id}` is declared already"));
        }
        if device.key.is_empty() {
            return bad("key", "a key is not empty".into());
        }
    }
    for device in devices {
        let kept = Device {
            key: device.key.clone(),
            trusted: false,
        };
        keep(&device.id(), &kept, registry);
    }
    Ok(())
}

impl DeclaredDevice {
    fn id(&self) -> Cow<'_, str> {
        auth::id(&self.id)
    }
}

/// Keeps an id for the session, and leads to the session whatever comes from it.
fn keep(id: &str, device: &Device, registry: &Registry<'_>) {
    let document = serde_json::to_vec(device).expect("texts are JSON");
    registry.define(KIND, id, document);
    registry.credential(id);
}
