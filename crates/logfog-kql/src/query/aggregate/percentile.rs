//! Percentiles, exactly: the service estimates them for large groups.

use std::cmp::Ordering;

use super::cost;
use crate::{
    Value,
    value::{Number, whole_of},
};

/// All values of a group but nulls.
#[derive(Debug, Default)]
pub(in crate::query) struct Percentiles<'q>(Vec<Value<'q>>);

impl<'q> Percentiles<'q> {
    pub(super) fn add(&mut self, value: Value<'q>) -> usize {
        if value.is_null() {
            return 0;
        }
        let held = cost(&value);
        self.0.push(value);
        held
    }

    /// The value of the nearest rank for each point.
    pub(super) fn finish(mut self, points: &[f64], array: bool, into: &mut Vec<Value<'q>>) {
        self.0.sort_by(|a, b| a.order(b).unwrap_or(Ordering::Equal));
        let values = points.iter().map(|point| self.nearest(*point));
        if array {
            let values = values.collect();
            into.push(Value::array(values));
        } else {
            into.extend(values);
        }
    }

    fn nearest(&self, point: f64) -> Value<'q> {
        let Some(last) = self.0.len().checked_sub(1) else {
            return Value::Null;
        };
        let count = i64::try_from(self.0.len()).unwrap_or(i64::MAX);
        let rank = Number::Whole(count)
            .real()
            .and_then(|count| whole_of((point / 100.0 * count).ceil()))
            .and_then(|rank| usize::try_from(rank - 1).ok())
            .unwrap_or(0);
        let value = &self.0[rank.min(last)];
        if let Value::Int(value) = value {
            return Value::Long(i64::from(*value));
        }
        value.clone()
    }
}
