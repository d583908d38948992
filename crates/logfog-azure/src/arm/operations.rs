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
