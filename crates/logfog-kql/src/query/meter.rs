//! How much a query may hold and do.

use std::cell::Cell;

use crate::{Error, Kind, Span, Value};

/// What a query may use. What it would exceed stops it, or cuts its answer short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rows of the answer; what is behind them is cut off.
    pub rows: usize,
    /// Bytes of the answer; what is behind them is cut off.
    pub bytes: usize,
    /// Bytes that sorting, grouping and joining hold.
    pub memory: usize,
    /// Rows that are read or made on the way.
    pub work: usize,
}

impl Default for Limits {
    /// Rows and bytes as the query API has them, memory and work as a developer's machine does.
    fn default() -> Self {
        Self {
            rows: 500_000,
            bytes: 100 << 20,
            memory: 1 << 30,
            work: 100_000_000,
        }
    }
}

/// What a query needs more of than it may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    Memory,
    Work,
    Time,
}

impl From<Excess> for Error {
    fn from(excess: Excess) -> Self {
        let (code, what, hint) = match excess {
            Excess::Memory => (
                "E_LOW_MEMORY_CONDITION",
                "the memory budget is used up",
                "Filter rows, or keep fewer columns, in front of sort, summarize and join.",
            ),
            Excess::Work => (
                "E_RUNAWAY_QUERY",
                "too many rows were processed",
                "Make the keys of a join more selective, or a range shorter.",
            ),
            // Chosen: the code.
            Excess::Time => (
                "E_QUERY_TIMEOUT",
                "it took too long",
                "Ask for a shorter time, or filter rows earlier.",
            ),
        };
        let message = format!("Query execution has exceeded the allowed limits: {what} ({code})");
        Self::new(Kind::Limit, Span::default(), message)
            .with_code(code)
            .with_hint(hint)
    }
}

/// How many rows go by until somebody is asked whether the query may go on.
const MANY: usize = 1 << 12;

/// What a query has used so far.
#[derive(Debug)]
pub(super) struct Meter {
    limits: Limits,
    memory: Cell<usize>,
    work: Cell<usize>,
}

impl Meter {
    pub(super) const fn new(limits: Limits) -> Self {
        Self {
            limits,
            memory: Cell::new(0),
            work: Cell::new(0),
        }
    }

    /// So many bytes are kept.
    pub(super) fn hold(&self, bytes: usize) -> Result<(), Excess> {
        let held = self.memory.get().saturating_add(bytes);
        self.memory.set(held);
        if held > self.limits.memory {
            return Err(Excess::Memory);
        }
        Ok(())
    }

    /// A row is read or made. True each time that there were many.
    pub(super) fn work(&self) -> Result<bool, Excess> {
        let done = self.work.get() + 1;
        self.work.set(done);
        if done > self.limits.work {
            return Err(Excess::Work);
        }
        Ok(done.is_multiple_of(MANY))
    }

    /// Holds a row.
    pub(super) fn hold_row(&self, row: &[Value<'_>]) -> Result<(), Excess> {
        self.hold(row.iter().map(weight).sum::<usize>() + size_of::<Vec<Value<'_>>>())
    }
}

/// About how many bytes a value takes.
pub(super) fn weight(value: &Value<'_>) -> usize {
    let more = match value {
        Value::String(text) | Value::Json(text) => text.len(),
        Value::Array(elements) => elements.iter().map(weight).sum(),
        Value::Bag(bag) => bag
            .iter()
            .map(|(name, value)| name.len() + weight(value))
            .sum(),
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Long(_)
        | Value::Real(_)
        | Value::Decimal(_)
        | Value::DateTime(_)
        | Value::TimeSpan(_)
        | Value::Guid(_) => 0,
    };
    more + size_of::<Value<'_>>()
}
