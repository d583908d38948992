use std::time::Duration;

use http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use logfog_model::{Fault, Latency, Outcome, Plan, Reset, Session, VendorId, When, Window};
use proptest::{collection::vec, option, prelude::*, sample::select};

use super::*;
use crate::{Clock, Defaults, World};

const ACME: VendorId = VendorId::new("acme");
const OTHER: VendorId = VendorId::new("other");

fn faults() -> Faults {
    Faults::new(Sessions::new(Defaults {
        clock: Clock::fixed(Timestamp::UNIX_EPOCH),
        seed: Some(7),
        ..Defaults::default()
    }))
}

fn session(name: &str) -> Session {
    name.parse().expect("a name")
}

/// A request, and how much later than the one before it comes in its session.
#[derive(Clone, Debug)]
struct Request {
    vendor: VendorId,
    operation: &'static str,
    session: &'static str,
    header: Option<&'static str>,
    body: &'static str,
    later: u64,
}

const PLAIN: Request = Request {
    vendor: ACME,
    operation: "ingest",
    session: "a",
    header: None,
    body: "",
    later: 0,
};

fn ask<T>(faults: &Faults, request: &Request, ask: impl Fn(&Facts<'_>) -> T) -> T {
    let world: Arc<World> = faults
        .0
        .sessions
        .world(&session(request.session), &|_, _| ());
    let later = i64::try_from(request.later).expect("a few seconds");
    world.clock.advance(SignedDuration::from_secs(later));
    let header = request.header.map(HeaderValue::from_static);
    let header = header.map(|value| (http::header::USER_AGENT, value));
    let headers: HeaderMap = header.into_iter().collect();
    ask(&Facts {
        vendor: request.vendor,
        operation: request.operation,
        fails_partially: false,
        world: &world,
        headers: &headers,
        body: request.body.as_bytes(),
    })
}

fn plan_of(faults: &Faults, request: &Request) -> Option<u64> {
    ask(faults, request, |facts| faults.due(facts)).map(|due| due.plan)
}

#[test]
fn a_list_is_a_sequence() {
    let faults = faults();
    let plans = [(Fault::Throttled, 2), (Fault::Unavailable, 1)];
    let plans = plans.map(|(fault, times)| Plan::new(fault).of(ACME).times(times));
    faults.set(None, plans.into()).expect("good plans");
    let seen = [(); 4].map(|()| plan_of(&faults, &PLAIN));
    assert_eq!(seen, [Some(1), Some(1), Some(2), None]);
    let views = faults.list(None);
    let counts = views.iter().map(|view| (view.seen, view.fired, view.left));
    assert_eq!(
        counts.collect::<Vec<_>>(),
        [(4, 2, Some(0)), (4, 1, Some(0))]
    );
}

#[test]
fn plans_of_a_session_are_replaced_and_forgotten_by_themselves() {
    let faults = faults();
    let of = |name| Plan::new(Fault::Internal).within(session(name));
    let (a, b) = (session("a"), session("b"));
    for plan in [of("a"), of("b"), Plan::new(Fault::Internal).of(OTHER)] {
        faults.plan(plan).expect("a good plan");
    }
    faults
        .set(Some(&a), vec![of("a"), of("a")])
        .expect("good plans");
    let ids = |session| -> Vec<_> {
        let views = faults.list(session).into_iter();
        views.map(|view| view.id).collect()
    };
    assert_eq!(ids(None), [2, 3, 4, 5]);
    assert_eq!(ids(Some(&b)), [2, 3]);
    faults.clear(Some(&b));
    assert_eq!(ids(None), [3, 4, 5]);
    assert!(!faults.is_empty());
    faults.clear(None);
    assert!(faults.is_empty());
    assert_eq!(plan_of(&faults, &PLAIN), None);
}

#[test]
fn a_bad_plan_changes_nothing() {
    let faults = faults();
    faults
        .plan(Plan::new(Fault::Internal))
        .expect("a good plan");
    let plans = vec![
        Plan::new(Fault::Internal),
        Plan::new(Fault::Internal).times(0),
    ];
    let bad = faults.set(None, plans).expect_err("0 times");
    assert_eq!(bad.at, "schedule.times");
    assert_eq!(faults.list(None).len(), 1);
    let many = vec![Plan::new(Fault::Internal); MOST];
    assert!(faults.set(None, many).is_err());
}

#[test]
fn a_window_opens_and_closes_by_the_clock_of_the_session() {
    let faults = faults();
    // It is there when the plan is made; the other one comes later.
    ask(&faults, &PLAIN, |_| ());
    let mut plan = Plan::new(Fault::Internal);
    plan.schedule.window = Window {
        from: Duration::from_secs(10),
        until: Some(Duration::from_secs(20)),
    };
    faults.plan(plan).expect("a good plan");
    let at = |session, later| Request {
        session,
        later,
        ..PLAIN
    };
    for (session, later, due) in [
        ("b", 9, false),
        ("a", 9, false),
        ("a", 1, true),
        ("b", 9, false),
        ("b", 1, true),
        ("a", 9, true),
        ("a", 1, false),
    ] {
        let seen = plan_of(&faults, &at(session, later)).is_some();
        assert_eq!(seen, due, "{session} {later}");
    }
}

#[test]
fn dice_fall_by_the_plan_s_seed_or_the_session_s() {
    let thrown = |seed, session| {
        let faults = faults();
        let millis = Duration::from_millis;
        let mut plan = Plan::new(Latency::Range(millis(0), millis(1000)));
        plan.schedule.seed = seed;
        faults.plan(plan).expect("a good plan");
        let request = Request { session, ..PLAIN };
        let due = || ask(&faults, &request, |facts| faults.due(facts));
        [(); 4].map(|()| due().expect("always").delay)
    };
    assert_eq!(thrown(Some(1), "a"), thrown(Some(1), "b"));
    assert_ne!(thrown(Some(1), "a"), thrown(Some(2), "a"));
    assert_eq!(thrown(None, "a"), thrown(None, "a"));
    assert_ne!(thrown(None, "a"), thrown(None, "b"));
    let length = thrown(Some(1), "a");
    assert!(length.iter().any(|other| *other != length[0]), "{length:?}");
}

#[test]
fn a_request_is_decided_about_early_where_nobody_looks_at_its_body() {
    let faults = faults();
    let is_early = || ask(&faults, &PLAIN, |head| faults.is_early(head));
    assert!(!is_early());
    let reset = Plan::new(Outcome::Reset(Reset::BeforeReading)).times(1);
    faults.plan(reset).expect("a good plan");
    assert!(is_early());
    let mut looks = Plan::new(Fault::Internal);
    looks.when.body = Some("x".into());
    faults.plan(looks.clone().of(OTHER)).expect("a good plan");
    assert!(is_early(), "that one is about another vendor");
    faults.plan(looks).expect("a good plan");
    assert!(!is_early());
    plan_of(&faults, &PLAIN);
    assert!(!is_early(), "it is used up");
}

/// Which plan befalls each request, worked out anew each time from all that went before.
fn model(plans: &[Plan], requests: &[Request]) -> Vec<Option<usize>> {
    let fits = |when: &When, request: &Request| {
        let value = request.header.unwrap_or("none");
        when.vendor.is_none_or(|vendor| vendor == request.vendor)
            && when
                .operation
                .as_deref()
                .is_none_or(|name| name == request.operation)
            && when
                .session
                .as_ref()
                .is_none_or(|name| name.as_str() == request.session)
            && when
                .headers
                .iter()
                .all(|(_, pattern)| match pattern.as_str() {
                    "x*" => value.starts_with('x'),
                    exactly => value == exactly,
                })
            && when
                .body
                .as_deref()
                .is_none_or(|text| request.body.contains(text))
    };
    // Every session is there when the plans are made, at 0.
    let time = |until: usize, session| {
        let ours = requests[..=until]
            .iter()
            .filter(|one| one.session == session);
        Duration::from_secs(ours.map(|one| one.later).sum())
    };
    let mut befallen: Vec<Option<usize>> = Vec::new();
    let mut throws: Vec<(usize, &str)> = Vec::new();
    for (at, request) in requests.iter().enumerate() {
        let happens = |(number, plan): (usize, &Plan)| {
            let Plan { when, schedule, .. } = plan;
            if !fits(when, request) {
                return false;
            }
            let before = requests[..at].iter().filter(|one| fits(when, one)).count() as u64;
            let fired = befallen.iter().filter(|one| **one == Some(number)).count();
            let passed = time(at, request.session);
            if before < schedule.after
                || when.nth.is_some_and(|nth| nth != before + 1)
                || schedule.times.is_some_and(|times| fired >= times as usize)
                || passed < schedule.window.from
                || schedule.window.until.is_some_and(|until| passed >= until)
            {
                return false;
            }
            let Some(probability) = schedule.probability else {
                return true;
            };
            let throw = (number, request.session);
            let mut dice = fastrand::Rng::with_seed(schedule.seed.expect("with probability"));
            for _ in throws.iter().filter(|one| **one == throw) {
                dice.f64();
            }
            throws.push(throw);
            dice.f64() < probability
        };
        let plan = plans.iter().enumerate().position(happens);
        befallen.push(plan);
    }
    befallen
}

fn plans() -> impl Strategy<Value = Plan> {
    let when = (
        option::of(select(vec![ACME, OTHER])),
        option::of(select(vec!["ingest", "read"])),
        option::of(select(vec!["a", "b"])),
        option::weighted(0.3, select(vec!["x*", "y1"])),
        option::weighted(0.3, select(vec!["needle", "nee"])),
        option::weighted(0.2, 1_u64..5),
    );
    let schedule = (
        option::of(1_u32..4),
        prop_oneof![Just(0), 0_u64..4],
        option::weighted(0.3, select(vec![0.0, 0.3, 0.5, 1.0])),
        any::<u64>(),
        prop_oneof![Just(0), 0_u64..10],
        option::weighted(0.3, 1_u64..15),
    );
    (when, schedule).prop_map(|(when, schedule)| {
        let (vendor, operation, name, header, body, nth) = when;
        let (times, after, probability, seed, from, length) = schedule;
        let mut plan = Plan::new(Fault::Internal);
        plan.when = When {
            vendor,
            operation: operation.map(str::to_owned),
            session: name.map(session),
            headers: header
                .map(|pattern| ("User-Agent".into(), pattern.into()))
                .into_iter()
                .collect(),
            body: body.map(str::to_owned),
            nth: nth.map(|nth| nth + after),
        };
        plan.schedule.times = times;
        plan.schedule.after = after;
        plan.schedule.probability = probability;
        plan.schedule.seed = probability.map(|_| seed);
        plan.schedule.window = Window {
            from: Duration::from_secs(from),
            until: length.map(|length| Duration::from_secs(from + length)),
        };
        plan
    })
}

fn requests() -> impl Strategy<Value = Request> {
    let parts = (
        select(vec![ACME, ACME, OTHER]),
        select(vec!["ingest", "ingest", "read"]),
        select(vec!["a", "a", "b"]),
        select(vec![None, Some("x"), Some("x1"), Some("y1")]),
        select(vec!["", "hay needle", "need"]),
        prop_oneof![Just(0), 0_u64..4],
    );
    parts.prop_map(
        |(vendor, operation, session, header, body, later)| Request {
            vendor,
            operation,
            session,
            header,
            body,
            later,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plans_happen_exactly_as_they_say(plans in vec(plans(), 1..5), requests in vec(requests(), 1..30)) {
        let faults = faults();
        for name in ["a", "b"] {
            faults.0.sessions.world(&session(name), &|_, _| ());
        }
        faults.set(None, plans.clone()).expect("good plans");
        let seen = requests.iter().map(|one| plan_of(&faults, one)).collect::<Vec<_>>();
        let expected = model(&plans, &requests);
        let number = |plan: &Option<usize>| plan.map(|plan| plan as u64 + 1);
        prop_assert_eq!(seen, expected.iter().map(number).collect::<Vec<_>>());
        for (number, view) in faults.list(None).iter().enumerate() {
            let fired = expected.iter().filter(|one| **one == Some(number)).count() as u64;
            prop_assert_eq!(view.fired, fired);
            if let Some(times) = view.plan.schedule.times {
                prop_assert!(fired <= times.into());
            }
        }
    }
}
