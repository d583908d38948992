//! Applications and managed identities that a session has besides the well-known ones.

use std::borrow::Cow;

use jiff::Timestamp;
use logfog_kit::{
    Registry,
    store::{Key, Store},
};
use logfog_model::Session;
use serde::{Deserialize, Serialize};

use super::{
    Principal, TENANT,
    certificate::{Certificate, KNOWN_TO_ALL},
    federation::Federated,
};

const KIND: &str = "azure.application";
/// Other names of managed identities; each definition is a client id.
const NAME_KIND: &str = "azure.identity";

/// An application of the tenant, as sign-in and access know it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Application {
    /// Its service principal, whom roles are given to.
    pub(crate) object_id: Cow<'static, str>,
    /// Any of these proves who it is.
    pub(crate) secrets: Vec<Secret>,
    /// Certificates that its assertions may be signed with, each in base64.
    pub(crate) certificates: Vec<Cow<'static, str>>,
    /// Whose tokens it may present instead.
    pub(crate) federated: Vec<Federated>,
    /// It is a managed identity: who runs on Azure gets its tokens for the asking.
    pub(crate) managed: bool,
    pub(crate) standing: Standing,
}

/// A secret of an application.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Secret {
    pub(crate) value: Cow<'static, str>,
    /// What people call it.
    pub(crate) name: Option<String>,
    /// When it is no longer good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires_at: Option<Timestamp>,
}

/// What a managed identity can be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// The system's own.
    System,
    /// By its client id.
    Client(String),
    /// By its object id.
    Object(String),
    /// By its resource id.
    Resource(String),
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
        let document = self.definition(KIND, client_id.to_ascii_lowercase())?;
        serde_json::from_slice(&document).ok()
    }

    /// The managed identity of this name, with its client id.
    pub(crate) fn find_managed(self, name: &Name) -> Option<(String, Application)> {
        let Principal {
            client_id,
            object_id,
            ..
        } = Principal::MANAGED;
        let client_id = match name {
            Name::System => client_id.to_owned(),
            Name::Object(object) if object == object_id => client_id.to_owned(),
            Name::Client(client_id) => client_id.clone(),
            Name::Object(other) | Name::Resource(other) => {
                let document = self.definition(NAME_KIND, other.to_ascii_lowercase())?;
                String::from_utf8(document.to_vec()).ok()?
            }
        };
        let found = self.find(&client_id)?;
        found.managed.then_some((client_id, found))
    }

    fn definition(self, kind: &'static str, id: String) -> Option<bytes::Bytes> {
        let session = self.session.clone();
        let (document, _) = self.store.definition(&Key { session, kind, id })?;
        Some(document)
    }

    /// Whether an application has this service principal.
    pub(crate) fn has_principal(self, object_id: &str) -> bool {
        let well_known = [Principal::WELL_KNOWN, Principal::DENIED, Principal::MANAGED];
        let is = |known: &str| known.eq_ignore_ascii_case(object_id);
        well_known.iter().any(|principal| is(principal.object_id))
            || self
                .store
                .definitions(self.session, KIND)
                .into_iter()
                .filter_map(|(_, document, _)| serde_json::from_slice(&document).ok())
                .any(|application: Application| is(&application.object_id))
    }

    /// Who a verified token is about. An application that the policy let in signs as the
    /// well-known one, so that the object id decides.
    pub(crate) fn caller(self, client_id: &str, object_id: &str) -> Caller {
        let standing = if object_id == Principal::WELL_KNOWN.object_id {
            Some(Standing::Owner)
        } else if let Some(principal) = Principal::find(client_id) {
            (principal.object_id == object_id).then(|| principal.standing())
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

impl Name {
    /// The name itself; empty for the system's own.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::System => "",
            Self::Client(name) | Self::Object(name) | Self::Resource(name) => name,
        }
    }
}

impl Principal {
    fn standing(self) -> Standing {
        if self.object_id == Self::DENIED.object_id {
            Standing::Denied
        } else {
            Standing::Owner
        }
    }
}

impl From<Principal> for Application {
    fn from(principal: Principal) -> Self {
        let secrets = principal.secret.map(Secret::endless);
        // All of them but a managed identity have the certificate that everybody has.
        let certificate = principal
            .secret
            .and_then(|_| Certificate::read(KNOWN_TO_ALL));
        let federated = principal.subject.map(Federated::well_known);
        Self {
            object_id: principal.object_id.into(),
            secrets: secrets.into_iter().collect(),
            certificates: certificate
                .map(|certificate| certificate.base64().into())
                .into_iter()
                .collect(),
            federated: federated.into_iter().collect(),
            managed: principal.secret.is_none(),
            standing: principal.standing(),
        }
    }
}

impl Secret {
    /// One that is good for ever.
    fn endless(value: impl Into<Cow<'static, str>>) -> Self {
        Self {
            value: value.into(),
            name: None,
            expires_at: None,
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
        secrets: vec![Secret::endless(secret.clone())],
        certificates: Vec::new(),
        federated: Vec::new(),
        managed: false,
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

/// Keeps another name of a managed identity: an object id or a resource id.
pub(crate) fn keep_name(name: &str, client_id: &str, registry: &Registry<'_>) {
    let name = name.to_ascii_lowercase();
    registry.define(NAME_KIND, &name, client_id.to_ascii_lowercase());
    registry.credential(&name);
}
