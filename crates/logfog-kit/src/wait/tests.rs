use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use jiff::Timestamp;
use logfog_model::{Batch, Draft, Entry, Lens, Scope, Session, Severity, VendorId, View};
use proptest::{
    prelude::{Strategy, any, prop, prop_assert, prop_oneof, proptest},
    sample::select,
    test_runner::TestCaseError,
};
use tokio::{
    task::yield_now,
    time::{Instant, sleep},
};

use super::*;
use crate::{
    filter::EntryFilter,
    store::{Memory, Store},
};

struct Text;

impl Lens for Text {
    fn view(&self, entry: &Entry) -> View {
        View {
            body: String::from_utf8_lossy(&entry.draft.raw).into_owned(),
            attributes: vec![("kind".into(), "\"plain\"".into())],
        }
    }
}

fn session(name: &str) -> Session {
    name.parse().expect("a name")
}

fn append(store: &dyn Store, to: &str, records: &[&'static str]) {
    let batch = Batch {
        vendor: VendorId::new("acme"),
        session: session(to),
        exchange: 1,
        received_at: Timestamp::UNIX_EPOCH,
        held: 0,
        lens: Arc::new(Text),
    };
    let drafts = records.iter().map(|raw| Draft {
        time: None,
        severity: Severity::NONE,
        scope: Scope::new([]),
        raw: Bytes::from_static(raw.as_bytes()),
    });
    store.append(Arc::new(batch), drafts.collect());
}

fn wanted(of: &str, filter: &str, count: Count) -> Wanted<Entry> {
    Wanted {
        of: Whose {
            session: Some(session(of)),
            vendor: None,
        },
        filter: EntryFilter::parse(filter).expect("well formed"),
        count,
    }
}

fn large() -> Arc<dyn Store> {
    Arc::new(Memory::new(64 << 20))
}

const LONG: Duration = Duration::from_hours(1);
const QUIET: Duration = Duration::from_millis(200);

#[test]
fn looking_once_counts_what_is_there() {
    let store = large();
    append(&*store, "a", &["1", "2", "2"]);
    append(&*store, "b", &["2"]);
    for (filter, count, answer, arrived) in [
        ("body = 2", Count::AtLeast(2), Answer::Met, 2),
        ("body = 2", Count::AtLeast(3), Answer::NotMet, 2),
        ("body = 2", Count::Exactly(2), Answer::Met, 2),
        ("body = 2", Count::Exactly(1), Answer::NotMet, 2),
        ("body = 2", Count::AtMost(1), Answer::NotMet, 2),
        ("body = 3", Count::AtMost(0), Answer::Met, 0),
        ("", Count::Exactly(3), Answer::Met, 3),
    ] {
        let outcome = verify(&*store, &wanted("a", filter, count));
        assert_eq!(
            (outcome.answer, outcome.arrived),
            (answer, arrived),
            "{filter} {count:?}"
        );
        assert_eq!(outcome.items.len() as u64, arrived);
    }
    let other = Wanted {
        of: Whose {
            session: None,
            vendor: Some(VendorId::new("other")),
        },
        ..wanted("a", "", Count::Exactly(0))
    };
    assert_eq!(verify(&*store, &other).answer, Answer::Met);
}

#[test]
fn the_nearest_miss_is_the_newest_of_the_best() {
    let store = large();
    append(&*store, "a", &["1", "5", "5", "1"]);
    append(&*store, "b", &["6"]);
    let wanted = wanted(
        "a",
        "body = 6 and raw < 5 and attributes.kind = plain",
        Count::AtLeast(1),
    );
    let nearest = verify(&*store, &wanted).nearest.expect("there is one");
    assert_eq!(nearest.item.id, 4);
    let shown: Vec<_> = nearest
        .clauses
        .iter()
        .map(|clause| (clause.text.as_str(), clause.held, clause.got.as_deref()))
        .collect();
    assert_eq!(
        shown,
        [
            ("body = 6", false, Some("1")),
            ("raw < 5", true, Some("1")),
            ("attributes.kind = plain", true, Some("plain")),
        ]
    );
    append(&*store, "a", &["nothing"]);
    assert_eq!(
        verify(&*store, &wanted)
            .nearest
            .map(|nearest| nearest.item.id),
        Some(4)
    );
}

#[test]
fn an_outcome_holds_so_much_and_counts_the_rest() {
    let store = large();
    for _ in 0..MAX_ITEMS + 500 {
        append(&*store, "a", &["1"]);
    }
    let outcome = verify(&*store, &wanted("a", "", Count::AtLeast(1)));
    assert_eq!((outcome.arrived, outcome.items.len()), (1500, MAX_ITEMS));
}

#[tokio::test(start_paused = true)]
async fn what_comes_while_waiting_counts_with_what_was_there() {
    let store = large();
    append(&*store, "a", &["1"]);
    let waiting = tokio::spawn({
        let store = store.clone();
        async move {
            wait(
                &*store,
                &wanted("a", "body = 1", Count::AtLeast(3)),
                None,
                LONG,
            )
            .await
        }
    });
    sleep(Duration::from_secs(5)).await;
    append(&*store, "b", &["1", "1", "1"]);
    append(&*store, "a", &["2", "1"]);
    sleep(Duration::from_secs(5)).await;
    assert!(!waiting.is_finished());
    append(&*store, "a", &["1"]);
    let outcome = waiting.await.expect("it ends");
    assert_eq!((outcome.answer, outcome.arrived), (Answer::Met, 3));
    let ids: Vec<_> = outcome.items.iter().map(|entry| entry.id).collect();
    assert_eq!(ids, [1, 6, 7]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_at_its_timeout_and_not_before() {
    let store = large();
    let began = Instant::now();
    let outcome = wait(&*store, &wanted("a", "", Count::AtLeast(1)), None, QUIET).await;
    assert_eq!((outcome.answer, outcome.restless), (Answer::NotMet, false));
    assert!((QUIET..QUIET * 2).contains(&began.elapsed()));
    let outcome = wait(
        &*store,
        &wanted("a", "", Count::AtLeast(0)),
        None,
        Duration::ZERO,
    )
    .await;
    assert_eq!(outcome.answer, Answer::Met);
    let forever = Duration::MAX;
    append(&*store, "a", &["1"]);
    let outcome = wait(&*store, &wanted("a", "", Count::AtLeast(1)), None, forever).await;
    assert_eq!(outcome.answer, Answer::Met);
}

#[tokio::test(start_paused = true)]
async fn too_many_are_told_at_once() {
    let store = large();
    append(&*store, "a", &["1", "1"]);
    let began = Instant::now();
    for count in [Count::Exactly(1), Count::AtMost(1)] {
        let outcome = wait(&*store, &wanted("a", "", count), Some(QUIET), LONG).await;
        assert_eq!(outcome.answer, Answer::NotMet);
    }
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn quiet_begins_anew_with_whatever_matches() {
    let store = large();
    append(&*store, "a", &["1"]);
    let began = Instant::now();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move {
            let wanted = wanted("a", "body = 1", Count::AtLeast(1));
            wait(&*store, &wanted, Some(QUIET), LONG).await
        }
    });
    for records in [["1"], ["1"], ["2"]] {
        sleep(QUIET / 2).await;
        append(&*store, "a", &records);
    }
    let outcome = waiting.await.expect("it ends");
    assert_eq!((outcome.answer, outcome.arrived), (Answer::Met, 3));
    // The last that matched came after a whole period.
    let took = began.elapsed();
    assert!(took.abs_diff(QUIET * 2) < QUIET / 10, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn what_never_rests_is_not_met() {
    let store = large();
    let noise = tokio::spawn({
        let store = store.clone();
        async move {
            loop {
                append(&*store, "a", &["1"]);
                sleep(QUIET / 2).await;
            }
        }
    });
    let wanted = wanted("a", "", Count::AtLeast(1));
    let outcome = wait(&*store, &wanted, Some(QUIET), QUIET * 20).await;
    assert_eq!((outcome.answer, outcome.restless), (Answer::NotMet, true));
    noise.abort();
}

#[tokio::test(start_paused = true)]
async fn what_comes_with_the_end_of_the_quiet_breaks_it() {
    let store = large();
    append(&*store, "a", &["1"]);
    let wanted = wanted("a", "", Count::AtLeast(1));
    let mut waiting = std::pin::pin!(wait(&*store, &wanted, Some(QUIET), LONG));
    tokio::select! {
        biased;
        _ = &mut waiting => unreachable!("it is not quiet yet"),
        () = std::future::ready(()) => {}
    }
    tokio::time::advance(QUIET).await;
    append(&*store, "a", &["1"]);
    let again = Instant::now();
    assert_eq!(waiting.await.arrived, 2);
    assert!(again.elapsed() >= QUIET);
}

#[tokio::test(start_paused = true)]
async fn what_was_forgotten_unread_may_have_broken_the_quiet() {
    let store: Arc<dyn Store> = Arc::new(Memory::new(8 << 10));
    let noise = tokio::spawn({
        let store = store.clone();
        async move {
            append(&*store, "a", &["1"]);
            loop {
                (0..100).for_each(|_| append(&*store, "a", &["2"]));
                sleep(QUIET / 2).await;
            }
        }
    });
    sleep(Duration::from_millis(1)).await;
    let wanted = wanted("a", "body = 2", Count::AtLeast(1));
    let outcome = wait(&*store, &wanted, Some(QUIET), QUIET * 20).await;
    assert_eq!((outcome.answer, outcome.restless), (Answer::Unsure, true));
    noise.abort();
}

#[tokio::test(start_paused = true)]
async fn what_was_forgotten_unread_may_have_been_enough_long_ago() {
    let store: Arc<dyn Store> = Arc::new(Memory::new(8 << 10));
    let everything = wanted("a", "", Count::AtLeast(0));
    while verify(&*store, &everything).evicted == 0 {
        append(&*store, "a", &["1"]);
    }
    let one_more = verify(&*store, &everything).arrived + 1;
    let waiting = tokio::spawn({
        let store = store.clone();
        async move {
            let wanted = wanted("a", "", Count::AtLeast(one_more));
            wait(&*store, &wanted, Some(QUIET), QUIET * 4).await
        }
    });
    sleep(QUIET * 7 / 2).await;
    append(&*store, "a", &["1"]);
    let outcome = waiting.await.expect("it ends");
    assert_eq!(
        (outcome.answer, outcome.arrived),
        (Answer::Unsure, one_more)
    );
}

#[tokio::test]
async fn what_was_forgotten_makes_unsure() {
    let store: Arc<dyn Store> = Arc::new(Memory::new(8 << 10));
    while verify(&*store, &wanted("a", "", Count::AtLeast(0))).evicted == 0 {
        append(&*store, "a", &["1"]);
    }
    let kept = verify(&*store, &wanted("a", "", Count::AtLeast(1)));
    assert_eq!(kept.answer, Answer::Met);
    for (count, answer) in [
        (Count::AtLeast(kept.arrived + 1), Answer::Unsure),
        (Count::Exactly(kept.arrived), Answer::Unsure),
        (Count::Exactly(kept.arrived - 1), Answer::NotMet),
        (Count::AtMost(kept.arrived), Answer::Unsure),
    ] {
        let outcome = verify(&*store, &wanted("a", "", count));
        assert_eq!((outcome.answer, outcome.evicted), (answer, 1), "{count:?}");
    }
    // Somebody else's losses are not ours, and an exact number need not be waited for.
    assert_eq!(
        verify(&*store, &wanted("b", "", Count::Exactly(0))).answer,
        Answer::Met
    );
    let exact = wanted("a", "", Count::Exactly(1000));
    assert_eq!(
        wait(&*store, &exact, None, LONG).await.answer,
        Answer::Unsure
    );
}

#[tokio::test]
async fn ten_thousand_may_wait() {
    let store = large();
    let name = |n: usize| format!("s{}", n % 100);
    let waiters: Vec<_> = (0..10_000)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let wanted = wanted(&name(n), "body = 1", Count::AtLeast(2));
                wait(&*store, &wanted, None, LONG).await.answer
            })
        })
        .collect();
    yield_now().await;
    for round in 0..2 {
        for n in 0..100 {
            append(&*store, &name(n), &["1", "2"]);
        }
        if round == 0 {
            yield_now().await;
        }
    }
    for waiter in waiters {
        assert_eq!(waiter.await.expect("it ends"), Answer::Met);
    }
}

