//! Whom a session can be declared to know besides the well-known ones: service accounts, users,
//! and whoever holds a token.

use jiff::Timestamp;
use logfog_kit::{BadResource, Document as _, Registry, resources};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    accounts::{
        self, AuthorizedKey, DENIED_KEY_ID, DENIED_OAUTH_TOKEN, DENIED_SERVICE_ACCOUNT_ID,
        OAUTH_TOKEN, Principal, SERVICE_ACCOUNT_ID, User,
    },
    auth::{DENIED_TOKEN, IAM_TOKEN},
    groups::FOLDER_ID,
    resources::{is_id, is_new, is_unknown},
    roles::{Rights, Role},
    tokens::{self, IamToken},
};

/// A service account.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ServiceAccount {
    /// A letter and up to 49 letters, digits, `-`, `_` and `.`. Real ones start `aje`.
    #[schemars(regex(pattern = r"^[a-zA-Z][-a-zA-Z0-9_.]{0,49}$"))]
    id: String,
    /// The folder that it is in, and has its roles in; the well-known one when left out.
    folder_id: Option<String>,
    /// Its roles in its folder; none when left out.
    #[serde(default)]
    roles: Vec<Role>,
    /// The keys that it signs with.
    #[serde(default)]
    public_keys: Vec<PublicKey>,
}

/// The public half of an authorized key.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PublicKey {
    /// What tokens signed with it name as `kid`, as for a service account.
    #[schemars(regex(pattern = r"^[a-zA-Z][-a-zA-Z0-9_.]{0,49}$"))]
    id: String,
    /// An RSA key in PEM.
    #[schemars(regex(pattern = r"-----BEGIN (RSA )?PUBLIC KEY-----"))]
    public_key: String,
}

/// An OAuth token of a user.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Passport {
    /// Real ones start `y0_`.
    #[schemars(regex(pattern = r"^[!-~]+$"))]
    token: String,
    /// Whose it is, as `userAccount` in access bindings; `ajelogfoguser0000003` when left out.
    #[schemars(regex(pattern = r"^[a-zA-Z][-a-zA-Z0-9_.]{0,49}$"))]
    user_id: Option<String>,
    /// The user's roles; none when left out.
    #[serde(default)]
    roles: Vec<Role>,
    /// The folder that the roles are in; every one when left out.
    folder_id: Option<String>,
}

/// An IAM token, as if IAM had issued it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Issued {
    /// What follows `Bearer`. Real ones start `t1.`.
    #[schemars(regex(pattern = r"^[!-~]+$"))]
    token: String,
    /// Whose it is, as `serviceAccount` in access bindings; `ajelogfogholder00001` when left out.
    #[schemars(regex(pattern = r"^[a-zA-Z][-a-zA-Z0-9_.]{0,49}$"))]
    service_account_id: Option<String>,
    /// When it expires, as in `2026-11-01T12:00:00Z`; it is taken for ten minutes more. Never when
    /// left out.
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    #[serde(default, deserialize_with = "resources::time")]
    expires_at: Option<Timestamp>,
    /// The roles of its holder, who may do everything when neither these nor `may_write` are given.
    roles: Option<Vec<Role>>,
    /// The folder that the roles are in; every one when left out.
    folder_id: Option<String>,
    /// Instead of `roles`: whether its holder may do everything, or only look at log groups.
    may_write: Option<bool>,
}

impl ServiceAccount {
    /// What is wrong with any of them.
    pub(crate) fn check(all: &[Self]) -> Result<(), BadResource> {
        let mut keys = vec![accounts::KEY_ID, DENIED_KEY_ID];
        for (number, account) in all.iter().enumerate() {
            let at = format!("service_accounts[{number}]");
            let id = format!("{at}.id");
            is_id(&account.id, 50, &id)?;
            let known = [SERVICE_ACCOUNT_ID, DENIED_SERVICE_ACCOUNT_ID];
            is_unknown(&account.id, &known, &id)?;
            let before = &all[..number];
            is_new(
                &account.id,
                before.iter().any(|it| it.id == account.id),
                &id,
            )?;
            is_folder(account.folder_id.as_deref(), &at)?;
            for (number, key) in account.public_keys.iter().enumerate() {
                let at = format!("{at}.public_keys[{number}]");
                let id = format!("{at}.id");
                is_id(&key.id, 50, &id)?;
                is_new(&key.id, keys.contains(&&*key.id), &id)?;
                keys.push(&key.id);
                if !key.public_key.contains("PUBLIC KEY-----") {
                    let problem = "a public key in PEM, with its lines BEGIN and END";
                    return Err(BadResource::new(format!("{at}.public_key"), problem));
                }
            }
        }
        Ok(())
    }

