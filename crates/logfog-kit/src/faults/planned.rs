use std::{collections::HashMap, time::Duration};

use jiff::Timestamp;
use logfog_model::{Answer, Latency, Outcome, Plan, Policy, Reset, Session};
use memchr::memmem;

use super::{Due, Facts, PlanView};
use crate::{World, ids::Dice};

/// A plan, and how far it has come.
#[derive(Debug)]
pub(super) struct Planned {
    id: u64,
    pub(super) plan: Plan,
    /// Requests that fitted its `When`, but for the number.
    seen: u64,
    fired: u64,
    /// What differs by session; only for plans that look at clocks or throw dice.
    locals: HashMap<Session, Local>,
}

/// What a plan is in one session.
#[derive(Debug)]
pub(super) struct Local {
    session: Session,
    made: Timestamp,
    dice: Dice,
}

impl Local {
    pub(super) fn new(world: &World, seed: Option<u64>) -> Self {
        Self {
            session: world.session.clone(),
            made: world.now(),
            dice: seed.map_or_else(|| world.ids.dice(), Dice::seeded),
        }
    }
}

impl Planned {
    pub(super) fn new(id: u64, plan: Plan, locals: Vec<Local>) -> Self {
        let locals = locals.into_iter();
        Self {
            id,
            plan,
            seen: 0,
            fired: 0,
            locals: locals.map(|local| (local.session.clone(), local)).collect(),
        }
    }

    pub(super) fn view(&self) -> PlanView {
        PlanView {
            id: self.id,
            plan: self.plan.clone(),
            seen: self.seen,
            fired: self.fired,
            left: self.left(),
        }
    }

    /// Whether it fits a request, of which nothing but the head is known yet.
    pub(super) fn fits_head(&self, facts: &Facts<'_>) -> bool {
        let when = &self.plan.when;
        let session = &facts.world.session;
        let has = |(name, pattern): &(String, String)| {
            let values = facts.headers.get_all(name.as_str()).into_iter();
            let mut texts = values.map(|value| String::from_utf8_lossy(value.as_bytes()));
            texts.any(|text| Policy::fits(pattern, &text))
        };
        when.vendor.is_none_or(|wanted| wanted == facts.vendor)
            && when.session.as_ref().is_none_or(|wanted| wanted == session)
            && when
                .operation
                .as_ref()
                .is_none_or(|wanted| wanted == facts.operation)
            && when.headers.iter().all(has)
            && (facts.fails_partially || !self.is_partial())
    }

    pub(super) fn fits(&self, facts: &Facts<'_>) -> bool {
        let contains = |text: &String| memmem::find(facts.body, text.as_bytes()).is_some();
        self.fits_head(facts) && self.plan.when.body.as_ref().is_none_or(contains)
    }

    /// Whether only some records of a request are to fail.
    fn is_partial(&self) -> bool {
        match &self.plan.what.outcome {
            Outcome::Answer(Answer::Served(mishap), _) => !mishap.partial.is_empty(),
            Outcome::Answer(Answer::Fault(_) | Answer::Raw(_), _)
            | Outcome::Reset(_)
            | Outcome::Hang => false,
        }
    }

    pub(super) fn resets_early(&self) -> bool {
        self.plan.what.outcome == Outcome::Reset(Reset::BeforeReading) && self.left() != Some(0)
    }

    /// Counts a request that fits.
    pub(super) fn count(&mut self, facts: &Facts<'_>) {
        self.seen += 1;
        if !self.plan.schedule.window.is_always() {
            self.local(facts);
        }
    }

    /// Carries it out for a request that was counted, if it is time for that.
    pub(super) fn fire(&mut self, facts: &Facts<'_>) -> Option<Due> {
        let schedule = self.plan.schedule;
        let early = self.seen <= schedule.after;
        let another = self.plan.when.nth.is_some_and(|nth| nth != self.seen);
        if early || another || self.left() == Some(0) {
            return None;
        }
        if !schedule.window.is_always() {
            let passed = facts.world.now().duration_since(self.local(facts).made);
            // The clock may have been set back.
            if !schedule
                .window
                .is_open(passed.try_into().unwrap_or_default())
            {
                return None;
            }
        }
        if let Some(probability) = schedule.probability
            && self.local(facts).dice.throw() >= probability
        {
            return None;
        }
        let what = self.plan.what.clone();
        let delay = match &what.latency {
            None => Duration::ZERO,
            Some(Latency::Fixed(length)) => *length,
            Some(latency @ (Latency::Range(..) | Latency::Percentiles(_))) => {
                latency.at(self.local(facts).dice.throw())
            }
        };
        self.fired += 1;
        Some(Due {
            plan: self.id,
            what,
            delay,
        })
    }

    pub(super) fn forget(&mut self, session: &Session) {
        self.locals.remove(session);
    }

    fn left(&self) -> Option<u64> {
        let most = match self.plan.when.nth {
            Some(_) => Some(1),
            None => self.plan.schedule.times.map(u64::from),
        };
        most.map(|most| most.saturating_sub(self.fired))
    }

    fn local(&mut self, facts: &Facts<'_>) -> &mut Local {
        let seed = self.plan.schedule.seed;
        let session = facts.world.session.clone();
        self.locals
            .entry(session)
            .or_insert_with(|| Local::new(facts.world, seed))
    }
}
