//! Answers of the query API.

use axum::body::Body;
use http::{
    HeaderValue, Response, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use logfog_model::{Fault, Injected};
use serde::Serialize;

use super::{Asker, json, secured};
use crate::query::{Inner, Refusal, Rule};

#[derive(Serialize)]
struct Failed<'a> {
    error: Error<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Error<'a> {
    message: &'a str,
    code: &'a str,
    correlation_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    innererror: Option<&'a Inner>,
}

/// Rows, or what there is to ask for.
pub(crate) fn done(to: Asker<'_>, json: String) -> Response<Body> {
    document(to, StatusCode::OK, json)
}

/// A rule was broken, and the client is told so; of two rules it is told nothing.
pub(crate) fn refused(to: Asker<'_>, refusal: &Refusal) -> Response<Body> {
    let (status, code, message) = refusal.told();
    if matches!(refusal.rule, Rule::Empty | Rule::ContentType) {
        return secured(to, status, Body::empty());
    }
    failed(to, (status, code, message), refusal.inner.as_deref())
}

/// Something was made to go wrong.
pub(crate) fn fault(to: Asker<'_>, injected: Injected) -> Response<Body> {
    let (status, code, message) = match injected.fault {
        Fault::Unauthenticated | Fault::TokenExpired => return broken(to, Rule::Token),
        Fault::Forbidden => return broken(to, Rule::Access),
        Fault::NotFound => return broken(to, Rule::Path),
        Fault::Timeout => return broken(to, Rule::Timeout),
        Fault::Throttled | Fault::Quota => (
            StatusCode::TOO_MANY_REQUESTS,
            "ThrottledError",
            "Rate limit is exceeded",
        ),
        Fault::Unavailable => (
            StatusCode::SERVICE_UNAVAILABLE,
            "ServiceUnavailableError",
            "The service is unavailable for the moment",
        ),
        Fault::Internal => (
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalServerError",
            "The service has failed",
        ),
        Fault::TooLarge => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "PayloadTooLargeError",
            "The request is too large",
        ),
    };
    let mut answer = failed(to, (status, code, message), None);
    if let Some(seconds) = injected.retry_after_seconds() {
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    answer
}

fn broken(to: Asker<'_>, rule: Rule) -> Response<Body> {
    refused(to, &Refusal::new(rule))
}

fn failed(
    to: Asker<'_>,
    (status, code, message): (StatusCode, &str, &str),
    innererror: Option<&Inner>,
) -> Response<Body> {
    let error = Error {
        message,
        code,
        correlation_id: to.ids.uuid().to_string(),
        innererror,
    };
    document(to, status, json(&Failed { error }))
}

fn document(to: Asker<'_>, status: StatusCode, json: String) -> Response<Body> {
    let mut answer = secured(to, status, json.into());
    let text = HeaderValue::from_static("application/json; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, text);
    answer
}
