//! Functions of reals.

use super::{
    Context, Function, Listed,
    arguments::{Accepts, Parameter, one, optional},
    doc::{PARTIAL, STRICT, chosen, derived, said},
};
use crate::{Type, Value};

const X: &[Parameter] = &[one("x", Accepts::Number)];
const XY: &[Parameter] = &[one("x", Accepts::Number), one("y", Accepts::Number)];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed("exp", X, Type::Real, exp)
        .documented()
        .doc(derived("e to the power of x.", STRICT, "exp(0)", "1.0")),
    Function::fixed("exp2", X, Type::Real, exp2)
        .documented()
        .doc(derived("2 to the power of x.", STRICT, "exp2(3)", "8.0")),
    Function::fixed("exp10", X, Type::Real, exp10)
        .documented()
        .doc(derived(
            "10 to the power of x.",
            STRICT,
            "exp10(2)",
            "100.0",
        )),
    Function::fixed("log", X, Type::Real, log)
        .documented()
        .doc(said(
            "The natural logarithm.",
            "Null for null, 0 and below.",
            "log(1)",
            "0.0",
        )),
    Function::fixed("log2", X, Type::Real, log2)
        .documented()
        .doc(said(
            "The logarithm to the base of 2.",
            "Null for null, 0 and below.",
            "log2(8)",
            "3.0",
        )),
    Function::fixed("log10", X, Type::Real, log10)
        .documented()
        .doc(said(
            "The logarithm to the base of 10.",
            "Null for null, 0 and below.",
            "log10(1000)",
            "3.0",
        )),
    Function::fixed("pow", XY, Type::Real, pow)
        .documented()
        .doc(said("x to the power of y.", STRICT, "pow(2, 3)", "8.0")),
    Function::fixed("sqrt", X, Type::Real, sqrt).doc(said(
        "The square root.",
        PARTIAL,
        "sqrt(16)",
        "4.0",
    )),
    Function::fixed("sign", X, Type::Real, sign)
        .documented()
        .doc(said("-1, 0 or 1.", STRICT, "sign(11.2)", "1.0")),
    Function::fixed("isfinite", X, Type::Bool, is_finite)
        .documented()
        .doc(said(
            "Whether it is neither infinite nor NaN.",
            STRICT,
            "isfinite(1.0)",
            "true",
        )),
    Function::fixed("isinf", X, Type::Bool, is_inf)
        .documented()
        .doc(said(
            "Whether it is infinite.",
            STRICT,
            "isinf(real(+inf))",
            "true",
        )),
    Function::fixed("isnan", X, Type::Bool, is_nan)
        .documented()
        .doc(said(
            "Whether it is NaN.",
            STRICT,
            "isnan(real(nan))",
            "true",
        )),
    Function::fixed("sin", X, Type::Real, sin).doc(derived("The sine.", STRICT, "sin(0)", "0.0")),
    Function::fixed("cos", X, Type::Real, cos).doc(derived("The cosine.", STRICT, "cos(0)", "1.0")),
    Function::fixed("tan", X, Type::Real, tan).doc(derived(
        "The tangent.",
        STRICT,
        "tan(0)",
        "0.0",
    )),
    Function::fixed("cot", X, Type::Real, cot).doc(derived(
        "The cotangent.",
        STRICT,
        "isinf(cot(0))",
        "true",
    )),
    Function::fixed("asin", X, Type::Real, asin).doc(derived(
        "The arc sine.",
        PARTIAL,
        "asin(0)",
        "0.0",
    )),
    Function::fixed("acos", X, Type::Real, acos).doc(derived(
        "The arc cosine.",
        PARTIAL,
        "acos(1)",
        "0.0",
    )),
    Function::fixed("atan", X, Type::Real, atan).doc(derived(
        "The arc tangent.",
        STRICT,
        "atan(0)",
        "0.0",
    )),
    Function::fixed("atan2", XY, Type::Real, atan2).doc(derived(
        "The angle of the point (y, x), in radians.",
        STRICT,
        "atan2(0, 1)",
        "0.0",
    )),
    Function::fixed("degrees", X, Type::Real, degrees).doc(derived(
        "Radians as degrees.",
        STRICT,
        "degrees(0)",
        "0.0",
    )),
    Function::fixed("radians", X, Type::Real, radians).doc(derived(
        "Degrees as radians.",
        STRICT,
        "radians(0)",
        "0.0",
    )),
    Function::fixed("pi", &[], Type::Real, pi).doc(derived(
        "Half a turn, in radians.",
        "Never null.",
        "pi()",
        "3.141592653589793",
    )),
    Function::fixed("rand", &[optional("n", Accepts::Number)], Type::Real, rand)
        .listed(Listed::Refused)
        .doc(chosen(
            "A random real from 0 to below 1; with n, a whole one below n. \
             Transformations refuse it.",
            "Null for a null n.",
            "rand() < 1",
            "true",
        )),
];

