//! Every answer, good or bad. Nothing else builds a response.

pub(crate) mod arm;
pub(crate) mod query;

use axum::body::Body;
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode, Uri,
    header::{
        CACHE_CONTROL, CONTENT_TYPE, EXPIRES, PRAGMA, RETRY_AFTER, SERVER,
        STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    },
};
use jiff::Timestamp;
use logfog_kit::Ids;
use logfog_model::{Fault, Injected, Violation};
use serde::Serialize;

use crate::{
    entra::{Principal, certificate::KNOWN_TO_ALL, identity::Source},
    refusal::{Said, Subject, say},
    rules::Rule,
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-request-id");
const CLIENT_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");
const RETURN_CLIENT_ID: HeaderName = HeaderName::from_static("x-ms-return-client-request-id");
const ERROR_CODE: HeaderName = HeaderName::from_static("x-ms-error-code");
const ENTRA_CLIENT_ID: HeaderName = HeaderName::from_static("client-request-id");
const ENTRA_TELEMETRY: HeaderName = HeaderName::from_static("x-ms-clitelem");
/// Seconds after which a throttled client may come back. Without this header none of the SDKs
/// tries a 429 again.
const COME_BACK: HeaderValue = HeaderValue::from_static("5");

/// Who is answered.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asker<'a> {
    pub(crate) headers: &'a HeaderMap,
    pub(crate) uri: &'a Uri,
    pub(crate) ids: &'a Ids,
    pub(crate) now: Timestamp,
}

/// The rows were taken, which does not mean that they were stored.
pub(crate) fn accepted(to: Asker<'_>) -> Response<Body> {
    monitor(to, StatusCode::NO_CONTENT, Body::empty())
}

/// A document or a token of the sign-in endpoint.
pub(crate) fn granted(to: Asker<'_>, json: String) -> Response<Body> {
    entra(to, StatusCode::OK, 0, json)
}

/// A token of a managed identity.
pub(crate) fn identified(json: String) -> Response<Body> {
    identity(StatusCode::OK, json)
}

/// Key and certificate of the well-known applications.
pub(crate) fn certificate() -> Response<Body> {
    let mut answer = Response::new(KNOWN_TO_ALL.into());
    let kind = HeaderValue::from_static("application/x-pem-file");
    answer.headers_mut().insert(CONTENT_TYPE, kind);
    answer
}

