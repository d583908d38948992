use std::time::Duration;

use clap::Subcommand;
use logfog_client::{Changed, Clock as To};

use super::{Desk, show};
use crate::{cli::duration, failure::Failure};

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog ctl clock advance 1h                     tokens expire, windows pass
  logfog ctl clock fix 2026-11-01T12:00:00Z
  logfog ctl clock offset -2d
  logfog ctl clock system --session t1";

#[derive(Debug, Subcommand)]
pub(super) enum Clock {
    /// Go on from where it is, so much later
    Advance {
        /// How much later: `1h`, `90s`, `30d`
        #[arg(value_parser = duration)]
        by: Duration,
    },
    /// Stand still at this instant
    Fix {
        /// In RFC 3339
        at: String,
    },
    /// Run so far ahead of the machine's clock
    Offset {
        /// How far: `1h`; behind it when negative: `-2d`
        #[arg(allow_hyphen_values = true)]
        by: String,
    },
    /// Run with the machine's clock
    System,
}

impl Clock {
    pub(super) fn run(&self, desk: &Desk) -> Result<(), Failure> {
        let to = match self {
            Self::Advance { by } => To::Advance(*by),
            Self::Fix { at } => To::Fixed(at.clone()),
            Self::Offset { by } => To::Offset(by.clone()),
            Self::System => To::System,
        };
        show::answer(desk, &desk.client.set_clock(&to)?, changed)
    }
}

/// Whose world was changed, and what time it is there.
pub(super) fn changed(changed: &Changed) -> String {
    let whose = match &changed.session {
        Some(session) => format!("session {session}"),
        None => "every session".into(),
    };
    format!("{whose}: it is {}\n", changed.now)
}