fn of<'a>(arguments: &[Value<'a>], f: impl FnOnce(f64) -> f64) -> Value<'a> {
    arguments[0]
        .real()
        .map_or(Value::Null, |x| Value::Real(f(x)))
}

/// As [`of`], with null for what is not a number.
fn defined<'a>(arguments: &[Value<'a>], f: impl FnOnce(f64) -> f64) -> Value<'a> {
    let result = arguments[0].real().map(f).filter(|result| !result.is_nan());
    result.map_or(Value::Null, Value::Real)
}

fn of_two<'a>(arguments: &[Value<'a>], f: impl FnOnce(f64, f64) -> f64) -> Value<'a> {
    let both = arguments[0].real().zip(arguments[1].real());
    both.map_or(Value::Null, |(x, y)| Value::Real(f(x, y)))
}

fn is<'a>(arguments: &[Value<'a>], f: impl FnOnce(f64) -> bool) -> Value<'a> {
    arguments[0]
        .real()
        .map_or(Value::Null, |x| Value::Bool(f(x)))
}

fn logarithm<'a>(arguments: &[Value<'a>], f: impl FnOnce(f64) -> f64) -> Value<'a> {
    let positive = arguments[0].real().filter(|x| *x > 0.0);
    positive.map_or(Value::Null, |x| Value::Real(f(x)))
}

fn exp<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of(arguments, f64::exp)
}

fn exp2<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of(arguments, f64::exp2)
}

fn exp10<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of(arguments, |x| 10_f64.powf(x))
}

fn log<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    logarithm(arguments, f64::ln)
}

fn log2<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    logarithm(arguments, f64::log2)
}

fn log10<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    logarithm(arguments, f64::log10)
}

fn pow<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of_two(arguments, f64::powf)
}

fn sqrt<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    defined(arguments, f64::sqrt)
}

fn sign<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of(arguments, |x| if x == 0.0 { 0.0 } else { x.signum() })
}

fn is_finite<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    is(arguments, f64::is_finite)
}

fn is_inf<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    is(arguments, f64::is_infinite)
}

fn is_nan<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    is(arguments, f64::is_nan)
}

fn sin<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of(arguments, f64::sin)
}

fn cos<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of(arguments, f64::cos)
}

fn tan<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of(arguments, f64::tan)
}

fn cot<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of(arguments, |x| 1.0 / x.tan())
}

fn asin<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    defined(arguments, f64::asin)
}

fn acos<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    defined(arguments, f64::acos)
}

fn atan<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of(arguments, f64::atan)
}

fn atan2<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of_two(arguments, f64::atan2)
}

fn degrees<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of(arguments, f64::to_degrees)
}

fn radians<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    of(arguments, f64::to_radians)
}

fn pi<'a>(_: &Context, _: &mut [Value<'a>]) -> Value<'a> {
    Value::Real(std::f64::consts::PI)
}

#[expect(clippy::cast_precision_loss, reason = "53 bits are what a real holds")]
fn rand<'a>(context: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let random = (context.random() >> 11) as f64 / (1_u64 << 53) as f64;
    match arguments.first() {
        None => Value::Real(random),
        Some(n) => n
            .real()
            .map_or(Value::Null, |n| Value::Real((random * n).floor())),
    }
}
