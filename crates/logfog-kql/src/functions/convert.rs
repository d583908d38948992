//! From one type to another. What cannot be converted is null, or an empty text.

use std::str::FromStr as _;

use super::{
    Context, Function, Listed,
    arguments::{Accepts, Parameter, one},
    doc::{derived, said},
};
use crate::{
    Type, Value,
    value::{DateTime, Decimal, Guid, TimeSpan},
};

const ANY: &[Parameter] = &[one("value", Accepts::Any)];
const NULLS: &str = "Null for null and for what cannot be converted.";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed("tobool", ANY, Type::Bool, to_bool)
        .documented()
        .doc(said(
            "True and false by their names; a number is true unless it is 0.",
            NULLS,
            "tobool(123)",
            "true",
        )),
    Function::fixed("toboolean", ANY, Type::Bool, to_bool)
        .listed(Listed::Query)
        .doc(derived(
            "`tobool` by another name.",
            NULLS,
            "toboolean(\"false\")",
            "false",
        )),
    Function::fixed("todatetime", ANY, Type::DateTime, to_datetime)
        .documented()
        .doc(said(
            "The time that a text says. A number is not a time.",
            NULLS,
            "todatetime(\"2014-11-08 15:05 GMT\")",
            "\"2014-11-08T15:05:00.0000000Z\"",
        )),
    Function::fixed("todecimal", ANY, Type::Decimal, to_decimal).doc(said(
        "The decimal that a text says, or that a number is.",
        NULLS,
        "todecimal(\"123.45\")",
        "123.45",
    )),
    Function::fixed("todouble", ANY, Type::Real, to_real)
        .documented()
        .doc(said(
            "The real that a text says, or that a number is.",
            NULLS,
            "todouble(\"123.4\")",
            "123.4",
        )),
    Function::fixed("toreal", ANY, Type::Real, to_real)
        .documented()
        .doc(said(
            "The real that a text says, or that a number is.",
            NULLS,
            "toreal(\"123.4\")",
            "123.4",
        )),
    Function::fixed("toguid", ANY, Type::Guid, to_guid)
        .documented()
        .doc(said(
            "The guid of 32 digits, with hyphens or without; what is behind them is \
             ignored.",
            NULLS,
            "toguid(\"0123456789abcdef0123456789abcdef\")",
            "\"01234567-89ab-cdef-0123-456789abcdef\"",
        )),
    Function::fixed("toint", ANY, Type::Int, to_int)
        .documented()
        .doc(said(
            "The whole number that a text says; a real is cut.",
            NULLS,
            "toint(\"123\")",
            "123",
        )),
    Function::fixed("tolong", ANY, Type::Long, to_long)
        .documented()
        .doc(said(
            "The whole number that a text says; a real is cut.",
            NULLS,
            "tolong(\"123\")",
            "123",
        )),
    Function::fixed("tostring", ANY, Type::String, to_string)
        .documented()
        .doc(said(
            "Anything as a text; arrays and bags as compact JSON.",
            "An empty text for null.",
            "tostring(dynamic({\"a\": 1}))",
            "\"{\\\"a\\\":1}\"",
        )),
    Function::fixed("totimespan", ANY, Type::TimeSpan, to_timespan)
        .documented()
        .doc(said(
            "The duration that a text says.",
            NULLS,
            "totimespan(\"0.00:03:00\")",
            "\"00:03:00\"",
        )),
];

fn to_bool<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    convert(std::mem::take(&mut arguments[0]), Type::Bool)
}

fn to_datetime<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    convert(std::mem::take(&mut arguments[0]), Type::DateTime)
}

fn to_decimal<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    convert(std::mem::take(&mut arguments[0]), Type::Decimal)
}

fn to_real<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    convert(std::mem::take(&mut arguments[0]), Type::Real)
}

fn to_guid<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    convert(std::mem::take(&mut arguments[0]), Type::Guid)
}

fn to_int<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    convert(std::mem::take(&mut arguments[0]), Type::Int)
}

fn to_long<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    convert(std::mem::take(&mut arguments[0]), Type::Long)
}

fn to_string<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    convert(std::mem::take(&mut arguments[0]), Type::String)
}

fn to_timespan<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    convert(std::mem::take(&mut arguments[0]), Type::TimeSpan)
}

/// A value as one of another type: null, or an empty text, where that cannot be.
pub fn convert(value: Value<'_>, to: Type) -> Value<'_> {
    if value.own_type() == Some(to) {
        return value;
    }
    let converted = match to {
        Type::Bool => as_bool(&value).map(Value::Bool),
        Type::Int => as_whole(&value)
            .and_then(|n| i32::try_from(n).ok())
            .map(Value::Int),
        Type::Long => as_whole(&value).map(Value::Long),
        Type::Real => as_real(&value).map(Value::Real),
        Type::Decimal => as_decimal(&value).map(Value::Decimal),
        Type::DateTime => value
            .as_str()
            .and_then(DateTime::parse)
            .map(Value::DateTime),
        Type::TimeSpan => value
            .as_str()
            .and_then(TimeSpan::parse)
            .map(Value::TimeSpan),
        Type::Guid => value.as_str().and_then(Guid::parse).map(Value::Guid),
        Type::String => Some(Value::String(value.into_text())),
        Type::Dynamic => Some(as_dynamic(value)),
    };
    converted.unwrap_or(Value::missing(to))
}

fn as_bool(value: &Value<'_>) -> Option<bool> {
    let Some(text) = value.as_str() else {
        return value.real().map(|number| number != 0.0);
    };
    let text = text.trim();
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        text.parse::<i64>().ok().map(|number| number != 0)
    }
}

fn as_whole(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Bool(value) => Some(i64::from(*value)),
        Value::DateTime(time) => Some(time.ticks()),
        Value::TimeSpan(span) => Some(span.ticks()),
        Value::String(text) => whole_in(text.trim()),
        Value::Int(_) | Value::Long(_) | Value::Real(_) | Value::Decimal(_) => value.whole(),
        Value::Null | Value::Guid(_) | Value::Array(_) | Value::Bag(_) | Value::Json(_) => None,
    }
}

fn whole_in(text: &str) -> Option<i64> {
    match text.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

fn as_real(value: &Value<'_>) -> Option<f64> {
    match (value.as_str(), value.truth()) {
        (Some(text), _) => text.trim().parse().ok(),
        (_, Some(truth)) => Some(f64::from(u8::from(truth))),
        (None, None) => value.real(),
    }
}

fn as_decimal(value: &Value<'_>) -> Option<Decimal> {
    let Some(text) = value.as_str() else {
        return value.number()?.decimal();
    };
    let text = text.trim();
    Decimal::from_str(text)
        .or_else(|_| Decimal::from_scientific(text))
        .ok()
}

/// JSON knows one kind of whole numbers.
pub(super) fn as_dynamic(value: Value<'_>) -> Value<'_> {
    if let Value::Int(number) = value {
        Value::Long(i64::from(number))
    } else {
        value
    }
}
