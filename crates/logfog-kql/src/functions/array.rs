//! Arrays.

use super::{
    Bound, Context, Function,
    arguments::{Accepts, Argument, Misfit, Parameter, one, optional, repeated},
    convert::as_dynamic,
    doc::said,
    string::count,
};
use crate::{
    Type, Value,
    value::{ELEMENT_LIMIT, TICKS_PER_SECOND, TimeSpan},
};

pub(super) const ARRAY: &[Parameter] = &[one("array", Accepts::Dynamic)];
const HOUR: i64 = 3_600 * TICKS_PER_SECOND;
pub(super) const NULLS: &str = "Null for what is no array.";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed(
        "array_concat",
        &[repeated("array", Accepts::Dynamic)],
        Type::Dynamic,
        array_concat,
    )
    .documented()
    .doc(said(
        "All elements of several arrays.",
        "What is no array is left out; null if none is.",
        "array_concat(dynamic([1, 2]), dynamic([3]))",
        "[1,2,3]",
    )),
    Function::fixed("array_length", ARRAY, Type::Long, array_length)
        .documented()
        .doc(said(
            "How many elements an array has.",
            NULLS,
            "array_length(dynamic([1, 2, 3, \"four\"]))",
            "4",
        )),
    Function::fixed(
        "array_iff",
        &[
            one("conditions", Accepts::Dynamic),
            one("then", Accepts::Any),
            one("else", Accepts::Any),
        ],
        Type::Dynamic,
        array_iff,
    )
    .doc(said(
        "Each element from one array or the other, by an array of conditions.",
        NULLS,
        "array_iff(dynamic([true, false]), dynamic([1, 2]), dynamic([3, 4]))",
        "[1,4]",
    )),
    Function::fixed(
        "array_iif",
        &[
            one("conditions", Accepts::Dynamic),
            one("then", Accepts::Any),
            one("else", Accepts::Any),
        ],
        Type::Dynamic,
        array_iff,
    )
    .doc(said(
        "`array_iff` by another name.",
        NULLS,
        "array_iif(dynamic([true, false]), 1, 2)",
        "[1,2]",
    )),
    Function::fixed(
        "array_index_of",
        &[
            one("array", Accepts::Dynamic),
            one("value", Accepts::Any),
            optional("start", Accepts::Whole),
            optional("length", Accepts::Whole),
            optional("occurrence", Accepts::Whole),
        ],
        Type::Long,
        array_index_of,
    )
    .doc(said(
        "The place at which an array has a value; -1 if it does not.",
        NULLS,
        "array_index_of(dynamic([\"this\", \"is\"]), \"is\")",
        "1",
    )),
    Function::fixed("array_sum", ARRAY, Type::Real, array_sum).doc(said(
        "The sum of the elements.",
        "Null if one is no number.",
        "array_sum(dynamic([1, 2, 3]))",
        "6.0",
    )),
    Function::fixed(
        "pack_array",
        &[repeated("value", Accepts::Any)],
        Type::Dynamic,
        pack_array,
    )
    .documented()
    .doc(said(
        "An array of values.",
        "A null stays one.",
        "pack_array(1, tostring(2), 2 * 1s)",
        "[1,\"2\",\"00:00:02\"]",
    )),
    Function::fixed(
        "repeat",
        &[one("value", Accepts::Any), one("count", Accepts::Whole)],
        Type::Dynamic,
        repeat,
    )
    .doc(said(
        "An array of a value so many times, up to 262,144.",
        "Null for a negative count.",
        "repeat(1, 3)",
        "[1,1,1]",
    )),
    Function::by(
        "range",
        &[
            one("start", Accepts::Quantity),
            one("stop", Accepts::Quantity),
            optional("step", Accepts::Quantity),
        ],
        range,
    )
    .doc(said(
        "An array of values between two, a step of 1 or of an hour apart unless it \
             says another; at most 1,048,576, here 262,144.",
        "Null for a step of 0.",
        "range(1, 8, 3)",
        "[1,4,7]",
    )),
    Function::fixed(
        "zip",
        &[
            one("array", Accepts::Dynamic),
            repeated("array", Accepts::Dynamic),
        ],
        Type::Dynamic,
        zip,
    )
    .documented()
    .doc(said(
        "An array of arrays, each of the elements at one place. The shorter ones \
             are filled up with nulls.",
        "What is no array counts as one element.",
        "zip(dynamic([1, 3, 5]), dynamic([2, 4, 6]))",
        "[[1,2],[3,4],[5,6]]",
    )),
];
fn array_concat<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let arrays: Vec<_> = arguments.iter().filter_map(Value::elements).collect();
    let length: usize = arrays.iter().map(|array| array.len()).sum();
    if arrays.is_empty() || length > ELEMENT_LIMIT {
        return Value::Null;
    }
    Value::array(
        arrays
            .iter()
            .flat_map(|array| array.iter().cloned())
            .collect(),
    )
}

fn array_length<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    arguments[0]
        .elements()
        .map_or(Value::Null, |elements| count(elements.len()))
}

