//! Answers of the query API.

use axum::body::Body;
use http::{HeaderValue, Response, StatusCode, header::CONTENT_TYPE};
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
    let error = Error {
        message,
        code,
        correlation_id: to.ids.uuid().to_string(),
        innererror: refusal.inner.as_deref(),
    };
    document(to, status, json(&Failed { error }))
}

fn document(to: Asker<'_>, status: StatusCode, json: String) -> Response<Body> {
    let mut answer = secured(to, status, json.into());
    let text = HeaderValue::from_static("application/json; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, text);
    answer
}
