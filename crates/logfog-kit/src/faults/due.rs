use std::{fmt, time::Duration};

use http::HeaderMap;
use logfog_model::{Answer, Outcome, Sending, Storing, VendorId, What};

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

/// What befell a request, for the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fired {
    /// The plan that it came from.
    pub plan: u64,
    /// What happened: `throttled`, `raw 418`, `latency 120ms`, at least one of them.
    pub words: Vec<String>,
    /// The same without numbers, to be counted: `throttled`, `raw`, `latency`.
    pub kinds: Vec<&'static str>,
    /// Whether it made the answer, or the lack of one; else it changed something about one.
    pub answered: bool,
}

impl fmt::Display for Fired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words.join(", "))
    }
}

impl From<&Due> for Fired {
    fn from(due: &Due) -> Self {
        let mut fired = Self {
            plan: due.plan,
            ..Self::default()
        };
        match &due.what.outcome {
            Outcome::Answer(answer, sending) => {
                fired.answer(answer);
                fired.sending(*sending);
            }
            Outcome::Reset(reset) => {
                fired.answered = true;
                fired.say("reset", reset.as_str());
            }
            Outcome::Hang => {
                fired.answered = true;
                fired.say("hang", "");
            }
        }
        if due.what.latency.is_some() {
            fired.say("latency", format_args!("{}ms", due.delay.as_millis()));
        }
        fired
    }
}

impl Fired {
    fn say(&mut self, kind: &'static str, more: impl fmt::Display) {
        let word = format!("{kind} {more}");
        self.words.push(word.trim_end().to_owned());
        self.kinds.push(kind);
    }

    fn answer(&mut self, answer: &Answer) {
        match answer {
            Answer::Fault(injected) => {
                self.answered = true;
                self.say(injected.fault.as_str(), "");
            }
            Answer::Raw(raw) => {
                self.answered = true;
                self.say("raw", raw.status);
            }
            Answer::Served(mishap) => {
                if !mishap.partial.is_empty() {
                    let places: Vec<_> = mishap.partial.iter().map(usize::to_string).collect();
                    self.say("partial", places.join(" "));
                }
                match mishap.storing {
                    Storing::Whole => {}
                    Storing::Lose => self.say("lose", ""),
                    Storing::Duplicate(more) => self.say("duplicate", more),
                }
            }
        }
    }

    fn sending(&mut self, sending: Sending) {
        if let Some(rate) = sending.bytes_per_second {
            self.say("slow_body", format_args!("{rate}B/s"));
        }
        if let Some(bytes) = sending.truncate {
            self.say("truncate", bytes);
        }
        if sending.goaway {
            self.say("goaway", "");
        }
    }
}
