use std::{fmt, time::Duration};

use http::HeaderMap;
use logfog_model::{Answer, Injected, Outcome, Sending, Storing, VendorId, What};

use crate::World;

/// A request, as plans look at it.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Whose API was called.
    pub vendor: VendorId,
    /// Which operation, as far as that is known before it is served; else empty.
    pub operation: &'a str,
    /// Whether its answer could say that some records failed and others did not.
    pub fails_partially: bool,
    /// Its session, with what time it is there.
    pub world: &'a World,
    /// Its headers; those of the upgrade for a frame over a WebSocket.
    pub headers: &'a HeaderMap,
    /// Its body, as far as it was read.
    pub body: &'a [u8],
}

/// What befalls a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// The plan that it comes from.
    pub plan: u64,
    /// What happens.
    pub what: What,
    /// How long it takes before that: a throw of the plan's dice.
    pub delay: Duration,
}

impl Due {
    /// What the vendor is to say, where that is what happens.
    pub const fn injected(&self) -> Option<Injected> {
        match &self.what.outcome {
            Outcome::Answer(Answer::Fault(injected), _) => Some(*injected),
            Outcome::Answer(Answer::Raw(_) | Answer::Served(_), _)
            | Outcome::Reset(_)
            | Outcome::Hang => None,
        }
    }
}

/// What befell a request, for the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    /// The plan that it came from.
    pub plan: u64,
    /// What happened: `throttled`, `raw 418`, `latency 120ms`, at least one of them.
    pub words: Vec<String>,
    /// Whether it made the answer, or the lack of one; else it changed something about one.
    pub answered: bool,
}

impl Fired {
    /// What happened above all, without numbers: `throttled`, `raw`, `latency`.
    pub fn kind(&self) -> &str {
        let first = self.words.first().map_or("", String::as_str);
        first.split(' ').next().unwrap_or_default()
    }
}

impl fmt::Display for Fired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words.join(", "))
    }
}

impl From<&Due> for Fired {
    fn from(due: &Due) -> Self {
        let mut words = Vec::new();
        match &due.what.outcome {
            Outcome::Answer(answer, sending) => {
                answered(answer, &mut words);
                sent(*sending, &mut words);
            }
            Outcome::Reset(reset) => words.push(format!("reset {}", reset.as_str())),
            Outcome::Hang => words.push("hang".into()),
        }
        if due.what.latency.is_some() {
            words.push(format!("latency {}ms", due.delay.as_millis()));
        }
        let served = matches!(due.what.outcome, Outcome::Answer(Answer::Served(_), _));
        Self {
            plan: due.plan,
            words,
            answered: !served,
        }
    }
}

fn answered(answer: &Answer, words: &mut Vec<String>) {
    match answer {
        Answer::Fault(injected) => words.push(injected.fault.as_str().into()),
        Answer::Raw(raw) => words.push(format!("raw {}", raw.status)),
        Answer::Served(mishap) => {
            if !mishap.partial.is_empty() {
                let places: Vec<_> = mishap.partial.iter().map(usize::to_string).collect();
                words.push(format!("partial {}", places.join(" ")));
            }
            match mishap.storing {
                Storing::Whole => {}
                Storing::Lose => words.push("lose".into()),
                Storing::Duplicate(more) => words.push(format!("duplicate {more}")),
            }
        }
    }
}

fn sent(sending: Sending, words: &mut Vec<String>) {
    if let Some(rate) = sending.bytes_per_second {
        words.push(format!("slow_body {rate}B/s"));
    }
    if let Some(bytes) = sending.truncate {
        words.push(format!("truncate {bytes}"));
    }
    if sending.goaway {
        words.push("goaway".into());
    }
}
