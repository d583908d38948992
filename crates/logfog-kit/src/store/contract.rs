//! What every back end must do, whatever it keeps things in.

use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use logfog_model::{Batch, Draft, Entry, Lens, Scope, Session, Severity, VendorId, View};

use super::{Key, Query, Store};
use crate::Usage;

/// Room enough for all of what a test appends.
const ROOMY: usize = 1 << 20;

/// Holds a back end to its contract. `make` makes an empty one that keeps so many bytes exactly.
pub(super) fn holds<S: Store>(make: impl Fn(usize) -> S) {
    sessions_never_meet_and_order_holds(&make(ROOMY));
    what_is_told_of_is_readable(&make(ROOMY));
    nothing_is_no_request(&make(ROOMY));
    forgetting_some_leaves_the_rest_in_place(&make(ROOMY));
    forgetting_frees_what_nothing_is_left_of(&make(ROOMY));
    a_reset_is_of_one_session_or_of_all(&make(ROOMY));
    definitions_are_compared_and_set(&make(ROOMY));
    definitions_are_listed_by_session_and_kind(&make(ROOMY));
    a_reset_forgets_definitions(&make(ROOMY));

    let store = make(ROOMY);
    append(&store, "a", 0, &["1"]);
    let one = store.count(None).bytes;
    append(&store, "a", 0, &["2"]);
    let next = store.count(None).bytes - one;
    let a_session_of = |requests: usize| one + (requests - 1) * next;
    the_oldest_go_first_and_are_counted(&make(a_session_of(3)));
    one_that_never_fits_is_counted(&make(1));
    the_body_counts_once(&make(ROOMY), next);
    a_quota_costs_only_its_own_session(&make(ROOMY), a_session_of(2));
    a_quota_reserves_nothing(&make(2 * a_session_of(1)), a_session_of(3));
    a_quota_outlives_a_reset(&make(ROOMY), a_session_of(1));
}

fn sessions_never_meet_and_order_holds(store: &dyn Store) {
    append(store, "a", 0, &["1", "2"]);
    append(store, "b", 0, &["3"]);
    append(store, "a", 0, &["4"]);
    assert_eq!(read(store, "a", 0, 10), ("1 2 4".into(), false, 0));
    assert_eq!(read(store, "a", 0, 3), ("1 2 4".into(), false, 0));
    assert_eq!(read(store, "a", 0, 2), ("1 2".into(), true, 0));
    assert_eq!(read(store, "a", 1, 1), ("2".into(), true, 0));
    assert_eq!(read(store, "a", 2, 1), ("4".into(), false, 0));
    assert_eq!(read(store, "a", 4, 1), (String::new(), false, 0));
    assert_eq!(read(store, "a", u64::MAX, 1), (String::new(), false, 0));
    assert_eq!(read(store, "b", 0, 10), ("3".into(), false, 0));
    assert_eq!(read(store, "default", 0, 10), (String::new(), false, 0));
    let all = store.read(&Query {
        session: None,
        after: 1,
        limit: 10,
        filter: &|entry| *entry.draft.raw != *b"3",
    });
    let ids: Vec<_> = all.entries.iter().map(|entry| entry.id).collect();
    assert_eq!(ids, [2, 4]);
}

fn what_is_told_of_is_readable(store: &dyn Store) {
    let mut newest = store.newest();
    assert!(!newest.has_changed().expect("the store is there"));
    append(store, "a", 0, &["1", "2"]);
    assert!(newest.has_changed().expect("the store is there"));
    let told = *newest.borrow_and_update();
    assert_eq!(read(store, "a", told - 1, 10), ("2".into(), false, 0));
    append(store, "b", 0, &["3"]);
    assert_eq!(*newest.borrow_and_update(), told + 1);
}

fn nothing_is_no_request(store: &dyn Store) {
    let newest = store.newest();
    append(store, "a", 0, &["1"]);
    let before = (store.count(None), *newest.borrow());
    append(store, "a", 9000, &[]);
    assert_eq!((store.count(None), *newest.borrow()), before);
    append(store, "a", 0, &["2"]);
    assert_eq!(read(store, "a", 0, 10), ("1 2".into(), false, 0));
}

fn forgetting_some_leaves_the_rest_in_place(store: &dyn Store) {
    append(store, "a", 0, &["1", "2", "3"]);
    append(store, "b", 0, &["2"]);
    let before = store.count(None).bytes;
    store.forget(Some(&session("a")), &|entry| entry.view().body == "2");
    assert_eq!(read(store, "a", 0, 10), ("1 3".into(), false, 0));
    assert_eq!(read(store, "a", 1, 10), ("3".into(), false, 0));
    assert_eq!(read(store, "a", 2, 10), ("3".into(), false, 0));
    assert_eq!(read(store, "b", 0, 10), ("2".into(), false, 0));
    let kept = store.count(Some(&session("a")));
    assert_eq!((kept.entries, kept.evicted), (2, 0));
    assert!(store.count(None).bytes <= before);
    store.forget(None, &|entry| entry.id < 3);
    assert_eq!(read(store, "a", 0, 10), ("3".into(), false, 0));
    assert_eq!(read(store, "b", 0, 10), ("2".into(), false, 0));
}

