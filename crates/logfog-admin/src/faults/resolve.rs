//! From what was written to what is meant, or to what is wrong with it.

use std::{
    num::{NonZeroU32, NonZeroU64},
    sync::Arc,
    time::Duration,
};

use http::{HeaderName, HeaderValue};
use logfog_kit::Vendor;
use logfog_model::{
    Answer, Fault, Injected, Mishap, Outcome, Plan, RawAnswer, Reset, Schedule, Sending, Session,
    Storing, What, When, Window, did_you_mean,
};

use super::{FaultPlan, MatchPlan, SchedulePlan, WhatPlan};
use crate::{BadPlan, span::Span};

type Vendors = [Arc<dyn Vendor>];

impl FaultPlan {
    /// The plan that is meant, for these vendors.
    pub fn plan(&self, vendors: &Vendors) -> Result<Plan, BadPlan> {
        let plan = Plan {
            when: self.when.when(vendors)?,
            schedule: self.schedule.schedule()?,
            what: self.what.what()?,
        };
        if !self.what.partial.is_empty() {
            can_fail_partially(&plan.when, vendors)?;
        }
        plan.check()?;
        Ok(plan)
    }

    /// The plan that is meant, for this session only.
    pub(super) fn within(
        &self,
        session: Option<&Session>,
        vendors: &Vendors,
    ) -> Result<Plan, BadPlan> {
        let mut plan = self.plan(vendors)?;
        if let Some(session) = session
            && plan.when.session.get_or_insert_with(|| session.clone()) != session
        {
            let problem = format!("another one than `{session}`, whose plans these are");
            return Err(BadPlan::new("match.session", problem));
        }
        Ok(plan)
    }
}

impl MatchPlan {
    fn when(&self, vendors: &Vendors) -> Result<When, BadPlan> {
        let vendor = match &self.vendor {
            Some(name) => Some(vendor(name, vendors)?),
            None => None,
        };
        if let Some(name) = &self.operation {
            let asked = vendors
                .iter()
                .filter(|one| vendor.is_none_or(|wanted| wanted.id() == one.id()));
            let known = asked.flat_map(|vendor| vendor.operations());
            let known: Vec<_> = known.map(|operation| operation.name).collect();
            known_word("match.operation", "operation", name, &known)?;
        }
        let session = self.session.as_deref().map(str::parse).transpose();
        for name in self.headers.keys() {
            header_name("match.headers", name)?;
        }
        let headers = self.headers.iter();
        Ok(When {
            vendor: vendor.map(Vendor::id),
            operation: self.operation.clone(),
            session: session.map_err(|bad| BadPlan::new("match.session", bad))?,
            headers: headers
                .map(|(name, pattern)| (name.clone(), pattern.clone()))
                .collect(),
            body: self.body.clone(),
            nth: self.nth,
        })
    }
}

impl SchedulePlan {
    fn schedule(&self) -> Result<Schedule, BadPlan> {
        let from = length("schedule.from", self.from)?;
        Ok(Schedule {
            times: self.times,
            after: self.after,
            probability: self.probability,
            seed: self.seed,
            window: Window {
                from: from.unwrap_or_default(),
                until: length("schedule.until", self.until)?,
            },
        })
    }
}

impl WhatPlan {
    fn what(&self) -> Result<What, BadPlan> {
        self.contradictions()?;
        let sending = Sending {
            bytes_per_second: positive("what.slow_body", self.slow_body, NonZeroU64::new)?,
            truncate: self.truncate,
            goaway: self.goaway,
        };
        let outcome = if let Some(name) = &self.reset {
            let known = Reset::ALL.map(Reset::as_str);
            known_word("what.reset", "time for a reset", name, &known)?;
            let named = |reset: &Reset| reset.as_str() == name;
            Outcome::Reset(
                Reset::ALL
                    .into_iter()
                    .find(named)
                    .unwrap_or(Reset::AfterReading),
            )
        } else if self.hang {
            Outcome::Hang
        } else {
            Outcome::Answer(self.answer()?, sending)
        };
        Ok(What {
            latency: self.latency.clone().map(|plan| plan.0),
            outcome,
        })
    }

    fn answer(&self) -> Result<Answer, BadPlan> {
        if let Some(name) = &self.fault {
            let known = Fault::ALL.map(Fault::as_str);
            known_word("what.fault", "fault", name, &known)?;
            let named = |fault: &Fault| fault.as_str() == name;
            let fault = Fault::ALL.into_iter().find(named);
            return Ok(Answer::Fault(Injected {
                fault: fault.unwrap_or(Fault::Internal),
                retry_after: length("what.retry_after", self.retry_after)?,
            }));
        }
        if let Some(status) = self.status {
            let headers = self.headers.iter();
            let headers = headers.map(|(name, value)| {
                header_name("what.headers", name)?;
                HeaderValue::from_str(value).map_err(|_| {
                    let problem = format!("no header can have the value {value:?}");
                    BadPlan::new(format!("what.headers.{name}"), problem)
                })?;
                Ok((name.clone(), value.clone()))
            });
            return Ok(Answer::Raw(RawAnswer {
                status,
                headers: headers.collect::<Result<_, BadPlan>>()?,
                body: self.body.clone().unwrap_or_default().into(),
            }));
        }
        let more = positive("what.duplicate", self.duplicate, NonZeroU32::new)?;
        let storing = match more {
            Some(more) => Storing::Duplicate(more),
            None if self.lose => Storing::Lose,
            None => Storing::Whole,
        };
        let partial = self.partial.clone();
        Ok(Answer::Served(Mishap { partial, storing }))
    }

