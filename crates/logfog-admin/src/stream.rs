//! What both streams have in common: a feed read piece by piece, and one line of JSON for each thing.

use std::{borrow::Borrow as _, collections::VecDeque, sync::Arc};

use http::HeaderMap;
use logfog_kit::{
    feed::{Feed, Follower, Whose},
    filter::Filter,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Admin, error::Problem, query::Params};

/// Things read from the feed at a time, and kept from being freed meanwhile.
const STEP: usize = 64;
/// Bytes after which what has been written is sent on.
pub(crate) const CHUNK: usize = 64 << 10;

/// What there is to look at.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Of {
    #[default]
    Entries,
    Exchanges,
}

impl Of {
    pub(crate) fn read(params: &Params) -> Result<Self, Problem> {
        match params.get("of") {
            None | Some("entries") => Ok(Self::Entries),
            Some("exchanges") => Ok(Self::Exchanges),
            Some(other) => Err(Problem::query(
                format!("there are no `{other}` to look at"),
                "of=entries or of=exchanges",
                "Leave `of` out for entries.",
            )),
        }
    }
}

/// How a thing is written.
pub(crate) type Write<I> = fn(place: u64, item: &I, out: &mut Vec<u8>);

/// A feed that is being written out.
pub(crate) struct Lines<F: Feed + ?Sized> {
    pub(crate) feed: Arc<F>,
    filter: Filter<F::Subject>,
    follower: Follower,
    write: Write<F::Item>,
    waiting: VecDeque<(u64, F::Item)>,
    at_end: bool,
}

/// How far it has come.
pub(crate) enum Filled {
    /// There is more to read.
    More,
    /// At most so many were forgotten before they could be read.
    Missed(u64),
    /// For now this is all.
    End,
}

impl<F: Feed + ?Sized> Lines<F> {
    pub(crate) fn new(
        feed: Arc<F>,
        of: Whose,
        after: u64,
        filter: Filter<F::Subject>,
        write: Write<F::Item>,
    ) -> Self {
        Self {
            feed,
            filter,
            follower: Follower::new(of, after),
            write,
            waiting: VecDeque::new(),
            at_end: false,
        }
    }

    /// Writes what matches, about [`CHUNK`] bytes at most.
    pub(crate) fn fill(&mut self, out: &mut Vec<u8>) -> Filled {
        while let Some((place, item)) = self.waiting.pop_front() {
            if self.filter.holds(item.borrow()) {
                (self.write)(place, &item, out);
            }
            if out.len() >= CHUNK {
                return Filled::More;
            }
        }
        if std::mem::take(&mut self.at_end) {
            return Filled::End;
        }
        let read = self.follower.read(&*self.feed, STEP);
        self.at_end = !read.piece.more;
        self.waiting.extend(read.piece.items);
        match read.missed {
            0 => Filled::More,
            missed => Filled::Missed(missed),
        }
    }

    /// Whether everything up to this place has been written.
    pub(crate) fn is_past(&self, place: u64) -> bool {
        self.waiting.is_empty() && self.follower.after() >= place
    }
}

/// Whose things, and which.
pub(crate) fn asked<F: Feed + ?Sized>(
    admin: &Admin,
    params: &Params,
    headers: &HeaderMap,
) -> Result<(Whose, Filter<F::Subject>), Problem> {
    Ok((params.whose(admin, headers)?, params.filter()?))
}

/// JSON on one line. Between the parts of a record there may be line ends as its sender wrote them;
/// within a string there are none.
pub(crate) fn line(value: &impl Serialize, out: &mut Vec<u8>) {
    let start = out.len();
    serde_json::to_writer(&mut *out, value).expect("admin's own types always serialise");
    for byte in &mut out[start..] {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dto::Raw;

    #[test]
    fn a_line_is_one_line() {
        let mut out = b"x\n".to_vec();
        line(&Raw(b"{\"a\":\r\n \"b\\n\"}"), &mut out);
        assert_eq!(out, b"x\n{\"a\":   \"b\\n\"}");
    }
}
