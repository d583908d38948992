use logfog_model::{Entry, Finding, Report};

use super::{
    Caller,
    args::{Given, short},
};
use crate::{ID, auth, failure::Failure, frame::Text, rules::Rule};

/// `/v1/Log.List`: which entries are wanted.
#[derive(Clone, Debug)]
pub(crate) struct List {
    pub(crate) src: String,
    /// All streams when there is none.
    pub(crate) stream: Option<String>,
    /// The number of the entry to go on after.
    pub(crate) after: Option<u64>,
    pub(crate) limit: usize,
    /// Only so many of the newest ones.
    pub(crate) last: Option<usize>,
    /// Wait until there is something.
    pub(crate) follow: bool,
}

impl List {
    /// Whether an entry is of the wanted source and stream.
    pub(crate) fn wants(&self, entry: &Entry) -> bool {
        let scope = &entry.draft.scope;
        let stream = self.stream.as_deref();
        entry.batch.vendor == ID
            && scope.get("src") == Some(&self.src)
            && (stream.is_none() || scope.get("stream") == stream)
    }
}

/// The number of an entry as its `id`: of one length, so that ids sort as entries do.
pub(crate) fn token(number: u64) -> String {
    format!("{number:0TOKEN_DIGITS$}")
}

const TOKEN_DIGITS: usize = 20;

pub(super) fn check(
    given: &Given<'_>,
    caller: &Caller<'_>,
    report: &mut Report<'_, Rule>,
) -> Result<List, Failure> {
    let profile = &caller.config.profile;
    let mut known = vec!["src", "after", "limit", "stream"];
    known.extend(profile.follow.then_some("follow"));
    known.extend(profile.last.then_some("last"));
    given.only(&known, report);

    let src = given.text("src", Rule::ListSrcType, report)?;
    if src.is_none() && report.reject(Rule::ListSrc, given.at("src"), "none") {
        return Err(Failure::of(Rule::ListSrc));
    }
    let src = match src.as_deref() {
        Some(src) => auth::id(src).into_owned(),
        // A policy let it pass.
        None => caller.sender.to_owned(),
    };
    auth::foreign(caller, &src, given.at("src"), report)?;
    let after = after(given, report)?;
    let at_most = profile.limits.listed_at_most;
    let mut limit = given.integer("limit", Rule::ListLimit, report)?;
    if limit.is_some_and(|limit| limit < 1) {
        let got = limit.take().unwrap_or_default();
        if report.reject(Rule::ListLimitPositive, given.at("limit"), got) {
            return Err(Failure::of(Rule::ListLimitPositive));
        }
    }
    let mut limit = limit.map_or(profile.limits.listed, i64::unsigned_abs);
    if limit > at_most {
        let finding = Finding::over(at_most, limit);
        if report.alter(Rule::ListLimitMaximum, given.at("limit"), finding) {
            limit = at_most;
        }
    }
    let stream = given.text("stream", Rule::ListStream, report)?;
    let mut follow = false;
    if profile.follow {
        follow = given
            .boolean("follow", Rule::ListFollow, report)?
            .unwrap_or_default();
    }
    let mut last = None;
    if profile.last {
        last = given.integer("last", Rule::ListLast, report)?;
        if last.is_some_and(|last| last < 1) {
            let got = last.take().unwrap_or_default();
            if report.reject(Rule::ListLastPositive, given.at("last"), got) {
                return Err(Failure::of(Rule::ListLastPositive));
            }
        }
    }
    let last = last.map(i64::unsigned_abs);
    Ok(List {
        src,
        stream: stream.map(Text::into_owned),
        after,
        limit: usize::try_from(limit).unwrap_or(usize::MAX),
        last: last.and_then(|last| usize::try_from(last).ok()),
        follow,
    })
}

/// A token that could be ours; whether it was issued is for the store to know.
fn after(given: &Given<'_>, report: &mut Report<'_, Rule>) -> Result<Option<u64>, Failure> {
    let Some(sent) = given.text("after", Rule::ListAfter, report)? else {
        return Ok(None);
    };
    let ours = sent.len() == TOKEN_DIGITS && sent.bytes().all(|byte| byte.is_ascii_digit());
    let number = sent.parse().ok().filter(|number| ours && *number > 0);
    if number.is_none() && report.reject(Rule::ListAfterKnown, given.at("after"), short(&sent)) {
        return Err(Failure::of(Rule::ListAfterKnown));
    }
    Ok(number)
}
