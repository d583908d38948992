logfog_model::rules! { "azure", read "2026-11" {
    /// A token is sent.
    TokenMissing = "query.token-missing", Documented, "Log Analytics API errors, No authentication provided",
        "The request has an Authorization header.";
    /// The token is good.
    Token = "query.token", Documented, "Log Analytics API errors, Invalid authentication token",
        "The Authorization header holds a bearer token that is signed here and has not expired.",
        hint "Ask /{tenant}/oauth2/v2.0/token for one with the scope https://api.loganalytics.io/.default.";
    /// The token is meant for the query API.
    Audience = "query.audience", Documented, "Log Analytics API errors, Invalid token audience",
        "The token's audience is the query API's, or the control plane's where the request goes there.",
        hint "Ask for the scope https://api.loganalytics.io/.default.";
    /// There is something at the path.
    Path = "query.path", Documented, "Log Analytics API errors, Path not found",
        "The path is one of the API's, and the method one that it has there.",
        hint "/v1/workspaces/{id}/query, where the id is the workspace's GUID and not its name.";
    /// There is such a workspace.
    Workspace = "query.workspace", Inferred, "Log Analytics API errors, Path not found",
        "The workspace that the path names exists.",
        hint "That a batch answers 400 for it is documented.";
    /// The caller has a role that lets it.
    Access = "query.access", Documented, "Log Analytics API errors, Insufficient permissions",
        "The caller has a role in the workspace whose actions include Microsoft.OperationalInsights/workspaces/query/read.",
        hint "Log Analytics Reader, Monitoring Reader and Reader do. The well-known application needs none.";
    /// There is data in the workspace.
    Empty = "query.empty", Documented, "Log Analytics API errors, No data in workspace",
        "The workspace has data in it.",
        hint "That is said of a workspace with the state `workspace_empty` alone: others answer without rows.";
    /// It is said that the body is JSON.
    ContentType = "query.content-type", Documented, "Log Analytics API errors, Missing JSON or Content-Type",
        "A POST has a body, and Content-Type: application/json.";
    /// The body can be read.
    Body = "query.body", Documented, "Batch queries, Example errors",
        "The body is a JSON object with members of the documented types.";
    /// Something is asked.
    Query = "query.query", Documented, "azure-rest-api-specs, OperationalInsights v1, QueryBody",
        "A query is given: in the body of a POST, in the URL of a GET.";
    /// The time can be read.
    Timespan = "query.timespan", Documented, "azure-rest-api-specs, OperationalInsights v1, timespan",
        "timespan is a duration of ISO 8601, or two times, or a time and a duration with a slash between them.";
    /// The other workspaces exist.
    Workspaces = "query.workspaces", Inferred, "Query across resources with the Log Analytics API",
        "Each of `workspaces` is the GUID, the name or the resource id of a workspace.";
    /// The query can be parsed.
    Syntax = "query.syntax", Documented, "Log Analytics API errors, Query syntax error",
        "The query can be parsed.";
    /// The query means something.
    Semantic = "query.semantic", Observed, "azure-cli-extensions, issue 3002",
        "Every table, column, function and operator of the query exists, and has arguments of its types.",
        hint "What is there of the language is in docs/kql.md; what is not is refused by its name.";
    /// The query needs no more than there is.
    Resources = "query.resources", Chosen, "none",
        "The query needs no more memory, rows and depth than there is for it.",
        hint "That there are such limits is documented; in which words they are told is chosen.";
    /// The answer is not too large.
    ResultSize = "query.result-size", Documented, "Azure Monitor service limits, Log queries and language",
        "The answer has at most 500,000 rows and about 100 MB.",
        hint "What is over is cut off, and the answer says PartialError. query_rows sets another number.";
    /// The query is done in time.
    Timeout = "query.timeout", Documented, "Logs query timeouts and errors",
        "The query takes no longer than the wait of the Prefer header, which is 180 seconds by default and 600 at most.";
    /// A batch can be read.
    BatchRequest = "query.batch-request", Documented, "Batch queries, Behavior and errors",
        "Each request of a batch has an id of its own and a workspace.";
} }
