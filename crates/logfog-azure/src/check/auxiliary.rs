//! What tables of the plan Auxiliary demand of rows that are stored as they were sent. Unlike all else that
//! is demanded of rows, the client is told.

use jiff::{SignedDuration, civil::DateTime};
use logfog_model::{Finding, Refused, Report};

use crate::{rules::Rule, stream::Kind};

/// How far apart the times of one request may be.
const RANGE: SignedDuration = SignedDuration::from_mins(30);

/// What is found out about the rows of a request.
#[derive(Debug, Default)]
pub(super) struct Auxiliary {
    /// The earliest and the latest time, where the rows have any.
    times: Option<(DateTime, DateTime)>,
    /// Where something nested is that has no place.
    nested: Option<String>,
}

impl Auxiliary {
    /// Looks at a value: objects and arrays go into dynamic columns only.
    pub(super) fn value(&mut self, kind: Kind, raw: &str, at: impl std::fmt::Display) {
        if kind != Kind::Dynamic && raw.starts_with(['{', '[']) && self.nested.is_none() {
            self.nested = Some(at.to_string());
        }
    }

    /// Looks at a row's time.
    pub(super) fn time(&mut self, at: DateTime) {
        let (first, last) = self.times.unwrap_or((at, at));
        self.times = Some((first.min(at), last.max(at)));
    }

    /// Refuses the request if any of it was wrong.
    pub(super) fn judge(self, report: &mut Report<'_, Rule>) -> Result<(), Refused> {
        if let Some(at) = self.nested {
            report.refuse(Rule::AuxiliaryNested, at, "nested JSON")?;
        }
        if let Some((first, last)) = self.times
            && last.duration_since(first) > RANGE
        {
            let found = Finding::over("30 minutes", format_args!("{first}Z to {last}Z"));
            report.refuse(Rule::AuxiliaryRange, "", found)?;
        }
        Ok(())
    }
}

/// Whether a time is written as such tables want it: ISO 8601 with six decimals.
pub(super) fn is_exact(raw: &str) -> bool {
    let text = raw.trim_matches('"');
    let fraction = text.rsplit_once('.').map_or("", |(_, fraction)| fraction);
    fraction.len() == 7 && fraction.ends_with('Z') && text.contains('T')
}
