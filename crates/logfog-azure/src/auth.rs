//! Who sends, and whether their token is good.

use std::{borrow::Cow, collections::VecDeque, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use logfog_kit::{BadToken, Issuer};
use logfog_model::{Finding, Refused, Report};
use parking_lot::Mutex;
use serde::Deserialize;

use crate::{
    entra::{self, TENANT, token::Claims},
    rules::Rule,
};

/// Audiences of the three clouds; a slash may follow.
const AUDIENCES: [&str; 3] = [
    "https://monitor.azure.com",
    "https://monitor.azure.cn",
    "https://monitor.azure.us",
];
/// Audiences of the control plane; a slash may follow.
pub(crate) const MANAGEMENT: [&str; 6] = [
    "https://management.azure.com",
    "https://management.core.windows.net",
    "https://management.chinacloudapi.cn",
    "https://management.core.chinacloudapi.cn",
    "https://management.usgovcloudapi.net",
    "https://management.core.usgovcloudapi.net",
];
/// Tokens whose signature is remembered.
const REMEMBERED: usize = 32;
/// Where every finding about a token is.
const AT: &str = "header authorization";

/// Verifies tokens. A client sends one token thousands of times, and a signature costs as much as
/// reading a batch, so the last few are remembered.
#[derive(Debug)]
pub(crate) struct Verifier {
    issuer: Issuer,
    known: Mutex<VecDeque<(String, Arc<str>)>>,
}

impl Verifier {
    pub(crate) fn new(issuer: Issuer) -> Self {
        Self {
            issuer,
            known: Mutex::default(),
        }
    }

    /// The claims of a token that was signed here.
    fn verify(&self, token: &str) -> Result<Arc<str>, BadToken> {
        let mut known = self.known.lock();
        if let Some((_, claims)) = known.iter().find(|(known, _)| known == token) {
            return Ok(claims.clone());
        }
        let claims: Arc<str> = self.issuer.verify(token)?.into();
        known.push_front((token.to_owned(), claims.clone()));
        known.truncate(REMEMBERED);
        Ok(claims)
    }
}

/// What a token that was signed here says.
#[derive(Debug)]
pub(crate) struct Signed {
    pub(crate) audience: String,
    pub(crate) client_id: String,
    pub(crate) object_id: String,
    good: std::ops::Range<i64>,
}

impl Signed {
    /// Whether it is no longer good, or not yet.
    pub(crate) fn expired(&self, now: Timestamp) -> bool {
        !self.good.contains(&now.as_second())
    }
}

/// Why there is no such token.
#[derive(Debug)]
pub(crate) enum Unsigned {
    Missing,
    Bad(String),
}

/// The token of a header, if it was signed here for this tenant.
pub(crate) fn signed(authorization: Option<&str>, verifier: &Verifier) -> Result<Signed, Unsigned> {
    let bad = |found: &dyn std::fmt::Display| Unsigned::Bad(found.to_string());
    let authorization = authorization
        .filter(|value| !value.is_empty())
        .ok_or(Unsigned::Missing)?;
    let token = bearer(authorization).ok_or_else(|| bad(&"another scheme than Bearer"))?;
    let claims = verifier.verify(token).map_err(|error| bad(&error))?;
    let claims: Claims<'_> = serde_json::from_str(&claims).map_err(|error| bad(&error))?;
    if claims.iss != entra::issuer() || claims.tid != TENANT {
        return Err(bad(&"a token of another tenant"));
    }
    Ok(Signed {
        audience: claims.aud.into_owned(),
        client_id: claims.appid.into_owned(),
        object_id: claims.oid.into_owned(),
        good: claims.nbf..claims.exp,
    })
}

/// Client id and object id of whoever sent the token; `None` when the policy lets anybody in.
pub(crate) fn caller(
    authorization: Option<&str>,
    verifier: &Verifier,
    now: Timestamp,
    report: &mut Report<'_, Rule>,
) -> Result<Option<(String, String)>, Refused> {
    let Some(authorization) = authorization.filter(|value| !value.is_empty()) else {
        report.refuse(Rule::TokenMissing, AT, "nothing")?;
        return Ok(None);
    };
    let Some(token) = bearer(authorization) else {
        report.refuse(Rule::TokenForm, AT, "another scheme than Bearer")?;
        return Ok(None);
    };
    let claims = match verifier.verify(token) {
        Ok(claims) => claims,
        Err(error @ BadToken::Shape) => {
            report.refuse(Rule::TokenForm, AT, error)?;
            return Ok(None);
        }
        Err(error @ BadToken::Signature) => {
            report.refuse(Rule::TokenTrusted, AT, error)?;
            return Ok(None);
        }
    };
    let Ok(claims) = serde_json::from_str::<Claims<'_>>(&claims) else {
        report.refuse(
            Rule::TokenTrusted,
            AT,
            "signed here, but not by the sign-in endpoint",
        )?;
        return Ok(None);
    };
    judge(&claims, now, report)?;
    let Claims { appid, oid, .. } = claims;
    Ok(Some((appid.into_owned(), oid.into_owned())))
}

/// What a verified token must say.
fn judge(
    claims: &Claims<'_>,
    now: Timestamp,
    report: &mut Report<'_, Rule>,
) -> Result<(), Refused> {
    let issuer = entra::issuer();
    if claims.iss != issuer {
        let found = Finding::new(&claims.iss).expected(issuer);
        report.refuse(Rule::TokenTrusted, AT, found)?;
    }
    if claims.tid != TENANT {
        let found = Finding::new(format_args!("tenant {}", claims.tid)).expected(TENANT);
        report.refuse(Rule::TokenTrusted, AT, found)?;
    }
    let audience = claims.aud.strip_suffix('/').unwrap_or(&claims.aud);
    if !AUDIENCES.contains(&audience) {
        report.refuse(Rule::TokenAudience, AT, &*claims.aud)?;
    }
    let seconds = now.as_second();
    if claims.exp <= seconds {
        let ago = seconds - claims.exp;
        report.refuse(
            Rule::TokenExpired,
            AT,
            format_args!("expired {ago} s ago").to_string(),
        )?;
    } else if claims.nbf > seconds {
        let ahead = claims.nbf - seconds;
        let found = format!("good only in {ahead} s");
        report.refuse(Rule::TokenTrusted, AT, found)?;
    }
    Ok(())
}

/// The application that a token is about, in its own words: nothing is verified here.
pub(crate) fn presented(authorization: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct About<'a> {
        #[serde(borrow)]
        appid: Cow<'a, str>,
    }
    let claims = bearer(authorization)?.split('.').nth(1)?;
    let claims = URL_SAFE_NO_PAD.decode(claims).ok()?;
    let About { appid } = serde_json::from_slice(&claims).ok()?;
    Some(appid.to_ascii_lowercase())
}

/// The token of a Bearer header; the scheme's case does not matter.
fn bearer(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