fn array_iff<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(conditions) = arguments[0].elements() else {
        return Value::Null;
    };
    if !arguments[1..]
        .iter()
        .all(|value| can_copy(value, conditions.len()))
    {
        return Value::Null;
    }
    let (yes, no) = (arguments[1].elements(), arguments[2].elements());
    let pick = |(place, condition): (usize, &Value<'a>)| {
        let (array, single) = match condition.truth() {
            Some(true) => (&yes, &arguments[1]),
            Some(false) => (&no, &arguments[2]),
            None => return Value::Null,
        };
        match array {
            Some(elements) => elements.get(place).cloned().unwrap_or_default(),
            None => as_dynamic(single.clone()),
        }
    };
    Value::array(conditions.iter().enumerate().map(pick).collect())
}

/// Whether so many copies of a value are not too much to hold.
pub(super) fn can_copy(value: &Value<'_>, count: usize) -> bool {
    const COPY_LIMIT: usize = 16 << 20;
    let length = match value {
        Value::String(text) | Value::Json(text) => text.len(),
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Long(_)
        | Value::Real(_)
        | Value::Decimal(_)
        | Value::DateTime(_)
        | Value::TimeSpan(_)
        | Value::Guid(_)
        | Value::Array(_)
        | Value::Bag(_) => 0,
    };
    length.saturating_mul(count) <= COPY_LIMIT
}

fn array_index_of<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(elements) = arguments[0].elements() else {
        return Value::Null;
    };
    let option = |place: usize, default| arguments.get(place).map_or(Some(default), Value::whole);
    let Some((start, length)) = option(2, 0).zip(option(3, -1)) else {
        return Value::Null;
    };
    let Some(occurrence) = option(4, 1).and_then(|n| usize::try_from(n.checked_sub(1)?).ok())
    else {
        return Value::Long(-1);
    };
    let start = place_of(start, elements.len());
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let places = elements.iter().enumerate().skip(start).take(length);
    let mut found = places.filter(|(_, element)| element.same(&arguments[1]));
    found
        .nth(occurrence)
        .map_or(Value::Long(-1), |(place, _)| count(place))
}

/// A place in an array of so many elements; negative ones count from the end.
pub(super) fn place_of(place: i64, length: usize) -> usize {
    let distance = usize::try_from(place.unsigned_abs()).unwrap_or(usize::MAX);
    if place < 0 {
        length.saturating_sub(distance)
    } else {
        distance.min(length)
    }
}

fn array_sum<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(elements) = arguments[0].elements() else {
        return Value::Null;
    };
    let sum: Option<f64> = elements.iter().map(Value::real).sum();
    sum.map_or(Value::Null, Value::Real)
}

fn pack_array<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    Value::array(
        arguments
            .iter_mut()
            .map(|value| as_dynamic(std::mem::take(value)))
            .collect(),
    )
}

fn repeat<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let count = arguments[1]
        .whole()
        .and_then(|count| usize::try_from(count).ok());
    let Some(count) = count.filter(|count| *count <= ELEMENT_LIMIT) else {
        return Value::Null;
    };
    let value = as_dynamic(std::mem::take(&mut arguments[0]));
    if !can_copy(&value, count) {
        return Value::Null;
    }
    Value::array(vec![value; count])
}

fn range(arguments: &[Argument]) -> Result<Bound, Misfit> {
    use crate::operators::{Arithmetic, Comparison};
    let is_time = matches!(arguments[0].ty, Type::DateTime | Type::TimeSpan);
    let default = if is_time {
        Value::TimeSpan(TimeSpan(HOUR))
    } else {
        Value::Long(1)
    };
    let default_type = if is_time { Type::TimeSpan } else { Type::Long };
    let step = arguments.get(2).map_or(default_type, |step| step.ty);
    let ty = Arithmetic::Add
        .returns(arguments[0].ty, step)
        .ok_or(Misfit::Type {
            argument: 0,
            expected: step.as_str(),
        })?;
    let compared = Comparison::LessOrEqual.returns(ty, arguments[1].ty);
    compared.ok_or(Misfit::Type {
        argument: 1,
        expected: ty.as_str(),
    })?;
    Ok(Bound::new(Type::Dynamic, move |_, arguments| {
        let step = arguments.get(2).unwrap_or(&default);
        let zero = Arithmetic::Subtract.apply(step.own_type().unwrap_or(Type::Long), step, step);
        let up = Comparison::Greater.apply(step, &zero).truth();
        let down = Comparison::Less.apply(step, &zero).truth();
        let within = match (up, down) {
            (Some(true), _) => Comparison::LessOrEqual,
            (_, Some(true)) => Comparison::GreaterOrEqual,
            _ => return Value::Null,
        };
        let mut values = Vec::new();
        let mut next = as_dynamic(arguments[0].clone());
        while within.apply(&next, &arguments[1]).truth() == Some(true)
            && values.len() < ELEMENT_LIMIT
        {
            let after = Arithmetic::Add.apply(ty, &next, step).into_owned();
            values.push(std::mem::replace(&mut next, after));
        }
        Value::array(values)
    }))
}

fn zip<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let array = |value: &Value<'a>| value.elements().unwrap_or_else(|| [value.clone()].into());
    let arrays: Vec<_> = arguments.iter().map(array).collect();
    let longest = arrays.iter().map(|array| array.len()).max().unwrap_or(0);
    if longest.saturating_mul(arrays.len()) > ELEMENT_LIMIT {
        return Value::Null;
    }
    let row = |place: usize| {
        let at =
            |array: &std::sync::Arc<[Value<'a>]>| array.get(place).cloned().unwrap_or_default();
        Value::array(arrays.iter().map(at).collect())
    };
    Value::array((0..longest).map(row).collect())
}
