//! What can be switched where nobody knows what the service does, or where it depends on a quota.

use jiff::SignedDuration;
use logfog_kit::{BadSetting, Settings};

use crate::{
    ID,
    profile::{self, Profile},
    tools::Tools,
};

const UNKNOWN_GROUP: &str = "unknown_group";
const RECORDS_PER_SECOND: &str = "records_per_second";
const BYTES_PER_SECOND: &str = "bytes_per_second";
const OVER_QUOTA: &str = "over_quota";
const NEXT_PAGE_TOKEN: &str = "next_page_token";
const OPERATION_DELAY: &str = "operation_delay";
const READABLE_AFTER: &str = "readable_after";
const READS_PER_SECOND: &str = "reads_per_second";
const READ_UNTIL: &str = "read_until";
const METADATA: &str = "metadata";
const HEALTH: &str = "health";
const REFLECTION: &str = "reflection";
const KEYS: &[&str] = &[
    METADATA,
    HEALTH,
    REFLECTION,
    UNKNOWN_GROUP,
    RECORDS_PER_SECOND,
    BYTES_PER_SECOND,
    OVER_QUOTA,
    NEXT_PAGE_TOKEN,
    OPERATION_DELAY,
    READABLE_AFTER,
    READS_PER_SECOND,
    READ_UNTIL,
];

/// What is said of a group that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnknownGroup {
    NotFound,
    PermissionDenied,
}

const UNKNOWN_GROUPS: [(&str, UnknownGroup); 2] = [
    ("not_found", UnknownGroup::NotFound),
    ("permission_denied", UnknownGroup::PermissionDenied),
];

/// What fails of a call that exceeds its quota: all of it, or the entries that are too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OverQuota {
    Call,
    Entries,
}

const OVER_QUOTAS: [(&str, OverQuota); 2] =
    [("call", OverQuota::Call), ("entries", OverQuota::Entries)];

/// How the service behaves.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) profile: &'static Profile,
    /// What is said of a group that is not there.
    pub(crate) unknown_group: UnknownGroup,
    /// Most records that a session's cloud writes in a second; any number when `None`.
    pub(crate) records_per_second: Option<u64>,
    /// Most bytes of entries, encoded; any number when `None`.
    pub(crate) bytes_per_second: Option<u64>,
    /// What fails of a call that exceeds its quota.
    pub(crate) over_quota: OverQuota,
    /// Whether the last page has a token too: with it, whatever arrives later can be asked for.
    pub(crate) endless_pages: bool,
    /// How long an operation is not done, by its session's clock.
    pub(crate) operation_delay: SignedDuration,
    /// How long after a call its entries are not in what `Read` answers, by their session's clock.
    /// "Up to a minute" is documented; at once unless it is set.
    pub(crate) readable_after: SignedDuration,
    /// Most calls of `Read` in a second, which is documented to be 5; any number when `None`.
    pub(crate) reads_per_second: Option<u64>,
    /// Whether criteria with `until` are read from there backwards. Clients saw an empty page come
    /// next, and older entries left out of full ones; that this is the reason is inferred.
    pub(crate) read_until_backwards: bool,
    /// Whether the metadata of an instance is served.
    pub(crate) metadata: bool,
    /// What is served beside the API.
    pub(crate) tools: Tools,
}

impl Config {
    pub(crate) fn new(settings: &Settings) -> Result<Self, BadSetting> {
        settings.only(ID, KEYS)?;
        Ok(Self {
            profile: settings.profile(ID, &profile::KNOWN)?,
            unknown_group: one_of(settings, UNKNOWN_GROUP, UNKNOWN_GROUPS)?,
            records_per_second: number(settings, RECORDS_PER_SECOND)?,
            bytes_per_second: number(settings, BYTES_PER_SECOND)?,
            endless_pages: one_of(
                settings,
                NEXT_PAGE_TOKEN,
                [("when_more", false), ("always", true)],
            )?,
            over_quota: one_of(settings, OVER_QUOTA, OVER_QUOTAS)?,
            metadata: one_of(settings, METADATA, [("on", true), ("off", false)])?,
            tools: Tools {
                health: one_of(settings, HEALTH, [("off", false), ("on", true)])?,
                reflection: one_of(settings, REFLECTION, [("off", false), ("on", true)])?,
            },
            operation_delay: duration(settings, OPERATION_DELAY)?,
            readable_after: duration(settings, READABLE_AFTER)?,
            reads_per_second: number(settings, READS_PER_SECOND)?,
            read_until_backwards: one_of(
                settings,
                READ_UNTIL,
                [("forwards", false), ("backwards", true)],
            )?,
        })
    }
}

/// What the word that a key has stands for; the first one when it is not set.
fn one_of<T: Copy>(settings: &Settings, key: &str, words: [(&str, T); 2]) -> Result<T, BadSetting> {
    let word = settings.get(key).unwrap_or(words[0].0);
    let found = words.iter().find(|(known, _)| *known == word);
    let known = || words.map(|(known, _)| known).join(", ");
    found
        .map(|(_, meaning)| *meaning)
        .ok_or_else(|| Settings::bad_value(ID, key, word, &known()))
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
