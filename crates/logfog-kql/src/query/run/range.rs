//! `range x from a to b step c`

use super::{Run, Stream};
use crate::{
    operators::{Arithmetic, Comparison},
    query::plan::Range,
};

/// The values of a range, none of them behind its end. A step that leads nowhere gives none.
pub(super) fn open<'q>(run: Run<'q>, range: &'q Range) -> Stream<'q> {
    let zero = Arithmetic::Subtract.apply(range.step_type, &range.step, &range.step);
    let forwards = Comparison::Greater.apply(&range.step, &zero).truth() == Some(true);
    let backwards = Comparison::Less.apply(&range.step, &zero).truth() == Some(true);
    let within = if forwards {
        Comparison::LessOrEqual
    } else {
        Comparison::GreaterOrEqual
    };
    if !forwards && !backwards {
        return Box::new(std::iter::empty());
    }
    let mut value = range.from.clone();
    Box::new(std::iter::from_fn(move || {
        if within.apply(&value, &range.to).truth() != Some(true) {
            return None;
        }
        let after = Arithmetic::Add.apply(range.ty, &value, &range.step);
        // What cannot grow any further has been given.
        let moves = after.order(&value).is_some_and(std::cmp::Ordering::is_ne);
        let overflows = within.apply(&after, &value).truth() == Some(true);
        let given = std::mem::take(&mut value);
        if moves && !overflows {
            value = after;
        }
        Some(run.made(vec![given]))
    }))
}
