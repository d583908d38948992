//! What a value is, and what it would be.

use super::{
    Bound, Function, Listed,
    arguments::{Accepts, Argument, Misfit, one},
    doc::said,
};
use crate::{Type, Value};

pub(super) const FUNCTIONS: &[Function] =
    &[
        Function::by("gettype", &[one("value", Accepts::Any)], get_type)
            .documented()
            .doc(said(
                "The type of a value; that of what is inside, for a dynamic.",
                "\"null\" for a dynamic null.",
                "gettype(parse_json(' [1, 2, 3] '))",
                "\"array\"",
            ))
            .listed(Listed::Documented),
    ];

#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands in a table beside others that may refuse"
)]
fn get_type(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let ty = arguments[0].ty;
    if ty != Type::Dynamic {
        return Ok(Bound::new(Type::String, move |_, _| {
            Value::string(ty.as_str())
        }));
    }
    Ok(Bound::new(Type::String, |_, arguments| {
        Value::string(match (&arguments[0], arguments[0].own_type()) {
            (Value::Json(text), _) if text.starts_with('{') => "dictionary",
            (Value::Array(_) | Value::Json(_), _) => "array",
            (Value::Bag(_), _) => "dictionary",
            (_, Some(Type::Int)) => Type::Long.as_str(),
            (_, Some(ty)) => ty.as_str(),
            (_, None) => "null",
        })
    }))
}
