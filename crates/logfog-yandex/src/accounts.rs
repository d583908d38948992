//! Whose tokens there are: service accounts with their keys, and users.

use serde::{Deserialize, Serialize};

use logfog_kit::{Document, Documents};

use crate::{groups::FOLDER_ID, roles::Rights};

/// The service account that is always there and may do everything.
pub(crate) const SERVICE_ACCOUNT_ID: &str = "ajelogfogsa000000001";
/// The one that is always there and may do nothing.
pub(crate) const DENIED_SERVICE_ACCOUNT_ID: &str = "ajelogfogsa000000002";
/// The key of the first one.
pub(crate) const KEY_ID: &str = "ajelogfogkey00000001";
/// The key of the second one.
pub(crate) const DENIED_KEY_ID: &str = "ajelogfogkey00000002";
/// The OAuth token of the user who may do everything.
pub(crate) const OAUTH_TOKEN: &str = "y0_logfog-may-do-everything";
/// The OAuth token of the user who may do nothing.
pub(crate) const DENIED_OAUTH_TOKEN: &str = "y0_logfog-may-do-nothing";

/// The public half of the key that the well-known accounts share. The private one is no secret
/// either: whoever reads this has it.
pub(crate) const PUBLIC_KEY: &str = include_str!("known-to-all.public.pem");

/// Somebody whom tokens can be given to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Principal {
    pub(crate) id: String,
    /// The folder that a service account is in; empty for a user.
    pub(crate) folder_id: String,
    pub(crate) rights: Rights,
}

impl Principal {
    pub(crate) const fn is_user(&self) -> bool {
        self.folder_id.is_empty()
    }
}

impl Document for Principal {
    const KIND: &'static str = "yandex.service_account";
}

/// A key with which a service account signs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AuthorizedKey {
    pub(crate) service_account_id: String,
    /// In PEM.
    pub(crate) public_key: String,
}

impl Document for AuthorizedKey {
    const KIND: &'static str = "yandex.authorized_key";
}

/// Whoever holds an OAuth token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct User(pub(crate) Principal);

impl Document for User {
    const KIND: &'static str = "yandex.oauth_token";
}

/// The service account of this id.
pub(crate) fn find(documents: Documents<'_>, id: &str) -> Option<Principal> {
    let rights = match id {
        SERVICE_ACCOUNT_ID => Rights::all(),
        DENIED_SERVICE_ACCOUNT_ID => Rights::default(),
        _ => return documents.get(id),
    };
    Some(Principal {
        id: id.into(),
        folder_id: FOLDER_ID.into(),
        rights,
    })
}

/// The key of this id.
pub(crate) fn key(documents: Documents<'_>, id: &str) -> Option<AuthorizedKey> {
    let account = match id {
        KEY_ID => SERVICE_ACCOUNT_ID,
        DENIED_KEY_ID => DENIED_SERVICE_ACCOUNT_ID,
        _ => return documents.get(id),
    };
    Some(AuthorizedKey {
        service_account_id: account.into(),
        public_key: PUBLIC_KEY.into(),
    })
}

/// Who holds this OAuth token.
pub(crate) fn user(documents: Documents<'_>, oauth_token: &str) -> Option<Principal> {
    let (id, rights) = match oauth_token {
        OAUTH_TOKEN => ("ajelogfoguser0000001", Rights::all()),
        DENIED_OAUTH_TOKEN => ("ajelogfoguser0000002", Rights::default()),
        _ => return documents.get::<User>(oauth_token).map(|User(user)| user),
    };
    Some(Principal {
        id: id.into(),
        folder_id: String::new(),
        rights,
    })
}
