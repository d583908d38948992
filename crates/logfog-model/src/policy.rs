/// What to do when a rule is broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Check {
    /// Say nothing.
    Off,
    /// Let it pass and note it.
    Warn,
    /// Do as the vendor does.
    #[default]
    Deny,
}

impl Check {
    /// Every check.
    pub const ALL: [Self; 3] = [Self::Off, Self::Warn, Self::Deny];

    /// The word for it, as it is written in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

/// Which rules are enforced: patterns of rule ids, the last that fits decides.
///
/// ```
/// use logfog_model::{Check, Policy};
/// let policy = Policy::parse(["acme.*=warn", "acme.auth=deny"])?;
/// assert_eq!(policy.check("acme.body-size"), Check::Warn);
/// assert_eq!(policy.check("acme.auth"), Check::Deny);
/// # Ok::<(), logfog_model::BadPolicy>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Policy(Vec<(String, Check)>);

/// A policy is written `RULE=off`, `RULE=warn` or `RULE=deny`; `*` in RULE stands for anything.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not RULE=off|warn|deny")]
pub struct BadPolicy(String);

impl Policy {
    /// Reads several `RULE=off|warn|deny`, later ones winning.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, BadPolicy> {
        let mut policy = Self::default();
        texts.into_iter().try_for_each(|text| policy.set(text))?;
        Ok(policy)
    }

    /// Adds `RULE=off|warn|deny`; it wins over those added before.
    pub fn set(&mut self, text: &str) -> Result<(), BadPolicy> {
        let bad = || BadPolicy(text.into());
        let (pattern, check) = text.split_once('=').ok_or_else(bad)?;
        let known = Check::ALL.into_iter().find(|known| known.as_str() == check);
        let check = known.ok_or_else(bad)?;
        self.0.push((pattern.to_owned(), check));
        Ok(())
    }

    /// What to do about the rule with this id.
    pub fn check(&self, rule: &str) -> Check {
        let decided = self.0.iter().rev().find(|(pattern, _)| fits(pattern, rule));
        decided.map_or(Check::Deny, |(_, check)| *check)
    }

    /// Whether an unknown resource is made on first use, which `*=warn` asks for.
    pub fn is_lenient(&self) -> bool {
        self.check("") == Check::Warn
    }

    /// Patterns and checks, in the order in which they were added.
    pub fn checks(&self) -> impl Iterator<Item = (&str, Check)> {
        self.0
            .iter()
            .map(|(pattern, check)| (pattern.as_str(), *check))
    }

    /// The patterns, in the order in which they were added.
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(pattern, _)| pattern.as_str())
    }

    /// Whether `pattern` fits `rule`; `*` stands for any run of characters.
    pub fn fits(pattern: &str, rule: &str) -> bool {
        fits(pattern, rule)
    }
}

fn fits(pattern: &str, rule: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == rule;
    };
    let Some(rest) = rule.strip_prefix(head) else {
        return false;
    };
    (0..=rest.len()).any(|at| rest.is_char_boundary(at) && fits(tail, &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything() {
        assert!(fits("acme.*.size", "acme.ingest.size"));
        assert!(fits("*", ""));
        assert!(!fits("acme.*", "azure.x"));
        assert!(!fits("acme", "acme.x"));
    }

    #[test]
    fn a_policy_that_cannot_be_read_says_so() {
        let error = Policy::default()
            .set("acme.x=maybe")
            .expect_err("maybe is no check");
        assert_eq!(
            error.to_string(),
            "`acme.x=maybe` is not RULE=off|warn|deny"
        );
    }

    #[test]
    fn lenient_is_a_star_that_warns() {
        let mut policy = Policy::default();
        assert!(!policy.is_lenient());
        policy.set("*=warn").expect("well formed");
        assert!(policy.is_lenient());
    }
}
