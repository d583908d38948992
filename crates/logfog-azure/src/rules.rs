logfog_model::rules! { "azure", read "2026-11" {
    /// The path is one of the API's.
    Path = "route.path", Inferred, "Logs Ingestion API, Endpoint URI",
        "The path is /dataCollectionRules/{immutable id}/streams/{stream}, or one of the sign-in endpoint's.";
    /// The method fits the path.
    Method = "route.method", Documented, "Logs Ingestion API, REST API call",
        "Records and forms are sent with POST; documents are read with GET.";

    /// An api-version is named.
    ApiVersionMissing = "ingest.api-version-missing", Documented, "Logs Ingestion API, Endpoint URI",
        "The query names an api-version.",
        hint "Add ?api-version=2023-01-01.";
    /// The api-version exists.
    ApiVersion = "ingest.api-version", Code, "azure-rest-api-specs, Monitor ingestion",
        "The api-version is a published one.",
        hint "Use api-version=2023-01-01.";
    /// An api-version that is newer than those known here is served all the same.
    ApiVersionNewer = "ingest.api-version-newer", Chosen, "none",
        "The api-version is one that this emulator knows.";

    /// A token is sent.
    TokenMissing = "ingest.token-missing", Documented, "Logs Ingestion API, Headers",
        "The Authorization header holds a bearer token.",
        hint "Ask /{tenant}/oauth2/v2.0/token for one.";
    /// The token can be read.
    TokenForm = "ingest.token-form", Inferred, "Logs Ingestion API, Headers",
        "Authorization is Bearer and a signed token.";
    /// The token was issued here, for this tenant, and not changed since.
    TokenTrusted = "ingest.token-trusted", Inferred, "Logs Ingestion API, Authentication",
        "The token is signed by this emulator's key and issued for its tenant.",
        hint "Tokens of the real Entra ID, or of an emulator that has been restarted, are not accepted.";
    /// The token is meant for Azure Monitor.
    TokenAudience = "ingest.token-audience", Documented, "Logs Ingestion API, Authentication",
        "The token's audience is https://monitor.azure.com, .cn or .us.",
        hint "Ask for the scope https://monitor.azure.com/.default.";
    /// The token is still good.
    TokenExpired = "ingest.token-expired", Observed, "serilog-azure-log-analytics, issue 94",
        "The token has not expired.",
        hint "Ask for a new token before the old one ends.";

    /// The request is not too large as sent.
    ContentLength = "ingest.content-length", Documented, "Azure Monitor service limits, Logs Ingestion API",
        "A call is at most 1 MB.",
        hint "Send fewer records a call, or compress them.";
    /// The data collection rule exists.
    DataCollectionRule = "ingest.rule", Observed, "azure-sdk-for-js, logsIngestionClient.spec",
        "The path names a data collection rule by its immutable id.",
        hint "The immutable id begins with dcr-; the rule's resource name does not work.";
    /// The caller may write to the rule.
    Access = "ingest.access", Documented, "Logs Ingestion API, Components",
        "The application has been granted access to the data collection rule.",
        hint "Give it the role Monitoring Metrics Publisher on the rule.";
    /// The rule takes more.
    RateLimit = "ingest.rate-limit", Documented, "Azure Monitor service limits, Logs Ingestion API",
        "A data collection rule gets at most 12,000 requests and 2 GB a minute.",
        hint "Wait as long as Retry-After says. requests_per_minute and bytes_per_minute set other limits, or `unlimited`.";
    /// The rule declares the stream.
    Stream = "ingest.stream", Documented, "Logs Ingestion API, Endpoint URI",
        "The path names a stream that the data collection rule declares.",
        hint "Streams of custom tables begin with Custom-.";
    /// The body is JSON, and says so.
    ContentType = "ingest.content-type", Documented, "Logs Ingestion API, Headers",
        "Content-Type is application/json.";
    /// Nothing but gzip is used to compress.
    ContentEncoding = "ingest.content-encoding", Documented, "Logs Ingestion API, Headers",
        "Content-Encoding is gzip, or is not sent.";
    /// There is a body.
    EmptyBody = "ingest.empty-body", Code, "firezone, Sentinel API client",
        "The body is not empty.",
        hint "An empty array is accepted.";

    /// What is announced as gzip is gzip.
    NotGzip = "ingest.not-gzip", Inferred, "azure-sdk-for-net, ErrorTest",
        "A body announced as gzip is gzip.",
        hint "The service answers 204 all the same.";
    /// What is gzip is gzip once.
    DoubleGzip = "ingest.double-gzip", Inferred, "azure-sdk-for-net, TwiceGzip recording",
        "The body is compressed once.",
        hint "The service answers 204 all the same; let either the client library or you compress.";
    /// The request is not too large when inflated.
    InflatedSize = "ingest.inflated-size", Code, "otel-arrow, Azure Monitor exporter",
        "The body is at most 50 MiB when inflated.",
        hint "The service answers 204 all the same. No more than that is ever inflated here, whatever the checks.";
    /// The body is UTF-8.
    Utf8 = "ingest.utf8", Documented, "Logs Ingestion API, Body",
        "The body is UTF-8.";
    /// The body can be read as JSON.
    Json = "ingest.json", Code, "firezone, Sentinel API client",
        "The body is whole JSON, nested at most 128 deep.",
        hint "Set malformed=lose to have it answered with 204 and lost.";
    /// The body is an array.
    Array = "ingest.array", Documented, "Logs Ingestion API, Body",
        "The body is a JSON array.",
        hint "The service answers 204 to an object, and stores nothing: put it in an array.";
    /// A row is an object.
    RowObject = "ingest.row-object", Inferred, "azure-sdk-for-net, IngestionClientTest",
        "Each element of the array is an object.",
        hint "The service answers 204 all the same.";

    /// The stream declares every property.
    Column = "ingest.column", Inferred, "Monitor and troubleshoot DCR data collection, Metrics",
        "The stream declares a column for each property.",
        hint "What is not declared is dropped; only a metric of the rule counts it.";
    /// The table has every declared column.
    TableColumn = "ingest.table-column", Observed, "Public notes on transformations",
        "The table has a column for each column of the rows.",
        hint "Add the column to the table; what it does not have is dropped.";
    /// The rows of a request are of about one time, where the table's plan wants that.
    AuxiliaryRange = "ingest.auxiliary-range", Documented, "Sample code to send data to Azure Monitor using Logs ingestion API, Troubleshooting",
        "The times of the rows of one request to a table of the plan Auxiliary are within 30 minutes.",
        hint "The whole request is refused. Send rows of different times in different requests, or give the rule a transformation.";
    /// Nested values have a place, where the table's plan wants that.
    AuxiliaryNested = "ingest.auxiliary-nested", Documented, "Azure Monitor service limits, Logs Ingestion API",
        "Objects and arrays are sent to dynamic columns only, where the table has the plan Auxiliary.",
        hint "The whole request is refused.";
    /// A time is written in full, where the table's plan wants that.
    AuxiliaryTime = "ingest.auxiliary-time", Documented, "Set up a table with the Auxiliary plan, TimeGenerated",
        "TimeGenerated is ISO 8601 in UTC with six decimals, where the table has the plan Auxiliary.",
        hint "As in 2026-11-01T12:00:00.000000Z. That another notation makes it null is a choice.";
    /// A transformation wants a row.
    TransformDrop = "ingest.transform-drop", Documented, "Monitor and troubleshoot DCR data collection, Metrics",
        "The rule's transformation keeps the row.",
        hint "That is what the transformation is for: no error, but the service counts it among the rows dropped.";
    /// The table is there.
    Table = "ingest.table", Inferred, "Monitor and troubleshoot DCR data collection, DCRLogErrors",
        "The table that a flow of the rule ends in exists.",
        hint "The service answers 204 all the same. Make the table, or change the rule.";
    /// A value fits its column's type.
    ColumnType = "ingest.column-type", Inferred, "Azure Data Explorer, Ingestion behavior of invalid data",
        "A value fits the type of its column.",
        hint "What does not fit becomes null.";
    /// A value is not too long.
    FieldSize = "ingest.field-size", Documented, "Azure Monitor service limits, Logs Ingestion API",
        "A value is at most 64 KB.",
        hint "Longer ones are cut.";
    /// A row has a time.
    TimeGenerated = "ingest.time-generated", Inferred, "Public notes on transformations",
        "TimeGenerated has a value once the row is transformed.",
        hint "Send TimeGenerated, or set it in the rule's transformation.";
    /// A row's time is near.
    TimeWindow = "ingest.time-window", Documented, "Standard columns in Azure Monitor Logs, TimeGenerated",
        "TimeGenerated is at most 2 days old and at most 1 day ahead.",
        hint "The time of receipt takes its place.";

    /// Nothing is lost or changed behind the client's back, where that is asked for.
    Losses = "ingest.losses", Chosen, "none",
        "Nothing of the call would be lost or changed after it was accepted.",
        hint "The service would answer 204 and say nothing. With losses=tell, which is the default, so does logfog.";

    /// The workspace takes more.
    DailyCap = "ingest.daily-cap", Documented, "Set daily cap on Log Analytics workspace",
        "The workspace has not taken as much today as its daily cap allows.",
        hint "It is in the state workspace_capped. That the service answers 204 all the same is inferred.";

    /// The tenant exists.
    Tenant = "token.tenant", Inferred, "Microsoft Entra error codes",
        "The path names a tenant that exists.";
    /// The tenant is a certain one.
    TenantNamed = "token.tenant-named", Inferred, "Microsoft Entra error codes",
        "The path of a token endpoint names one tenant, and not common, organizations or consumers.",
        hint "An application has no user whose tenant could be meant: give its id.";
    /// The form has all that it needs.
    Parameters = "token.parameters", Inferred, "Microsoft Entra error codes",
        "The form names grant_type, client_id and scope (resource at the older endpoint).";
    /// The grant is one for applications.
    GrantType = "token.grant-type", Inferred, "Microsoft Entra error codes",
        "grant_type is client_credentials.";
    /// The application exists.
    Client = "token.client", Inferred, "Microsoft Entra error codes",
        "client_id is an application of the tenant.";
    /// The application proves who it is.
    SecretMissing = "token.secret-missing", Documented, "Microsoft Entra error codes",
        "The form holds client_secret or client_assertion.";
    /// The secret is right.
    Secret = "token.secret", Code, "azure-identity, live tests",
        "client_secret is the application's.";
    /// The secret is still good.
    SecretExpired = "token.secret-expired", Inferred, "Microsoft Entra error codes",
        "client_secret has not expired.",
        hint "It expires when its declaration says so, by the session's clock.";
    /// An assertion is of the one kind that there is.
    AssertionType = "token.assertion-type", Chosen, "Microsoft identity platform application authentication certificate credentials",
        "client_assertion_type is urn:ietf:params:oauth:client-assertion-type:jwt-bearer.";
    /// An assertion can be read.
    Assertion = "token.assertion", Code, "azure-identity, live tests",
        "client_assertion is a token (JWT), signed with RS256 or PS256.";
    /// An assertion is about the application that presents it.
    AssertionClient = "token.assertion-client", Inferred, "Microsoft Entra error codes",
        "iss and sub of an assertion are the client_id, if a certificate signs it.",
        hint "A token of another issuer has its own, and is taken if a federated credential names the issuer.";
    /// An assertion is meant for this endpoint.
    AssertionAudience = "token.assertion-audience", Inferred, "Microsoft Entra error codes",
        "aud of an assertion is the token endpoint of the tenant, if a certificate signs it.",
        hint "The host may be any; the path must name the tenant.";
    /// The application has the certificate.
    AssertionKey = "token.assertion-key", Inferred, "Microsoft Entra error codes",
        "An assertion is signed with a certificate of the application that has not expired, and names it in x5t, x5t#S256, x5c or kid.",
        hint "Declare the certificate, or take that of client_certificate_url.";
    /// An assertion is good now.
    AssertionTime = "token.assertion-time", Inferred, "Microsoft Entra error codes",
        "An assertion is good at the time of the session: nbf is at most 5 minutes ahead and exp is later.",
        hint "Clients put the time of their machine into it: a session whose clock was moved is another's time.";
    /// The issuer is trusted.
    FederatedIssuer = "token.federated-issuer", Observed, "azure-workload-identity, issue 1200",
        "iss of an assertion is that of a federated credential of the application.";
    /// The subject is trusted.
    FederatedSubject = "token.federated-subject", Observed, "azure-workload-identity, issue 1200",
        "sub of an assertion is that of the federated credential, in the same case.";
    /// The token was made for this exchange.
    FederatedAudience = "token.federated-audience", Inferred, "Microsoft Entra error codes",
        "aud of an assertion is that of the federated credential.",
        hint "It is api://AzureADTokenExchange unless declared otherwise.";
    /// The issuer signed it.
    FederatedKey = "token.federated-key", Chosen, "none",
        "An assertion is signed with a key of the jwks that the federated credential was declared with.",
        hint "The issuer itself is not asked for its keys.";
    /// The scope names a resource and nothing narrower.
    Scope = "token.scope", Inferred, "Microsoft Entra error codes",
        "The scope ends in /.default.";
    /// The resource exists.
    Resource = "token.resource", Inferred, "Microsoft Entra error codes",
        "The resource is one that the tenant knows.",
        hint "For ingestion ask for https://monitor.azure.com.";
    /// The metadata service and Cloud Shell are asked with their header.
    IdentityMetadata = "identity.metadata", Documented, "How to use managed identities to acquire an access token, Get a token using HTTP",
        "A request to the metadata service or to Cloud Shell has the header Metadata: true.";
    /// App Service is asked with its header.
    IdentitySecret = "identity.secret", Documented, "App Service, Use managed identities, REST endpoint reference",
        "A request to App Service has IDENTITY_HEADER in the header X-IDENTITY-HEADER.",
        hint "It is among the credentials as identity_header.";
    /// An api-version is named, and not one before the first.
    IdentityVersion = "identity.api-version", Documented, "App Service, Use managed identities, REST endpoint reference",
        "The query names an api-version: 2018-02-01 or a later one, at App Service 2019-08-01.";
    /// A resource is named.
    IdentityResourceMissing = "identity.resource-missing", Documented, "How to use managed identities to acquire an access token, Get a token using HTTP",
        "A request names a resource.";
    /// The resource exists.
    IdentityResource = "identity.resource", Documented, "How to use managed identities to acquire an access token, Error handling",
        "The resource is one that the tenant knows; it does not end in /.default.",
        hint "For ingestion ask for https://monitor.azure.com.";
    /// The identity exists.
    Identity = "identity.identity", Inferred, "How to use managed identities to acquire an access token, Error handling",
        "client_id, object_id or msi_res_id, where it is sent, names a managed identity.",
        hint "Declare it among managed_identities, or name none for the system's own.";
    /// The instance of the sign-in service exists.
    Instance = "instance.authorization-endpoint", Observed, "MSAL for Python, authority",
        "authorization_endpoint is at this host or at a host of Microsoft's.";
} }
