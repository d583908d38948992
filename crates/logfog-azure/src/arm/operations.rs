//! What is served of the control plane: each call with its page, and how much of it there is.

use logfog_model::{Coverage, Operation, Wire};

use super::{kinds::Kind, routes::Verb};

macro_rules! suffix {
    (group) => {
        "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    };
    (workspaces) => {
        concat!(
            suffix!(group),
            "/providers/Microsoft.OperationalInsights/workspaces"
        )
    };
    (workspace) => {
        concat!(suffix!(workspaces), "/{workspaceName}")
    };
    (rules) => {
        concat!(
            suffix!(group),
            "/providers/Microsoft.Insights/dataCollectionRules"
        )
    };
    (rule) => {
        concat!(suffix!(rules), "/{dataCollectionRuleName}")
    };
    (associations) => {
        "/{resourceUri}/providers/Microsoft.Insights/dataCollectionRuleAssociations"
    };
    (assignments) => {
        "/{scope}/providers/Microsoft.Authorization/roleAssignments"
    };
    (definitions) => {
        "/{scope}/providers/Microsoft.Authorization/roleDefinitions"
    };
    (tables) => {
        concat!(suffix!(workspace), "/tables")
    };
    (table) => {
        concat!(suffix!(tables), "/{tableName}")
    };
    (endpoints) => {
        concat!(
            suffix!(group),
            "/providers/Microsoft.Insights/dataCollectionEndpoints"
        )
    };
    (endpoint) => {
        concat!(suffix!(endpoints), "/{dataCollectionEndpointName}")
    };
    (settings) => {
        "/{resourceUri}/providers/Microsoft.Insights/diagnosticSettings"
    };
    (setting) => {
        concat!(suffix!(settings), "/{name}")
    };
}

/// Every call that is served.
pub(crate) const ALL: &[Operation] = &[
    whole(
        "subscription-list",
        "GET /subscriptions",
        "Subscriptions, List",
    ),
    whole(
        "subscription-get",
        "GET /subscriptions/{subscriptionId}",
        "Subscriptions, Get",
    ),
    whole(
        "resource-group-list",
        "GET /subscriptions/{subscriptionId}/resourcegroups, GET /subscriptions/{subscriptionId}/resourceGroups",
        "Resource Groups, List",
    ),
    whole(
        "resource-group-get",
        concat!("GET ", suffix!(group)),
        "Resource Groups, Get",
    ),
    whole(
        "resource-group-put",
        concat!("PUT ", suffix!(group)),
        "Resource Groups, Create Or Update",
    ),
    whole(
        "resource-group-patch",
        concat!("PATCH ", suffix!(group)),
        "Resource Groups, Update",
    ),
    whole(
        "resource-group-delete",
        concat!("DELETE ", suffix!(group)),
        "Resource Groups, Delete",
    ),
    whole(
        "resource-group-head",
        concat!("HEAD ", suffix!(group)),
        "Resource Groups, Check Existence",
    ),
    whole(
        "workspace-list",
        concat!(
            "GET ",
            suffix!(workspaces),
            ", GET /subscriptions/{subscriptionId}/providers/Microsoft.OperationalInsights/workspaces"
        ),
        "Workspaces, List",
    ),
    whole(
        "workspace-get",
        concat!("GET ", suffix!(workspace)),
        "Workspaces, Get",
    ),
    whole(
        "workspace-put",
        concat!("PUT ", suffix!(workspace)),
        "Workspaces, Create Or Update",
    ),
    whole(
        "workspace-patch",
        concat!("PATCH ", suffix!(workspace)),
        "Workspaces, Update",
    ),
    whole(
        "workspace-delete",
        concat!("DELETE ", suffix!(workspace)),
        "Workspaces, Delete",
    ),
    whole(
        "workspace-shared-keys",
        concat!("POST ", suffix!(workspace), "/sharedKeys"),
        "Shared Keys, Get Shared Keys",
    ),
    partial(
        "table-list",
        concat!("GET ", suffix!(tables)),
        "Tables, List By Workspace",
        "of Azure's tables, those that the ingestion API can write to and a few others; the columns of six of them are not public",
    ),
    whole("table-get", concat!("GET ", suffix!(table)), "Tables, Get"),
    partial(
        "table-put",
        concat!("PUT ", suffix!(table)),
        "Tables, Create Or Update",
        "search results and restored logs are not made; a broken schema is refused at once, also where the service would let the operation fail",
    ),
    whole(
        "table-patch",
        concat!("PATCH ", suffix!(table)),
        "Tables, Update",
    ),
    whole(
        "table-delete",
        concat!("DELETE ", suffix!(table)),
        "Tables, Delete",
    ),
    partial(
        "table-migrate",
        concat!("POST ", suffix!(table), "/migrate"),
        "Tables, Migrate",
        "there are no tables of the Data Collector API, so that there is never anything to migrate",
    ),
    whole(
        "data-collection-endpoint-list",
        concat!(
            "GET ",
            suffix!(endpoints),
            ", GET /subscriptions/{subscriptionId}/providers/Microsoft.Insights/dataCollectionEndpoints"
        ),
        "Data Collection Endpoints, List",
    ),
    whole(
        "data-collection-endpoint-get",
        concat!("GET ", suffix!(endpoint)),
        "Data Collection Endpoints, Get",
    ),
    partial(
        "data-collection-endpoint-put",
        concat!("PUT ", suffix!(endpoint)),
        "Data Collection Endpoints, Create",
        "networkAcls has no effect: the endpoint is this emulator, which everybody reaches",
    ),
    whole(
        "data-collection-endpoint-patch",
        concat!("PATCH ", suffix!(endpoint)),
        "Data Collection Endpoints, Update",
    ),
    whole(
        "data-collection-endpoint-delete",
        concat!("DELETE ", suffix!(endpoint)),
        "Data Collection Endpoints, Delete",
    ),
    whole(
        "diagnostic-setting-list",
        concat!("GET ", suffix!(settings)),
        "Diagnostic Settings, List",
    ),
    whole(
        "diagnostic-setting-get",
        concat!("GET ", suffix!(setting)),
        "Diagnostic Settings, Get",
    ),
    partial(
        "diagnostic-setting-put",
        concat!("PUT ", suffix!(setting)),
        "Diagnostic Settings, Create Or Update",
        "nothing is sent but the errors of a data collection rule, and those to workspaces only",
    ),
    whole(
        "diagnostic-setting-delete",
        concat!("DELETE ", suffix!(setting)),
        "Diagnostic Settings, Delete",
    ),
    whole(
        "data-collection-rule-list",
        concat!(
            "GET ",
            suffix!(rules),
            ", GET /subscriptions/{subscriptionId}/providers/Microsoft.Insights/dataCollectionRules"
        ),
        "Data Collection Rules, List By Resource Group",
    ),
    whole(
        "data-collection-rule-get",
        concat!("GET ", suffix!(rule)),
        "Data Collection Rules, Get",
    ),
    partial(
        "data-collection-rule-put",
        concat!("PUT ", suffix!(rule)),
        "Data Collection Rules, Create",
        "transformations by name, in several stages, are refused; of some built-in streams only the names are known; \
         nothing goes to destinations other than Log Analytics workspaces",
    ),
    whole(
        "data-collection-rule-patch",
        concat!("PATCH ", suffix!(rule)),
        "Data Collection Rules, Update",
    ),
    whole(
        "data-collection-rule-delete",
        concat!("DELETE ", suffix!(rule)),
        "Data Collection Rules, Delete",
    ),
    whole(
        "data-collection-rule-associations",
        concat!("GET ", suffix!(rule), "/associations"),
        "Data Collection Rule Associations, List By Rule",
    ),
    whole(
        "data-collection-endpoint-associations",
        concat!(
            "GET ",
            suffix!(group),
            "/providers/Microsoft.Insights/dataCollectionEndpoints/{dataCollectionEndpointName}/associations"
        ),
        "Data Collection Rule Associations, List By Data Collection Endpoint",
    ),
    whole(
        "association-list",
        concat!("GET ", suffix!(associations)),
        "Data Collection Rule Associations, List By Resource",
    ),
    whole(
        "association-get",
        concat!("GET ", suffix!(associations), "/{associationName}"),
        "Data Collection Rule Associations, Get",
    ),
    partial(
        "association-put",
        concat!("PUT ", suffix!(associations), "/{associationName}"),
        "Data Collection Rule Associations, Create",
        "whether the resource exists is not asked: machines and clusters are not served",
    ),
    whole(
        "association-delete",
        concat!("DELETE ", suffix!(associations), "/{associationName}"),
        "Data Collection Rule Associations, Delete",
    ),
    whole(
        "role-assignment-list",
        concat!("GET ", suffix!(assignments)),
        "Role Assignments, List For Scope",
    ),
    whole(
        "role-assignment-get",
        concat!("GET ", suffix!(assignments), "/{roleAssignmentName}"),
        "Role Assignments, Get",
    ),
    partial(
        "role-assignment-put",
        concat!("PUT ", suffix!(assignments), "/{roleAssignmentName}"),
        "Role Assignments, Create",
        "conditions are kept and not evaluated; whether the scope exists is not asked",
    ),
    whole(
        "role-assignment-delete",
        concat!("DELETE ", suffix!(assignments), "/{roleAssignmentName}"),
        "Role Assignments, Delete",
    ),
    partial(
        "role-definition-list",
        concat!("GET ", suffix!(definitions)),
        "Role Definitions, List",
        "the built-in roles that log ingestion meets, nine of hundreds; no custom roles",
    ),
    partial(
        "role-definition-get",
        concat!("GET ", suffix!(definitions), "/{roleDefinitionId}"),
        "Role Definitions, Get",
        "the built-in roles that log ingestion meets, nine of hundreds; no custom roles",
    ),
    whole(
        "operation-status-get",
        "GET /subscriptions/{subscriptionId}/providers/Microsoft.OperationalInsights/locations/{location}/operationStatuses/{asyncOperationId}",
        "Operation Statuses, Get",
    ),
];

const fn whole(name: &'static str, route: &'static str, page: &'static str) -> Operation {
    Operation {
        name,
        wire: Wire::Http,
        route,
        page,
        coverage: Coverage::Whole,
    }
}

const fn partial(
    name: &'static str,
    route: &'static str,
    page: &'static str,
    missing: &'static str,
) -> Operation {
    Operation {
        coverage: Coverage::Partial(missing),
        ..whole(name, route, page)
    }
}

/// The name of the call that does this with that; empty when there is none.
pub(super) fn name(kind: Kind, verb: &Verb) -> &'static str {
    let of = match kind {
        Kind::Subscription => "subscription",
        Kind::ResourceGroup => "resource-group",
        Kind::Workspace => "workspace",
        Kind::Table => "table",
        Kind::DataCollectionEndpoint => "data-collection-endpoint",
        Kind::DataCollectionRule => "data-collection-rule",
        Kind::Association => "association",
        Kind::DiagnosticSetting => "diagnostic-setting",
        Kind::RoleAssignment => "role-assignment",
        Kind::RoleDefinition => "role-definition",
        Kind::OperationStatus => "operation-status",
    };
    let done = match verb {
        Verb::List => "list",
        Verb::Get => "get",
        Verb::Put => "put",
        Verb::Patch => "patch",
        Verb::Delete => "delete",
        Verb::Head => "head",
        Verb::Action(action) if action.eq_ignore_ascii_case("sharedKeys") => "shared-keys",
        Verb::Action(action) if action.eq_ignore_ascii_case("migrate") => "migrate",
        Verb::Action(action) if action.eq_ignore_ascii_case("associations") => "associations",
        Verb::Action(_) => return "",
    };
    let named = |operation: &&Operation| {
        let rest = operation.name.strip_prefix(of);
        rest.and_then(|rest| rest.strip_prefix('-')) == Some(done)
    };
    ALL.iter()
        .find(named)
        .map_or("", |operation| operation.name)
}
