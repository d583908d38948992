//! What is served of the query API.

use logfog_model::{Coverage, Operation, Wire};

pub(super) const QUERY: &str = "query";
pub(super) const BATCH: &str = "query-batch";
pub(super) const METADATA: &str = "query-metadata";

/// Every call that is served.
pub(crate) const ALL: &[Operation] = &[
    Operation {
        name: QUERY,
        wire: Wire::Http,
        route: "POST /v1/workspaces/{workspaceId}/query, GET /v1/workspaces/{workspaceId}/query, \
                POST /v1/{resourceId}/query, GET /v1/{resourceId}/query, POST /{resourceId}/query?api-version=",
        page: "Azure Monitor Log Analytics API, Request format",
        coverage: Coverage::Partial(
            "a resource is a workspace; of tables whose columns are not public, only the standard ones can be \
             read; queries of tables of the plans Basic and Auxiliary are not restricted, and what \
             a query language has beyond logfog-kql is refused by name",
        ),
    },
    Operation {
        name: BATCH,
        wire: Wire::Http,
        route: "POST /v1/$batch",
        page: "Azure Monitor Log Analytics API, Batch queries",
        coverage: Coverage::Whole,
    },
    Operation {
        name: METADATA,
        wire: Wire::Http,
        route: "GET /v1/workspaces/{workspaceId}/metadata, POST /v1/workspaces/{workspaceId}/metadata",
        page: "azure-rest-api-specs, OperationalInsights v1, Metadata",
        coverage: Coverage::Partial(
            "tables with their columns, and workspaces; there are no functions, saved queries and categories",
        ),
    },
];
