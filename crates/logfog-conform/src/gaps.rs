use std::{fs, io::ErrorKind, path::Path};

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// What is known not to hold: `fixtures/<vendor>/known-gaps.toml`.
///
/// ```toml
/// [[gap]]
/// case = "ingest/per-minute-limit"
/// reason = "Requests per minute are not counted."
/// link = "Azure Monitor service limits, Logs Ingestion API"
/// ```
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gaps {
    /// All of them, in the order of the file.
    #[serde(default, rename = "gap")]
    pub all: Vec<Gap>,
}

/// One thing that is known not to hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// `<operation>/<case>`, or a property's name.
    pub case: String,
    /// What is missing, in a sentence.
    pub reason: String,
    /// The page that promises it, or the issue that will mend it.
    pub link: String,
}

impl Gaps {
    /// Reads the file of a vendor's folder; without one nothing is known to be missing.
    pub fn read(vendor: &Path) -> Result<Self> {
        let path = vendor.join("known-gaps.toml");
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            text => text?,
        };
        toml::from_str(&text).with_context(|| path.display().to_string())
    }

    /// The gap that a case is listed as.
    pub fn of(&self, case: &str) -> Option<&Gap> {
        self.all.iter().find(|gap| gap.case == case)
    }

    /// What is left of a failure: nothing when it is listed. A listed one that did not fail is one.
    pub fn judge(&self, case: &str, failure: Option<String>) -> Option<String> {
        match (self.of(case), failure) {
            (None, failure) => failure,
            (Some(_), Some(_)) => None,
            (Some(_), None) => {
                Some("passes, though known-gaps.toml lists it: take it off the list".into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listed_failure_is_none_and_a_listed_success_is_one() {
        let text = "[[gap]]\ncase = 'a/b'\nreason = 'r'\nlink = 'l'";
        let gaps: Gaps = toml::from_str(text).expect("a list");
        let failure = || Some("status".to_owned());
        assert_eq!(gaps.judge("a/b", failure()), None);
        assert!(
            gaps.judge("a/b", None)
                .is_some_and(|said| said.contains("passes"))
        );
        assert_eq!(gaps.judge("a/c", failure()), failure());
        assert_eq!(gaps.judge("a/c", None), None);
    }

    #[test]
    fn a_gap_says_why_and_where() {
        assert!(toml::from_str::<Gaps>("[[gap]]\ncase = 'a/b'").is_err());
        assert!(Gaps::read(Path::new("nowhere")).is_ok_and(|gaps| gaps.all.is_empty()));
    }
}
