//! The token endpoint: an application proves who it is and gets a signed token.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::{SignedDuration, Timestamp};
use logfog_kit::{Ids, Issuer};
use logfog_model::{Finding, Refused, Report};
use serde::{Deserialize, Serialize};

use super::{
    ADFS, Principal, TENANT,
    assertion::{self, Asserted},
    directory::Application,
    is_any_tenant, is_tenant, issuer,
};
use crate::rules::Rule;

/// A form is a few hundred bytes; of more than this nothing is read.
const FORM_BYTES: usize = 1 << 20;
/// Resources that have a service principal in every tenant.
const RESOURCES: [&str; 17] = [
    "https://monitor.azure.com",
    "https://monitor.azure.cn",
    "https://monitor.azure.us",
    "https://api.loganalytics.io",
    "https://api.loganalytics.azure.com",
    "https://api.loganalytics.azure.cn",
    "https://api.loganalytics.us",
    "https://management.azure.com",
    "https://management.chinacloudapi.cn",
    "https://management.usgovcloudapi.net",
    "https://management.core.windows.net",
    "https://management.core.chinacloudapi.cn",
    "https://management.core.usgovcloudapi.net",
    "https://graph.microsoft.com",
    "https://graph.microsoft.us",
    "https://microsoftgraph.chinacloudapi.cn",
    "https://vault.azure.net",
];
/// From this lifetime on, clients are told to ask anew when half of it is over.
const LONG: u32 = 7200;
/// Tokens are good from a little before they are made: clocks differ.
const EARLIER: SignedDuration = SignedDuration::from_mins(5);

/// A request for a token, as it was sent.
#[derive(Debug)]
pub(crate) struct Asked<'a> {
    /// The tenant in the path.
    pub(crate) tenant: &'a str,
    /// The newer endpoint takes `scope`, the older one `resource`; as AD FS it takes either.
    pub(crate) v2: bool,
    /// The form.
    pub(crate) form: &'a [u8],
    /// The Authorization header, in which id and secret may be sent as well.
    pub(crate) authorization: Option<&'a str>,
    /// The host that the client used: query clients ask for a token for it.
    pub(crate) host: &'a str,
}

/// What was granted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    client_id: String,
    object_id: Cow<'static, str>,
    /// What the token is for.
    audience: String,
    /// It was asked for by scope, not by resource: the answers differ.
    by_scope: bool,
    proof: Proof,
}

/// How somebody proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Proof {
    Secret,
    /// A certificate, another issuer's token, or the place where they run.
    Assertion,
}

/// What is answered to a scope.
#[derive(Serialize)]
struct Answer<'a> {
    token_type: &'static str,
    expires_in: u32,
    ext_expires_in: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_in: Option<u32>,
    access_token: &'a str,
}

/// What is answered to a resource: numbers as texts.
#[derive(Serialize)]
struct OlderAnswer<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: String,
    ext_expires_in: String,
    expires_on: String,
    not_before: String,
    resource: &'a str,
}

/// What a signed token says.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Claims<'a> {
    #[serde(borrow)]
    pub(crate) aud: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) iss: Cow<'a, str>,
    iat: i64,
    pub(crate) nbf: i64,
    pub(crate) exp: i64,
    #[serde(borrow)]
    aio: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) appid: Cow<'a, str>,
    #[serde(borrow)]
    appidacr: Cow<'a, str>,
    #[serde(borrow)]
    idp: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) oid: Cow<'a, str>,
    #[serde(borrow)]
    rh: Cow<'a, str>,
    #[serde(borrow)]
    sub: Cow<'a, str>,
    #[serde(borrow)]
    pub(crate) tid: Cow<'a, str>,
    #[serde(borrow)]
    uti: Cow<'a, str>,
    #[serde(borrow)]
    ver: Cow<'a, str>,
}

/// Judges a request for a token. `find` knows the applications.
pub(crate) fn check(
    asked: &Asked<'_>,
    find: impl FnOnce(&str) -> Option<Application>,
    now: Timestamp,
    report: &mut Report<'_, Rule>,
) -> Result<Grant, Refused> {
    if is_any_tenant(asked.tenant) {
        let found = Finding::new(asked.tenant).expected(TENANT);
        report.refuse(Rule::TenantNamed, "path", found)?;
    } else if !is_tenant(asked.tenant) {
        let found = Finding::new(asked.tenant).expected(TENANT);
        report.refuse(Rule::Tenant, "path", found)?;
    }
    let form = Form::read(asked.form, asked.authorization);
    let grant_type = form.required("grant_type", report)?;
    if grant_type != "client_credentials" && !grant_type.is_empty() {
        report.refuse(Rule::GrantType, "form grant_type", grant_type)?;
    }
    let client_id = form.required("client_id", report)?;
    let by_scope = asked.v2 || (asked.tenant == ADFS && form.get("resource").is_none());
    let target = form.required(if by_scope { "scope" } else { "resource" }, report)?;
    let application = find(client_id);
    if application.is_none() {
        report.refuse(Rule::Client, "form client_id", client_id)?;
    }
    // An unknown application that is let in does what the well-known one may do.
    let application = application.unwrap_or_else(|| Principal::WELL_KNOWN.into());
    let proof = prove(&form, (client_id, &application), now, report)?;
    Ok(Grant {
        client_id: client_id.to_owned(),
        object_id: application.object_id,
        audience: audience(asked, by_scope, target, report)?,
        by_scope,
        proof,
    })
}

