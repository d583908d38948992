use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use serde::{Deserialize, de::DeserializeOwned};

use crate::{
    Entry, Error, Exchange,
    connection::{Place, in_time, unreachable},
    sse::{Parser, Sent},
};

/// The server says something every 15 seconds, if only that it is there.
const SILENCE: Duration = Duration::from_mins(1);
/// No event comes near: whoever sends more than this is not logfog.
const CAP: usize = 64 << 20;

/// What happens, as it happens.
#[derive(Debug)]
pub struct Tail {
    place: Place,
    body: Incoming,
    parser: Parser,
    last: Option<String>,
}

/// Something that has happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What it is.
    pub told: Told,
    /// The JSON text that came.
    pub json: String,
}

/// What has happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// A record was stored.
    Entry(Box<Entry>),
    /// A request was answered.
    Exchange(Box<Exchange>),
    /// Up to so many were forgotten before they could be told: the reader was too slow.
    Evicted(u64),
}

impl Tail {
    pub(crate) fn new(place: Place, body: Incoming, last: Option<String>) -> Self {
        Self {
            place,
            body,
            parser: Parser::default(),
            last,
        }
    }

    /// The id of the last event: a tail that resumes after it misses nothing that is still kept.
    pub fn last_id(&self) -> Option<&str> {
        self.last.as_deref()
    }

    /// Waits for the next event; `None` once the server has ended the stream.
    pub async fn next(&mut self) -> Result<Option<Event>, Error> {
        loop {
            while let Some(sent) = self.parser.next() {
                if sent.id.is_some() {
                    self.last.clone_from(&sent.id);
                }
                if let Some(event) = self.event(sent)? {
                    return Ok(Some(event));
                }
            }
            let Some(frame) = in_time(&self.place, SILENCE, self.body.frame()).await? else {
                return Ok(None);
            };
            let broke = |error| unreachable(&self.place, format!("it broke off: {error}"));
            if let Some(data) = frame.map_err(broke)?.data_ref() {
                self.parser.push(data);
            }
            if self.parser.waiting() > CAP {
                return Err(self.strange("an event without an end"));
            }
        }
    }

    /// Nothing for an event of a kind that is not known here.
    fn event(&self, sent: Sent) -> Result<Option<Event>, Error> {
        let json = sent.data;
        let told = match sent.name.as_str() {
            "entry" => Told::Entry(self.read(&json)?),
            "exchange" => Told::Exchange(self.read(&json)?),
            "evicted" => Told::Evicted(self.read::<Evicted>(&json)?.evicted),
            _ => return Ok(None),
        };
        Ok(Some(Event { told, json }))
    }

    fn read<T: DeserializeOwned>(&self, json: &str) -> Result<T, Error> {
        serde_json::from_str(json).map_err(|error| self.strange(&error.to_string()))
    }

    fn strange(&self, why: &str) -> Error {
        Error::Strange {
            at: self.place.authority.clone(),
            why: why.into(),
        }
    }
}

#[derive(Deserialize)]
struct Evicted {
    evicted: u64,
}
