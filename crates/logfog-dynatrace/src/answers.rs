//! Every answer, good or bad. Texts that no page and no client shows are this project's own, and
//! are marked so.

use axum::body::Body;
use http::{
    HeaderValue, Response, StatusCode,
    header::{CONTENT_TYPE, HeaderName, RETRY_AFTER},
};
use logfog_model::{Fate, Fault, Injected, Report, Violation};
use serde::Serialize;

use crate::{
    check::Outcome,
    environment::{Environment, Partial},
    rules::Rule,
    tokens::Token,
};

/// Everything, or a part, was stored.
pub(crate) fn accepted(outcome: &Outcome, partial: Partial) -> Response<Body> {
    let mut parts = Vec::new();
    if outcome.outside > 0 {
        parts.push(format!(
            "{} events were not ingested because of timestamp out of correct time range",
            outcome.outside
        ));
    }
    // What was planned to fail is told as what fails of itself.
    let unread = outcome.unread + outcome.failed;
    if unread > 0 {
        // Ours, in the words of the one above.
        parts.push(format!(
            "{unread} events were not ingested because of JSON parsing issues"
        ));
    }
    if !outcome.nested.is_empty() {
        let places: Vec<_> = outcome.nested.iter().map(usize::to_string).collect();
        parts.push(format!(
            "Event(s) have attributes that are too nested for records: {}",
            places.join(", ")
        ));
    }
    if parts.is_empty() {
        return empty(StatusCode::NO_CONTENT);
    }
    let told = Success {
        code: 200,
        message: &parts.join(". "),
    };
    let envelope = match partial {
        Partial::Details => SuccessEnvelope {
            details: Some(told),
            success: None,
        },
        Partial::Success => SuccessEnvelope {
            details: None,
            success: Some(told),
        },
        Partial::Both => SuccessEnvelope {
            details: Some(told),
            success: Some(told),
        },
    };
    json(StatusCode::OK, &envelope)
}

/// Nothing was stored: the first rule that refused says why.
pub(crate) fn refused(report: &Report<'_, Rule>, environment: &Environment) -> Response<Body> {
    let why = report.first(Fate::Refused);
    // A policy can let a rule pass, but cannot make JSON of what is none.
    let Some(why) = why.or_else(|| report.violations().last()) else {
        return error(StatusCode::BAD_REQUEST, INVALID);
    };
    let (status, message) = says(why.rule, environment);
    if why.rule == Rule::Structure {
        return violated(status, message, why);
    }
    error(status, message)
}

/// A path or a method that nothing answers to.
pub(crate) fn unserved(rule: Rule, environment: &Environment) -> Response<Body> {
    let (status, message) = says(rule, environment);
    error(status, message)
}

/// A token, without its secret part.
pub(crate) fn token(token: &Token) -> Response<Body> {
    let end = token.expires_at;
    json(
        StatusCode::OK,
        &ApiToken {
            id: token.id(),
            name: &token.name,
            enabled: token.enabled,
            personal_access_token: false,
            owner: "logfog",
            creation_date: "2022-01-01T00:00:00.000Z",
            expiration_date: end.map(|end| end.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()),
            scopes: token.scopes().collect(),
        },
    )
}

