use std::collections::HashMap;

use logfog_model::Session;

/// Sessions that are counted apart; names are free, so there must be an end.
const SESSIONS: usize = 4096;

/// What was forgotten of each session for want of room.
#[derive(Debug, Default)]
pub(crate) struct Evictions {
    by_session: HashMap<Session, Evicted>,
    /// Of sessions beyond those that are counted apart: it may concern anybody.
    others: Evicted,
}

/// How much was forgotten, and how far that reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Evicted {
    pub(crate) count: u64,
    /// The largest place among them; 0 when there are none.
    pub(crate) to: u64,
}

impl Evicted {
    fn and(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            to: self.to.max(other.to),
        }
    }
}

impl Evictions {
    /// Adds `count` things of a session, of which the newest was at the place `to`.
    pub(crate) fn add(&mut self, session: &Session, count: u64, to: u64) {
        let more = Evicted { count, to };
        if let Some(evicted) = self.by_session.get_mut(session) {
            *evicted = evicted.and(more);
        } else if self.by_session.len() < SESSIONS {
            self.by_session.insert(session.clone(), more);
        } else {
            self.others = self.others.and(more);
        }
    }

    /// What of the session, or of all, may be missing.
    pub(crate) fn of(&self, session: Option<&Session>) -> Evicted {
        let own = match session {
            Some(session) => self.by_session.get(session).copied().unwrap_or_default(),
            None => self
                .by_session
                .values()
                .copied()
                .fold(Evicted::default(), Evicted::and),
        };
        own.and(self.others)
    }

    /// Starts anew for the session, or for all.
    pub(crate) fn reset(&mut self, session: Option<&Session>) {
        match session {
            Some(session) => {
                self.by_session.remove(session);
            }
            None => *self = Self::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_too_many_is_counted_for_all() {
        let mut evictions = Evictions::default();
        let session = |n: u64| n.to_string().parse::<Session>().expect("a name");
        let sessions = SESSIONS as u64;
        for n in 0..=sessions {
            evictions.add(&session(n), 2, n + 10);
        }
        let evicted = |count, to| Evicted { count, to };
        let others = sessions + 10;
        assert_eq!(evictions.of(Some(&session(0))), evicted(4, others));
        assert_eq!(evictions.of(None), evicted(2 * (sessions + 1), others));
        evictions.reset(Some(&session(0)));
        assert_eq!(evictions.of(Some(&session(0))), evicted(2, others));
    }

    #[test]
    fn the_newest_of_a_session_is_known() {
        let mut evictions = Evictions::default();
        let [a, b] = ["a", "b"].map(|name| name.parse::<Session>().expect("a name"));
        for to in [3, 5] {
            evictions.add(&a, 1, to);
        }
        evictions.add(&b, 1, 4);
        assert_eq!(evictions.of(Some(&a)).to, 5);
        assert_eq!(evictions.of(Some(&b)).to, 4);
    }
}
