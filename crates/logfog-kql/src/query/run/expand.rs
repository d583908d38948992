//! `mv-expand`

use super::{Run, Stream};
use crate::{
    Value,
    functions::convert,
    query::{
        meter::Excess,
        plan::{Expand, ExpandColumn},
        source::Row,
    },
    value::Builder,
};

pub(super) fn expand<'q>(run: Run<'q>, rows: Stream<'q>, expand: &'q Expand) -> Stream<'q> {
    Box::new(rows.flat_map(move |row| match row {
        Ok(row) => Expanded::new(run, row, expand),
        Err(excess) => Expanded::failed(run, expand, excess),
    }))
}

/// The rows that become of one.
struct Expanded<'q> {
    run: Run<'q>,
    expand: &'q Expand,
    row: Row<'q>,
    elements: Vec<Vec<Value<'q>>>,
    next: usize,
    end: usize,
    failure: Option<Excess>,
}

impl<'q> Expanded<'q> {
    fn new(run: Run<'q>, row: Row<'q>, expand: &'q Expand) -> Self {
        let elements: Vec<_> = expand
            .columns
            .iter()
            .map(|column| elements(column.value.eval(&row, run.context), expand.bags_as_arrays))
            .collect();
        let longest = elements.iter().map(Vec::len).max().unwrap_or(0);
        Self {
            run,
            expand,
            row,
            elements,
            next: 0,
            end: longest.min(expand.limit),
            failure: None,
        }
    }

    const fn failed(run: Run<'q>, expand: &'q Expand, excess: Excess) -> Self {
        Self {
            run,
            expand,
            row: Vec::new(),
            elements: Vec::new(),
            next: 0,
            end: 0,
            failure: Some(excess),
        }
    }

    /// The row with the elements of that number in it. Where an array has no such element, there is
    /// nothing.
    fn made(&mut self, number: usize) -> Row<'q> {
        let mut row = self.row.clone();
        for (column, elements) in self.expand.columns.iter().zip(&mut self.elements) {
            let element = elements.get_mut(number).map(std::mem::take);
            place(&mut row, column, element.unwrap_or_default());
        }
        if self.expand.index {
            row.push(Value::Long(i64::try_from(number).unwrap_or(i64::MAX)));
        }
        row
    }
}

fn place<'q>(row: &mut Row<'q>, column: &ExpandColumn, element: Value<'q>) {
    let element = convert(element, column.ty);
    match column.place.and_then(|place| row.get_mut(place)) {
        Some(slot) => *slot = element,
        None => row.push(element),
    }
}

impl<'q> Iterator for Expanded<'q> {
    type Item = Result<Row<'q>, Excess>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(excess) = self.failure.take() {
            return Some(Err(excess));
        }
        if self.next >= self.end {
            return None;
        }
        let number = self.next;
        self.next += 1;
        if let Err(excess) = self.run.work() {
            self.next = self.end;
            return Some(Err(excess));
        }
        Some(Ok(self.made(number)))
    }
}

/// The elements of an array and the entries of a bag; anything else is its only element. Chosen: of
/// nothing, and of what is empty, one row is left, with a null in it.
fn elements(value: Value<'_>, bags_as_arrays: bool) -> Vec<Value<'_>> {
    if let Some(elements) = value.elements() {
        return or_null(elements.to_vec());
    }
    let Some(bag) = value.bag() else {
        return vec![value];
    };
    let entries = bag.iter().map(|(name, value)| {
        if bags_as_arrays {
            return Value::array(vec![Value::String(name.clone()), value.clone()]);
        }
        let mut one = Builder::default();
        one.set(name.clone(), value.clone());
        one.finish()
    });
    or_null(entries.collect())
}

fn or_null(values: Vec<Value<'_>>) -> Vec<Value<'_>> {
    if values.is_empty() {
        return vec![Value::Null];
    }
    values
}
