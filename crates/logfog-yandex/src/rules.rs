logfog_model::rules! { "yandex", read "2026-11" {
    /// The request says that it is gRPC.
    ContentType = "grpc.content-type", Inferred, "grpc-go, server transport",
        "`content-type` is `application/grpc`, alone or with `+` or `;` after it.";
    /// The time that a client gives is one.
    Timeout = "grpc.timeout", Inferred, "grpc-go, server transport",
        "`grpc-timeout` is one to eight digits and one of `H`, `M`, `S`, `m`, `u` and `n`.";
    /// gRPC is always a POST.
    Method = "grpc.method", Inferred, "grpc-go, server transport", "The method is POST.";
    /// The answer is there in time.
    Deadline = "grpc.deadline", Inferred, "gRPC, deadlines, in grpc-go's words",
        "The answer is there before the time in `grpc-timeout` is over.",
        hint "Only a planned latency takes time here, and no time at all is over at once.";
    /// There is such a service here.
    Service = "grpc.service", Inferred, "grpc-go, as quoted by a client of another host",
        "The service is one that is served at this address.",
        hint "Writing is `/yandex.cloud.logging.v1.LogIngestionService/Write`.";
    /// The service has such a method.
    ServiceMethod = "grpc.service-method", Inferred, "grpc-go, server",
        "The service has a method of this name.";
    /// The message is compressed in a way that is understood.
    Encoding = "grpc.encoding", Inferred, "grpc-go, server",
        "`grpc-encoding` is `gzip` or `identity`.";
    /// One whole message, with its length in front.
    Frame = "grpc.frame", Inferred, "gRPC over HTTP/2, length-prefixed messages",
        "The body is a flag, a length and so many bytes, whole and compressed as it says.";
    /// The message is not too large.
    MessageSize = "grpc.message-size", Inferred, "grpc-go, default receive limit",
        "The message, inflated, has at most 4 MiB.";

    /// There is such a path.
    RestPath = "rest.path", Chosen, "none",
        "The path is one that the protos annotate a method with, or an older profile's.",
        hint "`google.api.http` in the protos says which there are; reading and writing have none today.";
    /// The path has such a verb.
    RestMethod = "rest.method", Chosen, "none", "The path has a method with this verb.",
        hint "`Allow` names those that it has.";
    /// Parameters are fields.
    RestQuery = "rest.query", Chosen, "none",
        "Every parameter of the query names a field of the request and has a value for it.";
    /// The body is the request.
    RestBody = "rest.body", Chosen, "none",
        "The body is JSON, whole, and holds fields of the request and nothing else.";

    /// The call carries a token.
    Authorization = "auth.authorization", Documented, "API design guide, Authentication",
        "`authorization` is `Bearer` and an IAM token.";
    /// The token is a good one.
    Token = "auth.token", Documented, "API design guide, Error handling",
        "The IAM token is valid.";
    /// The token is still a good one.
    TokenExpired = "auth.token-expired", Observed, "a client project's log, 2025-06",
        "The IAM token expired no more than ten minutes ago, if it did.",
        hint "It expires when its declaration says so, by the session's clock.";
    /// Whoever holds the token may do this.
    Permission = "auth.permission", Documented, "Access management in Cloud Logging, roles",
        "The caller has a role that includes what is done, such as `logging.writer`, in the folder or on \
         what it is done with.",
        hint "SetAccessBindings and UpdateAccessBindings give roles on log groups, sinks and exports.";

    /// There is a service of this id.
    Endpoint = "endpoint.id", Chosen, "none", "There is a service with this id.",
        hint "ApiEndpointService.List names them all.";

    /// The OAuth token is somebody's.
    OauthToken = "iam.oauth-token", Inferred, "IamToken, Create",
        "`yandex_passport_oauth_token` is one that was given out.",
        hint "It is when it is well known or was declared.";
    /// What was signed can be read.
    Jwt = "iam.jwt", Documented, "Getting an IAM token for a service account, JWT",
        "`jwt` has three parts, is signed with PS256, and says `iss`, `aud`, `iat` and `exp`.";
    /// The key exists.
    JwtKey = "iam.jwt-key", Documented, "Getting an IAM token for a service account, JWT",
        "`kid` of the JWT is the id of an authorized key.",
        hint "Keys are declared with their service account.";
    /// The key is the account's.
    JwtIssuer = "iam.jwt-issuer", Documented, "Getting an IAM token for a service account, JWT",
        "`iss` of the JWT is the service account that the key belongs to.";
    /// The key signed it.
    JwtSignature = "iam.jwt-signature", Documented,
        "Getting an IAM token for a service account, JWT",
        "The private half of the authorized key signed the JWT.";
    /// It was signed for us.
    JwtAudience = "iam.jwt-audience", Documented,
        "Getting an IAM token for a service account, JWT",
        "`aud` of the JWT is the address of IAM: it ends in `/iam/v1/tokens`.",
        hint "Clients put there whatever name they know IAM by: only the end is looked at.";
    /// It was signed lately.
    JwtTime = "iam.jwt-time", Inferred, "nodejs-sdk, which rounds `iat` up",
        "By the session's clock, give or take 60 s, it is between `iat` and `exp` of the JWT.";
    /// It was signed for a short time.
    JwtLifetime = "iam.jwt-lifetime", Documented,
        "Getting an IAM token for a service account, JWT",
        "`exp` of the JWT is at most 3600 s after `iat`.";
    /// The account exists.
    ServiceAccount = "iam.service-account", Chosen, "none",
        "There is a service account with this id.";
    /// The token can be revoked.
    Revocable = "iam.revocable", Chosen, "none",
        "`iam_token` was issued here or declared; those that are well known stay.";

    /// There is metadata.
    Metadata = "metadata.served", Inferred, "SDKs, which take 404 for an instance without account",
        "The instance has metadata.", hint "The setting `metadata` is off.";
    /// Whoever asks means to.
    MetadataFlavor = "metadata.flavor", Inferred, "Google Compute Engine, metadata server",
        "`Metadata-Flavor` is `Google`.";
    /// There is something there.
    MetadataPath = "metadata.path", Chosen, "none",
        "The path is that of the token, or of everything at once with `recursive=true`.";


    /// The message is protobuf.
    Decodable = "write.decodable", Chosen, "none",
        "The message is a `WriteRequest`: whole, texts in UTF-8, nested at most 100 deep.";
    /// What has to be there is there.
    FieldRequired = "field.required", Code, "validation.proto, required",
        "A field that the protos mark `required` is set, and not to its default.";
    /// Texts are not too long.
    FieldLength = "field.length", Code, "validation.proto, length and bytes",
        "A text has as many characters, and a value as many encoded bytes, as the protos say.";
    /// Lists are not too long.
    FieldSize = "field.size", Code, "validation.proto, size and unique",
        "A list or map has as many elements as the protos say, each of them once where they say that.";
    /// Texts look as they should.
    FieldPattern = "field.pattern", Code, "validation.proto, pattern",
        "A whole text matches the pattern that the protos give.";
    /// Numbers are in range.
    FieldValue = "field.value", Code, "validation.proto, value",
        "A number or length of time is in the range that the protos give.";
    /// Keys look as they should.
    FieldMapKey = "field.map-key", Code, "validation.proto, map_key",
        "The keys of a map are as the protos say.";
    /// One of several is there.
    FieldExactlyOne = "field.exactly-one", Code, "validation.proto, exactly_one",
        "One member is set of what the protos mark `exactly_one`.";

    /// Entries go somewhere.
    Destination = "write.destination", Documented, "LogIngestionService, WriteRequest",
        "`destination` is given.";
    /// The destination is a group or a folder.
    DestinationMember = "write.destination-member", Code, "log_entry.proto, Destination (exactly_one)",
        "One of `log_group_id` and `folder_id` is given.";
    /// What an id of a group looks like.
    GroupIdPattern = "write.log-group-id-pattern", Documented, "LogIngestionService, Destination",
        "`log_group_id` is a letter and up to 63 letters, digits, `-`, `_` and `.`, or is empty.";
    /// How long an id of a group is.
    GroupIdLength = "write.log-group-id-length", Code, "log_entry.proto, Destination (length)",
        "`log_group_id` has at most 63 characters.";
    /// What an id of a folder looks like.
    FolderIdPattern = "write.folder-id-pattern", Documented, "LogIngestionService, Destination",
        "`folder_id` is a letter and up to 63 letters, digits, `-`, `_` and `.`, or is empty.";
    /// A resource is named.
    Resource = "write.resource", Code, "log_ingestion_service.proto, WriteRequest (required)",
        "`resource` is given. The protos ask for it; clients that leave it out are served.";
    /// What a type of resource looks like.
    ResourceTypePattern = "write.resource-type-pattern", Documented,
        "LogIngestionService, LogEntryResource",
        "`type` is a letter and up to 63 letters, digits, `-`, `_` and `.`, or is empty.";
    /// How long a type of resource is.
    ResourceTypeLength = "write.resource-type-length", Code,
        "log_resource.proto, LogEntryResource (length)", "`type` has at most 63 characters.";
    /// What an id of a resource looks like.
    ResourceIdPattern = "write.resource-id-pattern", Documented,
        "LogIngestionService, LogEntryResource",
        "`id` is a letter or digit and up to 63 letters, digits, `-`, `_` and `.`, or is empty.";
    /// How long an id of a resource is.
    ResourceIdLength = "write.resource-id-length", Code,
        "log_resource.proto, LogEntryResource (length)", "`id` has at most 63 characters.";
    /// How many entries a call has.
    EntriesSize = "write.entries-size", Documented, "LogIngestionService, WriteRequest",
        "`entries` has 1 to 100 elements.";
    /// An entry says when.
    Timestamp = "write.timestamp", Documented, "LogIngestionService, IncomingLogEntry",
        "Every entry has a `timestamp`.";
    /// The time is one.
    TimestampRange = "write.timestamp-range", Inferred, "google.protobuf.Timestamp",
        "`timestamp` lies in the years 1 to 9999, with 0 to 999999999 nanoseconds.";
    /// The time is not far away.
    TimestampWindow = "write.timestamp-window", Documented, "Log group, Log entries",
        "`timestamp` is less than 30 days ago and less than a day ahead.";
    /// The level is a known one.
    Level = "write.level", Chosen, "none", "`level` is a number of `LogLevel.Level`: 0 to 6.",
        hint "A client that sends -1 leaves `level` out instead.";
    /// How long a message is.
    MessageBytes = "write.message-bytes", Code, "log_entry.proto, IncomingLogEntry (bytes)",
        "`message` has at most as many bytes as the profile says.";
    /// How long a payload is.
    PayloadBytes = "write.json-payload-bytes", Code, "log_entry.proto, IncomingLogEntry (bytes)",
        "An entry's `json_payload`, encoded, has at most as many bytes as the profile says.";
    /// How long a whole entry is.
    EntryBytes = "write.entry-bytes", Documented,
        "Quotas and limits in Cloud Logging, size of a record",
        "An entry, encoded, has at most as many bytes as the profile says.",
        hint "Message and payload count together.";
    /// There is a stream name.
    StreamName = "write.stream-name", Code, "log_entry.proto before 2022-05",
        "`stream_name` does not exist yet: it is not kept.";
    /// What a stream name looks like.
    StreamNamePattern = "write.stream-name-pattern", Code, "log_entry.proto in 2022-05 (pattern)",
        "`stream_name` is a letter and up to 63 letters, digits, `-`, `_` and `.`, or is empty.";
    /// How long a stream name is.
    StreamNameLength = "write.stream-name-length", Code, "log_entry.proto (length)",
        "`stream_name` has at most as many characters as the profile says.";
    /// How long the default payload is.
    DefaultsPayloadBytes = "write.defaults-json-payload-bytes", Code,
        "log_entry.proto, LogEntryDefaults (bytes)",
        "`defaults.json_payload`, encoded, has at most as many bytes as the profile says.";

    /// There is something to go by.
    Selector = "read.selector", Chosen, "none",
        "A read has either `criteria` or `page_token`.";
    /// The token is one that was given out.
    PageToken = "read.page-token", Chosen, "none",
        "`page_token` is one that an answer of this session had, as it was.",
        hint "Tokens are good in the session that they are from, as long as logfog runs.";
    /// The filter is one.
    Filter = "read.filter", Chosen, "none",
        "`filter` is an expression of the filter language.";
    /// The cloud reads no more than its quota.
    ReadRate = "read.rate", Documented, "Quotas and limits in Cloud Logging, read requests",
        "A cloud reads at most 5 times a second.",
        hint "It is in the state read_quota_exceeded, or reads_per_second is set.";
    /// The group exists.
    LogGroup = "write.log-group", Chosen, "none", "There is a log group with this id.",
        hint "The ready file names the group that is always there.";
    /// The folder exists.
    Folder = "write.folder", Chosen, "none", "There is a folder with this id.",
        hint "The ready file names the folder that is always there.";
    /// The cloud writes no more than its quota.
    WriteRate = "write.rate", Documented, "Quotas and limits in Cloud Logging, logging.write.rate",
        "A cloud writes at most 1000 records a second.",
        hint "It is in the state write_quota_exceeded, or records_per_second or bytes_per_second is set.";
    /// The group can be written to.
    LogGroupActive = "write.log-group-active", Chosen, "none",
        "The log group's status is ACTIVE.",
        hint "Its declaration, or a state of the session, says otherwise.";
    /// Something is left to store.
    NoValidEntries = "write.no-valid-entries", Observed, "nodejs-sdk, pull request 50",
        "At least one entry is valid.";

    /// What a call is about exists.
    Exists = "resource.exists", Inferred, "Error handling, NOT_FOUND",
        "There is a folder, log group, sink, export or operation with this id.";
    /// Names are not used twice.
    NameFree = "resource.name-free", Inferred, "Log groups, name",
        "No other one of its kind and folder has this name.";
    /// What a list can be filtered by.
    ListFilter = "resource.filter", Chosen, "none",
        "`filter` is empty, or where named things are listed `name = \"x\"`.";
    /// How long a page is.
    ListPageSize = "resource.page-size", Documented, "LogGroupService, List",
        "`page_size` is 0 to 1000.";
    /// Where a page begins.
    ListPageToken = "resource.page-token", Chosen, "none",
        "`page_token` is the `next_page_token` of such a list.";
    /// Which fields change.
    UpdateMask = "resource.update-mask", Chosen, "none",
        "`update_mask` names fields that can be changed, or the id.";
    /// How long entries are kept.
    Retention = "log-group.retention", Documented, "Quotas and limits in Cloud Logging, logging.retentionDays.count",
        "`retention_period` is 1 hour to 31 days, or 0.",
        hint "Zero stands for three days.";
    /// How many groups there are.
    GroupCount = "log-group.count", Documented, "Quotas and limits in Cloud Logging, logging.groups.count",
        "A cloud has at most 10 log groups.";
    /// What can be cancelled.
    Cancellable = "operation.cancellable", Chosen, "none",
        "The operation is not done yet.",
        hint "Operations are done at once, unless the setting `operation_delay` says otherwise.";
} }