/// A rule was broken, and the client is told so.
pub(crate) fn refused(
    to: Asker<'_>,
    violation: &Violation<Rule>,
    subject: &Subject<'_>,
) -> Response<Body> {
    let said = say(
        violation.rule,
        &violation.at,
        &violation.finding.got,
        subject,
    );
    let mut answer = told(to, said);
    if violation.rule == Rule::RateLimit
        && let Some(seconds) = subject.wait
    {
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    answer
}

/// There is nothing at this path, or not by this method.
pub(crate) fn misrouted(to: Asker<'_>, rule: Rule, got: &str) -> Response<Body> {
    let said = if rule == Rule::Method && Source::of(to.uri.path()).is_some() {
        let text = format!("The endpoint does not accept the method {got}.");
        Said::Identity(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", text)
    } else if rule == Rule::Method && is_entra(&to) {
        let text = "The endpoint does not accept this method.".into();
        Said::Entra(
            StatusCode::METHOD_NOT_ALLOWED,
            "invalid_request",
            900_561,
            text,
        )
    } else {
        say(rule, "", got, &Subject::default())
    };
    told(to, said)
}

/// Whether the path is the sign-in endpoint's, which speaks in another way.
fn is_entra(to: &Asker<'_>) -> bool {
    let path = to.uri.path();
    ["/oauth2/", "/.well-known/", "/discovery/"]
        .iter()
        .any(|part| path.contains(part))
}

/// Something was made to go wrong.
pub(crate) fn fault(to: Asker<'_>, injected: Injected, subject: &Subject<'_>) -> Response<Body> {
    let fault = injected.fault;
    let said = if Source::of(to.uri.path()).is_some() {
        identity_fault(fault)
    } else if is_entra(&to) {
        entra_fault(fault, subject)
    } else {
        monitor_fault(fault, subject)
    };
    let mut answer = told(to, said);
    if let Some(seconds) = injected.retry_after_seconds() {
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    answer
}

fn monitor_fault(fault: Fault, subject: &Subject<'_>) -> Said {
    let said = |status, code, message: &str| Said::Monitor(status, code, message.into());
    match fault {
        Fault::Throttled | Fault::Quota => say(Rule::RateLimit, "", "", subject),
        Fault::Unavailable => said(
            StatusCode::SERVICE_UNAVAILABLE,
            "ServiceUnavailable",
            "The service is unavailable for the moment.",
        ),
        Fault::Internal => said(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalServerError",
            "The service has failed.",
        ),
        Fault::Timeout => said(
            StatusCode::GATEWAY_TIMEOUT,
            "GatewayTimeout",
            "The service did not answer in time.",
        ),
        Fault::Unauthenticated => say(Rule::TokenTrusted, "", "", subject),
        Fault::TokenExpired => say(Rule::TokenExpired, "", "", subject),
        Fault::Forbidden => say(Rule::Access, "", Principal::WELL_KNOWN.object_id, subject),
        Fault::NotFound => say(Rule::DataCollectionRule, "", "", subject),
        Fault::TooLarge => say(Rule::ContentLength, "", "", subject),
    }
}

fn entra_fault(fault: Fault, subject: &Subject<'_>) -> Said {
    let said = |status, error, code, text: &str| Said::Entra(status, error, code, text.into());
    match fault {
        Fault::Throttled | Fault::Quota => said(
            StatusCode::TOO_MANY_REQUESTS,
            "temporarily_unavailable",
            90_055,
            "The tenant has sent too many requests.",
        ),
        Fault::Unavailable | Fault::Timeout => said(
            StatusCode::SERVICE_UNAVAILABLE,
            "temporarily_unavailable",
            90_033,
            "A transient error has occurred. Please try again.",
        ),
        Fault::Internal => said(
            StatusCode::INTERNAL_SERVER_ERROR,
            "server_error",
            50_000,
            "There was an error issuing a token.",
        ),
        Fault::TokenExpired => say(Rule::SecretExpired, "", "", subject),
        Fault::Unauthenticated => say(Rule::Secret, "", "", subject),
        Fault::Forbidden => say(Rule::Client, "", Principal::WELL_KNOWN.client_id, subject),
        Fault::NotFound => say(Rule::Tenant, "", subject.tenant, subject),
        Fault::TooLarge => said(
            StatusCode::PAYLOAD_TOO_LARGE,
            "invalid_request",
            90_015,
            "The request is too long.",
        ),
    }
}

fn identity_fault(fault: Fault) -> Said {
    let said = |status, error, text: &str| Said::Identity(status, error, text.into());
    match fault {
        Fault::Throttled | Fault::Quota => said(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            "Too many requests",
        ),
        Fault::Unavailable | Fault::Timeout => said(
            StatusCode::SERVICE_UNAVAILABLE,
            "service_unavailable",
            "The endpoint is unavailable for the moment",
        ),
        Fault::Internal => said(
            StatusCode::INTERNAL_SERVER_ERROR,
            "unknown",
            "Failed to retrieve token from the Active directory",
        ),
        Fault::Unauthenticated | Fault::TokenExpired => {
            say(Rule::IdentityMetadata, "", "", &Subject::default())
        }
        Fault::Forbidden => said(
            StatusCode::FORBIDDEN,
            "access_denied",
            "The identity may not ask for tokens",
        ),
        Fault::NotFound => say(Rule::Identity, "", "", &Subject::default()),
        Fault::TooLarge => said(
            StatusCode::PAYLOAD_TOO_LARGE,
            "invalid_request",
            "The request is too long",
        ),
    }
}

fn told(to: Asker<'_>, said: Said) -> Response<Body> {
    match said {
        Said::Nothing => accepted(to),
        Said::Monitor(status, code, message) => {
            let body = json(&MonitorError {
                error: MonitorDetail {
                    code,
                    message: &message,
                },
            });
            let mut answer = monitor(to, status, body.into());
            let headers = answer.headers_mut();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            headers.insert(ERROR_CODE, HeaderValue::from_static(code));
            answer
        }
        Said::Identity(status, error, text) => {
            let source = Source::of(to.uri.path());
            identity(status, refused_identity(to, source, (status, error, &text)))
        }
        Said::Entra(status, error, code, text) => {
            let timestamp = to.now.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
            let trace_id = to.ids.uuid().to_string();
            let correlation_id = entra_client_id(to)
                .and_then(|id| id.to_str().ok()?.parse().ok())
                .unwrap_or_else(|| to.ids.uuid())
                .to_string();
            let body = json(&EntraError {
                error,
                error_description: format!(
                    "AADSTS{code}: {text}\r\nTrace ID: {trace_id}\r\nCorrelation ID: \
                     {correlation_id}\r\nTimestamp: {timestamp}"
                ),
                error_codes: [code],
                timestamp: &timestamp,
                trace_id: &trace_id,
                correlation_id: &correlation_id,
                error_uri: format!("https://login.microsoftonline.com/error?code={code}"),
            });
            entra(to, status, code, body)
        }
    }
}

/// App Service has an object of its own.
fn refused_identity(
    to: Asker<'_>,
    source: Option<Source>,
    (status, error, text): (StatusCode, &str, &str),
) -> String {
    match source {
        Some(Source::AppService) => json(&AppServiceError {
            status_code: status.as_u16(),
            message: text,
            correlation_id: to.ids.uuid().to_string(),
        }),
        Some(Source::Imds | Source::CloudShell) | None => json(&IdentityError {
            error,
            error_description: text,
        }),
    }
}

#[derive(Serialize)]
struct IdentityError<'a> {
    error: &'a str,
    error_description: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AppServiceError<'a> {
    status_code: u16,
    message: &'a str,
    correlation_id: String,
}

#[derive(Serialize)]
struct MonitorError<'a> {
    error: MonitorDetail<'a>,
}

#[derive(Serialize)]
struct MonitorDetail<'a> {
    code: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct EntraError<'a> {
    error: &'a str,
    error_description: String,
    error_codes: [u32; 1],
    timestamp: &'a str,
    trace_id: &'a str,
    correlation_id: &'a str,
    error_uri: String,
}

