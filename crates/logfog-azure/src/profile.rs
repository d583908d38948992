use jiff::SignedDuration;
use logfog_kit::{BadSetting, ProfileView, Settings};

use crate::{ID, stream::Coercion, transform::Language};

/// The settings of this vendor, beside its profile.
pub(crate) const SETTINGS: [&str; 9] = [
    "bytes_per_minute",
    "coercion",
    "kql",
    "losses",
    "malformed",
    "operation_delay",
    "query_rows",
    "requests_per_minute",
    "token_seconds",
];

/// One generation of the API: its numbers and its switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) name: &'static str,
    pub(crate) stands_for: &'static str,
    /// api-versions that are published.
    pub(crate) api_versions: &'static [&'static str],
    /// Bytes of a request as sent.
    pub(crate) body_bytes: u64,
    /// Bytes of a request once inflated.
    pub(crate) inflated_bytes: usize,
    /// Bytes of one value.
    pub(crate) field_bytes: usize,
    /// How old a row may be and keep its time.
    pub(crate) max_age: SignedDuration,
    /// How far ahead a row may be and keep its time.
    pub(crate) max_ahead: SignedDuration,
    /// Whether an object that is no array is one row.
    pub(crate) object_is_a_row: bool,
    /// What becomes of a body that cannot be read.
    pub(crate) malformed: Malformed,
    /// Calls that a rule takes in a minute; any number when `None`.
    pub(crate) requests_per_minute: Option<u64>,
    /// Bytes that a rule takes in a minute, inflated.
    pub(crate) bytes_per_minute: Option<u64>,
    /// How long a token is good for.
    pub(crate) token_seconds: u32,
    /// Which functions and operators transformations can use.
    pub(crate) dialect: Language,
    /// What a client hears of rows that are lost.
    pub(crate) losses: Losses,
    /// What becomes of JSON of another kind than its column's.
    pub(crate) coercion: Coercion,
    /// How long the control plane takes for what is long-running.
    pub(crate) operation_delay: SignedDuration,
    /// Rows that a query answers with.
    pub(crate) query_rows: usize,
}

/// What a client hears of rows that the service would lose, or change, after it has answered 204.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Losses {
    /// Nothing, as in the cloud: the explanation tells.
    Tell,
    /// 400, and nothing is stored: for tests that must not miss it.
    Refuse,
}

/// What becomes of a body that cannot be read: nobody knows which the service does today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Malformed {
    /// 400, and the client knows.
    Refuse,
    /// 204, and nothing is stored: the gateway does not look.
    Lose,
}

/// The page of September 2023, which allows an object or an array as the body.
pub(crate) const SEED: Profile = Profile {
    name: "seed",
    stands_for: "Logs Ingestion API in Azure Monitor, 2023-09-14",
    object_is_a_row: true,
    ..CURRENT
};

/// What the pages say in 2026.
pub(crate) const CURRENT: Profile = Profile {
    name: "current",
    stands_for: "Logs Ingestion API in Azure Monitor, 2026-11",
    // The data-plane folders of azure-rest-api-specs.
    api_versions: &["2021-11-01-preview", "2023-01-01", "2023-04-01-preview"],
    // Azure Monitor service limits, Logs Ingestion API: 1 MB a call; the 413 says the bytes.
    body_bytes: 1_048_576,
    // otel-arrow, Azure Monitor exporter: what the service takes after the gateway.
    inflated_bytes: 50 << 20,
    // Azure Monitor service limits, Logs Ingestion API: 64 KB a field value.
    field_bytes: 64 << 10,
    // Standard columns in Azure Monitor Logs, TimeGenerated.
    max_age: SignedDuration::from_hours(48),
    max_ahead: SignedDuration::from_hours(24),
    object_is_a_row: false,
    malformed: Malformed::Refuse,
    // Azure Monitor service limits, Logs Ingestion API: 12,000 requests and 2 GB a minute.
    requests_per_minute: Some(12_000),
    bytes_per_minute: Some(2 << 30),
    // What Entra says to an application that asks for a token.
    token_seconds: 3599,
    dialect: Language::Lenient,
    losses: Losses::Tell,
    coercion: Coercion::Lenient,
    operation_delay: SignedDuration::ZERO,
    // Azure Monitor service limits, Log queries: 500,000 rows.
    query_rows: 500_000,
};

const ALL: [(&str, Profile); 2] = [(SEED.name, SEED), (CURRENT.name, CURRENT)];

impl Profile {
    /// Whether nothing is counted by the minute.
    pub(crate) const fn is_unlimited(&self) -> bool {
        self.requests_per_minute.is_none() && self.bytes_per_minute.is_none()
    }

