//! The well-known tokens, and the call that looks one up: installers make it before they ingest.

use std::borrow::Cow;

use logfog_kit::{Received, json};
use logfog_model::{Finding, Refused, Report};
use serde::Deserialize;

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

/// Bytes of the body of any call but ingest.
const BODY_BYTES: u64 = 1 << 20;

/// A token that the environment knows.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) text: &'static str,
    pub(crate) name: &'static str,
    pub(crate) kind: Scheme,
    pub(crate) scopes: &'static [&'static str],
}

/// How a token is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    ApiToken,
    Bearer,
    Other,
}

pub(crate) const TOKENS: &[Token] = &[
    Token {
        text: API_TOKEN,
        name: "logfog",
        kind: Scheme::ApiToken,
        scopes: &["apiTokens.read", "logs.ingest", "logs.read"],
    },
    Token {
        text: READ_TOKEN,
        name: "logfog reader",
        kind: Scheme::ApiToken,
        scopes: &["logs.read"],
    },
    Token {
        text: DENIED_TOKEN,
        name: "logfog denied",
        kind: Scheme::ApiToken,
        scopes: &[],
    },
    Token {
        text: PLATFORM_TOKEN,
        name: "logfog platform",
        kind: Scheme::Bearer,
        scopes: &["storage:logs:write", "storage:logs:read"],
    },
    Token {
        text: DENIED_PLATFORM_TOKEN,
        name: "logfog platform denied",
        kind: Scheme::Bearer,
        scopes: &[],
    },
];

impl Token {
    /// Scopes that let a token write logs: of API tokens, and of platform tokens.
    pub(crate) fn may_ingest(&self) -> bool {
        const INGEST: [&str; 3] = [
            "logs.ingest",
            "storage:logs:write",
            "openpipeline:logs:ingest",
        ];
        self.scopes.iter().any(|scope| INGEST.contains(scope))
    }

    /// The token's id.
    pub(crate) fn id(&self) -> &'static str {
        public_part(self.text)
    }
}

/// The part of a token that is no secret: its first two groups.
pub(crate) fn public_part(token: &str) -> &str {
    token.rsplit_once('.').map_or("", |(public, _)| public)
}

/// Finds the token that the body names.
pub(crate) fn look_up(
    received: &Received,
    report: &mut Report<'_, Rule>,
) -> Result<&'static Token, Refused> {
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
    let found = TOKENS
        .iter()
        .find(|token| token.kind == Scheme::ApiToken && token.text == lookup.token);
    if let Some(token) = found {
        return Ok(token);
    }
    report.refuse(Rule::LookupKnown, "/token", "an unknown token")?;
    Err(Refused)
}