/// The application proves who it is.
fn prove(
    form: &Form<'_>,
    (client_id, application): (&str, &Application),
    now: Timestamp,
    report: &mut Report<'_, Rule>,
) -> Result<Proof, Refused> {
    if let Some(sent) = form.get("client_secret") {
        secret(sent, application, now, report)?;
        return Ok(Proof::Secret);
    }
    let Some(token) = form.get("client_assertion") else {
        report.refuse(Rule::SecretMissing, "form client_secret", "nothing")?;
        return Ok(Proof::Secret);
    };
    let asserted = Asserted {
        r#type: form.required("client_assertion_type", report)?,
        token,
        client_id,
        application,
        now,
    };
    assertion::check(&asserted, report)?;
    Ok(Proof::Assertion)
}

/// One of the application's secrets, and one that is still good.
fn secret(
    sent: &str,
    application: &Application,
    now: Timestamp,
    report: &mut Report<'_, Rule>,
) -> Result<(), Refused> {
    const AT: &str = "form client_secret";
    let mut same = application
        .secrets
        .iter()
        .filter(|secret| secret.value == sent);
    let Some(first) = same.next() else {
        let found = format!("{} bytes that differ", sent.len());
        return report.refuse(Rule::Secret, AT, found);
    };
    match first.expires_at {
        Some(at) if at <= now => {
            let name = first.name.iter().map(|name| format!("`{name}` "));
            let found = format!("{}expired at {at}", name.collect::<String>());
            report.refuse(Rule::SecretExpired, AT, found)
        }
        _ => Ok(()),
    }
}

/// What the token will be for: the scope without its `/.default`, so that a second slash stays.
fn audience(
    asked: &Asked<'_>,
    by_scope: bool,
    target: &str,
    report: &mut Report<'_, Rule>,
) -> Result<String, Refused> {
    let field = if by_scope {
        "form scope"
    } else {
        "form resource"
    };
    let resource = if by_scope {
        let mut scopes = target.split_whitespace();
        let resource = scopes.find_map(|scope| scope.strip_suffix("/.default"));
        if resource.is_none() {
            report.refuse(Rule::Scope, field, target)?;
        }
        resource.unwrap_or(target)
    } else {
        target
    };
    if !is_known(resource, asked.host) {
        report.refuse(Rule::Resource, field, resource)?;
    }
    Ok(resource.to_owned())
}

/// Whether there is such a resource: a known one or the host that is asked, where a slash may follow.
pub(super) fn is_known(resource: &str, host: &str) -> bool {
    let bare = resource.strip_suffix('/').unwrap_or(resource);
    let own = bare.strip_prefix("https://") == Some(host);
    own || RESOURCES.contains(&bare)
}

/// When a token starts to be good that is made now, in seconds since 1970.
pub(super) fn not_before(now: Timestamp) -> i64 {
    now.saturating_sub(EARLIER).map_or(0, Timestamp::as_second)
}

impl Grant {
    /// To a managed identity, which has nothing to prove. One that the policy let in without being
    /// there does what the well-known one may do.
    pub(super) fn managed(found: Option<(String, Application)>, resource: &str) -> Self {
        let unknown = || {
            (
                Principal::MANAGED.client_id.into(),
                Principal::MANAGED.into(),
            )
        };
        let (client_id, application) = found.unwrap_or_else(unknown);
        Self {
            client_id,
            object_id: application.object_id,
            audience: resource.to_owned(),
            by_scope: false,
            proof: Proof::Assertion,
        }
    }

    pub(super) fn client_id(&self) -> &str {
        &self.client_id
    }

    pub(super) fn audience(&self) -> &str {
        &self.audience
    }

