//! Answers of the control plane.

use axum::body::Body;
use http::{
    HeaderName, HeaderValue, Response, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_TYPE, EXPIRES, LOCATION, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE,
    },
};
use serde::Serialize;

use super::{Asker, json, secured};
use crate::{
    arm::{Call, Detail, Refusal, Reply, Rule},
    entra::TENANT,
};

const CORRELATION_ID: HeaderName = HeaderName::from_static("x-ms-correlation-request-id");
const ROUTING_ID: HeaderName = HeaderName::from_static("x-ms-routing-request-id");
const FAILURE: HeaderName = HeaderName::from_static("x-ms-failure-cause");
const ASYNC_OPERATION: HeaderName = HeaderName::from_static("azure-asyncoperation");

#[derive(Serialize)]
struct Failed<'a> {
    error: Error<'a>,
}

#[derive(Serialize)]
struct Error<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "<[Detail]>::is_empty")]
    details: &'a [Detail],
}

/// It was done, or is being done.
pub(crate) fn done(to: Asker<'_>, call: &Call<'_>, reply: Reply) -> Response<Body> {
    match reply {
        Reply::Done(json) | Reply::Secret { json, .. } => document(to, StatusCode::OK, json),
        Reply::Created(json) => document(to, StatusCode::CREATED, json),
        Reply::Empty => managed(to, StatusCode::OK, Body::empty()),
        Reply::Nothing => managed(to, StatusCode::NO_CONTENT, Body::empty()),
        Reply::Creating(json, operation) => {
            let mut answer = document(to, StatusCode::CREATED, json);
            headers_of(&mut answer, call, &operation);
            answer
        }
        Reply::Accepted(operation) => {
            let mut answer = managed(to, StatusCode::ACCEPTED, Body::empty());
            headers_of(&mut answer, call, &operation);
            answer
        }
    }
}

/// Where to ask how far an operation has come.
fn headers_of(answer: &mut Response<Body>, call: &Call<'_>, operation: &str) {
    let at = HeaderValue::try_from(call.status_url(operation)).expect("a URL");
    let headers = answer.headers_mut();
    headers.insert(ASYNC_OPERATION, at.clone());
    headers.insert(LOCATION, at);
    headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
}

/// A rule was broken, and the client is told so.
pub(crate) fn refused(to: Asker<'_>, refusal: &Refusal) -> Response<Body> {
    let (status, code) = refusal.code();
    let error = Error {
        code,
        message: &refusal.message,
        details: &refusal.details,
    };
    let mut answer = document(to, status, json(&Failed { error }));
    let headers = answer.headers_mut();
    headers.insert(FAILURE, HeaderValue::from_static("gateway"));
    if matches!(refusal.rule, Rule::Token | Rule::Audience) {
        let challenge = format!(
            "Bearer authorization_uri=\"https://login.windows.net/{TENANT}\", error=\"invalid_token\", \
             error_description=\"The authentication failed.\""
        );
        let challenge = HeaderValue::try_from(challenge);
        headers.insert(WWW_AUTHENTICATE, challenge.expect("letters and quotes"));
    }
    answer
}

fn document(to: Asker<'_>, status: StatusCode, json: String) -> Response<Body> {
    let mut answer = managed(to, status, json.into());
    let text = HeaderValue::from_static("application/json; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, text);
    answer
}

/// What the control plane sends with every answer.
fn managed(to: Asker<'_>, status: StatusCode, body: Body) -> Response<Body> {
    let mut answer = secured(to, status, body);
    let id = |name| to.headers.get(name).cloned();
    let own = answer.headers().get(super::REQUEST_ID).cloned();
    let correlation = id(CORRELATION_ID).or(own);
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    headers.insert(EXPIRES, HeaderValue::from_static("-1"));
    if let Some(correlation) = correlation {
        headers.insert(CORRELATION_ID, correlation.clone());
        headers.insert(ROUTING_ID, correlation);
    }
    answer
}