/// What happens while somebody waits.
#[derive(Clone, Debug)]
enum Step {
    Append(&'static str, Vec<&'static str>),
    Pass(u64),
    Yield,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let records = prop::collection::vec(select(vec!["1", "2"]), 1..5);
    let step = prop_oneof![
        4 => (select(vec!["a", "b"]), records).prop_map(|(to, records)| Step::Append(to, records)),
        2 => (1_u64..200).prop_map(Step::Pass),
        1 => any::<bool>().prop_map(|_| Step::Yield),
    ];
    prop::collection::vec(step, 0..40)
}

fn counts() -> impl Strategy<Value = Count> {
    prop_oneof![
        (0_u64..12).prop_map(Count::AtLeast),
        (0_u64..12).prop_map(Count::Exactly),
        (0_u64..12).prop_map(Count::AtMost),
    ]
}

fn is_so(count: Count, number: usize) -> bool {
    let number = number as u64;
    match count {
        Count::AtLeast(least) => number >= least,
        Count::Exactly(exactly) => number == exactly,
        Count::AtMost(most) => number <= most,
    }
}

/// When each record of `a` that matches arrived, nothing forgotten.
type History = Vec<Instant>;

async fn play(store: Arc<dyn Store>, steps: Vec<Step>) -> History {
    let mut history = Vec::new();
    for step in steps {
        match step {
            Step::Append(to, records) => {
                append(&*store, to, &records);
                let ours = records.iter().filter(|record| to == "a" && **record == "1");
                history.extend(ours.map(|_| Instant::now()));
            }
            Step::Pass(ms) => sleep(Duration::from_millis(ms)).await,
            Step::Yield => yield_now().await,
        }
    }
    history
}

