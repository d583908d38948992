use http::header::AUTHORIZATION;
use logfog_kit::Received;
use logfog_model::{Finding, Refused, Report};

use crate::{
    ENVIRONMENT,
    profile::Profile,
    rules::Rule,
    tokens::{self, Scheme, TOKENS, Token},
};

/// Where the `apps` host has the environment API.
pub(crate) const APPS_PROXY: &str = "/platform/classic/environment-api";

/// Whoever sent a request.
#[derive(Debug)]
pub(crate) struct Caller {
    /// `None` where the policy lets an unknown token pass.
    token: Option<&'static Token>,
    /// The id of the token.
    pub(crate) origin: String,
}

/// Checks the environment that the path names, if it names one.
pub(crate) fn environment(path: &str, report: &mut Report<'_, Rule>) -> Result<(), Refused> {
    let Some(rest) = path.strip_prefix("/e/") else {
        return Ok(());
    };
    let name = rest.split('/').next().unwrap_or_default();
    if name == ENVIRONMENT {
        return Ok(());
    }
    let found = Finding::new(name).expected(ENVIRONMENT);
    report.refuse(Rule::Environment, "path", found)
}

/// Finds out who sent a request.
pub(crate) fn caller(
    received: &Received,
    query: &[(String, String)],
    profile: &Profile,
    report: &mut Report<'_, Rule>,
) -> Result<Caller, Refused> {
    let Some((scheme, text)) = presented(received, query, report) else {
        report.refuse(Rule::TokenMissing, "header Authorization", "none")?;
        return Ok(Caller {
            token: None,
            origin: String::new(),
        });
    };
    // ActiveGates, whose paths begin with /e/, know API tokens only; the apps proxy knows none.
    let path = received.uri.path();
    let served = match scheme {
        Scheme::Bearer => profile.platform_tokens && !path.starts_with("/e/"),
        Scheme::ApiToken | Scheme::Other => !path.starts_with(APPS_PROXY),
    };
    let known = |token: &&Token| served && token.kind == scheme && token.text == text;
    let token = TOKENS.iter().find(known);
    if token.is_none() {
        // What it is must not be repeated: it may be the token of a real environment.
        let found = format!("an unknown token of {} characters", text.len());
        report.refuse(Rule::Token, "header Authorization", found)?;
    }
    let origin = tokens::public_part(text).to_owned();
    Ok(Caller { token, origin })
}

/// Checks that a caller may write logs.
pub(crate) fn may_ingest(caller: &Caller, report: &mut Report<'_, Rule>) -> Result<(), Refused> {
    match caller.token {
        Some(token) if !token.may_ingest() => report.refuse(
            Rule::TokenScope,
            "header Authorization",
            format_args!("scopes [{}]", token.scopes.join(", ")),
        ),
        Some(_) | None => Ok(()),
    }
}

/// The token as it was sent: in the header, else in the query.
fn presented<'a>(
    received: &'a Received,
    query: &'a [(String, String)],
    report: &mut Report<'_, Rule>,
) -> Option<(Scheme, &'a str)> {
    if let Some(header) = received.header(AUTHORIZATION.as_str()) {
        let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
        let scheme = match scheme {
            _ if scheme.eq_ignore_ascii_case("Api-Token") => Scheme::ApiToken,
            _ if scheme.eq_ignore_ascii_case("Bearer") => Scheme::Bearer,
            _ => Scheme::Other,
        };
        return Some((scheme, token.trim()));
    }
    let in_query = query
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("api-token"))?;
    report.note(Rule::TokenInQuery, "query api-token", "a token");
    Some((Scheme::ApiToken, &in_query.1))
}
