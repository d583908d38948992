//! From what is meant to how it is written.

use std::time::Duration;

use logfog_model::{Answer, Mishap, Outcome, Plan, Reset, Schedule, Sending, Storing, What, When};

use super::{FaultPlan, LatencyPlan, MatchPlan, SchedulePlan, WhatPlan};
use crate::span::Span;

impl From<&Plan> for FaultPlan {
    fn from(plan: &Plan) -> Self {
        Self {
            when: MatchPlan::from(&plan.when),
            schedule: SchedulePlan::from(plan.schedule),
            what: WhatPlan::from(&plan.what),
        }
    }
}

impl From<&When> for MatchPlan {
    fn from(when: &When) -> Self {
        Self {
            vendor: when.vendor.map(|vendor| vendor.as_str().to_owned()),
            operation: when.operation.clone(),
            session: when.session.as_ref().map(ToString::to_string),
            headers: when.headers.iter().cloned().collect(),
            body: when.body.clone(),
            nth: when.nth,
        }
    }
}

impl From<Schedule> for SchedulePlan {
    fn from(schedule: Schedule) -> Self {
        let from = schedule.window.from;
        Self {
            times: schedule.times,
            after: schedule.after,
            probability: schedule.probability,
            seed: schedule.seed,
            from: (from > Duration::ZERO).then(|| from.into()),
            until: schedule.window.until.map(Span::from),
        }
    }
}

impl From<&What> for WhatPlan {
    fn from(what: &What) -> Self {
        let mut shown = Self {
            latency: what.latency.clone().map(LatencyPlan),
            ..Self::default()
        };
        match &what.outcome {
            Outcome::Answer(answer, sending) => {
                shown.answered(answer);
                shown.sent(*sending);
            }
            Outcome::Reset(reset) => shown.reset = Some(Reset::as_str(*reset).to_owned()),
            Outcome::Hang => shown.hang = true,
        }
        shown
    }
}

impl WhatPlan {
    fn answered(&mut self, answer: &Answer) {
        match answer {
            Answer::Fault(injected) => {
                self.fault = Some(injected.fault.as_str().to_owned());
                self.retry_after = injected.retry_after.map(Span::from);
            }
            Answer::Raw(raw) => {
                self.status = Some(raw.status);
                self.headers = raw.headers.iter().cloned().collect();
                let body = String::from_utf8_lossy(&raw.body);
                self.body = (!body.is_empty()).then(|| body.into_owned());
            }
            Answer::Served(Mishap { partial, storing }) => {
                self.partial.clone_from(partial);
                match storing {
                    Storing::Whole => {}
                    Storing::Lose => self.lose = true,
                    Storing::Duplicate(more) => self.duplicate = Some(more.get()),
                }
            }
        }
    }

    fn sent(&mut self, sending: Sending) {
        self.slow_body = sending.bytes_per_second.map(Into::into);
        self.truncate = sending.truncate;
        self.goaway = sending.goaway;
    }
}
