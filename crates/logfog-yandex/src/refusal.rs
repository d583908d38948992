use logfog_model::{Finding, Report};

use crate::rules::Rule;

/// Why a whole call fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The rule that decides the status.
    pub(crate) rule: Rule,
    /// What the vendor's text names: a service, a size, an id.
    pub(crate) subject: String,
    /// The fields that are wrong.
    pub(crate) flaws: Vec<Flaw>,
}

/// A field that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) rule: Rule,
    /// Its path, as in `destination.log_group_id`.
    pub(crate) field: &'static str,
    /// The limit in force; 0 where the rule has none.
    pub(crate) limit: usize,
}

impl Refusal {
    /// Reports what nothing can be done without, whatever the policy says.
    pub(crate) fn fatal(
        report: &mut Report<'_, Rule>,
        rule: Rule,
        at: &str,
        found: impl Into<Finding>,
        subject: impl Into<String>,
    ) -> Self {
        report.insist(rule, at, found);
        Self::new(rule, subject)
    }

    pub(crate) fn new(rule: Rule, subject: impl Into<String>) -> Self {
        Self {
            rule,
            subject: subject.into(),
            flaws: Vec::new(),
        }
    }
}
