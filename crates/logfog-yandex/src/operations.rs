//! What is served: each method with its page, and how much of it there is.

use logfog_model::{Coverage, Operation, Wire};

/// Every method that is served.
pub(crate) const ALL: &[Operation] = &[
    Operation {
        name: WRITE,
        wire: Wire::Grpc,
        route: "yandex.cloud.logging.v1.LogIngestionService/Write, POST /logging/v1/write",
        page: "LogIngestionService, Write",
        coverage: Coverage::Partial(
            "over REST in the profile `seed` alone; quotas are counted, and entries readable later, only where that is set",
        ),
    },
    method(
        "endpoint-get",
        "yandex.cloud.endpoint.ApiEndpointService/Get, GET /endpoints/{api_endpoint_id}",
        "API endpoints, ApiEndpoint, Get",
    ),
    method(
        "endpoint-list",
        "yandex.cloud.endpoint.ApiEndpointService/List, GET /endpoints",
        "API endpoints, ApiEndpoint, List",
    ),
    method(
        "read",
        "yandex.cloud.logging.v1.LogReadingService/Read, GET /logging/v1/read",
        "LogReadingService, Read",
    ),
    method(
        "iam-token-create",
        "yandex.cloud.iam.v1.IamTokenService/Create, POST /iam/v1/tokens",
        "IamToken, Create",
    ),
    method(
        "iam-token-create-for-service-account",
        "yandex.cloud.iam.v1.IamTokenService/CreateForServiceAccount, POST /iam/v1/tokens:createForServiceAccount",
        "IamToken, CreateForServiceAccount",
    ),
    method(
        "iam-token-revoke",
        "yandex.cloud.iam.v1.IamTokenService/Revoke, POST /iam/v1/tokens:revoke",
        "IamToken, Revoke",
    ),
    method(
        "log-group-get",
        "yandex.cloud.logging.v1.LogGroupService/Get, GET /logging/v1/logGroups/{log_group_id}",
        "LogGroupService, Get",
    ),
    method(
        "log-group-stats",
        "yandex.cloud.logging.v1.LogGroupService/Stats, GET /logging/v1/logGroups/{log_group_id}/stats",
        "LogGroupService, Stats",
    ),
    method(
        "log-group-list",
        "yandex.cloud.logging.v1.LogGroupService/List, GET /logging/v1/logGroups",
        "LogGroupService, List",
    ),
    method(
        "log-group-create",
        "yandex.cloud.logging.v1.LogGroupService/Create, POST /logging/v1/logGroups",
        "LogGroupService, Create",
    ),
    method(
        "log-group-update",
        "yandex.cloud.logging.v1.LogGroupService/Update, PATCH /logging/v1/logGroups/{log_group_id}",
        "LogGroupService, Update",
    ),
    partial(
        "log-group-delete",
        "yandex.cloud.logging.v1.LogGroupService/Delete, DELETE /logging/v1/logGroups/{log_group_id}",
        "LogGroupService, Delete",
        "entries stay in the store, though nothing reads them any more",
    ),
    method(
        "log-group-list-resources",
        "yandex.cloud.logging.v1.LogGroupService/ListResources, GET /logging/v1/logGroups/{log_group_id}:listResources",
        "LogGroupService, ListResources",
    ),
    method(
        "log-group-list-operations",
        "yandex.cloud.logging.v1.LogGroupService/ListOperations, GET /logging/v1/logGroups/{log_group_id}/operations",
        "LogGroupService, ListOperations",
    ),
    method(
        "log-group-list-access-bindings",
        "yandex.cloud.logging.v1.LogGroupService/ListAccessBindings, GET /logging/v1/logGroups/{resource_id}:listAccessBindings",
        "LogGroupService, ListAccessBindings",
    ),
    method(
        "log-group-set-access-bindings",
        "yandex.cloud.logging.v1.LogGroupService/SetAccessBindings, POST /logging/v1/logGroups/{resource_id}:setAccessBindings",
        "LogGroupService, SetAccessBindings",
    ),
    method(
        "log-group-update-access-bindings",
        "yandex.cloud.logging.v1.LogGroupService/UpdateAccessBindings, PATCH /logging/v1/logGroups/{resource_id}:updateAccessBindings",
        "LogGroupService, UpdateAccessBindings",
    ),
    method(
        "sink-get",
        "yandex.cloud.logging.v1.SinkService/Get, GET /logging/v1/sinks/{sink_id}",
        "SinkService, Get",
    ),
    method(
        "sink-list",
        "yandex.cloud.logging.v1.SinkService/List, GET /logging/v1/sinks",
        "SinkService, List",
    ),
    method(
        "sink-create",
        "yandex.cloud.logging.v1.SinkService/Create, POST /logging/v1/sinks",
        "SinkService, Create",
    ),
    method(
        "sink-update",
        "yandex.cloud.logging.v1.SinkService/Update, PATCH /logging/v1/sinks/{sink_id}",
        "SinkService, Update",
    ),
    method(
        "sink-delete",
        "yandex.cloud.logging.v1.SinkService/Delete, DELETE /logging/v1/sinks/{sink_id}",
        "SinkService, Delete",
    ),
    method(
        "sink-list-operations",
        "yandex.cloud.logging.v1.SinkService/ListOperations, GET /logging/v1/sinks/{sink_id}/operations",
        "SinkService, ListOperations",
    ),
    method(
        "sink-list-access-bindings",
        "yandex.cloud.logging.v1.SinkService/ListAccessBindings, GET /logging/v1/sinks/{resource_id}:listAccessBindings",
        "SinkService, ListAccessBindings",
    ),
    method(
        "sink-set-access-bindings",
        "yandex.cloud.logging.v1.SinkService/SetAccessBindings, POST /logging/v1/sinks/{resource_id}:setAccessBindings",
        "SinkService, SetAccessBindings",
    ),
    method(
        "sink-update-access-bindings",
        "yandex.cloud.logging.v1.SinkService/UpdateAccessBindings, PATCH /logging/v1/sinks/{resource_id}:updateAccessBindings",
        "SinkService, UpdateAccessBindings",
    ),
    method(
        "export-get",
        "yandex.cloud.logging.v1.ExportService/Get, GET /logging/v1/exports/{export_id}",
        "ExportService, Get",
    ),
    method(
        "export-list",
        "yandex.cloud.logging.v1.ExportService/List, GET /logging/v1/exports",
        "ExportService, List",
    ),
    partial(
        "export-create",
        "yandex.cloud.logging.v1.ExportService/Create, POST /logging/v1/exports",
        "ExportService, Create",
        "nothing is copied to the sink",
    ),
    method(
        "export-update",
        "yandex.cloud.logging.v1.ExportService/Update, PATCH /logging/v1/exports/{export_id}",
        "ExportService, Update",
    ),
    method(
        "export-delete",
        "yandex.cloud.logging.v1.ExportService/Delete, DELETE /logging/v1/exports/{export_id}",
        "ExportService, Delete",
    ),
    partial(
        "export-run",
        "yandex.cloud.logging.v1.ExportService/Run, POST /logging/v1/run-export",
        "ExportService, Run",
        "nothing is copied to the sink",
    ),
    method(
        "export-list-operations",
        "yandex.cloud.logging.v1.ExportService/ListOperations, GET /logging/v1/exports/{export_id}/operations",
        "ExportService, ListOperations",
    ),
    method(
        "export-list-access-bindings",
        "yandex.cloud.logging.v1.ExportService/ListAccessBindings, GET /logging/v1/exports/{resource_id}:listAccessBindings",
        "ExportService, ListAccessBindings",
    ),
    method(
        "export-set-access-bindings",
        "yandex.cloud.logging.v1.ExportService/SetAccessBindings, POST /logging/v1/exports/{resource_id}:setAccessBindings",
        "ExportService, SetAccessBindings",
    ),
    method(
        "export-update-access-bindings",
        "yandex.cloud.logging.v1.ExportService/UpdateAccessBindings, PATCH /logging/v1/exports/{resource_id}:updateAccessBindings",
        "ExportService, UpdateAccessBindings",
    ),
    method(
        "operation-get",
        "yandex.cloud.operation.OperationService/Get, GET /operations/{operation_id}",
        "OperationService, Get",
    ),
    partial(
        "operation-cancel",
        "yandex.cloud.operation.OperationService/Cancel, GET /operations/{operation_id}:cancel, POST /operations/{operation_id}:cancel",
        "OperationService, Cancel",
        "takes nothing back: what an operation does is done when it starts",
    ),
    get(
        METADATA_TOKEN,
        "GET /computeMetadata/v1/instance/service-accounts/default/token",
        "Service account on a VM, getting an IAM token",
        Coverage::Whole,
    ),
    get(
        METADATA,
        "GET /computeMetadata/v1/?recursive=true",
        "VM metadata, Google Compute Engine format",
        Coverage::Partial("ids of instance, folder, cloud and service account; no other paths"),
    ),
    get(
        KEY_FILE,
        "GET /logfog/service-account-key.json, GET /logfog/service-account-key-denied.json",
        "Authorized keys, key file",
        Coverage::Whole,
    ),
];

