//! Whole numbers as 64 bits.

use super::{
    Context, Function,
    arguments::{Accepts, Parameter, one},
    doc::{STRICT, said},
};
use crate::{Type, Value};

const TWO: &[Parameter] = &[one("value", Accepts::Whole), one("other", Accepts::Whole)];
const SHIFT: &[Parameter] = &[one("value", Accepts::Whole), one("bits", Accepts::Whole)];
const SHIFT_NULLS: &str = "Null for null and for a negative number of bits.";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed("binary_and", TWO, Type::Long, and)
        .documented()
        .doc(said(
            "The bits that both have.",
            STRICT,
            "binary_and(6, 3)",
            "2",
        )),
    Function::fixed("binary_or", TWO, Type::Long, or)
        .documented()
        .doc(said(
            "The bits that either has.",
            STRICT,
            "binary_or(5, 3)",
            "7",
        )),
    Function::fixed("binary_xor", TWO, Type::Long, xor)
        .documented()
        .doc(said(
            "The bits that only one has.",
            STRICT,
            "binary_xor(1, 2)",
            "3",
        )),
    Function::fixed(
        "binary_not",
        &[one("value", Accepts::Whole)],
        Type::Long,
        not,
    )
    .documented()
    .doc(said("The other bits.", STRICT, "binary_not(100)", "-101")),
    Function::fixed("binary_shift_left", SHIFT, Type::Long, left)
        .documented()
        .doc(said(
            "The bits moved up, by the number modulo 64.",
            SHIFT_NULLS,
            "binary_shift_left(1, 3)",
            "8",
        )),
    Function::fixed("binary_shift_right", SHIFT, Type::Long, right)
        .documented()
        .doc(said(
            "The bits moved down, by the number modulo 64.",
            SHIFT_NULLS,
            "binary_shift_right(8, 2)",
            "2",
        )),
    Function::fixed(
        "bitset_count_ones",
        &[one("value", Accepts::Whole)],
        Type::Long,
        ones,
    )
    .doc(said(
        "How many bits are set.",
        STRICT,
        "bitset_count_ones(42)",
        "3",
    )),
];

fn of_two<'a>(arguments: &[Value<'a>], f: impl FnOnce(i64, i64) -> i64) -> Value<'a> {
    let both = arguments[0].whole().zip(arguments[1].whole());
    both.map_or(Value::Null, |(a, b)| Value::Long(f(a, b)))
}

fn shifted<'a>(arguments: &[Value<'a>], f: impl FnOnce(i64, u32) -> i64) -> Value<'a> {
    let bits = arguments[1].whole().filter(|bits| *bits >= 0);
    let bits = bits.and_then(|bits| u32::try_from(bits % 64).ok());
    let both = arguments[0].whole().zip(bits);
    both.map_or(Value::Null, |(value, bits)| Value::Long(f(value, bits)))
}

fn and<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of_two(arguments, |a, b| a & b)
}

fn or<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of_two(arguments, |a, b| a | b)
}

fn xor<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of_two(arguments, |a, b| a ^ b)
}

fn not<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    arguments[0]
        .whole()
        .map_or(Value::Null, |value| Value::Long(!value))
}

fn left<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    shifted(arguments, |value, bits| value << bits)
}

fn right<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    shifted(arguments, |value, bits| value >> bits)
}

fn ones<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    arguments[0].whole().map_or(Value::Null, |value| {
        Value::Long(i64::from(value.count_ones()))
    })
}
