//! What is said of each rule, in the vendor's words where anybody knows them: code, text and what is
//! wrong with a field.

use tonic::Code;

use crate::{
    answers::Marks,
    refusal::{Flaw, Refusal},
    rules::Rule,
};

pub(crate) const INVALID_TOKEN: &str = "The token is invalid";
pub(crate) const NO_METADATA: &str = "Not Found";
/// As Google's says it.
pub(crate) const NO_FLAVOR: &str = "Missing Metadata-Flavor:Google header.";
pub(crate) const INTERNAL: &str = "Internal error";
pub(crate) const DENIED: &str = "Permission denied";
pub(crate) const OVER_QUOTA: &str = "The quota logging.write.rate was exceeded";

/// Ten minutes of grace, as it was seen; `times` are when it expired and what time it is, to the
/// nanosecond.
pub(crate) fn expired(marks: &Marks, times: &str) -> String {
    format!(
        "request-id = {} rpc error: code = Unauthenticated desc = The token has expired \
         {times}, which is more than PT10M later",
        marks.request_id
    )
}

/// The code of a call that fails by this rule.
pub(crate) fn code(rule: Rule) -> Code {
    match rule {
        Rule::Frame | Rule::Method | Rule::Timeout => Code::Internal,
        Rule::Deadline => Code::DeadlineExceeded,
        Rule::Service | Rule::ServiceMethod | Rule::Encoding | Rule::RestMethod => {
            Code::Unimplemented
        }
        Rule::MessageSize | Rule::WriteRate | Rule::ReadRate | Rule::GroupCount => {
            Code::ResourceExhausted
        }
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

/// The text of a call's status.
pub(crate) fn text(marks: &Marks, refusal: &Refusal) -> String {
    match words(refusal.rule) {
        Words::Call(text) => text(marks, &refusal.subject),
        Words::Field(_) => {
            let flaws: Vec<_> = refusal.flaws.iter().map(description).collect();
            format!("Request validation error: {}", flaws.join("; "))
        }
    }
}

/// What is wrong with a field, or with an entry.
pub(crate) fn description(flaw: &Flaw) -> String {
    if flaw.rule == Rule::WriteRate {
        return OVER_QUOTA.into();
    }
    if flaw.field.is_empty() {
        return demand(flaw);
    }
    format!("{}: {}", flaw.field, demand(flaw))
}

/// What is wrong with a field, without its name.
pub(crate) fn demand(flaw: &Flaw) -> String {
    match words(flaw.rule) {
        Words::Field(demand) => demand(flaw),
        // No field breaks such a rule.
        Words::Call(_) => "is invalid".into(),
    }
}

/// How it is said that a rule was broken.
enum Words {
    /// By the call: its text, given what it is about.
    Call(fn(&Marks, &str) -> String),
    /// By a field: what it had to be.
    Field(fn(&Flaw) -> String),
}

/// The words of a rule. Those of the gRPC library are grpc-go's; `no valid entries` and the invalid token
/// were seen; nobody knows the others, which follow Compute's wording.
fn words(rule: Rule) -> Words {
    use Words::{Call, Field};
    match rule {
        Rule::ContentType => {
            Call(|_, found| format!("invalid gRPC request content-type {found:?}"))
        }
        Rule::Method => Call(|_, found| {
            format!("Received a HEADERS frame with :method {found:?} which should be POST")
        }),
        Rule::Timeout => Call(|_, problem| format!("malformed grpc-timeout: {problem}")),
        Rule::Deadline => Call(|_, _| "context deadline exceeded".into()),
        Rule::Encoding => Call(|_, found| {
            format!("grpc: Decompressor is not installed for grpc-encoding {found:?}")
        }),
        Rule::Service
        | Rule::ServiceMethod
        | Rule::Frame
        | Rule::MessageSize
        | Rule::Decodable
        | Rule::RestQuery
        | Rule::RestBody => Call(|_, problem| problem.into()),
        Rule::RestPath => Call(|_, path| format!("Path {path} not found")),
        Rule::RestMethod => Call(|_, allowed| format!("Method not allowed; {allowed} is")),
        Rule::Authorization => Call(|_, _| "The token is missing".into()),
        Rule::Token | Rule::Revocable => Call(|_, _| INVALID_TOKEN.into()),
        Rule::TokenExpired => Call(expired),
        Rule::Permission => Call(|_, _| DENIED.into()),
        Rule::WriteRate => Call(|_, _| OVER_QUOTA.into()),
        Rule::ReadRate => Call(|_, _| "The quota of read requests was exceeded".into()),
        Rule::LogGroupActive => Call(|_, status| format!("Log group {status}")),
        Rule::Metadata | Rule::MetadataPath => Call(|_, _| NO_METADATA.into()),
        Rule::MetadataFlavor => Call(|_, _| NO_FLAVOR.into()),
        Rule::OauthToken => Call(|_, _| "OAuth token is invalid or expired".into()),
        Rule::Jwt => Call(|_, _| "JWT is malformed".into()),
        Rule::JwtKey => Call(|_, id| format!("Key {id} not found")),
        Rule::JwtIssuer => Call(|_, _| "JWT is issued by another account than its key's".into()),
        Rule::JwtSignature => Call(|_, _| "JWT has an invalid signature".into()),
        Rule::JwtAudience => Call(|_, _| "JWT is meant for another audience".into()),
        Rule::JwtTime => Call(|_, _| "JWT is expired or not yet valid".into()),
        Rule::JwtLifetime => Call(|_, _| "JWT is valid for more than an hour".into()),
        Rule::LogGroup => Call(|_, id| format!("Log group {id} not found")),
        Rule::ServiceAccount => Call(|_, id| format!("Service account {id} not found")),
        Rule::Endpoint => Call(|_, id| format!("Endpoint {id} not found")),
        Rule::Folder => Call(|_, id| format!("Folder {id} not found")),
        Rule::Exists => Call(|_, what| format!("{what} not found")),
        Rule::NameFree => Call(|_, what| format!("{what} already exists")),
        Rule::GroupCount => Call(|_, _| "The quota logging.groups.count was exceeded".into()),
        Rule::Cancellable => Call(|_, id| format!("Operation {id} is done")),
        Rule::NoValidEntries => Call(|_, _| "no valid entries".into()),
        Rule::Selector => Call(|_, _| "Request validation error: selector: is required".into()),
        Rule::PageToken => Call(|_, _| "Request validation error: page_token: is not valid".into()),
        Rule::Filter => Call(|_, problem| format!("Request validation error: filter: {problem}")),
        Rule::FieldRequired
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
        | Rule::MessageBytes
        | Rule::PayloadBytes
        | Rule::EntryBytes
        | Rule::StreamNamePattern
        | Rule::StreamNameLength
        | Rule::DefaultsPayloadBytes => Field(|flaw| flaw.demand.clone()),
        Rule::TimestampRange => Field(|_| "is not a valid timestamp".into()),
        Rule::TimestampWindow => {
            Field(|_| "must be later than 30 days ago and within a day from now".into())
        }
        Rule::Level => Field(|_| "is not a valid level".into()),
        Rule::StreamName => Field(|_| "is invalid".into()),
        Rule::ListFilter => Field(|_| "must be name = \"x\" where it can be given".into()),
        Rule::ListPageSize => Field(|_| "must be in the range 0-1000".into()),
        Rule::ListPageToken => Field(|_| "is not a page token".into()),
        Rule::UpdateMask => Field(|_| "names a field that cannot be changed".into()),
        Rule::Retention => Field(|_| "must be in the range 1h-31d".into()),
    }
}
