use http::StatusCode;
use logfog_kit::{BadSetting, Settings};
use logfog_model::{Refused, Report};

use crate::{
    ID,
    profile::{PROFILES, Profile},
    rules::Rule,
};

/// A Dynatrace environment: the generation of its API, and what can be set about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Environment {
    pub(crate) profile: &'static Profile,
    pub(crate) state: State,
    pub(crate) partial: Partial,
    /// What an unknown content type is answered with.
    pub(crate) unsupported: StatusCode,
    /// Whether the level `none` is no level, instead of a notice.
    pub(crate) none_is_none: bool,
}

/// How the environment is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Ok,
    OutOfLicence,
    NoModule,
    Disabled,
    NoStorage,
    Full,
}

/// Where a partial success says what it has to say. The reference page has `details`; the one
/// answer that was seen has `success`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Partial {
    Details,
    Success,
    Both,
}

const STATES: &[(&str, State)] = &[
    ("ok", State::Ok),
    ("out_of_ddu", State::OutOfLicence),
    ("no_module", State::NoModule),
    ("disabled", State::Disabled),
    ("no_storage", State::NoStorage),
    ("full", State::Full),
];

/// What can be made to be the case with an environment, which is named by its id.
pub(crate) const NAMED_STATES: &[(&str, &str)] = &[
    (
        "out_of_ddu",
        "The environment has used up what it is licensed for: 402.",
    ),
    (
        "no_module",
        "No ActiveGate with the log module is available to the environment: 404.",
    ),
    ("disabled", "Log ingest is switched off: 429."),
    ("no_storage", "Indexed log storage is switched off: 501."),
    ("full", "The queue on the ActiveGate's disk is full: 503."),
];

const PARTIALS: &[(&str, Partial)] = &[
    ("details", Partial::Details),
    ("success", Partial::Success),
    ("both", Partial::Both),
];

const UNSUPPORTED: &[(&str, StatusCode)] = &[
    ("415", StatusCode::UNSUPPORTED_MEDIA_TYPE),
    ("400", StatusCode::BAD_REQUEST),
];

const NONE_LEVEL: &[(&str, bool)] = &[("notice", false), ("none", true)];

impl Environment {
    pub(crate) fn new(settings: &Settings) -> Result<Self, BadSetting> {
        const KEYS: &[&str] = &[
            "state",
            "partial_envelope",
            "unsupported_media",
            "none_level",
        ];
        settings.only(ID, KEYS)?;
        let profile = settings.profile(ID, PROFILES)?;
        // The seed page knows nothing of `success`.
        let partial = if profile.name == "seed" {
            Partial::Details
        } else {
            Partial::Both
        };
        Ok(Self {
            profile,
            state: one_of(settings, "state", STATES)?.unwrap_or(State::Ok),
            partial: one_of(settings, "partial_envelope", PARTIALS)?.unwrap_or(partial),
            unsupported: one_of(settings, "unsupported_media", UNSUPPORTED)?
                .unwrap_or(StatusCode::UNSUPPORTED_MEDIA_TYPE),
            none_is_none: one_of(settings, "none_level", NONE_LEVEL)?.unwrap_or(false),
        })
    }

    /// Whether it can take logs: as it was made to be, else as it was set to be.
    pub(crate) fn able(
        &self,
        made: Option<&str>,
        report: &mut Report<'_, Rule>,
    ) -> Result<(), Refused> {
        let made = made.and_then(|made| STATES.iter().find(|(name, _)| *name == made));
        let (at, state) = match made {
            Some((_, state)) => ("state", *state),
            None => ("setting state", self.state),
        };
        match state.breaks() {
            Some(rule) => report.refuse(rule, at, name(STATES, state)),
            None => Ok(()),
        }
    }

    /// The values of what can be set, as they are written in settings.
    pub(crate) fn view(&self) -> Vec<(&'static str, String)> {
        vec![
            ("state", name(STATES, self.state)),
            ("partial_envelope", name(PARTIALS, self.partial)),
            ("unsupported_media", name(UNSUPPORTED, self.unsupported)),
            ("none_level", name(NONE_LEVEL, self.none_is_none)),
        ]
    }
}

impl State {
    /// The rule that a request to such an environment breaks.
    const fn breaks(self) -> Option<Rule> {
        match self {
            Self::Ok => None,
            Self::OutOfLicence => Some(Rule::Licence),
            Self::NoModule => Some(Rule::Module),
            Self::Disabled => Some(Rule::IngestEnabled),
            Self::NoStorage => Some(Rule::Storage),
            Self::Full => Some(Rule::Space),
        }
    }
}

fn one_of<T: Copy>(
    settings: &Settings,
    key: &str,
    known: &[(&str, T)],
) -> Result<Option<T>, BadSetting> {
    let Some(value) = settings.get(key) else {
        return Ok(None);
    };
    let found = known.iter().find(|(name, _)| *name == value);
    let names = || known.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    found
        .map(|(_, known)| Some(*known))
        .ok_or_else(|| Settings::bad_value(ID, key, value, &names().join(", ")))
}

fn name<T: Copy + PartialEq>(known: &[(&str, T)], value: T) -> String {
    let found = known.iter().find(|(_, known)| *known == value);
    found.map_or_else(String::new, |(name, _)| (*name).to_owned())
}
