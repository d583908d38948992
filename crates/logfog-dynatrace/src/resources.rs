//! What a session can be declared to have besides the well-known environment and tokens.

use jiff::Timestamp;
use logfog_kit::{
    BadResource, Registry, resources,
    store::{Key, Store},
};
use logfog_model::Session;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    ENVIRONMENT,
    tokens::{self, Scheme, Token},
};

const ENVIRONMENTS: &str = "dynatrace.environment";

/// Environments, and tokens that are good in all of them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Resources {
    /// Environments besides the well-known one, each on the paths `/e/{id}/…`.
    #[serde(default)]
    environments: Vec<DeclaredEnvironment>,
    /// Tokens besides the well-known ones.
    #[serde(default)]
    tokens: Vec<DeclaredToken>,
}

/// An environment.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeclaredEnvironment {
    /// Letters, digits and hyphens, as in `abc12345` or in a UUID.
    #[schemars(regex(pattern = r"^[A-Za-z0-9-]+$"))]
    id: String,
}

/// An API token or a platform token.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DeclaredToken {
    /// `dt0c01.`, 24 capitals and digits, a dot and 64 more for an API token; `dt0s16.`, some, a dot
    /// and more for a platform token.
    #[schemars(regex(
        pattern = r"^(dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}|dt0s16\.[A-Z0-9]+\.[A-Z0-9]+)$"
    ))]
    token: String,
    /// What it may do: `logs.ingest` lets an API token write logs, `storage:logs:write` a platform
    /// token.
    scopes: Vec<String>,
    /// Its name, for people.
    name: Option<String>,
    /// Whether it can be used; it can when left out.
    enabled: Option<bool>,
    /// When it is no longer good, as in `2026-11-01T12:00:00Z`; never when left out.
    #[serde(default, deserialize_with = "resources::time")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    expires_at: Option<Timestamp>,
}

/// The JSON Schema of a declaration.
pub(crate) fn schema() -> serde_json::Value {
    schemars::schema_for!(Resources).into()
}

/// Keeps what is declared, unless something is wrong with any of it.
pub(crate) fn declare(
    declared: &serde_json::Value,
    registry: &Registry<'_>,
) -> Result<(), BadResource> {
    let Resources {
        environments,
        tokens,
    } = resources::read(declared)?;
    for (number, environment) in environments.iter().enumerate() {
        let at = format!("environments[{number}].id");
        check_environment(&environment.id, at)?;
    }
    let tokens = tokens.into_iter().enumerate();
    let tokens = tokens.map(|(number, token)| token.read(&format!("tokens[{number}]")));
    let tokens: Vec<_> = tokens.collect::<Result<_, _>>()?;
    for environment in &environments {
        registry.define(ENVIRONMENTS, &environment.id, "{}");
    }
    for token in &tokens {
        tokens::keep(token, registry);
    }
    Ok(())
}

/// Whether the session was declared to have an environment of this id.
pub(crate) fn has_environment(id: &str, store: &dyn Store, session: &Session) -> bool {
    let key = Key {
        session: session.clone(),
        kind: ENVIRONMENTS,
        id: id.to_owned(),
    };
    store.definition(&key).is_some()
}

fn check_environment(id: &str, at: String) -> Result<(), BadResource> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    if id.is_empty() || !id.bytes().all(plain) {
        let problem = format!("`{id}` is no id: it has letters, digits and hyphens");
        return Err(BadResource::new(at, problem));
    }
    if id == ENVIRONMENT {
        let problem = format!("`{id}` is the well-known environment: choose another id");
        return Err(BadResource::new(at, problem));
    }
    Ok(())
}

impl DeclaredToken {
    fn read(self, at: &str) -> Result<Token, BadResource> {
        let bad = |member: &str, problem: String| {
            Err(BadResource::new(format!("{at}.{member}"), problem))
        };
        // A token is not repeated: it may be one of a real environment.
        let Some(kind) = kind(&self.token) else {
            let problem = "an API token is `dt0c01.`, 24 capitals and digits, a dot and 64 more; a \
                           platform token `dt0s16.`, some, a dot and more";
            return bad("token", problem.into());
        };
        if Token::well_known(&self.token).is_some() {
            return bad("token", "this token is well known: choose another".into());
        }
        for (number, scope) in self.scopes.iter().enumerate() {
            if scope.is_empty() || scope.contains(char::is_whitespace) {
                let problem = format!("`{scope}` is no scope: it is a word such as `logs.ingest`");
                return bad(&format!("scopes[{number}]"), problem);
            }
        }
        Ok(Token {
            text: self.token.into(),
            name: self.name.unwrap_or_else(|| "declared".into()).into(),
            kind,
            scopes: self.scopes.join(" ").into(),
            enabled: self.enabled.unwrap_or(true),
            expires_at: self.expires_at,
        })
    }
}

/// What a text is a token of.
fn kind(text: &str) -> Option<Scheme> {
    let made_of = |part: &str| {
        let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
        !part.is_empty() && part.bytes().all(fits)
    };
    let (kind, rest) = match text.strip_prefix(tokens::API) {
        Some(rest) => (Scheme::ApiToken, rest),
        None => (Scheme::Bearer, text.strip_prefix(tokens::PLATFORM)?),
    };
    let (public, secret) = rest.split_once('.')?;
    let whole = kind == Scheme::Bearer || (public.len(), secret.len()) == (24, 64);
    (whole && made_of(public) && made_of(secret)).then_some(kind)
}
