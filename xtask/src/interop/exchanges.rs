use std::fmt;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::manifest::Expect;

/// One exchange, as the admin API shows it.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    id: u64,
    operation: String,
    /// `204`, or `INVALID_ARGUMENT`.
    status: String,
    rules: Vec<String>,
    stored: u64,
}

impl Seen {
    pub(super) fn read(exchange: &Value) -> Result<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let headers = exchange["answer"]["headers"].as_array();
        let mut headers = headers.context("an answer with headers")?.iter();
        let status = match headers.find(|pair| pair[0] == "grpc-status") {
            Some(code) => logfog_conform::grpc_code(code[1].as_str().context("a code")?),
            None => exchange["status"].to_string(),
        };
        let broken = exchange["broken"].as_array().context("broken rules")?;
        let mut rules: Vec<_> = broken
            .iter()
            .filter_map(|rule| text(&rule["rule"]))
            .collect();
        rules.sort();
        rules.dedup();
        Ok(Self {
            id: exchange["id"].as_u64().context("an id")?,
            operation: text(&exchange["operation"]).context("an operation")?,
            status,
            rules,
            stored: exchange["stored"].as_u64().context("a count")?,
        })
    }

    fn is(&self, expect: &Expect) -> bool {
        let mut rules = expect.rules.clone();
        rules.sort();
        self.operation == expect.operation
            && self.status == expect.status
            && self.rules == rules
            && self.stored == expect.stored
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            id,
            operation,
            status,
            rules,
            stored,
        } = self;
        write!(
            f,
            "exchange {id}: {operation} {status}, broke {rules:?}, stored {stored}"
        )
    }
}

/// Whether a client caused what its manifest says, in this order, and nothing else.
pub(super) fn compare(expected: &[Expect], seen: &[Seen]) -> Result<()> {
    let mut seen = seen.iter().peekable();
    for expect in expected {
        let mut times = 0;
        while times < expect.times && seen.next_if(|seen| seen.is(expect)).is_some() {
            times += 1;
        }
        if times < expect.times && !(expect.optional && times == 0) {
            let there = seen
                .peek()
                .map_or_else(|| "nothing".to_owned(), ToString::to_string);
            bail!("expected {expect:?}; after {times} of them came {there}");
        }
    }
    match seen.next() {
        None => Ok(()),
        Some(more) => bail!("nothing more was expected; then came {more}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(operation: &str, stored: u64) -> Seen {
        Seen {
            operation: operation.into(),
            status: "204".into(),
            stored,
            ..Seen::default()
        }
    }

    fn expect(operation: &str, stored: u64, times: usize, optional: bool) -> Expect {
        Expect {
            operation: operation.into(),
            status: "204".into(),
            rules: Vec::new(),
            stored,
            times,
            optional,
        }
    }

    #[test]
    fn exchanges_come_in_order_and_completely() {
        let expected = [expect("token", 0, 1, true), expect("ingest", 3, 2, false)];
        let (token, ingest) = (seen("token", 0), seen("ingest", 3));
        let judge = |seen: &[Seen]| compare(&expected, seen).map_err(|error| error.to_string());
        assert_eq!(
            judge(&[token.clone(), ingest.clone(), ingest.clone()]),
            Ok(())
        );
        assert_eq!(judge(&[ingest.clone(), ingest.clone()]), Ok(()));
        let few = judge(&[token.clone(), ingest.clone()]).expect_err("one upload is missing");
        assert!(few.contains("came nothing"), "{few}");
        let other = judge(&[ingest.clone(), seen("ingest", 2)]).expect_err("another count");
        assert!(other.contains("stored 2"), "{other}");
        let more = judge(&[ingest.clone(), ingest, token]).expect_err("one too many");
        assert!(more.contains("nothing more"), "{more}");
    }

    #[test]
    fn a_grpc_status_is_a_word() {
        let exchange = serde_json::json!({
            "id": 1, "operation": "write", "status": 200, "stored": 0,
            "answer": {"headers": [["grpc-status", "3"]]},
            "broken": [{"rule": "b"}, {"rule": "a"}, {"rule": "b"}],
        });
        let seen = Seen::read(&exchange).expect("an exchange");
        assert_eq!(seen.status, "INVALID_ARGUMENT");
        assert_eq!(seen.rules, ["a", "b"]);
    }
}
