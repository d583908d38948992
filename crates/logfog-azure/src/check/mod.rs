//! The pure part: what a call demands, in the order in which it is asked.
//!
//! Microsoft does not publish the order. Chosen here: version, token, size, rule, access, stream,
//! then the body.

mod auxiliary;
mod body;
mod rows;

use std::sync::Arc;

pub(crate) use body::{Sent, text};
use logfog_kit::body::{Payload, Problem};
use logfog_model::{Fate, Finding, Refused, Report, Rules as _};
pub(crate) use rows::{Checked, rows, transform};

use crate::{
    connection,
    dcr::DataCollectionRule,
    entra::directory::Caller,
    profile::{Losses, Profile},
    rules::Rule,
    stream::Stream,
};

/// An api-version is named and can be served.
pub(crate) fn version(
    query: &[(String, String)],
    profile: &Profile,
    report: &mut Report<'_, Rule>,
) -> Result<(), Refused> {
    const AT: &str = "query api-version";
    let named = query
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("api-version"));
    let Some((_, version)) = named.filter(|(_, version)| !version.is_empty()) else {
        return report.refuse(Rule::ApiVersionMissing, AT, "nothing");
    };
    let known = profile.api_versions;
    if known.contains(&version.as_str()) {
        return Ok(());
    }
    let found = Finding::new(version).expected(known.join(", "));
    let newest = known.iter().filter_map(|known| day(known)).max();
    if day(version) > newest {
        report.note(Rule::ApiVersionNewer, AT, found);
        return Ok(());
    }
    report.refuse(Rule::ApiVersion, AT, found)
}

/// The day of a well-formed api-version: `2023-01-01`, perhaps with `-preview` behind it.
pub(crate) fn day(version: &str) -> Option<&str> {
    let (day, label) = version.split_at_checked(10)?;
    let labelled = label.is_empty()
        || label.strip_prefix('-').is_some_and(|label| {
            !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    let is_day = day.parse::<jiff::civil::Date>().is_ok();
    (labelled && is_day).then_some(day)
}

/// The request is not too large as sent.
pub(crate) fn length(
    payload: &Payload,
    profile: &Profile,
    report: &mut Report<'_, Rule>,
) -> Result<(), Refused> {
    if payload.sent > profile.body_bytes || payload.problem == Some(Problem::TooLarge) {
        let found = Finding::over(format_args!("{} bytes", profile.body_bytes), payload.sent);
        report.refuse(Rule::ContentLength, "header content-length", found)?;
    }
    Ok(())
}

/// With `losses=refuse`, what would be lost or changed behind the client's back stops the call.
pub(crate) fn nothing_lost(
    profile: &Profile,
    report: &mut Report<'_, Rule>,
) -> Result<(), Refused> {
    if profile.losses == Losses::Tell {
        return Ok(());
    }
    let silent = |fate| matches!(fate, Fate::Lost | Fate::Altered);
    let first = report
        .violations()
        .iter()
        .find(|violation| silent(violation.fate));
    let Some(first) = first else {
        return Ok(());
    };
    let found = Finding::new(format_args!("{} at {:?}", first.rule.spec().id, first.at));
    report.refuse(Rule::Losses, "", found)
}

/// Where a call goes to, and who sends it.
#[derive(Debug)]
pub(crate) struct Destination<'a> {
    /// Immutable id and stream, as the path names them.
    pub(crate) named: (&'a str, &'a str),
    /// The rule of that id; `None` when there is none.
    pub(crate) rule: Option<&'a DataCollectionRule>,
    /// `None` when the policy lets anybody in.
    pub(crate) caller: Option<&'a Caller>,
    /// Whether the rule lets the caller write.
    pub(crate) may_write: bool,
    /// Whether the rule has taken as much as it may, for this minute: where that is said, and what.
    pub(crate) throttled: Option<(&'static str, Finding)>,
}

/// The rule exists, the caller may write to it, and it declares the stream. Where the policy lets
/// an unknown one pass, the stream takes whatever comes.
pub(crate) fn destination(
    to: &Destination<'_>,
    report: &mut Report<'_, Rule>,
) -> Result<Arc<Stream>, Refused> {
    const AT: &str = "path";
    let (immutable_id, stream) = to.named;
    let Some(rule) = to.rule else {
        let found = Finding::new(immutable_id).expected(connection::RULE);
        report.refuse(Rule::DataCollectionRule, AT, found)?;
        return Ok(Arc::new(Stream::open(stream)));
    };
    if let Some(caller) = to.caller.filter(|_| !to.may_write) {
        let found =
            Finding::new(&caller.object_id).expected("an object id that has a role on the rule");
        report.refuse(Rule::Access, "header authorization", found)?;
    }
    if let Some((at, found)) = &to.throttled {
        report.refuse(Rule::RateLimit, *at, found.clone())?;
    }
    if let Some(declared) = rule.stream(stream) {
        return Ok(declared.clone());
    }
    report.refuse(Rule::Stream, AT, stream)?;
    Ok(Arc::new(Stream::open(stream)))
}
