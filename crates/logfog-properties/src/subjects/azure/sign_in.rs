//! Tokens: asked for as clients do it, asked for in vain, and forged.

use std::sync::{Mutex, PoisonError};

use logfog_conform::{Probe, Sent};
use proptest::sample::Index;
use serde_json::{Value, json};

use super::identity;
use crate::{Defect, subject::pick};

/// What an application asks for that wants to ingest.
pub(super) const SCOPE: &str = "https://monitor.azure.com/.default";
/// The path of the newer endpoint, below the tenant.
pub(super) const PATH: &str = "oauth2/v2.0/token";
/// The path of the older one.
pub(super) const OLDER_PATH: &str = "oauth2/token";

/// The `Authorization` of the well-known application. A probe's clock stands still, so that one
/// token is good for all that it is asked; it is known by its key, and each probe has its own.
pub(super) fn bearer(probe: &Probe) -> String {
    static KNOWN: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
    let key = probe.ctx().issuer.key_id();
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, header)) = known.iter().find(|(of, _)| of == key) {
        return header.clone();
    }
    let header = fresh(probe, SCOPE);
    known.push((key.to_owned(), header.clone()));
    header
}

/// The `Authorization` of the well-known application, made now, for whatever it is to be for.
pub(super) fn fresh(probe: &Probe, scope: &str) -> String {
    let mut form = form(probe);
    set(&mut form, "scope", scope);
    granted(probe, &form)
}

/// The `Authorization` of the application that has no role on the rule.
pub(super) fn denied(probe: &Probe) -> String {
    let mut form = form(probe);
    for name in ["client_id", "client_secret"] {
        set(&mut form, name, probe.denied(name));
    }
    granted(probe, &form)
}

/// Without a token there is no header that would be good, and the properties say so.
pub(super) fn granted(probe: &Probe, form: &[(&str, String)]) -> String {
    let shown = probe.send(&sent(probe, PATH, form));
    let answer = shown.ok().map(|shown| shown.answer.body);
    let answer = answer.and_then(|body| serde_json::from_slice::<Value>(&body).ok());
    let token = answer
        .as_ref()
        .and_then(|answer| answer["access_token"].as_str());
    format!("Bearer {}", token.unwrap_or_default())
}

/// A form that is granted.
pub(super) fn form(probe: &Probe) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "client_credentials".into()),
        ("client_id", probe.credential("client_id").into()),
        ("client_secret", probe.credential("client_secret").into()),
        ("scope", SCOPE.into()),
    ]
}

/// Gives a field of a form another value.
pub(super) fn set(form: &mut Vec<(&'static str, String)>, name: &'static str, value: &str) {
    form.retain(|(known, _)| *known != name);
    form.push((name, value.into()));
}

/// The request that carries a form to an endpoint of the tenant.
pub(super) fn sent(probe: &Probe, path: &str, form: &[(&str, String)]) -> Sent {
    let tenant = probe.credential("tenant_id");
    let pairs = form
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)));
    Sent {
        method: "POST".into(),
        target: format!("/{tenant}/{path}"),
        headers: vec![(
            "content-type".into(),
            "application/x-www-form-urlencoded".into(),
        )],
        body: pairs.collect::<Vec<_>>().join("&").into(),
    }
}

/// Percent-encoded, whatever need not be as well.
pub(super) fn encoded(text: &str) -> String {
    let bytes = text.bytes().map(|byte| format!("%{byte:02X}"));
    bytes.collect::<Vec<_>>().concat()
}

/// The `Authorization` of a token that the emulator's key signed and that it would never issue: a
/// good one with other claims.
pub(super) fn forged(probe: &Probe, other: &Value) -> String {
    let (issuer, good) = (&probe.ctx().issuer, bearer(probe));
    let claims = issuer.verify(good.trim_start_matches("Bearer ")).ok();
    let claims = claims.and_then(|claims| serde_json::from_str::<Value>(&claims).ok());
    let mut claims = claims.unwrap_or(json!({}));
    for (name, value) in other.as_object().into_iter().flatten() {
        claims[name] = value.clone();
    }
    format!("Bearer {}", issuer.mint(&claims.to_string()))
}

