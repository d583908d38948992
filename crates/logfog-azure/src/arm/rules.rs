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
        "A new resource has a location, which it keeps.";
    /// A name is one that the resource may have.
    Name = "arm.name", Documented, "Azure Resource Manager, Naming rules and restrictions",
        "The name has the characters and the length that the resource type allows.";
    /// The resource is the one that was read.
    Etag = "arm.etag", Documented, "azure-rest-api-specs, Monitor",
        "If-Match names the resource's etag, and If-None-Match: * means that there is none yet.";
} }
