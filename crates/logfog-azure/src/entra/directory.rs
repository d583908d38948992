//! Applications that a session has besides the well-known ones.

use std::borrow::Cow;

use jiff::Timestamp;
use logfog_kit::{
    Registry,
    store::{Key, Store},
};
use logfog_model::Session;
use serde::{Deserialize, Serialize};

use super::{Principal, TENANT};

const KIND: &str = "azure.application";

/// An application of the tenant, as sign-in and access know it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Application {
    /// Its service principal, whom roles are given to.
    pub(crate) object_id: Cow<'static, str>,
    /// How it proves who it is.
    pub(crate) secret: Cow<'static, str>,
    /// When the secret is no longer good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) standing: Standing,
}

/// What an application may write to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Standing {
    /// Every rule.
    Owner,
    /// Rules that name it, and rules that name nobody.
    Declared,
    /// Rules that name it.
    Denied,
}

/// Who sends, as far as a rule asks.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) client_id: String,
    pub(crate) object_id: String,
    /// `None`: the session has no such application.
    pub(crate) standing: Option<Standing>,
}

/// The applications of one session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Directory<'a> {
    store: &'a dyn Store,
    session: &'a Session,
}

impl<'a> Directory<'a> {
    pub(crate) fn new(store: &'a dyn Store, session: &'a Session) -> Self {
        Self { store, session }
    }

    /// The application with this client id.
    pub(crate) fn find(self, client_id: &str) -> Option<Application> {
        if let Some(principal) = Principal::find(client_id) {
            return Some(principal.into());
        }
        let key = Key {
            session: self.session.clone(),
            kind: KIND,
            id: client_id.to_ascii_lowercase(),
        };
        let (document, _) = self.store.definition(&key)?;
        serde_json::from_slice(&document).ok()
    }

    /// Who a verified token is about. An application that the policy let in signs as the
    /// well-known one, so that the object id decides.
    pub(crate) fn caller(self, client_id: &str, object_id: &str) -> Caller {
        let standing = if object_id == Principal::WELL_KNOWN.object_id {
            Some(Standing::Owner)
        } else {
            let found = self.find(client_id);
            found
                .filter(|application| application.object_id == object_id)
                .map(|application| application.standing)
        };
        Caller {
            client_id: client_id.to_owned(),
            object_id: object_id.to_owned(),
            standing,
        }
    }
}

impl From<Principal> for Application {
    fn from(principal: Principal) -> Self {
        let denied = principal.object_id == Principal::DENIED.object_id;
        Self {
            object_id: principal.object_id.into(),
            secret: principal.secret.into(),
            expires_at: None,
            standing: if denied {
                Standing::Denied
            } else {
                Standing::Owner
            },
        }
    }
}

/// Makes an application that may write to every rule of the session.
pub(crate) fn mint(registry: &Registry<'_>) -> Vec<(&'static str, String)> {
    let ids = &registry.world().ids;
    let client_id = ids.uuid().to_string();
    // Entra's secrets are 40 characters with this in the same place.
    let secret = format!("{}8Q~{}", ids.token(3), ids.token(34));
    let application = Application {
        object_id: ids.uuid().to_string().into(),
        secret: secret.clone().into(),
        expires_at: None,
        standing: Standing::Owner,
    };
    keep(&client_id, &application, registry);
    vec![
        ("tenant_id", TENANT.into()),
        ("client_id", client_id),
        ("client_secret", secret),
    ]
}

/// Keeps an application. Its client id, in lower case, is what requests present.
pub(crate) fn keep(client_id: &str, application: &Application, registry: &Registry<'_>) {
    let client_id = client_id.to_ascii_lowercase();
    let document = serde_json::to_vec(application).expect("texts are JSON");
    registry.define(KIND, &client_id, document);
    registry.credential(&client_id);
}
