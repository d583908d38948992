//! What can be switched where nobody knows what the service does, or where it depends on a quota.

use jiff::SignedDuration;
use logfog_kit::{BadSetting, Settings};

use crate::{
    ID,
    profile::{self, Profile},
};

const UNKNOWN_GROUP: &str = "unknown_group";
const RECORDS_PER_SECOND: &str = "records_per_second";
const BYTES_PER_SECOND: &str = "bytes_per_second";
const OVER_QUOTA: &str = "over_quota";
const NEXT_PAGE_TOKEN: &str = "next_page_token";
const OPERATION_DELAY: &str = "operation_delay";
const METADATA: &str = "metadata";
const KEYS: &[&str] = &[
    METADATA,
    UNKNOWN_GROUP,
    RECORDS_PER_SECOND,
    BYTES_PER_SECOND,
    OVER_QUOTA,
    NEXT_PAGE_TOKEN,
    OPERATION_DELAY,
];

/// How the service behaves.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) profile: &'static Profile,
    /// Whether who names a group that is not there is told that they may not use it.
    pub(crate) hides_groups: bool,
    /// Most records that a session's cloud writes in a second; any number when `None`.
    pub(crate) records_per_second: Option<u64>,
    /// Most bytes of entries, encoded; any number when `None`.
    pub(crate) bytes_per_second: Option<u64>,
    /// Whether a call that exceeds its quota fails only for the entries that are too many.
    pub(crate) partly_over_quota: bool,
    /// Whether the last page has a token too: with it, whatever arrives later can be asked for.
    pub(crate) endless_pages: bool,
    /// How long an operation is not done, by its session's clock.
    pub(crate) operation_delay: SignedDuration,
    /// Whether the metadata of an instance is served.
    pub(crate) metadata: bool,
}

impl Config {
    pub(crate) fn new(settings: &Settings) -> Result<Self, BadSetting> {
        settings.only(ID, KEYS)?;
        Ok(Self {
            profile: settings.profile(ID, &profile::KNOWN)?,
            hides_groups: is_second(settings, UNKNOWN_GROUP, ["not_found", "permission_denied"])?,
            records_per_second: number(settings, RECORDS_PER_SECOND)?,
            bytes_per_second: number(settings, BYTES_PER_SECOND)?,
            endless_pages: is_second(settings, NEXT_PAGE_TOKEN, ["when_more", "always"])?,
            partly_over_quota: is_second(settings, OVER_QUOTA, ["call", "entries"])?,
            metadata: !is_second(settings, METADATA, ["on", "off"])?,
            operation_delay: duration(settings, OPERATION_DELAY)?,
        })
    }
}

/// Which of two words a key has; the first one when it is not set.
fn is_second(settings: &Settings, key: &str, words: [&str; 2]) -> Result<bool, BadSetting> {
    match settings.get(key) {
        None => Ok(false),
        Some(word) if words.contains(&word) => Ok(word == words[1]),
        Some(word) => Err(Settings::bad_value(ID, key, word, &words.join(", "))),
    }
}

fn number(settings: &Settings, key: &str) -> Result<Option<u64>, BadSetting> {
    let Some(text) = settings.get(key) else {
        return Ok(None);
    };
    match text.parse() {
        Ok(number) if number > 0 => Ok(Some(number)),
        Ok(_) | Err(_) => Err(Settings::bad_value(ID, key, text, "a number from 1 on")),
    }
}

fn duration(settings: &Settings, key: &str) -> Result<SignedDuration, BadSetting> {
    let Some(text) = settings.get(key) else {
        return Ok(SignedDuration::ZERO);
    };
    match text.parse::<SignedDuration>() {
        Ok(duration) if !duration.is_negative() => Ok(duration),
        Ok(_) | Err(_) => Err(Settings::bad_value(
            ID,
            key,
            text,
            "a duration such as 5s or 2m",
        )),
    }
}
