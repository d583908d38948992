//! Tokens, those that everybody knows and those of a session, and the call that looks one up: installers make it before they ingest.

use std::borrow::Cow;

use jiff::Timestamp;
use logfog_kit::{
    Received, Registry, json,
    store::{Key, Store},
};
use logfog_model::{Finding, Refused, Report, Session};
use serde::{Deserialize, Serialize};

use crate::rules::Rule;

/// May do everything.
pub(crate) const API_TOKEN: &str = "dt0c01.LOGFOGINGESTEVERYTHING00.\
    NOTASECRETNOTASECRETNOTASECRETNOTASECRETNOTASECRETNOTASECRET0001";
/// May read logs, and not write them.
pub(crate) const READ_TOKEN: &str = "dt0c01.LOGFOGREADLOGSONLY000000.\
    NOTASECRETNOTASECRETNOTASECRETNOTASECRETNOTASECRETNOTASECRET0002";
/// May do nothing.
pub(crate) const DENIED_TOKEN: &str = "dt0c01.LOGFOGDENIEDEVERYTHING00.\
    NOTASECRETNOTASECRETNOTASECRETNOTASECRETNOTASECRETNOTASECRET0003";
/// A platform token that may do everything.
pub(crate) const PLATFORM_TOKEN: &str = "dt0s16.LOGFOG00.\
    NOTASECRETNOTASECRETNOTASECRETNOTASECRETNOTASECRETNOTASECRET0004";
/// A platform token that may do nothing.
pub(crate) const DENIED_PLATFORM_TOKEN: &str = "dt0s16.LOGFOG01.\
    NOTASECRETNOTASECRETNOTASECRETNOTASECRETNOTASECRETNOTASECRET0005";

/// What the text of an API token begins with.
pub(crate) const API: &str = "dt0c01.";
/// What that of a platform token does.
pub(crate) const PLATFORM: &str = "dt0s16.";

const KIND: &str = "dynatrace.token";

/// Bytes of the body of any call but ingest.
const BODY_BYTES: u64 = 1 << 20;

/// A token that the environment knows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Token {
    pub(crate) text: Cow<'static, str>,
    pub(crate) name: Cow<'static, str>,
    pub(crate) kind: Scheme,
    /// With blanks between.
    pub(crate) scopes: Cow<'static, str>,
    pub(crate) enabled: bool,
    /// Never when `None`.
    pub(crate) expires_at: Option<Timestamp>,
}

/// How a token is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Scheme {
    ApiToken,
    Bearer,
    Other,
}

static KNOWN: [Token; 5] = [
    Token::lasting(
        API_TOKEN,
        "logfog",
        Scheme::ApiToken,
        "apiTokens.read logs.ingest logs.read",
    ),
    Token::lasting(READ_TOKEN, "logfog reader", Scheme::ApiToken, "logs.read"),
    Token::lasting(DENIED_TOKEN, "logfog denied", Scheme::ApiToken, ""),
    Token::lasting(
        PLATFORM_TOKEN,
        "logfog platform",
        Scheme::Bearer,
        "storage:logs:write storage:logs:read",
    ),
    Token::lasting(
        DENIED_PLATFORM_TOKEN,
        "logfog platform denied",
        Scheme::Bearer,
        "",
    ),
];

impl Token {
    const fn lasting(
        text: &'static str,
        name: &'static str,
        kind: Scheme,
        scopes: &'static str,
    ) -> Self {
        Self {
            text: Cow::Borrowed(text),
            name: Cow::Borrowed(name),
            kind,
            scopes: Cow::Borrowed(scopes),
            enabled: true,
            expires_at: None,
        }
    }

