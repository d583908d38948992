use std::hash::{DefaultHasher, Hasher as _};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use logfog_model::Session;
use prost::Message;

use super::page::{Part, Place, Section};
use crate::generated::yandex::cloud::logging::v1::Criteria;

/// Where somebody goes on to read: criteria, section and place, sealed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) criteria: Criteria,
    pub(crate) section: Section,
    pub(crate) part: Part,
}

/// As it is written. Nobody but this program reads it.
#[derive(Clone, PartialEq, Message)]
struct Written {
    #[prost(message, required, tag = "1")]
    criteria: Criteria,
    #[prost(uint64, tag = "2")]
    after: u64,
    #[prost(uint64, tag = "3")]
    to: u64,
    #[prost(bool, tag = "4")]
    backwards: bool,
    #[prost(int64, optional, tag = "5")]
    seconds: Option<i64>,
    #[prost(int32, tag = "6")]
    nanos: i32,
    #[prost(uint64, tag = "7")]
    id: u64,
}

impl Token {
    /// The text of it, good in this session only.
    pub(crate) fn seal(&self, session: &Session) -> String {
        let (backwards, place) = match self.part {
            Part::Behind(place) => (false, place),
            Part::Before(place) => (true, place),
        };
        let written = Written {
            criteria: self.criteria.clone(),
            after: self.section.after,
            to: self.section.to,
            backwards,
            seconds: place.map(|(time, _)| time.as_second()),
            nanos: place.map_or(0, |(time, _)| time.subsec_nanosecond()),
            id: place.map_or(0, |(_, id)| id),
        };
        let mut bytes = written.encode_to_vec();
        let sum = sum(&bytes, session);
        bytes.extend(sum);
        STANDARD.encode(bytes)
    }

    /// Reads one that was sealed in this session and not changed since.
    pub(crate) fn open(text: &str, session: &Session) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        let (bytes, there) = bytes.split_last_chunk::<8>()?;
        if *there != sum(bytes, session) {
            return None;
        }
        let written = Written::decode(bytes).ok()?;
        let time = |seconds| Timestamp::new(seconds, written.nanos).ok();
        let place: Option<Place> = match written.seconds {
            Some(seconds) => Some((time(seconds)?, written.id)),
            None => None,
        };
        Some(Self {
            criteria: written.criteria,
            section: Section {
                after: written.after,
                to: written.to,
            },
            part: if written.backwards {
                Part::Before(place)
            } else {
                Part::Behind(place)
            },
        })
    }
}

fn sum(bytes: &[u8], session: &Session) -> [u8; 8] {
    let mut hasher = DefaultHasher::new();
    hasher.write(session.as_str().as_bytes());
    hasher.write(bytes);
    hasher.finish().to_le_bytes()
}
