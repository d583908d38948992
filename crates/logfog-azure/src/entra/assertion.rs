//! Assertions: an application signs in with a token that it signed with its certificate, or that
//! an issuer it trusts has given it.

use jiff::{SignedDuration, Timestamp};
use logfog_kit::{Jwt, JwtAlgorithm};
use logfog_model::{Finding, Refused, Report};
use serde::Deserialize;

use super::{certificate::Certificate, directory::Application, federation::Federated, is_tenant};
use crate::rules::Rule;

/// What `client_assertion_type` must be.
const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Clocks of clients may be so much ahead.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);
/// Where every finding about an assertion is.
const AT: &str = "form client_assertion";

/// An assertion, and who presents it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asserted<'a> {
    /// `client_assertion_type` of the form.
    pub(super) r#type: &'a str,
    /// `client_assertion` of the form.
    pub(super) token: &'a str,
    pub(super) client_id: &'a str,
    pub(super) application: &'a Application,
    pub(super) now: Timestamp,
}

/// Which key signed, in one of the ways in which clients say it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Header {
    x5t: String,
    #[serde(rename = "x5t#S256")]
    x5t_s256: String,
    /// A chain, the signer's certificate first.
    x5c: Vec<String>,
    kid: String,
}

#[derive(Debug, Deserialize)]
struct Claims {
    #[serde(default)]
    iss: String,
    #[serde(default)]
    sub: String,
    #[serde(default)]
    aud: Audience,
    nbf: Option<f64>,
    exp: Option<f64>,
}

/// One audience, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Default for Audience {
    fn default() -> Self {
        Self::Several(Vec::new())
    }
}

/// Judges an assertion.
pub(super) fn check(asserted: &Asserted<'_>, report: &mut Report<'_, Rule>) -> Result<(), Refused> {
    if asserted.r#type != TYPE {
        let found = Finding::new(asserted.r#type).expected(TYPE);
        report.refuse(Rule::AssertionType, "form client_assertion_type", found)?;
    }
    let known = [JwtAlgorithm::Rs256, JwtAlgorithm::Ps256];
    let jwt = match Jwt::read_signed(asserted.token, &known) {
        Ok(jwt) => jwt,
        Err(error) => return report.refuse(Rule::Assertion, AT, error),
    };
    let header = serde_json::from_str::<Header>(&jwt.header);
    let claims = serde_json::from_str::<Claims>(&jwt.claims);
    let (Ok(header), Ok(claims)) = (header, claims) else {
        let found = "a header or claims of other types";
        return report.refuse(Rule::Assertion, AT, found);
    };
    // Tokens of an issuer may name its certificate: those of Entra ID itself do.
    let own = claims.iss.eq_ignore_ascii_case(asserted.client_id);
    let mut trusted = asserted.application.federated.iter();
    let trusted = trusted.any(|of| of.issuer == claims.iss);
    if own || (header.names_certificate() && !trusted) {
        by_certificate(asserted, &jwt, &header, &claims, report)?;
    } else {
        by_issuer(asserted, &jwt, &claims, report)?;
    }
    time(&claims, asserted.now, report)
}

/// The application signed it itself.
fn by_certificate(
    asserted: &Asserted<'_>,
    jwt: &Jwt<'_>,
    header: &Header,
    claims: &Claims,
    report: &mut Report<'_, Rule>,
) -> Result<(), Refused> {
    for (name, value) in [("iss", &claims.iss), ("sub", &claims.sub)] {
        if !value.eq_ignore_ascii_case(asserted.client_id) {
            let found = Finding::new(format_args!("{name} {value}")).expected(asserted.client_id);
            report.refuse(Rule::AssertionClient, AT, found)?;
        }
    }
    if !claims.aud.iter().any(is_token_endpoint) {
        let found = Finding::new(claims.aud.show()).expected("the token endpoint of this tenant");
        report.refuse(Rule::AssertionAudience, AT, found)?;
    }
    let registered = asserted.application.certificates.iter();
    let mut registered = registered.filter_map(|text| Certificate::read(text));
    let Some(certificate) = registered.find(|certificate| header.names(certificate)) else {
        let found = format!(
            "The key was not found., Thumbprint of key used by client: '{}'",
            header.named()
        );
        return report.refuse(Rule::AssertionKey, AT, found);
    };
    let thumbprint = certificate.thumbprint();
    if jwt.verify_der(certificate.public_key()).is_err() {
        let found = format!(
            "The provided signature value did not match the expected signature value., \
             Thumbprint of key used by client: '{thumbprint}'"
        );
        report.refuse(Rule::AssertionKey, AT, found)?;
    }
    if certificate.ends <= asserted.now {
        let found =
            format!("The key used is expired., Thumbprint of key used by client: '{thumbprint}'");
        report.refuse(Rule::AssertionKey, AT, found)?;
    }
    Ok(())
}

