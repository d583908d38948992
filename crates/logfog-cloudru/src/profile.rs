use logfog_kit::{BadSetting, Settings};

use crate::ID;

/// One generation of the API. No page states a limit: each number is chosen, and can be set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile {
    pub(crate) name: &'static str,
    pub(crate) stands_for: &'static str,
    /// Whether the documented form of a timestamp lets the fraction be left out.
    pub(crate) fraction_optional: bool,
    /// Bytes of a body, as sent and inflated: what a gRPC server takes unless told otherwise.
    pub(crate) body_bytes: usize,
    /// Entries of a request.
    pub(crate) entries: usize,
    /// Bytes of one entry's JSON.
    pub(crate) entry_bytes: usize,
    /// Labels of an entry.
    pub(crate) labels: usize,
    /// Bytes of a label's name.
    pub(crate) label_name_bytes: usize,
    /// Bytes of a label's value.
    pub(crate) label_value_bytes: usize,
    /// Whether `"logs": []` is accepted on `/logs`.
    pub(crate) empty: Empty,
    /// What one bad entry does to the others.
    pub(crate) batch: Batch,
    /// How a key of the wrong shape is answered.
    pub(crate) malformed_key: MalformedKey,
}

/// What is done about a request without entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Empty {
    Accept,
    Refuse,
}

/// What one bad entry does to the others of its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Batch {
    /// Nothing is stored.
    Atomic,
    /// The others are stored, and the client is not told.
    Partial,
}

/// How a key of the wrong shape is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MalformedKey {
    /// As any other key that is not accepted.
    Unauthorized,
    /// As another Cloud.ru API was seen to.
    BadRequest,
}

/// "Отправка логов в сервис", 2025 edition: milliseconds are part of the timestamp.
pub(crate) const SEED: Profile = Profile {
    name: "seed",
    stands_for: "the 2025 page",
    fraction_optional: false,
    ..CURRENT
};

/// The 2026 edition: the fraction is optional.
pub(crate) const CURRENT: Profile = Profile {
    name: "current",
    stands_for: "the 2026 page",
    fraction_optional: true,
    body_bytes: 4 << 20,
    entries: 1000,
    entry_bytes: 256 << 10,
    labels: 64,
    label_name_bytes: 63,
    label_value_bytes: 1 << 10,
    empty: Empty::Refuse,
    batch: Batch::Atomic,
    malformed_key: MalformedKey::Unauthorized,
};

/// Oldest first; the last is the default.
pub(crate) const PROFILES: [(&str, Profile); 2] = [("seed", SEED), ("current", CURRENT)];
pub(crate) const NAMES: &[&str] = &["seed", "current"];

const SWITCHES: [&str; 3] = ["empty", "batch", "malformed_key"];

impl Profile {
    /// The profile asked for, with what was set on top.
    pub(crate) fn new(settings: &Settings) -> Result<Self, BadSetting> {
        let mut profile = settings.profile(ID, &PROFILES)?;
        let limits = profile.limits().map(|(key, _)| key);
        settings.only(ID, &[&SWITCHES[..], &limits].concat())?;
        for (key, limit) in profile.limits() {
            if let Some(value) = settings.get(key) {
                let bad = |_| Settings::bad_value(ID, key, value, "a number");
                *limit = value.parse().map_err(bad)?;
            }
        }
        choose(
            settings,
            "empty",
            &mut profile.empty,
            [("accept", Empty::Accept), ("refuse", Empty::Refuse)],
        )?;
        choose(
            settings,
            "batch",
            &mut profile.batch,
            [("atomic", Batch::Atomic), ("partial", Batch::Partial)],
        )?;
        choose(
            settings,
            "malformed_key",
            &mut profile.malformed_key,
            [
                ("401", MalformedKey::Unauthorized),
                ("400", MalformedKey::BadRequest),
            ],
        )?;
        Ok(profile)
    }

    /// Every limit and switch, for people to read.
    pub(crate) fn values(mut self) -> Vec<(&'static str, String)> {
        let switches = [
            ("fraction_optional", self.fraction_optional.to_string()),
            ("empty", format!("{:?}", self.empty).to_lowercase()),
            ("batch", format!("{:?}", self.batch).to_lowercase()),
            (
                "malformed_key",
                match self.malformed_key {
                    MalformedKey::Unauthorized => "401".into(),
                    MalformedKey::BadRequest => "400".into(),
                },
            ),
        ];
        self.limits()
            .map(|(key, limit)| (key, limit.to_string()))
            .into_iter()
            .chain(switches)
            .collect()
    }

    fn limits(&mut self) -> [(&'static str, &mut usize); 6] {
        [
            ("body_bytes", &mut self.body_bytes),
            ("entries", &mut self.entries),
            ("entry_bytes", &mut self.entry_bytes),
            ("labels", &mut self.labels),
            ("label_name_bytes", &mut self.label_name_bytes),
            ("label_value_bytes", &mut self.label_value_bytes),
        ]
    }
}

fn choose<T: Copy>(
    settings: &Settings,
    key: &str,
    switch: &mut T,
    known: [(&str, T); 2],
) -> Result<(), BadSetting> {
    let Some(value) = settings.get(key) else {
        return Ok(());
    };
    let found = known.iter().find(|(name, _)| *name == value);
    let bad = || Settings::bad_value(ID, key, value, &known.map(|(name, _)| name).join(", "));
    *switch = found.ok_or_else(bad)?.1;
    Ok(())
}
