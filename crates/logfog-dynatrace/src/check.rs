use bytes::Bytes;
use jiff::Timestamp;
use logfog_kit::json::slice_of;
use logfog_model::{Check, Draft, Finding, Refused, Report, Rules as _, Scope, Severity};

use crate::{
    at::At,
    attributes,
    envelope::Envelope,
    head::{self, Format},
    keys::{self, Chosen},
    rules::Rule,
    severity::Level,
    timestamp::{self, When},
    wire::{self, Element, Kind, Member},
};

/// What became of a request that was not refused.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) drafts: Vec<Draft>,
    /// Records left out for their time.
    pub(crate) outside: usize,
    /// Records left out because they are no objects.
    pub(crate) unread: usize,
    /// Records left out because they were planned to fail.
    pub(crate) failed: usize,
    /// Places of the records with something nested too deep.
    pub(crate) nested: Vec<usize>,
}

/// How deep a body may nest.
const MAX_DEPTH: usize = 128;

/// How a body came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrival<'a> {
    /// Where it was sent.
    pub(crate) scope: &'a Scope,
    /// When it was received.
    pub(crate) now: Timestamp,
    /// Places of the records that were planned to fail.
    pub(crate) failing: &'a [usize],
}

/// Checks a whole body.
pub(crate) fn check(
    body: &Bytes,
    envelope: &Envelope,
    arrival: Arrival<'_>,
    report: &mut Report<'_, Rule>,
) -> Result<Outcome, Refused> {
    let text = head::utf8(body, report)?;
    let blank = match envelope.format {
        Format::Text => text.is_empty(),
        Format::Json | Format::JsonLines => text.trim_ascii().is_empty(),
    };
    if blank {
        report.refuse(Rule::Empty, "", format_args!("{} bytes", text.len()))?;
        return Ok(Outcome::default());
    }
    let mut batch = Batch {
        body,
        envelope,
        arrival,
        report,
        outcome: Outcome::default(),
        too_deep: None,
        full: false,
    };
    let count = match envelope.format {
        Format::Text => batch.text(text),
        Format::Json => batch.json(text)?,
        Format::JsonLines => batch.lines(text),
    };
    batch.finish(count)
}

struct Batch<'a, 'r, 'p> {
    body: &'a Bytes,
    envelope: &'a Envelope,
    arrival: Arrival<'a>,
    report: &'r mut Report<'p, Rule>,
    outcome: Outcome,
    too_deep: Option<At>,
    full: bool,
}

impl<'a> Batch<'a, '_, '_> {
    /// The whole body is the text of one record.
    fn text(&mut self, text: &str) -> usize {
        let plain = self.envelope.attributes.is_empty()
            && text.len() <= self.envelope.environment.profile.content_bytes;
        if !plain {
            attributes::text_event(self.envelope, text, self.report);
        }
        if self.fails(0) {
            return 1;
        }
        self.outcome.drafts.push(Draft {
            time: None,
            severity: Level::NONE.severity,
            scope: self.arrival.scope.clone(),
            raw: self.body.clone(),
        });
        1
    }

    /// An array of records, or one.
    fn json(&mut self, text: &'a str) -> Result<usize, Refused> {
        let read = if text.trim_ascii_start().starts_with('[') {
            wire::array(text, |index, element| {
                self.element(At::Item(index), index, element);
            })
        } else {
            let object = wire::one(text, &mut Vec::new(), |element| match element {
                Element::Object(..) => {
                    self.element(At::Body, 0, element);
                    true
                }
                Element::Other => false,
            });
            match object {
                Ok(false) => {
                    let found = Finding::new("neither").expected("an array or an object");
                    self.report.refuse(Rule::BodyShape, "", found)?;
                    return Err(Refused);
                }
                Ok(true) => Ok(1),
                Err(error) => Err(error),
            }
        };
        match read {
            Ok(0) => {
                self.report.refuse(Rule::Empty, "", "no record")?;
                Ok(0)
            }
            Ok(count) => Ok(count),
            Err(error) => {
                self.report.refuse(Rule::Json, "", error)?;
                Err(Refused)
            }
        }
    }

    /// A record a line; a line that is none does not spoil the others.
    fn lines(&mut self, text: &'a str) -> usize {
        let (mut count, mut members) = (0, Vec::new());
        for (line, text) in (1..).zip(text.split('\n')) {
            if text.trim_ascii().is_empty() {
                continue;
            }
            members.clear();
            let at = At::Line(line);
            let read = wire::one(text, &mut members, |element| {
                self.element(at, count, element);
            });
            if let Err(error) = read {
                // The parser counts lines too, but knows of this one only.
                let (text, column) = (error.to_string(), error.column());
                let text = text.split(" at line ").next().unwrap_or_default();
                let found = format_args!("{text} at column {column}");
                if self.report.reject(Rule::RecordShape, at, found) {
                    self.outcome.unread += 1;
                }
            }
            count += 1;
        }
        count
    }

