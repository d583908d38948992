//! What a row becomes, step by step: the operators that make at most one row of one.

mod bind;
mod columns;
mod parse;
mod parse_kv;

use std::borrow::Cow;

pub(crate) use self::columns::matches;
use self::{parse::Parse, parse_kv::ParseKv};
use crate::{Scalar, Span, Value, bind::Column, functions::Context};

/// An operator that looks at one row at a time.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where it is written.
    pub at: Span,
    /// The columns of the rows that it gives.
    pub columns: Vec<Column>,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Filter(Scalar),
    Project(Vec<Output>),
    Parse(Parse),
    ParseKv(ParseKv),
}

/// A column of what a step gives.
#[derive(Clone, Debug)]
enum Output {
    /// One of the columns that there were; each is kept once.
    Keep(usize),
    /// Something new.
    Make(Scalar),
    /// Nobody asks for it.
    Skip,
}

impl Step {
    /// What a row becomes; None if it is dropped.
    ///
    /// A row that is lent for as long as the result lives is not copied.
    pub fn apply<'a>(
        &'a self,
        row: Cow<'a, [Value<'a>]>,
        context: &Context,
    ) -> Option<Cow<'a, [Value<'a>]>> {
        match &self.kind {
            Kind::Filter(predicate) => predicate.is_true(&row, context).then_some(row),
            Kind::Project(outputs) => Some(Cow::Owned(match row {
                Cow::Borrowed(row) => of_lent(outputs, row, context),
                Cow::Owned(row) => of_own(outputs, row, context),
            })),
            Kind::Parse(parse) => parse.apply(row, context).map(Cow::Owned),
            Kind::ParseKv(parse) => Some(Cow::Owned(parse.apply(row, context))),
        }
    }

    /// Which column of the rows that it gets one of those that it gives is, if it is only passed on.
    pub(crate) fn origin(&self, place: usize) -> Option<usize> {
        match &self.kind {
            Kind::Filter(_) => Some(place),
            Kind::Project(outputs) => match outputs.get(place) {
                Some(Output::Keep(from)) => Some(*from),
                Some(Output::Make(_) | Output::Skip) | None => None,
            },
            Kind::Parse(Parse { kept, .. }) | Kind::ParseKv(ParseKv { kept, .. }) => {
                kept.get(place).copied()
            }
        }
    }

    /// Which columns of the rows that it gets are needed, if these are of those that it gives.
    pub(crate) fn needs(&self, needed: &[bool], inputs: usize) -> Vec<bool> {
        let mut needs = vec![false; inputs];
        let mut need = |place: usize| {
            if let Some(need) = needs.get_mut(place) {
                *need = true;
            }
        };
        let is_needed = |place: usize| needed.get(place).copied().unwrap_or(true);
        match &self.kind {
            Kind::Filter(predicate) => {
                predicate.used_columns().into_iter().for_each(&mut need);
                (0..inputs).filter(|place| is_needed(*place)).for_each(need);
            }
            Kind::Project(outputs) => {
                for (_, output) in outputs.iter().enumerate().filter(|(at, _)| is_needed(*at)) {
                    match output {
                        Output::Keep(place) => need(*place),
                        Output::Make(scalar) => {
                            scalar.used_columns().into_iter().for_each(&mut need);
                        }
                        Output::Skip => {}
                    }
                }
            }
            Kind::Parse(Parse { value, kept, .. }) | Kind::ParseKv(ParseKv { value, kept, .. }) => {
                value.used_columns().into_iter().for_each(&mut need);
                let kept = kept.iter().enumerate();
                kept.filter(|(at, _)| is_needed(*at))
                    .for_each(|(_, place)| need(*place));
            }
        }
        needs
    }

    /// The same, without what nobody asks for.
    pub(crate) fn pruned(&self, needed: &[bool]) -> Self {
        let mut step = self.clone();
        if let Kind::Project(outputs) = &mut step.kind {
            for (output, needed) in outputs.iter_mut().zip(needed) {
                if !needed {
                    *output = Output::Skip;
                }
            }
        }
        step
    }
}

fn of_lent<'a>(outputs: &'a [Output], row: &'a [Value<'a>], context: &Context) -> Vec<Value<'a>> {
    let value = |output: &'a Output| match output {
        Output::Keep(place) => row.get(*place).map(Value::borrowed).unwrap_or_default(),
        Output::Make(scalar) => scalar.look(row, context),
        Output::Skip => Value::Null,
    };
    outputs.iter().map(value).collect()
}

/// Everything new is made before what is kept is moved.
fn of_own<'a>(outputs: &'a [Output], mut row: Vec<Value<'a>>, context: &Context) -> Vec<Value<'a>> {
    let made = |output: &'a Output| match output {
        Output::Make(scalar) => scalar.eval(&row, context),
        Output::Keep(_) | Output::Skip => Value::Null,
    };
    let mut values: Vec<Value<'a>> = outputs.iter().map(made).collect();
    for (value, output) in values.iter_mut().zip(outputs) {
        if let Output::Keep(place) = output
            && let Some(kept) = row.get_mut(*place)
        {
            *value = std::mem::take(kept);
        }
    }
    values
}

/// The values of some columns, each of them once.
fn kept<'a>(row: Cow<'a, [Value<'a>]>, places: &[usize], more: usize) -> Vec<Value<'a>> {
    let mut values = Vec::with_capacity(places.len() + more);
    match row {
        Cow::Borrowed(row) => {
            let kept = places.iter().filter_map(|place| row.get(*place));
            values.extend(kept.map(Value::borrowed));
        }
        Cow::Owned(mut row) => {
            for place in places {
                values.push(row.get_mut(*place).map(std::mem::take).unwrap_or_default());
            }
        }
    }
    values
}

/// The places of the columns that are not made anew, and the columns that there are afterwards.
fn replaced(columns: &[Column], made: Vec<Column>) -> (Vec<usize>, Vec<Column>) {
    let (kept, mut columns): (Vec<usize>, Vec<Column>) = columns
        .iter()
        .cloned()
        .enumerate()
        .filter(|(_, column)| made.iter().all(|new| new.name != column.name))
        .unzip();
    columns.extend(made);
    (kept, columns)
}
