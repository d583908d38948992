//! `join` and `lookup`: the right side is kept by its keys, the left side goes by.

use std::collections::{HashMap, HashSet};

use super::{Run, Stream};
use crate::{
    Scalar, Type, Value,
    ast::JoinKind,
    query::{key, meter::Excess, plan::Join, source::Row},
};

pub(super) fn join<'q>(
    run: Run<'q>,
    left: Stream<'q>,
    right: Stream<'q>,
    join: &'q Join,
) -> Result<Stream<'q>, Excess> {
    let mut table = Table::default();
    for row in right {
        let row = row?;
        run.meter.hold_row(&row)?;
        table.add(run, row, &join.right)?;
    }
    Ok(Box::new(Joined {
        run,
        join,
        left,
        table,
        seen: HashSet::new(),
        pairs: None,
        rest: None,
    }))
}

/// The rows of the right side.
#[derive(Default)]
struct Table<'q> {
    rows: Vec<Row<'q>>,
    by_key: HashMap<Box<[u8]>, Vec<usize>>,
    matched: Vec<bool>,
    key: Vec<u8>,
}

impl<'q> Table<'q> {
    fn add(&mut self, run: Run<'q>, row: Row<'q>, keys: &[Scalar]) -> Result<(), Excess> {
        let place = self.rows.len();
        if self.read_key(run, &row, keys) {
            if let Some(places) = self.by_key.get_mut(&*self.key) {
                places.push(place);
            } else {
                run.meter.hold(self.key.len() + size_of::<Vec<usize>>())?;
                self.by_key.insert(self.key.as_slice().into(), vec![place]);
            }
        }
        self.rows.push(row);
        self.matched.push(false);
        Ok(())
    }

    /// Reads the key of a row. A row with a null in its key agrees with no other.
    fn read_key(&mut self, run: Run<'_>, row: &[Value<'_>], keys: &[Scalar]) -> bool {
        self.key.clear();
        keys.iter().all(|scalar| {
            let value = scalar.look(row, run.context);
            key::encode(&value, &mut self.key);
            !value.is_null()
        })
    }
}

/// A row of the left side, and which rows of the right one it is still to be paired with.
struct Pairs<'q> {
    left: Row<'q>,
    right: std::vec::IntoIter<usize>,
}

struct Joined<'q> {
    run: Run<'q>,
    join: &'q Join,
    left: Stream<'q>,
    table: Table<'q>,
    /// The keys of the left side that were there, for `innerunique`.
    seen: HashSet<Box<[u8]>>,
    pairs: Option<Pairs<'q>>,
    /// How far the right side has been looked through, once the left one is done.
    rest: Option<usize>,
}

impl<'q> Joined<'q> {
    fn next_row(&mut self) -> Result<Option<Row<'q>>, Excess> {
        loop {
            if let Some(row) = self.next_pair()? {
                return Ok(Some(row));
            }
            if self.rest.is_some() {
                return Ok(self.next_of_rest());
            }
            match self.left.next() {
                None => self.rest = Some(0),
                Some(row) => {
                    if let Some(row) = self.take_left(row?)? {
                        return Ok(Some(row));
                    }
                }
            }
        }
    }

    fn next_pair(&mut self) -> Result<Option<Row<'q>>, Excess> {
        let Some(pairs) = &mut self.pairs else {
            return Ok(None);
        };
        let Some(place) = pairs.right.next() else {
            self.pairs = None;
            return Ok(None);
        };
        self.run.work()?;
        let mut row = pairs.left.clone();
        let right = &self.table.rows[place];
        row.extend(
            self.join
                .right_columns
                .iter()
                .map(|column| right[*column].clone()),
        );
        Ok(Some(row))
    }

    /// What a row of the left side gives at once. Pairs that it is in come after that.
    fn take_left(&mut self, left: Row<'q>) -> Result<Option<Row<'q>>, Excess> {
        let has_key = self.table.read_key(self.run, &left, &self.join.left);
        let found = has_key
            .then(|| self.table.by_key.get(&*self.table.key))
            .flatten();
        match self.join.kind {
            JoinKind::LeftSemi => return Ok(found.is_some().then_some(left)),
            JoinKind::LeftAnti => return Ok(found.is_none().then_some(left)),
            JoinKind::RightSemi | JoinKind::RightAnti => {
                for place in found.into_iter().flatten() {
                    self.table.matched[*place] = true;
                }
                return Ok(None);
            }
            JoinKind::InnerUnique
            | JoinKind::Inner
            | JoinKind::LeftOuter
            | JoinKind::RightOuter
            | JoinKind::FullOuter => {}
        }
        let Some(places) = found else {
            let keeps = matches!(self.join.kind, JoinKind::LeftOuter | JoinKind::FullOuter);
            return Ok(keeps.then(|| self.without_right(left)));
        };
        if self.join.kind == JoinKind::InnerUnique {
            if self.seen.contains(&*self.table.key) {
                return Ok(None);
            }
            self.run.meter.hold(self.table.key.len())?;
            self.seen.insert(self.table.key.as_slice().into());
        }
        for place in places {
            self.table.matched[*place] = true;
        }
        self.pairs = Some(Pairs {
            left,
            right: places.clone().into_iter(),
        });
        Ok(None)
    }

    fn without_right(&self, mut left: Row<'q>) -> Row<'q> {
        let types = self.join.right_columns.iter();
        left.extend(types.map(|column| Value::missing(self.join.right_missing[*column])));
        left
    }

    /// The next row of the right side that has something to say for itself.
    fn next_of_rest(&mut self) -> Option<Row<'q>> {
        let wanted = match self.join.kind {
            JoinKind::RightOuter | JoinKind::FullOuter | JoinKind::RightAnti => false,
            JoinKind::RightSemi => true,
            JoinKind::InnerUnique
            | JoinKind::Inner
            | JoinKind::LeftOuter
            | JoinKind::LeftSemi
            | JoinKind::LeftAnti => return None,
        };
        let from = self.rest.unwrap_or(0);
        let place =
            (from..self.table.rows.len()).find(|place| self.table.matched[*place] == wanted);
        self.rest = Some(place.map_or(self.table.rows.len(), |place| place + 1));
        let right = std::mem::take(&mut self.table.rows[place?]);
        if matches!(self.join.kind, JoinKind::RightSemi | JoinKind::RightAnti) {
            return Some(right);
        }
        let mut row: Row<'q> = missing(&self.join.left_missing);
        row.extend(
            self.join
                .right_columns
                .iter()
                .map(|column| right[*column].clone()),
        );
        Some(row)
    }
}

fn missing<'q>(types: &[Type]) -> Row<'q> {
    types.iter().map(|ty| Value::missing(*ty)).collect()
}

impl<'q> Iterator for Joined<'q> {
    type Item = Result<Row<'q>, Excess>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_row().transpose()
    }
}
