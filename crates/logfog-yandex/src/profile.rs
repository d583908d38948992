use jiff::SignedDuration;
use logfog_kit::ProfileView;

use crate::check::Bounds;

/// What one generation of the API has beside the options of its protos, whose history is in `options`. Wire
/// numbers never changed.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) name: &'static str,
    stands_for: &'static str,
    /// Largest request message. Not documented: the default of gRPC servers.
    pub(crate) request_bytes: usize,
    /// Most bytes in an entry, encoded. The page of limits rounds it.
    pub(crate) entry_bytes: usize,
    /// Whether entries and defaults have a `stream_name`: before they had, nobody kept one.
    pub(crate) has_streams: bool,
    /// Whether an entry's `uid` is a UUID; else it is three numbers with colons between.
    pub(crate) uuids: bool,
    /// How far from now a timestamp may lie: past and future.
    pub(crate) window: Option<(SignedDuration, SignedDuration)>,
}

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The page of 2021-08: what the project's seed document describes.
pub(crate) const SEED: Profile = Profile {
    name: "seed",
    stands_for: "LogIngestionService as of 2021-08",
    request_bytes: 4 << 20,
    // "128 KB"
    entry_bytes: 131_072,
    has_streams: false,
    uuids: true,
    window: None,
};

/// `stream_name` is new, with a pattern.
pub(crate) const V2022_05: Profile = Profile {
    name: "2022-05",
    stands_for: "cloudapi as of 2022-05",
    has_streams: true,
    ..SEED
};

/// Patterns of `resource` and `stream_name` have become lengths.
pub(crate) const V2023_09: Profile = Profile {
    name: "2023-09",
    stands_for: "cloudapi as of 2023-09",
    ..V2022_05
};

/// Larger messages and payloads, but not in `defaults`.
pub(crate) const V2025_04: Profile = Profile {
    name: "2025-04",
    stands_for: "cloudapi as of 2025-04",
    // "1.6 MB"
    entry_bytes: 1_638_400,
    uuids: false,
    ..V2023_09
};

/// The protos as of 2026-07: everything in them changed in 2026-04.
pub(crate) const CURRENT: Profile = Profile {
    name: "current",
    stands_for: "cloudapi as of 2026-07",
    // Log group, on what records can be written.
    window: Some((DAY.checked_mul(30).expect("fits"), DAY)),
    ..V2025_04
};

/// All of them, the default one last.
pub(crate) const KNOWN: [(&str, &Profile); 5] = [
    ("seed", &SEED),
    ("2022-05", &V2022_05),
    ("2023-09", &V2023_09),
    ("2025-04", &V2025_04),
    ("current", &CURRENT),
];

impl Profile {
    /// For people to read, with the bounds of a `WriteRequest`.
    pub(crate) fn view(&self, bounds: &Bounds) -> ProfileView {
        let window = self.window.map_or_else(
            || "none".to_owned(),
            |(past, future)| format!("-{} h to +{} h", past.as_hours(), future.as_hours()),
        );
        let mut values = vec![
            ("request_bytes", self.request_bytes.to_string()),
            ("entry_bytes", self.entry_bytes.to_string()),
        ];
        values.extend(bounds.view());
        values.push(("uuids", self.uuids.to_string()));
        values.push(("window", window));
        ProfileView {
            name: self.name,
            known: const {
                &[
                    SEED.name,
                    V2022_05.name,
                    V2023_09.name,
                    V2025_04.name,
                    CURRENT.name,
                ]
            },
            stands_for: self.stands_for,
            values,
        }
    }
}
