//! `contains`, `has`, `startswith` and their like.

use std::borrow::Cow;

use regex::{Regex, RegexBuilder};

/// How a text is looked for in another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextMatch {
    /// `=~`: both are the same text.
    Equals,
    /// `contains`
    Contains,
    /// `startswith`
    StartsWith,
    /// `endswith`
    EndsWith,
    /// `has`: between two characters that are neither letters nor digits.
    Has,
    /// `hasprefix`: behind one.
    HasPrefix,
    /// `hassuffix`: before one.
    HasSuffix,
    /// `matches regex`
    Regex,
}

/// What is looked for, prepared once for many texts.
#[derive(Clone, Debug)]
pub struct Matcher(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Plain {
        how: TextMatch,
        case_sensitive: bool,
        needle: String,
    },
    Regex(Regex),
    Never,
}

impl Matcher {
    /// Prepares to look for `needle`. The error says what is wrong with a regular expression.
    pub fn new(how: TextMatch, case_sensitive: bool, needle: &str) -> Result<Self, String> {
        if how == TextMatch::Regex {
            return regex(needle).map(|regex| Self(Kind::Regex(regex)));
        }
        Ok(Self::plain(how, case_sensitive, needle))
    }

    /// As [`Self::new`], where a wrong regular expression matches nothing.
    pub fn of_row(how: TextMatch, case_sensitive: bool, needle: &str) -> Self {
        Self::new(how, case_sensitive, needle).unwrap_or(Self(Kind::Never))
    }

    pub(super) fn plain(how: TextMatch, case_sensitive: bool, needle: &str) -> Self {
        let needle = if case_sensitive {
            needle.to_owned()
        } else {
            needle.to_lowercase()
        };
        Self(Kind::Plain {
            how,
            case_sensitive,
            needle,
        })
    }

    /// Whether it is found.
    pub fn matches(&self, text: &str) -> bool {
        match &self.0 {
            Kind::Regex(regex) => regex.is_match(text),
            Kind::Plain {
                how,
                case_sensitive: true,
                needle,
            } => found(*how, text, needle),
            Kind::Plain {
                how,
                case_sensitive: false,
                needle,
            } if text.is_ascii() => found_ascii(*how, text, needle),
            Kind::Plain {
                how,
                case_sensitive: false,
                needle,
            } => found(*how, &text.to_lowercase(), needle),
            Kind::Never => false,
        }
    }
}

/// Compiles a regular expression, which has Kusto's syntax as it is.
pub fn regex(pattern: &str) -> Result<Regex, String> {
    const SIZE_LIMIT: usize = 4 << 20;
    RegexBuilder::new(pattern)
        .size_limit(SIZE_LIMIT)
        .dfa_size_limit(SIZE_LIMIT)
        .nest_limit(100)
        .build()
        .map_err(|error| error.to_string())
}

fn found(how: TextMatch, text: &str, needle: &str) -> bool {
    match how {
        TextMatch::Equals => text == needle,
        TextMatch::StartsWith => text.starts_with(needle),
        TextMatch::EndsWith => text.ends_with(needle),
        TextMatch::Contains => text.contains(needle),
        TextMatch::Has | TextMatch::HasPrefix | TextMatch::HasSuffix => {
            needle.is_empty()
                || Occurrences::new(text, needle, |text, needle| text.find(needle))
                    .any(|at| bounded(how, text, at, needle.len()))
        }
        TextMatch::Regex => false,
    }
}

/// As [`found`], in a text of ASCII letters of any case.
fn found_ascii(how: TextMatch, text: &str, needle: &str) -> bool {
    let at_start = |text: &[u8]| {
        text.get(..needle.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(needle.as_bytes()))
    };
    match how {
        TextMatch::Equals => text.eq_ignore_ascii_case(needle),
        TextMatch::StartsWith => at_start(text.as_bytes()),
        TextMatch::EndsWith => {
            text.len() >= needle.len() && at_start(&text.as_bytes()[text.len() - needle.len()..])
        }
        TextMatch::Contains => find_ascii(text, needle).is_some(),
        TextMatch::Has | TextMatch::HasPrefix | TextMatch::HasSuffix => {
            needle.is_empty()
                || Occurrences::new(text, needle, find_ascii)
                    .any(|at| bounded(how, text, at, needle.len()))
        }
        TextMatch::Regex => false,
    }
}

/// Where a lower-case needle is first found.
fn find_ascii(text: &str, needle: &str) -> Option<usize> {
    let Some(first) = needle.as_bytes().first() else {
        return Some(0);
    };
    let last = text.len().checked_sub(needle.len())?;
    let bytes = text.as_bytes();
    (0..=last).find(|&at| {
        bytes[at].eq_ignore_ascii_case(first)
            && bytes[at..at + needle.len()].eq_ignore_ascii_case(needle.as_bytes())
    })
}

fn bounded(how: TextMatch, text: &str, at: usize, length: usize) -> bool {
    let before = !text[..at]
        .chars()
        .next_back()
        .is_some_and(char::is_alphanumeric);
    let behind = !text[at + length..]
        .chars()
        .next()
        .is_some_and(char::is_alphanumeric);
    (before || how == TextMatch::HasSuffix) && (behind || how == TextMatch::HasPrefix)
}

/// Where a needle is found, overlaps included.
struct Occurrences<'t> {
    text: &'t str,
    needle: &'t str,
    from: usize,
    find: Find,
}

type Find = fn(&str, &str) -> Option<usize>;

impl<'t> Occurrences<'t> {
    fn new(text: &'t str, needle: &'t str, find: Find) -> Self {
        Self {
            text,
            needle,
            from: 0,
            find,
        }
    }
}

impl Iterator for Occurrences<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let at = self.from + (self.find)(self.text.get(self.from..)?, self.needle)?;
        self.from = at + self.text[at..].chars().next().map_or(1, char::len_utf8);
        Some(at)
    }
}

/// A text in lower case, borrowed if it is already.
pub(crate) fn lowered(text: Cow<'_, str>) -> Cow<'_, str> {
    let changes = |c: char| !c.is_ascii() || c.is_ascii_uppercase();
    if text.contains(changes) {
        Cow::Owned(text.to_lowercase())
    } else {
        text
    }
}