/// Another issuer signed it, whom the application trusts.
fn by_issuer(
    asserted: &Asserted<'_>,
    jwt: &Jwt<'_>,
    claims: &Claims,
    report: &mut Report<'_, Rule>,
) -> Result<(), Refused> {
    let trusted = &asserted.application.federated;
    let trusted: Vec<_> = trusted
        .iter()
        .filter(|of| of.issuer == claims.iss)
        .collect();
    if trusted.is_empty() {
        return report.refuse(Rule::FederatedIssuer, AT, &*claims.iss);
    }
    let about = |of: &&&Federated| of.subject == claims.sub;
    let trusted: Vec<_> = trusted.iter().filter(about).collect();
    if trusted.is_empty() {
        return report.refuse(Rule::FederatedSubject, AT, &*claims.sub);
    }
    let meant = |of: &&&&Federated| claims.aud.iter().any(|audience| of.audience == audience);
    let Some(trusted) = trusted.iter().find(meant) else {
        return report.refuse(Rule::FederatedAudience, AT, claims.aud.show());
    };
    // A token without a key's id may be signed with any of them.
    let keys = trusted.jwks.keys.iter();
    let mut keys = keys.filter(|key| jwt.key_id.is_empty() || key.kid == jwt.key_id);
    if !keys.any(|key| jwt.verify_jwk(&key.n, &key.e).is_ok()) {
        let found = Finding::new(format_args!("kid {}", jwt.key_id)).expected("a key of jwks");
        report.refuse(Rule::FederatedKey, AT, found)?;
    }
    Ok(())
}

/// It is not too late, nor too early.
fn time(claims: &Claims, now: Timestamp, report: &mut Report<'_, Rule>) -> Result<(), Refused> {
    let [from, to] = [claims.nbf.unwrap_or(0.0), claims.exp.unwrap_or(0.0)].map(instant);
    let early = from > now.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
    if early || to <= now {
        let found = format!(
            "Current time: {now}, assertion valid from {from}, expiry time of assertion {to}."
        );
        report.refuse(Rule::AssertionTime, AT, found)?;
    }
    Ok(())
}

/// Seconds since 1970, which may have a fraction: what is out of reach is the nearest that is not.
fn instant(seconds: f64) -> Timestamp {
    let length = SignedDuration::try_from_secs_f64(seconds).unwrap_or(if seconds < 0.0 {
        SignedDuration::MIN
    } else {
        SignedDuration::MAX
    });
    let least = if length.is_negative() {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    Timestamp::from_duration(length).unwrap_or(least)
}

/// The token endpoint or the issuer of this tenant, at any host: clients come by many names.
fn is_token_endpoint(audience: &str) -> bool {
    let rest = audience
        .strip_prefix("https://")
        .or_else(|| audience.strip_prefix("http://"));
    let Some((_, path)) = rest.and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let (tenant, rest) = path.split_once('/').unwrap_or((path, ""));
    is_tenant(tenant)
        && matches!(
            rest,
            "" | "v2.0" | "v2.0/" | "oauth2/token" | "oauth2/v2.0/token"
        )
}

impl Header {
    fn names_certificate(&self) -> bool {
        !self.x5t.is_empty() || !self.x5t_s256.is_empty() || !self.x5c.is_empty()
    }

    fn names(&self, certificate: &Certificate) -> bool {
        let first = self.x5c.first();
        // Python's client pads them, against RFC 7515; Go's writes the letters of plain base64 too.
        let url_safe = |name: &String| {
            let name = name.trim_end_matches('=');
            name.replace('+', "-").replace('/', "_")
        };
        let [x5t, x5t_s256] = [&self.x5t, &self.x5t_s256].map(url_safe);
        x5t == certificate.sha1()
            || x5t_s256 == certificate.sha256()
            || first.is_some_and(|first| *first == certificate.base64())
            || self.kid.eq_ignore_ascii_case(&certificate.thumbprint())
            || self.kid == certificate.sha1()
    }

    /// What it says of its key, as people read it.
    fn named(&self) -> String {
        let first = self.x5c.first().and_then(|first| Certificate::read(first));
        let first = first.map(|certificate| certificate.thumbprint());
        let names = [&self.x5t, &self.x5t_s256, &self.kid];
        let name = names.into_iter().find(|name| !name.is_empty());
        first.or(name.cloned()).unwrap_or_default()
    }
}

impl Audience {
    fn iter(&self) -> impl Iterator<Item = &str> {
        let all = match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Several(several) => several,
        };
        all.iter().map(String::as_str)
    }

    fn show(&self) -> String {
        self.iter().collect::<Vec<_>>().join(", ")
    }
}
