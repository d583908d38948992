//! Lists, sets and bags of a group's values.

use std::collections::HashSet;

use super::cost;
use crate::{Value, query::key, value::Builder};

/// `make_set`: values that differ, in the order in which they first came. Nulls do not
/// count, and an array counts as its elements.
#[derive(Debug)]
pub(in crate::query) struct Set<'q> {
    limit: usize,
    seen: HashSet<Box<[u8]>>,
    values: Vec<Value<'q>>,
}

impl<'q> Set<'q> {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            seen: HashSet::new(),
            values: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, value: Value<'q>) -> usize {
        match value.elements() {
            Some(elements) => elements.iter().cloned().map(|one| self.add_one(one)).sum(),
            None => self.add_one(value),
        }
    }

    fn add_one(&mut self, value: Value<'q>) -> usize {
        if value.is_null() || self.values.len() >= self.limit {
            return 0;
        }
        let key = key::of(&value);
        let bytes = key.len() + cost(&value);
        if !self.seen.insert(key) {
            return 0;
        }
        self.values.push(value);
        bytes
    }

    pub(super) fn finish(self) -> Value<'q> {
        Value::Array(self.values.into())
    }
}

/// `dcount`: how many values there are that differ. The service estimates it for many; this is exact.
/// Nulls do not count.
#[derive(Debug, Default)]
pub(in crate::query) struct Distinct {
    seen: HashSet<Box<[u8]>>,
    key: Vec<u8>,
}

impl Distinct {
    pub(super) fn count(&mut self, value: &Value<'_>) -> usize {
        if value.is_null() {
            return 0;
        }
        self.key.clear();
        key::encode(value, &mut self.key);
        if self.seen.contains(&*self.key) {
            return 0;
        }
        self.seen.insert(self.key.as_slice().into());
        self.key.len() + 2 * size_of::<usize>()
    }

    pub(super) fn finish(self) -> Value<'static> {
        Value::Long(i64::try_from(self.seen.len()).unwrap_or(i64::MAX))
    }
}

/// `make_list`: values as they come, an array as one of them.
#[derive(Debug)]
pub(in crate::query) struct List<'q> {
    limit: usize,
    nulls: bool,
    values: Vec<Value<'q>>,
}

impl<'q> List<'q> {
    pub(super) const fn new(limit: usize, nulls: bool) -> Self {
        Self {
            limit,
            nulls,
            values: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, value: Value<'q>) -> usize {
        if value.is_null() && !self.nulls || self.values.len() >= self.limit {
            return 0;
        }
        let held = cost(&value);
        self.values.push(value);
        held
    }

    pub(super) fn finish(self) -> Value<'q> {
        Value::Array(self.values.into())
    }
}

/// `make_bag`: the entries of all bags. Chosen: the first bag that has a name says what it holds.
#[derive(Debug)]
pub(in crate::query) struct BagOf<'q> {
    left: usize,
    bag: Builder<'q>,
}

impl<'q> BagOf<'q> {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            left: limit,
            bag: Builder::default(),
        }
    }

    pub(super) fn add(&mut self, value: &Value<'q>) -> usize {
        let Some(bag) = value.bag() else { return 0 };
        let mut held = 0;
        for (name, value) in bag.iter() {
            if self.left == 0 {
                break;
            }
            if self.bag.get_mut(name).is_none() {
                self.left -= 1;
                held += name.len() + cost(value);
                self.bag.set(name.clone(), value.clone());
            }
        }
        held
    }

    pub(super) fn finish(self) -> Value<'q> {
        self.bag.finish()
    }
}