    /// Signs the token. It is good for `seconds` from now.
    pub(crate) fn mint(&self, issuer: &Issuer, ids: &Ids, now: Timestamp, seconds: u32) -> String {
        let from = not_before(now);
        let iss = self::issuer();
        let claims = Claims {
            aud: Cow::Borrowed(&self.audience),
            iss: Cow::Borrowed(&iss),
            iat: from,
            nbf: from,
            exp: now.as_second() + i64::from(seconds),
            aio: ids.token(44).into(),
            appid: Cow::Borrowed(&self.client_id),
            appidacr: match self.proof {
                Proof::Secret => "1",
                Proof::Assertion => "2",
            }
            .into(),
            idp: Cow::Borrowed(&iss),
            oid: Cow::Borrowed(&self.object_id),
            rh: ids.token(24).into(),
            sub: Cow::Borrowed(&self.object_id),
            tid: TENANT.into(),
            uti: ids.token(22).into(),
            ver: "1.0".into(),
        };
        issuer.mint(&serde_json::to_string(&claims).expect("texts and numbers are JSON"))
    }

    /// The answer that holds `access_token`.
    pub(crate) fn answer(&self, access_token: &str, now: Timestamp, seconds: u32) -> String {
        const TYPE: &str = "Bearer";
        let json = if self.by_scope {
            serde_json::to_string(&Answer {
                token_type: TYPE,
                expires_in: seconds,
                ext_expires_in: seconds,
                refresh_in: (seconds >= LONG).then_some(seconds / 2),
                access_token,
            })
        } else {
            let from = not_before(now);
            serde_json::to_string(&OlderAnswer {
                token_type: TYPE,
                expires_in: seconds.to_string(),
                ext_expires_in: seconds.to_string(),
                expires_on: (now.as_second() + i64::from(seconds)).to_string(),
                not_before: from.to_string(),
                resource: &self.audience,
                access_token,
            })
        };
        json.expect("texts and numbers are JSON")
    }
}

/// The application that a request for a token names.
pub(crate) fn presented(form: &[u8], authorization: Option<&str>) -> Option<String> {
    let form = Form::read(form, authorization);
    form.get("client_id").map(str::to_ascii_lowercase)
}

/// The pairs of a form, decoded.
pub(crate) fn pairs(form: &[u8]) -> Vec<(String, String)> {
    let Form(pairs) = Form::read(form, None);
    let owned = |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into(), value.into());
    pairs.into_iter().map(owned).collect()
}

/// The form, decoded, with what a Basic header says in the same place.
struct Form<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> Form<'a> {
    fn read(form: &'a [u8], authorization: Option<&str>) -> Self {
        let form = if form.len() > FORM_BYTES { &[] } else { form };
        let mut pairs: Vec<_> = form_urlencoded::parse(form).collect();
        if let Some((id, secret)) = authorization.and_then(basic) {
            pairs.push(("client_id".into(), id.into()));
            pairs.push(("client_secret".into(), secret.into()));
        }
        Self(pairs)
    }

    fn get(&self, name: &str) -> Option<&str> {
        let pair = self.0.iter().find(|(known, _)| known == name);
        pair.map(|(_, value)| &**value)
            .filter(|value| !value.is_empty())
    }

    fn required(&self, name: &'static str, report: &mut Report<'_, Rule>) -> Result<&str, Refused> {
        let value = self.get(name);
        if value.is_none() {
            report.refuse(Rule::Parameters, format_args!("form {name}"), "nothing")?;
        }
        Ok(value.unwrap_or_default())
    }
}

/// Id and secret of a Basic header, each form-encoded as OAuth 2.0 wants it.
fn basic(authorization: &str) -> Option<(String, String)> {
    let encoded = authorization.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let plain = |part: &str| {
        let decoded = form_urlencoded::parse(part.as_bytes()).next();
        decoded.map_or_else(String::new, |(name, _)| name.into_owned())
    };
    Some((plain(id), plain(secret)))
}

/// The form as the journal may keep it: only what is known to prove nothing. A client that sends
/// its secret in another shape, or under another name, has not sent it to the journal.
pub(crate) fn without_secrets(form: &[u8]) -> Vec<u8> {
    const KEPT: [&str; 6] = [
        "client_assertion_type",
        "client_id",
        "grant_type",
        "resource",
        "scope",
        "client_info",
    ];
    let hide = |pair: &[u8]| {
        let name = form_urlencoded::parse(pair)
            .next()
            .map(|(name, _)| name.into_owned());
        match name {
            Some(name) if KEPT.contains(&name.as_str()) && !pair.contains(&b';') => pair.to_vec(),
            Some(name)
                if name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_') =>
            {
                format!("{name}=[hidden]").into_bytes()
            }
            _ => b"[hidden]".to_vec(),
        }
    };
    let form = &form[..form.len().min(FORM_BYTES)];
    let pairs: Vec<_> = form.split(|byte| *byte == b'&').map(hide).collect();
    pairs.join(&b'&')
}
