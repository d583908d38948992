//! Frames as they are sent: v1 with `cmds`, v2 with `method`. What is in a frame decides how it is
//! read, not its `v`: the firmware of March 2016 sends none.

mod v1;
mod v2;
mod wire;

use std::fmt;

use logfog_kit::json;
use logfog_model::Report;
pub(crate) use v2::method_form;
pub(crate) use wire::{Args, Text};

use crate::{failure::Failure, profile::Profile, rules::Rule};

/// How a frame came in: what is wrong with it can be answered over HTTP only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// Posted.
    Http,
    /// In a message, whose sender is told nothing.
    Socket,
    /// In a message, whose sender is cut off.
    SocketThatCloses,
}

/// A frame that was understood.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) dialect: Dialect,
    pub(crate) src: Option<Text<'a>>,
    pub(crate) dst: Option<Text<'a>>,
    pub(crate) key: Option<Text<'a>>,
    /// None when the frame only answers.
    pub(crate) commands: Vec<Command<'a>>,
}

/// How answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `resp`, with every answer in it.
    V1,
    /// `result` or `error`, and the `v` that was sent.
    V2(Option<i64>),
    /// Like version 2, without the addresses.
    Method,
}

/// One command of a frame.
#[derive(Debug)]
pub(crate) struct Command<'a> {
    pub(crate) place: Place,
    pub(crate) name: Option<Text<'a>>,
    /// As it was written.
    pub(crate) id: Option<&'a str>,
    /// JSON text.
    pub(crate) args: Option<&'a str>,
    /// Unix seconds.
    pub(crate) deadline: Option<f64>,
    /// Seconds from now.
    pub(crate) timeout: Option<f64>,
    /// To be echoed, JSON text.
    pub(crate) tag: Option<&'a str>,
    /// No answer is wanted.
    pub(crate) quiet: bool,
}

/// Where in a frame something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// The frame itself, or its only command.
    Whole,
    /// The same of a frame whose arguments are in `params`.
    Params,
    /// This one of its commands.
    Command(usize),
    /// The arguments that are all of a body.
    Body,
}

impl Place {
    /// A member of it, as a frame of version 1 calls it; where it is, when nothing is called so.
    pub(crate) fn member(self, name: &'static str) -> At<'static> {
        let (within, name) = match (self, name) {
            (Self::Whole | Self::Params, "cmd") => ("", "method"),
            (Self::Body, "cmd") => ("path", ""),
            (Self::Body, "id") => ("query id", ""),
            (Self::Body, "deadline") => ("query deadline", ""),
            (Self::Body, "src" | "key") => ("header authorization", ""),
            _ => ("", name),
        };
        At {
            place: self,
            within,
            name,
        }
    }

    /// One of its arguments.
    pub(crate) fn arg(self, name: &str) -> At<'_> {
        let within = match self {
            Self::Body => "",
            Self::Params => "/params",
            Self::Whole | Self::Command(_) => "/args",
        };
        At {
            place: self,
            within,
            name,
        }
    }

    /// Whoever sent it.
    pub(crate) fn sender(self) -> At<'static> {
        match self {
            Self::Command(_) => Self::Whole.member("src"),
            Self::Whole | Self::Params | Self::Body => self.member("src"),
        }
    }
}

/// A JSON pointer, or a part of the request that is not in its body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    place: Place,
    within: &'static str,
    name: &'a str,
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Place::Command(at) = self.place {
            write!(f, "/cmds/{at}")?;
        }
        f.write_str(self.within)?;
        if !self.name.is_empty() {
            write!(f, "/{}", json::pointer_step(self.name))?;
        }
        Ok(())
    }
}

/// Reads a frame.
pub(crate) fn read<'a>(
    body: &'a [u8],
    profile: &Profile,
    heard: Heard,
    report: &mut Report<'_, Rule>,
) -> Result<Request<'a>, Failure> {
    size(body, profile, heard, report)?;
    depth(body, profile, heard, report)?;
    // Whatever the policy says: there is nothing to carry out.
    let raw: wire::Frame<'_> = json::parse(body)
        .map_err(|bad| unreadable(heard, Rule::FrameJson, "", &unread(&bad), report))?;
    let of_v1 = raw.cmds.is_some() || raw.resp.is_some();
    if !of_v1 && (profile.v2 && raw.v != Some(1)) || raw.asks(profile) {
        v2::request(raw, heard, report)
    } else {
        v1::request(raw, profile, heard, report)
    }
}

