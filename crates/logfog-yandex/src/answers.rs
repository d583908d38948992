//! Every answer, good or bad. An error is one frame of headers: clients retry nothing else.

use std::{collections::BTreeMap, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header::CONTENT_TYPE};
use http_body_util::{BodyExt as _, Full};
use jiff::{SignedDuration, Timestamp};
use logfog_kit::Ids;
use logfog_model::{Fault, Injected};
use prost::Message;
use prost_types::Any;
use serde::Serialize;
use tonic::{Code, Status};

use crate::{
    check::Written,
    generated::{
        google::rpc::{self, BadRequest, RequestInfo, RetryInfo, bad_request::FieldViolation},
        yandex::cloud::{
            logging::v1::WriteResponse,
            quota::{QuotaFailure, QuotaMetric, quota_failure},
        },
    },
    grpc,
    refusal::{Flaw, Refusal},
    rules::Rule,
};

/// What marks a call: one of each on every answer.
#[derive(Clone, Debug)]
pub(crate) struct Marks {
    request_id: String,
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
    let details = match refusal.rule {
        // Said by the gRPC library, which knows no details.
        Rule::ContentType
        | Rule::Timeout
        | Rule::Deadline
        | Rule::Method
        | Rule::Service
        | Rule::ServiceMethod
        | Rule::Encoding
        | Rule::Frame
        | Rule::MessageSize
        | Rule::Decodable => Vec::new(),
        Rule::RestPath
        | Rule::RestMethod
        | Rule::RestQuery
        | Rule::RestBody
        | Rule::Authorization
        | Rule::Token
        | Rule::TokenExpired
        | Rule::Permission
        | Rule::Endpoint
        | Rule::FieldRequired
        | Rule::FieldLength
        | Rule::FieldSize
        | Rule::FieldPattern
        | Rule::FieldValue
        | Rule::FieldMapKey
        | Rule::FieldExactlyOne
        | Rule::OauthToken
        | Rule::Jwt
        | Rule::JwtKey
        | Rule::JwtIssuer
        | Rule::JwtSignature
        | Rule::JwtAudience
        | Rule::JwtTime
        | Rule::JwtLifetime
        | Rule::ServiceAccount
        | Rule::Revocable
        | Rule::Metadata
        | Rule::MetadataFlavor
        | Rule::MetadataPath
        | Rule::Destination
        | Rule::DestinationMember
        | Rule::GroupIdPattern
        | Rule::GroupIdLength
        | Rule::FolderIdPattern
        | Rule::Resource
        | Rule::ResourceTypePattern
        | Rule::ResourceTypeLength
        | Rule::ResourceIdPattern
        | Rule::ResourceIdLength
        | Rule::EntriesSize
        | Rule::Timestamp
        | Rule::TimestampRange
        | Rule::TimestampWindow
        | Rule::Level
        | Rule::MessageBytes
        | Rule::PayloadBytes
        | Rule::EntryBytes
        | Rule::StreamName
        | Rule::StreamNamePattern
        | Rule::StreamNameLength
        | Rule::DefaultsPayloadBytes
        | Rule::Selector
        | Rule::PageToken
        | Rule::Filter
        | Rule::LogGroup
        | Rule::Folder
        | Rule::WriteRate
        | Rule::LogGroupActive
        | Rule::NoValidEntries
        | Rule::Exists
        | Rule::NameFree
        | Rule::ListFilter
        | Rule::ListPageSize
        | Rule::ListPageToken
        | Rule::UpdateMask
        | Rule::Retention
        | Rule::GroupCount
        | Rule::Cancellable => details(said(refusal), None, marks),
    };
    rpc::Status {
        code: code as i32,
        message: text,
        details,
    }
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
    let mut answer = Response::new(Body::from(text));
    *answer.status_mut() = status;
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, text);
    answer
}

const INVALID_TOKEN: &str = "The token is invalid";
const NO_METADATA: &str = "Not Found";
/// As Google's says it.
const NO_FLAVOR: &str = "Missing Metadata-Flavor:Google header.";
const INTERNAL: &str = "Internal error";
const DENIED: &str = "Permission denied";
const OVER_QUOTA: &str = "The quota logging.write.rate was exceeded";

