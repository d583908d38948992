use std::fmt;

use crate::{Broken, Check, Policy, Rules, Verdict};

/// Violations a report lists in full. Further ones are counted: a batch of 50,000 bad records
/// must not cost more to explain than it cost to send.
pub const MAX_LISTED: usize = 256;

/// What becomes of whatever broke a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fate {
    /// The whole request failed, and the client was told.
    Refused,
    /// One record failed, and the client was told.
    Rejected,
    /// One record is gone, and the client was not told.
    Lost,
    /// It was stored, but not as it was sent.
    Altered,
    /// Nothing happened; the vendor might have minded, or the policy is lenient.
    Noted,
}

impl Fate {
    /// The word for it, as it is printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Rejected => "rejected",
            Self::Lost => "lost",
            Self::Altered => "altered",
            Self::Noted => "noted",
        }
    }
}

/// What was there, and what should have been when that is more exact than the rule's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was found, short enough to read.
    pub got: String,
    /// What was expected, in numbers of the profile in force.
    pub expected: Option<String>,
}

impl Finding {
    /// What was found.
    pub fn new(got: impl fmt::Display) -> Self {
        Self {
            got: got.to_string(),
            expected: None,
        }
    }

    /// A number that is over the profile's limit.
    pub fn over(limit: impl fmt::Display, got: impl fmt::Display) -> Self {
        Self::new(got).expected(format_args!("at most {limit}"))
    }

    /// What should have been there instead.
    #[must_use]
    pub fn expected(mut self, expected: impl fmt::Display) -> Self {
        self.expected = Some(expected.to_string());
        self
    }
}

impl<T: fmt::Display> From<T> for Finding {
    fn from(got: T) -> Self {
        Self::new(got)
    }
}

/// One broken rule.
#[derive(Clone, Debug)]
pub struct Violation<R> {
    /// Which rule.
    pub rule: R,
    /// What became of the offender.
    pub fate: Fate,
    /// Where: a JSON pointer into the body (empty for the whole), or `header NAME`, `query NAME`.
    pub at: String,
    /// What was there.
    pub finding: Finding,
    /// Whether no policy lets it pass: nothing is left that could be stored.
    pub fatal: bool,
}

/// The request is refused. Which rule did it is in the [`Report`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the request is refused; the report says why")]
pub struct Refused;

/// What a check found. The verbs ask the policy, so leniency costs a check nothing.
#[derive(Debug)]
pub struct Report<'p, R> {
    policy: &'p Policy,
    listed: Vec<Violation<R>>,
    /// By rule and fate: there are only so many pairs of them.
    unlisted: Vec<(R, Fate, u64)>,
}

impl<'p, R: Rules> Report<'p, R> {
    /// Nothing found yet.
    pub const fn new(policy: &'p Policy) -> Self {
        Self {
            policy,
            listed: Vec::new(),
            unlisted: Vec::new(),
        }
    }

