//! `summarize` and `distinct`

use std::collections::HashMap;

use super::{Run, Stream};
use crate::query::{aggregate::State, key, meter::Excess, plan::Summarize, source::Row};

struct Group<'q> {
    by: Row<'q>,
    states: Vec<State<'q>>,
}

/// A row for each group, in the order in which the first rows of the groups came. Without `by` there
/// is one group, even of no rows.
pub(super) fn summarize<'q>(
    run: Run<'q>,
    rows: Stream<'q>,
    summarize: &'q Summarize,
) -> Result<Stream<'q>, Excess> {
    let mut groups: Vec<Group<'q>> = Vec::new();
    let mut places: HashMap<Box<[u8]>, usize> = HashMap::new();
    let mut key = Vec::new();
    if summarize.by.is_empty() {
        places.insert(Box::default(), 0);
        groups.push(group(summarize, Vec::new()));
    }
    for row in rows {
        let row = row?;
        key.clear();
        for scalar in &summarize.by {
            key::encode(&scalar.look(&row, run.context), &mut key);
        }
        let place = if let Some(place) = places.get(&*key) {
            *place
        } else {
            let by = summarize.by.iter();
            let by: Row<'q> = by.map(|scalar| scalar.eval(&row, run.context)).collect();
            run.meter.hold_row(&by)?;
            run.meter
                .hold(key.len() + size_of::<State<'q>>() * summarize.aggregates.len())?;
            places.insert(key.as_slice().into(), groups.len());
            groups.push(group(summarize, by));
            groups.len() - 1
        };
        for (state, aggregate) in groups[place].states.iter_mut().zip(&summarize.aggregates) {
            state.add(aggregate, &row, run.context, run.meter)?;
        }
    }
    Ok(Box::new(
        groups.into_iter().map(|group| Ok(finish(group, summarize))),
    ))
}

fn group<'q>(summarize: &'q Summarize, by: Row<'q>) -> Group<'q> {
    Group {
        by,
        states: summarize.aggregates.iter().map(State::new).collect(),
    }
}

fn finish<'q>(group: Group<'q>, summarize: &'q Summarize) -> Row<'q> {
    let mut row = group.by;
    for (state, aggregate) in group.states.into_iter().zip(&summarize.aggregates) {
        state.finish(aggregate, &mut row);
    }
    row
}
