use std::collections::HashMap;

use logfog_model::Session;

/// Sessions that are counted apart; names are free, so there must be an end.
const SESSIONS: usize = 4096;

/// How much of each session was forgotten for want of room.
#[derive(Debug, Default)]
pub(crate) struct Evictions {
    by_session: HashMap<Session, u64>,
    /// Of sessions beyond those that are counted apart: it may concern anybody.
    others: u64,
}

impl Evictions {
    pub(crate) fn add(&mut self, session: &Session, number: u64) {
        if let Some(count) = self.by_session.get_mut(session) {
            *count += number;
        } else if self.by_session.len() < SESSIONS {
            self.by_session.insert(session.clone(), number);
        } else {
            self.others += number;
        }
    }

    /// How much of the session, or of all, may be missing.
    pub(crate) fn of(&self, session: Option<&Session>) -> u64 {
        let own = match session {
            Some(session) => self.by_session.get(session).copied().unwrap_or_default(),
            None => self.by_session.values().sum(),
        };
        own + self.others
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
        let session = |n: usize| n.to_string().parse::<Session>().expect("a name");
        for n in 0..=SESSIONS {
            evictions.add(&session(n), 2);
        }
        assert_eq!(evictions.of(Some(&session(0))), 4);
        assert_eq!(evictions.of(None), 2 * (SESSIONS as u64 + 1));
        evictions.reset(Some(&session(0)));
        assert_eq!(evictions.of(Some(&session(0))), 2);
    }
}