    /// Keeps one, and its keys, which are also what requests present.
    pub(crate) fn keep(self, registry: &Registry<'_>) {
        let folder_id = self.folder_id.unwrap_or_else(|| FOLDER_ID.into());
        for key in self.public_keys {
            let document = AuthorizedKey {
                service_account_id: self.id.clone(),
                public_key: key.public_key,
            };
            registry.define(AuthorizedKey::KIND, &key.id, document.to_bytes());
            registry.credential(&key.id);
        }
        let account = Principal {
            id: self.id,
            folder_id: folder_id.clone(),
            rights: Rights {
                roles: self.roles,
                folder_id: Some(folder_id),
            },
        };
        registry.define(Principal::KIND, &account.id, account.to_bytes());
    }
}

impl Passport {
    /// What is wrong with any of them.
    pub(crate) fn check(all: &[Self]) -> Result<(), BadResource> {
        for (number, passport) in all.iter().enumerate() {
            let at = format!("oauth_tokens[{number}]");
            let before = all[..number].iter().map(|it| &*it.token);
            let known = [OAUTH_TOKEN, DENIED_OAUTH_TOKEN];
            is_token(&passport.token, &known, before, &format!("{at}.token"))?;
            if let Some(id) = &passport.user_id {
                is_id(id, 50, &format!("{at}.user_id"))?;
            }
            is_folder(passport.folder_id.as_deref(), &at)?;
        }
        Ok(())
    }

    /// Keeps one, which is also what requests present.
    pub(crate) fn keep(self, registry: &Registry<'_>) {
        let user = User(Principal {
            id: self
                .user_id
                .unwrap_or_else(|| "ajelogfoguser0000003".into()),
            folder_id: String::new(),
            rights: Rights {
                roles: self.roles,
                folder_id: self.folder_id,
            },
        });
        registry.define(User::KIND, &self.token, user.to_bytes());
        registry.credential(&self.token);
    }
}

impl Issued {
    /// What is wrong with any of them.
    pub(crate) fn check(all: &[Self]) -> Result<(), BadResource> {
        for (number, issued) in all.iter().enumerate() {
            let at = format!("iam_tokens[{number}]");
            let before = all[..number].iter().map(|it| &*it.token);
            let known = [IAM_TOKEN, DENIED_TOKEN];
            is_token(&issued.token, &known, before, &format!("{at}.token"))?;
            if let Some(id) = &issued.service_account_id {
                is_id(id, 50, &format!("{at}.service_account_id"))?;
            }
            is_folder(issued.folder_id.as_deref(), &at)?;
            if issued.may_write.is_some() && issued.roles.is_some() {
                let problem = "say `roles` or `may_write`, not both";
                return Err(BadResource::new(format!("{at}.may_write"), problem));
            }
        }
        Ok(())
    }

    /// Keeps one.
    pub(crate) fn keep(self, registry: &Registry<'_>) {
        let roles = match (self.roles, self.may_write) {
            (Some(roles), _) => roles,
            (None, Some(false)) => vec![Role::LoggingViewer],
            (None, Some(true) | None) => vec![Role::Admin],
        };
        let document = IamToken {
            subject_id: self
                .service_account_id
                .unwrap_or_else(|| "ajelogfogholder00001".into()),
            user: false,
            rights: Rights {
                roles,
                folder_id: self.folder_id,
            },
            expires_at: self.expires_at,
        };
        tokens::keep(&self.token, &document, registry);
    }
}

fn is_folder(id: Option<&str>, at: &str) -> Result<(), BadResource> {
    id.map_or(Ok(()), |id| is_id(id, 64, &format!("{at}.folder_id")))
}

fn is_token<'a>(
    token: &str,
    known: &[&str],
    mut before: impl Iterator<Item = &'a str>,
    at: &str,
) -> Result<(), BadResource> {
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        let problem = "a token is visible ASCII characters, without spaces";
        return Err(BadResource::new(at, problem));
    }
    is_unknown(token, known, at)?;
    is_new(token, before.any(|other| other == token), at)
}
