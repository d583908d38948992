use axum::body::Body;
use http::{HeaderValue, Response, StatusCode, header::CONTENT_TYPE};
use serde::Serialize;

/// JSON, and a line end, so that a prompt after `curl` starts on a line of its own.
pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Response<Body> {
    let mut text = serde_json::to_vec(value).expect("admin's own types always serialise");
    text.push(b'\n');
    with(status, "application/json", text)
}

/// JSON of a request that went well.
pub(crate) fn ok(value: &impl Serialize) -> Response<Body> {
    json(StatusCode::OK, value)
}

/// A text of some type.
pub(crate) fn text(content_type: &'static str, text: impl Into<Body>) -> Response<Body> {
    with(StatusCode::OK, content_type, text)
}

fn with(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = status;
    let content_type = HeaderValue::from_static(content_type);
    answer.headers_mut().insert(CONTENT_TYPE, content_type);
    answer
}