/// The service and method of an operation, in front of its routes over REST.
pub(crate) fn method_of(operation: &Operation) -> &'static str {
    let first = operation.route.split(", ").next();
    first.unwrap_or(operation.route)
}

/// The operation whose answers can say that some entries failed.
pub(crate) const WRITE: &str = "write";

/// A method that is served whole.
const fn method(name: &'static str, route: &'static str, page: &'static str) -> Operation {
    Operation {
        name,
        wire: Wire::Grpc,
        route,
        page,
        coverage: Coverage::Whole,
    }
}

/// A method of which something is missing.
const fn partial(
    name: &'static str,
    route: &'static str,
    page: &'static str,
    gap: &'static str,
) -> Operation {
    Operation {
        coverage: Coverage::Partial(gap),
        ..method(name, route, page)
    }
}

/// A token for an instance.
pub(crate) const METADATA_TOKEN: &str = "metadata-token";
/// All that an instance can know of itself.
pub(crate) const METADATA: &str = "metadata";
/// A key file of a well-known service account: nothing that the vendor serves.
pub(crate) const KEY_FILE: &str = "service-account-key";

const fn get(
    name: &'static str,
    route: &'static str,
    page: &'static str,
    coverage: Coverage,
) -> Operation {
    Operation {
        name,
        wire: Wire::Http,
        route,
        page,
        coverage,
    }
}
