//! Arrays as sets, in which no value is twice.

use std::collections::HashSet;

use super::{
    Context, Function,
    arguments::{Accepts, Parameter, one, repeated},
    doc::said,
};
use crate::{Type, Value, value::json};

const SETS: &[Parameter] = &[
    one("set", Accepts::Dynamic),
    repeated("set", Accepts::Dynamic),
];
const TWO: &[Parameter] = &[one("set", Accepts::Dynamic), one("set", Accepts::Dynamic)];
const NULLS: &str = "Null if one is no array.";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed("set_union", SETS, Type::Dynamic, union).doc(said(
        "What is in any of them.",
        NULLS,
        "set_union(dynamic([1, 2]), dynamic([2, 3]))",
        "[1,2,3]",
    )),
    Function::fixed("set_intersect", SETS, Type::Dynamic, intersect).doc(said(
        "What is in all of them.",
        NULLS,
        "set_intersect(dynamic([1, 2]), dynamic([2, 3]))",
        "[2]",
    )),
    Function::fixed("set_difference", SETS, Type::Dynamic, difference).doc(said(
        "What is in the first and in no other.",
        NULLS,
        "set_difference(dynamic([1, 2]), dynamic([2, 3]))",
        "[1]",
    )),
    Function::fixed("set_equals", TWO, Type::Bool, equals).doc(said(
        "Whether both have the same values.",
        NULLS,
        "set_equals(dynamic([1, 2]), dynamic([2, 1, 1]))",
        "true",
    )),
    Function::fixed(
        "set_has_element",
        &[one("set", Accepts::Dynamic), one("value", Accepts::Any)],
        Type::Bool,
        has_element,
    )
    .doc(said(
        "Whether a set has a value.",
        NULLS,
        "set_has_element(dynamic([\"a\", \"b\"]), \"a\")",
        "true",
    )),
    Function::fixed("jaccard_index", TWO, Type::Real, jaccard_index).doc(said(
        "How much of all of their values two sets have in common.",
        NULLS,
        "jaccard_index(dynamic([1, 2]), dynamic([2, 3, 4]))",
        "0.25",
    )),
];

/// The values of each array, with what makes them the same. Reals that are whole are like longs.
type Keyed<'a> = Vec<(String, Value<'a>)>;

fn keyed<'a>(arguments: &[Value<'a>]) -> Option<Vec<Keyed<'a>>> {
    let key = |value: &Value<'a>| {
        let whole = value
            .real()
            .filter(|number| number.fract() == 0.0)
            .and_then(|_| value.whole());
        (
            whole.map_or_else(|| json::write(value), |whole| whole.to_string()),
            value.clone(),
        )
    };
    arguments
        .iter()
        .map(|set| Some(set.elements()?.iter().map(key).collect()))
        .collect()
}

fn distinct<'a>(values: impl Iterator<Item = (String, Value<'a>)>) -> Value<'a> {
    let mut seen = HashSet::new();
    Value::array(
        values
            .filter_map(|(key, value)| seen.insert(key).then_some(value))
            .collect(),
    )
}

fn keys<'k>(set: &'k Keyed<'_>) -> HashSet<&'k str> {
    set.iter().map(|(key, _)| key.as_str()).collect()
}

fn union<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(sets) = keyed(arguments) else {
        return Value::Null;
    };
    distinct(sets.into_iter().flatten())
}

fn intersect<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(sets) = keyed(arguments) else {
        return Value::Null;
    };
    let others: Vec<_> = sets[1..].iter().map(keys).collect();
    let shared =
        |(key, _): &&(String, Value<'a>)| others.iter().all(|set| set.contains(key.as_str()));
    distinct(sets[0].iter().filter(shared).cloned())
}

fn difference<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(sets) = keyed(arguments) else {
        return Value::Null;
    };
    let others: Vec<_> = sets[1..].iter().map(keys).collect();
    let own =
        |(key, _): &&(String, Value<'a>)| !others.iter().any(|set| set.contains(key.as_str()));
    distinct(sets[0].iter().filter(own).cloned())
}

fn equals<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(sets) = keyed(arguments) else {
        return Value::Null;
    };
    Value::Bool(keys(&sets[0]) == keys(&sets[1]))
}

fn has_element<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(elements) = arguments[0].elements() else {
        return Value::Null;
    };
    Value::Bool(elements.iter().any(|element| element.same(&arguments[1])))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "arrays are far smaller than 53 bits"
)]
fn jaccard_index<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(sets) = keyed(arguments) else {
        return Value::Null;
    };
    let (first, second) = (keys(&sets[0]), keys(&sets[1]));
    let all = first.union(&second).count();
    let shared = first.intersection(&second).count();
    if all == 0 {
        Value::Null
    } else {
        Value::Real(shared as f64 / all as f64)
    }
}
