use std::time::Duration;

use super::{Answer, Latency, Mishap, Outcome, Plan, Reset, Sending, Storing, What};

/// Records that may be stored of one that came in.
const MOST_COPIES: u32 = 1000;
/// The longest latency.
const LONGEST: Duration = Duration::from_hours(24);

/// A plan that contradicts itself, or has a value that it cannot have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{problem}", if at.is_empty() { String::new() } else { format!("{at}: ") })]
pub struct BadFault {
    /// Where in the plan, in the words of the admin API: `schedule.probability`; empty for all of it.
    pub at: &'static str,
    /// What is wrong there, and what would be right.
    pub problem: String,
}

impl BadFault {
    /// Something is wrong at this place.
    pub fn new(at: &'static str, problem: impl Into<String>) -> Self {
        Self {
            at,
            problem: problem.into(),
        }
    }
}

impl Plan {
    /// Whether it can be carried out.
    pub fn check(&self) -> Result<(), BadFault> {
        let bad = |at, problem: &str| Err(BadFault::new(at, problem));
        let schedule = &self.schedule;
        if self.when.nth == Some(0) {
            return bad("match.nth", "requests are counted from 1");
        }
        if self.when.body.as_deref() == Some("") {
            return bad("match.body", "every body contains nothing: leave it out");
        }
        if self.when.nth.is_some_and(|nth| nth <= schedule.after) {
            return bad(
                "schedule.after",
                "the nth request is among those that are skipped",
            );
        }
        if schedule.times == Some(0) {
            return bad("schedule.times", "what happens 0 times needs no plan");
        }
        if let Some(probability) = schedule.probability
            && !(0.0..=1.0).contains(&probability)
        {
            let problem = format!("{probability} is not between 0 and 1");
            return Err(BadFault::new("schedule.probability", problem));
        }
        if schedule
            .window
            .until
            .is_some_and(|until| until <= schedule.window.from)
        {
            return bad("schedule.until", "the window ends before it begins");
        }
        if self.when.body.is_some() && self.what.outcome == Outcome::Reset(Reset::BeforeReading) {
            return bad(
                "match.body",
                "a body that is never read contains nothing: reset after_reading",
            );
        }
        self.what.check()
    }
}

impl What {
    fn check(&self) -> Result<(), BadFault> {
        let bad = |at, problem: &str| Err(BadFault::new(at, problem));
        if let Some(latency) = &self.latency {
            latency.check()?;
        }
        match &self.outcome {
            Outcome::Answer(Answer::Raw(raw), _) if !(200..=599).contains(&raw.status) => {
                let problem = format!("{} is not a status from 200 to 599", raw.status);
                Err(BadFault::new("what.status", problem))
            }
            Outcome::Answer(Answer::Served(mishap), sending) => {
                mishap.check()?;
                let nothing = *mishap == Mishap::default() && *sending == Sending::default();
                if nothing && self.latency.is_none() {
                    return bad("what", "nothing happens: say what");
                }
                Ok(())
            }
            Outcome::Hang if self.latency.is_some() => {
                bad("what.latency", "what hangs takes for ever already")
            }
            Outcome::Answer(Answer::Raw(_) | Answer::Fault(_), _)
            | Outcome::Reset(_)
            | Outcome::Hang => Ok(()),
        }
    }
}

impl Mishap {
    fn check(&self) -> Result<(), BadFault> {
        match self.storing {
            Storing::Duplicate(more) if more.get() > MOST_COPIES => {
                let problem = format!("{more} is more than {MOST_COPIES}");
                Err(BadFault::new("what.duplicate", problem))
            }
            Storing::Whole | Storing::Lose | Storing::Duplicate(_) => Ok(()),
        }
    }
}

impl Latency {
    fn check(&self) -> Result<(), BadFault> {
        let bad = |problem: String| Err(BadFault::new("what.latency", problem));
        let longest = match self {
            Self::Fixed(length) => *length,
            Self::Range(from, to) if to < from => {
                return bad("the range ends before it begins".into());
            }
            Self::Range(_, to) => *to,
            Self::Percentiles(table) => {
                if table.is_empty() {
                    return bad("there is no percentile".into());
                }
                if let Some((strange, _)) = table
                    .iter()
                    .find(|(percentile, _)| !(0.0..=100.0).contains(percentile))
                {
                    return bad(format!("{strange} is no percentile: they go from 0 to 100"));
                }
                let grows =
                    |pair: &[(f64, Duration)]| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1;
                if !table.windows(2).all(grows) {
                    return bad("a higher percentile takes no less time".into());
                }
                table.last().map_or(Duration::ZERO, |(_, last)| *last)
            }
        };
        if longest > LONGEST {
            return bad("nobody waits longer than a day".into());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::{Fault, RawAnswer, Window};

    fn place(plan: &Plan) -> Option<&'static str> {
        plan.check().err().map(|bad| bad.at)
    }

    #[test]
    fn a_plan_that_makes_sense_is_taken() {
        let latency = Latency::Percentiles(vec![(50.0, Duration::ZERO), (99.0, LONGEST)]);
        for what in [
            What::from(Fault::Throttled),
            latency.into(),
            Outcome::Hang.into(),
            Outcome::Reset(Reset::BeforeReading).into(),
        ] {
            assert_eq!(place(&Plan::new(what).times(1)), None);
        }
    }

    #[test]
    fn what_contradicts_itself_is_refused_where_it_does() {
        let plan = || Plan::new(Fault::Internal);
        let mut plans = Vec::new();
        let mut add = |at, plan: Plan| plans.push((at, plan));
        add("schedule.times", plan().times(0));
        for probability in [-0.1, 1.1, f64::NAN] {
            let mut unlikely = plan();
            unlikely.schedule.probability = Some(probability);
            add("schedule.probability", unlikely);
        }
        let mut never = plan();
        never.schedule.window = Window {
            from: Duration::from_secs(2),
            until: Some(Duration::from_secs(2)),
        };
        add("schedule.until", never);
        let mut zeroth = plan();
        zeroth.when.nth = Some(0);
        add("match.nth", zeroth);
        let mut skipped = plan();
        (skipped.when.nth, skipped.schedule.after) = (Some(2), 2);
        add("schedule.after", skipped);
        let mut unread = Plan::new(Outcome::Reset(Reset::BeforeReading));
        unread.when.body = Some("x".into());
        add("match.body", unread);
        add("what", Plan::new(Mishap::default()));
        let hang = What {
            latency: Some(Latency::Fixed(Duration::ZERO)),
            outcome: Outcome::Hang,
        };
        add("what.latency", Plan::new(hang));
        let backwards = Latency::Range(Duration::from_secs(2), Duration::from_secs(1));
        add("what.latency", Plan::new(backwards));
        for table in [
            vec![],
            vec![(101.0, Duration::ZERO)],
            vec![(50.0, Duration::ZERO), (50.0, Duration::ZERO)],
            vec![
                (50.0, Duration::from_secs(2)),
                (90.0, Duration::from_secs(1)),
            ],
        ] {
            add("what.latency", Plan::new(Latency::Percentiles(table)));
        }
        let raw = RawAnswer {
            status: 101,
            headers: Vec::new(),
            body: "".into(),
        };
        add("what.status", Plan::new(Answer::Raw(raw)));
        let copies = NonZeroU32::new(MOST_COPIES + 1).expect("not 0");
        let many = Mishap {
            storing: Storing::Duplicate(copies),
            ..Mishap::default()
        };
        add("what.duplicate", Plan::new(many));
        for (at, plan) in plans {
            assert_eq!(place(&plan), Some(at), "{plan:?}");
        }
    }
}
