//! What a client of the control plane is told when a rule is broken: status, code and text.

use http::StatusCode;

use super::{kinds::Kind, rules::Rule, target::Target};
use crate::entra::TENANT;

/// Why a request fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) rule: Rule,
    pub(crate) message: String,
    pub(crate) details: Vec<Detail>,
}

/// One of several things that are wrong.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Detail {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) target: String,
}

impl Refusal {
    pub(super) fn new(rule: Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            message: message.into(),
            details: Vec::new(),
        }
    }

    /// Status and code.
    pub(crate) fn code(&self) -> (StatusCode, &'static str) {
        match self.rule {
            Rule::ApiVersionMissing => (StatusCode::BAD_REQUEST, "MissingApiVersionParameter"),
            // Newer ones are served.
            Rule::ApiVersion | Rule::ApiVersionNewer => {
                (StatusCode::BAD_REQUEST, "InvalidApiVersionParameter")
            }
            Rule::Token => (StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken"),
            Rule::Audience => (
                StatusCode::UNAUTHORIZED,
                "InvalidAuthenticationTokenAudience",
            ),
            Rule::Access => (StatusCode::FORBIDDEN, "AuthorizationFailed"),
            Rule::Subscription => (StatusCode::NOT_FOUND, "SubscriptionNotFound"),
            Rule::ResourceType => (StatusCode::NOT_FOUND, "InvalidResourceType"),
            Rule::Method => (StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed"),
            Rule::Body => (StatusCode::BAD_REQUEST, "InvalidRequestContent"),
            Rule::ResourceGroup => (StatusCode::NOT_FOUND, "ResourceGroupNotFound"),
            Rule::Resource | Rule::TableName => (StatusCode::NOT_FOUND, "ResourceNotFound"),
            Rule::Parent => (StatusCode::NOT_FOUND, "ParentResourceNotFound"),
            Rule::Location => (StatusCode::BAD_REQUEST, "LocationRequired"),
            Rule::LocationChange => (StatusCode::CONFLICT, "InvalidResourceLocation"),
            Rule::GroupLocation => (StatusCode::CONFLICT, "InvalidResourceGroupLocation"),
            Rule::Name => (StatusCode::BAD_REQUEST, "InvalidResourceName"),
            Rule::Etag => (StatusCode::PRECONDITION_FAILED, "PreconditionFailed"),
            Rule::RuleStreamName
            | Rule::RuleColumn
            | Rule::RuleColumnType
            | Rule::RuleLimit
            | Rule::RuleStream
            | Rule::RuleFlow
            | Rule::RuleDestination
            | Rule::RuleWorkspace
            | Rule::RuleOneWorkspace
            | Rule::RuleOutputTable
            | Rule::RuleTransformOutput
            | Rule::RuleTime
            | Rule::RuleTransform
            // Only noted.
            | Rule::RuleReserved
            | Rule::Association => (StatusCode::BAD_REQUEST, "InvalidPayload"),
            Rule::RuleAssociated => (StatusCode::CONFLICT, "Conflict"),
            Rule::AssociationRule => (StatusCode::NOT_FOUND, "NotFound"),
            Rule::RoleAssignmentName => (StatusCode::BAD_REQUEST, "InvalidRoleAssignmentId"),
            Rule::RoleAssignment => (StatusCode::NOT_FOUND, "RoleAssignmentNotFound"),
            Rule::RoleAssignmentExists => (StatusCode::CONFLICT, "RoleAssignmentExists"),
            Rule::RoleAssignmentUpdate => {
                (StatusCode::BAD_REQUEST, "RoleAssignmentUpdateNotPermitted")
            }
            Rule::RoleDefinition => (StatusCode::BAD_REQUEST, "RoleDefinitionDoesNotExist"),
            Rule::RoleDefinitionFound => (StatusCode::NOT_FOUND, "RoleDefinitionDoesNotExist"),
            Rule::PrincipalId => (StatusCode::BAD_REQUEST, "InvalidPrincipalId"),
            Rule::Principal => (StatusCode::BAD_REQUEST, "PrincipalNotFound"),
            Rule::PrincipalType => (StatusCode::BAD_REQUEST, "UnmatchedPrincipalType"),
            Rule::RoleFilter => (StatusCode::BAD_REQUEST, "BadRequestFormat"),
            Rule::TableTime
            | Rule::ColumnName
            | Rule::ColumnReserved
            | Rule::ColumnAdded
            | Rule::ColumnTwice
            | Rule::ColumnType => (StatusCode::BAD_REQUEST, "SchemaUpdateFatalError"),
            Rule::TablePlan
            | Rule::TablePlanChange
            | Rule::TableRetention
            | Rule::WorkspaceRetention
            | Rule::WorkspaceSku => (StatusCode::BAD_REQUEST, "InvalidParameter"),
            Rule::TableDelete
            | Rule::DiagnosticSink
            | Rule::DiagnosticCategory
            | Rule::DiagnosticCount => (StatusCode::BAD_REQUEST, "BadRequest"),
        }
    }
}

pub(super) const API_VERSION_MISSING: &str =
    "The api-version query parameter (?api-version=) is required for all requests.";
pub(super) const NO_TOKEN: &str = "Authentication failed. The 'Authorization' header is missing.";
pub(super) const BAD_TOKEN: &str = "The access token is invalid.";
pub(super) const EXPIRED_TOKEN: &str =
    "The access token expiry UTC time is earlier than current UTC time.";

pub(super) fn api_version(named: &str, known: &[&str]) -> String {
    format!(
        "The api-version '{named}' is invalid. The supported versions are '{}'.",
        known.join(",")
    )
}

pub(super) fn audience(found: &str, known: &[&str]) -> String {
    format!(
        "The access token has been obtained for wrong audience or resource '{found}'. It should exactly match with one \
         of the allowed audiences '{}'.",
        known.join("','")
    )
}

pub(super) fn access(client_id: &str, object_id: &str, action: &str, scope: &str) -> String {
    format!(
        "The client '{client_id}' with object id '{object_id}' does not have authorization to perform action \
         '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your \
         credentials."
    )
}

pub(super) fn subscription(id: &str) -> String {
    format!("The subscription '{id}' could not be found.")
}

pub(super) fn resource_group(name: &str) -> String {
    format!("Resource group '{name}' could not be found.")
}

pub(super) fn resource(target: &Target) -> String {
    let named = format!("{}/{}", target.kind.name(), target.names.join("/"));
    let group = target.group.as_deref().unwrap_or_default();
    format!(
        "The Resource '{named}' under resource group '{group}' was not found. For more details please go to \
         https://aka.ms/ARMResourceNotFoundFix"
    )
}

pub(super) fn parent(target: &Target, parent: &str) -> String {
    let name = target.names.join("/");
    format!(
        "Failed to perform 'write' on resource(s) of type '{}', because the parent resource '{parent}' could not be \
         found for '{name}'.",
        target.kind.name()
    )
}

pub(super) fn resource_type(named: &str) -> String {
    format!("The resource type '{named}' could not be found.")
}

pub(super) fn method(kind: Kind, method: &str) -> String {
    format!(
        "The requested resource '{}' does not support http method '{method}'.",
        kind.name()
    )
}

pub(super) const LOCATION: &str = "The location property is required for this definition.";

pub(super) fn location(name: &str, group: &str, there: &str, asked: &str) -> String {
    format!(
        "The resource '{name}' already exists in location '{there}' in resource group '{group}'. A resource with the \
         same name cannot be created in location '{asked}'. Please select a new resource name."
    )
}

pub(super) fn group_location(there: &str, asked: &str) -> String {
    format!(
        "Invalid resource group location '{asked}'. The Resource group already exists in location '{there}'."
    )
}

pub(super) fn body(problem: &str) -> String {
    format!("The request content was invalid and could not be deserialized: '{problem}'.")
}

pub(super) fn name(name: &str, demand: &str) -> String {
    format!("The resource name '{name}' is invalid: {demand}.")
}

pub(super) const ETAG: &str =
    "The resource has changed since it was read: its etag is another one.";

pub(super) fn associated(name: &str, count: usize) -> String {
    format!(
        "The data collection rule '{name}' has {count} associations. Delete them first, or set deleteAssociations to \
         true."
    )
}

pub(super) const ASSOCIATION: &str = "An association must have either 'dataCollectionRuleId', or 'dataCollectionEndpointId' and the name \
     'configurationAccessEndpoint'.";

pub(super) fn no_rule(id: &str) -> String {
    format!("The data collection rule '{id}' was not found.")
}

pub(super) fn role_assignment_name(name: &str) -> String {
    format!("The role assignment ID '{name}' is not valid. The role assignment ID must be a GUID.")
}

pub(super) fn role_assignment(name: &str) -> String {
    format!("The role assignment '{}' is not found.", digits(name))
}

pub(super) const ROLE_EXISTS: &str = "The role assignment already exists.";
pub(super) const ROLE_UPDATE: &str =
    "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.";

pub(super) fn role_definition(id: &str) -> String {
    format!(
        "The specified role definition with ID '{}' does not exist.",
        digits(id)
    )
}

pub(super) fn principal_id(id: &str) -> String {
    format!("The Principal ID '{id}' is not valid. Principal ID must be a GUID.")
}

pub(super) fn principal(id: &str) -> String {
    format!(
        "Principal {} does not exist in the directory {TENANT}. Check that you have the correct principal ID. If you \
         are creating this principal and then immediately assigning a role, this error might be related to a \
         replication delay. In this case, set the role assignment principalType property to a value, such as \
         ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype",
        digits(id)
    )
}

/// The misspelling is the service's.
pub(super) fn principal_type(id: &str, is: &str, said: &str) -> String {
    format!(
        "The PrincipalId '{}' has type '{is}' , which is different from specified PrinciaplType '{said}'.",
        digits(id)
    )
}

pub(super) fn filter(text: &str) -> String {
    format!(
        "The filter '{text}' is not supported. Supported filters are either 'atScope()' or 'principalId eq \
         '{{value}}' or assignedTo('{{value}}')'."
    )
}

/// A GUID as texts about roles have it: without its dashes.
fn digits(id: &str) -> String {
    id.replace('-', "")
}

/// What is told when a table does not exist, or cannot.
pub(super) fn table(name: &str, operation: &str) -> String {
    format!(
        "The specified table: '{name}' was not found. Please make sure proper table name is used. Operation Id: \
         '{operation}'"
    )
}

pub(super) fn table_delete(name: &str) -> String {
    format!("The table '{name}' is an Azure table, which cannot be deleted.")
}

pub(super) const NO_TIME: &str = "MSG 1005: Table missing mandatory 'TimeGenerated' column";

/// What is wrong with the schema of a table, in the words of the service behind the service.
pub(super) fn schema(customer_id: &str, name: &str, problem: &str) -> String {
    let message = format!(
        "ServiceClient: Response status code does not indicate success - 400 (Bad Request), for request - \
         /cms/apiv2/workspaces/{customer_id}/tables/{name}, due to reason - [Table validation failed with following \
         errors: {problem}]."
    );
    serde_json::json!({ "error": { "code": "BadRequest", "message": message } }).to_string()
}

pub(super) fn retention(member: &str, days: i32, from: i32, to: i32) -> String {
    format!("The value '{days}' of '{member}' is not allowed: it must be between {from} and {to}.")
}