/// Room for a handful of records, or for all.
fn budgets() -> impl Strategy<Value = usize> {
    select(vec![3_000, 6_000, 12_000, 1 << 20])
}

fn virtually<T>(future: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(future)
}

/// Whether there was a moment from which the number was right for as long as `quiet`, and it was over by `end`.
fn was_quiet(
    history: &History,
    count: Count,
    began: Instant,
    quiet: Duration,
    end: Instant,
) -> bool {
    (0..=history.len()).any(|number| {
        let from = number
            .checked_sub(1)
            .map_or(began, |last| history[last].max(began));
        let until = history.get(number).copied().unwrap_or(end).min(end);
        is_so(count, number) && until >= from && until - from >= quiet
    })
}

proptest! {
    #[test]
    fn looking_once_never_lies(
        budget in budgets(),
        steps in steps(),
        count in counts(),
    ) {
        virtually(async {
            let store: Arc<dyn Store> = Arc::new(Memory::new(budget));
            let history = play(store.clone(), steps).await;
            let outcome = verify(&*store, &wanted("a", "body = 1", count));
            match outcome.answer {
                Answer::Met => prop_assert!(is_so(count, history.len())),
                Answer::NotMet => prop_assert!(!is_so(count, history.len())),
                Answer::Unsure => prop_assert!(outcome.evicted > 0),
            }
            Ok::<_, TestCaseError>(())
        })?;
    }

    #[test]
    fn waiting_never_lies(
        budget in budgets(),
        before in steps(),
        during in steps(),
        count in counts(),
        quiet in select(vec![0_u64, 0, 50, 300]),
        timeout in 1_u64..4000,
    ) {
        virtually(async {
            let store: Arc<dyn Store> = Arc::new(Memory::new(budget));
            let mut history = play(store.clone(), before).await;
            let began = Instant::now();
            let (quiet, timeout) = (Duration::from_millis(quiet), Duration::from_millis(timeout));
            let waiting = tokio::spawn({
                let store = store.clone();
                async move {
                    let wanted = wanted("a", "body = 1", count);
                    let outcome = wait(&*store, &wanted, Some(quiet), timeout).await;
                    (outcome, Instant::now())
                }
            });
            yield_now().await;
            let there = history.len();
            history.extend(play(store, during).await);
            let (outcome, ended) = waiting.await.expect("it ends");
            prop_assert!(ended - began <= timeout + Duration::from_millis(2));

            let by_then = history.iter().filter(|at| **at <= ended).count();
            let sure = (there..=by_then).any(|number| is_so(count, number));
            match outcome.answer {
                Answer::Met if quiet.is_zero() => prop_assert!(sure),
                Answer::Met => prop_assert!(was_quiet(&history, count, began, quiet, ended)),
                Answer::NotMet if quiet.is_zero() => {
                    prop_assert!(!is_so(count, by_then), "{by_then} of {history:?}");
                }
                // Timers are exact to a millisecond, and what comes at the last moment may count or not.
                Answer::NotMet => {
                    let slack = Duration::from_millis(5);
                    let end = ended.checked_sub(slack).unwrap_or(ended);
                    let longer = quiet + slack;
                    prop_assert!(!was_quiet(&history, count, began, longer, end));
                }
                Answer::Unsure => prop_assert!(outcome.evicted > 0),
            }
            prop_assert!(outcome.arrived <= by_then as u64);
            if outcome.evicted == 0 {
                prop_assert!(outcome.answer != Answer::Unsure);
            }
            Ok::<_, TestCaseError>(())
        })?;
    }
}
