//! Every answer. Nothing but "the log is created" is documented: the shape of errors is the
//! `google.rpc.Status` of other Cloud.ru services, statuses and texts are chosen.

use axum::body::Body;
use http::{
    HeaderName, HeaderValue, Response, StatusCode,
    header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
};
use logfog_kit::{Told, told};
use logfog_model::{Fate, Fault, Injected, Report, Rules as _, Verdict, Violation};
use serde::Serialize;

use crate::{
    profile::{MalformedKey, Profile},
    rules::Rule,
};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// gRPC's status codes, which the body of an error carries.
const INVALID_ARGUMENT: u8 = 3;
const DEADLINE_EXCEEDED: u8 = 4;
const NOT_FOUND: u8 = 5;
const PERMISSION_DENIED: u8 = 7;
const RESOURCE_EXHAUSTED: u8 = 8;
const FAILED_PRECONDITION: u8 = 9;
const UNIMPLEMENTED: u8 = 12;
const INTERNAL: u8 = 13;
const UNAVAILABLE: u8 = 14;
const UNAUTHENTICATED: u8 = 16;

/// `google.rpc.Status`, in the order in which its fields are written.
#[derive(Serialize)]
struct Status<'a> {
    code: u8,
    message: &'a str,
    details: [(); 0],
}

/// The entries are stored.
pub(crate) fn stored(operation: &'static str, verdict: Verdict) -> Response<Body> {
    told(
        respond(StatusCode::OK, None, "{}".into()),
        Told::new(operation, verdict),
    )
}

/// The request is refused, for what the report says.
pub(crate) fn refused(
    operation: &'static str,
    profile: &Profile,
    report: Report<'_, Rule>,
) -> Response<Body> {
    let answer = match report.first(Fate::Refused) {
        Some(violation) => {
            let (status, code) = status(violation.rule, profile);
            error(status, code, &message(violation))
        }
        None => error(
            StatusCode::INTERNAL_SERVER_ERROR,
            INTERNAL,
            "internal error",
        ),
    };
    told(answer, Told::new(operation, report.verdict(0)))
}

/// There is nothing at this path.
pub(crate) fn no_such_path(verdict: Verdict) -> Response<Body> {
    let answer = error(StatusCode::NOT_FOUND, NOT_FOUND, "Not Found");
    told(answer, Told::new("", verdict))
}

/// There is, but it wants to be posted to.
pub(crate) fn wrong_method(operation: &'static str, verdict: Verdict) -> Response<Body> {
    let answer = error(
        StatusCode::METHOD_NOT_ALLOWED,
        UNIMPLEMENTED,
        "Method Not Allowed",
    );
    told(answer, Told::new(operation, verdict))
}

/// Something was made to go wrong.
pub(crate) fn fault(injected: Injected) -> Response<Body> {
    let (status, code, message) = match injected.fault {
        Fault::Throttled => (
            StatusCode::TOO_MANY_REQUESTS,
            RESOURCE_EXHAUSTED,
            "too many requests",
        ),
        Fault::Quota => (
            StatusCode::TOO_MANY_REQUESTS,
            RESOURCE_EXHAUSTED,
            "quota exceeded",
        ),
        Fault::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            UNAVAILABLE,
            "service unavailable",
        ),
        Fault::Internal => (
            StatusCode::INTERNAL_SERVER_ERROR,
            INTERNAL,
            "internal error",
        ),
        Fault::Timeout => (
            StatusCode::GATEWAY_TIMEOUT,
            DEADLINE_EXCEEDED,
            "deadline exceeded",
        ),
        Fault::Unauthenticated => (
            StatusCode::UNAUTHORIZED,
            UNAUTHENTICATED,
            "the API key is not accepted",
        ),
        Fault::TokenExpired => (
            StatusCode::UNAUTHORIZED,
            UNAUTHENTICATED,
            "the API key has expired",
        ),
        Fault::Forbidden => (
            StatusCode::FORBIDDEN,
            PERMISSION_DENIED,
            "permission denied",
        ),
        Fault::NotFound => (StatusCode::NOT_FOUND, NOT_FOUND, "log group not found"),
        Fault::TooLarge => (
            StatusCode::PAYLOAD_TOO_LARGE,
            RESOURCE_EXHAUSTED,
            "the request is too large",
        ),
    };
    let mut answer = error(status, code, message);
    if let Some(seconds) = injected.retry_after_seconds() {
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    answer
}

