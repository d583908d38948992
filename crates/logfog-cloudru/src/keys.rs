//! API keys: what they look like, the two that everybody knows, and those of a session.

use std::borrow::Cow;

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use jiff::Timestamp;
use logfog_kit::{
    Registry,
    store::{self, Store},
};
use logfog_model::Session;
use serde::{Deserialize, Serialize};
use uuid::{Uuid, uuid};

/// A UUID in base64 needs no padding, so whether padding is allowed never shows.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

const KIND: &str = "cloudru.api_key";

/// May write to every project.
pub(crate) static WRITER: Key = Key {
    id: uuid!("10f09000-0000-4000-8000-000000000001"),
    secret: Cow::Borrowed("00logfog00writer00not00a00secret"),
    writes: true,
    expires_at: None,
};

/// A key of an account without any role.
pub(crate) static DENIED: Key = Key {
    id: uuid!("10f09000-0000-4000-8000-000000000002"),
    secret: Cow::Borrowed("00logfog00denied00not00a00secret"),
    writes: false,
    expires_at: None,
};

static KNOWN: [&Key; 2] = [&WRITER, &DENIED];

/// A static API key of a service account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Key {
    #[serde(skip)]
    pub(crate) id: Uuid,
    pub(crate) secret: Cow<'static, str>,
    /// Whether its account has the role `logaas.writer`.
    pub(crate) writes: bool,
    /// Never when `None`.
    pub(crate) expires_at: Option<Timestamp>,
}

/// Why a text is not a key that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadKey {
    /// It does not look like a key.
    Shape(&'static str),
    /// It does, but nobody has it.
    Unknown,
}

impl Key {
    /// A key of this text, which may write and does not end, or why it is none.
    pub(crate) fn read(text: &str) -> Result<Self, &'static str> {
        let (id, secret) = parts(text)?;
        Ok(Self {
            id,
            secret: Cow::Owned(secret.to_owned()),
            writes: true,
            expires_at: None,
        })
    }

    /// Whether there is a well-known key with this id.
    pub(crate) fn is_well_known(&self) -> bool {
        KNOWN.iter().any(|key| key.id == self.id)
    }

    /// As it is sent: `base64(uuid).secret`.
    pub(crate) fn text(&self) -> String {
        format!(
            "{}.{}",
            BASE64.encode(self.id.hyphenated().to_string()),
            self.secret
        )
    }

    /// Keeps it for the session, and leads to the session whoever presents it.
    pub(crate) fn keep(&self, registry: &Registry<'_>) {
        let id = self.id.to_string();
        let document = serde_json::to_vec(self).expect("texts are JSON");
        registry.define(KIND, &id, document);
        registry.credential(&id);
    }
}

/// Makes a key that may write to every project of the session.
pub(crate) fn mint(registry: &Registry<'_>) -> Vec<(&'static str, String)> {
    let ids = &registry.world().ids;
    let key = Key {
        id: ids.uuid(),
        secret: ids.token(32).into(),
        ..WRITER.clone()
    };
    key.keep(registry);
    vec![("api_key", key.text())]
}

/// The keys that are known in one session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keys<'a> {
    store: &'a dyn Store,
    session: &'a Session,
}

impl<'a> Keys<'a> {
    pub(crate) fn new(store: &'a dyn Store, session: &'a Session) -> Self {
        Self { store, session }
    }

    /// Whose key this is.
    pub(crate) fn find(self, text: &str) -> Result<Cow<'static, Key>, BadKey> {
        let (id, secret) = parts(text).map_err(BadKey::Shape)?;
        let known = KNOWN
            .into_iter()
            .find(|key| key.id == id && key.secret == secret);
        if let Some(known) = known {
            return Ok(Cow::Borrowed(known));
        }
        let own = self.own(id).filter(|key| key.secret == secret);
        own.map(Cow::Owned).ok_or(BadKey::Unknown)
    }

    /// The session's own key of this id.
    fn own(self, id: Uuid) -> Option<Key> {
        let key = store::Key {
            session: self.session.clone(),
            kind: KIND,
            id: id.to_string(),
        };
        let (document, _) = self.store.definition(&key)?;
        let read = serde_json::from_slice(&document).ok()?;
        Some(Key { id, ..read })
    }
}

/// The id of a key, which leads to its session, and its secret; or why a text is no key.
pub(crate) fn parts(text: &str) -> Result<(Uuid, &str), &'static str> {
    let (id, secret) = text.split_once('.').ok_or("no dot")?;
    if secret.is_empty() {
        return Err("no secret");
    }
    let id = BASE64.decode(id).map_err(|_| "an id that is not base64")?;
    let id = Uuid::try_parse_ascii(&id).map_err(|_| "an id that is no UUID")?;
    Ok((id, secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks for a key where there are only the well-known ones.
    fn find(text: &str) -> Result<Key, BadKey> {
        let store = store::Memory::new(0);
        let session = Session::default();
        Keys::new(&store, &session).find(text).map(Cow::into_owned)
    }

    #[test]
    fn a_key_is_found_by_id_and_secret() {
        assert_eq!(find(&WRITER.text()).as_ref(), Ok(&WRITER));
        assert_eq!(find(&DENIED.text()).as_ref(), Ok(&DENIED));
        let swapped = WRITER.text().replace("writer", "denied");
        assert_eq!(find(&swapped), Err(BadKey::Unknown));
    }

    #[test]
    fn anything_else_is_no_key() {
        for bad in ["", "x", "x.", ".x", "x.y", "bm90IGFuIGlk.y"] {
            assert!(matches!(find(bad), Err(BadKey::Shape(_))), "{bad}");
        }
    }
}
