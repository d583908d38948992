//! What is wrong with a rule: all of it is told at once.

use logfog_model::Finding;

use super::super::{Detail, Refusal, Rule, call::Call};

const MESSAGE: &str = "Data collection rule is invalid";

/// What was found so far that the policy does not let pass.
#[derive(Debug, Default)]
pub(super) struct Faults {
    first: Option<Rule>,
    details: Vec<Detail>,
}

impl Faults {
    /// One more. `target` says where, as the service does: `properties.dataFlows[0]`.
    pub(super) fn add(
        &mut self,
        call: &mut Call<'_>,
        rule: Rule,
        found: impl Into<Finding>,
        details: impl IntoIterator<Item = Detail>,
    ) {
        let mut details = details.into_iter().peekable();
        let at = details
            .peek()
            .map_or_else(String::new, |first| pointer(&first.target));
        if call.report.refuse(rule, at, found).is_err() {
            self.first.get_or_insert(rule);
            self.details.extend(details);
        }
    }

    /// Nothing, or the answer that tells of it.
    pub(super) fn end(self) -> Result<(), Refusal> {
        match self.first {
            None => Ok(()),
            Some(rule) => Err(Refusal {
                details: self.details,
                ..Refusal::new(rule, MESSAGE)
            }),
        }
    }
}

pub(super) fn detail(code: &'static str, target: &str, message: impl Into<String>) -> Detail {
    Detail {
        code,
        message: message.into(),
        target: target.to_owned(),
    }
}

/// `properties.dataFlows[0]` as a JSON pointer.
fn pointer(target: &str) -> String {
    let plain = target.replace(']', "");
    format!("/{}", plain.replace(['.', '['], "/"))
}