/// The health of an `ActiveGate`.
pub(crate) fn running() -> Response<Body> {
    let mut answer = Response::new(Body::from(r#""RUNNING""#));
    set(&mut answer, CONTENT_TYPE, "text/plain; charset=utf-8");
    answer
}

/// Something goes wrong because it was asked to.
pub(crate) fn fault(injected: Injected) -> Response<Body> {
    let mut answer = match injected.fault {
        Fault::Throttled => error(StatusCode::TOO_MANY_REQUESTS, TOO_MANY),
        Fault::Unavailable => error(StatusCode::SERVICE_UNAVAILABLE, NO_SPACE),
        Fault::Internal => error(StatusCode::INTERNAL_SERVER_ERROR, "Internal server error."),
        // Documented as having no body.
        Fault::Timeout => empty(StatusCode::GATEWAY_TIMEOUT),
        Fault::Unauthenticated | Fault::TokenExpired => error(StatusCode::UNAUTHORIZED, BAD_TOKEN),
        Fault::Forbidden => error(StatusCode::FORBIDDEN, NO_SCOPE),
        Fault::NotFound => error(StatusCode::NOT_FOUND, NOT_FOUND),
        Fault::Quota => error(StatusCode::PAYMENT_REQUIRED, NO_LICENCE),
        Fault::TooLarge => error(StatusCode::PAYLOAD_TOO_LARGE, TOO_LARGE),
    };
    // On no page; there for whoever plans it.
    if let Some(seconds) = injected.retry_after_seconds() {
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    answer
}

/// In one witness's code: `dynatrace-azure-log-forwarder`.
const BAD_TOKEN: &str = "Token Authentication failed";
const NO_SCOPE: &str = "Token is missing required scope. Use one of: logs.ingest (Ingest logs)";
/// In a test of `dynatrace-aws-s3-log-forwarder`.
const TOO_MANY: &str = "Too many requests";
/// Documented.
const NO_SPACE: &str = "Usable space limit reached";
// From here on the texts are ours: none is published.
const INVALID: &str = "The input is invalid.";
const NOT_FOUND: &str = "The requested resource doesn't exist.";
const NO_LICENCE: &str = "The environment has no Davis Data Units left.";
const TOO_LARGE: &str = "The request body is too large.";

/// Status and message of a rule. From `TokenInQuery` on, the last arm has those that never refuse a
/// whole request.
fn says(rule: Rule, environment: &Environment) -> (StatusCode, &'static str) {
    match rule {
        Rule::Path | Rule::Environment => (StatusCode::NOT_FOUND, NOT_FOUND),
        Rule::Method => (StatusCode::METHOD_NOT_ALLOWED, "Method not allowed."),
        // Of the preview of 2020; the later wording is not known.
        Rule::TokenMissing => (StatusCode::UNAUTHORIZED, "Missing authorization parameter."),
        Rule::Token => (StatusCode::UNAUTHORIZED, BAD_TOKEN),
        Rule::TokenScope => (StatusCode::FORBIDDEN, NO_SCOPE),
        Rule::Licence => (StatusCode::PAYMENT_REQUIRED, NO_LICENCE),
        Rule::Module => (
            StatusCode::NOT_FOUND,
            "No ActiveGate with the log module is available.",
        ),
        Rule::IngestEnabled => (StatusCode::TOO_MANY_REQUESTS, TOO_MANY),
        Rule::Storage => (
            StatusCode::NOT_IMPLEMENTED,
            "Indexed log storage is not enabled.",
        ),
        Rule::Space => (StatusCode::SERVICE_UNAVAILABLE, NO_SPACE),
        Rule::BodySize | Rule::LookupSize => (StatusCode::PAYLOAD_TOO_LARGE, TOO_LARGE),
        Rule::RecordCount => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "The request holds too many log events.",
        ),
        Rule::BatchSize => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "Message size limit exceeded after preprocessing on ingest endpoint",
        ),
        // Of the preview of 2020, and so is the status 415.
        Rule::ContentType => (environment.unsupported, "Unsupported Content-Type."),
        Rule::ContentEncoding => (environment.unsupported, "Unsupported Content-Encoding."),
        Rule::Structure => (StatusCode::BAD_REQUEST, "Constraints violated."),
        Rule::AllOutOfRange => (
            StatusCode::BAD_REQUEST,
            "All logs are out of correct time range.",
        ),
        Rule::LookupKnown => (StatusCode::NOT_FOUND, "The token doesn't exist."),
        Rule::WholeBody
        | Rule::Utf8
        | Rule::Empty
        | Rule::Json
        | Rule::BodyShape
        | Rule::Depth
        | Rule::NoRecord
        | Rule::LookupBody
        | Rule::TokenInQuery
        | Rule::Charset
        | Rule::RecordShape
        | Rule::TooOld
        | Rule::TooNew
        | Rule::Ahead
        | Rule::TimeFormat
        | Rule::ContentLength
        | Rule::AttributeCount
        | Rule::KeyLength
        | Rule::ValueLength
        | Rule::ValueCount
        | Rule::Nesting
        | Rule::KeyClash
        | Rule::KeyCase
        | Rule::CommonAttribute => (StatusCode::BAD_REQUEST, INVALID),
    }
}

#[derive(Clone, Copy, Serialize)]
struct Success<'a> {
    code: u16,
    message: &'a str,
}

#[derive(Serialize)]
struct SuccessEnvelope<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<Success<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    success: Option<Success<'a>>,
}

#[derive(Serialize)]
struct ErrorEnvelope<'a> {
    error: Error<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Error<'a> {
    code: u16,
    message: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    constraint_violations: &'a [ConstraintViolation<'a>],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConstraintViolation<'a> {
    path: &'a str,
    message: &'a str,
    parameter_location: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ApiToken<'a> {
    id: &'a str,
    name: &'a str,
    enabled: bool,
    personal_access_token: bool,
    owner: &'a str,
    creation_date: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expiration_date: Option<String>,
    scopes: Vec<&'a str>,
}

fn error(status: StatusCode, message: &str) -> Response<Body> {
    let error = Error {
        code: status.as_u16(),
        message,
        constraint_violations: &[],
    };
    json(status, &ErrorEnvelope { error })
}

/// A parameter has a value that it cannot have.
fn violated(status: StatusCode, message: &str, why: &Violation<Rule>) -> Response<Body> {
    let in_query = why.at.starts_with("query ");
    let violation = ConstraintViolation {
        path: "structure",
        message: "The value must be one of: raw, flattened",
        parameter_location: if in_query { "QUERY" } else { "HEADER" },
    };
    let error = Error {
        code: status.as_u16(),
        message,
        constraint_violations: &[violation],
    };
    json(status, &ErrorEnvelope { error })
}

fn json(status: StatusCode, value: &impl Serialize) -> Response<Body> {
    // These are plain structs of texts and numbers: there is nothing that could fail.
    let body = serde_json::to_vec(value).unwrap_or_default();
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = status;
    set(&mut answer, CONTENT_TYPE, "application/json; charset=utf-8");
    answer
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    answer
}

fn set(answer: &mut Response<Body>, name: HeaderName, value: &'static str) {
    let headers = answer.headers_mut();
    headers.insert(name, HeaderValue::from_static(value));
}
