use std::{borrow::Borrow as _, fmt, time::Duration};

use logfog_kit::{
    feed::Feed as _,
    filter::Clause,
    journal::Exchange,
    wait::{Answer, Nearest, Outcome},
};
use logfog_model::{Broken, Fate};

use crate::{Expectation, Watched, watch::Watcher};

/// How many exchanges are shown, the newest ones.
const SHOWN: usize = 20;
/// How many broken rules of one exchange are shown.
const RULES: usize = 5;
/// How much of a line is shown, in characters.
const LINE: usize = 200;

/// An expectation that is not met. Its `Display` is the evidence: what came instead, what was refused
/// and why, and what came nearest.
#[derive(Clone)]
pub struct NotMet(Box<Inner>);

#[derive(Clone)]
struct Inner {
    arrived: u64,
    unsure: bool,
    evidence: String,
}

struct Evidence {
    wanted: String,
    waited: Option<Duration>,
    unsure: bool,
    restless: bool,
    arrived: u64,
    evicted: u64,
    nearest: Option<(String, Vec<Clause>)>,
    exchanges: Vec<String>,
    /// Exchanges before those.
    earlier: u64,
}

impl NotMet {
    pub(crate) fn new<T: Watched>(
        expectation: &Expectation<T>,
        outcome: &Outcome<T::Item>,
        waited: Option<Duration>,
        watcher: &Watcher,
    ) -> Self {
        let nearest = outcome.nearest.as_ref();
        let nearest = nearest.map(|Nearest { item, clauses }| {
            let item: &T = item.borrow();
            (short(&item.describe()), clauses.clone())
        });
        let journal = watcher.ctx.journal.piece(&watcher.of, 0, usize::MAX);
        let kept = journal.items.len();
        let newest = journal.items.iter().skip(kept.saturating_sub(SHOWN));
        let exchanges = newest.map(|(_, exchange)| Told(exchange).to_string());
        let exchanges: Vec<_> = exchanges.collect();
        let unsure = outcome.answer == Answer::Unsure;
        let evidence = Evidence {
            wanted: expectation.to_string(),
            waited,
            unsure,
            restless: outcome.restless,
            arrived: outcome.arrived,
            evicted: outcome.evicted,
            nearest,
            earlier: (kept - exchanges.len()) as u64 + journal.evicted,
            exchanges,
        };
        Self::told(evidence.to_string(), outcome.arrived, unsure)
    }

    /// With evidence that somebody else has written down.
    pub(crate) fn told(evidence: String, arrived: u64, unsure: bool) -> Self {
        Self(Box::new(Inner {
            arrived,
            unsure,
            evidence,
        }))
    }

    /// How many matching ones came.
    pub fn arrived(&self) -> u64 {
        self.0.arrived
    }

    /// Whether nobody knows: what was forgotten for want of room could have made the difference.
    pub fn is_unsure(&self) -> bool {
        self.0.unsure
    }
}

impl std::error::Error for NotMet {}

/// The same as its `Display`, since that is what `unwrap()` prints.
impl fmt::Debug for NotMet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for NotMet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.evidence)
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let evidence = self;
        write!(f, "expected {}; ", evidence.wanted)?;
        match (evidence.restless, evidence.arrived) {
            (true, arrived) => write!(f, "there were {arrived}, but more kept coming")?,
            (false, 0) => f.write_str("none came")?,
            (false, arrived) => write!(f, "{arrived} came")?,
        }
        if let Some(waited) = evidence.waited {
            write!(f, " within {waited:?}")?;
        }
        if evidence.unsure {
            write!(
                f,
                "\nNobody knows, since {} were forgotten for want of room: look sooner, send less, \
                 or reset in between",
                evidence.evicted
            )?;
        }
        if let Some((item, clauses)) = &evidence.nearest {
            write!(f, "\n\nnearest: {item}")?;
            for clause in clauses {
                write!(f, "\n  {}", Turned(clause))?;
            }
        }
        let shown = evidence.exchanges.len();
        match (shown, evidence.earlier) {
            (0, 0) => f.write_str("\n\nno request came at all")?,
            (_, 0) => f.write_str("\n\nwhat came:")?,
            (_, earlier) => write!(f, "\n\nwhat came, after {earlier} others:")?,
        }
        for exchange in &evidence.exchanges {
            write!(f, "\n{exchange}")?;
        }
        Ok(())
    }
}

/// How one comparison turned out.
struct Turned<'a>(&'a Clause);

impl fmt::Display for Turned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Clause { text, held, got } = self.0;
        let mark = if *held { '✓' } else { '✗' };
        write!(f, "{mark} {text}")?;
        match (held, got) {
            (true, _) => Ok(()),
            (false, Some(got)) => write!(f, "   but it is {}", short(got)),
            (false, None) => f.write_str("   but there is none"),
        }
    }
}

/// An exchange in a line, and in the lines below it why it ended so.
struct Told<'a>(&'a Exchange);

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(exchange) = self;
        let verdict = &exchange.verdict;
        let head = format!(
            "{} {} {}",
            exchange.id,
            exchange.vendor,
            short(&exchange.target)
        );
        write!(
            f,
            "  {head} → {}, {} stored",
            exchange.status, verdict.stored
        )?;
        if let Some(fired) = &exchange.fault {
            write!(f, ", planned fault: {}", fired.words.join(", "))?;
        } else if exchange.operation.is_empty() && exchange.status >= 400 {
            f.write_str(", no operation answers to this")?;
        }
        for broken in verdict.broken.iter().take(RULES) {
            rule(f, broken)?;
        }
        let more = verdict.broken.len().saturating_sub(RULES) as u64 + verdict.unlisted;
        if more > 0 {
            write!(f, "\n    … and {more} more like these")?;
        }
        Ok(())
    }
}

fn rule(f: &mut fmt::Formatter<'_>, broken: &Broken) -> fmt::Result {
    let Broken {
        spec,
        fate,
        at,
        finding,
        fatal,
    } = broken;
    write!(f, "\n    {}: {}", fate.as_str(), spec.id)?;
    if !at.is_empty() {
        write!(f, " at {at}")?;
    }
    let expected = short(broken.expected().trim_end_matches('.'));
    let got = short(&finding.got);
    write!(f, "\n      expected {expected}; got {got}")?;
    if !spec.hint.is_empty() {
        write!(f, "\n      hint: {}", spec.hint)?;
    }
    match fate {
        Fate::Refused | Fate::Rejected | Fate::Lost if !fatal => {
            write!(f, "\n      to let it pass: .check(\"{}=warn\")", spec.id)
        }
        Fate::Refused | Fate::Rejected | Fate::Lost | Fate::Altered | Fate::Noted => Ok(()),
    }
}

/// The beginning of a text, on one line.
fn short(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = text.chars().take(LINE).map(plain).collect();
    if text.chars().nth(LINE).is_some() {
        short.push('…');
    }
    short
}
