use std::borrow::Cow;

use bytes::Bytes;
use jiff::Timestamp;
use logfog_kit::json;
use logfog_model::{Draft, Report, Scope, Severity};

use super::{
    CONSOLE, Caller,
    args::{Given, short},
};
use crate::{auth, failure::Failure, rules::Rule};

/// `/v1/Log.Log`: the entry to store.
pub(super) fn check(
    given: &Given<'_>,
    caller: &mut Caller<'_>,
    report: &mut Report<'_, Rule>,
) -> Result<Draft, Failure> {
    let config = caller.config;
    let on_behalf = config.profile.on_behalf;
    let known: &[&str] = if on_behalf {
        &["msg", "timestamp", "stream", "src"]
    } else {
        &["msg", "timestamp", "stream"]
    };
    given.only(known, report);
    let raw = message(given, caller.body, report)?;
    let time = timestamp(given, report)?;
    let stream = given.text("stream", Rule::LogStream, report)?;
    let src = if on_behalf {
        given.text("src", Rule::LogSrc, report)?
    } else {
        None
    };
    let owner = match &src {
        Some(src) => auth::id(src),
        None => Cow::Borrowed(caller.sender),
    };
    if owner.is_empty() && report.reject(Rule::LogSender, given.sender(), "none") {
        return Err(Failure::of(Rule::LogSender));
    }
    auth::foreign(caller, &owner, given.at("src"), report)?;
    Ok(Draft {
        time,
        severity: Severity::NONE,
        scope: scope(caller.scope, &owner, stream.as_deref().unwrap_or(CONSOLE)),
        raw,
    })
}

/// The value is kept as it was written.
fn message(
    given: &Given<'_>,
    body: &Bytes,
    report: &mut Report<'_, Rule>,
) -> Result<Bytes, Failure> {
    let Some(msg) = given.value("msg") else {
        if report.reject(Rule::LogMsg, given.at("msg"), "none") {
            return Err(Failure::of(Rule::LogMsg));
        }
        return Ok(Bytes::from_static(b"null"));
    };
    let kept = msg.starts_with(['{', '[', '"']);
    if !kept && report.reject(Rule::LogMsgType, given.at("msg"), short(msg)) {
        return Err(Failure::of(Rule::LogMsgType));
    }
    Ok(json::slice_of(body, msg))
}

fn timestamp(
    given: &Given<'_>,
    report: &mut Report<'_, Rule>,
) -> Result<Option<Timestamp>, Failure> {
    let Some(sent) = given.integer("timestamp", Rule::LogTimestamp, report)? else {
        return Ok(None);
    };
    let time = Timestamp::from_millisecond(sent).ok();
    if time.is_none() && report.reject(Rule::LogTimestampRange, given.at("timestamp"), sent) {
        return Err(Failure::of(Rule::LogTimestampRange));
    }
    Ok(time)
}

/// The scope made last, if it is this one.
fn scope(last: &mut Option<Scope>, src: &str, stream: &str) -> Scope {
    let same = |scope: &&Scope| scope.parts().eq([("src", src), ("stream", stream)]);
    if let Some(scope) = last.as_ref().filter(same) {
        return scope.clone();
    }
    let scope = Scope::new([("src", src.into()), ("stream", stream.into())]);
    last.insert(scope).clone()
}
