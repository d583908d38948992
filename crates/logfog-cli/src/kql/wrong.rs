//! What is wrong with a text, as people and programs are told.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use logfog_kql::{Error, Kind, Span, transform::Misfit};
use serde_json::{Value, json};

use crate::{failure::Failure, out};

/// As many lines of a text as are shown with one error.
const LONGEST_LINE: usize = 160;

/// Whose words are used.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wording {
    /// The message alone.
    Plain,
    /// The service's, which say the place too.
    Service,
}

/// Everything that is wrong with one text.
#[derive(Debug)]
pub(super) struct Wrong<'t> {
    text: &'t str,
    found: Vec<Found>,
}

#[derive(Debug)]
struct Found {
    kind: &'static str,
    code: &'static str,
    at: Option<Span>,
    message: String,
    hint: String,
}

impl<'t> Wrong<'t> {
    pub(super) fn errors(errors: Vec<Error>, text: &'t str, wording: Wording) -> Self {
        let found = errors.into_iter().map(|error| Found {
            kind: kind(error.kind),
            code: error.code,
            at: Some(error.at),
            message: match wording {
                Wording::Plain => error.message.clone(),
                Wording::Service => error.in_service_words(text),
            },
            hint: error.hint,
        });
        Self {
            text,
            found: found.collect(),
        }
    }

    pub(super) fn misfit(misfit: &Misfit, text: &'t str) -> Self {
        let (code, hint) = match misfit {
            Misfit::NoTime => (
                "",
                "Add `| extend TimeGenerated = now()`, or convert a column.",
            ),
            Misfit::Types(_) => (
                "InvalidTransformOutput",
                "Convert these columns, for instance with toguid(…).",
            ),
        };
        Self {
            text,
            found: vec![Found {
                kind: kind(Kind::Schema),
                code,
                at: None,
                message: misfit.to_string(),
                hint: hint.to_owned(),
            }],
        }
    }

    /// Prints it as JSON where that is wanted, and gives what the program ends with.
    pub(super) fn tell(&self, as_json: bool) -> Result<Failure, Failure> {
        if !as_json {
            return Ok(Failure::not_so(self.shown()));
        }
        out::text(&format!("{}\n", self.json()))?;
        let first = self.found.first().map(|found| found.message.as_str());
        Ok(Failure::not_so(first.unwrap_or_default()))
    }

    /// The first, with the others beside it if there are any.
    fn json(&self) -> Value {
        let mut all = self.found.iter().map(|found| found.json(self.text));
        let mut first = all.next().unwrap_or_default();
        let others: Vec<_> = all.collect();
        if !others.is_empty() {
            first["others"] = others.into();
        }
        first
    }

    fn shown(&self) -> String {
        let each = self.found.iter().map(|found| found.shown(self.text));
        each.collect::<Vec<_>>().join("\n")
    }
}

impl Found {
    fn json(&self, text: &str) -> Value {
        let place = self.at.map(|at| at.place(text));
        let mut object = json!({
            "error": self.kind,
            "message": self.message,
            "line": place.map(|place| place.line),
            "column": place.map(|place| place.column),
            "hint": self.hint,
        });
        if !self.code.is_empty() {
            object["code"] = self.code.into();
        }
        object
    }

    fn shown(&self, text: &str) -> String {
        let mut shown = self.message.clone();
        if let Some(at) = self.at {
            shown += &pointed_at(text, at);
        }
        if !self.hint.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(shown, "\n  = {}", self.hint);
        }
        shown
    }
}

/// The line that a span starts in, with carets below it.
fn pointed_at(text: &str, at: Span) -> String {
    let place = at.place(text);
    let line = text.split('\n').nth(place.line - 1).unwrap_or_default();
    // A long line is shown from shortly before the place.
    let skipped = place.column.saturating_sub(LONGEST_LINE / 2);
    let shown: String = line
        .chars()
        .skip(skipped)
        .take(LONGEST_LINE)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let written = at.of(text).split('\n').next().unwrap_or_default();
    let room = LONGEST_LINE - (place.column - skipped);
    let carets = "^".repeat(written.chars().count().clamp(1, room));
    let number = place.line.to_string();
    let (margin, indent) = (" ".repeat(number.len()), " ".repeat(place.column - skipped));
    let red = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
    format!(
        "\n{margin} |\n{number} | {}\n{margin} | {indent}{red}{carets}{red:#}",
        shown.trim_end()
    )
}

/// What a kind is called in JSON.
pub(super) const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Syntax => "syntax",
        Kind::Semantic => "semantic",
        Kind::Schema => "schema",
        Kind::Limit => "limit",
    }
}