    /// The policy in force.
    pub const fn policy(&self) -> &'p Policy {
        self.policy
    }

    /// The whole request breaks `rule`. Returns `Err` unless the policy lets it pass.
    pub fn refuse(
        &mut self,
        rule: R,
        at: impl fmt::Display,
        found: impl Into<Finding>,
    ) -> Result<(), Refused> {
        if self.add(rule, Fate::Refused, at, found) {
            Err(Refused)
        } else {
            Ok(())
        }
    }

    /// The whole request breaks `rule`, and nothing is left of it that a policy could let pass: a
    /// body that cannot be read is never answered as if it had been stored.
    pub fn insist(&mut self, rule: R, at: impl fmt::Display, found: impl Into<Finding>) -> Refused {
        self.push(rule, Fate::Refused, at, found, true);
        Refused
    }

    /// One record is none and disappears silently, whatever the policy.
    pub fn insist_lost(&mut self, rule: R, at: impl fmt::Display, found: impl Into<Finding>) {
        self.push(rule, Fate::Lost, at, found, true);
    }

    /// One record breaks `rule` and the client is told. Returns whether to leave it out.
    #[must_use]
    pub fn reject(&mut self, rule: R, at: impl fmt::Display, found: impl Into<Finding>) -> bool {
        self.add(rule, Fate::Rejected, at, found)
    }

    /// One record breaks `rule` and disappears silently. Returns whether to leave it out.
    #[must_use]
    pub fn lose(&mut self, rule: R, at: impl fmt::Display, found: impl Into<Finding>) -> bool {
        self.add(rule, Fate::Lost, at, found)
    }

    /// A value breaks `rule` and is stored differently. Returns whether to change it.
    #[must_use]
    pub fn alter(&mut self, rule: R, at: impl fmt::Display, found: impl Into<Finding>) -> bool {
        self.add(rule, Fate::Altered, at, found)
    }

    /// Something to know about, that changes nothing.
    pub fn note(&mut self, rule: R, at: impl fmt::Display, found: impl Into<Finding>) {
        self.add(rule, Fate::Noted, at, found);
    }

    /// Everything listed so far, in the order found.
    pub fn violations(&self) -> &[Violation<R>] {
        &self.listed
    }

    /// The first violation that the client is told of, or that silently cost a record.
    pub fn first(&self, fate: Fate) -> Option<&Violation<R>> {
        self.listed.iter().find(|violation| violation.fate == fate)
    }

    /// Ends the report: `stored` records were kept.
    pub fn verdict(self, stored: usize) -> Verdict {
        let listed = self.listed.into_iter().map(|violation| Broken {
            spec: violation.rule.spec(),
            fate: violation.fate,
            at: violation.at,
            finding: violation.finding,
            fatal: violation.fatal,
        });
        let unlisted = self.unlisted.into_iter();
        let unlisted = unlisted.map(|(rule, fate, times)| (rule.spec(), fate, times));
        let unlisted_by: Vec<_> = unlisted.collect();
        Verdict {
            broken: listed.collect(),
            unlisted: unlisted_by.iter().map(|(_, _, times)| times).sum(),
            unlisted_by,
            stored: stored as u64,
        }
    }

    fn add(
        &mut self,
        rule: R,
        fate: Fate,
        at: impl fmt::Display,
        found: impl Into<Finding>,
    ) -> bool {
        let denied = match self.policy.check(rule.spec().id) {
            Check::Off => return false,
            Check::Warn => false,
            Check::Deny => true,
        };
        let fate = if denied { fate } else { Fate::Noted };
        self.push(rule, fate, at, found, false);
        denied
    }

    fn push(
        &mut self,
        rule: R,
        fate: Fate,
        at: impl fmt::Display,
        found: impl Into<Finding>,
        fatal: bool,
    ) {
        // What decides the answer is always listed, however long the list is.
        if self.listed.len() < MAX_LISTED || fate == Fate::Refused {
            self.listed.push(Violation {
                rule,
                fate,
                at: at.to_string(),
                finding: found.into(),
                fatal,
            });
            return;
        }
        let mut known = self.unlisted.iter_mut();
        match known.find(|(of, what, _)| (*of, *what) == (rule, fate)) {
            Some((_, _, times)) => *times += 1,
            None => self.unlisted.push((rule, fate, 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::rules! { "acme", read "2026-11" {
        /// A.
        Size = "size", Documented, "Page", "Small.";
    } }

    #[test]
    fn a_warned_rule_is_noted_and_passes() {
        let policy = Policy::parse(["acme.size=warn"]).expect("well formed");
        let mut report = Report::new(&policy);
        assert_eq!(report.refuse(Rule::Size, "/0", Finding::over(3, 4)), Ok(()));
        assert!(!report.lose(Rule::Size, "/1", 5));
        let verdict = report.verdict(2);
        assert!(
            verdict
                .broken
                .iter()
                .all(|broken| broken.fate == Fate::Noted)
        );
        assert_eq!(verdict.broken[0].expected(), "at most 3");
        assert_eq!(verdict.broken[1].expected(), "Small.");
    }

    #[test]
    fn a_silenced_rule_leaves_no_trace() {
        let policy = Policy::parse(["acme.*=off"]).expect("well formed");
        let mut report = Report::new(&policy);
        assert!(!report.alter(Rule::Size, "", "x"));
        assert!(report.verdict(1).broken.is_empty());
    }

    #[test]
    fn what_cannot_be_let_pass_is_not() {
        let policy = Policy::parse(["acme.*=off"]).expect("well formed");
        let mut report = Report::new(&policy);
        assert_eq!(report.insist(Rule::Size, "", "nothing"), Refused);
        report.insist_lost(Rule::Size, "/0", "nothing");
        let fates = report.violations().iter().map(|violation| violation.fate);
        assert_eq!(fates.collect::<Vec<_>>(), [Fate::Refused, Fate::Lost]);
        assert!(report.verdict(0).broken.iter().all(|broken| broken.fatal));
    }

    #[test]
    fn a_long_list_is_counted() {
        let policy = Policy::default();
        let mut report = Report::new(&policy);
        for at in 0..MAX_LISTED + 10 {
            assert!(report.lose(Rule::Size, at, "x"));
        }
        assert_eq!(report.refuse(Rule::Size, "", "x"), Err(Refused));
        let verdict = report.verdict(0);
        assert_eq!(
            (verdict.broken.len(), verdict.unlisted),
            (MAX_LISTED + 1, 10)
        );
        assert!(verdict.broken.iter().all(|broken| !broken.fatal));
        let breaches: u64 = verdict.breaches().map(|(_, _, times)| times).sum();
        assert_eq!(breaches, MAX_LISTED as u64 + 11);
        let lost = |(_, fate, times)| (fate == Fate::Lost).then_some(times);
        let lost: u64 = verdict.breaches().filter_map(lost).sum();
        assert_eq!(lost, MAX_LISTED as u64 + 10);
        assert_eq!(verdict.unlisted_by.len(), 1);
        assert_eq!(
            verdict.worst().map(|broken| broken.fate),
            Some(Fate::Refused)
        );
    }
}
