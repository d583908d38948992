use crate::{Fate, Finding, Spec};

/// What was decided about one exchange, readable without knowing the vendor.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// The broken rules, in the order found.
    pub broken: Vec<Broken>,
    /// How many more were broken than are listed.
    pub unlisted: u64,
    /// The same, told apart by rule and fate.
    pub unlisted_by: Vec<(&'static Spec, Fate, u64)>,
    /// How many records were stored.
    pub stored: u64,
}

/// One broken rule.
#[derive(Clone, Debug)]
pub struct Broken {
    /// The rule.
    pub spec: &'static Spec,
    /// What became of the offender.
    pub fate: Fate,
    /// Where: a JSON pointer into the body, or `header NAME`, `query NAME`.
    pub at: String,
    /// What was there.
    pub finding: Finding,
    /// Whether no policy lets it pass: nothing is left that could be stored.
    pub fatal: bool,
}

impl Broken {
    /// What should have been there: in the profile's numbers if known, else the rule's own words.
    pub fn expected(&self) -> &str {
        self.finding.expected.as_deref().unwrap_or(self.spec.demand)
    }
}

impl Verdict {
    /// Every breach, listed or not: which rule, what became of the offender, and how many times.
    pub fn breaches(&self) -> impl Iterator<Item = (&'static Spec, Fate, u64)> {
        let listed = self.broken.iter();
        let listed = listed.map(|broken| (broken.spec, broken.fate, 1));
        listed.chain(self.unlisted_by.iter().copied())
    }

    /// The rule that cost most: a refusal before a rejected record before a lost one.
    /// `None` when nothing was refused, rejected or lost.
    pub fn worst(&self) -> Option<&Broken> {
        self.broken
            .iter()
            .filter(|broken| broken.fate <= Fate::Lost)
            .min_by_key(|b| b.fate)
    }
}
