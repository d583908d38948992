//! Functions that give a number of the type that they take, or a time.

use super::{
    Bound, Context, Function,
    arguments::{Accepts, Argument, Misfit, Parameter, one, optional},
    convert::convert,
    doc::{STRICT, said},
};
use crate::{
    Type, Value,
    operators::{Arithmetic, wider},
    value::{DateTime, Decimal, Number, TimeSpan},
};

const BIN: &[Parameter] = &[
    one("value", Accepts::Quantity),
    one("size", Accepts::Quantity),
];
const BIN_NULLS: &str = "Null for null and for a size that is not above 0.";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::by("abs", &[one("value", Accepts::Quantity)], abs)
        .documented()
        .doc(said("The value without its sign.", STRICT, "abs(-5)", "5")),
    Function::by("bin", BIN, bin).documented().doc(said(
        "The largest multiple of a size that is not larger than the value.",
        BIN_NULLS,
        "bin(datetime(1970-05-11 13:45:07), 1d)",
        "\"1970-05-11T00:00:00.0000000Z\"",
    )),
    Function::by(
        "bin_at",
        &[
            one("value", Accepts::Quantity),
            one("size", Accepts::Quantity),
            one("fixed", Accepts::Quantity),
        ],
        bin_at,
    )
    .doc(said(
        "As `bin`, where one of the multiples is shifted to a fixed point.",
        BIN_NULLS,
        "bin_at(6.5, 2.5, 7.0)",
        "4.5",
    )),
    Function::by(
        "floor",
        &[
            one("value", Accepts::Quantity),
            optional("size", Accepts::Quantity),
        ],
        bin,
    )
    .documented()
    .doc(said(
        "`bin` by another name.",
        BIN_NULLS,
        "floor(4.5, 1)",
        "4.0",
    )),
    Function::by("ceiling", &[one("value", Accepts::Number)], ceiling)
        .documented()
        .doc(said(
            "The smallest whole number that is not smaller.",
            STRICT,
            "ceiling(0.9)",
            "1.0",
        )),
    Function::by(
        "round",
        &[
            one("value", Accepts::Number),
            optional("precision", Accepts::Whole),
        ],
        round,
    )
    .documented()
    .doc(said(
        "The value to so many digits behind the point; halves go away from 0.",
        STRICT,
        "round(-50.55, -2)",
        "-100.0",
    )),
    Function::fixed(
        "tohex",
        &[
            one("value", Accepts::Whole),
            optional("length", Accepts::Whole),
        ],
        Type::String,
        to_hex,
    )
    .doc(said(
        "A whole number in hexadecimal digits, filled up with zeros.",
        "An empty text for null.",
        "tohex(256, 5)",
        "\"00100\"",
    )),
];

fn settled(value: Value<'static>, ty: Type) -> Value<'static> {
    if value.fits(ty) {
        value
    } else {
        convert(value, ty).into_owned()
    }
}

/// The type of an argument as the function gives it: a long for an int, a real for what a dynamic
/// may hold.
fn widened(ty: Type) -> Type {
    match ty {
        Type::Int => Type::Long,
        Type::Dynamic => Type::Real,
        Type::Bool
        | Type::Long
        | Type::Real
        | Type::Decimal
        | Type::DateTime
        | Type::TimeSpan
        | Type::Guid
        | Type::String => ty,
    }
}

fn abs(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let ty = widened(arguments[0].ty);
    if ty == Type::DateTime {
        return Err(Misfit::Type {
            argument: 0,
            expected: "a number or timespan",
        });
    }
    Ok(Bound::new(ty, move |_, arguments| {
        let value = &arguments[0];
        let result = match (value.number(), value.timespan()) {
            (Some(Number::Whole(value)), _) => Value::Long(value.saturating_abs()),
            (Some(Number::Real(value)), _) => Value::Real(value.abs()),
            (Some(Number::Decimal(value)), _) => Value::Decimal(value.abs()),
            (None, Some(span)) => Value::TimeSpan(TimeSpan(span.ticks().saturating_abs())),
            (None, None) => Value::Null,
        };
        settled(result, ty)
    }))
}

fn bin(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let one = Argument::of(Type::Long);
    let size = arguments.get(1).unwrap_or(&one).ty;
    let ty = bin_type(arguments[0].ty, size)?;
    Ok(Bound::new(ty, move |_, arguments| {
        let size = arguments.get(1).unwrap_or(&Value::Long(1));
        settled(lower_end(&arguments[0], size).unwrap_or_default(), ty)
    }))
}

fn bin_type(value: Type, size: Type) -> Result<Type, Misfit> {
    match (widened(value), size) {
        (Type::DateTime | Type::TimeSpan, Type::TimeSpan | Type::Dynamic) => Ok(value),
        (Type::DateTime | Type::TimeSpan, _) => Err(Misfit::Type {
            argument: 1,
            expected: "timespan",
        }),
        (_, Type::TimeSpan) if value == Type::Dynamic => Ok(Type::TimeSpan),
        (_, Type::DateTime | Type::TimeSpan) => Err(Misfit::Type {
            argument: 1,
            expected: "a number",
        }),
        (value, Type::Dynamic) => Ok(value),
        (value, size) => Ok(wider(value, widened(size))),
    }
}

fn lower_end(value: &Value<'_>, size: &Value<'_>) -> Option<Value<'static>> {
    if let Some(size) = size.timespan() {
        let ticks = |ticks| floor_ticks(ticks, size.ticks());
        return match (value.datetime(), value.timespan()) {
            (Some(time), _) => DateTime::from_ticks(ticks(time.ticks())?).map(Value::DateTime),
            (_, Some(span)) => ticks(span.ticks()).map(TimeSpan).map(Value::TimeSpan),
            (None, None) => None,
        };
    }
    match (value.number()?, size.number()?) {
        (Number::Whole(value), Number::Whole(size)) => floor_ticks(value, size).map(Value::Long),
        (value @ Number::Decimal(_), size) | (value, size @ Number::Decimal(_)) => {
            let size = size.decimal().filter(|size| *size > Decimal::ZERO)?;
            value
                .decimal()?
                .checked_div(size)?
                .floor()
                .checked_mul(size)
                .map(Value::Decimal)
        }
        (value, size) => {
            let size = size.real().filter(|size| *size > 0.0)?;
            Some(Value::Real((value.real()? / size).floor() * size))
        }
    }
}

