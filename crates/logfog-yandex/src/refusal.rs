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
    /// The quota that stands in the way.
    pub(crate) quota: Option<Quota>,
}

/// A quota that is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quota {
    pub(crate) metric: &'static str,
    pub(crate) limit: u32,
    /// What there is already.
    pub(crate) usage: u32,
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

    /// Reports a message that is none.
    pub(crate) fn undecodable(
        report: &mut Report<'_, Rule>,
        problem: impl std::fmt::Display,
    ) -> Self {
        let text = format!("grpc: error unmarshalling request: {problem}");
        let found = Finding::new(&problem);
        Self::fatal(report, Rule::Decodable, "", found, text)
    }

    /// Of one field.
    pub(crate) fn flawed(rule: Rule, field: &'static str) -> Self {
        let limit = 0;
        Self {
            flaws: vec![Flaw { rule, field, limit }],
            ..Self::new(rule, "")
        }
    }

    pub(crate) fn new(rule: Rule, subject: impl Into<String>) -> Self {
        Self {
            rule,
            subject: subject.into(),
            flaws: Vec::new(),
            quota: None,
        }
    }
}

/// A short piece of an id, so that a long one does not fill the explanation.
pub(crate) fn quoted(id: &str) -> String {
    let short: String = id.chars().take(80).collect();
    format!("`{short}`")
}
