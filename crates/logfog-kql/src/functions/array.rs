//! Arrays.

use std::cmp::Ordering;

use super::{
    Bound, Context, Function,
    arguments::{Accepts, Argument, Misfit, Parameter, one, optional, repeated},
    convert::as_dynamic,
    doc::{derived, said},
    string::count,
};
use crate::{
    Type, Value,
    value::{ELEMENT_LIMIT, TICKS_PER_SECOND, TimeSpan},
};

const ARRAY: &[Parameter] = &[one("array", Accepts::Dynamic)];
const HOUR: i64 = 3_600 * TICKS_PER_SECOND;
const NULLS: &str = "Null for what is no array.";
const SORT: &[Parameter] = &[
    one("array", Accepts::Dynamic),
    optional("nulls last", Accepts::Bool),
];
const SHIFT: &[Parameter] = &[
    one("array", Accepts::Dynamic),
    one("count", Accepts::Whole),
    optional("fill", Accepts::Any),
];

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
    Function::fixed("array_reverse", ARRAY, Type::Dynamic, array_reverse).doc(said(
        "The elements from the last to the first.",
        NULLS,
        "array_reverse(dynamic([1, 2]))",
        "[2,1]",
    )),
    Function::fixed("array_rotate_left", SHIFT, Type::Dynamic, rotate_left).doc(derived(
        "The elements moved to the start, and from there to the end.",
        NULLS,
        "array_rotate_left(dynamic([1, 2, 3]), 1)",
        "[2,3,1]",
    )),
    Function::fixed("array_rotate_right", SHIFT, Type::Dynamic, rotate_right).doc(derived(
        "The elements moved to the end, and from there to the start.",
        NULLS,
        "array_rotate_right(dynamic([1, 2, 3]), 1)",
        "[3,1,2]",
    )),
    Function::fixed("array_shift_left", SHIFT, Type::Dynamic, shift_left).doc(said(
        "The elements moved to the start, with nulls or a value behind.",
        NULLS,
        "array_shift_left(dynamic([1, 2, 3]), 2)",
        "[3,null,null]",
    )),
    Function::fixed("array_shift_right", SHIFT, Type::Dynamic, shift_right).doc(said(
        "The elements moved to the end, with nulls or a value before.",
        NULLS,
        "array_shift_right(dynamic([1, 2, 3]), 2, -1)",
        "[-1,-1,1]",
    )),
    Function::fixed(
        "array_slice",
        &[
            one("array", Accepts::Dynamic),
            one("start", Accepts::Whole),
            one("end", Accepts::Whole),
        ],
        Type::Dynamic,
        array_slice,
    )
    .doc(said(
        "The elements from one place to another; negative ones count from the end.",
        NULLS,
        "array_slice(dynamic([1, 2, 3, 4, 5]), -3, -2)",
        "[3,4]",
    )),
    Function::fixed("array_sort_asc", SORT, Type::Dynamic, sort_asc).doc(said(
        "The elements, the smallest first and nulls last.",
        NULLS,
        "array_sort_asc(dynamic([3, null, 1]))",
        "[1,3,null]",
    )),
    Function::fixed("array_sort_desc", SORT, Type::Dynamic, sort_desc).doc(said(
        "The elements, the largest first and nulls last.",
        NULLS,
        "array_sort_desc(dynamic([1, null, 3]))",
        "[3,1,null]",
    )),
    Function::fixed(
        "array_split",
        &[one("array", Accepts::Dynamic), one("places", Accepts::Any)],
        Type::Dynamic,
        array_split,
    )
    .doc(said(
        "The array cut at one place or at several.",
        NULLS,
        "array_split(dynamic([1, 2, 3]), 1)",
        "[[1],[2,3]]",
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
fn can_copy(value: &Value<'_>, count: usize) -> bool {
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
fn place_of(place: i64, length: usize) -> usize {
    let distance = usize::try_from(place.unsigned_abs()).unwrap_or(usize::MAX);
    if place < 0 {
        length.saturating_sub(distance)
    } else {
        distance.min(length)
    }
}

fn array_reverse<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(elements) = arguments[0].elements() else {
        return Value::Null;
    };
    Value::array(elements.iter().rev().cloned().collect())
}

/// Elements moved to the end by a distance, which may be negative. What falls off is put where
/// nothing is left, or else the fill is.
fn moved<'a>(arguments: &[Value<'a>], to_end: bool, fill: Option<&Value<'a>>) -> Value<'a> {
    let both = arguments[0].elements().zip(arguments[1].whole());
    let Some((elements, distance)) = both else {
        return Value::Null;
    };
    if fill.is_some_and(|fill| !can_copy(fill, elements.len())) {
        return Value::Null;
    }
    let Ok(length) = i64::try_from(elements.len()) else {
        return Value::Null;
    };
    let distance = if to_end {
        distance
    } else {
        distance.saturating_neg()
    };
    let pick = |place: i64| {
        let from = place.saturating_sub(distance);
        let from = match fill {
            Some(fill) if !(0..length).contains(&from) => return fill.clone(),
            _ => from.rem_euclid(length),
        };
        let from = usize::try_from(from).ok();
        from.and_then(|from| elements.get(from))
            .cloned()
            .unwrap_or_default()
    };
    Value::array((0..length).map(pick).collect())
}

fn rotate_left<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    moved(arguments, false, None)
}