fn floor_ticks(value: i64, size: i64) -> Option<i64> {
    if size <= 0 {
        return None;
    }
    value.div_euclid(size).checked_mul(size)
}

fn bin_at(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let ty = bin_type(arguments[0].ty, arguments[1].ty)?;
    let offset = Arithmetic::Subtract
        .returns(arguments[0].ty, arguments[2].ty)
        .ok_or(Misfit::Type {
            argument: 2,
            expected: arguments[0].ty.as_str(),
        })?;
    Ok(Bound::new(ty, move |_, arguments| {
        let distance = Arithmetic::Subtract.apply(offset, &arguments[0], &arguments[2]);
        let lower = lower_end(&distance, &arguments[1]).unwrap_or_default();
        Arithmetic::Add.apply(ty, &arguments[2], &lower)
    }))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands in a table beside others that may refuse"
)]
fn ceiling(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let ty = widened(arguments[0].ty);
    Ok(Bound::new(ty, move |_, arguments| {
        let result = match arguments[0].number() {
            Some(Number::Whole(value)) => Value::Long(value),
            Some(Number::Real(value)) => Value::Real(value.ceil()),
            Some(Number::Decimal(value)) => Value::Decimal(value.ceil()),
            None => Value::Null,
        };
        settled(result, ty)
    }))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands in a table beside others that may refuse"
)]
fn round(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let ty = widened(arguments[0].ty);
    Ok(Bound::new(ty, move |_, arguments| {
        let digits = arguments.get(1).map_or(Some(0), Value::whole);
        let Some(digits) = digits.and_then(|digits| i32::try_from(digits.clamp(-400, 400)).ok())
        else {
            return Value::Null;
        };
        let result = match arguments[0].number() {
            Some(Number::Whole(value)) if digits >= 0 => Some(Value::Long(value)),
            Some(whole @ Number::Whole(_)) => whole
                .real()
                .map(|value| Value::Real(rounded(value, digits))),
            Some(Number::Real(value)) => Some(Value::Real(rounded(value, digits))),
            Some(Number::Decimal(value)) => rounded_decimal(value, digits).map(Value::Decimal),
            None => None,
        };
        settled(result.unwrap_or_default(), ty)
    }))
}

fn rounded(value: f64, digits: i32) -> f64 {
    let power = 10_f64.powi(digits.abs());
    if digits < 0 {
        return (value / power).round() * power;
    }
    let scaled = value * power;
    // So many digits behind the point are more than it has.
    if scaled.is_finite() {
        scaled.round() / power
    } else {
        value
    }
}

fn rounded_decimal(value: Decimal, digits: i32) -> Option<Decimal> {
    use rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    if let Ok(digits) = u32::try_from(digits) {
        return Some(value.round_dp_with_strategy(digits, MidpointAwayFromZero));
    }
    let power = Decimal::from(10_i64.checked_pow(digits.unsigned_abs())?);
    let scaled = value.checked_div(power)?;
    scaled
        .round_dp_with_strategy(0, MidpointAwayFromZero)
        .checked_mul(power)
}

fn to_hex<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(value) = arguments[0].whole() else {
        return Value::EMPTY;
    };
    let length = arguments
        .get(1)
        .and_then(Value::whole)
        .unwrap_or(0)
        .clamp(0, 64);
    let length = usize::try_from(length).unwrap_or(0);
    Value::string(format!("{value:0length$x}"))
}