    /// The profile that was asked for, with the settings applied.
    pub(crate) fn of(settings: &Settings) -> Result<Self, BadSetting> {
        settings.only(ID, &SETTINGS)?;
        let mut profile = settings.profile(ID, &ALL)?;
        if let Some(value) = settings.get("malformed") {
            profile.malformed = match value {
                "refuse" => Malformed::Refuse,
                "lose" => Malformed::Lose,
                _ => return Err(Settings::bad_value(ID, "malformed", value, "refuse, lose")),
            };
        }
        if let Some(value) = settings.get("kql") {
            profile.dialect = match value {
                "lenient" => Language::Lenient,
                "documented" => Language::Documented,
                "strict" => Language::Strict,
                _ => {
                    let good = "lenient, documented, strict";
                    return Err(Settings::bad_value(ID, "kql", value, good));
                }
            };
        }
        if let Some(value) = settings.get("losses") {
            profile.losses = match value {
                "tell" => Losses::Tell,
                "refuse" => Losses::Refuse,
                _ => return Err(Settings::bad_value(ID, "losses", value, "tell, refuse")),
            };
        }
        if let Some(value) = settings.get("coercion") {
            profile.coercion = match value {
                "lenient" => Coercion::Lenient,
                "exact" => Coercion::Exact,
                _ => return Err(Settings::bad_value(ID, "coercion", value, "lenient, exact")),
            };
        }
        if let Some(value) = settings.get("token_seconds") {
            let bad = |_| Settings::bad_value(ID, "token_seconds", value, "0 to 86400");
            let seconds = value.parse::<u32>().map_err(bad)?;
            if seconds > 86_400 {
                return Err(Settings::bad_value(
                    ID,
                    "token_seconds",
                    value,
                    "0 to 86400",
                ));
            }
            profile.token_seconds = seconds;
        }
        for (key, limit) in [
            ("requests_per_minute", &mut profile.requests_per_minute),
            ("bytes_per_minute", &mut profile.bytes_per_minute),
        ] {
            *limit = match settings.get(key) {
                None => *limit,
                Some("unlimited") => None,
                Some(value) => match value.parse::<u64>() {
                    Ok(number) if number > 0 => Some(number),
                    Ok(_) | Err(_) => {
                        let good = "a number from 1 on, or `unlimited`";
                        return Err(Settings::bad_value(ID, key, value, good));
                    }
                },
            };
        }
        if let Some(value) = settings.get("operation_delay") {
            let delay = value.parse::<SignedDuration>().ok();
            let delay = delay.filter(|delay| !delay.is_negative());
            let bad =
                || Settings::bad_value(ID, "operation_delay", value, "a duration such as 5s or 2m");
            profile.operation_delay = delay.ok_or_else(bad)?;
        }
        if let Some(value) = settings.get("query_rows") {
            let rows = value.parse::<usize>().ok().filter(|rows| *rows > 0);
            let bad = || Settings::bad_value(ID, "query_rows", value, "a number from 1 on");
            profile.query_rows = rows.ok_or_else(bad)?;
        }
        Ok(profile)
    }

    /// For people to read.
    pub(crate) fn view(&self) -> ProfileView {
        let limit =
            |limit: Option<u64>| limit.map_or("unlimited".into(), |limit| limit.to_string());
        let dialect = match self.dialect {
            Language::Documented => "documented",
            Language::Strict => "strict",
            Language::Lenient => "lenient",
        };
        let losses = match self.losses {
            Losses::Tell => "tell",
            Losses::Refuse => "refuse",
        };
        let coercion = match self.coercion {
            Coercion::Lenient => "lenient",
            Coercion::Exact => "exact",
        };
        let malformed = match self.malformed {
            Malformed::Refuse => "refuse",
            Malformed::Lose => "lose",
        };
        ProfileView {
            name: self.name,
            known: &[SEED.name, CURRENT.name],
            stands_for: self.stands_for,
            values: vec![
                ("api_versions", self.api_versions.join(", ")),
                ("body_bytes", self.body_bytes.to_string()),
                ("inflated_bytes", self.inflated_bytes.to_string()),
                ("field_bytes", self.field_bytes.to_string()),
                ("requests_per_minute", limit(self.requests_per_minute)),
                ("bytes_per_minute", limit(self.bytes_per_minute)),
                ("max_age", format!("{:#}", self.max_age)),
                ("max_ahead", format!("{:#}", self.max_ahead)),
                ("object_is_a_row", self.object_is_a_row.to_string()),
                ("malformed", malformed.into()),
                ("kql", dialect.into()),
                ("coercion", coercion.into()),
                ("losses", losses.into()),
                ("token_seconds", self.token_seconds.to_string()),
                ("operation_delay", format!("{:#}", self.operation_delay)),
                ("query_rows", self.query_rows.to_string()),
            ],
        }
    }
}