fn status(rule: Rule, profile: &Profile) -> (StatusCode, u8) {
    match rule {
        Rule::Path | Rule::Group => (StatusCode::NOT_FOUND, NOT_FOUND),
        Rule::Method => (StatusCode::METHOD_NOT_ALLOWED, UNIMPLEMENTED),
        Rule::AuthHeader | Rule::KeyKnown | Rule::KeyLifetime => {
            (StatusCode::UNAUTHORIZED, UNAUTHENTICATED)
        }
        Rule::KeyShape => match profile.malformed_key {
            MalformedKey::Unauthorized => (StatusCode::UNAUTHORIZED, UNAUTHENTICATED),
            MalformedKey::BadRequest => (StatusCode::BAD_REQUEST, INVALID_ARGUMENT),
        },
        Rule::Role | Rule::Preview | Rule::Project => (StatusCode::FORBIDDEN, PERMISSION_DENIED),
        Rule::ContentType | Rule::ContentEncoding => {
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, INVALID_ARGUMENT)
        }
        Rule::BodySize => (StatusCode::PAYLOAD_TOO_LARGE, RESOURCE_EXHAUSTED),
        Rule::Quota => (StatusCode::TOO_MANY_REQUESTS, RESOURCE_EXHAUSTED),
        Rule::GroupActive => (StatusCode::BAD_REQUEST, FAILED_PRECONDITION),
        Rule::Gzip
        | Rule::Json
        | Rule::Envelope
        | Rule::IngestEnvelope
        | Rule::Empty
        | Rule::Entries
        | Rule::EntrySize
        | Rule::FieldOnce
        | Rule::FieldType
        | Rule::TimestampPresent
        | Rule::Timestamp
        | Rule::TimestampForm
        | Rule::LevelPresent
        | Rule::Level
        | Rule::ProjectPresent
        | Rule::Labels
        | Rule::LabelCount
        | Rule::LabelName
        | Rule::LabelValue
        | Rule::LabelOnce
        | Rule::Text
        | Rule::JsonMessage => (StatusCode::BAD_REQUEST, INVALID_ARGUMENT),
    }
}

/// `logs[2].level: …`
fn message(violation: &Violation<Rule>) -> String {
    let Violation {
        rule, at, finding, ..
    } = violation;
    let place = place(at);
    let demand = rule.spec().demand;
    let expected = finding
        .expected
        .as_deref()
        .unwrap_or(demand)
        .trim_end_matches('.');
    format!("{place}: {expected}; got {}", finding.got)
}

/// A JSON pointer as protobuf's users write it.
fn place(at: &str) -> String {
    let Some(pointer) = at.strip_prefix('/') else {
        return if at.is_empty() {
            "body".into()
        } else {
            at.into()
        };
    };
    let mut place = String::new();
    for (depth, step) in pointer.split('/').enumerate() {
        // Only entries are counted: further in, digits are the name of a label.
        if depth < 2 && step.bytes().all(|byte| byte.is_ascii_digit()) && !step.is_empty() {
            place.extend(["[", step, "]"]);
        } else {
            place.push_str(if place.is_empty() { "" } else { "." });
            place.push_str(&step.replace("~1", "/").replace("~0", "~"));
        }
    }
    place
}

fn error(status: StatusCode, code: u8, message: &str) -> Response<Body> {
    let extra = match status {
        StatusCode::UNAUTHORIZED => Some((WWW_AUTHENTICATE, HeaderValue::from_static("Api-Key"))),
        StatusCode::METHOD_NOT_ALLOWED => Some((ALLOW, HeaderValue::from_static("POST"))),
        StatusCode::TOO_MANY_REQUESTS => Some((RETRY_AFTER, HeaderValue::from_static("1"))),
        _ => None,
    };
    let body = serde_json::to_string(&Status {
        code,
        message,
        details: [],
    });
    respond(
        status,
        extra,
        body.expect("numbers and texts can be written"),
    )
}

fn respond(
    status: StatusCode,
    extra: Option<(HeaderName, HeaderValue)>,
    body: String,
) -> Response<Body> {
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, JSON);
    answer.headers_mut().extend(extra);
    answer
}