/// Ten minutes of grace, as it was seen; `times` are when it expired and what time it is, to the
/// nanosecond.
fn expired(marks: &Marks, times: &str) -> String {
    format!(
        "request-id = {} rpc error: code = Unauthenticated desc = The token has expired \
         {times}, which is more than PT10M later",
        marks.request_id
    )
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

fn code(rule: Rule) -> Code {
    match rule {
        Rule::Frame | Rule::Method | Rule::Timeout => Code::Internal,
        Rule::Deadline => Code::DeadlineExceeded,
        Rule::Service | Rule::ServiceMethod | Rule::Encoding | Rule::RestMethod => {
            Code::Unimplemented
        }
        Rule::MessageSize | Rule::WriteRate | Rule::GroupCount => Code::ResourceExhausted,
        Rule::Authorization
        | Rule::Token
        | Rule::TokenExpired
        | Rule::OauthToken
        | Rule::JwtKey
        | Rule::JwtIssuer
        | Rule::JwtSignature
        | Rule::JwtAudience
        | Rule::JwtTime
        | Rule::JwtLifetime => Code::Unauthenticated,
        Rule::Permission | Rule::MetadataFlavor => Code::PermissionDenied,
        Rule::RestPath
        | Rule::Metadata
        | Rule::MetadataPath
        | Rule::Endpoint
        | Rule::ServiceAccount
        | Rule::LogGroup
        | Rule::Exists
        | Rule::Folder => Code::NotFound,
        Rule::NameFree => Code::AlreadyExists,
        Rule::LogGroupActive | Rule::Cancellable => Code::FailedPrecondition,
        Rule::ContentType
        | Rule::RestQuery
        | Rule::RestBody
        | Rule::Decodable
        | Rule::Jwt
        | Rule::Revocable
        | Rule::FieldRequired
        | Rule::FieldLength
        | Rule::FieldSize
        | Rule::FieldPattern
        | Rule::FieldValue
        | Rule::FieldMapKey
        | Rule::FieldExactlyOne
        | Rule::Destination
        | Rule::DestinationMember
        | Rule::GroupIdPattern
        | Rule::GroupIdLength
        | Rule::FolderIdPattern
        | Rule::Resource
        | Rule::ResourceTypePattern
        | Rule::ResourceTypeLength
        | Rule::ResourceIdPattern
        | Rule::ResourceIdLength
        | Rule::EntriesSize
        | Rule::Timestamp
        | Rule::TimestampRange
        | Rule::TimestampWindow
        | Rule::Level
        | Rule::MessageBytes
        | Rule::PayloadBytes
        | Rule::EntryBytes
        | Rule::StreamName
        | Rule::StreamNamePattern
        | Rule::StreamNameLength
        | Rule::DefaultsPayloadBytes
        | Rule::Selector
        | Rule::PageToken
        | Rule::Filter
        | Rule::NoValidEntries
        | Rule::ListFilter
        | Rule::ListPageSize
        | Rule::ListPageToken
        | Rule::UpdateMask
        | Rule::Retention => Code::InvalidArgument,
    }
}

/// The text of a call's status. Those of the gRPC library are grpc-go's; `no valid entries` and
/// the invalid token were seen; nobody knows the others, which follow Compute's wording.
fn text(marks: &Marks, refusal: &Refusal) -> String {
    let subject = &refusal.subject;
    match refusal.rule {
        Rule::ContentType => format!("invalid gRPC request content-type {subject:?}"),
        Rule::Method => {
            format!("Received a HEADERS frame with :method {subject:?} which should be POST")
        }
        Rule::Timeout => format!("malformed grpc-timeout: {subject}"),
        Rule::Deadline => "context deadline exceeded".into(),
        Rule::Encoding => {
            format!("grpc: Decompressor is not installed for grpc-encoding {subject:?}")
        }
        Rule::Service
        | Rule::ServiceMethod
        | Rule::Frame
        | Rule::MessageSize
        | Rule::Decodable
        | Rule::RestQuery
        | Rule::RestBody => subject.clone(),
        Rule::RestPath => format!("Path {subject} not found"),
        Rule::RestMethod => format!("Method not allowed; {subject} is"),
        Rule::Authorization => "The token is missing".into(),
        Rule::Token | Rule::Revocable => INVALID_TOKEN.into(),
        Rule::TokenExpired => expired(marks, subject),
        Rule::Permission => DENIED.into(),
        Rule::WriteRate => OVER_QUOTA.into(),
        Rule::LogGroupActive => format!("Log group {subject}"),
        Rule::LogGroup => format!("Log group {subject} not found"),
        Rule::Metadata | Rule::MetadataPath => NO_METADATA.into(),
        Rule::MetadataFlavor => NO_FLAVOR.into(),
        Rule::OauthToken => "OAuth token is invalid or expired".into(),
        Rule::Jwt => "JWT is malformed".into(),
        Rule::JwtKey => format!("Key {subject} not found"),
        Rule::JwtIssuer => "JWT is issued by another account than its key's".into(),
        Rule::JwtSignature => "JWT has an invalid signature".into(),
        Rule::JwtAudience => "JWT is meant for another audience".into(),
        Rule::JwtTime => "JWT is expired or not yet valid".into(),
        Rule::JwtLifetime => "JWT is valid for more than an hour".into(),
        Rule::ServiceAccount => format!("Service account {subject} not found"),
        Rule::Endpoint => format!("Endpoint {subject} not found"),
        Rule::Folder => format!("Folder {subject} not found"),
        Rule::NoValidEntries => "no valid entries".into(),
        Rule::Selector => "Request validation error: selector: is required".into(),
        Rule::PageToken => "Request validation error: page_token: is not valid".into(),
        Rule::Filter => format!("Request validation error: filter: {subject}"),
        Rule::Exists => format!("{subject} not found"),
        Rule::NameFree => format!("{subject} already exists"),
        Rule::GroupCount => "The quota logging.groups.count was exceeded".into(),
        Rule::Cancellable => format!("Operation {subject} is done"),
        Rule::Destination
        | Rule::FieldRequired
        | Rule::FieldLength
        | Rule::FieldSize
        | Rule::FieldPattern
        | Rule::FieldValue
        | Rule::FieldMapKey
        | Rule::FieldExactlyOne
        | Rule::DestinationMember
        | Rule::GroupIdPattern
        | Rule::GroupIdLength
        | Rule::FolderIdPattern
        | Rule::Resource
        | Rule::ResourceTypePattern
        | Rule::ResourceTypeLength
        | Rule::ResourceIdPattern
        | Rule::ResourceIdLength
        | Rule::EntriesSize
        | Rule::Timestamp
        | Rule::TimestampRange
        | Rule::TimestampWindow
        | Rule::Level
        | Rule::MessageBytes
        | Rule::PayloadBytes
        | Rule::EntryBytes
        | Rule::StreamName
        | Rule::StreamNamePattern
        | Rule::StreamNameLength
        | Rule::DefaultsPayloadBytes
        | Rule::ListFilter
        | Rule::ListPageSize
        | Rule::ListPageToken
        | Rule::UpdateMask
        | Rule::Retention => {
            let flaws: Vec<_> = refusal.flaws.iter().map(description).collect();
            format!("Request validation error: {}", flaws.join("; "))
        }
    }
}

fn description(flaw: &Flaw) -> String {
    if flaw.rule == Rule::WriteRate {
        return OVER_QUOTA.into();
    }
    if flaw.field.is_empty() {
        return demand(flaw);
    }
    format!("{}: {}", flaw.field, demand(flaw))
}

/// What is wrong with a field.
fn demand(flaw: &Flaw) -> String {
    let limit = flaw.limit;
    match flaw.rule {
        Rule::FieldRequired
        | Rule::FieldLength
        | Rule::FieldSize
        | Rule::FieldPattern
        | Rule::FieldValue
        | Rule::FieldMapKey
        | Rule::FieldExactlyOne => flaw.demand.clone(),
        Rule::Destination | Rule::Resource | Rule::Timestamp => "is required".into(),
        Rule::DestinationMember => "exactly one of log_group_id, folder_id must be set".into(),
        Rule::GroupIdPattern | Rule::FolderIdPattern | Rule::ResourceTypePattern => {
            "must match ([a-zA-Z][-a-zA-Z0-9_.]{0,63})?".into()
        }
        Rule::ResourceIdPattern => "must match ([a-zA-Z0-9][-a-zA-Z0-9_.]{0,63})?".into(),
        Rule::StreamNamePattern => "must match |[a-zA-Z][-a-zA-Z0-9_.]{0,63}".into(),
        Rule::GroupIdLength
        | Rule::ResourceTypeLength
        | Rule::ResourceIdLength
        | Rule::StreamNameLength => format!("length must be at most {limit} characters"),
        Rule::EntriesSize => format!("size must be in the range 1-{limit}"),
        Rule::TimestampRange => "is not a valid timestamp".into(),
        Rule::TimestampWindow => "must be later than 30 days ago and within a day from now".into(),
        Rule::Level => "is not a valid level".into(),
        Rule::MessageBytes | Rule::PayloadBytes | Rule::EntryBytes | Rule::DefaultsPayloadBytes => {
            format!("size must be at most {limit} bytes")
        }
        Rule::ListFilter => "must be name = \"x\" where it can be given".into(),
        Rule::ListPageSize => "must be in the range 0-1000".into(),
        Rule::ListPageToken => "is not a page token".into(),
        Rule::UpdateMask => "names a field that cannot be changed".into(),
        Rule::Retention => "must be in the range 1h-31d".into(),
        Rule::Exists
        | Rule::NameFree
        | Rule::GroupCount
        | Rule::Cancellable
        | Rule::ContentType
        | Rule::Timeout
        | Rule::Deadline
        | Rule::Method
        | Rule::Service
        | Rule::ServiceMethod
        | Rule::Encoding
        | Rule::Frame
        | Rule::MessageSize
        | Rule::RestPath
        | Rule::RestMethod
        | Rule::RestQuery
        | Rule::RestBody
        | Rule::Authorization
        | Rule::Token
        | Rule::TokenExpired
        | Rule::Permission
        | Rule::Decodable
        | Rule::StreamName
        | Rule::Endpoint
        | Rule::Selector
        | Rule::PageToken
        | Rule::Filter
        | Rule::Metadata
        | Rule::MetadataFlavor
        | Rule::MetadataPath
        | Rule::OauthToken
        | Rule::Jwt
        | Rule::JwtKey
        | Rule::JwtIssuer
        | Rule::JwtSignature
        | Rule::JwtAudience
        | Rule::JwtTime
        | Rule::JwtLifetime
        | Rule::ServiceAccount
        | Rule::Revocable
        | Rule::LogGroup
        | Rule::Folder
        | Rule::WriteRate
        | Rule::LogGroupActive
        | Rule::NoValidEntries => "is invalid".into(),
    }
}