/// Who a frame says it is from, whatever else is wrong with it.
pub(crate) fn sender(body: &[u8]) -> Option<Text<'_>> {
    json::parse::<wire::Frame<'_>>(body).ok()?.src
}

/// What Cesanta's library says about a body that ends too early; otherwise the parser's own words.
pub(crate) fn unread(bad: &json::BadJson) -> String {
    match bad.kind {
        json::Kind::CutShort => CUT_SHORT.into(),
        json::Kind::Syntax | json::Kind::Shape => bad.to_string(),
    }
}

/// In the words of Go's `encoding/json`.
pub(crate) const CUT_SHORT: &str = "unexpected end of JSON input";

/// The size of a body that is read.
pub(crate) fn size(
    body: &[u8],
    profile: &Profile,
    heard: Heard,
    report: &mut Report<'_, Rule>,
) -> Result<(), Failure> {
    let limit = profile.limits.frame_bytes;
    if body.len() > limit {
        let detail = format!("{} bytes, of {limit} at most", body.len());
        broken(heard, Rule::FrameSize, "", &detail, report)?;
    }
    Ok(())
}

/// The depth of a body that is read.
pub(crate) fn depth(
    body: &[u8],
    profile: &Profile,
    heard: Heard,
    report: &mut Report<'_, Rule>,
) -> Result<(), Failure> {
    let limit = profile.limits.depth;
    if deeper_than(body, limit) {
        broken(heard, Rule::FrameDepth, "", "exceeded max depth", report)?;
    }
    Ok(())
}

/// The frame as a whole is bad.
fn broken(
    heard: Heard,
    rule: Rule,
    at: impl fmt::Display,
    detail: &str,
    report: &mut Report<'_, Rule>,
) -> Result<(), Failure> {
    let stop = match heard {
        Heard::Http | Heard::SocketThatCloses => report.refuse(rule, at, detail).is_err(),
        Heard::Socket => report.lose(rule, at, detail),
    };
    if stop {
        return Err(Failure::new(rule, detail));
    }
    Ok(())
}

/// The frame as a whole is bad, and nothing is left of it that a policy could let pass.
fn unreadable(
    heard: Heard,
    rule: Rule,
    at: &str,
    detail: &str,
    report: &mut Report<'_, Rule>,
) -> Failure {
    match heard {
        Heard::Http | Heard::SocketThatCloses => {
            report.insist(rule, at, detail);
        }
        Heard::Socket => report.insist_lost(rule, at, detail),
    }
    Failure::new(rule, detail)
}

/// The id of a command: an integer, as it was written. 0 counts as none.
fn integer_id<'a>(
    id: Option<&'a str>,
    place: Place,
    heard: Heard,
    report: &mut Report<'_, Rule>,
) -> Result<Option<&'a str>, Failure> {
    /// Where integers stop being exact in JavaScript.
    const LARGEST: i64 = (1 << 53) - 1;
    let Some(text) = id else {
        return Ok(None);
    };
    let Ok(number) = text.parse::<i64>() else {
        let at = place.member("id");
        broken(
            heard,
            Rule::FrameJson,
            at,
            &format!("`id` is not an integer: {text}"),
            report,
        )?;
        return Ok(None);
    };
    if !(1..=LARGEST).contains(&number) {
        report.note(Rule::CommandId, place.member("id"), number);
    }
    Ok((number != 0).then_some(text))
}

/// Whether objects and arrays nest deeper than `limit`.
fn deeper_than(json: &[u8], limit: usize) -> bool {
    let opens = |byte: &&u8| matches!(byte, b'{' | b'[');
    // Nearly always that settles it.
    if json.iter().filter(opens).count() <= limit {
        return false;
    }
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > limit {
            return true;
        }
    }
    false
}
