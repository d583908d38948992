//! What a client of the query API is told when a rule is broken: status, codes and texts.

use http::StatusCode;
use logfog_kql::{Error, Kind};
use serde::Serialize;

use super::rules::Rule;

/// Why a request fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) rule: Rule,
    /// What is said instead of the rule's own text.
    pub(super) message: Option<String>,
    pub(crate) inner: Option<Box<Inner>>,
}

/// What is wrong, more closely.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Inner {
    code: String,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pos: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<Detail>,
    #[serde(skip_serializing_if = "Option::is_none")]
    innererror: Option<Box<Self>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Detail {
    code: &'static str,
    message: String,
    target: Option<String>,
}

const BAD_ARGUMENT: (StatusCode, &str, &str) = (
    StatusCode::BAD_REQUEST,
    "BadArgumentError",
    "The request had some invalid properties",
);
const NO_PATH: (StatusCode, &str, &str) = (
    StatusCode::NOT_FOUND,
    "PathNotFoundError",
    "The requested path does not exist",
);

impl Refusal {
    pub(crate) fn new(rule: Rule) -> Self {
        Self {
            rule,
            message: None,
            inner: None,
        }
    }

    /// With what is wrong, more closely.
    pub(super) fn because(rule: Rule, code: &str, message: impl Into<String>) -> Self {
        let inner = Inner {
            code: code.to_owned(),
            message: message.into(),
            ..Inner::default()
        };
        Self {
            inner: Some(Box::new(inner)),
            ..Self::new(rule)
        }
    }

    /// The token is for somebody else.
    pub(super) fn audience(audience: &str, allowed: &[&str]) -> Self {
        let allowed: Vec<_> = allowed.iter().map(|url| format!("'{url}/'")).collect();
        let message = format!(
            "The access token has been obtained from wrong audience or resource '{audience}'. It should exactly \
             match (including forward slash) with one of the allowed audiences {}.",
            allowed.join(",")
        );
        Self {
            message: Some(message),
            ..Self::new(Rule::Audience)
        }
    }

    /// The body is no JSON, or not of the documented types.
    pub(super) fn body(problem: String) -> Self {
        let mut refusal = Self::because(
            Rule::Body,
            "QueryValidationError",
            "Failed parsing the query",
        );
        if let Some(inner) = &mut refusal.inner {
            inner.details.push(Detail {
                code: "InvalidJsonBody",
                message: problem,
                target: None,
            });
        }
        refusal
    }

    /// What is wrong with a query: the first error, in the service's nesting.
    pub(super) fn query(text: &str, error: &Error) -> Self {
        let (rule, code, message) = match error.kind {
            Kind::Syntax => (
                Rule::Syntax,
                "SyntaxError",
                "A recognition error occurred in the query.",
            ),
            Kind::Semantic | Kind::Schema => (
                Rule::Semantic,
                "SemanticError",
                "A semantic error occurred.",
            ),
            Kind::Limit if error.code == TIMEOUT => return Self::new(Rule::Timeout),
            Kind::Limit => (
                Rule::Resources,
                "QueryLimitError",
                "The query exceeds a limit.",
            ),
        };
        let mut innermost = Inner {
            code: code_of(error).unwrap_or(code).to_owned(),
            message: error.message.clone(),
            ..Inner::default()
        };
        if error.kind == Kind::Syntax {
            let place = error.at.place(text);
            innermost.line = Some(place.line);
            innermost.pos = Some(place.column);
            innermost.token = Some(error.at.of(text).to_owned());
        }
        let mut refusal = Self::because(rule, code, message);
        if let Some(inner) = &mut refusal.inner {
            inner.innererror = Some(Box::new(innermost));
        }
        refusal
    }

    /// Status, code and text.
    pub(crate) fn told(&self) -> (StatusCode, &'static str, &str) {
        let (status, code, message) = match self.rule {
            Rule::TokenMissing => (
                StatusCode::UNAUTHORIZED,
                "AuthenticationFailed",
                "Authentication failed. The 'Authorization' header is missing.",
            ),
            Rule::Token => (
                StatusCode::FORBIDDEN,
                "InvalidAuthenticationToken",
                "The access token is invalid.",
            ),
            Rule::Audience => (
                StatusCode::FORBIDDEN,
                "InvalidAuthenticationTokenAudience",
                "The access token has been obtained from wrong audience or resource.",
            ),
            Rule::Access => (
                StatusCode::FORBIDDEN,
                "InsufficientAccessError",
                "The provided credentials have insufficient access to perform the requested operation",
            ),
            Rule::Path | Rule::Workspace => NO_PATH,
            Rule::Empty => (StatusCode::NO_CONTENT, "WorkspaceNotPlacedError", ""),
            Rule::ContentType => (StatusCode::OK, "", ""),
            Rule::Timeout => (
                StatusCode::GATEWAY_TIMEOUT,
                "GatewayTimeout",
                "The request timed out. Try again with a shorter time, or with a longer wait.",
            ),
            Rule::Body
            | Rule::Query
            | Rule::Timespan
            | Rule::Workspaces
            | Rule::Syntax
            | Rule::Semantic
            | Rule::Resources
            | Rule::BatchRequest
            // Only cut.
            | Rule::ResultSize => BAD_ARGUMENT,
        };
        (status, code, self.message.as_deref().unwrap_or(message))
    }

    /// The same within a batch, where some things are told in another way.
    pub(super) fn in_batch(&self) -> (StatusCode, &'static str, &str) {
        match self.rule {
            Rule::Workspace => (
                StatusCode::BAD_REQUEST,
                "FailedToResolveResource",
                "Resource identity could not be resolved",
            ),
            Rule::TokenMissing
            | Rule::Token
            | Rule::Audience
            | Rule::Access
            | Rule::Path
            | Rule::Empty
            | Rule::ContentType
            | Rule::Timeout
            | Rule::Body
            | Rule::Query
            | Rule::Timespan
            | Rule::Workspaces
            | Rule::Syntax
            | Rule::Semantic
            | Rule::Resources
            | Rule::BatchRequest
            | Rule::ResultSize => self.told(),
        }
    }
}

/// The innermost code. The service has more than one for what cannot be parsed.
fn code_of(error: &Error) -> Option<&'static str> {
    match error.kind {
        _ if !error.code.is_empty() => Some(error.code),
        Kind::Syntax => Some("SYN0002"),
        Kind::Semantic | Kind::Schema | Kind::Limit => None,
    }
}

/// What queries end with that take too long.
const TIMEOUT: &str = "E_QUERY_TIMEOUT";
