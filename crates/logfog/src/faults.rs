use std::{
    num::{NonZeroU32, NonZeroU64},
    time::Duration,
};

use logfog_kit::PlanView;
use logfog_model::{
    Answer, BadFault, Fault, Latency, Mishap, Outcome, Plan, RawAnswer, Reset, Sending, Storing,
    What,
};

use crate::Scope;

/// What is to go wrong with an emulator, or in one session of it: begins with what, goes on with which
/// requests and how often, and ends with [`start`](Planned::start).
///
/// ```
/// use std::time::Duration;
///
/// let dynatrace = logfog::Dynatrace::start_blocking();
/// // Twice "429, come back in a second", then once 503, then as always.
/// dynatrace
///     .faults()
///     .throttled()
///     .operation("ingest")
///     .times(2)
///     .retry_after(Duration::from_secs(1))
///     .then()
///     .unavailable()
///     .times(1)
///     .start();
/// assert_eq!(dynatrace.faults().list().len(), 2);
/// ```
#[derive(Debug)]
pub struct Faults<'a> {
    scope: &'a Scope,
    before: Vec<Plan>,
    bad: Option<BadFault>,
}

/// Something that goes wrong, and that nobody has started yet.
#[derive(Debug)]
#[must_use = "it starts with `start()`"]
pub struct Planned<'a> {
    scope: &'a Scope,
    /// What comes first.
    before: Vec<Plan>,
    plan: Plan,
    /// The first thing that was said in a place where it means nothing.
    bad: Option<BadFault>,
}

