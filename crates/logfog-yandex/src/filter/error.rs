use std::{fmt, ops::Range};

/// How much of a long piece is shown, in characters.
const SHOWN: usize = 40;

/// Why a text is not a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadFilter {
    /// Where it goes wrong, in bytes of the filter. Empty at its end.
    pub(crate) span: Range<usize>,
    /// The character at which that begins, from 1.
    column: usize,
    found: String,
    expected: String,
    hint: Option<String>,
}

impl BadFilter {
    /// At `span` of `text` there is not what was expected.
    pub(super) fn new(text: &str, span: Range<usize>, expected: impl Into<String>) -> Self {
        Self {
            column: text[..span.start].chars().count() + 1,
            found: shown(&text[span.clone()]),
            span,
            expected: expected.into(),
            hint: None,
        }
    }

    /// And this is what to do about it.
    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for BadFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            column,
            found,
            expected,
            ..
        } = self;
        write!(f, "at column {column}: found {found}, expected {expected}")?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for BadFilter {}

fn shown(piece: &str) -> String {
    if piece.is_empty() {
        return "the end".to_owned();
    }
    let mut short: String = piece
        .chars()
        .take(SHOWN)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if piece.chars().nth(SHOWN).is_some() {
        short.push('…');
    }
    format!("`{short}`")
}
