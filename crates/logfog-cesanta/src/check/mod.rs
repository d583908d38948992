//! What a command asks for, checked: no state, no time but the one that is passed in.

mod args;
mod delete;
mod list;
mod log;

use bytes::Bytes;
use jiff::Timestamp;
use logfog_model::{Draft, Report, Scope};

use self::args::Given;
pub(crate) use self::{
    delete::Delete,
    list::{List, token},
};
use crate::{config::Config, failure::Failure, frame::Command, rules::Rule};

/// The stream of an entry that names none.
pub(crate) const CONSOLE: &str = "console";

/// The commands that are served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    Log,
    List,
    Delete,
    Hello,
    LabelSet,
}

impl Known {
    pub(crate) fn named(name: &str, config: &Config) -> Option<Self> {
        match name {
            "/v1/Log.Log" => Some(Self::Log),
            "/v1/Log.List" => Some(Self::List),
            "/v1/Log.Delete" if config.profile.delete => Some(Self::Delete),
            "/v1/Hello" | "/v1/Dispatcher.Hello" => Some(Self::Hello),
            "/v1/Label.Set" => Some(Self::LabelSet),
            _ => None,
        }
    }

    /// The name of the operation.
    pub(crate) const fn operation(self) -> &'static str {
        match self {
            Self::Log => crate::LOG,
            Self::List => crate::LIST,
            Self::Delete => crate::DELETE,
            Self::Hello => crate::HELLO,
            Self::LabelSet => crate::LABEL_SET,
        }
    }
}

/// A command that may be carried out.
#[derive(Debug)]
pub(crate) enum Call {
    Log(Draft),
    List(List),
    Delete(Delete),
    Hello,
    LabelSet,
}

/// Who asks, and in which frame.
#[derive(Debug)]
pub(crate) struct Caller<'c> {
    /// The ID part of the frame's `src`; empty when it has none.
    pub(crate) sender: &'c str,
    /// Whether it may touch the entries of others, come what may.
    pub(crate) trusted: bool,
    pub(crate) config: &'c Config,
    /// What the frame was read from.
    pub(crate) body: &'c Bytes,
    pub(crate) now: Timestamp,
    /// The last scope made: a device logs to one stream all day.
    pub(crate) scope: &'c mut Option<Scope>,
}

/// Which command it is, whether it is served or not.
pub(crate) fn known(command: &Command<'_>, config: &Config) -> Option<Known> {
    command
        .name
        .as_ref()
        .and_then(|name| Known::named(name, config))
}

/// What is to be done for a command.
pub(crate) fn check(
    command: &Command<'_>,
    caller: &mut Caller<'_>,
    report: &mut Report<'_, Rule>,
) -> Result<Call, Failure> {
    let place = command.place;
    let Some(name) = command.name.as_deref().filter(|name| !name.is_empty()) else {
        let _ = report.reject(Rule::CommandName, place.member("cmd"), "none");
        return Err(Failure::of(Rule::CommandName));
    };
    let Some(known) = Known::named(name, caller.config) else {
        let _ = report.reject(Rule::CommandUnknown, place.member("cmd"), name);
        return Err(Failure::new(Rule::CommandUnknown, name));
    };
    late(command, caller.now, report)?;
    let given = Given::read(command, report)?;
    match known {
        Known::Log => log::check(&given, caller, report).map(Call::Log),
        Known::List => list::check(&given, caller, report).map(Call::List),
        Known::Delete => delete::check(&given, caller, report).map(Call::Delete),
        Known::Hello => Ok(Call::Hello),
        Known::LabelSet => Ok(Call::LabelSet),
    }
}

fn late(
    command: &Command<'_>,
    now: Timestamp,
    report: &mut Report<'_, Rule>,
) -> Result<(), Failure> {
    let now = now.as_duration().as_secs_f64();
    if let Some(deadline) = command.deadline
        && deadline < now
        && report.reject(
            Rule::CommandDeadline,
            command.place.member("deadline"),
            format!("{deadline}, and it is {now}"),
        )
    {
        return Err(Failure::of(Rule::CommandDeadline));
    }
    Ok(())
}
