logfog_model::rules! { "cloudru", read "2026-11" {
    // Transport.

    /// The path is one that is served.
    Path = "http.path", Documented, "Отправка логов в сервис, Отправка логов через Public API",
        "Logs are sent to /api/v1/logs.",
        hint "The Fluent Bit recipe sends to /api/v1/logs-ingest; nothing else is public.";
    /// Logs are posted.
    Method = "http.method", Documented, "Отправка логов в сервис, Отправка логов через Public API",
        "The request is a POST.";

    // Who is asking.

    /// There is a key, in the right scheme.
    AuthHeader = "auth.header", Documented, "Отправка логов в сервис, Отправка логов через Public API (1)",
        "The Authorization header is `Api-Key`, one space and the key.";
    /// The key looks like one.
    KeyShape = "auth.key-shape", Inferred, "Передача логов с виртуальной машины с помощью Fluent Bit и Lua-скрипта",
        "A key is the base64 of its UUID, a dot and a secret.",
        hint "`--set cloudru.malformed_key=400` answers as a sibling API was seen to.";
    /// The key was made for a service account.
    KeyKnown = "auth.key-known", Documented, "Отправка логов в сервис, Перед началом работы (3)",
        "The key is one that was created for a service account.",
        hint "`logfog env` prints the well-known key.";
    /// The key can still be used.
    KeyLifetime = "auth.key-lifetime", Inferred, "Создать API-ключ",
        "The key has not expired.";
    /// The account may write logs.
    Role = "auth.role", Documented, "Отправка логов в сервис, Перед началом работы (2)",
        "The key's service account has the role `logaas.writer`.";

    /// The account was let in.
    Preview = "auth.preview", Inferred, "Отправка логов в сервис, Перед началом работы",
        "The service is in preview, and the key's account was granted access to it.";

    // The body as a whole.

    /// The body says it is JSON, or says nothing.
    ContentType = "logs.content-type", Chosen, "none",
        "The Content-Type is absent or application/json.";
    /// The body is compressed in a known way.
    ContentEncoding = "logs.content-encoding", Chosen, "none",
        "The Content-Encoding is absent, identity or gzip.";
    /// What says it is gzip is gzip.
    Gzip = "logs.gzip", Chosen, "none", "A gzip body is whole gzip.";
    /// The body is not too large.
    BodySize = "logs.body-size", Chosen, "none",
        "A body is at most 4 MiB, also once inflated.",
        hint "`--set cloudru.body_bytes=N`";
    /// The body is JSON.
    Json = "logs.json", Documented, "Отправка логов в сервис, Отправка логов через Public API (2)",
        "The body is whole, well-formed JSON in UTF-8.";
    /// The entries are where they belong.
    Envelope = "logs.envelope", Documented, "Отправка логов в сервис, Отправка логов через Public API (2)",
        "The body is an object whose `logs` is an array of objects.",
        hint "A bare array goes to /api/v1/logs-ingest.";
    /// The recipe's body.
    IngestEnvelope = "logs-ingest.envelope", Code, "Передача логов с виртуальной машины с помощью Fluent Bit и Lua-скрипта",
        "The body is an array of objects; an object whose `logs` is one is accepted too, which is this project's choice.";
    /// There is something to log.
    Empty = "logs.empty", Chosen, "none", "`logs` has at least one entry.",
        hint "`--set cloudru.empty=accept`";
    /// There are not too many entries.
    Entries = "logs.entries", Chosen, "none", "A request has at most 1000 entries.",
        hint "`--set cloudru.entries=N`";
    /// An entry is not too large.
    EntrySize = "logs.entry-size", Chosen, "none", "An entry is at most 256 KiB.",
        hint "`--set cloudru.entry_bytes=N`";

    // One entry, in the order of its documentation.

    /// A field is given once.
    FieldOnce = "logs.field-once", Chosen, "none",
        "A field is given once, in one of its two spellings.";
    /// A field is of its type.
    FieldType = "logs.field-type", Chosen, "Отправка логов в сервис, Где",
        "A field is a text, `labels` an object.",
        hint "`jsonMessage` is JSON in a text, not JSON itself.";
    /// There is a time.
    TimestampPresent = "logs.timestamp-present", Chosen, "none", "An entry has `timestamp`.";
    /// The time can be read.
    Timestamp = "logs.timestamp", Documented, "Отправка логов в сервис, Где: timestamp",
        "A timestamp is a date, `T`, a time of day and an offset.",
        hint "For example 2025-04-15T10:20:00.908+03:00.";
    /// The time is written exactly as documented.
    TimestampForm = "logs.timestamp-form", Documented, "Отправка логов в сервис, Где: timestamp",
        "A timestamp has milliseconds and an offset in hours and minutes.",
        hint "Other RFC 3339 forms are accepted here; whether the service does is not documented.";
    /// There is a level.
    LevelPresent = "logs.level-present", Chosen, "none",
        "An entry has `level`; on /api/v1/logs-ingest INFO is assumed.";
    /// The level is one of ten.
    Level = "logs.level", Chosen, "Отправка логов в сервис, Где: level; Язык фильтрующих выражений",
        "A level is TRACE, DEBUG, INFO, NOTICE, WARN, ERROR, CRITICAL, ALERT, EMERGENCY or FATAL.";
    /// There is a project.
    ProjectPresent = "logs.project-present", Chosen, "none", "An entry has `project_id`.";
    /// The project is one that the key may write to.
    Project = "logs.project", Chosen, "none",
        "The project exists and the key's account may write to it.";
    /// The project may store more.
    Quota = "logs.quota", Chosen, "Специальные условия. Сравнение",
        "The project has not used up its quota.";
    /// The log group is one of the project.
    Group = "logs.group", Chosen, "none", "The log group exists in the entry's project.",
        hint "Without `log_group_id` an entry goes to the project's default group.";
    /// The log group is in use.
    GroupActive = "logs.group-active", Chosen, "none", "The log group is active.";
    /// Labels are an object of texts.
    Labels = "logs.labels", Chosen, "Отправка логов в сервис, Где: labels",
        "`labels` is an object whose values are texts.";
    /// There are not too many labels.
    LabelCount = "logs.label-count", Chosen, "none", "An entry has at most 64 labels.",
        hint "`--set cloudru.labels=N`";
    /// A label's name is neither empty nor too long.
    LabelName = "logs.label-name", Chosen, "none", "A label's name is 1 to 63 bytes.",
        hint "`--set cloudru.label_name_bytes=N`";
    /// A label's value is not too long.
    LabelValue = "logs.label-value", Chosen, "none", "A label's value is at most 1 KiB.",
        hint "`--set cloudru.label_value_bytes=N`";
    /// A label is given once.
    LabelOnce = "logs.label-once", Chosen, "none",
        "A label is given once; the last of several counts.";
    /// There is something to read.
    Text = "logs.text", Chosen, "none",
        "An entry has `message` or `jsonMessage`; on /api/v1/logs-ingest it may have neither.";
    /// The structured fields are JSON.
    JsonMessage = "logs.json-message", Documented, "Отправка логов в сервис, Где: jsonMessage",
        "`jsonMessage` is JSON; what is not is kept as text and marked.",
        hint "The vendor's Lua script sends arrays in a spelling of its own, which is not JSON.";
} }
