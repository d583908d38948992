//! IAM tokens that a session has besides the well-known ones.

use jiff::{SignedDuration, Timestamp};
use logfog_kit::Registry;
use serde::{Deserialize, Serialize};

use crate::documents::Document;

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

impl Document for IamToken {
    const KIND: &'static str = "yandex.iam_token";
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
    registry.define(IamToken::KIND, token, document.to_bytes());
    registry.credential(token);
}
