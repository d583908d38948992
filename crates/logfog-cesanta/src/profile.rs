use std::time::Duration;

/// What `Hello` answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hello {
    /// The text `HAI`: until August 2016.
    Hai,
    /// An object with the server's time: since then.
    Object,
}

/// One generation of the service in numbers and switches.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the edition of a page turned these on one by one"
)]
pub(crate) struct Profile {
    pub(crate) name: &'static str,
    pub(crate) stands_for: &'static str,
    /// Frames with `method`, `result` and `error`.
    pub(crate) v2: bool,
    /// `src` among the arguments of `Log`.
    pub(crate) on_behalf: bool,
    /// `follow` among the arguments of `List`.
    pub(crate) follow: bool,
    /// `last` among the arguments of `List`.
    pub(crate) last: bool,
    /// The method `Log.Delete`.
    pub(crate) delete: bool,
    pub(crate) hello: Hello,
    pub(crate) limits: Limits,
}

/// None of them was ever published: all are this project's own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Entries that `List` returns when no `limit` is given.
    pub(crate) listed: u64,
    /// Entries that `List` returns at most.
    pub(crate) listed_at_most: u64,
    /// How long `follow` waits when nobody asks for less.
    pub(crate) follow: Duration,
    pub(crate) frame_bytes: usize,
    pub(crate) depth: usize,
    pub(crate) commands: usize,
    /// Of all answers to one frame together.
    pub(crate) answer_bytes: usize,
}

const LIMITS: Limits = Limits {
    listed: 100,
    listed_at_most: 1000,
    follow: Duration::from_secs(30),
    frame_bytes: 1 << 20,
    depth: 128,
    commands: 256,
    answer_bytes: 16 << 20,
};

/// The first published edition of the service's page.
const SEED: Profile = Profile {
    name: "seed",
    stands_for: "Log service, edition of 2016-03-19, clubby v1 frames",
    v2: false,
    on_behalf: false,
    follow: false,
    last: false,
    delete: false,
    hello: Hello::Hai,
    limits: LIMITS,
};

/// The last edition before the pages were withdrawn in November 2016.
const CURRENT: Profile = Profile {
    name: "current",
    stands_for: "Log service, edition of 2016-10-03, clubby v1 and v2 frames",
    // Since 2016-05-21.
    v2: true,
    // Since 2016-04-06.
    on_behalf: true,
    // Since 2016-05-11.
    follow: true,
    // Since 2016-10-03.
    last: true,
    // Since 2016-06-29.
    delete: true,
    // Since 2016-08-22.
    hello: Hello::Object,
    limits: LIMITS,
};

/// Every generation; the last one is the default.
pub(crate) const PROFILES: &[(&str, Profile)] = &[(SEED.name, SEED), (CURRENT.name, CURRENT)];

impl Hello {
    /// The answer, as JSON text.
    pub(crate) fn json(self, unix_seconds: i64) -> String {
        match self {
            Self::Hai => "\"HAI\"".into(),
            Self::Object => format!("{{\"time\":{unix_seconds}}}"),
        }
    }
}