    /// Refuses what cannot be had together.
    fn contradictions(&self) -> Result<(), BadPlan> {
        let given = |pairs: &[(&'static str, bool)]| -> Option<&'static str> {
            pairs
                .iter()
                .find(|(_, given)| *given)
                .map(|(name, _)| *name)
        };
        let ends = [
            given(&[("fault", self.fault.is_some())]),
            given(&[("status", self.status.is_some())]),
            given(&[("reset", self.reset.is_some())]),
            given(&[("hang", self.hang)]),
            given(&[
                ("partial", !self.partial.is_empty()),
                ("lose", self.lose),
                ("duplicate", self.duplicate.is_some()),
            ]),
        ];
        let mut ends = ends.into_iter().flatten();
        let clash = |one: &str, other: &str| {
            let problem = format!("`{one}` and `{other}` contradict each other: keep one");
            Err(BadPlan::new("what", problem))
        };
        if let (Some(one), Some(other)) = (ends.next(), ends.next()) {
            return clash(one, other);
        }
        if self.lose && self.duplicate.is_some() {
            return clash("lose", "duplicate");
        }
        let sent = given(&[
            ("slow_body", self.slow_body.is_some()),
            ("truncate", self.truncate.is_some()),
            ("goaway", self.goaway),
        ]);
        let silent = given(&[("reset", self.reset.is_some()), ("hang", self.hang)]);
        if let (Some(sent), Some(silent)) = (sent, silent) {
            return clash(silent, sent);
        }
        for (name, there, wanted, given) in [
            (
                "retry_after",
                self.retry_after.is_some(),
                "fault",
                self.fault.is_some(),
            ),
            (
                "headers",
                !self.headers.is_empty(),
                "status",
                self.status.is_some(),
            ),
            ("body", self.body.is_some(), "status", self.status.is_some()),
        ] {
            if there && !given {
                let problem = format!("there is no `{wanted}` that this could belong to");
                return Err(BadPlan::new(format!("what.{name}"), problem));
            }
        }
        Ok(())
    }
}

/// Whether whoever is asked can answer that some records failed.
fn can_fail_partially(when: &When, vendors: &Vendors) -> Result<(), BadPlan> {
    let can = |vendor: &dyn Vendor| {
        let mut operations = vendor.operations().iter();
        operations.any(|operation| {
            when.operation
                .as_deref()
                .is_none_or(|name| name == operation.name)
                && vendor.fails_partially(operation.name)
        })
    };
    let who = match when.vendor {
        Some(id) => {
            let mut vendors = vendors.iter();
            if vendors.any(|vendor| vendor.id() == id && can(&**vendor)) {
                return Ok(());
            }
            let of = when.operation.as_deref().map(|name| format!(".{name}"));
            format!("{id}{} has no answer", of.unwrap_or_default())
        }
        None => "not every vendor has an answer".to_owned(),
    };
    let able = vendors.iter().filter(|vendor| can(&***vendor));
    let able: Vec<_> = able.map(|vendor| vendor.id().as_str()).collect();
    let able = if able.is_empty() {
        "nobody".to_owned()
    } else {
        able.join(" or ")
    };
    let problem = format!("{who} that says that some records failed: match.vendor can be {able}");
    Err(BadPlan::new("what.partial", problem))
}

fn vendor<'a>(name: &str, vendors: &'a Vendors) -> Result<&'a dyn Vendor, BadPlan> {
    let known: Vec<_> = vendors.iter().map(|vendor| vendor.id().as_str()).collect();
    known_word("match.vendor", "vendor", name, &known)?;
    let found = vendors.iter().find(|vendor| vendor.id().as_str() == name);
    // It is one of them.
    found
        .map(AsRef::as_ref)
        .ok_or_else(|| BadPlan::new("match.vendor", name))
}

fn known_word(at: &str, what: &str, word: &str, known: &[&str]) -> Result<(), BadPlan> {
    if known.contains(&word) {
        return Ok(());
    }
    let near = did_you_mean(word, known.iter().copied());
    let problem = format!(
        "there is no {what} `{word}`, there are: {}{near}",
        known.join(", ")
    );
    Err(BadPlan::new(at, problem))
}

fn header_name(at: &str, name: &str) -> Result<(), BadPlan> {
    let problem = || BadPlan::new(at, format!("no header can be called `{name}`"));
    name.parse::<HeaderName>().map(drop).map_err(|_| problem())
}

fn length(at: &str, span: Option<Span>) -> Result<Option<Duration>, BadPlan> {
    let Some(span) = span else { return Ok(None) };
    let length = span.forward();
    let problem = || BadPlan::new(at, "a length of time that is negative has no place here");
    length.ok_or_else(problem).map(Some)
}

fn positive<T, P>(
    at: &str,
    number: Option<T>,
    positive: fn(T) -> Option<P>,
) -> Result<Option<P>, BadPlan> {
    let Some(number) = number else {
        return Ok(None);
    };
    let problem = || BadPlan::new(at, "0 is too few: leave it out");
    positive(number).ok_or_else(problem).map(Some)
}
