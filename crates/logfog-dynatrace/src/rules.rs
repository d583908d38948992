use logfog_model::rules;

rules! { "dynatrace", read "2026-11" {
    /// The path is one that is served.
    Path = "route.path", Inferred, "POST ingest logs, Request",
        "The path is one of the environment API.",
        hint "Logs go to `/api/v2/logs/ingest` on the `live` host, to `/platform/classic/environment-api/v2/logs/ingest` on the `apps` one.";
    /// The method is the path's own.
    Method = "route.method", Inferred, "POST ingest logs, Request",
        "The method is the one that the path is documented with.";
    /// The environment of the path exists.
    Environment = "route.environment", Inferred, "POST ingest logs, Request",
        "The environment in `/e/{environment}/` is one that is served.";

    /// A token is sent.
    TokenMissing = "auth.missing", Inferred, "Tokens and authentication",
        "A request carries a token.",
        hint "Send `Authorization: Api-Token dt0c01.…`.";
    /// The token is known.
    Token = "auth.token", Code, "dynatrace-azure-log-forwarder, issue 128",
        "The token is known, neither expired nor disabled, and sent with the scheme of its kind.",
        hint "`Api-Token` goes with `dt0c01.…`, `Bearer` with a platform token; ActiveGates know no `Bearer`, the apps proxy no `Api-Token`.";
    /// The token may write logs.
    TokenScope = "auth.scope", Documented, "POST ingest logs, Authentication",
        "The token has the scope `logs.ingest`.";
    /// The token is not in the address.
    TokenInQuery = "auth.query", Inferred, "Tokens and authentication",
        "The token travels in a header, where access logs do not show it.";

    /// There is something left to pay with.
    Licence = "state.licence", Documented, "POST ingest logs, Response codes",
        "The environment has not used up what it is licensed for.";
    /// A module that takes logs runs.
    Module = "state.module", Documented, "POST ingest logs, Response codes",
        "An `ActiveGate` with the log module is available.";
    /// Log ingest is switched on.
    IngestEnabled = "state.ingest-enabled", Documented, "POST ingest logs, Response codes",
        "Log ingest is not disabled.";
    /// Indexed storage is switched on.
    Storage = "state.storage", Documented, "POST ingest logs, Response codes",
        "Indexed log storage is enabled.";
    /// The `ActiveGate` has room in its queue.
    Space = "state.space", Documented, "POST ingest logs, Response codes",
        "The queue on disk has room.";

    /// The payload is not too large.
    BodySize = "ingest.body-size", Documented, "Log Monitoring default limits",
        "The body has no more bytes than the profile allows, as sent and inflated.",
        hint "Whether the service counts inflated bytes, and a megabyte as 10^6, is not known; here both count, as 2^20.";
    /// The payload is of a type that is served.
    ContentType = "ingest.content-type", Documented, "POST ingest logs, Request",
        "`Content-Type` is `text/plain`, `application/json`, or from 1.318 on a name of JSON lines.",
        hint "Send `Content-Type: application/json; charset=utf-8`.";
    /// The declared charset is UTF-8.
    Charset = "ingest.charset", Inferred, "POST ingest logs, Request",
        "The charset, where one is named, is UTF-8.";
    /// The payload is UTF-8.
    Utf8 = "ingest.utf8", Documented, "POST ingest logs, Request",
        "The payload is encoded with UTF-8.";
    /// The encoding is gzip.
    ContentEncoding = "ingest.content-encoding", Code, "logstash-output-dynatrace, `use_gzip`",
        "`Content-Encoding`, where there is one, is `gzip`.";
    /// The body is all there.
    WholeBody = "ingest.whole-body", Chosen, "RFC 9112, RFC 1952",
        "The body is as long as announced, and whole gzip where it is called gzip.";
    /// The structure is one of two.
    Structure = "ingest.structure", Inferred, "POST ingest logs, Parameters",
        "`structure` is `raw` or `flattened`.";

    /// There is something to store.
    Empty = "ingest.empty", Chosen, "POST ingest logs, Request",
        "The body holds at least one log event.";
    /// The payload is JSON.
    Json = "ingest.json", Documented, "POST ingest logs, Response codes",
        "The payload is well-formed JSON.";
    /// The payload is an array or an object.
    BodyShape = "ingest.body-shape", Documented, "POST ingest logs, Request body JSON model",
        "The payload is an array of objects, or one object.";
    /// Nothing is nested without end.
    Depth = "ingest.depth", Chosen, "none",
        "Objects and arrays nest 128 deep at most.";
    /// The batch is not too long.
    RecordCount = "ingest.record-count", Documented, "Log Monitoring default limits",
        "A request holds no more records than the profile allows.";
    /// The batch is not too large after processing.
    BatchSize = "ingest.batch-size", Documented, "Log Management and Analytics default limits",
        "The records, each with the attributes of the request, have no more bytes than the profile allows.";
    /// A record is an object.
    RecordShape = "ingest.record-shape", Inferred, "POST ingest logs, Response codes",
        "Each event is a JSON object; others are left out, and the answer says so.";

    /// A record is no older than a day.
    TooOld = "ingest.too-old", Documented, "Log ingestion API, Timestamp",
        "A record is not older than 24 hours.";
    /// A record is not far in the future.
    TooNew = "ingest.too-new", Documented, "OpenAPI of version 1.254, LogMessageJson",
        "A record is not more than 12 hours ahead.";
    /// A record is not in the future.
    Ahead = "ingest.ahead", Documented, "Log ingestion API, Timestamp",
        "A record is not more than 10 minutes ahead; else its time is that of its receipt.";
    /// The time can be read.
    TimeFormat = "ingest.time-format", Documented, "Log ingestion API, Timestamp",
        "The time is UTC milliseconds, RFC 3339 or RFC 3164; else it is that of the receipt.";
    /// Some record is of today.
    AllOutOfRange = "ingest.all-out-of-range", Documented, "Log Management and Analytics default limits",
        "At least one record is within the accepted time.";
    /// Some record can be read.
    NoRecord = "ingest.no-record", Chosen, "POST ingest logs, Response codes",
        "At least one record can be stored.";

    /// The text is not too long.
    ContentLength = "ingest.content-length", Documented, "Log Monitoring default limits",
        "The content has no more bytes than the profile allows; the rest is cut off.";
    /// There are not too many attributes.
    AttributeCount = "ingest.attribute-count", Documented, "Log Monitoring default limits",
        "A record has no more attributes than the profile allows.",
        hint "Which ones go is not published; here the last.";
    /// A name is not too long.
    KeyLength = "ingest.key-length", Documented, "Log Monitoring default limits",
        "An attribute's key has at most 100 bytes; the rest is cut off.";
    /// A value is not too long.
    ValueLength = "ingest.value-length", Documented, "Log Monitoring default limits",
        "An attribute's value has no more bytes than the profile allows; the rest is cut off.";
    /// A list is not too long.
    ValueCount = "ingest.value-count", Documented, "Log Monitoring default limits",
        "An attribute has at most 32 values; the last ones go.";
    /// Attributes are not nested too deep.
    Nesting = "ingest.nesting", Documented, "Log ingestion API, Flattened structure",
        "Attributes nest at most 5 levels deep; deeper ones are left out, and the answer says so.";
    /// No two attributes have one name.
    KeyClash = "ingest.key-clash", Documented, "Log ingestion API, Flattened structure",
        "No two attributes have one name; a later one becomes `overwritten1.…`.";
    /// No two attributes differ only in the case of letters.
    KeyCase = "ingest.key-case", Documented, "Log ingestion warnings",
        "No two keys differ only in upper and lower case.";
    /// The attributes that Dynatrace sets are left to it.
    CommonAttribute = "ingest.common-attribute", Documented, "Log ingestion warnings",
        "`event.type`, `loglevel` and `status` are set by Dynatrace, and replace what was sent.",
        hint "Only `event.type` is documented as replaced; the others follow from being set by Dynatrace.";

    /// The payload of other calls is not too large.
    LookupSize = "token-lookup.body-size", Documented, "Access limit",
        "The body has at most 1 MB.";
    /// The lookup names a token.
    LookupBody = "token-lookup.body", Documented, "Access tokens API - POST lookup a token",
        "The body is an object with the text `token`.";
    /// The looked-up token exists.
    LookupKnown = "token-lookup.known", Documented, "Access tokens API - POST lookup a token",
        "The token exists.";
} }
