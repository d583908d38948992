//! Every answer, good or bad. An error is one frame of headers: clients retry nothing else.

use std::{collections::BTreeMap, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Response, StatusCode,
    header::{CONTENT_TYPE, RETRY_AFTER},
};
use http_body_util::{BodyExt as _, Full};
use jiff::{SignedDuration, Timestamp};
use logfog_kit::Ids;
use logfog_model::{Fault, Injected};
use prost::Message;
use prost_types::Any;
use serde::Serialize;
use tonic::{Code, Status};

use crate::{
    answers_json,
    check::Written,
    generated::{
        google::rpc::{self, BadRequest, RequestInfo, RetryInfo, bad_request::FieldViolation},
        yandex::cloud::{
            logging::v1::WriteResponse,
            quota::{QuotaFailure, QuotaMetric, quota_failure},
        },
    },
    grpc,
    refusal::Refusal,
    rules::Rule,
    wording::{
        DENIED, INTERNAL, INVALID_TOKEN, NO_FLAVOR, NO_METADATA, OVER_QUOTA, code, demand,
        description, expired, text,
    },
};

/// What marks a call: one of each on every answer.
#[derive(Clone, Debug)]
pub(crate) struct Marks {
    pub(crate) request_id: String,
    trace_id: String,
}

impl Marks {
    pub(crate) fn new(ids: &Ids) -> Self {
        let (trace, span) = ids.uuid().as_u64_pair();
        Self {
            request_id: ids.uuid().to_string(),
            trace_id: format!("{trace:016x}:{span:016x}:{trace:016x}:1"),
        }
    }

    pub(crate) fn put(&self, headers: &mut HeaderMap) {
        for (name, value) in [
            ("x-request-id", &self.request_id),
            ("x-server-trace-id", &self.trace_id),
        ] {
            headers.insert(name, HeaderValue::from_str(value).expect("hexadecimal"));
        }
    }
}

/// What became of the entries of a call that went through, perhaps not for every one.
pub(crate) fn written(written: &Written) -> Bytes {
    let mut answer = WriteResponse {
        errors: BTreeMap::new(),
    };
    let flawed = written.errors.iter();
    let flawed = flawed.map(|(at, flaw)| (*at, code(flaw.rule), description(flaw)));
    // What the service says of an entry that it failed at itself was never seen: this is a choice.
    let failed = written.failed.iter();
    let failed = failed.map(|at| (*at, Code::Internal, INTERNAL.to_owned()));
    for (at, code, message) in flawed.chain(failed) {
        let status = rpc::Status {
            code: code as i32,
            message,
            details: Vec::new(),
        };
        let place = i64::try_from(at).expect("a place in a message");
        answer.errors.insert(place, status);
    }
    answer.encode_to_vec().into()
}

/// The call went through.
pub(crate) fn message(marks: &Marks, message: &[u8]) -> Response<Body> {
    let mut trailers = HeaderMap::with_capacity(1);
    trailers.insert(Status::GRPC_STATUS, HeaderValue::from_static("0"));
    let body =
        Full::new(grpc::frame(message)).with_trailers(std::future::ready(Some(Ok(trailers))));
    let mut answer = Response::new(Body::new(body));
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    marks.put(headers);
    answer
}

/// What is said of a call that failed, however it came.
pub(crate) fn status(marks: &Marks, refusal: &Refusal) -> rpc::Status {
    let code = code(refusal.rule);
    let text = text(marks, refusal);
    let details = if is_of_library(refusal.rule) {
        Vec::new()
    } else {
        details(said(refusal), None, marks)
    };
    rpc::Status {
        code: code as i32,
        message: text,
        details,
    }
}

/// Whether the gRPC library says it, which knows no details.
const fn is_of_library(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::ContentType
            | Rule::Timeout
            | Rule::Deadline
            | Rule::Method
            | Rule::Service
            | Rule::ServiceMethod
            | Rule::Encoding
            | Rule::Frame
            | Rule::MessageSize
            | Rule::Decodable
    )
}

/// The call failed.
pub(crate) fn refused(marks: &Marks, refusal: &Refusal) -> Response<Body> {
    let mut answer = failed(marks, status(marks, refusal));
    if refusal.rule == Rule::ContentType {
        *answer.status_mut() = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    }
    if refusal.rule == Rule::Timeout {
        *answer.status_mut() = StatusCode::BAD_REQUEST;
    }
    if refusal.rule == Rule::Method {
        *answer.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    }
    if refusal.rule == Rule::Encoding {
        let known = HeaderValue::from_static("identity,gzip");
        answer.headers_mut().insert("grpc-accept-encoding", known);
    }
    answer
}

