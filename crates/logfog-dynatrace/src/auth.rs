use std::borrow::Cow;

use http::{header::AUTHORIZATION, request::Parts};
use logfog_kit::{Received, store::Store};
use logfog_model::{Finding, Refused, Report};

use crate::{
    ENVIRONMENT,
    profile::Profile,
    resources,
    rules::Rule,
    tokens::{self, Scheme, Token, Tokens},
};

const AT: &str = "header Authorization";

/// Where the `apps` host has the environment API.
pub(crate) const APPS_PROXY: &str = "/platform/classic/environment-api";

/// Whoever sent a request.
#[derive(Debug)]
pub(crate) struct Caller {
    /// `None` where the policy lets an unknown token pass.
    token: Option<Cow<'static, Token>>,
    /// The id of the token.
    pub(crate) origin: String,
}

/// The environment that a request is for: the one that its path names, else the well-known one.
pub(crate) fn environment(
    received: &Received,
    store: &dyn Store,
    report: &mut Report<'_, Rule>,
) -> Result<Cow<'static, str>, Refused> {
    let well_known = Cow::Borrowed(ENVIRONMENT);
    let Some(rest) = received.uri.path().strip_prefix("/e/") else {
        return Ok(well_known);
    };
    let name = rest.split('/').next().unwrap_or_default();
    if name == ENVIRONMENT {
        return Ok(well_known);
    }
    if resources::has_environment(name, store, received.session()) {
        return Ok(Cow::Owned(name.to_owned()));
    }
    let found = Finding::new(name).expected(ENVIRONMENT);
    report.refuse(Rule::Environment, "path", found)?;
    Ok(well_known)
}

/// A path as the cloud has it, which names the environment in its host.
pub(crate) fn without_environment(path: &str) -> &str {
    let rest = path
        .strip_prefix("/e/")
        .and_then(|rest| rest.find('/').map(|end| &rest[end..]));
    rest.unwrap_or(path)
}

/// Finds out who sent a request.
pub(crate) fn caller(
    received: &Received,
    query: &[(String, String)],
    profile: &Profile,
    tokens: Tokens<'_>,
    report: &mut Report<'_, Rule>,
) -> Result<Caller, Refused> {
    let Some((scheme, text)) = sent(received, query, report) else {
        report.refuse(Rule::TokenMissing, AT, "none")?;
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
    let found = if served { tokens.find(text) } else { None };
    let token = found.filter(|token| token.kind == scheme);
    let wrong = match &token {
        // What it is must not be repeated: it may be the token of a real environment.
        None => Some(format!("an unknown token of {} characters", text.len())),
        Some(token) => token.lapsed(received.at),
    };
    if let Some(wrong) = wrong {
        report.refuse(Rule::Token, AT, wrong)?;
    }
    let origin = tokens::public_part(text).to_owned();
    Ok(Caller { token, origin })
}

/// Checks that a caller may write logs.
pub(crate) fn may_ingest(caller: &Caller, report: &mut Report<'_, Rule>) -> Result<(), Refused> {
    match &caller.token {
        Some(token) if !token.may_ingest() => {
            let scopes: Vec<_> = token.scopes().collect();
            let found = format!("scopes [{}]", scopes.join(", "));
            report.refuse(Rule::TokenScope, AT, found)
        }
        Some(_) | None => Ok(()),
    }
}

/// The token of a request, whether it is known or not.
pub(crate) fn presented(head: &Parts) -> Option<String> {
    if let Some(header) = head.headers.get(AUTHORIZATION) {
        return Some(in_header(header.to_str().ok()?).1.to_owned());
    }
    let query = form_urlencoded::parse(head.uri.query()?.as_bytes());
    let mut named = query.filter(|(name, _)| is_token(name));
    named.next().map(|(_, token)| token.into_owned())
}

/// The token as it was sent: in the header, else in the query.
fn sent<'a>(
    received: &'a Received,
    query: &'a [(String, String)],
    report: &mut Report<'_, Rule>,
) -> Option<(Scheme, &'a str)> {
    if let Some(header) = received.header(AUTHORIZATION.as_str()) {
        return Some(in_header(header));
    }
    let (_, in_query) = query.iter().find(|(name, _)| is_token(name))?;
    report.note(Rule::TokenInQuery, "query api-token", "a token");
    Some((Scheme::ApiToken, in_query))
}

fn in_header(header: &str) -> (Scheme, &str) {
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    let scheme = match scheme {
        _ if scheme.eq_ignore_ascii_case("Api-Token") => Scheme::ApiToken,
        _ if scheme.eq_ignore_ascii_case("Bearer") => Scheme::Bearer,
        _ => Scheme::Other,
    };
    (scheme, token.trim())
}

/// Whether a parameter of the query is the token.
fn is_token(name: &str) -> bool {
    name.eq_ignore_ascii_case("api-token")
}
