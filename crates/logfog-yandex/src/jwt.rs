//! What a service account signs to get a token, checked.

use jiff::{SignedDuration, Timestamp};
use logfog_kit::Jwt;
use logfog_model::{Finding, Report};
use serde::Deserialize;

use crate::{
    accounts::AuthorizedKey,
    refusal::{Refusal, quoted},
    rules::Rule,
};

/// How far clocks may differ. Clients round to the nearest second, so some leeway there is; how
/// much nobody knows.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);
/// The longest that a signed token may be meant to last.
const LIFETIME: f64 = 3600.0;
/// How the audience ends. Clients put the address in front by which they know the service.
const AUDIENCE: &str = "/iam/v1/tokens";
/// Where every finding is.
const AT: &str = "/jwt";

#[derive(Debug, Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    iat: f64,
    exp: f64,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// The service account that a token was signed for; `find` knows the keys.
pub(crate) fn check(
    token: &str,
    find: impl FnOnce(&str) -> Option<AuthorizedKey>,
    now: Timestamp,
    report: &mut Report<'_, Rule>,
) -> Result<String, Refusal> {
    let jwt = Jwt::read(token).map_err(|error| malformed(report, error))?;
    let claims: Claims =
        serde_json::from_str(&jwt.claims).map_err(|error| malformed(report, error))?;
    let key = find(&jwt.key_id).ok_or_else(|| {
        let found = quoted(&jwt.key_id);
        Refusal::fatal(report, Rule::JwtKey, AT, found, &*jwt.key_id)
    })?;
    let mut refuse = |rule, found: Finding| {
        let refused = report.refuse(rule, AT, found);
        refused.map_err(|_| Refusal::new(rule, ""))
    };
    if key.service_account_id != claims.iss {
        let found = Finding::new(quoted(&claims.iss)).expected(&key.service_account_id);
        refuse(Rule::JwtIssuer, found)?;
    }
    if let Err(problem) = jwt.verify(&key.public_key) {
        refuse(Rule::JwtSignature, Finding::new(problem))?;
    }
    if !claims.aud.fits() {
        refuse(Rule::JwtAudience, quoted(&claims.aud.shown()).into())?;
    }
    let seconds = now.as_duration().as_secs_f64();
    let leeway = LEEWAY.as_secs_f64();
    if claims.exp + leeway < seconds {
        let found = format!("expired {:.0} s ago", seconds - claims.exp);
        refuse(Rule::JwtTime, found.into())?;
    } else if claims.iat - leeway > seconds {
        let found = format!("issued in {:.0} s", claims.iat - seconds);
        refuse(Rule::JwtTime, found.into())?;
    }
    let lifetime = claims.exp - claims.iat;
    if lifetime > LIFETIME {
        refuse(Rule::JwtLifetime, format!("{lifetime:.0} s").into())?;
    }
    Ok(key.service_account_id)
}

fn malformed(report: &mut Report<'_, Rule>, problem: impl std::fmt::Display) -> Refusal {
    let found = Finding::new(problem);
    Refusal::fatal(report, Rule::Jwt, AT, found, "")
}

impl Audience {
    fn fits(&self) -> bool {
        match self {
            Self::One(one) => one.ends_with(AUDIENCE),
            Self::Several(all) => all.iter().any(|one| one.ends_with(AUDIENCE)),
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::One(one) => one.clone(),
            Self::Several(all) => all.join(", "),
        }
    }
}
