//! What is asked over HTTP without gRPC: metadata of the instance, and key files.

use axum::body::Body;
use bytes::Bytes;
use http::{Method, Response};
use logfog_kit::{Received, Told, told};

use crate::{answers, call::Call, key_file, metadata, methods::Served, operations};

/// Whether a request is one.
pub(crate) fn is_for(method: &Method, path: &str) -> bool {
    method == Method::GET && (key_file::is_at(path) || path.starts_with(metadata::ROOT))
}

/// The answer to such a request, `None` when it is another one.
pub(crate) fn answer(served: &Served, received: &Received) -> Option<Response<Body>> {
    let path = received.uri.path();
    if !is_for(&received.method, path) {
        return None;
    }
    let Some(file) = key_file::at(path) else {
        return Some(metadata(served, received));
    };
    let verdict = Call::new(served, received).report.verdict(0);
    let explained = Told::new(operations::KEY_FILE, verdict);
    Some(told(answers::json(&file), explained))
}

/// What the metadata service answers, whatever it is asked.
pub(crate) fn metadata(served: &Served, received: &Received) -> Response<Body> {
    let mut call = Call::new(served, received);
    let document = metadata::document(&mut call);
    let verdict = call.report.verdict(0);
    let is_token = received.uri.path() == metadata::TOKEN;
    let operation = if is_token {
        operations::METADATA_TOKEN
    } else {
        operations::METADATA
    };
    let mut explained = Told::new(operation, verdict);
    if is_token && document.is_ok() {
        explained.answer_body = Some(Bytes::from_static(br#"{"access_token":"[hidden]"}"#));
    }
    let answer = match document {
        Ok(document) => answers::metadata(&document),
        Err(refusal) => answers::no_metadata(&refusal),
    };
    told(answer, explained)
}