/// What is wrong with forms, and with the questions for documents.
pub(super) fn defects() -> Vec<Defect> {
    [
        forms(),
        proofs(),
        targets(),
        documents(),
        identity::defects(),
    ]
    .concat()
}

fn at_token(rule: &'static str, request: fn(&Probe, Value, Index) -> Sent) -> Defect {
    Defect::new(rule, request).of("token")
}

/// Who asks, and how.
fn forms() -> Vec<Defect> {
    vec![
        at_token("azure.token.tenant", |probe, _, index| {
            let tenants = [
                "a2000000-0000-4000-8000-000000004802",
                "example.onmicrosoft.com",
                "nobody",
            ];
            of_tenant(probe, pick(index, &tenants))
        }),
        at_token("azure.token.tenant-named", |probe, _, index| {
            of_tenant(
                probe,
                pick(index, &["common", "organizations", "consumers"]),
            )
        }),
        at_token("azure.token.parameters", |probe, _, index| {
            let mut form = form(probe);
            match index.index(7) {
                0 => form.retain(|(name, _)| *name != "grant_type"),
                1 => form.retain(|(name, _)| *name != "client_id"),
                2 => form.retain(|(name, _)| *name != "scope"),
                3 => set(&mut form, "client_id", ""),
                4 => form.clear(),
                // The older endpoint wants a resource.
                5 => return sent(probe, OLDER_PATH, &form),
                _ => {
                    let json = json!({ "grant_type": "client_credentials" }).to_string();
                    return Sent {
                        body: json.into(),
                        ..sent(probe, PATH, &[])
                    };
                }
            }
            sent(probe, PATH, &form)
        }),
        at_token("azure.token.grant-type", |probe, _, index| {
            let types = [
                "password",
                "authorization_code",
                "refresh_token",
                "Client_Credentials",
            ];
            with(probe, "grant_type", pick(index, &types))
        }),
        at_token("azure.token.client", |probe, _, index| {
            let clients = [
                "a2000000-0000-4000-8000-00000000c009",
                "logfog",
                "https://example.com/app",
            ];
            with(probe, "client_id", pick(index, &clients))
        }),
    ]
}

/// How the application proves who it is.
fn proofs() -> Vec<Defect> {
    vec![
        at_token("azure.token.secret-missing", |probe, _, index| {
            let mut form = form(probe);
            form.retain(|(name, _)| *name != "client_secret");
            let older = index.index(2) == 1;
            if older {
                form.push(("resource", "https://monitor.azure.com".into()));
            }
            if index.index(4) % 2 == 1 {
                form.push(("client_secret", String::new()));
            }
            sent(probe, if older { OLDER_PATH } else { PATH }, &form)
        }),
        at_token("azure.token.secret", |probe, _, index| {
            let known = probe.credential("client_secret");
            let wrong = [
                "wrong".to_owned(),
                known.to_uppercase(),
                known[1..].to_owned(),
                known[..known.len() - 1].to_owned(),
                format!("{known} "),
                probe.denied("client_secret").to_owned(),
            ];
            with(probe, "client_secret", &pick(index, &wrong))
        }),
        at_token("azure.token.assertion", |probe, _, index| {
            let good = probe.credential("federated_token");
            let (_, rest) = good.split_once('.').unwrap_or_default();
            let wrong = [
                "abc".to_owned(),
                good.replace('.', ""),
                // {"alg":"none"}
                format!("eyJhbGciOiJub25lIn0.{rest}"),
            ];
            asserted(probe, &pick(index, &wrong))
        }),
        // One that the emulator's own key has signed names no certificate of the application.
        at_token("azure.token.assertion-client", |probe, _, _| {
            asserted(probe, bearer(probe).trim_start_matches("Bearer "))
        }),
        at_token("azure.token.federated-subject", |probe, _, _| {
            asserted(probe, probe.denied("federated_token"))
        }),
        at_token("azure.token.federated-key", |probe, _, _| {
            let good = probe.credential("federated_token");
            let (signed, signature) = good.rsplit_once('.').unwrap_or_default();
            let (first, rest) = signature.split_at(8.min(signature.len()));
            let first: String = first.chars().rev().collect();
            asserted(probe, &format!("{signed}.{first}{rest}"))
        }),
        at_token("azure.token.assertion-type", |probe, _, index| {
            let sent = asserted(probe, probe.credential("federated_token"));
            let body = String::from_utf8_lossy(&sent.body).into_owned();
            let other = encoded(pick(
                index,
                &[
                    "jwt-bearer",
                    "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
                ],
            ));
            Sent {
                body: body.replace(&encoded(ASSERTION_TYPE), &other).into(),
                ..sent
            }
        }),
    ]
}

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The usual form with an assertion instead of the secret.
fn asserted(probe: &Probe, assertion: &str) -> Sent {
    let mut form = form(probe);
    form.retain(|(name, _)| *name != "client_secret");
    set(&mut form, "client_assertion", assertion);
    set(&mut form, "client_assertion_type", ASSERTION_TYPE);
    sent(probe, PATH, &form)
}