fn forgetting_frees_what_nothing_is_left_of(store: &dyn Store) {
    append(store, "a", 5000, &["1", "2"]);
    append(store, "b", 0, &["3"]);
    for id in [1, 2] {
        store.forget(None, &|entry| entry.id == id);
    }
    assert_eq!(store.count(Some(&session("a"))), Usage::default());
    assert_eq!(store.count(None), store.count(Some(&session("b"))));
    store.forget(Some(&session("nobody")), &|_| true);
    assert_eq!(store.count(None).entries, 1);
}

fn a_reset_is_of_one_session_or_of_all(store: &dyn Store) {
    append(store, "a", 0, &["1"]);
    append(store, "b", 0, &["2"]);
    store.reset(Some(&session("a")));
    assert_eq!(read(store, "a", 0, 10), (String::new(), false, 0));
    assert_eq!(read(store, "b", 0, 10), ("2".into(), false, 0));
    assert_eq!(store.count(None), store.count(Some(&session("b"))));
    store.reset(None);
    assert_eq!(store.count(None), Usage::default());
    // Whoever reads on after a reset must not miss what comes then.
    append(store, "a", 0, &["3"]);
    assert_eq!(read(store, "a", 2, 10), ("3".into(), false, 0));
}

fn the_oldest_go_first_and_are_counted(store: &dyn Store) {
    for record in ["1", "2", "3", "4", "5"] {
        append(store, "a", 0, &[record]);
    }
    assert_eq!(read(store, "a", 0, 10), ("3 4 5".into(), false, 2));
    assert_eq!(store.count(Some(&session("a"))), store.count(None));
    append(store, "b", 0, &["6"]);
    let (a, b) = (
        store.count(Some(&session("a"))),
        store.count(Some(&session("b"))),
    );
    assert_eq!((a.entries + a.evicted, a.evicted > 2), (5, true));
    assert_eq!((b.entries, b.evicted), (1, 0));
    assert_eq!(store.count(None).evicted, a.evicted);
    store.reset(Some(&session("a")));
    assert_eq!(store.count(Some(&session("a"))), Usage::default());
    assert_eq!(store.count(None), b);
}

fn one_that_never_fits_is_counted(store: &dyn Store) {
    let newest = store.newest();
    append(store, "a", 0, &["1", "2"]);
    let count = Usage {
        entries: 0,
        bytes: 0,
        evicted: 2,
        evicted_to: 2,
    };
    assert_eq!(store.count(Some(&session("a"))), count);
    assert_eq!(store.count(None), count);
    assert_eq!(*newest.borrow(), 2);
}

fn the_body_counts_once(store: &dyn Store, next: usize) {
    append(store, "a", 0, &["1"]);
    let before = store.count(None).bytes;
    append(store, "a", 5000, &["2"]);
    assert_eq!(store.count(None).bytes, before + next - 1 + 5000);
}

fn a_quota_costs_only_its_own_session(store: &dyn Store, quota: usize) {
    let a = session("a");
    for record in ["1", "2", "3"] {
        append(store, "a", 0, &[record]);
        append(store, "b", 0, &[record]);
    }
    store.quota(&a, Some(quota));
    assert_eq!(read(store, "a", 0, 10), ("2 3".into(), false, 1));
    append(store, "a", 0, &["4"]);
    assert_eq!(read(store, "a", 0, 10), ("3 4".into(), false, 2));
    assert_eq!(store.count(Some(&a)).bytes, quota);
    assert_eq!(read(store, "b", 0, 10), ("1 2 3".into(), false, 0));
    store.quota(&a, None);
    append(store, "a", 0, &["5"]);
    assert_eq!(read(store, "a", 0, 10), ("3 4 5".into(), false, 2));
    store.quota(&a, Some(0));
    assert_eq!(read(store, "a", 0, 10), (String::new(), false, 5));
}

fn a_quota_reserves_nothing(store: &dyn Store, quota: usize) {
    store.quota(&session("a"), Some(quota));
    append(store, "a", 0, &["1"]);
    append(store, "b", 0, &["2"]);
    append(store, "b", 0, &["3"]);
    assert_eq!(read(store, "a", 0, 10), (String::new(), false, 1));
    assert_eq!(read(store, "b", 0, 10), ("2 3".into(), false, 0));
}

