//! Every answer over REST, good or bad.

use axum::body::Body;
use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{ALLOW, CONTENT_TYPE},
};
use prost::Message as _;
use prost_reflect::DynamicMessage;
use serde::Serialize;
use tonic::Code;

use crate::{
    answers::{self, Marks},
    generated::google::rpc,
    refusal::Refusal,
    rules::Rule,
    schema::Schema,
};

/// The call went through.
pub(crate) fn message(marks: &Marks, schema: &Schema, message: &DynamicMessage) -> Response<Body> {
    match serde_json::to_vec(message) {
        Ok(json) => whole(marks, StatusCode::OK, json.into()),
        // A time that JSON has no words for, or an `Any` of something unknown.
        Err(error) => {
            let status = rpc::Status {
                code: Code::Internal as i32,
                message: error.to_string(),
                details: Vec::new(),
            };
            failed(marks, schema, &status)
        }
    }
}

/// The call failed.
pub(crate) fn refused(marks: &Marks, schema: &Schema, refusal: &Refusal) -> Response<Body> {
    let mut answer = failed(marks, schema, &answers::status(marks, refusal));
    if refusal.rule == Rule::RestMethod {
        *answer.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        if let Ok(allowed) = HeaderValue::from_str(&refusal.subject) {
            answer.headers_mut().insert(ALLOW, allowed);
        }
    }
    answer
}

/// A status as the page on errors shows it.
#[derive(Debug, Serialize)]
struct Error<'a> {
    code: i32,
    message: &'a str,
    details: Vec<DynamicMessage>,
}

/// A status as JSON, under the status code that the documentation has for it.
pub(crate) fn failed(marks: &Marks, schema: &Schema, status: &rpc::Status) -> Response<Body> {
    let any = schema.message("google.protobuf.Any");
    let details = status.details.iter().map(|detail| {
        let detail = DynamicMessage::decode(any.clone(), detail.encode_to_vec().as_slice());
        detail.expect("it was encoded just now")
    });
    let error = Error {
        code: status.code,
        message: &status.message,
        details: details.collect(),
    };
    let json = serde_json::to_vec(&error).expect("the descriptors know every detail");
    whole(marks, http(Code::from(status.code)), json.into())
}

fn whole(marks: &Marks, status: StatusCode, json: Bytes) -> Response<Body> {
    let mut answer = Response::new(Body::from(json));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    marks.put(headers);
    answer
}

/// The table of the page on errors.
pub(crate) fn http(code: Code) -> StatusCode {
    match code {
        Code::Ok => StatusCode::OK,
        Code::Cancelled => StatusCode::from_u16(499).expect("of three digits"),
        Code::Unknown | Code::Internal | Code::DataLoss => StatusCode::INTERNAL_SERVER_ERROR,
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => {
            StatusCode::BAD_REQUEST
        }
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::AlreadyExists | Code::Aborted => StatusCode::CONFLICT,
        Code::PermissionDenied => StatusCode::FORBIDDEN,
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::ResourceExhausted => StatusCode::TOO_MANY_REQUESTS,
        Code::Unimplemented => StatusCode::NOT_IMPLEMENTED,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}
