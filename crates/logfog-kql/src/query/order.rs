//! In which order rows are sorted.

use std::cmp::Ordering;

use crate::Value;

/// One thing that rows are ordered by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    /// The greatest first.
    pub descending: bool,
    /// Nulls in front of everything.
    pub nulls_first: bool,
}

impl Way {
    /// Which of two comes first. NaN stands between null and the numbers, wherever null stands.
    pub(super) fn compare(self, left: &Value<'_>, right: &Value<'_>) -> Ordering {
        let by_rank = if self.nulls_first {
            rank(right).cmp(&rank(left))
        } else {
            rank(left).cmp(&rank(right))
        };
        by_rank.then_with(|| {
            let order = left.order(right).unwrap_or(Ordering::Equal);
            if self.descending {
                order.reverse()
            } else {
                order
            }
        })
    }
}

/// How far from the values that can be compared.
fn rank(value: &Value<'_>) -> u8 {
    match value {
        Value::Null => 2,
        Value::Real(value) if value.is_nan() => 1,
        Value::Bool(_)
        | Value::Int(_)
        | Value::Long(_)
        | Value::Real(_)
        | Value::Decimal(_)
        | Value::DateTime(_)
        | Value::TimeSpan(_)
        | Value::Guid(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Bag(_)
        | Value::Json(_) => 0,
    }
}
