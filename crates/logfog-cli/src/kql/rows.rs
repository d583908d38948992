//! Rows that are read, and what became of them.

use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, StdinLock},
};

use logfog_kql::{Span, transform::Dropped};

use super::{count, note};
use crate::{failure::Failure, out};

/// So much is written at once, while there is more to read.
const ENOUGH: usize = 64 << 10;

/// Lines of standard input that are not empty.
pub(super) struct Lines {
    input: BufReader<StdinLock<'static>>,
    number: usize,
}

impl Lines {
    pub(super) fn of_stdin() -> Self {
        Self {
            input: BufReader::new(io::stdin().lock()),
            number: 0,
        }
    }

    /// The next one with its number, from 1.
    pub(super) fn next(&mut self) -> Result<Option<(usize, String)>, Failure> {
        loop {
            let mut line = String::new();
            let read = self.input.read_line(&mut line);
            self.number += 1;
            let number = self.number;
            match read {
                Ok(0) => return Ok(None),
                Ok(_) if line.trim().is_empty() => {}
                Ok(_) => return Ok(Some((number, line))),
                Err(error) => {
                    return Err(Failure::not_so(format_args!(
                        "cannot read line {number} of standard input: {error}"
                    )));
                }
            }
        }
    }

    /// Whether the next line may be a while in coming.
    pub(super) fn is_drained(&self) -> bool {
        self.input.buffer().is_empty()
    }
}

/// What is written, in large pieces.
#[derive(Default)]
pub(super) struct Output(String);

impl Output {
    /// Adds a line. Whether somebody still reads.
    pub(super) fn line(&mut self, line: &str, at_once: bool) -> Result<bool, Failure> {
        self.0.push_str(line);
        self.0.push('\n');
        if at_once || self.0.len() >= ENOUGH {
            return self.flush();
        }
        Ok(true)
    }

    pub(super) fn flush(&mut self) -> Result<bool, Failure> {
        let read = out::read(self.0.as_bytes())?;
        self.0.clear();
        Ok(read)
    }
}

/// How many rows there were, and which operators dropped how many.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) rows: usize,
    dropped: BTreeMap<usize, (Span, usize)>,
}

impl Tally {
    pub(super) fn dropped(&mut self, dropped: Dropped) {
        self.dropped
            .entry(dropped.step)
            .or_insert((dropped.at, 0))
            .1 += 1;
    }

    /// Says what was dropped, if anything was.
    pub(super) fn tell(&self, text: &str) {
        let all: usize = self.dropped.values().map(|(_, number)| number).sum();
        if all == 0 {
            return;
        }
        let each = self.dropped.values().map(|(at, number)| {
            let operator: Vec<_> = at.of(text).split_whitespace().collect();
            format!("{number} by `{}` at {}", operator.join(" "), at.place(text))
        });
        let each: Vec<_> = each.collect();
        note(&format!(
            "dropped {all} of {}: {}",
            count(self.rows, "row"),
            each.join(", ")
        ));
    }
}
