use bytes::Bytes;
use jiff::Timestamp;
use logfog_model::{Draft, Finding, Report, Scope, Severity};

use super::{
    Bounds,
    bounds::{Field, Sent},
};
use crate::{
    level::level,
    refusal::{Flaw, Refusal, at_most_bytes},
    rules::Rule,
    wire::{IncomingLogEntry, WriteRequest},
};

/// 0001-01-01 and the last second of 9999: the ends of `google.protobuf.Timestamp`.
const SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// What became of the entries.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Those that are stored.
    pub(crate) drafts: Vec<Draft>,
    /// Those that failed alone, by their place.
    pub(crate) errors: Vec<(usize, Flaw)>,
    /// Those that nothing was wrong with, and that failed all the same, by their place.
    pub(crate) failed: Vec<usize>,
}

impl Written {
    /// Makes the entries at these places fail, as was planned, unless they did so by themselves.
    pub(crate) fn fail(&mut self, places: &[usize]) {
        let Self {
            drafts,
            errors,
            failed,
        } = self;
        // Drafts are in the order of those places that have no error.
        let mut good = (0..).filter(|at| !errors.iter().any(|(flawed, _)| flawed == at));
        drafts.retain(|_| {
            let fails = good.next().filter(|at| places.contains(at));
            failed.extend(fails);
            fails.is_none()
        });
    }

    /// Makes those fail that there is no room for in the quota: all but the first `fit` good ones.
    pub(crate) fn exceed(&mut self, fit: usize, found: &str, report: &mut Report<'_, Rule>) {
        let Self { drafts, errors, .. } = self;
        let flawed: Vec<_> = errors.iter().map(|(at, _)| *at).collect();
        let mut good = (0..).filter(|at| !flawed.contains(at));
        let mut number = 0;
        drafts.retain(|_| {
            number += 1;
            let Some(at) = good.next().filter(|_| number > fit) else {
                return true;
            };
            let rule = Rule::WriteRate;
            let rejected = report.reject(rule, format_args!("/entries/{at}"), found);
            if rejected {
                let flaw = Flaw::new(rule, "");
                errors.push((at, flaw));
            }
            !rejected
        });
    }
}

/// Checks entries, each by itself. When all fail, the call does.
pub(crate) fn entries(
    message: &Bytes,
    request: &WriteRequest<'_>,
    bounds: &Bounds,
    now: Timestamp,
    scope: &Scope,
    report: &mut Report<'_, Rule>,
) -> Result<Written, Refusal> {
    let unspecified = level(request.defaults.level).unwrap_or(Severity::NONE);
    let mut written = Written {
        drafts: Vec::with_capacity(request.entries.len()),
        ..Written::default()
    };
    for (at, entry) in request.entries.iter().enumerate() {
        let mut checked = Checked {
            at,
            entry,
            bounds,
            report,
        };
        match checked.flaw(now) {
            Some(flaw) => written.errors.push((at, flaw)),
            None => written.drafts.push(Draft {
                time: entry.timestamp.and_then(time),
                severity: match entry.level {
                    0 => unspecified,
                    number => level(number).unwrap_or(unspecified),
                },
                scope: scope.clone(),
                raw: message.slice_ref(entry.raw),
            }),
        }
    }
    if written.drafts.is_empty() && !written.errors.is_empty() {
        let rule = Rule::NoValidEntries;
        let found = Finding::new(format_args!("{} bad ones", written.errors.len()));
        return Err(Refusal::fatal(report, rule, "/entries", found, ""));
    }
    Ok(written)
}

struct Checked<'c, 'a, 'p> {
    at: usize,
    entry: &'c IncomingLogEntry<'a>,
    bounds: &'c Bounds,
    report: &'c mut Report<'p, Rule>,
}

impl Checked<'_, '_, '_> {
    /// The first flaw that costs the entry its place.
    fn flaw(&mut self, now: Timestamp) -> Option<Flaw> {
        let (entry, bounds) = (self.entry, self.bounds);
        self.timestamp(now)
            .or_else(|| self.level())
            .or_else(|| self.field(&bounds.message, Sent::Text(entry.message)))
            .or_else(|| self.field(&bounds.json_payload, Sent::Bytes(entry.payload_bytes)))
            .or_else(|| self.stream_name())
            .or_else(|| self.whole())
    }

    fn timestamp(&mut self, now: Timestamp) -> Option<Flaw> {
        const FIELD: &str = "timestamp";
        let Some((seconds, nanos)) = self.entry.timestamp else {
            return self.field(&self.bounds.timestamp, Sent::Nothing);
        };
        let Some(time) = time((seconds, nanos)) else {
            let found = format_args!("{seconds} s and {nanos} ns");
            let flaw = || Flaw::new(Rule::TimestampRange, FIELD);
            return self.reject(Rule::TimestampRange, FIELD, Finding::new(found), flaw);
        };
        let (past, future) = self.bounds.profile.window?;
        let age = now.duration_since(time);
        if age < past && age > -future {
            return None;
        }
        let expected = format_args!(
            "later than {} and earlier than {}",
            now - past,
            now + future
        );
        let found = Finding::new(time).expected(expected);
        let flaw = || Flaw::new(Rule::TimestampWindow, FIELD);
        self.reject(Rule::TimestampWindow, FIELD, found, flaw)
    }

    fn level(&mut self) -> Option<Flaw> {
        const FIELD: &str = "level";
        let number = self.entry.level;
        if level(number).is_some() {
            return None;
        }
        let flaw = || Flaw::new(Rule::Level, FIELD);
        self.reject(Rule::Level, FIELD, number, flaw)
    }

    fn stream_name(&mut self) -> Option<Flaw> {
        let name = self.entry.stream_name;
        if !self.bounds.profile.has_streams && !name.is_empty() {
            let at = format_args!("/entries/{}/stream_name", self.at);
            let _ = self.report.alter(Rule::StreamName, at, name.len());
        }
        self.field(&self.bounds.stream_name, Sent::Text(name))
    }

    /// All of it, which no option limits.
    fn whole(&mut self) -> Option<Flaw> {
        let (sent, limit) = (self.entry.raw.len(), self.bounds.profile.entry_bytes);
        if sent <= limit {
            return None;
        }
        let flaw = || Flaw {
            demand: at_most_bytes(limit),
            ..Flaw::new(Rule::EntryBytes, "")
        };
        self.reject(Rule::EntryBytes, "", Finding::over(limit, sent), flaw)
    }

    /// The first bound of a field that costs the entry its place.
    fn field(&mut self, field: &Field, sent: Sent<'_>) -> Option<Flaw> {
        field.broken(sent).find_map(|bound| {
            let flaw = || bound.flaw(field.path);
            self.reject(bound.rule, field.path, bound.found(sent), flaw)
        })
    }

    fn reject(
        &mut self,
        rule: Rule,
        field: &'static str,
        found: impl Into<Finding>,
        flaw: impl FnOnce() -> Flaw,
    ) -> Option<Flaw> {
        let slash = if field.is_empty() { "" } else { "/" };
        let at = format_args!("/entries/{}{slash}{field}", self.at);
        self.report.reject(rule, at, found).then(flaw)
    }
}

/// The time that seconds and nanoseconds say, if they are in range.
pub(crate) fn time((seconds, nanos): (i64, i32)) -> Option<Timestamp> {
    let good = SECONDS.contains(&seconds) && (0..1_000_000_000).contains(&nanos);
    // The last hours of 9999 are beyond what can be held: they count as the last moment that is not.
    good.then(|| Timestamp::new(seconds, nanos).unwrap_or(Timestamp::MAX))
}
