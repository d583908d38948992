use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use logfog_kit::store::{Memory, Store};
use logfog_model::{Batch, Draft, Entry, Lens, Scope, Session, Severity, VendorId, View};
use proptest::prelude::*;

use super::{OPEN, Page, Part, Place, Section, Token, begin, next, page, previous};
use crate::generated::yandex::cloud::logging::v1::Criteria;

#[derive(Debug)]
struct Blind;

impl Lens for Blind {
    fn view(&self, _: &Entry) -> View {
        View {
            body: String::new(),
            attributes: Vec::new(),
        }
    }
}

/// Writes one entry of each of these times.
fn write(store: &Memory, times: &[i64]) {
    write_at(store, times, Timestamp::UNIX_EPOCH);
}

fn write_at(store: &Memory, times: &[i64], received_at: Timestamp) {
    let batch = Batch {
        vendor: VendorId::new("yandex"),
        session: Session::default(),
        exchange: 1,
        received_at,
        held: 0,
        lens: Arc::new(Blind),
    };
    let draft = |second: &i64| Draft {
        time: Timestamp::from_second(*second).ok(),
        severity: Severity::NONE,
        scope: Scope::new([]),
        raw: Bytes::new(),
    };
    store.append(Arc::new(batch), times.iter().map(draft).collect());
}

/// An entry is wanted when its time is even.
fn wanted(entry: &Entry) -> bool {
    entry.time().as_second() % 2 == 0
}

fn places(entries: &[Entry]) -> Vec<Place> {
    let place = |entry: &Entry| (entry.time(), entry.id);
    entries.iter().map(place).collect()
}

fn newest(store: &Memory) -> u64 {
    *store.newest().borrow()
}

/// What a reader does, between which others write.
#[derive(Clone, Debug)]
enum Step {
    Write(Vec<i64>),
    Read(usize),
}

fn steps_of_a_second() -> impl Strategy<Value = Step> {
    prop_oneof![
        prop::collection::vec(-9..9_i64, 1..6).prop_map(Step::Write),
        Just(Step::Read(1)),
    ]
}

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        prop::collection::vec(-9..9_i64, 1..6).prop_map(Step::Write),
        (1..5_usize).prop_map(Step::Read),
    ];
    prop::collection::vec(step, 1..30)
}

