use logfog_kit::{BadSetting, Settings};

use crate::{
    ID,
    auth::Keys,
    profile::{Hello, PROFILES, Profile},
};

/// A profile, and what the settings made of it.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) profile: Profile,
    pub(crate) http_answer: HttpAnswer,
    pub(crate) bad_frame: BadFrame,
    /// Whether ids without a declared key are refused.
    pub(crate) strict: bool,
    pub(crate) keys: Keys,
}

/// What a frame that was posted is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HttpAnswer {
    /// One frame, as the examples show it.
    Object,
    /// A list with one frame an answer, as Cesanta's Go library did until February 2017.
    Array,
}

/// What a WebSocket does about a message that is no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadFrame {
    /// Nothing: there is no way to answer it.
    Ignore,
    /// Close the connection, as Cesanta's Go library does.
    Close,
}

const KEYS: &[&str] = &["auth", "bad_frame", "hello", "http_answer", "keys"];

impl Config {
    pub(crate) fn new(settings: &Settings) -> Result<Self, BadSetting> {
        settings.only(ID, KEYS)?;
        let mut profile = settings.profile(ID, PROFILES)?;
        profile.hello = choice(
            settings,
            "hello",
            profile.hello,
            &[("hai", Hello::Hai), ("object", Hello::Object)],
        )?;
        Ok(Self {
            profile,
            http_answer: choice(
                settings,
                "http_answer",
                HttpAnswer::Object,
                &[("array", HttpAnswer::Array), ("object", HttpAnswer::Object)],
            )?,
            bad_frame: choice(
                settings,
                "bad_frame",
                BadFrame::Ignore,
                &[("close", BadFrame::Close), ("ignore", BadFrame::Ignore)],
            )?,
            strict: choice(
                settings,
                "auth",
                false,
                &[("open", false), ("strict", true)],
            )?,
            keys: Keys::new(settings.get("keys"))?,
        })
    }

    /// Every limit and switch, for people to read.
    pub(crate) fn view(&self) -> Vec<(&'static str, String)> {
        let Profile { limits, .. } = &self.profile;
        let word = |one: bool, yes: &str, no: &str| (if one { yes } else { no }).to_owned();
        vec![
            ("v2_frames", self.profile.v2.to_string()),
            ("log_src", self.profile.on_behalf.to_string()),
            ("list_follow", self.profile.follow.to_string()),
            ("list_last", self.profile.last.to_string()),
            ("log_delete", self.profile.delete.to_string()),
            (
                "hello",
                word(self.profile.hello == Hello::Hai, "hai", "object"),
            ),
            ("list_limit", limits.listed.to_string()),
            ("list_limit_maximum", limits.listed_at_most.to_string()),
            ("follow_seconds", limits.follow.as_secs().to_string()),
            ("frame_bytes", limits.frame_bytes.to_string()),
            ("frame_depth", limits.depth.to_string()),
            ("frame_commands", limits.commands.to_string()),
            ("answer_bytes", limits.answer_bytes.to_string()),
            (
                "http_answer",
                word(self.http_answer == HttpAnswer::Array, "array", "object"),
            ),
            (
                "bad_frame",
                word(self.bad_frame == BadFrame::Close, "close", "ignore"),
            ),
            ("auth", word(self.strict, "strict", "open")),
            ("keys", self.keys.ids().collect::<Vec<_>>().join(" ")),
        ]
    }
}

/// The value that a key names, or the default.
fn choice<T: Copy>(
    settings: &Settings,
    key: &str,
    default: T,
    known: &[(&str, T)],
) -> Result<T, BadSetting> {
    let Some(word) = settings.get(key) else {
        return Ok(default);
    };
    let found = known.iter().find(|(name, _)| *name == word);
    let names = || {
        known
            .iter()
            .map(|(name, _)| *name)
            .collect::<Vec<_>>()
            .join(", ")
    };
    found
        .map(|(_, value)| *value)
        .ok_or_else(|| Settings::bad_value(ID, key, word, &names()))
}
