//! Choices, and what is there or not.

use super::{
    Bound, Context, Function, Listed,
    arguments::{Accepts, Argument, Misfit, Parameter, one, repeated},
    convert::convert,
    doc::{STRICT, derived, said},
};
use crate::{
    Type, Value,
    operators::{common, logic},
};

const CHOICE: &[Parameter] = &[
    one("if", Accepts::Bool),
    one("then", Accepts::Any),
    one("else", Accepts::Any),
];
const ANY: &[Parameter] = &[one("value", Accepts::Any)];
const NULL_IF: &str = "A null condition is not true.";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::by(
        "case",
        &[
            one("if", Accepts::Bool),
            one("then", Accepts::Any),
            repeated("else", Accepts::Any),
        ],
        case,
    )
    .documented()
    .doc(said(
        "The value behind the first condition that is true, or else the last value.",
        NULL_IF,
        "case(false, \"a\", true, \"b\", \"c\")",
        "\"b\"",
    )),
    Function::by("iif", CHOICE, iff).documented().doc(derived(
        "The second value if the first is true, else the third.",
        NULL_IF,
        "iif(bool(null), \"a\", \"b\")",
        "\"b\"",
    )),
    Function::by("iff", CHOICE, iff)
        .listed(Listed::Sampled)
        .doc(said(
            "The second value if the first is true, else the third.",
            NULL_IF,
            "iff(true, \"a\", \"b\")",
            "\"a\"",
        )),
    Function::by(
        "coalesce",
        &[one("value", Accepts::Any), repeated("other", Accepts::Any)],
        coalesce,
    )
    .doc(said(
        "The first value that is there.",
        "Nulls and empty texts are not there; null if all are.",
        "coalesce(tolong(\"not a number\"), tolong(\"42\"), 33)",
        "42",
    )),
    Function::fixed("not", &[one("value", Accepts::Bool)], Type::Bool, not)
        .listed(Listed::Sampled)
        .doc(said(
            "True for false, and false for true.",
            STRICT,
            "not(false)",
            "true",
        )),
    Function::by("max_of", &[repeated("value", Accepts::Any)], max_of)
        .documented()
        .doc(said(
            "The largest value.",
            "Nulls are left out; null if all are.",
            "max_of(10, 1, -3, 17)",
            "17",
        )),
    Function::by("min_of", &[repeated("value", Accepts::Any)], min_of)
        .documented()
        .doc(said(
            "The smallest value.",
            "Nulls are left out; null if all are.",
            "min_of(10, 1, -3, 17)",
            "-3",
        )),
    Function::fixed("isempty", ANY, Type::Bool, is_empty)
        .documented()
        .doc(said(
            "Whether it is an empty text or null.",
            "Never null.",
            "isempty(\"\")",
            "true",
        )),
    Function::fixed("isnotempty", ANY, Type::Bool, is_not_empty)
        .documented()
        .doc(said(
            "Whether it is neither an empty text nor null.",
            "Never null.",
            "isnotempty(\"\")",
            "false",
        )),
    Function::fixed("isnull", ANY, Type::Bool, is_null)
        .documented()
        .doc(said(
            "Whether it is null, which a text never is.",
            "Never null.",
            "isnull(parse_json(\"\"))",
            "true",
        )),
    Function::fixed("isnotnull", ANY, Type::Bool, is_not_null)
        .documented()
        .doc(said(
            "Whether it is not null.",
            "Never null.",
            "isnotnull(\"\")",
            "true",
        )),
    Function::fixed("notempty", ANY, Type::Bool, is_not_empty).doc(derived(
        "`isnotempty` by another name.",
        "Never null.",
        "notempty(\"a\")",
        "true",
    )),
    Function::fixed("notnull", ANY, Type::Bool, is_not_null).doc(derived(
        "`isnotnull` by another name.",
        "Never null.",
        "notnull(1)",
        "true",
    )),
];

/// The type that all of these have in common.
fn shared<'e>(mut arguments: impl Iterator<Item = (usize, &'e Argument)>) -> Result<Type, Misfit> {
    let first = arguments
        .next()
        .map_or(Type::Dynamic, |(_, argument)| argument.ty);
    arguments.try_fold(first, |ty, (place, argument)| {
        common(ty, argument.ty).ok_or(Misfit::Type {
            argument: place,
            expected: ty.as_str(),
        })
    })
}

fn case(arguments: &[Argument]) -> Result<Bound, Misfit> {
    if arguments.len().is_multiple_of(2) {
        return Err(Misfit::Count {
            least: arguments.len() + 1,
            most: 64,
        });
    }
    let last = arguments.len() - 1;
    for (place, argument) in arguments[..last].iter().enumerate().step_by(2) {
        if !matches!(argument.ty, Type::Bool | Type::Dynamic) {
            return Err(Misfit::Type {
                argument: place,
                expected: "bool",
            });
        }
    }
    let values = arguments.iter().enumerate();
    let ty = shared(values.filter(|(place, _)| place % 2 == 1 || *place == last))?;
    Ok(Bound::new(ty, move |_, arguments| {
        let mut chosen = last;
        for condition in (0..last).step_by(2) {
            if arguments[condition].truth() == Some(true) {
                chosen = condition + 1;
                break;
            }
        }
        settled(std::mem::take(&mut arguments[chosen]), ty)
    }))
}

fn iff(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let ty = shared(arguments.iter().enumerate().skip(1))?;
    Ok(Bound::new(ty, move |_, arguments| {
        let chosen = if arguments[0].truth() == Some(true) {
            1
        } else {
            2
        };
        settled(std::mem::take(&mut arguments[chosen]), ty)
    }))
}

fn coalesce(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let ty = shared(arguments.iter().enumerate())?;
    Ok(Bound::new(ty, move |_, arguments| {
        let first = arguments.iter_mut().find(|value| !is_blank(value));
        first.map_or(Value::missing(ty), |value| {
            settled(std::mem::take(value), ty)
        })
    }))
}

fn settled(value: Value<'_>, ty: Type) -> Value<'_> {
    if value.fits(ty) {
        value
    } else {
        convert(value, ty)
    }
}

fn max_of(arguments: &[Argument]) -> Result<Bound, Misfit> {
    extreme(arguments, std::cmp::Ordering::Greater)
}

fn min_of(arguments: &[Argument]) -> Result<Bound, Misfit> {
    extreme(arguments, std::cmp::Ordering::Less)
}

fn extreme(arguments: &[Argument], wanted: std::cmp::Ordering) -> Result<Bound, Misfit> {
    let ty = shared(arguments.iter().enumerate())?;
    Ok(Bound::new(ty, move |_, arguments| {
        let mut best = Value::Null;
        for value in arguments
            .iter_mut()
            .map(std::mem::take)
            .filter(|value| !value.is_null())
        {
            if best.is_null() || value.order(&best) == Some(wanted) {
                best = value;
            }
        }
        settled(best, ty)
    }))
}

fn is_blank(value: &Value<'_>) -> bool {
    value.is_null() || value.as_str() == Some("")
}

fn not<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    logic::not(&arguments[0])
}

fn is_empty<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    Value::Bool(is_blank(&arguments[0]))
}

fn is_not_empty<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    Value::Bool(!is_blank(&arguments[0]))
}

fn is_null<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    Value::Bool(arguments[0].is_null())
}

fn is_not_null<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    Value::Bool(!arguments[0].is_null())
}