/// A fault in the vendor's own words, for each of them.
macro_rules! words {
    ($( $(#[$meta:meta])* $name:ident $fault:ident; )+) => {
        impl<'a> Faults<'a> {
            $( $(#[$meta])* pub fn $name(self) -> Planned<'a> { self.fault(Fault::$fault) } )+
        }
    };
}

words! {
    /// Too many requests.
    throttled Throttled;
    /// The service is down for a moment.
    unavailable Unavailable;
    /// The service failed.
    internal Internal;
    /// An upstream of the service did not answer in time.
    timeout Timeout;
    /// The credential is not accepted.
    unauthenticated Unauthenticated;
    /// The credential was good once.
    token_expired TokenExpired;
    /// The credential may not do this.
    forbidden Forbidden;
    /// The destination does not exist.
    not_found NotFound;
    /// What was paid for is used up.
    quota Quota;
    /// The request is too large.
    too_large TooLarge;
}

impl<'a> Faults<'a> {
    pub(crate) const fn new(scope: &'a Scope) -> Self {
        Self {
            scope,
            before: Vec::new(),
            bad: None,
        }
    }

    /// The vendor says in its own bytes that something went wrong. Nothing is stored.
    pub fn fault(self, fault: Fault) -> Planned<'a> {
        self.what(fault)
    }

    /// This answer, whatever was asked. Nothing is stored.
    pub fn raw(self, status: u16, body: impl Into<Vec<u8>>) -> Planned<'a> {
        let body: Vec<u8> = body.into();
        self.what(Answer::Raw(RawAnswer {
            status,
            headers: Vec::new(),
            body: body.into(),
        }))
    }

    /// It takes so much longer, and is then as it should be. To make another fault late:
    /// [`Planned::late`].
    pub fn latency(self, by: Duration) -> Planned<'a> {
        self.what(Latency::Fixed(by))
    }

    /// It takes longer by something from `least` to `most`.
    pub fn latency_between(self, least: Duration, most: Duration) -> Planned<'a> {
        self.what(Latency::Range(least, most))
    }

    /// Records are accepted and not stored, and nobody is told.
    pub fn lose(self) -> Planned<'a> {
        self.what(Mishap {
            storing: Storing::Lose,
            ..Mishap::default()
        })
    }

    /// Records are stored, and then so many times more.
    ///
    /// # Panics
    /// When it is 0.
    #[track_caller]
    pub fn duplicate(self, more: u32) -> Planned<'a> {
        let more = NonZeroU32::new(more).expect("a duplicate is one more at least");
        self.what(Mishap {
            storing: Storing::Duplicate(more),
            ..Mishap::default()
        })
    }

    /// The records at these places of a request fail, from 0, in the way in which the vendor says that.
    pub fn partial(self, places: impl IntoIterator<Item = usize>) -> Planned<'a> {
        self.what(Mishap {
            partial: places.into_iter().collect(),
            ..Mishap::default()
        })
    }

    /// The connection is reset before the request's body is read.
    pub fn reset_before_reading(self) -> Planned<'a> {
        self.what(Outcome::Reset(Reset::BeforeReading))
    }

    /// The connection is reset once the request was read.
    pub fn reset_after_reading(self) -> Planned<'a> {
        self.what(Outcome::Reset(Reset::AfterReading))
    }

    /// No answer ever comes.
    pub fn hang(self) -> Planned<'a> {
        self.what(Outcome::Hang)
    }

    /// It is answered as it should be, but the body comes at so many bytes a second.
    ///
    /// # Panics
    /// When it is 0: that is [`hang`](Self::hang).
    #[track_caller]
    pub fn slow(self, bytes_per_second: u64) -> Planned<'a> {
        let speed = NonZeroU64::new(bytes_per_second).expect("nothing a second is `hang()`");
        self.sent(Sending {
            bytes_per_second: Some(speed),
            ..Sending::default()
        })
    }

    /// It is answered as it should be, but after so many bytes of the body the connection is cut.
    pub fn truncate(self, after: u64) -> Planned<'a> {
        self.sent(Sending {
            truncate: Some(after),
            ..Sending::default()
        })
    }

    /// It is answered as it should be, and the connection takes no further requests.
    pub fn go_away(self) -> Planned<'a> {
        self.sent(Sending {
            goaway: true,
            ..Sending::default()
        })
    }

    /// Whatever [`What`] says.
    pub fn what(self, what: impl Into<What>) -> Planned<'a> {
        let mut plan = Plan::new(what);
        plan.when.vendor = self.scope.of().vendor;
        plan.when.session.clone_from(&self.scope.of().session);
        Planned {
            scope: self.scope,
            before: self.before,
            plan,
            bad: self.bad,
        }
    }

    /// What is planned here, in its order, and how often it has happened.
    pub fn list(&self) -> Vec<PlanView> {
        let of = self.scope.of();
        let mut plans = self.scope.ctx().faults.list(of.session.as_ref());
        let ours = |plan: &PlanView| {
            let vendor = plan.plan.when.vendor;
            of.vendor.is_none() || vendor.is_none() || vendor == of.vendor
        };
        plans.retain(ours);
        plans
    }

    /// Nothing goes wrong any longer: in the session, or in all of them, whatever the vendor.
    pub fn clear(&self) {
        let session = self.scope.of().session.as_ref();
        self.scope.ctx().faults.clear(session);
    }

    fn sent(self, sending: Sending) -> Planned<'a> {
        self.what(Outcome::Answer(Answer::Served(Mishap::default()), sending))
    }
}

impl<'a> Planned<'a> {
    /// Only requests for this operation: `ingest`, `write`.
    pub fn operation(mut self, name: impl Into<String>) -> Self {
        self.plan.when.operation = Some(name.into());
        self
    }

    /// Only requests that have such a header; in the pattern `*` stands for anything.
    pub fn with_header(mut self, name: impl Into<String>, pattern: impl Into<String>) -> Self {
        self.plan.when.headers.push((name.into(), pattern.into()));
        self
    }

    /// Only requests whose body contains this.
    pub fn with_body(mut self, text: impl Into<String>) -> Self {
        self.plan.when.body = Some(text.into());
        self
    }

    /// Only the one with this number among those that fit, from 1.
    pub const fn nth(mut self, number: u64) -> Self {
        self.plan.when.nth = Some(number);
        self
    }

    /// So often at most; always, if it is not said.
    pub const fn times(mut self, times: u32) -> Self {
        self.plan.schedule.times = Some(times);
        self
    }

    /// Not for the first so many requests that fit.
    pub const fn after(mut self, requests: u64) -> Self {
        self.plan.schedule.after = requests;
        self
    }

    /// How likely it is each time, from 0 to 1. With a seed the dice fall the same in every run.
    pub const fn probability(mut self, probability: f64) -> Self {
        self.plan.schedule.probability = Some(probability);
        self
    }

