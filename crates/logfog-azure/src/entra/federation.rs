//! Tokens of other issuers that an application trusts: workload identity.

use std::borrow::Cow;

use logfog_kit::Issuer;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What a token of another issuer is for, unless a declaration says otherwise.
const AUDIENCE: &str = "api://AzureADTokenExchange";
/// The issuer that the well-known applications trust. Nothing answers there.
const ISSUER: &str = "https://federation.logfog.test";
/// Its tokens are good from 2020 to 2100, so that few clocks are outside.
const GOOD: [i64; 2] = [1_577_836_800, 4_102_444_800];

/// A federated credential: whose tokens, about whom, an application takes for its own proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Federated {
    /// `iss` of the tokens.
    #[schemars(length(min = 1))]
    pub(crate) issuer: Cow<'static, str>,
    /// `sub` of the tokens. Case matters.
    #[schemars(length(min = 1))]
    pub(crate) subject: Cow<'static, str>,
    /// `aud` of the tokens.
    #[serde(default = "audience")]
    pub(crate) audience: Cow<'static, str>,
    /// The issuer's public keys. They are looked for nowhere else.
    pub(crate) jwks: KeySet,
}

/// Public keys, as an issuer publishes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct KeySet {
    /// RSA keys, for RS256 and PS256; others are passed over.
    pub(crate) keys: Vec<Key>,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Key {
    /// Its id, which tokens name.
    #[serde(default)]
    pub(crate) kid: String,
    /// The modulus, base64url.
    #[serde(default)]
    pub(crate) n: String,
    /// The exponent, base64url.
    #[serde(default)]
    pub(crate) e: String,
}

fn audience() -> Cow<'static, str> {
    AUDIENCE.into()
}

impl Federated {
    /// Trust in the issuer that is logfog's own.
    pub(crate) fn well_known(subject: &'static str) -> Self {
        let issuer = issuer();
        let (n, e) = issuer.public_key();
        let kid = issuer.key_id().to_owned();
        Self {
            issuer: ISSUER.into(),
            subject: subject.into(),
            audience: audience(),
            jwks: KeySet {
                keys: vec![Key { kid, n, e }],
            },
        }
    }
}

/// A token of the issuer that is logfog's own, the same in every run.
pub(crate) fn token(subject: &str) -> String {
    let [from, to] = GOOD;
    let claims = json!({
        "iss": ISSUER,
        "sub": subject,
        "aud": [AUDIENCE],
        "iat": from,
        "nbf": from,
        "exp": to,
    });
    issuer().mint(&claims.to_string())
}

fn issuer() -> Issuer {
    Issuer::repeatable()
}
