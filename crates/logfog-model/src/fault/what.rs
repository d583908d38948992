use std::{
    num::{NonZeroU32, NonZeroU64},
    time::Duration,
};

use bytes::Bytes;

use super::{Fault, Injected};

/// What happens to a request.
#[derive(Clone, Debug, PartialEq)]
pub struct What {
    /// How long it takes before that, besides the time that it takes anyway.
    pub latency: Option<Latency>,
    /// How it ends.
    pub outcome: Outcome,
}

/// How a request ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With an answer, of which perhaps only a part arrives.
    Answer(Answer, Sending),
    /// The connection is reset, with all that travels over it, and nothing is stored.
    Reset(Reset),
    /// Nothing is stored and no answer ever comes.
    Hang,
}

/// Which answer it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The vendor says that something went wrong, in its own bytes. Nothing is stored.
    Fault(Injected),
    /// This one, whatever was asked. Nothing is stored.
    Raw(RawAnswer),
    /// The one that the request deserves, were it not for a mishap.
    Served(Mishap),
}

/// An answer of no vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawAnswer {
    /// The HTTP status, from 200 to 599. Frames over a WebSocket have none.
    pub status: u16,
    /// Names and values, in order. Frames over a WebSocket have none.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

/// What goes wrong while a request is served.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mishap {
    /// The records at these places of the request fail, from 0, in the way in which the vendor says
    /// that. Only a vendor that can say it heeds this.
    pub partial: Vec<usize>,
    /// What becomes of the others.
    pub storing: Storing,
}

/// What becomes of records that were accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Storing {
    /// They are stored.
    #[default]
    Whole,
    /// They are not stored, and nobody is told.
    Lose,
    /// They are stored, and then so many times more.
    Duplicate(NonZeroU32),
}

/// How an answer is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sending {
    /// The body comes at this many bytes a second.
    pub bytes_per_second: Option<NonZeroU64>,
    /// After so many bytes of its body nothing more comes, and the connection (HTTP/1) or the stream
    /// (HTTP/2) is cut. A body that is no longer than that is cut at its end.
    pub truncate: Option<u64>,
    /// The connection takes no further requests: GOAWAY, or `Connection: close`.
    pub goaway: bool,
}

/// When a connection is reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reset {
    /// Once the request's head was read, before its body.
    BeforeReading,
    /// Once the request was read whole.
    AfterReading,
}

/// A length of time that is not the same each time.
#[derive(Clone, Debug, PartialEq)]
pub enum Latency {
    /// This long.
    Fixed(Duration),
    /// From the first to the second, all equally likely.
    Range(Duration, Duration),
    /// Percentiles (0 to 100, ascending) and how long those take. Between two of them the length grows
    /// evenly; what is below the first takes as long as that, what is above the last as the last.
    Percentiles(Vec<(f64, Duration)>),
}

impl From<Fault> for What {
    fn from(fault: Fault) -> Self {
        Answer::Fault(fault.into()).into()
    }
}

impl From<Mishap> for What {
    fn from(mishap: Mishap) -> Self {
        Answer::Served(mishap).into()
    }
}

impl From<Answer> for What {
    fn from(answer: Answer) -> Self {
        Outcome::Answer(answer, Sending::default()).into()
    }
}

impl From<Outcome> for What {
    fn from(outcome: Outcome) -> Self {
        Self {
            latency: None,
            outcome,
        }
    }
}

impl From<Latency> for What {
    fn from(latency: Latency) -> Self {
        Self {
            latency: Some(latency),
            ..Mishap::default().into()
        }
    }
}

impl Reset {
    /// Every time.
    pub const ALL: [Self; 2] = [Self::BeforeReading, Self::AfterReading];

    /// The word for it, as it is written in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BeforeReading => "before_reading",
            Self::AfterReading => "after_reading",
        }
    }
}

impl Storing {
    /// How many records come of so many that were accepted.
    pub const fn stored(self, accepted: usize) -> usize {
        match self {
            Self::Whole => accepted,
            Self::Lose => 0,
            Self::Duplicate(more) => accepted.saturating_mul(1 + more.get() as usize),
        }
    }
}

impl Latency {
    /// The length for a throw of the dice, from 0 (included) to 1 (not included).
    pub fn at(&self, thrown: f64) -> Duration {
        match self {
            Self::Fixed(length) => *length,
            Self::Range(from, to) => between(*from, *to, thrown),
            Self::Percentiles(table) => {
                let thrown = thrown * 100.0;
                let above = table.partition_point(|(percentile, _)| *percentile <= thrown);
                match (
                    above.checked_sub(1).map(|below| table[below]),
                    table.get(above),
                ) {
                    (Some((low, from)), Some((high, to))) => {
                        between(from, *to, (thrown - low) / (high - low))
                    }
                    (Some((_, last)), None) => last,
                    (None, Some((_, first))) => *first,
                    (None, None) => Duration::ZERO,
                }
            }
        }
    }
}

fn between(from: Duration, to: Duration, part: f64) -> Duration {
    from + to.saturating_sub(from).mul_f64(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latency_lies_where_its_table_says() {
        let millis = Duration::from_millis;
        let table = Latency::Percentiles(vec![
            (50.0, millis(10)),
            (90.0, millis(50)),
            (99.0, millis(500)),
        ]);
        for (thrown, length) in [(0.0, 10), (0.5, 10), (0.7, 30), (0.99, 500), (0.999, 500)] {
            assert_eq!(table.at(thrown), millis(length), "{thrown}");
        }
        let range = Latency::Range(millis(100), millis(200));
        assert_eq!((range.at(0.0), range.at(0.5)), (millis(100), millis(150)));
        assert_eq!(Latency::Fixed(millis(7)).at(0.3), millis(7));
    }

    #[test]
    fn what_is_lost_is_not_stored_and_what_is_doubled_is_stored_twice() {
        let twice = Storing::Duplicate(NonZeroU32::MIN);
        let stored = [Storing::Whole, Storing::Lose, twice].map(|storing| storing.stored(3));
        assert_eq!(stored, [3, 0, 6]);
    }
}
