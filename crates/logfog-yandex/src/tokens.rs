//! IAM tokens that a session has besides the well-known ones.

use std::collections::{HashMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use logfog_kit::{Document, Ids, Registry, Sessions};
use logfog_model::Session;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::{
    ID,
    accounts::{Principal, SERVICE_ACCOUNT_ID},
    call::Call,
    roles::Rights,
};

/// How long a token that has expired is still taken, as it was seen.
const GRACE: SignedDuration = SignedDuration::from_mins(10);
/// How long a token is good that is asked for. "About 12 hours", says the documentation.
pub(crate) const LIFETIME: SignedDuration = SignedDuration::from_hours(12);
/// How long a token is remembered that has expired: whoever still has it is told so, and not that it
/// was never issued.
const REMEMBERED: SignedDuration = LIFETIME;
/// Tokens that are asked for in one session, of which the oldest are forgotten.
const MOST: usize = 10_000;

/// An IAM token, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct IamToken {
    /// Whose it is.
    pub(crate) subject_id: String,
    /// Whether that is a user, and not a service account.
    pub(crate) user: bool,
    pub(crate) rights: Rights,
    /// Never when `None`.
    pub(crate) expires_at: Option<Timestamp>,
}

impl IamToken {
    /// When it expired, if that is too long ago.
    pub(crate) fn expired(&self, now: Timestamp) -> Option<Timestamp> {
        self.expires_at.filter(|at| now.duration_since(*at) > GRACE)
    }
}

impl Document for IamToken {
    const KIND: &'static str = "yandex.iam_token";
}

/// Makes a token whose holder may write to every group of the session. It does not expire: who has
/// it could not ask for another one.
pub(crate) fn mint(registry: &Registry<'_>) -> Vec<(&'static str, String)> {
    let token = random(&registry.world().ids);
    let document = IamToken {
        subject_id: SERVICE_ACCOUNT_ID.into(),
        user: false,
        rights: Rights::all(),
        expires_at: None,
    };
    keep(&token, &document, registry);
    vec![("iam_token", token)]
}

/// Keeps a token, which is also what requests present.
pub(crate) fn keep(token: &str, document: &IamToken, registry: &Registry<'_>) {
    registry.define(IamToken::KIND, token, document.to_bytes());
    registry.credential(token);
}

/// The tokens that were asked for, by session, oldest first. They are kept among the documents of
/// their sessions; this only knows which of them to forget.
#[derive(Debug, Default)]
pub(crate) struct Issued(Mutex<HashMap<Session, VecDeque<Ticket>>>);

#[derive(Debug)]
struct Ticket {
    token: String,
    expires_at: Timestamp,
}

impl Issued {
    /// Notes another one. Which ones are to be forgotten for it.
    fn note(
        &self,
        session: &Session,
        ticket: Ticket,
        now: Timestamp,
        all: &Sessions,
    ) -> Vec<Ticket> {
        let mut by_session = self.0.lock();
        if !by_session.contains_key(session) {
            // Sessions come and go: what is left of those that ended goes when one comes.
            by_session.retain(|session, _| all.get(session).is_some());
        }
        let tickets = by_session.entry(session.clone()).or_default();
        tickets.push_back(ticket);
        let is_over = |ticket: &Ticket| now.duration_since(ticket.expires_at) > REMEMBERED;
        let over = tickets.iter().take_while(|ticket| is_over(ticket)).count();
        let over = over.max(tickets.len().saturating_sub(MOST));
        tickets.drain(..over).collect()
    }
}

/// Gives somebody a token, good in the session of the call. Token, and when it expires.
pub(crate) fn issue(call: &Call<'_>, holder: Principal) -> (String, Timestamp) {
    let world = &call.received.world;
    let token = random(&world.ids);
    // At the end of time nothing expires later.
    let expires_at = call.now().checked_add(LIFETIME).unwrap_or(Timestamp::MAX);
    let document = IamToken {
        user: holder.is_user(),
        subject_id: holder.id,
        rights: holder.rights,
        expires_at: Some(expires_at),
    };
    let documents = call.documents();
    documents.put(&token, &document);
    let registry = Registry::new(call.ctx(), world.clone(), ID);
    registry.credential(&token);
    let ticket = Ticket {
        token: token.clone(),
        expires_at,
    };
    let sessions = &call.ctx().sessions;
    let issued = &call.served.issued;
    for Ticket { token, .. } in issued.note(&world.session, ticket, call.now(), sessions) {
        documents.remove::<IamToken>(&token);
        registry.forget_credential(&token);
    }
    (token, expires_at)
}

fn random(ids: &Ids) -> String {
    format!("t1.{}.{}", ids.token(60), ids.token(86))
}

#[cfg(test)]
mod tests {
    use logfog_kit::Defaults;

    use super::*;

    /// How many are forgotten for one that is issued so many hours after the beginning.
    fn forgotten(issued: &Issued, hours: i64) -> usize {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
        let ticket = Ticket {
            token: "t1".into(),
            expires_at: now + LIFETIME,
        };
        let sessions = Sessions::new(Defaults::default());
        issued
            .note(&Session::default(), ticket, now, &sessions)
            .len()
    }

    #[test]
    fn who_expired_long_ago_is_forgotten_when_another_comes() {
        let issued = Issued::default();
        for hours in [0, 0, 1, 13, 24] {
            assert_eq!(forgotten(&issued, hours), 0);
        }
        assert_eq!(forgotten(&issued, 25), 2);
        assert_eq!(forgotten(&issued, 26), 1);
    }

    #[test]
    fn the_oldest_are_forgotten_where_there_are_too_many() {
        let issued = Issued::default();
        assert!((0..MOST).all(|_| forgotten(&issued, 0) == 0));
        assert_eq!(forgotten(&issued, 0), 1);
    }
}
