use std::borrow::Cow;

use logfog_model::{Finding, Report};

use crate::{
    options::{Demand, Kind},
    rules::Rule,
};

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
    pub(crate) field: Cow<'static, str>,
    /// The bound that it breaks, in words; empty where the rule says all.
    pub(crate) demand: String,
}

impl Flaw {
    pub(crate) fn new(rule: Rule, field: impl Into<Cow<'static, str>>) -> Self {
        Self {
            rule,
            field: field.into(),
            demand: String::new(),
        }
    }
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
        Self {
            flaws: vec![Flaw::new(rule, field)],
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

/// What an option demands, in words. Nobody knows the service's.
pub(crate) fn demanded(demand: &Demand) -> String {
    let bound = demand.bound.as_str();
    match demand.kind {
        Kind::Required => "is required".into(),
        Kind::Length => format!("length must be {} characters", amount(bound)),
        Kind::Bytes => size_in_bytes(&amount(bound)),
        Kind::Size => format!("size must be {}", amount(bound)),
        Kind::Pattern => format!("must match {bound}"),
        Kind::Value => format!("value must be {}", amount(bound)),
        Kind::Unique => "elements must be unique".into(),
        Kind::KeyLength => format!("key's length must be {} characters", amount(bound)),
        Kind::KeyPattern => format!("key must match {bound}"),
        Kind::KeyValue => format!("key must be {}", amount(bound)),
        Kind::ExactlyOne => format!("exactly one of {bound} must be set"),
    }
}

/// What a limit demands that is in no option.
pub(crate) fn at_most_bytes(limit: usize) -> String {
    size_in_bytes(&format!("at most {limit}"))
}

fn size_in_bytes(amount: &str) -> String {
    format!("size must be {amount} bytes")
}

/// `<=64` in words.
fn amount(bound: &str) -> String {
    let signs = [
        ("<=", "at most"),
        (">=", "at least"),
        ("<", "less than"),
        (">", "more than"),
    ];
    let said = signs.iter().find_map(|(sign, words)| {
        let number = bound.strip_prefix(sign)?;
        Some(format!("{words} {number}"))
    });
    said.unwrap_or_else(|| format!("in the range {bound}"))
}
