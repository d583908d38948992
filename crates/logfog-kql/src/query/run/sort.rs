//! `sort`, `top` and `sample`

use std::cmp::Ordering;

use super::{Run, Stream};
use crate::{
    Value,
    functions::Context,
    query::{meter::Excess, plan::SortKey, source::Row},
};

/// A row, and what it is ordered by.
type Keyed<'q> = (Vec<Value<'q>>, Row<'q>);

pub(super) fn sort<'q>(
    run: Run<'q>,
    rows: Stream<'q>,
    keys: &'q [SortKey],
) -> Result<Stream<'q>, Excess> {
    let mut kept = Vec::new();
    for row in rows {
        let row = row?;
        run.meter.hold_row(&row)?;
        kept.push(keyed(row, keys, run.context));
    }
    // A stable sort: rows that are equal stay as they came.
    kept.sort_by(|a, b| compare(a, b, keys));
    Ok(Box::new(kept.into_iter().map(|(_, row)| Ok(row))))
}

/// The first rows of a sort, never keeping many more of them than are asked for.
pub(super) fn top<'q>(
    run: Run<'q>,
    rows: Stream<'q>,
    count: usize,
    keys: &'q [SortKey],
) -> Result<Stream<'q>, Excess> {
    const SLACK: usize = 1024;
    let most = count.saturating_mul(2).max(SLACK);
    let mut kept = Vec::new();
    let mut held = 0;
    for row in rows {
        let row = row?;
        if held < most {
            run.meter.hold_row(&row)?;
            held += 1;
        }
        kept.push(keyed(row, keys, run.context));
        if kept.len() >= most {
            kept.sort_by(|a, b| compare(a, b, keys));
            kept.truncate(count);
        }
    }
    kept.sort_by(|a, b| compare(a, b, keys));
    kept.truncate(count);
    Ok(Box::new(kept.into_iter().map(|(_, row)| Ok(row))))
}

/// Keys that are columns are not copied.
fn keyed<'q>(row: Row<'q>, keys: &'q [SortKey], context: &Context) -> Keyed<'q> {
    let computed = keys.iter().filter(|key| key.value.as_column().is_none());
    let values = computed.map(|key| key.value.eval(&row, context)).collect();
    (values, row)
}

fn compare(left: &Keyed<'_>, right: &Keyed<'_>, keys: &[SortKey]) -> Ordering {
    let mut computed = left.0.iter().zip(&right.0);
    for key in keys {
        let pair = match key.value.as_column() {
            Some(place) => left.1.get(place).zip(right.1.get(place)),
            None => computed.next(),
        };
        let order = pair.map_or(Ordering::Equal, |(a, b)| key.way.compare(a, b));
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

/// Rows from all over the table. Chosen: the same ones each time.
pub(super) fn sample(rows: Stream<'_>, count: usize) -> Result<Stream<'_>, Excess> {
    let mut kept = Vec::new();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for (seen, row) in rows.enumerate() {
        let row = row?;
        if kept.len() < count {
            kept.push(row);
            continue;
        }
        // Each row takes the place of another with the chance that leaves all equally likely.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let draw = usize::try_from(state >> 33).unwrap_or(0) % (seen + 1);
        if let Some(slot) = kept.get_mut(draw) {
            *slot = row;
        }
    }
    Ok(Box::new(kept.into_iter().map(Ok)))
}