/// The usual form, sent to another tenant.
fn of_tenant(probe: &Probe, tenant: &str) -> Sent {
    let sent = sent(probe, PATH, &form(probe));
    let known = probe.credential("tenant_id");
    let target = sent.target.replacen(known, tenant, 1);
    Sent { target, ..sent }
}

/// What the token is to be for.
fn targets() -> Vec<Defect> {
    vec![
        at_token("azure.token.scope", |probe, _, index| {
            let scopes = [
                "https://monitor.azure.com",
                "https://monitor.azure.com/",
                "https://monitor.azure.com/.Default",
                "https://monitor.azure.com/.default/",
                "User.Read",
                "openid profile",
            ];
            with(probe, "scope", pick(index, &scopes))
        }),
        at_token("azure.token.resource", |probe, _, index| {
            let scopes = [
                "https://example.com/.default",
                "http://monitor.azure.com/.default",
                "https://monitor.azure.com///.default",
                "api://logfog/.default",
                "/.default",
            ];
            with(probe, "scope", pick(index, &scopes))
        }),
        at_token("azure.token.resource", |probe, _, index| {
            let mut form = form(probe);
            let resources = [
                "https://example.com",
                "monitor.azure.com",
                "https://monitor.azure.com/.default",
            ];
            set(&mut form, "resource", pick(index, &resources));
            sent(probe, OLDER_PATH, &form)
        }),
    ]
}

/// What is read without a token.
fn documents() -> Vec<Defect> {
    vec![
        Defect::new("azure.token.tenant", |_, _, index| {
            let version = pick(index, &["v2.0/", ""]);
            read(format!(
                "/nobody.example.com/{version}.well-known/openid-configuration"
            ))
        })
        .of("openid"),
        Defect::new("azure.token.tenant", |_, _, index| {
            let version = pick(index, &["v2.0/", ""]);
            read(format!("/nobody.example.com/discovery/{version}keys"))
        })
        .of("keys"),
        Defect::new("azure.instance.authorization-endpoint", |_, _, index| {
            let endpoints = [
                "",
                "login.microsoftonline.com/common",
                "http://login.microsoftonline.com/common/oauth2/v2.0/authorize",
                "https://login.example.com/common/oauth2/v2.0/authorize",
                "https://login.microsoftonline.com.example.com/common",
                "https://login.microsoftonline.com",
            ];
            let endpoint = encoded(pick(index, &endpoints));
            let query = format!("api-version=1.1&authorization_endpoint={endpoint}");
            read(format!("/common/discovery/instance?{query}"))
        })
        .of("instance"),
    ]
}

/// The usual form with another value in one field.
fn with(probe: &Probe, name: &'static str, value: &str) -> Sent {
    let mut form = form(probe);
    set(&mut form, name, value);
    sent(probe, PATH, &form)
}

/// The request for a document.
fn read(target: String) -> Sent {
    Sent {
        method: "GET".into(),
        target,
        ..Sent::default()
    }
}
