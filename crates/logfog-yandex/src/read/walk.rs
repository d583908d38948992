use jiff::Timestamp;
use logfog_kit::store::{Query, Store};
use logfog_model::{Entry, Session};

use super::{Page, Part, Place, Section, Token};

/// Whatever has arrived when the token is used.
pub(crate) const OPEN: u64 = u64::MAX;

/// Ends a section that is still open with the newest entry that can be read, whose number is returned.
///
/// Of what came in after `since` nothing can, nor what arrived later than that: numbers say what was
/// read, so what waits must be behind them.
pub(crate) fn begin(
    store: &dyn Store,
    session: &Session,
    section: &mut Section,
    since: Option<Timestamp>,
) -> u64 {
    let open = section.to == OPEN;
    let mut newest = *store.newest().borrow();
    if let Some(since) = since {
        let too_new = store.read(&Query {
            session: Some(session),
            after: if open { section.after } else { section.to },
            limit: 1,
            filter: &|entry| entry.batch.received_at > since,
        });
        if let Some(first) = too_new.entries.first() {
            newest = newest.min(first.id - 1);
        }
    }
    if open {
        section.to = newest;
    }
    newest
}

fn place(entry: &Entry) -> Place {
    (entry.time(), entry.id)
}

/// Where the entries are that follow the page's.
pub(crate) fn next(token: &Token, page: &Page, endless: bool) -> Option<Token> {
    let Section { to, .. } = token.section;
    let last = page.entries.last().map(place);
    let (section, part) = match token.part {
        Part::Behind(_) if page.more => (token.section, Part::Behind(last)),
        // Read backwards, there is what was read before.
        Part::Before(Some(_)) => (token.section, Part::Behind(last)),
        Part::Behind(_) | Part::Before(None) => match page.later {
            Some(newest) => {
                let later = Section {
                    after: to,
                    to: newest,
                };
                (later, Part::Behind(None))
            }
            None if endless => {
                let later = Section {
                    after: to,
                    to: OPEN,
                };
                (later, Part::Behind(None))
            }
            None => return None,
        },
    };
    Some(Token {
        criteria: token.criteria.clone(),
        section,
        part,
    })
}

/// Where the entries are that the page's follow.
pub(crate) fn previous(token: &Token, page: &Page) -> Option<Token> {
    let Section { after, .. } = token.section;
    let first = page.entries.first().map(place);
    let (section, part) = match token.part {
        Part::Before(_) if page.more => (token.section, Part::Before(first)),
        Part::Behind(Some(from)) => {
            // Of an empty page, what came before it includes the place that it is behind.
            let before = first.unwrap_or((from.0, from.1 + 1));
            (token.section, Part::Before(Some(before)))
        }
        Part::Before(_) | Part::Behind(None) if after > 0 => {
            let earlier = Section {
                after: 0,
                to: after,
            };
            (earlier, Part::Before(None))
        }
        Part::Before(_) | Part::Behind(None) => return None,
    };
    Some(Token {
        criteria: token.criteria.clone(),
        section,
        part,
    })
}
