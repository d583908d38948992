use jiff::SignedDuration;
use logfog_kit::ProfileView;

/// The checks of one generation of the API. Wire numbers never changed; only these did.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) name: &'static str,
    stands_for: &'static str,
    /// Largest request message. Not documented: the default of gRPC servers.
    pub(crate) request_bytes: usize,
    /// Most entries in a call.
    pub(crate) entries: usize,
    /// Most UTF-8 bytes in `message`.
    pub(crate) message_bytes: usize,
    /// Most encoded bytes in an entry's `json_payload`.
    pub(crate) payload_bytes: usize,
    /// The same for the payload of `defaults`, which once had another limit.
    pub(crate) defaults_payload_bytes: usize,
    /// Most bytes in an entry, encoded. The page of limits rounds it.
    pub(crate) entry_bytes: usize,
    /// Most characters in `log_group_id`, where there is a limit beside the pattern.
    pub(crate) group_id_length: Option<usize>,
    /// How the two texts of `resource` are checked.
    pub(crate) resource: Text,
    /// Whether the protos mark `resource` as required. The service is known to take calls
    /// without.
    pub(crate) resource_required: bool,
    /// How `stream_name` is checked, `None` where the field did not exist.
    pub(crate) stream_name: Option<Text>,
    /// Whether an entry's `uid` is a UUID; else it is three numbers with colons between.
    pub(crate) uuids: bool,
    /// How far from now a timestamp may lie: past and future.
    pub(crate) window: Option<(SignedDuration, SignedDuration)>,
}

/// What a text has to be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Text {
    /// A letter, then at most 63 letters, digits, `-`, `_` or `.`; or nothing.
    Pattern,
    /// At most so many characters.
    Length(usize),
}

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The page of 2021-08: what the project's seed document describes.
pub(crate) const SEED: Profile = Profile {
    name: "seed",
    stands_for: "LogIngestionService as of 2021-08",
    request_bytes: 4 << 20,
    entries: 100,
    // `(bytes)` of log_entry.proto; "64 KB" in the limits of that time.
    message_bytes: 65_536,
    payload_bytes: 65_536,
    defaults_payload_bytes: 65_536,
    // "128 KB"
    entry_bytes: 131_072,
    group_id_length: None,
    resource: Text::Pattern,
    resource_required: false,
    stream_name: None,
    uuids: true,
    window: None,
};

/// `stream_name` is new, with a pattern.
pub(crate) const V2022_05: Profile = Profile {
    name: "2022-05",
    stands_for: "cloudapi as of 2022-05",
    stream_name: Some(Text::Pattern),
    ..SEED
};

/// Patterns of `resource` and `stream_name` have become lengths.
pub(crate) const V2023_09: Profile = Profile {
    name: "2023-09",
    stands_for: "cloudapi as of 2023-09",
    resource: Text::Length(63),
    stream_name: Some(Text::Length(63)),
    ..V2022_05
};

/// Larger messages and payloads, but not in `defaults`.
pub(crate) const V2025_04: Profile = Profile {
    name: "2025-04",
    stands_for: "cloudapi as of 2025-04",
    message_bytes: 819_200,
    payload_bytes: 819_200,
    // "1.6 MB"
    entry_bytes: 1_638_400,
    uuids: false,
    ..V2023_09
};

/// The protos as of 2026-07: everything in them changed in 2026-04.
pub(crate) const CURRENT: Profile = Profile {
    name: "current",
    stands_for: "cloudapi as of 2026-07",
    message_bytes: 1 << 20,
    payload_bytes: 1 << 20,
    defaults_payload_bytes: 1 << 20,
    group_id_length: Some(63),
    resource_required: true,
    stream_name: Some(Text::Length(71)),
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
    /// For people to read.
    pub(crate) fn view(&self) -> ProfileView {
        let text = |text: Text| match text {
            Text::Pattern => "pattern".to_owned(),
            Text::Length(most) => format!("at most {most} characters"),
        };
        let none = || "none".to_owned();
        let window = self.window.map_or_else(none, |(past, future)| {
            format!("-{} h to +{} h", past.as_hours(), future.as_hours())
        });
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
            values: vec![
                ("request_bytes", self.request_bytes.to_string()),
                ("entries", self.entries.to_string()),
                ("message_bytes", self.message_bytes.to_string()),
                ("payload_bytes", self.payload_bytes.to_string()),
                (
                    "defaults_payload_bytes",
                    self.defaults_payload_bytes.to_string(),
                ),
                ("entry_bytes", self.entry_bytes.to_string()),
                (
                    "group_id_length",
                    self.group_id_length
                        .map_or_else(none, |most| most.to_string()),
                ),
                ("resource", text(self.resource)),
                ("resource_required", self.resource_required.to_string()),
                ("stream_name", self.stream_name.map_or_else(none, text)),
                ("uuids", self.uuids.to_string()),
                ("window", window),
            ],
        }
    }
}