    /// Not before so much time has passed from now, by the emulated clock.
    pub const fn from(mut self, from: Duration) -> Self {
        self.plan.schedule.window.from = from;
        self
    }

    /// Not once so much time has passed from now, by the emulated clock.
    pub const fn until(mut self, until: Duration) -> Self {
        self.plan.schedule.window.until = Some(until);
        self
    }

    /// When the client is to come back, where the vendor has words for that. Only with a fault.
    pub fn retry_after(mut self, wait: Duration) -> Self {
        match &mut self.plan.what.outcome {
            Outcome::Answer(Answer::Fault(injected), _) => injected.retry_after = Some(wait),
            Outcome::Answer(Answer::Raw(_) | Answer::Served(_), _)
            | Outcome::Reset(_)
            | Outcome::Hang => {
                self.misplaced("what.retry_after", "only a fault says when to come back");
            }
        }
        self
    }

    /// One more header of a raw answer.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        match &mut self.plan.what.outcome {
            Outcome::Answer(Answer::Raw(raw), _) => raw.headers.push((name.into(), value.into())),
            Outcome::Answer(Answer::Fault(_) | Answer::Served(_), _)
            | Outcome::Reset(_)
            | Outcome::Hang => self.misplaced("what.headers", "only a raw answer takes headers"),
        }
        self
    }

    /// It takes so much longer until then.
    pub fn late(mut self, by: Duration) -> Self {
        self.plan.what.latency = Some(Latency::Fixed(by));
        self
    }

    /// What happens once this is used up. Without [`times`](Self::times) it never is.
    pub fn then(self) -> Faults<'a> {
        let Self {
            scope,
            mut before,
            plan,
            bad,
        } = self;
        before.push(plan);
        Faults { scope, before, bad }
    }

    /// From now on, after what was planned before.
    ///
    /// # Panics
    /// When it contradicts itself, or can never happen.
    #[track_caller]
    pub fn start(self) {
        if let Err(bad) = self.try_start() {
            panic!("this fault cannot be: {bad}");
        }
    }

    /// From now on, unless it contradicts itself or can never happen: then nothing of it starts.
    pub fn try_start(mut self) -> Result<(), BadFault> {
        if let Some(bad) = self.bad {
            return Err(bad);
        }
        self.before.push(self.plan);
        for plan in &self.before {
            plan.check()?;
            self.scope.can_happen(plan)?;
        }
        let faults = &self.scope.ctx().faults;
        for plan in self.before {
            faults.plan(plan)?;
        }
        Ok(())
    }

    fn misplaced(&mut self, at: &'static str, problem: &str) {
        self.bad.get_or_insert_with(|| BadFault::new(at, problem));
    }
}

impl Scope {
    /// Whether any of its vendors has what the plan asks for: else it would never happen, silently.
    fn can_happen(&self, plan: &Plan) -> Result<(), BadFault> {
        let mut known = Vec::new();
        let (mut fits, mut fails_partially) = (false, false);
        for site in self.sites() {
            for operation in site.vendor.operations() {
                known.push(operation.name);
                let wanted = plan.when.operation.as_deref();
                if wanted.is_none_or(|wanted| wanted == operation.name) {
                    fits = true;
                    fails_partially |= site.vendor.fails_partially(operation.name);
                }
            }
        }
        if !fits {
            let wanted = plan.when.operation.as_deref().unwrap_or_default();
            let problem = format!("no operation `{wanted}`; there are: {}", known.join(", "));
            return Err(BadFault::new("match.operation", problem));
        }
        if is_partial(&plan.what) && !fails_partially {
            let problem = "no answer here can say that some records failed and others did not";
            return Err(BadFault::new("what.partial", problem));
        }
        Ok(())
    }
}

fn is_partial(what: &What) -> bool {
    match &what.outcome {
        Outcome::Answer(Answer::Served(mishap), _) => !mishap.partial.is_empty(),
        Outcome::Answer(Answer::Fault(_) | Answer::Raw(_), _)
        | Outcome::Reset(_)
        | Outcome::Hang => false,
    }
}