/// Something was made to go wrong.
pub(crate) fn fault(marks: &Marks, injected: Injected, now: Timestamp) -> rpc::Status {
    let fault = injected.fault;
    let (code, text) = match fault {
        Fault::Throttled => (
            Code::ResourceExhausted,
            "The limit on requests was exceeded".into(),
        ),
        Fault::Quota => (Code::ResourceExhausted, OVER_QUOTA.into()),
        Fault::Unavailable => (Code::Unavailable, "could not handle request".into()),
        Fault::Internal => (Code::Internal, INTERNAL.into()),
        Fault::Timeout => (Code::DeadlineExceeded, "Deadline exceeded".into()),
        Fault::Unauthenticated => (Code::Unauthenticated, INVALID_TOKEN.into()),
        Fault::TokenExpired => {
            let then = now - SignedDuration::from_mins(11);
            let times = format!("{then:.9}. Now {now:.9}");
            (Code::Unauthenticated, expired(marks, &times))
        }
        Fault::Forbidden => (Code::PermissionDenied, DENIED.into()),
        Fault::NotFound => (Code::NotFound, "Log group not found".into()),
        Fault::TooLarge => {
            let text = "grpc: received message larger than max (4194305 vs. 4194304)";
            (Code::ResourceExhausted, text.into())
        }
    };
    let details = if fault == Fault::TooLarge {
        // Said by the gRPC library.
        Vec::new()
    } else {
        details(Vec::new(), injected.retry_after, marks)
    };
    rpc::Status {
        code: code as i32,
        message: text,
        details,
    }
}

/// A document, over plain HTTP.
pub(crate) fn json(document: &impl Serialize) -> Response<Body> {
    let text = serde_json::to_vec(document).expect("texts and numbers");
    let mut answer = Response::new(Body::from(text));
    let json = HeaderValue::from_static("application/json");
    answer.headers_mut().insert(CONTENT_TYPE, json);
    answer
}

/// Metadata of the instance.
pub(crate) fn metadata(document: &serde_json::Value) -> Response<Body> {
    let mut answer = json(document);
    let google = HeaderValue::from_static("Google");
    answer.headers_mut().insert("metadata-flavor", google);
    answer
}

/// No metadata. Nothing but the status matters to clients.
pub(crate) fn no_metadata(refusal: &Refusal) -> Response<Body> {
    let (status, text) = if refusal.rule == Rule::MetadataFlavor {
        (StatusCode::FORBIDDEN, NO_FLAVOR)
    } else {
        (StatusCode::NOT_FOUND, NO_METADATA)
    };
    plainly(status, text.to_owned())
}

/// A status as text, where neither gRPC nor its JSON is spoken. What the metadata service says when it
/// fails was never seen: this is a choice.
pub(crate) fn failed_plainly(status: &rpc::Status) -> Response<Body> {
    let code = answers_json::http(Code::from(status.code));
    plainly(code, status.message.clone())
}

/// When to come back, where there is no other place to say so.
pub(crate) fn put_retry_after(answer: &mut Response<Body>, wait: Option<Duration>) {
    if let Some(wait) = wait {
        // In whole seconds, and not too early.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
}

fn plainly(status: StatusCode, text: String) -> Response<Body> {
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = status;
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, text);
    answer
}

/// A status as gRPC has it.
pub(crate) fn failed(marks: &Marks, status: rpc::Status) -> Response<Body> {
    let details = match status.details.as_slice() {
        [] => Bytes::new(),
        [..] => status.encode_to_vec().into(),
    };
    let code = Code::from(status.code);
    let mut answer = Status::with_details(code, status.message, details).into_http::<Body>();
    marks.put(answer.headers_mut());
    answer
}

/// What a refusal says besides its text.
fn said(refusal: &Refusal) -> Vec<Any> {
    let mut details = Vec::with_capacity(3);
    if !refusal.flaws.is_empty() {
        let field_violations = refusal.flaws.iter().map(|flaw| FieldViolation {
            field: flaw.field.to_string(),
            description: demand(flaw),
        });
        let bad = BadRequest {
            field_violations: field_violations.collect(),
        };
        details.push(any("google.rpc.BadRequest", &bad));
    }
    if let Some(quota) = refusal.quota {
        let metric = QuotaMetric {
            name: quota.metric.into(),
            limit: quota.limit.into(),
            usage: quota.usage.into(),
        };
        let violation = quota_failure::Violation {
            metric: Some(metric),
            required: i64::from(quota.usage) + 1,
        };
        let failure = QuotaFailure {
            violations: vec![violation],
        };
        details.push(any("yandex.cloud.quota.QuotaFailure", &failure));
    }
    details
}

/// What an error says beside its text: this, when to come back, and the request's id.
fn details(mut details: Vec<Any>, retry_after: Option<Duration>, marks: &Marks) -> Vec<Any> {
    if let Some(wait) = retry_after {
        let retry_delay = wait.try_into().ok();
        details.push(any("google.rpc.RetryInfo", &RetryInfo { retry_delay }));
    }
    let info = RequestInfo {
        request_id: marks.request_id.clone(),
        serving_data: String::new(),
    };
    details.push(any("google.rpc.RequestInfo", &info));
    details
}

fn any(name: &str, message: &impl Message) -> Any {
    Any {
        type_url: format!("type.googleapis.com/{name}"),
        value: message.encode_to_vec(),
    }
}
