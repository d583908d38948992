use jiff::SignedDuration;

/// One generation of the API in numbers and switches.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "releases turned these on one by one"
)]
pub(crate) struct Profile {
    pub(crate) name: &'static str,
    pub(crate) stands_for: &'static str,
    /// Of a request, as sent and inflated: nobody says which of the two is counted.
    pub(crate) body_bytes: usize,
    pub(crate) records: usize,
    /// Of a batch whose records have been given the attributes of the request.
    pub(crate) batch_bytes: usize,
    pub(crate) content_bytes: usize,
    pub(crate) attributes: usize,
    pub(crate) key_bytes: usize,
    pub(crate) value_bytes: usize,
    pub(crate) values: usize,
    /// How deep attributes nest; the members of a record are at 1.
    pub(crate) levels: usize,
    pub(crate) future: Future,
    /// What nested values become unless the request says otherwise.
    pub(crate) structure: Structure,
    /// Whether the request may say otherwise.
    pub(crate) structure_choice: bool,
    pub(crate) json_lines: bool,
    /// `?content-type=`
    pub(crate) content_type_parameter: bool,
    /// Other query parameters, and `X-Dynatrace-Attr`, are attributes of every record.
    pub(crate) request_attributes: bool,
    /// `Authorization: Bearer dt0s16.…`
    pub(crate) platform_tokens: bool,
    /// Values keep their JSON types and keys their case; else all is text and lower case.
    pub(crate) typed: bool,
    /// Records have the attributes that Grail adds.
    pub(crate) grail: bool,
    /// Records say in `dt.ingest.warnings` what was done to them.
    pub(crate) warnings: bool,
    /// `"1700000000.25"` is a time.
    pub(crate) fractional_seconds: bool,
    /// Keys that may hold the time, the first one present wins.
    pub(crate) time_keys: &'static [&'static str],
    pub(crate) level_keys: &'static [&'static str],
    pub(crate) content_keys: &'static [&'static str],
}

/// What becomes of a record from the future.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Future {
    /// It is dropped when it is so far ahead.
    Dropped(SignedDuration),
    /// Its time becomes that of its receipt when it is so far ahead.
    Corrected(SignedDuration),
}

/// What becomes of nested values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Structure {
    /// Keys are joined by dots.
    Flattened,
    /// An object becomes its own JSON text.
    Raw,
}

impl Structure {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Flattened => "flattened",
            Self::Raw => "raw",
        }
    }
}

/// In all generations (Log ingestion API, Timestamp).
pub(crate) const MAX_AGE: SignedDuration = SignedDuration::from_hours(24);

/// Clients that keep exactly 5 MiB are served, so a megabyte is taken as 2^20 bytes.
const MB: usize = 1 << 20;
const UNLIMITED: usize = usize::MAX;

/// The early adopter page, with the numbers of the specification of version 1.254.
pub(crate) const SEED: Profile = Profile {
    name: "seed",
    stands_for: "Log Monitoring API - POST ingest logs, early adopter (2021-2022)",
    body_bytes: 5 * MB,
    records: 5_000,
    batch_bytes: UNLIMITED,
    content_bytes: 8_192,
    attributes: 50,
    key_bytes: UNLIMITED,
    value_bytes: 250,
    values: 32,
    levels: UNLIMITED,
    future: Future::Dropped(SignedDuration::from_hours(12)),
    structure: Structure::Flattened,
    structure_choice: false,
    json_lines: false,
    content_type_parameter: false,
    request_attributes: false,
    platform_tokens: false,
    typed: false,
    grail: false,
    warnings: false,
    fractional_seconds: false,
    // That page lists them in the order of the alphabet, so the later order is taken.
    time_keys: &[
        "timestamp",
        "@timestamp",
        "_timestamp",
        "eventtime",
        "date",
        "published_date",
        "syslog.timestamp",
    ],
    level_keys: LEVEL_KEYS,
    content_keys: &["content", "message", "payload", "body"],
};

/// Logs Classic, and today's Managed (Log Monitoring default limits, Logs Classic).
pub(crate) const CLASSIC: Profile = Profile {
    name: "classic",
    stands_for: "POST ingest logs, Logs Classic and Managed (2026)",
    body_bytes: 10 * MB,
    records: 50_000,
    key_bytes: 100,
    levels: 5,
    future: Future::Corrected(SignedDuration::from_mins(10)),
    json_lines: true,
    content_type_parameter: true,
    request_attributes: true,
    warnings: true,
    fractional_seconds: true,
    time_keys: TIME_KEYS,
    content_keys: &["content", "message", "payload", "body", "log"],
    ..SEED
};

/// Grail, environments made up to 1.330 (Log Management and Analytics default limits).
pub(crate) const GRAIL_FLATTENED: Profile = Profile {
    name: "grail-flattened",
    stands_for: "POST ingest logs, Grail, environments made up to version 1.330",
    batch_bytes: 16 * MB,
    content_bytes: 10 * MB,
    attributes: 500,
    value_bytes: 32 << 10,
    structure_choice: true,
    platform_tokens: true,
    typed: true,
    grail: true,
    // `_raw` counts in the raw structure alone.
    content_keys: &["content", "message", "payload", "body", "log", "_raw"],
    ..CLASSIC
};

/// Grail, environments made from 1.331 on.
pub(crate) const CURRENT: Profile = Profile {
    name: "current",
    stands_for: "POST ingest logs, Grail, environments made from version 1.331 on (2026)",
    structure: Structure::Raw,
    ..GRAIL_FLATTENED
};

/// All of them, the default last.
pub(crate) const PROFILES: &[(&str, &Profile)] = &[
    (SEED.name, &SEED),
    (CLASSIC.name, &CLASSIC),
    (GRAIL_FLATTENED.name, &GRAIL_FLATTENED),
    (CURRENT.name, &CURRENT),
];

const TIME_KEYS: &[&str] = &[
    "timestamp",
    "@timestamp",
    "_timestamp",
    "eventtime",
    "date",
    "published_date",
    "syslog.timestamp",
    "time",
    "epochSecond",
    "startTime",
    "datetime",
    "ts",
    "timeMillis",
    "@t",
];

const LEVEL_KEYS: &[&str] = &["loglevel", "status", "severity", "level", "syslog.severity"];
