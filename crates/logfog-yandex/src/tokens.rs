//! IAM tokens that a session has besides the well-known ones.

use jiff::{SignedDuration, Timestamp};
use logfog_kit::{
    Registry,
    store::{Key, Store},
};
use logfog_model::Session;
use serde::{Deserialize, Serialize};

const KIND: &str = "yandex.iam_token";
/// How long a token that has expired is still taken, as it was seen.
const GRACE: SignedDuration = SignedDuration::from_mins(10);

/// An IAM token, as it is kept.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct IamToken {
    /// Whether its holder has a role that lets it write.
    pub(crate) may_write: bool,
    /// Never when `None`.
    pub(crate) expires_at: Option<Timestamp>,
}

impl IamToken {
    /// When it expired, if that is too long ago.
    pub(crate) fn expired(self, now: Timestamp) -> Option<Timestamp> {
        self.expires_at.filter(|at| now.duration_since(*at) > GRACE)
    }
}

/// The token of a session that reads so.
pub(crate) fn find(store: &dyn Store, session: &Session, token: &str) -> Option<IamToken> {
    let key = Key {
        session: session.clone(),
        kind: KIND,
        id: token.to_owned(),
    };
    let (document, _) = store.definition(&key)?;
    serde_json::from_slice(&document).ok()
}

/// Makes a token whose holder may write to every group of the session. It does not expire: who has
/// it could not ask for another one.
pub(crate) fn mint(registry: &Registry<'_>) -> Vec<(&'static str, String)> {
    let ids = &registry.world().ids;
    let token = format!("t1.{}.{}", ids.token(60), ids.token(86));
    let document = IamToken {
        may_write: true,
        expires_at: None,
    };
    keep(&token, document, registry);
    vec![("iam_token", token)]
}

/// Keeps a token, which is also what requests present.
pub(crate) fn keep(token: &str, document: IamToken, registry: &Registry<'_>) {
    let document = serde_json::to_vec(&document).expect("texts are JSON");
    registry.define(KIND, token, document);
    registry.credential(token);
}
