//! IAM tokens that a session has besides the well-known ones.

use jiff::{SignedDuration, Timestamp};
use logfog_kit::{Ids, Registry};
use serde::{Deserialize, Serialize};

use crate::{
    ID,
    accounts::{Principal, SERVICE_ACCOUNT_ID},
    call::Call,
    documents::Document,
    roles::Rights,
};

/// How long a token that has expired is still taken, as it was seen.
const GRACE: SignedDuration = SignedDuration::from_mins(10);
/// How long a token is good that is asked for. "About 12 hours", says the documentation.
pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_hours(12);

/// An IAM token, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct IamToken {
    /// Whose it is.
    pub(crate) subject_id: String,
    /// Whether that is a user, and not a service account.
    pub(crate) user: bool,
    pub(crate) rights: Rights,
    /// Never when `None`.
    pub(crate) expires_at: Option<Timestamp>,
}

impl IamToken {
    /// When it expired, if that is too long ago.
    pub(crate) fn expired(&self, now: Timestamp) -> Option<Timestamp> {
        self.expires_at.filter(|at| now.duration_since(*at) > GRACE)
    }
}

impl Document for IamToken {
    const KIND: &'static str = "yandex.iam_token";
}

/// Makes a token whose holder may write to every group of the session. It does not expire: who has
/// it could not ask for another one.
pub(crate) fn mint(registry: &Registry<'_>) -> Vec<(&'static str, String)> {
    let token = random(&registry.world().ids);
    let document = IamToken {
        subject_id: SERVICE_ACCOUNT_ID.into(),
        user: false,
        rights: Rights::all(),
        expires_at: None,
    };
    keep(&token, &document, registry);
    vec![("iam_token", token)]
}

/// Keeps a token, which is also what requests present.
pub(crate) fn keep(token: &str, document: &IamToken, registry: &Registry<'_>) {
    registry.define(IamToken::KIND, token, document.to_bytes());
    registry.credential(token);
}

/// Gives somebody a token, good in the session of the call. Token, and when it expires.
pub(crate) fn issue(call: &Call<'_>, holder: Principal) -> (String, Timestamp) {
    let world = &call.received.world;
    let token = random(&world.ids);
    // At the end of time nothing expires later.
    let expires_at = call.now().checked_add(LIFETIME).unwrap_or(Timestamp::MAX);
    let document = IamToken {
        user: holder.is_user(),
        subject_id: holder.id,
        rights: holder.rights,
        expires_at: Some(expires_at),
    };
    call.documents().put(&token, &document);
    Registry::new(call.ctx(), world.clone(), ID).credential(&token);
    (token, expires_at)
}

fn random(ids: &Ids) -> String {
    format!("t1.{}.{}", ids.token(60), ids.token(86))
}
