logfog_model::rules! { "azure", read "2026-11" {
    /// An api-version is named.
    ApiVersionMissing = "arm.api-version-missing", Documented, "Azure REST API reference, api-version",
        "The query names an api-version.";
    /// The api-version is one of the resource's.
    ApiVersion = "arm.api-version", Documented, "Azure REST API reference, api-version",
        "The api-version is one that the resource has.",
        hint "The answer lists those that there are.";
    /// An api-version that is newer than those known here is served all the same.
    ApiVersionNewer = "arm.api-version-newer", Chosen, "none",
        "The api-version is one that this emulator knows.";
    /// A good token is sent.
    Token = "arm.token", Documented, "Azure REST API reference, Authorization header",
        "The Authorization header holds a bearer token that is signed here and has not expired.",
        hint "Ask /{tenant}/oauth2/v2.0/token for one with the scope https://management.azure.com/.default.";
    /// The token is meant for the control plane.
    Audience = "arm.audience", Documented, "Azure REST API reference, Authorization header",
        "The token's audience is https://management.azure.com or https://management.core.windows.net, or of another cloud.",
        hint "Ask for the scope https://management.azure.com/.default.";
    /// The caller has a role that lets it.
    Access = "arm.access", Documented, "Azure RBAC, Troubleshoot",
        "The caller has a role in the scope whose actions include this one.",
        hint "The well-known application and those of the session may do everything; the denied one has the roles that it is assigned.";
    /// The subscription exists.
    Subscription = "arm.subscription", Documented, "Azure Resource Manager, Common deployment errors",
        "The subscription is one that the tenant has.",
        hint "There is one, in `defaults.subscription_id`. With --check azure.arm.subscription=warn every one is there.";
    /// The kind of resource is one that is served.
    ResourceType = "arm.resource-type", Documented, "Azure Resource Manager, Common deployment errors",
        "The resource type is one that is served here.";
    /// The method is one that the resource has.
    Method = "arm.method", Inferred, "azure-rest-api-specs, Monitor and OperationalInsights",
        "The method is one that there is for the resource.";
    /// The body can be read.
    Body = "arm.body", Documented, "Azure Resource Manager, Common deployment errors",
        "The body is a JSON object with members of the documented types.";
    /// The resource group exists.
    ResourceGroup = "arm.resource-group", Documented, "Azure Resource Manager, Common deployment errors",
        "The resource group exists.",
        hint "PUT /subscriptions/{id}/resourceGroups/{name} makes one.";
    /// The resource exists.
    Resource = "arm.resource", Documented, "Azure Resource Manager, Common deployment errors",
        "The resource exists.";
    /// The resource that this one belongs to exists.
    Parent = "arm.parent", Documented, "Azure Resource Manager, Common deployment errors",
        "The resource that this one is made in exists.";
    /// A location is given.
    Location = "arm.location", Documented, "Azure Resource Manager, Common deployment errors",
        "A new resource has a location.";
    /// A resource stays where it is.
    LocationChange = "arm.location-change", Documented, "Azure Resource Manager, Common deployment errors",
        "A resource that exists has the location that it had.";
    /// A resource group stays where it is.
    GroupLocation = "arm.resource-group-location", Documented, "Azure Resource Manager, Common deployment errors",
        "A resource group that exists has the location that it had.";
    /// A name is one that the resource may have.
    Name = "arm.name", Documented, "Azure Resource Manager, Naming rules and restrictions",
        "The name has the characters and the length that the resource type allows.";
    /// The resource is the one that was read.
    Etag = "arm.etag", Documented, "azure-rest-api-specs, Monitor",
        "If-Match names the resource's etag, and If-None-Match: * means that there is none yet.";

    /// A rule's declared streams have names of their own.
    RuleStreamName = "arm.rule-stream-name", Documented, "Structure of a data collection rule, Stream declarations",
        "The name of a declared stream begins with Custom-.";
    /// A column has a name.
    RuleColumn = "arm.rule-column", Inferred, "Create a custom table, Columns",
        "The name of a column is a letter or an underscore and at most 44 letters, digits and underscores, and is there once.",
        hint "That tables demand this is documented; that rules do is inferred.";
    /// A column has a type.
    RuleColumnType = "arm.rule-column-type", Documented, "Structure of a data collection rule, Stream declarations",
        "The type of a column is string, int, long, real, boolean, dynamic or datetime.",
        hint "A guid is sent as a string.";
    /// A rule is not too large.
    RuleLimit = "arm.rule-limit", Documented, "Azure Monitor service limits, Data collection rules",
        "A rule has at most 10 streams, 10 data sources, 10 Log Analytics workspaces and 10 data flows.";
    /// A flow names streams that there are.
    RuleStream = "arm.rule-stream", Observed, "terraform-provider-azurerm, issue 18481",
        "The streams of a data flow are declared in the rule, or are built-in ones.";
    /// A flow has a beginning and an end.
    RuleFlow = "arm.rule-flow", Observed, "azure-docs, issue 118974",
        "A data flow names streams and destinations, and a single stream when it has a transformation.";
    /// A flow names destinations that there are.
    RuleDestination = "arm.rule-destination", Observed, "Public notes on custom JSON logs",
        "The destinations of a data flow are named in the rule.";
    /// A workspace is there.
    RuleWorkspace = "arm.rule-workspace", Inferred, "Structure of a data collection rule, Destinations",
        "The workspace of a destination exists.";
    /// A stream ends in one workspace.
    RuleOneWorkspace = "arm.rule-one-workspace", Documented, "Transformations in Azure Monitor, Multiple destinations",
        "What is sent to a declared stream goes into tables of one workspace.",
        hint "Make another rule for the other workspace.";
    /// A table is there.
    RuleOutputTable = "arm.rule-output-table", Observed, "Azure-Sentinel, issue 13277",
        "The output stream is Custom- or Microsoft- and the name of a table that the workspace has.",
        hint "The output stream is the input stream where none is named. Make the table first; names of custom ones end in _CL.";
    /// Columns arrive as what they are.
    RuleTransformOutput = "arm.rule-transform-output", Observed, "Public changelogs of rules",
        "A column that comes out of a data flow has the type of the table's column.";
    /// A row will have a time.
    RuleTime = "arm.rule-time", Inferred, "Public notes on transformations",
        "TimeGenerated is among the columns that come out of a data flow.",
        hint "Declare it in the stream. The service says so; in which words is not known.";
    /// A transformation can be evaluated.
    RuleTransform = "arm.transform", Observed, "terraform-provider-azurerm, issue 27820",
        "A data flow's transformKql can be compiled for the columns of its stream.",
        hint "`logfog kql check` finds the same without a server. kql=documented refuses what is not on the documented list.";
    /// A column is lost.
    RuleReserved = "arm.rule-reserved-column", Inferred, "Create a custom table, Columns",
        "A column that comes out of a data flow has no name that tables keep for themselves.",
        hint "Its values do not arrive in the table.";
    /// A rule that is used stays.
    RuleAssociated = "arm.rule-associated", Chosen, "none",
        "A rule that is deleted has no associations, or deleteAssociations=true deletes them too.";
    /// An association is with one thing.
    Association = "arm.association", Documented, "azure-rest-api-specs, Monitor",
        "An association names a data collection rule; the one called configurationAccessEndpoint names an endpoint instead.";
    /// An association is with something.
    AssociationRule = "arm.association-rule", Inferred, "azure-rest-api-specs, Monitor",
        "The data collection rule of an association exists.";

    /// A role assignment has a GUID for its name.
    RoleAssignmentName = "arm.role-assignment-name", Documented, "Role Assignments, Create",
        "The name of a role assignment is a GUID.";
    /// The role assignment exists.
    RoleAssignment = "arm.role-assignment", Inferred, "Role Assignments, Get",
        "The role assignment exists.";
    /// A principal has a role once.
    RoleAssignmentExists = "arm.role-assignment-exists", Documented, "Troubleshoot Azure RBAC",
        "A principal is assigned a role in a scope once.";
    /// An assignment stays.
    RoleAssignmentUpdate = "arm.role-assignment-update", Documented, "Troubleshoot Azure RBAC",
        "A role assignment that is written again has the same role and the same principal.",
        hint "Names made from only some of scope, principal and role collide: make the name from all three.";
    /// The role exists.
    RoleDefinition = "arm.role-definition", Documented, "Troubleshoot Azure RBAC",
        "The role exists.",
        hint "The built-in roles that ingestion meets are here; custom roles are not served.";
    /// The role that is asked for exists.
    RoleDefinitionFound = "arm.role-definition-found", Inferred, "Role Definitions, Get",
        "The role that is read exists.",
        hint "The built-in roles that ingestion meets are here; custom roles are not served.";
    /// Principals have GUIDs.
    PrincipalId = "arm.principal-id", Observed, "azure-powershell, issue 16627",
        "principalId is a GUID: the object id, and not the name.";
    /// The principal exists.
    Principal = "arm.principal", Documented, "Troubleshoot Azure RBAC",
        "principalId is the object id of a service principal of the tenant, or principalType says what it is.",
        hint "Applications of the session have service principals; the object id is not the client id.";
    /// A principal is of its type.
    PrincipalType = "arm.principal-type", Observed, "azure-dev, issue 5814",
        "principalType is what the principal is: applications have service principals.",
        hint "SDKs that are not told send User.";
    /// A filter can be read.
    RoleFilter = "arm.role-filter", Documented, "List Azure role assignments using the REST API",
        "$filter is atScope(), principalId eq '…', assignedTo('…') or, of roles, roleName eq '…' or type eq '…'.";
    /// A table has a name that says which kind it is.
    TableName = "arm.table-name", Documented, "Add or delete tables and columns in Azure Monitor Logs",
        "The name of a new table ends in _CL; every other name is that of an Azure table.";
    /// Azure tables stay.
    TableDelete = "arm.table-delete", Documented, "Add or delete tables and columns in Azure Monitor Logs",
        "A table that is deleted is a custom one.";
    /// A custom table has the column of time.
    TableTime = "arm.table-time", Documented, "Add or delete tables and columns in Azure Monitor Logs",
        "A custom table has a column TimeGenerated of type dateTime.";
    /// The name of a column can be one.
    ColumnName = "arm.column-name", Documented, "Add or delete tables and columns in Azure Monitor Logs",
        "A column's name has 2 to 45 letters, digits and underscores, and begins with a letter.";
    /// The name of a column is free.
    ColumnReserved = "arm.column-reserved", Documented, "Add or delete tables and columns in Azure Monitor Logs",
        "A column's name is none of the reserved ones.",
        hint "id, BilledSize, IsBillable, InvalidTimeGenerated, TenantId, Title, Type, UniqueId, and those of the standard columns.";
    /// A column of an Azure table is marked as added.
    ColumnAdded = "arm.column-added", Documented, "Add or delete tables and columns in Azure Monitor Logs",
        "A column that is added to an Azure table has a name that ends in _CF.";
    /// No two columns have one name.
    ColumnTwice = "arm.column-twice", Inferred, "Add or delete tables and columns in Azure Monitor Logs",
        "A table's columns have different names.";
    /// A column keeps its type.
    ColumnType = "arm.column-type", Inferred, "Add or delete tables and columns in Azure Monitor Logs",
        "A column that is there already has the type that it had.";
    /// The plan is one that the table can have.
    TablePlan = "arm.table-plan", Documented, "Select a table plan based on data usage in a Log Analytics workspace",
        "An Azure table has a plan that it supports, and Auxiliary is given to a custom table when it is made and never taken away.";
    /// The plan was not changed just now.
    TablePlanChange = "arm.table-plan-change", Documented, "Select a table plan based on data usage in a Log Analytics workspace",
        "A table's plan is changed once a week.";
    /// Rows are kept for a time that is on offer.
    TableRetention = "arm.table-retention", Documented, "Manage data retention in a Log Analytics workspace",
        "retentionInDays is 4 to 730 (30 but for the plan Analytics), and totalRetentionInDays as long or longer, and 4 to 730 or so many whole years up to 4383 days.",
        hint "-1 and null mean the default.";
    /// A workspace keeps rows for a time that is on offer.
    WorkspaceRetention = "arm.workspace-retention", Documented, "Workspaces, Create Or Update",
        "A workspace's retentionInDays is 30 to 730, and 7 with the sku Free.";
    /// A workspace has a price.
    WorkspaceSku = "arm.workspace-sku", Documented, "Workspaces, Create Or Update",
        "A workspace's sku is Free, Standard, Premium, PerNode, PerGB2018, Standalone, CapacityReservation or LACluster.";
    /// A diagnostic setting sends something somewhere.
    DiagnosticSink = "arm.diagnostic-sink", Documented, "Diagnostic settings in Azure Monitor",
        "A diagnostic setting names a destination.";
    /// A diagnostic setting sends what there is.
    DiagnosticCategory = "arm.diagnostic-category", Documented, "Supported log categories, Microsoft.Insights/datacollectionrules",
        "The log categories are those of the resource.",
        hint "A data collection rule has LogErrors, a workspace Audit and SummaryLogs.";
    /// There are not too many of them.
    DiagnosticCount = "arm.diagnostic-count", Documented, "Diagnostic settings in Azure Monitor",
        "A resource has at most five diagnostic settings.";
} }
