//! How answers are shown.

use std::io::{IsTerminal as _, Write as _};

use anstyle::{AnsiColor, Style};
use comfy_table::{ContentArrangement, Table, presets};
use logfog_client::Answer;

use super::Desk;
use crate::{failure::Failure, out};

pub(super) const GREEN: Style = colour(AnsiColor::Green);
pub(super) const YELLOW: Style = colour(AnsiColor::Yellow);
pub(super) const RED: Style = colour(AnsiColor::Red);
pub(super) const MAGENTA: Style = colour(AnsiColor::Magenta);
pub(super) const DIM: Style = Style::new().dimmed();

const fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(anstyle::Color::Ansi(colour)))
}

pub(super) fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// The answer as it came, or as `text` tells it to a person.
pub(super) fn answer<T>(
    desk: &Desk,
    answer: &Answer<T>,
    text: impl FnOnce(&T) -> String,
) -> Result<(), Failure> {
    if desk.json {
        return json(answer.json());
    }
    out::text(&text(answer))
}

pub(super) fn json(text: &str) -> Result<(), Failure> {
    out::text(&format!("{}\n", text.trim_end()))
}

/// Something worth knowing that is not what was asked for. If it cannot be said, so be it.
pub(super) fn note(text: &str) {
    let _ = writeln!(anstream::stderr(), "{DIM}{text}{DIM:#}");
}

pub(super) fn table<const N: usize>(
    header: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header)
        .add_rows(rows);
    format!("{table}\n")
}

/// What others have written, on one line of a bounded length, and unable to steer the terminal.
pub(super) fn clip(text: &str, most: usize) -> String {
    let mut shown = text.chars().map(|c| match c {
        '\n' => '⏎',
        c if c.is_control() => '·',
        c => c,
    });
    let mut clipped: String = shown.by_ref().take(most).collect();
    if shown.next().is_some() {
        clipped.pop();
        clipped.push('…');
    }
    clipped
}

/// Several such lines.
pub(super) fn clip_lines(lines: impl Iterator<Item = String>, most: usize) -> String {
    let lines: Vec<String> = lines.map(|line| clip(&line, most)).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_is_one_harmless_line() {
        assert_eq!(clip("short", 5), "short");
        assert_eq!(clip("longer", 5), "long…");
        assert_eq!(clip("a\nb\u{1b}[31m\r", 20), "a⏎b·[31m·");
    }
}