fn a_quota_outlives_a_reset(store: &dyn Store, quota: usize) {
    let a = session("a");
    store.quota(&a, Some(quota));
    for reset in [Some(&a), None] {
        append(store, "a", 0, &["1"]);
        append(store, "a", 0, &["2"]);
        assert_eq!(read(store, "a", 0, 10), ("2".into(), false, 1));
        store.reset(reset);
        assert_eq!(store.count(Some(&a)), Usage::default());
    }
    append(store, "a", 0, &["1"]);
    append(store, "a", 0, &["2"]);
    assert_eq!(read(store, "a", 0, 10), ("2".into(), false, 1));
}

fn definitions_are_compared_and_set(store: &dyn Store) {
    let key = key("a", "acme.group", "g");
    assert_eq!(store.definition(&key), None);
    assert_eq!(store.define(&key, "0".into(), 1), Err(0));
    assert_eq!(store.define(&key, "1".into(), 0), Ok(1));
    assert_eq!(store.define(&key, "2".into(), 0), Err(1));
    assert_eq!(store.define(&key, "2".into(), 1), Ok(2));
    assert_eq!(store.definition(&key), Some(("2".into(), 2)));
    assert_eq!(store.undefine(&key, 1), Err(2));
    assert_eq!(store.definition(&key), Some(("2".into(), 2)));
    assert_eq!(store.undefine(&key, 2), Ok(()));
    assert_eq!(store.definition(&key), None);
    assert_eq!(store.undefine(&key, 2), Err(0));
    assert_eq!(store.undefine(&key, 0), Ok(()));
    assert_eq!(store.define(&key, "3".into(), 0), Ok(1));
}

fn definitions_are_listed_by_session_and_kind(store: &dyn Store) {
    for (session, kind, id) in [
        ("a", "acme.group", "z"),
        ("a", "acme.group", "b"),
        ("a", "acme.token", "c"),
        ("b", "acme.group", "d"),
    ] {
        let key = key(session, kind, id);
        assert_eq!(store.define(&key, id.into(), 0), Ok(1));
    }
    let z = key("a", "acme.group", "z");
    assert_eq!(store.define(&z, "Z".into(), 1), Ok(2));
    let group = |id: &str, document: &'static str, version| {
        (
            id.to_owned(),
            Bytes::from_static(document.as_bytes()),
            version,
        )
    };
    let a = session("a");
    assert_eq!(
        store.definitions(&a, "acme.group"),
        [group("b", "b", 1), group("z", "Z", 2)]
    );
    assert_eq!(store.definitions(&a, "acme.token"), [group("c", "c", 1)]);
    assert_eq!(store.undefine(&z, 2), Ok(()));
    assert_eq!(store.definitions(&a, "acme.group"), [group("b", "b", 1)]);
    assert_eq!(store.definitions(&session("c"), "acme.group"), []);
}

fn a_reset_forgets_definitions(store: &dyn Store) {
    let [here, there] = ["default", "other"].map(|session| key(session, "acme.group", "g"));
    for key in [&here, &there] {
        assert_eq!(store.define(key, "1".into(), 0), Ok(1));
    }
    store.reset(Some(&here.session));
    assert_eq!(store.definition(&here), None);
    assert_eq!(store.definition(&there), Some(("1".into(), 1)));
    store.reset(None);
    assert_eq!(store.definition(&there), None);
}

/// Shows the bytes as they are.
struct Plain;

impl Lens for Plain {
    fn view(&self, entry: &Entry) -> View {
        let body = String::from_utf8_lossy(&entry.draft.raw).into_owned();
        View {
            body,
            attributes: Vec::new(),
        }
    }
}

/// Appends a request whose records are slices of a body of `held` bytes.
pub(super) fn append(store: &dyn Store, name: &str, held: usize, records: &[&str]) {
    let batch = Batch {
        vendor: VendorId::new("acme"),
        session: session(name),
        exchange: 1,
        received_at: Timestamp::UNIX_EPOCH,
        held,
        lens: Arc::new(Plain),
    };
    let scope = Scope::new([]);
    let drafts = records.iter().map(|raw| Draft {
        time: None,
        severity: Severity::NONE,
        scope: scope.clone(),
        raw: Bytes::copy_from_slice(raw.as_bytes()),
    });
    store.append(Arc::new(batch), drafts.collect());
}

/// What a session's page says: the records, whether more follow, how many were evicted.
fn read(store: &dyn Store, name: &str, after: u64, limit: usize) -> (String, bool, u64) {
    let page = store.read(&Query {
        session: Some(&session(name)),
        after,
        limit,
        filter: &|_| true,
    });
    let texts: Vec<_> = page.entries.iter().map(|entry| entry.view().body).collect();
    (texts.join(" "), page.more, page.evicted)
}

pub(super) fn session(name: &str) -> Session {
    name.parse().expect("a name")
}

pub(super) fn key(name: &str, kind: &'static str, id: &str) -> Key {
    Key {
        session: session(name),
        kind,
        id: id.into(),
    }
}
