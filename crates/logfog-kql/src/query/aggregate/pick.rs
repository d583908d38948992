//! One of a group's values.

use std::cmp::Ordering;

use super::cost;
use crate::{Scalar, Type, Value};

/// `min`, `max`, `arg_min` and `arg_max`: the first of the least or the greatest values, and what is in
/// its row. Nulls are neither least nor greatest, and NaN is
/// only where there is nothing else.
#[derive(Debug)]
pub(in crate::query) struct Best<'q> {
    greatest: bool,
    value: Value<'q>,
    rest: Vec<Value<'q>>,
}

impl<'q> Best<'q> {
    pub(super) const fn new(greatest: bool) -> Self {
        Self {
            greatest,
            value: Value::Null,
            rest: Vec::new(),
        }
    }

    pub(super) fn is_better(&self, value: &Value<'_>) -> bool {
        if value.is_null() || self.value.is_null() {
            return !value.is_null();
        }
        if self.value.real().is_some_and(f64::is_nan) {
            return !value.real().is_some_and(f64::is_nan);
        }
        let better = if self.greatest {
            Ordering::Greater
        } else {
            Ordering::Less
        };
        value.order(&self.value) == Some(better)
    }

    /// Takes a better value. Only the first one adds to what the group holds.
    pub(super) fn replace(&mut self, value: Value<'q>, rest: Vec<Value<'q>>) -> usize {
        let first = self.value.is_null();
        self.value = value;
        self.rest = rest;
        if first {
            cost(&self.value) + self.rest.iter().map(cost).sum::<usize>()
        } else {
            0
        }
    }

    /// Of a group without any value, the columns are empty.
    pub(super) fn finish(self, arguments: &[Scalar], into: &mut Vec<Value<'q>>) {
        let found = std::iter::once(self.value)
            .chain(self.rest)
            .map(Some)
            .chain(std::iter::repeat(None));
        let fitting = |(scalar, value): (&Scalar, Option<Value<'q>>)| fit(scalar, value);
        into.extend(arguments.iter().zip(found).map(fitting));
    }
}

/// `take_any`: for each column a value, which is null or empty only if all are.
#[derive(Debug)]
pub(in crate::query) struct Any<'q>(Vec<Option<Value<'q>>>);

impl<'q> Any<'q> {
    pub(super) fn new(columns: usize) -> Self {
        Self(vec![None; columns])
    }

    pub(super) fn wants(&self, place: usize) -> bool {
        self.0.get(place).is_some_and(Option::is_none)
    }

    pub(super) fn add(&mut self, place: usize, value: Value<'q>) {
        let is_empty = value.is_null() || value.as_str() == Some("");
        if !is_empty && let Some(slot @ None) = self.0.get_mut(place) {
            *slot = Some(value);
        }
    }

    pub(super) fn finish(self, arguments: &[Scalar], into: &mut Vec<Value<'q>>) {
        let fitting = |(scalar, value): (&Scalar, Option<Value<'q>>)| fit(scalar, value);
        into.extend(arguments.iter().zip(self.0).map(fitting));
    }
}

/// A value of the scalar's type: a string is empty where there is none.
fn fit<'q>(scalar: &Scalar, value: Option<Value<'q>>) -> Value<'q> {
    match value {
        None => Value::missing(scalar.ty()),
        Some(Value::Null) if scalar.ty() == Type::String => Value::EMPTY,
        Some(value) => value,
    }
}
