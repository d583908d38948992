use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{Entry, Error, Exchange, Query, query::Params, span};

/// How long is waited when nobody says.
pub(crate) const WITHIN: Duration = Duration::from_secs(5);

/// What an expectation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Records that were stored.
    Entries,
    /// Requests and their answers.
    Exchanges,
}

impl Of {
    /// As the admin API calls it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Entries => "entries",
            Self::Exchanges => "exchanges",
        }
    }
}

/// So many of these. At least one when no number is given.
#[derive(Clone, Debug)]
pub struct Expectation {
    pub(crate) of: Of,
    query: Query,
    count: Count,
    quiet: Option<Duration>,
    pub(crate) within: Duration,
}

#[derive(Clone, Copy, Debug)]
enum Count {
    AtLeast(u64),
    Exactly(u64),
    AtMost(u64),
}

impl Expectation {
    /// About entries.
    pub fn entries() -> Self {
        Self::of(Of::Entries)
    }

    /// About exchanges.
    pub fn exchanges() -> Self {
        Self::of(Of::Exchanges)
    }

    /// About either.
    pub fn of(of: Of) -> Self {
        Self {
            of,
            query: Query::all(),
            count: Count::AtLeast(1),
            quiet: None,
            within: WITHIN,
        }
    }

    /// Only of this vendor.
    #[must_use]
    pub fn vendor(mut self, vendor: impl Into<String>) -> Self {
        self.query = self.query.vendor(vendor);
        self
    }

    /// Only what this filter holds for.
    #[must_use]
    pub fn matching(mut self, filter: impl Into<String>) -> Self {
        self.query = self.query.matching(filter);
        self
    }

    /// So many, or more.
    #[must_use]
    pub fn count(mut self, count: u64) -> Self {
        self.count = Count::AtLeast(count);
        self
    }

    /// So many and no more.
    #[must_use]
    pub fn exactly(mut self, count: u64) -> Self {
        self.count = Count::Exactly(count);
        self
    }

    /// So many, or fewer.
    #[must_use]
    pub fn at_most(mut self, count: u64) -> Self {
        self.count = Count::AtMost(count);
        self
    }

    /// Wait until nothing more that fits has come for so long. Of entries only.
    #[must_use]
    pub fn quiet(mut self, quiet: Duration) -> Self {
        self.quiet = Some(quiet);
        self
    }

    /// Wait no longer than this, by the machine's clock: 5 s when left out, 10 minutes at most.
    #[must_use]
    pub fn within(mut self, within: Duration) -> Self {
        self.within = within;
        self
    }

    /// What to ask for so that the server waits; `None` when it can only be asked again and again.
    pub(crate) fn wait(&self, session: Option<&str>) -> Result<Option<String>, Error> {
        let params = match (self.of, self.count) {
            (Of::Entries, Count::AtLeast(count)) => Params::new().with("count", Some(count)),
            (Of::Entries, Count::Exactly(count)) => Params::new().with("exactly", Some(count)),
            (Of::Entries, Count::AtMost(_)) | (Of::Exchanges, _) if self.quiet.is_none() => {
                return Ok(None);
            }
            (Of::Entries, Count::AtMost(_)) | (Of::Exchanges, _) => {
                let why = "to wait for quiet, expect entries, at least so many or exactly so many";
                return Err(Error::Unusable(why.into()));
            }
        };
        let path = params
            .with("match", self.query.filter.as_deref())
            .with("vendor", self.query.vendor.as_deref())
            .with("session", session)
            .with("timeout", Some(span::text(self.within)))
            .with("quiet", self.quiet.map(span::text))
            .on("/entries/wait");
        Ok(Some(path))
    }

    /// The body of `POST /verify`.
    pub(crate) fn body(&self, session: Option<&str>) -> String {
        let mut body = Map::new();
        body.insert("of".into(), self.of.as_str().into());
        let (name, count) = match self.count {
            Count::AtLeast(count) => ("at_least", count),
            Count::Exactly(count) => ("exactly", count),
            Count::AtMost(count) => ("at_most", count),
        };
        body.insert(name.into(), json!(count));
        let texts = [
            ("match", self.query.filter.as_deref()),
            ("vendor", self.query.vendor.as_deref()),
            ("session", session),
        ];
        let texts = texts
            .into_iter()
            .filter_map(|(name, text)| Some((name, text?)));
        body.extend(texts.map(|(name, text)| (name.to_owned(), text.into())));
        Value::Object(body).to_string()
    }
}

/// What fits an expectation that is met.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub struct Met {
    /// How many fit.
    pub arrived: u64,
    /// The entries, or the first thousand.
    pub entries: Vec<Entry>,
    /// The exchanges, when they were asked for.
    pub exchanges: Vec<Exchange>,
    /// How many that could have counted were forgotten for want of room; the answer is certain all the
    /// same.
    pub evicted: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_waits_for_entries() {
        let expected = Expectation::entries().matching("body = x").count(3);
        let expected = expected.quiet(Duration::from_millis(200));
        let path = expected.wait(Some("t1")).expect("it makes sense");
        assert_eq!(
            path.as_deref(),
            Some("/entries/wait?count=3&match=body+%3D+x&session=t1&timeout=5s&quiet=200ms")
        );
        let exchanges = Expectation::exchanges();
        assert_eq!(exchanges.wait(None).ok(), Some(None));
        assert!(exchanges.quiet(WITHIN).wait(None).is_err());
    }

    #[test]
    fn a_verification_says_only_what_was_said() {
        let expected = Expectation::exchanges().vendor("azure").at_most(0);
        let body = r#"{"at_most":0,"of":"exchanges","vendor":"azure"}"#;
        assert_eq!(expected.body(None), body);
    }
}
