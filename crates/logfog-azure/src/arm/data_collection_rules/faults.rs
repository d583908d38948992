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

/// `properties.dataFlows[0]` as a JSON pointer. The service writes some targets with capitals.
fn pointer(target: &str) -> String {
    let plain = target.replace(']', "");
    let capitals = plain.starts_with("Properties");
    let mut pointer = String::new();
    for part in plain.split(['.', '[']) {
        let first = part.chars().next();
        let first = first.filter(|first| capitals && first.is_ascii_uppercase());
        pointer.push('/');
        match first {
            Some(first) => pointer.extend(
                [first.to_ascii_lowercase()]
                    .into_iter()
                    .chain(part.chars().skip(1)),
            ),
            None => pointer.push_str(part),
        }
    }
    pointer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_pointers() {
        for (target, wanted) in [
            ("properties.dataFlows[0]", "/properties/dataFlows/0"),
            (
                "Properties.DataFlows[1].TransformKql",
                "/properties/dataFlows/1/transformKql",
            ),
            (
                "properties.streamDeclarations[App]",
                "/properties/streamDeclarations/App",
            ),
        ] {
            assert_eq!(pointer(target), wanted);
        }
    }
}
