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
        "iam-token-create",
        "yandex.cloud.iam.v1.IamTokenService/Create",
        "IamToken, Create",
    ),
    method(
        "iam-token-create-for-service-account",
        "yandex.cloud.iam.v1.IamTokenService/CreateForServiceAccount",
        "IamToken, CreateForServiceAccount",
    ),
    method(
        "iam-token-revoke",
        "yandex.cloud.iam.v1.IamTokenService/Revoke",
        "IamToken, Revoke",
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
    Operation {
        name: "log-group-delete",
        wire: Wire::Grpc,
        route: "yandex.cloud.logging.v1.LogGroupService/Delete",
        page: "LogGroupService, Delete",
        coverage: Coverage::Partial(
            "entries stay in the store, though nothing reads them any more",
        ),
    },
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
        "sink-get",
        "yandex.cloud.logging.v1.SinkService/Get",
        "SinkService, Get",
    ),
    method(
        "sink-list",
        "yandex.cloud.logging.v1.SinkService/List",
        "SinkService, List",
    ),
    method(
        "sink-create",
        "yandex.cloud.logging.v1.SinkService/Create",
        "SinkService, Create",
    ),
    method(
        "sink-update",
        "yandex.cloud.logging.v1.SinkService/Update",
        "SinkService, Update",
    ),
    method(
        "sink-delete",
        "yandex.cloud.logging.v1.SinkService/Delete",
        "SinkService, Delete",
    ),
    method(
        "sink-list-operations",
        "yandex.cloud.logging.v1.SinkService/ListOperations",
        "SinkService, ListOperations",
    ),
    method(
        "sink-list-access-bindings",
        "yandex.cloud.logging.v1.SinkService/ListAccessBindings",
        "SinkService, ListAccessBindings",
    ),
    method(
        "sink-set-access-bindings",
        "yandex.cloud.logging.v1.SinkService/SetAccessBindings",
        "SinkService, SetAccessBindings",
    ),
    method(
        "sink-update-access-bindings",
        "yandex.cloud.logging.v1.SinkService/UpdateAccessBindings",
        "SinkService, UpdateAccessBindings",
    ),
    method(
        "export-get",
        "yandex.cloud.logging.v1.ExportService/Get",
        "ExportService, Get",
    ),
    method(
        "export-list",
        "yandex.cloud.logging.v1.ExportService/List",
        "ExportService, List",
    ),
    Operation {
        name: "export-create",
        wire: Wire::Grpc,
        route: "yandex.cloud.logging.v1.ExportService/Create",
        page: "ExportService, Create",
        coverage: Coverage::Partial("nothing is copied to the sink"),
    },
    method(
        "export-update",
        "yandex.cloud.logging.v1.ExportService/Update",
        "ExportService, Update",
    ),
    method(
        "export-delete",
        "yandex.cloud.logging.v1.ExportService/Delete",
        "ExportService, Delete",
    ),
    Operation {
        name: "export-run",
        wire: Wire::Grpc,
        route: "yandex.cloud.logging.v1.ExportService/Run",
        page: "ExportService, Run",
        coverage: Coverage::Partial("nothing is copied to the sink"),
    },
    method(
        "export-list-operations",
        "yandex.cloud.logging.v1.ExportService/ListOperations",
        "ExportService, ListOperations",
    ),
    method(
        "export-list-access-bindings",
        "yandex.cloud.logging.v1.ExportService/ListAccessBindings",
        "ExportService, ListAccessBindings",
    ),
    method(
        "export-set-access-bindings",
        "yandex.cloud.logging.v1.ExportService/SetAccessBindings",
        "ExportService, SetAccessBindings",
    ),
    method(
        "export-update-access-bindings",
        "yandex.cloud.logging.v1.ExportService/UpdateAccessBindings",
        "ExportService, UpdateAccessBindings",
    ),
    method(
        "operation-get",
        "yandex.cloud.operation.OperationService/Get",
        "OperationService, Get",
    ),
    Operation {
        name: "operation-cancel",
        wire: Wire::Grpc,
        route: "yandex.cloud.operation.OperationService/Cancel",
        page: "OperationService, Cancel",
        coverage: Coverage::Partial(
            "takes nothing back: what an operation does is done when it starts",
        ),
    },
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
