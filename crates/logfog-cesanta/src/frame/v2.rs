use logfog_kit::json;
use logfog_model::Report;

use super::{
    Command, Dialect, Heard, Place, Request, Text, broken, integer_id, unread, unreadable,
    wire::{Cmd, Frame},
};
use crate::{failure::Failure, rules::Rule};

/// A frame with a `method`, or one without anything that version 1 has.
pub(super) fn request<'a>(
    frame: Frame<'a>,
    heard: Heard,
    report: &mut Report<'_, Rule>,
) -> Result<Request<'a>, Failure> {
    if frame.cmds.is_some() || frame.resp.is_some() {
        // Whatever the policy says: one of the two would be lost.
        return Err(unreadable(
            heard,
            Rule::FrameMixed,
            "/method",
            "Both commands and a method",
            report,
        ));
    }
    // Cesanta's later library reads both, and `params` last.
    let (place, args) = match frame.params {
        Some(params) => (Place::Params, Some(params)),
        None => (Place::Whole, frame.only.args),
    };
    let asks = frame.only.name.is_some();
    if (asks && frame.results) || (!asks && frame.only.id.is_none()) {
        broken(
            heard,
            Rule::FrameRequest,
            "",
            "Not a valid request or response",
            report,
        )?;
    }
    // Later peers, whose frames say no version, may name their requests.
    let named = frame.only.id.is_some_and(|id| id.starts_with('"'));
    let id = if frame.v.is_none() && named {
        frame.only.id
    } else {
        integer_id(frame.only.id, place, heard, report)?
    };
    let only = Cmd {
        id,
        args,
        ..frame.only
    };
    Ok(Request {
        dialect: Dialect::V2(frame.v),
        src: frame.src,
        dst: frame.dst,
        key: frame.key,
        commands: if asks {
            vec![command(only, place)]
        } else {
            Vec::new()
        },
    })
}

/// A path that is a method, a query, and a body of arguments.
pub(crate) fn method_form<'a>(
    name: String,
    query: &'a [(String, String)],
    sender: Option<(String, String)>,
    body: &'a [u8],
    report: &mut Report<'_, Rule>,
) -> Result<Request<'a>, Failure> {
    let find = |key: &str| query.iter().rev().find(|(name, _)| name == key);
    let mut number = |key: &str, rule: Rule| match find(key).map(|(_, text)| text.as_str()) {
        None | Some("") => Ok(None),
        Some(text) => match text.parse::<i64>() {
            Ok(_) => Ok(Some(text)),
            Err(_)
                if report
                    .refuse(rule, format_args!("query {key}"), text)
                    .is_ok() =>
            {
                Ok(None)
            }
            Err(_) => Err(Failure::new(rule, json::quote(text))),
        },
    };
    let id = number("id", Rule::HttpId)?;
    let deadline = number("deadline", Rule::HttpDeadline)?;
    let timeout = number("timeout", Rule::HttpTimeout)?;
    let args = match json::parse::<Option<&serde_json::value::RawValue>>(body) {
        _ if body.is_empty() => None,
        Ok(args) => args.map(serde_json::value::RawValue::get),
        Err(bad) => {
            let failure = Failure::new(Rule::HttpArgs, unread(&bad));
            // Without arguments a policy can let it pass.
            report
                .refuse(Rule::HttpArgs, "", &*failure.detail)
                .map_err(|_| failure)?;
            None
        }
    };
    let only = Cmd {
        name: Some(name.into()),
        id: integer_id(id, Place::Body, Heard::Http, report)?,
        args,
        deadline: deadline.and_then(|text| text.parse().ok()),
        timeout: timeout.and_then(|text| text.parse().ok()),
        ..Cmd::default()
    };
    let (src, key) = sender.unzip();
    Ok(Request {
        dialect: Dialect::Method,
        src: src.map(Text::from),
        dst: None,
        key: key.map(Text::from),
        commands: vec![command(only, Place::Body)],
    })
}

fn command(cmd: Cmd<'_>, place: Place) -> Command<'_> {
    Command {
        place,
        name: cmd.name,
        id: cmd.id,
        args: cmd.args,
        deadline: cmd.deadline,
        timeout: cmd.timeout,
        tag: cmd.tag,
        quiet: cmd.quiet,
    }
}
