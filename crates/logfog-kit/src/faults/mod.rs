//! What was planned to go wrong, and which of it is due.

mod due;
mod planned;
#[cfg(test)]
mod tests;

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

pub use due::{Due, Facts, Fired};
use logfog_model::{BadFault, Plan, Session};
use parking_lot::Mutex;

use self::planned::Planned;
use crate::{SessionView, Sessions};

/// Plans that there may be at a time.
const MOST: usize = 10_000;

/// What to make go wrong, and when. The first plan that fits a request is carried out, and that counts;
/// one that is used up fits no longer. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct Faults(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    sessions: Sessions,
    /// How many plans there are: whoever finds none does not wait for the others.
    there: AtomicUsize,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    plans: Vec<Planned>,
    last_id: u64,
}

/// A plan as it is listed.
#[derive(Clone, Debug)]
pub struct PlanView {
    /// What [`Faults::plan`] returned, and what exchanges say.
    pub id: u64,
    /// The plan.
    pub plan: Plan,
    /// How many requests have fitted its [`When`](logfog_model::When).
    pub seen: u64,
    /// How often it was carried out.
    pub fired: u64,
    /// How many more times it will be at most; `None` for always.
    pub left: Option<u64>,
}

impl Faults {
    /// None yet, by the clocks and dice of these sessions.
    pub fn new(sessions: Sessions) -> Self {
        Self(Arc::new(Inner {
            sessions,
            there: AtomicUsize::new(0),
            table: Mutex::default(),
        }))
    }

    /// Puts a plan after those that are there. Its id, which no other plan ever has.
    pub fn plan(&self, plan: Plan) -> Result<u64, BadFault> {
        plan.check()?;
        let made = self.made(&plan);
        self.change(|table| {
            table.has_room_for(1)?;
            Ok(table.add(plan, made))
        })
    }

    /// Puts plans in the place of those for one session, or of all. Nothing changes when one of them
    /// cannot be carried out.
    pub fn set(&self, session: Option<&Session>, plans: Vec<Plan>) -> Result<(), BadFault> {
        let plans: Vec<_> = plans
            .into_iter()
            .map(|plan| {
                plan.check()?;
                Ok((self.made(&plan), plan))
            })
            .collect::<Result<_, _>>()?;
        self.change(|table| {
            table.has_room_for(plans.len())?;
            table.clear(session);
            for (made, plan) in plans {
                table.add(plan, made);
            }
            Ok(())
        })
    }

    /// Forgets the plans for one session, or all.
    pub fn clear(&self, session: Option<&Session>) {
        if !self.is_empty() {
            self.change(|table| table.clear(session));
        }
    }

    /// The plans that may befall a session, or all, in their order.
    pub fn list(&self, session: Option<&Session>) -> Vec<PlanView> {
        let concerns = |planned: &&Planned| {
            let of = planned.plan.when.session.as_ref();
            session.is_none_or(|wanted| of.is_none_or(|of| of == wanted))
        };
        let table = self.0.table.lock();
        let plans = table.plans.iter().filter(concerns);
        plans.map(Planned::view).collect()
    }

    /// Whether nothing is planned.
    pub fn is_empty(&self) -> bool {
        self.0.there.load(Ordering::Acquire) == 0
    }

    /// Whether any plan looks at bodies.
    pub(crate) fn looks_at_bodies(&self) -> bool {
        let plans = &self.0.table.lock().plans;
        plans.iter().any(|planned| planned.plan.when.body.is_some())
    }

    /// Whether a request is decided about before its body is read: a plan may reset its connection then,
    /// and none would look at the body.
    pub fn is_early(&self, head: &Facts<'_>) -> bool {
        let table = self.0.table.lock();
        let mut fitting = table.plans.iter().filter(|planned| planned.fits_head(head));
        fitting.clone().any(Planned::resets_early)
            && fitting.all(|planned| planned.plan.when.body.is_none())
    }

    /// What befalls such a request, if anything; it counts as having happened.
    pub fn due(&self, facts: &Facts<'_>) -> Option<Due> {
        if self.is_empty() {
            return None;
        }
        let mut due = None;
        // A later plan counts too what an earlier one takes.
        for planned in &mut self.0.table.lock().plans {
            if planned.fits(facts) {
                planned.count(facts);
                if due.is_none() {
                    due = planned.fire(facts);
                }
            }
        }
        due
    }

    fn change<T>(&self, change: impl FnOnce(&mut Table) -> T) -> T {
        let mut table = self.0.table.lock();
        let changed = change(&mut table);
        self.0.there.store(table.plans.len(), Ordering::Release);
        changed
    }

    /// What time it is now in each session that the plan may befall, should it ever ask.
    fn made(&self, plan: &Plan) -> Vec<planned::Local> {
        if plan.schedule.window.is_always() {
            return Vec::new();
        }
        let views = match &plan.when.session {
            Some(session) => self.0.sessions.get(session).into_iter().collect(),
            None => self.0.sessions.list(),
        };
        let local = |view: SessionView| planned::Local::new(&view.world, plan.schedule.seed);
        views.into_iter().map(local).collect()
    }
}

impl Table {
    fn has_room_for(&self, plans: usize) -> Result<(), BadFault> {
        if self.plans.len() + plans <= MOST {
            return Ok(());
        }
        let problem = format!("there may be {MOST} plans at a time: clear those that are over");
        Err(BadFault::new("", problem))
    }

    fn add(&mut self, plan: Plan, locals: Vec<planned::Local>) -> u64 {
        self.last_id += 1;
        self.plans.push(Planned::new(self.last_id, plan, locals));
        self.last_id
    }

    fn clear(&mut self, session: Option<&Session>) {
        let Some(session) = session else {
            self.plans.clear();
            return;
        };
        self.plans
            .retain(|planned| planned.plan.when.session.as_ref() != Some(session));
        for planned in &mut self.plans {
            planned.forget(session);
        }
    }
}
