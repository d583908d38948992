//! What the client is told when a rule is broken: status, code and text.

use http::StatusCode;

use crate::{entra::TENANT, rules::Rule};

/// What is said, and in which of the APIs' shapes.
#[derive(Debug)]
pub(crate) enum Said {
    /// Nothing: the gateway accepts, and only the explanation knows.
    Nothing,
    /// Azure Monitor: status, code, message.
    Monitor(StatusCode, &'static str, String),
    /// Entra ID: status, error, AADSTS number, text.
    Entra(StatusCode, &'static str, u32, String),
    /// An endpoint of managed identities: status, error, text.
    Identity(StatusCode, &'static str, String),
}

/// What a request was about, for the texts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Subject<'a> {
    /// Immutable id of the data collection rule.
    pub(crate) rule: &'a str,
    pub(crate) stream: &'a str,
    /// Resource id of the data collection rule.
    pub(crate) arm_id: &'a str,
    pub(crate) tenant: &'a str,
    /// Bytes sent.
    pub(crate) sent: u64,
    /// Bytes allowed.
    pub(crate) limit: u64,
    /// Seconds until a rule takes more, where they are known.
    pub(crate) wait: Option<u64>,
}

impl<'a> Subject<'a> {
    /// What `/dataCollectionRules/{rule}/streams/{stream}` names, as it is written there.
    pub(crate) fn of_path(path: &'a str) -> Self {
        let mut parts = path.split('/').skip(2);
        let rule = parts.next().unwrap_or_default();
        let stream = parts.nth(1).unwrap_or_default();
        Self {
            rule,
            stream,
            ..Self::default()
        }
    }
}

/// What is said about a broken rule. Where the service's own text has been published or seen, it
/// is used; the other texts are this project's, since nobody knows better.
#[expect(
    clippy::too_many_lines,
    reason = "one exhaustive match: a rule without an answer does not compile"
)]
pub(crate) fn say(rule: Rule, at: &str, got: &str, subject: &Subject<'_>) -> Said {
    let &Subject {
        rule: id,
        stream,
        arm_id,
        tenant,
        sent,
        limit,
        wait: _,
    } = subject;
    match rule {
        Rule::Path => monitor(
            StatusCode::NOT_FOUND,
            "NotFound",
            "The requested path does not exist.",
        ),
        Rule::Method => monitor(
            StatusCode::METHOD_NOT_ALLOWED,
            "MethodNotAllowed",
            format!("The requested resource does not support the method {got}."),
        ),
        Rule::ApiVersionMissing => monitor(
            StatusCode::BAD_REQUEST,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        ),
        Rule::ApiVersion => monitor(
            StatusCode::BAD_REQUEST,
            "InvalidApiVersion",
            format!("The api-version '{got}' is invalid."),
        ),
        Rule::TokenMissing => monitor(
            StatusCode::UNAUTHORIZED,
            "MissingToken",
            "The request has no authentication token.",
        ),
        Rule::TokenForm | Rule::TokenTrusted => monitor(
            StatusCode::UNAUTHORIZED,
            "InvalidToken",
            "The authentication token provided is not valid.",
        ),
        Rule::TokenAudience => monitor(
            StatusCode::UNAUTHORIZED,
            "InvalidAudience",
            "The authentication token provided is for another audience.",
        ),
        Rule::TokenExpired => monitor(
            StatusCode::UNAUTHORIZED,
            "TokenExpired",
            "The authentication token provided has expired.",
        ),
        Rule::ContentLength => monitor(
            StatusCode::PAYLOAD_TOO_LARGE,
            "ContentLengthLimitExceeded",
            format!(
                "Maximum allowed content length: {limit} bytes ({} MB). Provided content length: \
                 {sent} bytes.",
                limit >> 20
            ),
        ),
        Rule::DataCollectionRule => monitor(
            StatusCode::NOT_FOUND,
            "NotFound",
            format!("Data collection rule with immutable Id '{id}' not found."),
        ),
        Rule::Access => monitor(
            StatusCode::FORBIDDEN,
            "OperationFailed",
            format!(
                "The authentication token provided does not have access to ingest data for the \
                 data collection rule with immutable Id '{id}' PipelineAccessResult: \
                 AccessGranted: False, IsRbacPresent: False, IsDcrDceBindingValid: , DcrArmId: \
                 {arm_id}, Message: Required authorization action was not found for tenantId \
                 {tenant} objectId {got} on resourceId {arm_id} ConfigurationId: {id}.."
            ),
        ),
        Rule::RateLimit => monitor(
            StatusCode::TOO_MANY_REQUESTS,
            "TooManyRequests",
            "The data collection rule's limit per minute has been reached.",
        ),
        Rule::Stream => monitor(
            StatusCode::BAD_REQUEST,
            "InvalidStream",
            format!(
                "The stream {stream} was not configured in the data collection rule with \
                 immutable Id {id}"
            ),
        ),
        Rule::ContentType => monitor(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UnsupportedMediaType",
            "The Content-Type of the request has to be application/json.",
        ),
        Rule::Losses => monitor(
            StatusCode::BAD_REQUEST,
            "SilentLoss",
            format!(
                "The service would have accepted this call and lost or changed some of it: {got}."
            ),
        ),
        Rule::AuxiliaryRange => monitor(
            StatusCode::BAD_REQUEST,
            "RecordsTimeRangeIsMoreThan30Minutes",
            "The time duration between DataEndTime and DataStartTime should be within the range of 0 to 30 minutes.",
        ),
        Rule::ContentEncoding => monitor(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UnsupportedMediaType",
            "The Content-Encoding of the request has to be gzip.",
        ),
        Rule::EmptyBody => monitor(
            StatusCode::BAD_REQUEST,
            "InvalidContentLength",
            "The content length of the request has to be more than 0 bytes.",
        ),
        Rule::Utf8 | Rule::Json | Rule::AuxiliaryNested => monitor(
            StatusCode::BAD_REQUEST,
            "ContentDeserializationError",
            "The content of the request cannot be read as JSON.",
        ),
        Rule::ApiVersionNewer
        | Rule::NotGzip
        | Rule::DoubleGzip
        | Rule::InflatedSize
        | Rule::Array
        | Rule::RowObject
        | Rule::Column
        | Rule::ColumnType
        | Rule::FieldSize
        | Rule::TimeGenerated
        | Rule::TimeWindow
        | Rule::DailyCap
        | Rule::Table
        | Rule::AuxiliaryTime
        | Rule::TransformDrop
        | Rule::TableColumn => Said::Nothing,

        Rule::Tenant if is_tenant_name(got) => entra(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            90_002,
            format!(
                "Tenant '{got}' not found. Check to make sure you have the correct tenant ID and \
                 are signing into the correct cloud."
            ),
        ),
        Rule::Tenant => entra(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            900_023,
            format!(
                "Specified tenant identifier '{got}' is neither a valid DNS name, nor a valid \
                 external domain."
            ),
        ),
        Rule::TenantNamed => entra(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            50_059,
            "No tenant-identifying information found in either the request or implied by any \
             provided credentials.",
        ),
        Rule::Parameters => {
            let name = at.strip_prefix("form ").unwrap_or(at);
            entra(
                StatusCode::BAD_REQUEST,
                "invalid_request",
                900_144,
                format!("The request body must contain the following parameter: '{name}'."),
            )
        }
        Rule::GrantType => entra(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            70_003,
            format!("The app requested an unsupported grant type '{got}'."),
        ),
        Rule::Client => entra(
            StatusCode::BAD_REQUEST,
            "unauthorized_client",
            700_016,
            format!(
                "Application with identifier '{got}' was not found in the directory '{tenant}'."
            ),
        ),
        Rule::SecretMissing => entra(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            7_000_218,
            "The request body must contain the following parameter: 'client_assertion' or \
             'client_secret'.",
        ),
        Rule::Secret => entra(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            7_000_215,
            "Invalid client secret provided. Ensure the secret being sent in the request is the \
             client secret value, not the client secret ID.",
        ),
        Rule::SecretExpired => entra(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            7_000_222,
            "The provided client secret keys are expired.",
        ),
        Rule::AssertionType => entra(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            50_027,
            format!(
                "JWT token is invalid or malformed. Unsupported client_assertion_type '{got}'."
            ),
        ),
        Rule::Assertion => entra(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            50_027,
            "JWT token is invalid or malformed.",
        ),
        Rule::AssertionClient => client(
            700_021,
            "Client assertion application identifier doesn't match 'client_id' parameter.",
        ),
        Rule::AssertionAudience => client(
            700_023,
            "Client assertion audience claim does not match Realm issuer.",
        ),
        Rule::AssertionKey => client(
            700_027,
            format!("Client assertion contains an invalid signature. [Reason - {got}]"),
        ),
        Rule::AssertionTime => client(
            700_024,
            format!("Client assertion is not within its valid time range. {got}"),
        ),
        Rule::FederatedIssuer => client(700_211, no_match("issuer", got)),
        Rule::FederatedSubject => client(700_213, no_match("subject", got)),
        Rule::FederatedAudience => client(700_212, no_match("audience", got)),
        Rule::FederatedKey => client(
            50_013,
            "Assertion failed signature validation. [Reason - The key was not found.]",
        ),
        Rule::Scope => entra(
            StatusCode::BAD_REQUEST,
            "invalid_scope",
            1_002_012,
            format!(
                "The provided value for scope {got} is not valid. Client credential flows must \
                 have a scope value with /.default suffixed to the resource identifier \
                 (application ID URI)."
            ),
        ),
        Rule::Resource => entra(
            StatusCode::BAD_REQUEST,
            "invalid_resource",
            500_011,
            format!(
                "The resource principal named {got} was not found in the tenant named {tenant}."
            ),
        ),
        Rule::IdentityMetadata => identity(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "Required metadata header not specified",
        ),
        Rule::IdentitySecret => identity(
            StatusCode::UNAUTHORIZED,
            "invalid_request",
            "The X-IDENTITY-HEADER of the request is missing or wrong.",
        ),
        Rule::IdentityVersion => identity(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            format!("The api-version '{got}' is missing or not supported."),
        ),
        Rule::IdentityResourceMissing => identity(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "Required query variable 'resource' is missing",
        ),
        Rule::IdentityResource => identity(
            StatusCode::BAD_REQUEST,
            "invalid_resource",
            format!(
                "AADSTS500011: The resource principal named {got} was not found in the tenant \
                 named {TENANT}."
            ),
        ),
        Rule::Identity => identity(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "Identity not found",
        ),
        Rule::Instance => entra(
            StatusCode::BAD_REQUEST,
            "invalid_instance",
            50_049,
            "Unknown or invalid instance.",
        ),
    }
}

fn monitor(status: StatusCode, code: &'static str, message: impl Into<String>) -> Said {
    Said::Monitor(status, code, message.into())
}

fn entra(status: StatusCode, error: &'static str, code: u32, text: impl Into<String>) -> Said {
    Said::Entra(status, error, code, text.into())
}

/// The application has not proved who it is.
fn client(code: u32, text: impl Into<String>) -> Said {
    entra(StatusCode::UNAUTHORIZED, "invalid_client", code, text)
}

fn no_match(claim: &str, got: &str) -> String {
    format!(
        "No matching federated identity record found for presented assertion {claim} '{got}'. \
         Check your federated identity credential Subject, Audience and Issuer against the \
         presented assertion."
    )
}

fn identity(status: StatusCode, error: &'static str, text: impl Into<String>) -> Said {
    Said::Identity(status, error, text.into())
}

/// Whether it could be a tenant's: a UUID, or a domain.
fn is_tenant_name(name: &str) -> bool {
    name.contains('.') || name.parse::<uuid::Uuid>().is_ok()
}