fn rotate_right<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    moved(arguments, true, None)
}

fn fill<'a>(arguments: &[Value<'a>]) -> Value<'a> {
    as_dynamic(arguments.get(2).cloned().unwrap_or_default())
}

fn shift_left<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    moved(arguments, false, Some(&fill(arguments)))
}

fn shift_right<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    moved(arguments, true, Some(&fill(arguments)))
}

fn array_slice<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let places = arguments[1].whole().zip(arguments[2].whole());
    let Some((elements, (start, end))) = arguments[0].elements().zip(places) else {
        return Value::Null;
    };
    let start = place_of(start, elements.len());
    let end = match end {
        -1 => elements.len(),
        end if end < -1 => place_of(end + 1, elements.len()),
        end => place_of(end.saturating_add(1), elements.len()),
    };
    Value::array(elements.get(start..end).unwrap_or_default().to_vec())
}

/// Values in an order that is the same for any of them: by type, then as they compare.
pub(super) fn total(a: &Value<'_>, b: &Value<'_>) -> Ordering {
    let rank = |value: &Value<'_>| match value.own_type() {
        Some(Type::Int | Type::Long | Type::Real | Type::Decimal) => 0,
        Some(Type::String) => 1,
        Some(Type::DateTime) => 2,
        Some(Type::TimeSpan) => 3,
        Some(Type::Bool) => 4,
        Some(Type::Guid) => 5,
        Some(Type::Dynamic) => 6,
        None => 7,
    };
    let nan = |value: &Value<'_>| value.real().is_some_and(f64::is_nan);
    rank(a)
        .cmp(&rank(b))
        .then_with(|| nan(a).cmp(&nan(b)))
        .then_with(|| a.order(b).unwrap_or(Ordering::Equal))
}

fn sorted<'a>(arguments: &[Value<'a>], descending: bool) -> Value<'a> {
    let Some(elements) = arguments[0].elements() else {
        return Value::Null;
    };
    let nulls_last = arguments.get(1).and_then(Value::truth).unwrap_or(true);
    let (nulls, mut values): (Vec<_>, Vec<_>) = elements.iter().cloned().partition(Value::is_null);
    values.sort_by(|a, b| if descending { total(b, a) } else { total(a, b) });
    let (mut first, second) = if nulls_last {
        (values, nulls)
    } else {
        (nulls, values)
    };
    first.extend(second);
    Value::array(first)
}

fn sort_asc<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    sorted(arguments, false)
}

fn sort_desc<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    sorted(arguments, true)
}

fn array_split<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(elements) = arguments[0].elements() else {
        return Value::Null;
    };
    let places = crate::operators::list::flatten(&arguments[1..]);
    let places: Option<Vec<i64>> = places.iter().map(Value::whole).collect();
    let Some(places) = places else {
        return Value::Null;
    };
    let mut parts = Vec::new();
    let mut from = 0;
    for place in places {
        let place = place_of(place, elements.len()).max(from);
        parts.push(Value::array(elements[from..place].to_vec()));
        from = place;
    }
    parts.push(Value::array(elements[from..].to_vec()));
    Value::array(parts)
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
