//! Managed identities: tokens for whoever runs on Azure, asked of an address nearby.
//!
//! Three services do so, and each asks in its own way: the metadata service of virtual machines
//! (IMDS), App Service, and Cloud Shell.

use logfog_kit::Door;
use logfog_model::{Finding, Refused, Report};
use serde::Serialize;

use super::{
    directory::{Application, Name},
    token::{Grant, is_known},
};
use crate::rules::Rule;

/// Paths of the metadata service: JavaScript's client puts a slash at the end.
pub(crate) const IMDS: [&str; 2] = [
    "/metadata/identity/oauth2/token",
    "/metadata/identity/oauth2/token/",
];
/// Where the metadata service is by itself, as at its own address on a virtual machine. Clients in Go and
/// Rust ask nowhere else.
pub(crate) const DOOR: Door = Door {
    name: "imds",
    meaning: "The metadata service of a virtual machine, for tokens of its managed identity.",
};
/// Where App Service's endpoint is, which programs read from `IDENTITY_ENDPOINT`.
pub(crate) const APP_SERVICE: &str = "/msi/token";
/// Where Cloud Shell's endpoint is, which programs read from `MSI_ENDPOINT`.
pub(crate) const CLOUD_SHELL: &str = "/oauth2/token";
/// What App Service has its programs send back, which they read from `IDENTITY_HEADER`.
pub(crate) const SECRET: &str = "853b9a84-5bfa-4b22-a3f3-0b9a43d9ad8a";

/// Pairs of a question that name an identity, and what they name.
const NAMES: [(&str, Named); 5] = [
    ("client_id", Name::Client),
    ("object_id", Name::Object),
    ("principal_id", Name::Object),
    ("msi_res_id", Name::Resource),
    ("mi_res_id", Name::Resource),
];

type Named = fn(String) -> Name;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Something on a virtual machine, or on what is like one.
    Imds,
    /// A program of App Service, Functions or Container Apps.
    AppService,
    /// A program in Cloud Shell.
    CloudShell,
}

/// A request for a token, as it was sent.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) source: Source,
    /// The query or the form, decoded.
    pub(crate) pairs: &'a [(String, String)],
    /// `Metadata` of the header.
    pub(crate) metadata: Option<&'a str>,
    /// `X-IDENTITY-HEADER` of the header.
    pub(crate) secret: Option<&'a str>,
    /// The host that the client used.
    pub(crate) host: &'a str,
}

/// What is answered: numbers are texts.
#[derive(Serialize)]
struct Answer<'a> {
    access_token: &'a str,
    client_id: &'a str,
    expires_in: String,
    expires_on: String,
    not_before: String,
    resource: &'a str,
    token_type: &'static str,
}

impl Source {
    /// Who asks at this path.
    pub(crate) fn of(path: &str) -> Option<Self> {
        match path {
            path if IMDS.contains(&path) => Some(Self::Imds),
            APP_SERVICE => Some(Self::AppService),
            CLOUD_SHELL => Some(Self::CloudShell),
            _ => None,
        }
    }

    /// The first of its api-versions; Cloud Shell has none.
    const fn first_version(self) -> Option<&'static str> {
        match self {
            Self::Imds => Some("2018-02-01"),
            Self::AppService => Some("2019-08-01"),
            Self::CloudShell => None,
        }
    }
}

/// Judges a request for a token. `find` knows the identities.
pub(crate) fn check(
    asked: &Asked<'_>,
    find: impl FnOnce(&Name) -> Option<(String, Application)>,
    report: &mut Report<'_, Rule>,
) -> Result<Grant, Refused> {
    headers(asked, report)?;
    version(asked, report)?;
    let resource = asked.get("resource").unwrap_or_default();
    if resource.is_empty() {
        report.refuse(Rule::IdentityResourceMissing, "query resource", "nothing")?;
    } else if !is_known(resource, asked.host) {
        report.refuse(Rule::IdentityResource, "query resource", resource)?;
    }
    let name = asked.name();
    let found = find(&name);
    if found.is_none() {
        let found = Finding::new(name.as_str()).expected("a managed identity of this session");
        report.refuse(Rule::Identity, "query", found)?;
    }
    Ok(Grant::managed(found, resource))
}

/// What no page can be made to send: that is how these endpoints know their own.
fn headers(asked: &Asked<'_>, report: &mut Report<'_, Rule>) -> Result<(), Refused> {
    match asked.source {
        Source::Imds | Source::CloudShell => {
            let sent = asked.metadata.unwrap_or("nothing");
            if !sent.eq_ignore_ascii_case("true") {
                report.refuse(Rule::IdentityMetadata, "header metadata", sent)?;
            }
        }
        Source::AppService if asked.secret != Some(SECRET) => {
            let found = match asked.secret {
                Some(sent) => format!("{} bytes that differ", sent.len()),
                None => "nothing".into(),
            };
            report.refuse(Rule::IdentitySecret, "header x-identity-header", found)?;
        }
        Source::AppService => {}
    }
    Ok(())
}

/// A date, and none before the first: later ones are said to be served alike.
fn version(asked: &Asked<'_>, report: &mut Report<'_, Rule>) -> Result<(), Refused> {
    let Some(first) = asked.source.first_version() else {
        return Ok(());
    };
    let sent = asked.get("api-version").unwrap_or_default();
    let date = sent
        .get(..10)
        .and_then(|date| date.parse::<jiff::civil::Date>().ok());
    if date.is_none() || sent < first {
        let found = Finding::new(sent).expected(first);
        report.refuse(Rule::IdentityVersion, "query api-version", found)?;
    }
    Ok(())
}

impl Asked<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        let pair = self.pairs.iter().find(|(known, _)| known == name);
        pair.map(|(_, value)| value.as_str())
    }

    /// The identity that is asked for: the system's own when none is named.
    fn name(&self) -> Name {
        name(self.pairs)
    }
}

fn name(pairs: &[(String, String)]) -> Name {
    let named = NAMES.iter().find_map(|(known, name)| {
        let (_, value) = pairs.iter().find(|(name, _)| name == known)?;
        (!value.is_empty()).then(|| name(value.to_ascii_lowercase()))
    });
    named.unwrap_or(Name::System)
}

/// The identity that a request names, in the form in which a declared one is registered.
pub(crate) fn presented(query_or_form: &[u8]) -> Option<String> {
    let pairs: Vec<_> = form_urlencoded::parse(query_or_form).into_owned().collect();
    let name = name(&pairs);
    (name != Name::System).then(|| name.as_str().to_owned())
}

/// The answer that holds `access_token`, good for `seconds` from `now`.
pub(crate) fn answer(
    grant: &Grant,
    access_token: &str,
    now: jiff::Timestamp,
    seconds: u32,
) -> String {
    let answer = Answer {
        access_token,
        client_id: grant.client_id(),
        expires_in: seconds.to_string(),
        expires_on: (now.as_second() + i64::from(seconds)).to_string(),
        not_before: super::token::not_before(now).to_string(),
        resource: grant.audience(),
        token_type: "Bearer",
    };
    serde_json::to_string(&answer).expect("texts are JSON")
}