    /// The well-known token of this text.
    pub(crate) fn well_known(text: &str) -> Option<&'static Self> {
        KNOWN.iter().find(|token| token.text == text)
    }

    pub(crate) fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scopes.split_ascii_whitespace()
    }

    /// Scopes that let a token write logs: of API tokens, and of platform tokens.
    pub(crate) fn may_ingest(&self) -> bool {
        const INGEST: [&str; 3] = [
            "logs.ingest",
            "storage:logs:write",
            "openpipeline:logs:ingest",
        ];
        self.scopes().any(|scope| INGEST.contains(&scope))
    }

    /// Why it is not good any more, or for now.
    pub(crate) fn lapsed(&self, now: Timestamp) -> Option<String> {
        match self.expires_at {
            Some(end) if end <= now => Some(format!("a token that expired at {end}")),
            _ if !self.enabled => Some("a token that is disabled".into()),
            Some(_) | None => None,
        }
    }

    /// The token's id.
    pub(crate) fn id(&self) -> &str {
        public_part(&self.text)
    }
}

/// The tokens that are known in one session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokens<'a> {
    store: &'a dyn Store,
    session: &'a Session,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(store: &'a dyn Store, session: &'a Session) -> Self {
        Self { store, session }
    }

    /// The token of this text.
    pub(crate) fn find(self, text: &str) -> Option<Cow<'static, Token>> {
        if let Some(known) = Token::well_known(text) {
            return Some(Cow::Borrowed(known));
        }
        let key = Key {
            session: self.session.clone(),
            kind: KIND,
            id: text.to_owned(),
        };
        let (document, _) = self.store.definition(&key)?;
        serde_json::from_slice(&document).ok().map(Cow::Owned)
    }
}

/// Makes a token of either kind that may do everything in the session, and one that may only read.
pub(crate) fn mint(registry: &Registry<'_>) -> Vec<(&'static str, String)> {
    let ids = &registry.world().ids;
    // Real ones are of capitals and digits.
    let random = |length| ids.token(length).to_ascii_uppercase();
    let api_token = || format!("{API}{}.{}", random(24), random(64));
    let platform_token = || format!("{PLATFORM}{}.{}", random(8), random(64));
    let made = [
        ("api_token", API_TOKEN, api_token()),
        ("read_token", READ_TOKEN, api_token()),
        ("platform_token", PLATFORM_TOKEN, platform_token()),
    ];
    let kept = made.into_iter().filter_map(|(name, like, text)| {
        let token = Token {
            text: text.clone().into(),
            ..Token::well_known(like)?.clone()
        };
        keep(&token, registry);
        Some((name, text))
    });
    kept.collect()
}

/// Keeps a token for the session, and leads to the session whoever presents it.
pub(crate) fn keep(token: &Token, registry: &Registry<'_>) {
    let document = serde_json::to_vec(token).expect("texts are JSON");
    registry.define(KIND, &token.text, document);
    registry.credential(&token.text);
}

/// The part of a token that is no secret: its first two groups.
pub(crate) fn public_part(token: &str) -> &str {
    token.rsplit_once('.').map_or("", |(public, _)| public)
}

/// Finds the token that the body names.
pub(crate) fn look_up(
    received: &Received,
    tokens: Tokens<'_>,
    report: &mut Report<'_, Rule>,
) -> Result<Cow<'static, Token>, Refused> {
    #[derive(Deserialize)]
    struct Lookup<'a> {
        #[serde(borrow)]
        token: Cow<'a, str>,
    }
    let sent = received.payload.sent;
    if sent > BODY_BYTES {
        report.refuse(Rule::LookupSize, "", Finding::over(BODY_BYTES, sent))?;
    }
    let body = &received.payload.bytes;
    let lookup: Lookup<'_> = match json::parse(body) {
        Ok(lookup) => lookup,
        Err(error) => {
            report.refuse(Rule::LookupBody, "", error)?;
            return Err(Refused);
        }
    };
    // The parser takes the members in a list as well.
    if !body.trim_ascii_start().starts_with(b"{") {
        let found = Finding::new("a list").expected("an object");
        report.refuse(Rule::LookupBody, "", found)?;
    }
    let found = tokens.find(&lookup.token);
    if let Some(token) = found.filter(|token| token.kind == Scheme::ApiToken) {
        return Ok(token);
    }
    report.refuse(Rule::LookupKnown, "/token", "an unknown token")?;
    Err(Refused)
}
