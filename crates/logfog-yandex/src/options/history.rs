//! Where the protos of a profile said something else than those of today.

use super::{Demand, Kind};

/// One option as it was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Was(Kind, &'static str);

impl Was {
    pub(super) fn demand(self) -> Demand {
        Demand::new(self.0, self.1)
    }
}

/// All the options that a field had in some profiles.
struct Past {
    field: &'static str,
    profiles: &'static [&'static str],
    /// None where the field did not exist: nobody looked at what came in it.
    had: &'static [Was],
}

const fn past(field: &'static str, profiles: &'static [&'static str], had: &'static [Was]) -> Past {
    Past {
        field,
        profiles,
        had,
    }
}

const LETTER: Was = Was(Kind::Pattern, "([a-zA-Z][-a-zA-Z0-9_.]{0,63})?");
const LETTER_OR_DIGIT: Was = Was(Kind::Pattern, "([a-zA-Z0-9][-a-zA-Z0-9_.]{0,63})?");
const STREAM_NAME: Was = Was(Kind::Pattern, "|[a-zA-Z][-a-zA-Z0-9_.]{0,63}");
const OLD_BYTES: Was = Was(Kind::Bytes, "<=65536");
const BYTES: Was = Was(Kind::Bytes, "<=819200");
const SIZE: Was = Was(Kind::Size, "<=100");

const SEED: &[&str] = &["seed"];
const V2022: &[&str] = &["2022-05"];
const TO_2022: &[&str] = &["seed", "2022-05"];
const TO_2023: &[&str] = &["seed", "2022-05", "2023-09"];
const FROM_2023: &[&str] = &["2023-09", "2025-04"];
const V2025: &[&str] = &["2025-04"];
const TO_2025: &[&str] = &["seed", "2022-05", "2023-09", "2025-04"];

/// From the history of the protos. What names streams in `Criteria` is taken to have changed with what
/// names one in an entry.
const ALL: &[Past] = &[
    past("Destination.log_group_id", TO_2025, &[LETTER]),
    past("LogEntryResource.type", TO_2022, &[LETTER]),
    past("LogEntryResource.id", TO_2022, &[LETTER_OR_DIGIT]),
    past("WriteRequest.resource", TO_2025, &[]),
    past("IncomingLogEntry.message", TO_2023, &[OLD_BYTES]),
    past("IncomingLogEntry.message", V2025, &[BYTES]),
    past("IncomingLogEntry.json_payload", TO_2023, &[OLD_BYTES]),
    past("IncomingLogEntry.json_payload", V2025, &[BYTES]),
    past("LogEntryDefaults.json_payload", TO_2025, &[OLD_BYTES]),
    past("IncomingLogEntry.stream_name", SEED, &[]),
    past("IncomingLogEntry.stream_name", V2022, &[STREAM_NAME]),
    past(
        "IncomingLogEntry.stream_name",
        FROM_2023,
        &[Was(Kind::Length, "<=63")],
    ),
    past("LogEntryDefaults.stream_name", SEED, &[]),
    past("LogEntryDefaults.stream_name", V2022, &[STREAM_NAME]),
    past(
        "LogEntryDefaults.stream_name",
        FROM_2023,
        &[Was(Kind::Length, "<=63")],
    ),
    past("Criteria.stream_names", SEED, &[]),
    past("Criteria.stream_names", V2022, &[STREAM_NAME, SIZE]),
    past(
        "Criteria.stream_names",
        FROM_2023,
        &[Was(Kind::Length, "<=63"), SIZE],
    ),
    past("Criteria.page_size", TO_2022, &[Was(Kind::Value, "1-1000")]),
    past("Criteria.max_response_size", SEED, &[]),
];

const PACKAGE: &str = "yandex.cloud.logging.v1.";

/// The options of a field in a profile, where they were not those of today.
pub(super) fn of(field: &str, profile: &str) -> Option<&'static [Was]> {
    let field = field.strip_prefix(PACKAGE)?;
    let mut all = ALL.iter();
    let past = all.find(|past| past.field == field && past.profiles.contains(&profile))?;
    Some(past.had)
}

/// The fields that changed, by message and name.
#[cfg(test)]
pub(super) fn fields() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|past| past.field)
}
