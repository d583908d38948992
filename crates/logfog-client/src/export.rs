use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use crate::{
    Error,
    connection::{Place, in_time, unreachable},
};

/// How long the next piece may take.
const PIECE: Duration = Duration::from_mins(1);

/// Everything that was asked for, a line of JSON each.
#[derive(Debug)]
pub struct Export {
    place: Place,
    body: Incoming,
    evicted: u64,
}

impl Export {
    pub(crate) fn new(place: Place, body: Incoming, evicted: u64) -> Self {
        Self {
            place,
            body,
            evicted,
        }
    }

    /// How many that could have been in it were forgotten for want of room before it began.
    pub fn evicted(&self) -> u64 {
        self.evicted
    }

    /// The next piece, which ends wherever it does; `None` at the end.
    pub async fn piece(&mut self) -> Result<Option<Bytes>, Error> {
        while let Some(frame) = in_time(&self.place, PIECE, self.body.frame()).await? {
            let broke = |error| unreachable(&self.place, format!("it broke off: {error}"));
            if let Ok(data) = frame.map_err(broke)?.into_data() {
                return Ok(Some(data));
            }
        }
        Ok(None)
    }

    /// All of it.
    pub async fn text(mut self) -> Result<String, Error> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.piece().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