fn json(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).expect("texts and numbers are JSON")
}

/// An answer of the ingestion endpoint.
fn monitor(to: Asker<'_>, status: StatusCode, body: Body) -> Response<Body> {
    let mut answer = secured(to, status, body);
    let headers = answer.headers_mut();
    headers.insert(SERVER, HeaderValue::from_static("Microsoft-HTTPAPI/2.0"));
    if let Some(id) = to.headers.get(CLIENT_ID) {
        headers.insert(
            CLIENT_ID,
            client_id(id, to.headers.contains_key(RETURN_CLIENT_ID)),
        );
    }
    answer
}

/// An answer of the sign-in endpoint.
fn entra(to: Asker<'_>, status: StatusCode, code: u32, body: String) -> Response<Body> {
    let mut answer = secured(to, status, body.into());
    let headers = answer.headers_mut();
    let text = HeaderValue::from_static;
    headers.insert(CONTENT_TYPE, text("application/json; charset=utf-8"));
    headers.insert(CACHE_CONTROL, text("no-store, no-cache"));
    headers.insert(PRAGMA, text("no-cache"));
    headers.insert(EXPIRES, text("-1"));
    if let Some(id) = entra_client_id(to) {
        headers.insert(ENTRA_CLIENT_ID, id);
    }
    let telemetry = HeaderValue::try_from(format!("1,{code},0,,"));
    headers.insert(ENTRA_TELEMETRY, telemetry.expect("digits and commas"));
    answer
}

/// An answer of an endpoint of managed identities.
fn identity(status: StatusCode, body: String) -> Response<Body> {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = status;
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, kind);
    come_back(status, answer.headers_mut());
    answer
}

/// What both endpoints send with every answer.
fn secured(to: Asker<'_>, status: StatusCode, body: Body) -> Response<Body> {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    let id = HeaderValue::try_from(to.ids.uuid().to_string());
    headers.insert(REQUEST_ID, id.expect("digits and dashes"));
    let always = HeaderValue::from_static("max-age=31536000; includeSubDomains");
    headers.insert(STRICT_TRANSPORT_SECURITY, always);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    come_back(status, headers);
    answer
}

/// A client that is throttled is told when to come back.
fn come_back(status: StatusCode, headers: &mut HeaderMap) {
    if status == StatusCode::TOO_MANY_REQUESTS {
        headers.insert(RETRY_AFTER, COME_BACK);
    }
}

/// The client's own id: in dashed form when it is asked for, else as it came.
fn client_id(id: &HeaderValue, dashed: bool) -> HeaderValue {
    let parsed = id
        .to_str()
        .ok()
        .and_then(|id| id.parse::<uuid::Uuid>().ok());
    match parsed.filter(|_| dashed) {
        Some(parsed) => HeaderValue::try_from(parsed.to_string()).expect("digits and dashes"),
        None => id.clone(),
    }
}

/// MSAL sends its id as a header, and in JavaScript in the query.
fn entra_client_id(to: Asker<'_>) -> Option<HeaderValue> {
    if let Some(id) = to.headers.get(ENTRA_CLIENT_ID) {
        return Some(id.clone());
    }
    let query = to.uri.query().unwrap_or_default();
    let (_, id) =
        form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "client-request-id")?;
    HeaderValue::try_from(&*id).ok()
}
