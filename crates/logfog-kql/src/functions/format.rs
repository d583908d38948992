//! Times and durations in a form that is asked for.

use std::fmt::Write as _;

use super::{
    Bound, Function,
    arguments::{Accepts, Argument, Misfit, one},
    calendar::time,
    doc::said,
};
use crate::{
    Type, Value,
    value::{TICKS_PER_DAY, TICKS_PER_SECOND},
};

const NULLS: &str = "An empty text for null and for a form that is not valid.";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::by(
        "format_datetime",
        &[one("time", Accepts::DateTime), one("format", Accepts::Text)],
        format_datetime,
    )
    .doc(said(
        "A time in a form of `d dd f F h hh H HH m mm M MM s ss y yy yyyy tt` and \
             delimiters.",
        NULLS,
        "format_datetime(datetime(2017-01-29 09:00:05), 'yyyy-M-dd [H:mm:ss]')",
        "\"2017-1-29 [9:00:05]\"",
    )),
    Function::by(
        "format_timespan",
        &[one("span", Accepts::TimeSpan), one("format", Accepts::Text)],
        format_timespan,
    )
    .doc(said(
        "A duration in a form of `d f F h hh H HH m mm s ss` and delimiters.",
        NULLS,
        "format_timespan(time(29.09:00:05.12345), 'dd.hh:mm:ss [FF]')",
        "\"29.09:00:05 [12]\"",
    )),
];

/// A piece of a form: a letter and how often it is repeated, or what is between.
#[derive(Clone, Copy, Debug)]
enum Piece {
    Part(char, usize),
    Between(char),
}

fn pieces(format: &str) -> Option<Vec<Piece>> {
    let mut pieces: Vec<Piece> = Vec::new();
    for c in format.chars() {
        match (pieces.last_mut(), c) {
            (Some(Piece::Part(letter, count)), c) if *letter == c => *count += 1,
            (_, 'd' | 'f' | 'F' | 'h' | 'H' | 'm' | 'M' | 's' | 'y' | 't') => {
                pieces.push(Piece::Part(c, 1));
            }
            (_, ' ' | '/' | '-' | ':' | ',' | '.' | '_' | '[' | ']') => {
                pieces.push(Piece::Between(c));
            }
            _ => return None,
        }
    }
    let known = |piece: &Piece| match piece {
        Piece::Part('f' | 'F', count) => *count <= 7,
        Piece::Part('d', count) => *count <= 8,
        Piece::Part('t', count) => *count == 2,
        Piece::Part('y', count) => matches!(count, 1 | 2 | 4),
        Piece::Part(_, count) => *count <= 2,
        Piece::Between(_) => true,
    };
    pieces.iter().all(known).then_some(pieces)
}

/// The form, if it is the same for every row. A wrong one is refused.
fn prepared(argument: &Argument) -> Result<Option<Vec<Piece>>, Misfit> {
    let Some(format) = argument.constant_text() else {
        return Ok(None);
    };
    let invalid = || Misfit::Invalid {
        argument: 1,
        reason: format!("{format:?} is no format"),
    };
    pieces(&format).ok_or_else(invalid).map(Some)
}

fn format_datetime(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let ready = prepared(&arguments[1])?;
    Ok(Bound::new(Type::String, move |_, arguments| {
        let Some(time) = time(&arguments[0]) else {
            return Value::EMPTY;
        };
        let civil = time.civil();
        let value = |letter| match letter {
            'd' => civil.day,
            'M' => civil.month,
            'y' => civil.year,
            _ => civil.ticks,
        };
        written(ready.as_deref(), &arguments[1], value)
    }))
}

fn format_timespan(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let ready = prepared(&arguments[1])?;
    Ok(Bound::new(Type::String, move |_, arguments| {
        let Value::TimeSpan(span) = arguments[0] else {
            return Value::EMPTY;
        };
        let ticks = span.ticks().saturating_abs();
        let value = |letter| match letter {
            'd' => ticks / TICKS_PER_DAY,
            'M' | 'y' => 0,
            _ => ticks % TICKS_PER_DAY,
        };
        written(ready.as_deref(), &arguments[1], value)
    }))
}

/// `value` gives the day, the month and the year, and for any other letter the ticks of the day.
fn written<'a>(
    ready: Option<&[Piece]>,
    format: &Value<'_>,
    value: impl Fn(char) -> i64,
) -> Value<'a> {
    let of_row;
    let form = if let Some(form) = ready {
        form
    } else {
        of_row = pieces(&format.text()).unwrap_or_default();
        &of_row
    };
    let mut out = String::new();
    for piece in form {
        match *piece {
            Piece::Between(c) => out.push(c),
            Piece::Part(letter, count) => part(letter, count, value(letter), &mut out),
        }
    }
    Value::string(out)
}

fn part(letter: char, count: usize, value: i64, out: &mut String) {
    let hour = value / (3_600 * TICKS_PER_SECOND);
    let number = match letter {
        'h' => (hour + 11) % 12 + 1,
        'H' => hour,
        'm' => value / (60 * TICKS_PER_SECOND) % 60,
        's' => value / TICKS_PER_SECOND % 60,
        'y' if count <= 2 => value % 100,
        't' => return out.push_str(if hour < 12 { "AM" } else { "PM" }),
        'f' | 'F' => {
            let digits = format!("{:07}", value % TICKS_PER_SECOND);
            let digits = &digits[..count.min(7)];
            let zeros = if letter == 'F' {
                digits.trim_end_matches('0')
            } else {
                digits
            };
            return out.push_str(zeros);
        }
        _ => value,
    };
    // Writing to a string cannot fail.
    let _ = write!(out, "{number:0count$}");
}