    fn element(&mut self, at: At, index: usize, element: Element<'a, '_>) {
        self.full = self.full || self.is_over(index);
        if self.full || self.too_deep.is_some() {
            return;
        }
        match element {
            Element::Object(..) if self.fails(index) => {}
            Element::Object(raw, members) => self.record(at, index, raw, members),
            Element::Other => {
                let found = Finding::new("another value").expected("an object");
                if self.report.reject(Rule::RecordShape, at, found) {
                    self.outcome.unread += 1;
                }
            }
        }
    }

    /// Whether the record was planned to fail; if so, it is counted.
    fn fails(&mut self, index: usize) -> bool {
        let fails = self.arrival.failing.contains(&index);
        self.outcome.failed += usize::from(fails);
        fails
    }

    /// Whether the record is one more than a request may hold, and must not cost memory.
    fn is_over(&self, index: usize) -> bool {
        index == self.envelope.environment.profile.records
            && self.report.policy().check(Rule::RecordCount.spec().id) == Check::Deny
    }

    fn record(&mut self, at: At, index: usize, raw: &'a str, members: &[Member<'a>]) {
        if members.iter().any(is_too_deep) {
            self.too_deep = Some(at);
            return;
        }
        let envelope = self.envelope;
        let profile = envelope.environment.profile;
        let chosen = keys::choose(members, profile, envelope.structure);
        let time = chosen.time.map(|at| &members[at]);
        let time = timestamp::judge(time, self.arrival.now, profile, at, self.report);
        if time == When::Outside {
            self.outcome.outside += 1;
            return;
        }
        if !attributes::is_plain(envelope, raw, members, chosen) {
            let normal = attributes::normalise(envelope, raw, members, chosen, at, self.report);
            if normal.nested {
                self.outcome.nested.push(index);
            }
        }
        let drafts = &mut self.outcome.drafts;
        if drafts.is_empty() {
            // Records of one batch are about equally long.
            let guess = self.body.len() / (raw.len() + 1) + 1;
            drafts.reserve(guess.min(profile.records));
        }
        drafts.push(Draft {
            time: time.timestamp(),
            severity: severity(members, chosen, envelope),
            scope: self.arrival.scope.clone(),
            raw: if members.is_empty() {
                Bytes::from_static(b"{}")
            } else {
                slice_of(self.body, raw)
            },
        });
    }

    fn finish(self, count: usize) -> Result<Outcome, Refused> {
        let Self {
            report, outcome, ..
        } = self;
        let profile = self.envelope.environment.profile;
        if let Some(at) = self.too_deep {
            report.refuse(Rule::Depth, at, Finding::over(MAX_DEPTH, "more"))?;
        }
        if count > profile.records {
            let found = Finding::over(profile.records, count);
            report.refuse(Rule::RecordCount, "", found)?;
        }
        let added = self.envelope.attributes.iter();
        let added: usize = added.map(|(name, value)| name.len() + value.len()).sum();
        let size = self.body.len().saturating_add(added.saturating_mul(count));
        if size > profile.batch_bytes {
            let found = Finding::over(profile.batch_bytes, size);
            report.refuse(Rule::BatchSize, "", found)?;
        }
        if !outcome.drafts.is_empty() {
            return Ok(outcome);
        }
        match (outcome.outside, outcome.unread) {
            (0, 0) => {}
            (outside, 0) => {
                let found = format_args!("{outside} outside of it");
                report.refuse(Rule::AllOutOfRange, "", found)?;
            }
            (outside, unread) => {
                let found = format_args!("{outside} out of time, {unread} unreadable");
                report.refuse(Rule::NoRecord, "", found)?;
            }
        }
        Ok(outcome)
    }
}

/// The level that a record's members say.
pub(crate) fn level(members: &[Member<'_>], chosen: Chosen, envelope: &Envelope) -> Level {
    chosen.level.map_or(Level::NONE, |at| {
        let text = wire::text(members[at].value);
        Level::of(&text, envelope.environment.none_is_none)
    })
}

fn severity(members: &[Member<'_>], chosen: Chosen, envelope: &Envelope) -> Severity {
    level(members, chosen, envelope).severity
}

/// Two levels are the body's own array and the record. What is short cannot be deep.
fn is_too_deep(member: &Member<'_>) -> bool {
    member.value.len() > MAX_DEPTH
        && matches!(member.kind(), Kind::Array | Kind::Object)
        && wire::depth(member.value) > MAX_DEPTH - 2
}
