//! Registrations: applications and managed identities that a session is declared to have.

use jiff::Timestamp;
use logfog_kit::{BadResource, Registry, resources};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Principal,
    certificate::Certificate,
    directory::{self, Application, Secret, Standing},
    federation::Federated,
};
use crate::resources::{bad, is_new, is_uuid};

/// The registration of an application that may sign in, in any of the ways that are given.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Registration {
    /// A UUID.
    #[schemars(extend("format" = "uuid"))]
    pub(crate) client_id: String,
    /// The object id of its service principal, a UUID. One is made when left out.
    #[schemars(extend("format" = "uuid"))]
    object_id: Option<String>,
    /// Its only secret, or one more besides `secrets`.
    #[schemars(length(min = 1))]
    client_secret: Option<String>,
    /// When `client_secret` is no longer good, as in `2026-11-01T12:00:00Z`; never when left out.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    #[serde(default, deserialize_with = "resources::time")]
    expires_at: Option<Timestamp>,
    /// Secrets, any of which is good.
    #[serde(default)]
    secrets: Vec<NamedSecret>,
    /// Certificates with which it may sign assertions: each as PEM, or in base64. Of a file that
    /// holds a private key as well, the key is not kept.
    #[serde(default)]
    certificates: Vec<String>,
    /// Issuers whose tokens it may present, as workloads do that have no secret.
    #[serde(default)]
    federated: Vec<Federated>,
}

/// A secret with a name of its own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NamedSecret {
    /// What people call it. It is told when the secret has expired.
    name: Option<String>,
    /// The secret.
    #[schemars(length(min = 1))]
    secret: String,
    /// When it is no longer good, as in `2026-11-01T12:00:00Z`; never when left out.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    #[serde(default, deserialize_with = "resources::time")]
    expires_at: Option<Timestamp>,
}

/// A managed identity that was assigned by a user. It may write where declared applications may.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_field_names,
    reason = "they are named as clients name them"
)]
pub(crate) struct ManagedIdentity {
    /// A UUID.
    #[schemars(extend("format" = "uuid"))]
    pub(crate) client_id: String,
    /// The object id of its service principal, a UUID. One is made when left out.
    #[schemars(extend("format" = "uuid"))]
    object_id: Option<String>,
    /// Its resource id, by which it can be asked for as well.
    #[schemars(regex(pattern = r"^/subscriptions/."))]
    resource_id: Option<String>,
}

impl Registration {
    pub(crate) fn check(&self, at: &str) -> Result<(), BadResource> {
        is_own(&self.client_id, self.object_id.as_deref(), at)?;
        if self.client_secret.as_deref() == Some("") {
            return Err(bad(at, "client_secret", "a secret is not empty"));
        }
        if self.client_secret.is_none() && self.expires_at.is_some() {
            return Err(bad(
                at,
                "expires_at",
                "it is about `client_secret`, which is missing",
            ));
        }
        for (number, secret) in self.secrets.iter().enumerate() {
            if secret.secret.is_empty() {
                let member = format!("secrets[{number}].secret");
                return Err(bad(at, &member, "a secret is not empty"));
            }
        }
        for (number, text) in self.certificates.iter().enumerate() {
            if Certificate::read(text).is_none() {
                let problem = "it is no certificate of an RSA key, neither as PEM nor in base64";
                return Err(bad(at, &format!("certificates[{number}]"), problem));
            }
        }
        for (number, federated) in self.federated.iter().enumerate() {
            if federated.jwks.keys.iter().all(|key| key.n.is_empty()) {
                let problem = "there is no RSA key among them, so that no token could be good";
                return Err(bad(at, &format!("federated[{number}].jwks"), problem));
            }
        }
        Ok(())
    }

    pub(crate) fn keep(self, registry: &Registry<'_>) {
        let only = self.client_secret.map(|value| Secret {
            value: value.into(),
            name: None,
            expires_at: self.expires_at,
        });
        let named = self.secrets.into_iter().map(|secret| Secret {
            value: secret.secret.into(),
            name: secret.name,
            expires_at: secret.expires_at,
        });
        let certificates = self.certificates.iter();
        let certificates = certificates.filter_map(|text| Certificate::read(text));
        let application = Application {
            object_id: object_id(self.object_id, registry).into(),
            secrets: only.into_iter().chain(named).collect(),
            certificates: certificates
                .map(|certificate| certificate.base64().into())
                .collect(),
            federated: self.federated,
            managed: false,
            standing: Standing::Declared,
        };
        directory::keep(&self.client_id, &application, registry);
    }
}

impl ManagedIdentity {
    pub(crate) fn check(&self, at: &str) -> Result<(), BadResource> {
        is_own(&self.client_id, self.object_id.as_deref(), at)?;
        match &self.resource_id {
            Some(id) if !id.starts_with("/subscriptions/") => {
                let problem =
                    format!("`{id}` is not a resource id: it starts with /subscriptions/");
                Err(bad(at, "resource_id", problem))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn keep(self, registry: &Registry<'_>) {
        let object_id = object_id(self.object_id, registry);
        for name in [Some(&object_id), self.resource_id.as_ref()]
            .into_iter()
            .flatten()
        {
            directory::keep_name(name, &self.client_id, registry);
        }
        let application = Application {
            object_id: object_id.into(),
            secrets: Vec::new(),
            certificates: Vec::new(),
            federated: Vec::new(),
            managed: true,
            standing: Standing::Declared,
        };
        directory::keep(&self.client_id, &application, registry);
    }
}

/// No two of them have the same client id.
pub(crate) fn are_distinct<'a>(
    ids: &(impl Iterator<Item = &'a str> + Clone),
    name: &str,
) -> Result<(), BadResource> {
    for (number, id) in ids.clone().enumerate() {
        let at = format!("{name}[{number}]");
        is_new(id, ids.clone().take(number), &at, "client_id")?;
    }
    Ok(())
}

fn is_own(client_id: &str, object_id: Option<&str>, at: &str) -> Result<(), BadResource> {
    is_uuid(client_id, at, "client_id")?;
    if Principal::find(client_id).is_some() {
        let problem = format!("`{client_id}` is well known: choose another id");
        return Err(bad(at, "client_id", problem));
    }
    object_id.map_or(Ok(()), |id| is_uuid(id, at, "object_id"))
}

fn object_id(declared: Option<String>, registry: &Registry<'_>) -> String {
    let made = || registry.world().ids.uuid().to_string();
    declared.map_or_else(made, |id| id.to_ascii_lowercase())
}
