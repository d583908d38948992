use std::fmt;

use serde::Deserialize;

use crate::{Broken, Entry, Exchange};

/// What there is instead of what was expected.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub struct Evidence {
    /// What was expected, and what is so instead; or why nobody can know.
    pub error: String,
    /// How many did fit.
    pub arrived: u64,
    /// Those entries, or the first thousand.
    pub entries: Vec<Entry>,
    /// Those exchanges, when they were asked for.
    pub exchanges: Vec<Exchange>,
    /// What came nearest to fitting.
    pub nearest: Option<Nearest>,
    /// What was refused, rejected or lost meanwhile, newest first.
    pub refused: Vec<Refusal>,
    /// Exchanges that failed though they broke no rule, newest first: a planned fault, or an address that
    /// nothing answers to.
    pub failed: Vec<Failed>,
    /// How many of the session, or of all, were forgotten for want of room.
    pub evicted: u64,
}

/// An entry or exchange that missed, and by what.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub struct Nearest {
    /// The entry, when entries were asked for.
    pub entry: Option<Entry>,
    /// The exchange, when exchanges were.
    pub exchange: Option<Exchange>,
    /// Each comparison of the filter.
    pub clauses: Vec<Clause>,
}

/// One comparison of a filter.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub struct Clause {
    /// Its text.
    pub clause: String,
    /// Whether it held.
    pub held: bool,
    /// What was there, as text; `None` when nothing was.
    pub got: Option<String>,
}

/// A broken rule, and the exchange that broke it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct Refusal {
    /// The exchange.
    pub exchange: u64,
    /// The rule.
    #[serde(flatten)]
    pub broken: Broken,
}

/// An exchange that failed though it broke no rule.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct Failed {
    /// Which.
    pub exchange: u64,
    /// Method, path and query, without secrets.
    pub target: String,
    /// The HTTP status.
    pub status: u16,
    /// The planned fault that happened.
    pub fault: Option<String>,
}

/// A line of what is said to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// What the lines below it are about.
    Head(String),
    /// A comparison that held.
    Held(String),
    /// One that did not.
    Missed(String),
    /// A rule that was broken.
    Rule(String),
    /// What to do, or to know.
    Hint(String),
}

impl Evidence {
    /// All of it, in the order in which a person wants to know.
    pub fn lines(&self) -> Vec<Line> {
        let mut lines = vec![Line::Head(self.error.clone())];
        if let Some(nearest) = &self.nearest {
            nearest.tell(&mut lines);
        }
        for refusal in &self.refused {
            refusal.tell(&mut lines);
        }
        lines.extend(self.failed.iter().map(Failed::tell));
        lines
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.lines();
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{line}")?;
        }
        Ok(())
    }
}

impl Nearest {
    fn tell(&self, lines: &mut Vec<Line>) {
        let named = match (&self.entry, &self.exchange) {
            (Some(entry), _) => {
                let (id, vendor, exchange) = (entry.id, &entry.vendor, entry.exchange);
                format!("entry {id} ({vendor}, exchange {exchange})")
            }
            (None, Some(exchange)) => {
                let Exchange { id, vendor, .. } = exchange;
                format!("exchange {id} ({vendor} {})", exchange.operation)
            }
            (None, None) => return,
        };
        lines.push(Line::Head(format!("nearest: {named}")));
        for Clause { clause, held, got } in &self.clauses {
            lines.push(match (held, got) {
                (true, _) => Line::Held(clause.clone()),
                (false, None) => Line::Missed(format!("{clause}   (not there)")),
                (false, Some(got)) => Line::Missed(format!("{clause}   (got {got})")),
            });
        }
    }
}

impl Refusal {
    fn tell(&self, lines: &mut Vec<Line>) {
        let Self { exchange, broken } = self;
        let (rule, fate, got) = (&broken.rule, &broken.fate, &broken.got);
        let mut said = format!("{fate}: {rule} (exchange {exchange}");
        if !broken.at.is_empty() {
            said.push_str(", at ");
            said.push_str(&broken.at);
        }
        said.push(')');
        lines.push(Line::Rule(said));
        let expected = &broken.expected;
        if !expected.is_empty() {
            let got = if got.is_empty() { "nothing" } else { got };
            lines.push(Line::Hint(format!("expected {expected}; got {got}")));
        }
        if !broken.hint.is_empty() {
            lines.push(Line::Hint(broken.hint.clone()));
        }
    }
}

impl Failed {
    fn tell(&self) -> Line {
        let Self {
            exchange,
            target,
            status,
            fault,
        } = self;
        Line::Rule(match fault {
            Some(fault) => format!("fault: {fault} (exchange {exchange}): {target}"),
            None => format!("failed: {status} (exchange {exchange}): {target}"),
        })
    }
}

/// Indented as it is shown, without colours.
impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head(text) => f.write_str(text),
            Self::Held(text) => write!(f, "  ✓ {text}"),
            Self::Missed(text) => write!(f, "  ✗ {text}"),
            Self::Rule(text) => write!(f, "  {text}"),
            Self::Hint(text) => write!(f, "    {text}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_reads_what_missed_and_why() {
        let evidence: Evidence = serde_json::from_str(
            r#"{"met":false,"error":"expected 2, and there was 1","arrived":1,"evicted":2,
                "nearest":{"exchange":{"id":4,"vendor":"azure","session":"default","operation":"upload",
                  "wire":"http","at":"","took_us":1,"target":"","status":403,"rule":null,"fate":null,
                  "stored":0,"fault":null},
                  "clauses":[{"clause":"vendor = azure","held":true,"got":"azure"},
                             {"clause":"status = 204","held":false,"got":"403"},
                             {"clause":"rule = x","held":false,"got":null}]},
                "refused":[{"exchange":4,"rule":"azure.token.audience","fate":"refused","where":"header authorization",
                  "expected":"an audience","got":"another","hint":"Ask for the scope."}],
                "failed":[{"exchange":5,"target":"POST /x","status":429,"fault":"throttled"},
                          {"exchange":6,"target":"GET /y","status":404,"fault":null}]}"#,
        )
        .expect("evidence");
        let expected = "\
expected 2, and there was 1
nearest: exchange 4 (azure upload)
  ✓ vendor = azure
  ✗ status = 204   (got 403)
  ✗ rule = x   (not there)
  refused: azure.token.audience (exchange 4, at header authorization)
    expected an audience; got another
    Ask for the scope.
  fault: throttled (exchange 5): POST /x
  failed: 404 (exchange 6): GET /y";
        assert_eq!(evidence.to_string(), expected);
    }
}
