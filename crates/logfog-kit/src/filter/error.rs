use std::fmt;

/// How much of a long filter is shown around the place where it goes wrong, in characters.
const WINDOW: usize = 60;

/// Why a text is not a filter.
///
/// Its `Display` is one line; [`pointer`](Self::pointer) shows the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFilter {
    text: String,
    at: usize,
    /// What is there: "the end", or a piece of the filter in backticks.
    pub found: String,
    /// What would have been right in its place.
    pub expected: String,
    /// What was probably meant; `None` when nothing comes to mind.
    pub suggestion: Option<String>,
}

impl BadFilter {
    pub(super) fn new(
        text: &str,
        at: usize,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self {
            text: text.to_owned(),
            at,
            found: found.into(),
            expected: expected.into(),
            suggestion: None,
        }
    }

    #[must_use]
    pub(super) fn suggest(mut self, suggestion: Option<impl Into<String>>) -> Self {
        self.suggestion = suggestion.map(Into::into);
        self
    }

    /// The character at which it goes wrong, from 1.
    pub fn column(&self) -> usize {
        self.text[..self.at].chars().count() + 1
    }

    /// The filter, and below it a caret at the place; only the surroundings of a long one.
    pub fn pointer(&self) -> String {
        let column = self.column() - 1;
        let from = column.saturating_sub(WINDOW);
        let shown: String = self
            .text
            .chars()
            .skip(from)
            .take(2 * WINDOW)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        format!("{shown}\n{}^", " ".repeat(column - from))
    }
}

impl fmt::Display for BadFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "at column {} of the filter: found {}, expected {}",
            self.column(),
            self.found,
            self.expected
        )?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; {suggestion}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for BadFilter {}

/// A piece of a filter as it is quoted in a message: short, and on one line.
pub(super) fn shown(piece: &str) -> String {
    let mut short: String = piece
        .chars()
        .take(WINDOW)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if piece.chars().nth(WINDOW).is_some() {
        short.push('…');
    }
    format!("`{short}`")
}

/// `did you mean …?` for the candidate that is nearest to what was written, if one is near.
pub(super) fn did_you_mean<'a>(
    written: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<String> {
    let near = logfog_model::nearest(written, candidates)?;
    Some(format!("did you mean `{near}`?"))
}
