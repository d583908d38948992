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

/// The text of a call's status. Those of the gRPC library are grpc-go's; `no valid entries` and
/// the invalid token were seen; nobody knows the others, which follow Compute's wording.
pub(crate) fn text(marks: &Marks, refusal: &Refusal) -> String {
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
        Rule::ReadRate => "The quota of read requests was exceeded".into(),
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

pub(crate) fn description(flaw: &Flaw) -> String {
    if flaw.rule == Rule::WriteRate {
        return OVER_QUOTA.into();
    }
    if flaw.field.is_empty() {
        return demand(flaw);
    }
    format!("{}: {}", flaw.field, demand(flaw))
}

/// What is wrong with a field.
pub(crate) fn demand(flaw: &Flaw) -> String {
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
        | Rule::ReadRate
        | Rule::LogGroupActive
        | Rule::NoValidEntries => "is invalid".into(),
    }
}
