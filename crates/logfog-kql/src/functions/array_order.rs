//! Arrays whose elements change their places.

use std::cmp::Ordering;

use super::{
    Context, Function,
    arguments::{Accepts, Parameter, one, optional},
    array::{ARRAY, NULLS, can_copy, place_of},
    convert::as_dynamic,
    doc::{derived, said},
};
use crate::{Type, Value};

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
];

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
fn total(a: &Value<'_>, b: &Value<'_>) -> Ordering {
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
