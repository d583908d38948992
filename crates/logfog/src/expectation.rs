use std::{fmt, time::Duration};

use logfog_kit::{
    filter::{BadFilter, Filter, Value},
    journal::Exchange,
    wait::Count,
};
use logfog_model::Entry;

use crate::Watched;

/// How long is waited when nothing else is said: 5 seconds.
pub const DEFAULT_WITHIN: Duration = Duration::from_secs(5);

/// What a test expects to come: which [`entries`] or [`exchanges`], how many of them, how soon.
///
/// At least one, unless a number is given.
#[derive(Clone, Debug)]
pub struct Expectation<T: Watched> {
    filter: Filter<T>,
    count: Count,
    within: Option<Duration>,
    quiet: Option<Duration>,
}

/// Entries: what was stored.
///
/// ```
/// use logfog::entries;
///
/// let timeouts = entries()
///     .field("attributes.Level", "Error")
///     .matching("body ~ 'time.*out'")
///     .count(3);
/// assert_eq!(
///     timeouts.to_string(),
///     "at least 3 entries with attributes.Level = \"Error\" and body ~ time.*out",
/// );
/// ```
pub fn entries() -> Expectation<Entry> {
    Expectation::any()
}

/// Exchanges: what went over the wire, and what was decided about it.
pub fn exchanges() -> Expectation<Exchange> {
    Expectation::any()
}

impl<T: Watched> Expectation<T> {
    fn any() -> Self {
        Self {
            filter: Filter::all(),
            count: Count::AtLeast(1),
            within: None,
            quiet: None,
        }
    }

    /// Only those whose field at `path` equals the value: `attributes.Level`, `severity.text`, `body`,
    /// `scope.stream`. [`Filter`](logfog_kit::filter) lists the fields.
    ///
    /// # Panics
    /// When there is no such field.
    #[must_use]
    #[track_caller]
    pub fn field(self, path: &str, value: impl Into<Value>) -> Self {
        let filter = Filter::equals(path, value);
        self.and(filter)
    }

    /// Only those for which a filter holds, in the [language](logfog_kit::filter) that the admin API
    /// speaks too.
    ///
    /// # Panics
    /// When it is not a filter.
    #[must_use]
    #[track_caller]
    pub fn matching(self, filter: &str) -> Self {
        self.and(Filter::parse(filter))
    }

    /// So many or more: with more on the way, the first so many are enough.
    #[must_use]
    pub const fn at_least(mut self, number: u64) -> Self {
        self.count = Count::AtLeast(number);
        self
    }

    /// The same as [`at_least`](Self::at_least), and as `count=` in the admin API.
    #[must_use]
    pub const fn count(self, number: u64) -> Self {
        self.at_least(number)
    }

    /// So many and no more. Without [`quiet`](Self::quiet) it is met as soon as the number is right,
    /// though more may come.
    #[must_use]
    pub const fn exactly(mut self, number: u64) -> Self {
        self.count = Count::Exactly(number);
        self
    }

    /// No more than so many.
    #[must_use]
    pub const fn at_most(mut self, number: u64) -> Self {
        self.count = Count::AtMost(number);
        self
    }

    /// Only when nothing more that matches has come for so long, by the machine's time.
    #[must_use]
    pub const fn quiet(mut self, quiet: Duration) -> Self {
        self.quiet = Some(quiet);
        self
    }

    /// How long to wait for it, by the machine's time; [`DEFAULT_WITHIN`] unless told otherwise.
    #[must_use]
    pub const fn within(mut self, within: Duration) -> Self {
        self.within = Some(within);
        self
    }

    /// Which ones are meant.
    pub const fn filter(&self) -> &Filter<T> {
        &self.filter
    }

    /// How many are expected.
    pub const fn number(&self) -> Count {
        self.count
    }

    /// How long to wait for it, if that was said.
    pub const fn limit(&self) -> Option<Duration> {
        self.within
    }

    /// How long it must have been quiet, if it must.
    pub const fn calm(&self) -> Option<Duration> {
        self.quiet
    }

    #[track_caller]
    fn and(mut self, filter: Result<Filter<T>, BadFilter>) -> Self {
        match filter {
            Ok(filter) => self.filter = self.filter.and(filter),
            Err(bad) => panic!("{bad}\n{}", bad.pointer()),
        }
        self
    }
}

impl Expectation<Exchange> {
    /// Only those that were answered with this HTTP status.
    #[must_use]
    pub fn status(self, status: u16) -> Self {
        self.field("status", u64::from(status))
    }

    /// Only those of this operation: `ingest`, `write`.
    #[must_use]
    pub fn operation(self, name: &str) -> Self {
        self.field("operation", name)
    }

    /// Only those that broke such a rule; `*` stands for anything.
    #[must_use]
    pub fn rule(self, rule: &str) -> Self {
        self.and(if rule.contains('*') {
            Filter::matches("rule", &glob(rule))
        } else {
            Filter::equals("rule", rule)
        })
    }
}

/// A pattern with `*` as a regular expression.
fn glob(pattern: &str) -> String {
    let mut regex = String::from("^");
    for c in pattern.chars() {
        match c {
            '*' => regex.push_str(".*"),
            plain if plain.is_alphanumeric() || matches!(plain, '-' | '_') => regex.push(plain),
            special => regex.extend(['\\', special]),
        }
    }
    regex.push('$');
    regex
}

/// In words, with the filter as it is written.
impl<T: Watched> fmt::Display for Expectation<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (words, number) = match self.count {
            Count::AtLeast(number) => ("at least", number),
            Count::Exactly(number) => ("exactly", number),
            Count::AtMost(number) => ("at most", number),
        };
        let [one, many] = T::NAMES;
        let name = if number == 1 { one } else { many };
        write!(f, "{words} {number} {name}")?;
        if !self.filter.is_all() {
            write!(f, " with {}", self.filter)?;
        }
        if let Some(quiet) = self.quiet {
            write!(f, ", then nothing for {quiet:?}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expectation_reads_as_it_was_meant() {
        let cases = [
            (entries().to_string(), "at least 1 entry"),
            (entries().exactly(0).to_string(), "exactly 0 entries"),
            (
                exchanges().status(429).at_most(2).to_string(),
                "at most 2 exchanges with status = 429",
            ),
            (
                exchanges().quiet(Duration::from_millis(200)).to_string(),
                "at least 1 exchange, then nothing for 200ms",
            ),
        ];
        for (said, wanted) in cases {
            assert_eq!(said, wanted);
        }
    }

    #[test]
    fn a_glob_means_itself_but_for_its_stars() {
        assert_eq!(glob("a.b-*"), r"^a\.b-.*$");
        assert_eq!(
            exchanges().rule("azure.x").to_string(),
            "at least 1 exchange with rule = \"azure.x\""
        );
    }

    #[test]
    #[should_panic(expected = "did you mean")]
    fn a_field_that_there_is_not_is_said_at_once() {
        let _ = entries().matching("atributes.Level = Error");
    }
}
