use serde::Deserialize;

use crate::{Answer, Evidence};

/// Why there is no good answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was expected is not so. The evidence says what is.
    #[error("{}", &***.0)]
    NotMet(Box<Answer<Evidence>>),
    /// Whether it is so cannot be said: what could have decided it was forgotten for want of room.
    #[error("{}", &***.0)]
    Unsure(Box<Answer<Evidence>>),
    /// The admin API said no.
    #[error(transparent)]
    Refused(Problem),
    /// Nobody answered, or not to the end.
    #[error("nothing answers at {at} ({why}): start logfog, or say where it is")]
    Unreachable {
        /// Host and port.
        at: String,
        /// What went wrong.
        why: String,
    },
    /// Whoever answered is not logfog, or speaks another version of its API.
    #[error("what answers at {at} is not understood: {why}")]
    Strange {
        /// Host and port.
        at: String,
        /// What is strange about the answer.
        why: String,
    },
    /// The call itself makes no sense; nothing was sent.
    #[error("{0}")]
    Unusable(String),
}

/// How the admin API says no.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, thiserror::Error)]
#[error("{error}. {hint}")]
pub struct Problem {
    /// The HTTP status.
    #[serde(skip)]
    pub status: u16,
    /// What is wrong.
    pub error: String,
    /// What would have been right.
    #[serde(default)]
    pub expected: String,
    /// What to do.
    #[serde(default)]
    pub hint: String,
}
