//! Texts as code points.

use super::{
    Context, Function,
    arguments::{Accepts, Parameter, one, repeated},
    doc::{derived, said},
    string::limited,
};
use crate::{Type, Value, operators::list::flatten};

const ONE: &[Parameter] = &[one("text", Accepts::Text)];
const CODES: &[Parameter] = &[repeated("code point", Accepts::Any)];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed("make_string", CODES, Type::String, make_string).doc(said(
        "The text that has these code points. More than 1 MiB becomes empty.",
        "What is no code point is left out.",
        "make_string(75, 117, 115, 116, 111)",
        "\"Kusto\"",
    )),
    Function::fixed(
        "unicode_codepoints_to_string",
        CODES,
        Type::String,
        make_string,
    )
    .doc(said(
        "The text that has these code points. More than 1 MiB becomes empty.",
        "What is no code point is left out.",
        "unicode_codepoints_to_string(dynamic([75, 117]))",
        "\"Ku\"",
    )),
    Function::fixed("to_utf8", ONE, Type::Dynamic, code_points).doc(said(
        "The code points of a text.",
        "None for null.",
        "to_utf8(\"Ku\")",
        "[75,117]",
    )),
    Function::fixed(
        "unicode_codepoints_from_string",
        ONE,
        Type::Dynamic,
        code_points,
    )
    .doc(derived(
        "The code points of a text.",
        "None for null.",
        "unicode_codepoints_from_string(\"Ku\")",
        "[75,117]",
    )),
];

fn make_string<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let point = |value: &Value<'_>| {
        value
            .whole()
            .and_then(|point| u32::try_from(point).ok())
            .and_then(char::from_u32)
    };
    limited(flatten(arguments).iter().filter_map(point).collect())
}

fn code_points<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let text = arguments[0].text();
    if text.len() > crate::value::ELEMENT_LIMIT {
        return Value::Null;
    }
    Value::array(
        text.chars()
            .map(|c| Value::Long(i64::from(u32::from(c))))
            .collect(),
    )
}
