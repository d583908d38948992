//! Rows, drawn through the operators one by one. Only what has to see all rows keeps them.

mod expand;
mod group;
mod join;
mod range;
mod sort;
mod window;

use std::borrow::Cow;

use super::{
    meter::{Excess, Meter},
    plan::{Branch, Node, Output},
    source::{Row, Scan, Source, TimeRange},
};
use crate::{Value, functions::Context, row::Step};

/// Rows, until one is too much.
pub(super) type Stream<'q> = Box<dyn Iterator<Item = Result<Row<'q>, Excess>> + 'q>;

/// What all operators of a query need.
#[derive(Clone, Copy)]
pub(super) struct Run<'q> {
    pub source: &'q dyn Source,
    pub context: &'q Context,
    pub meter: &'q Meter,
}

impl<'q> Run<'q> {
    /// The rows behind an operator.
    pub(super) fn open(self, node: &'q Node) -> Result<Stream<'q>, Excess> {
        Ok(match node {
            Node::Scan(scan, time) => self.scan(scan, *time),
            Node::Fixed(rows) => Box::new(rows.iter().map(move |row| self.made(row.clone()))),
            Node::Range(range) => range::open(self, range),
            Node::Step(input, step) => {
                let rows = self.open(input)?;
                Box::new(rows.filter_map(move |row| self.step(row, step)))
            }
            Node::Project(input, outputs) => self.project(self.open(input)?, outputs),
            Node::Take(input, count) => Box::new(self.open(input)?.take(*count)),
            Node::Sample(input, count) => sort::sample(self.open(input)?, *count)?,
            Node::Sort(input, keys) => sort::sort(self, self.open(input)?, keys)?,
            Node::Top(input, count, keys) => sort::top(self, self.open(input)?, *count, keys)?,
            Node::Count(input) => count(self.open(input)?)?,
            Node::Summarize(input, summarize) => {
                group::summarize(self, self.open(input)?, summarize)?
            }
            Node::Union(branches) => Box::new(Concatenated {
                run: self,
                branches: branches.iter(),
                open: None,
            }),
            Node::Join(left, right, join) => {
                join::join(self, self.open(left)?, self.open(right)?, join)?
            }
            Node::Expand(input, expand) => expand::expand(self, self.open(input)?, expand),
            Node::Window(input, windows) => window::window(self, self.open(input)?, windows)?,
        })
    }

    fn made(self, row: Row<'q>) -> Result<Row<'q>, Excess> {
        self.work().map(|()| row)
    }

    /// A row is read or made.
    fn work(self) -> Result<(), Excess> {
        if self.meter.work()? && self.source.is_out_of_time() {
            return Err(Excess::Time);
        }
        Ok(())
    }

    fn step(self, row: Result<Row<'q>, Excess>, step: &'q Step) -> Option<Result<Row<'q>, Excess>> {
        match row {
            Ok(row) => step
                .apply(Cow::Owned(row), self.context)
                .map(|row| Ok(row.into_owned())),
            Err(excess) => Some(Err(excess)),
        }
    }

    fn scan(self, scan: &Scan, time: Option<(usize, TimeRange)>) -> Stream<'q> {
        let rows = self.source.rows(scan);
        let Some((place, range)) = time else {
            return Box::new(rows.map(move |row| self.made(row)));
        };
        let is_within = move |row: &Row<'q>| {
            row.get(place)
                .and_then(Value::datetime)
                .is_some_and(|time| range.contains(time))
        };
        Box::new(
            rows.map(move |row| self.made(row))
                .filter(move |row| row.as_ref().map_or(true, is_within)),
        )
    }

    fn project(self, rows: Stream<'q>, outputs: &'q [Output]) -> Stream<'q> {
        let last_use = last_uses(outputs);
        Box::new(rows.map(move |row| row.map(|row| self.outputs(row, outputs, &last_use))))
    }

    /// What is computed sees the whole row; after that its values move to their new places.
    fn outputs(self, mut row: Row<'q>, outputs: &'q [Output], last_use: &[bool]) -> Row<'q> {
        let mut made: Row<'q> = outputs
            .iter()
            .map(|output| match output {
                Output::Keep(_) => Value::Null,
                Output::Compute(scalar) => scalar.eval(&row, self.context),
            })
            .collect();
        for (place, output) in outputs.iter().enumerate() {
            if let Output::Keep(from) = output
                && let Some(value) = row.get_mut(*from)
            {
                made[place] = if last_use[place] {
                    std::mem::take(value)
                } else {
                    value.clone()
                };
            }
        }
        made
    }
}

/// Whether no later output keeps the same column.
fn last_uses(outputs: &[Output]) -> Vec<bool> {
    let kept = |output: &Output| match output {
        Output::Keep(from) => Some(*from),
        Output::Compute(_) => None,
    };
    (0..outputs.len())
        .map(|place| {
            let from = kept(&outputs[place]);
            !outputs[place + 1..].iter().any(|later| kept(later) == from)
        })
        .collect()
}

fn count(rows: Stream<'_>) -> Result<Stream<'_>, Excess> {
    let mut count = 0;
    for row in rows {
        row?;
        count += 1;
    }
    Ok(Box::new(std::iter::once(Ok(vec![Value::Long(count)]))))
}

/// The rows of one table after those of another, none opened before the one in front is done.
struct Concatenated<'q> {
    run: Run<'q>,
    branches: std::slice::Iter<'q, Branch>,
    open: Option<Stream<'q>>,
}

impl<'q> Iterator for Concatenated<'q> {
    type Item = Result<Row<'q>, Excess>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.open.as_mut().and_then(Iterator::next) {
                return Some(row);
            }
            let branch = self.branches.next()?;
            match self.run.open(&branch.node) {
                Ok(rows) => self.open = Some(self.run.project(rows, &branch.outputs)),
                Err(excess) => return Some(Err(excess)),
            }
        }
    }
}
