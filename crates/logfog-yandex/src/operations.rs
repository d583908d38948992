//! What is served: each method with its page, and how much of it there is.

use logfog_model::{Coverage, Operation, Wire};

/// Every method that is served.
pub(crate) const ALL: &[Operation] = &[
    Operation {
        name: WRITE,
        wire: Wire::Grpc,
        route: "yandex.cloud.logging.v1.LogIngestionService/Write",
        page: "LogIngestionService, Write",
        coverage: Coverage::Partial(
            "entries are readable at once, where the service may take a minute; quotas are counted only where they \
             are set",
        ),
    },
    method(
        "endpoint-get",
        "yandex.cloud.endpoint.ApiEndpointService/Get",
        "API endpoints, ApiEndpoint, Get",
    ),
    method(
        "endpoint-list",
        "yandex.cloud.endpoint.ApiEndpointService/List",
        "API endpoints, ApiEndpoint, List",
    ),
    method(
        "read",
        "yandex.cloud.logging.v1.LogReadingService/Read",
        "LogReadingService, Read",
    ),
    method(
        "log-group-get",
        "yandex.cloud.logging.v1.LogGroupService/Get",
        "LogGroupService, Get",
    ),
    method(
        "log-group-stats",
        "yandex.cloud.logging.v1.LogGroupService/Stats",
        "LogGroupService, Stats",
    ),
    method(
        "log-group-list",
        "yandex.cloud.logging.v1.LogGroupService/List",
        "LogGroupService, List",
    ),
    method(
        "log-group-create",
        "yandex.cloud.logging.v1.LogGroupService/Create",
        "LogGroupService, Create",
    ),
    method(
        "log-group-update",
        "yandex.cloud.logging.v1.LogGroupService/Update",
        "LogGroupService, Update",
    ),
    method(
        "log-group-delete",
        "yandex.cloud.logging.v1.LogGroupService/Delete",
        "LogGroupService, Delete",
    ),
    method(
        "log-group-list-resources",
        "yandex.cloud.logging.v1.LogGroupService/ListResources",
        "LogGroupService, ListResources",
    ),
    method(
        "log-group-list-operations",
        "yandex.cloud.logging.v1.LogGroupService/ListOperations",
        "LogGroupService, ListOperations",
    ),
    method(
        "log-group-list-access-bindings",
        "yandex.cloud.logging.v1.LogGroupService/ListAccessBindings",
        "LogGroupService, ListAccessBindings",
    ),
    method(
        "log-group-set-access-bindings",
        "yandex.cloud.logging.v1.LogGroupService/SetAccessBindings",
        "LogGroupService, SetAccessBindings",
    ),
    method(
        "log-group-update-access-bindings",
        "yandex.cloud.logging.v1.LogGroupService/UpdateAccessBindings",
        "LogGroupService, UpdateAccessBindings",
    ),
    method(
        "operation-get",
        "yandex.cloud.operation.OperationService/Get",
        "OperationService, Get",
    ),
    method(
        "operation-cancel",
        "yandex.cloud.operation.OperationService/Cancel",
        "OperationService, Cancel",
    ),
];

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
