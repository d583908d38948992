//! What `summarize` computes for each group.

mod collect;
mod number;
mod percentile;
mod pick;

use self::{
    collect::{BagOf, Distinct, List, Set},
    number::{Average, Binary, Moments, Total},
    percentile::Percentiles,
    pick::{Any, Best},
};
use super::meter::{Excess, Meter, weight};
use crate::{Scalar, Type, Value, functions::Context};

/// An aggregate, bound to what it is computed of.
#[derive(Debug)]
pub(super) struct Aggregate {
    pub kind: Kind,
    /// Only rows of which this is true count.
    pub condition: Option<Scalar>,
    pub arguments: Vec<Scalar>,
}

/// What is computed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Count,
    Sum(Type),
    Average(Type),
    Binary(BinaryFold),
    Least,
    Greatest,
    DistinctCount,
    Set { limit: usize },
    List { limit: usize, nulls: bool },
    Bag { limit: usize },
    ArgLeast,
    ArgGreatest,
    Any,
    Percentiles { points: Vec<f64>, array: bool },
    Moments { sample: bool, root: bool },
}

/// How bits are brought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BinaryFold {
    And,
    Or,
    Xor,
}

/// What is known of a group so far.
#[derive(Debug)]
pub(super) enum State<'q> {
    Count(i64),
    Sum(Total),
    Average(Average),
    Binary(Binary),
    Best(Best<'q>),
    DistinctCount(Distinct),
    Set(Set<'q>),
    List(List<'q>),
    Bag(BagOf<'q>),
    Any(Any<'q>),
    Percentiles(Percentiles<'q>),
    Moments(Moments),
}

impl<'q> State<'q> {
    pub(super) fn new(aggregate: &Aggregate) -> Self {
        match &aggregate.kind {
            Kind::Count => Self::Count(0),
            Kind::Sum(ty) => Self::Sum(Total::new(*ty)),
            Kind::Average(ty) => Self::Average(Average::new(*ty)),
            Kind::Binary(fold) => Self::Binary(Binary::new(*fold)),
            Kind::Least | Kind::ArgLeast => Self::Best(Best::new(false)),
            Kind::Greatest | Kind::ArgGreatest => Self::Best(Best::new(true)),
            Kind::DistinctCount => Self::DistinctCount(Distinct::default()),
            Kind::Set { limit } => Self::Set(Set::new(*limit)),
            Kind::List { limit, nulls } => Self::List(List::new(*limit, *nulls)),
            Kind::Bag { limit } => Self::Bag(BagOf::new(*limit)),
            Kind::Any => Self::Any(Any::new(aggregate.arguments.len())),
            Kind::Percentiles { .. } => Self::Percentiles(Percentiles::default()),
            Kind::Moments { .. } => Self::Moments(Moments::default()),
        }
    }

    /// Takes a row into account.
    pub(super) fn add(
        &mut self,
        aggregate: &'q Aggregate,
        row: &[Value<'q>],
        context: &Context,
        meter: &Meter,
    ) -> Result<(), Excess> {
        if let Some(condition) = &aggregate.condition
            && !condition.is_true(row, context)
        {
            return Ok(());
        }
        if let Self::Count(count) = self {
            *count += 1;
            return Ok(());
        }
        let Some((first, rest)) = aggregate.arguments.split_first() else {
            return Ok(());
        };
        let held = match self {
            Self::Best(best) => {
                if !best.is_better(&first.look(row, context)) {
                    return Ok(());
                }
                let rest = rest.iter().map(|scalar| scalar.eval(row, context));
                best.replace(first.eval(row, context), rest.collect())
            }
            Self::DistinctCount(set) => set.count(&first.look(row, context)),
            Self::Set(set) => set.add(first.eval(row, context)),
            Self::List(list) => list.add(first.eval(row, context)),
            Self::Bag(bag) => bag.add(&first.eval(row, context)),
            Self::Percentiles(percentiles) => percentiles.add(first.eval(row, context)),
            Self::Any(any) => {
                for (place, scalar) in aggregate.arguments.iter().enumerate() {
                    if any.wants(place) {
                        any.add(place, scalar.eval(row, context));
                    }
                }
                0
            }
            Self::Count(_)
            | Self::Sum(_)
            | Self::Average(_)
            | Self::Binary(_)
            | Self::Moments(_) => {
                self.add_number(&first.look(row, context));
                0
            }
        };
        if held > 0 { meter.hold(held) } else { Ok(()) }
    }

    fn add_number(&mut self, value: &Value<'_>) {
        match self {
            Self::Sum(total) => total.add(value),
            Self::Average(average) => average.add(value),
            Self::Binary(binary) => binary.add(value),
            Self::Moments(moments) => moments.add(value),
            Self::Count(_)
            | Self::Best(_)
            | Self::DistinctCount(_)
            | Self::Set(_)
            | Self::List(_)
            | Self::Bag(_)
            | Self::Any(_)
            | Self::Percentiles(_) => {}
        }
    }

    /// Appends what has been computed: one value for each column of the aggregate.
    pub(super) fn finish(self, aggregate: &Aggregate, into: &mut Vec<Value<'q>>) {
        match self {
            Self::Count(count) => into.push(Value::Long(count)),
            Self::Sum(total) => into.push(total.finish()),
            Self::Average(average) => into.push(average.finish()),
            Self::Binary(binary) => into.push(binary.finish()),
            Self::Best(best) => best.finish(&aggregate.arguments, into),
            Self::DistinctCount(set) => into.push(set.finish()),
            Self::Set(set) => into.push(set.finish()),
            Self::List(list) => into.push(list.finish()),
            Self::Bag(bag) => into.push(bag.finish()),
            Self::Any(any) => any.finish(&aggregate.arguments, into),
            Self::Percentiles(percentiles) => {
                if let Kind::Percentiles { points, array } = &aggregate.kind {
                    percentiles.finish(points, *array, into);
                }
            }
            Self::Moments(moments) => {
                if let Kind::Moments { sample, root } = aggregate.kind {
                    into.push(moments.finish(sample, root));
                }
            }
        }
    }
}

/// What keeping a value in a group costs.
fn cost(value: &Value<'_>) -> usize {
    weight(value) + size_of::<usize>()
}