proptest! {
    /// Whoever reads on sees every wanted entry once, however writes and pages alternate, each section
    /// in order; and then backwards, page by page, the same section again.
    #[test]
    fn pages_are_exact_while_writes_go_on(steps in steps()) {
        let (store, session) = (Memory::new(1 << 20), Session::default());
        let mut all: Vec<i64> = Vec::new();
        let mut seen: Vec<Place> = Vec::new();
        let mut section = Section { after: 0, to: 0 };
        let mut in_section: Vec<Place> = Vec::new();
        let mut behind = None;
        // At the end all that is left is read.
        let rest = std::iter::repeat_n(Step::Read(3), 200);
        for step in steps.into_iter().chain(rest) {
            let most = match step {
                Step::Write(times) => {
                    write(&store, &times);
                    all.extend(times);
                    continue;
                }
                Step::Read(most) => most,
            };
            let page = page(&store, &session, section, Part::Behind(behind), newest(&store), most, &wanted);
            let got = places(&page.entries);
            prop_assert!(got.len() <= most);
            prop_assert!(got.is_sorted());
            prop_assert!(got.first().is_none_or(|first| behind.is_none_or(|last| *first > last)));
            prop_assert_eq!(page.more && got.len() < most, false);
            seen.extend(&got);
            in_section.extend(&got);
            behind = got.last().copied().or(behind);
            if page.more {
                continue;
            }
            // Backwards through the section, from its end.
            let (mut before, mut again) = (None, Vec::new());
            loop {
                let page = super::page(&store, &session, section, Part::Before(before), newest(&store), most, &wanted);
                let got = places(&page.entries);
                before = got.first().copied();
                again.splice(0..0, got);
                if !page.more {
                    break;
                }
            }
            prop_assert_eq!(&again, &in_section);
            prop_assert_eq!(page.later.is_some(), any_wanted(&all, section.to));
            if let Some(to) = page.later {
                section = Section { after: section.to, to };
                (behind, in_section) = (None, Vec::new());
            }
        }
        let even = all.iter().filter(|time| **time % 2 == 0).count();
        prop_assert_eq!(section.to == newest(&store) || !any_wanted(&all, section.to), true);
        prop_assert_eq!(seen.len(), even);
        seen.sort_unstable();
        seen.dedup();
        prop_assert_eq!(seen.len(), even);
    }

    /// Who follows the tokens forwards sees every wanted entry once, and then backwards, from the last
    /// page on, every one before it once.
    #[test]
    fn tokens_lead_to_every_entry_once(steps in steps(), most in 1..4_usize) {
        let store = Memory::new(1 << 20);
        let mut token = Token {
            criteria: Criteria::default(),
            section: Section { after: 0, to: OPEN },
            part: Part::Behind(None),
        };
        let (mut all, mut seen) = (Vec::new(), Vec::new());
        let mut last = (token.clone(), Page::default());
        for step in steps.into_iter().chain(std::iter::repeat_n(Step::Read(1), 200)) {
            if let Step::Write(times) = step {
                write(&store, &times);
                all.extend(times);
                continue;
            }
            let page = follow(&store, &mut token, None, most);
            seen.extend(places(&page.entries));
            let on = next(&token, &page, true).expect("it never ends");
            last = (token, page);
            token = on;
        }
        let even = all.iter().filter(|time| **time % 2 == 0).count();
        prop_assert_eq!(seen.len(), even);
        let (mut token, page) = last;
        let mut before = places(&page.entries);
        let mut on = previous(&token, &page);
        while let Some(back) = on {
            token = back;
            let page = follow(&store, &mut token, None, most);
            prop_assert!(before.len() <= even, "{before:?}");
            before.extend(places(&page.entries));
            on = previous(&token, &page);
        }
        seen.sort_unstable();
        before.sort_unstable();
        prop_assert_eq!(before, seen);
    }

    /// What came in less than three seconds ago is on no page, also when calls overtook one another, and
    /// is on one page later.
    #[test]
    fn what_is_too_new_is_read_once_later(
        steps in prop::collection::vec((steps_of_a_second(), 0..3_i64), 1..30),
        most in 1..4_usize,
    ) {
        let store = Memory::new(1 << 20);
        let mut token = Token {
            criteria: Criteria::default(),
            section: Section { after: 0, to: OPEN },
            part: Part::Behind(None),
        };
        let (mut all, mut seen) = (Vec::new(), Vec::new());
        let rest = std::iter::repeat_n((Step::Read(1), 1), 200);
        for (now, (step, late)) in (100..).zip(steps.into_iter().chain(rest)) {
            if let Step::Write(times) = step {
                write_at(&store, &times, second(now - late));
                all.extend(times);
                continue;
            }
            let page = follow(&store, &mut token, Some(second(now - 3)), most);
            let too_new = |entry: &Entry| entry.batch.received_at > second(now - 3);
            prop_assert!(!page.entries.iter().any(too_new));
            seen.extend(places(&page.entries));
            token = next(&token, &page, true).expect("it never ends");
        }
        let even = all.iter().filter(|time| **time % 2 == 0).count();
        prop_assert_eq!(seen.len(), even);
        seen.sort_unstable();
        seen.dedup();
        prop_assert_eq!(seen.len(), even);
    }

    /// A token says again what it was made of, but not to another session, and not when it was changed.
    #[test]
    fn a_token_is_sealed(
        after in any::<u64>(),
        to in any::<u64>(),
        backwards in any::<bool>(),
        place in prop::option::of((-1_000_000_i64..1_000_000, 0..1_000_000_000_i32, any::<u64>())),
        at in any::<prop::sample::Index>(),
    ) {
        let place = place.map(|(seconds, nanos, id)| {
            (Timestamp::new(seconds, nanos).expect("in range"), id)
        });
        let token = Token {
            criteria: Criteria { filter: "INFO".into(), ..Criteria::default() },
            section: Section { after, to },
            part: if backwards { Part::Before(place) } else { Part::Behind(place) },
        };
        let session = Session::default();
        let text = token.seal(&session);
        prop_assert_eq!(Token::open(&text, &session), Some(token));
        let other = "other".parse().expect("a name");
        prop_assert_eq!(Token::open(&text, &other), None);
        let mut changed = text.into_bytes();
        let at = at.index(changed.len());
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).expect("base64");
        prop_assert_eq!(Token::open(&changed, &session), None);
    }
}

/// The page that a token leads to.
fn follow(store: &Memory, token: &mut Token, since: Option<Timestamp>, most: usize) -> Page {
    let session = Session::default();
    let newest = begin(store, &session, &mut token.section, since);
    page(
        store,
        &session,
        token.section,
        token.part,
        newest,
        most,
        &wanted,
    )
}

/// Whether anything wanted has arrived after this number; numbers count from 1.
fn any_wanted(all: &[i64], after: u64) -> bool {
    let after = usize::try_from(after).expect("few");
    all.iter().skip(after).any(|time| time % 2 == 0)
}
