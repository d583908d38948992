//! Texts: put together, cut and turned.

use std::borrow::Cow;

use super::{
    Context, Function,
    arguments::{Accepts, Parameter, one, optional, repeated},
    doc::{TEXT, derived, said},
};
use crate::{Type, Value, operators::text::lowered, value::TEXT_LIMIT};

const TEXT_ONLY: &[Parameter] = &[one("text", Accepts::Text)];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed(
        "strcat",
        &[repeated("value", Accepts::Any)],
        Type::String,
        strcat,
    )
    .documented()
    .doc(said(
        "All of them as one text. More than 1 MiB becomes empty.",
        TEXT,
        "strcat(\"hello\", \" \", \"world\")",
        "\"hello world\"",
    )),
    Function::fixed(
        "strcat_delim",
        &[
            one("delimiter", Accepts::Text),
            one("value", Accepts::Any),
            repeated("value", Accepts::Any),
        ],
        Type::String,
        strcat_delim,
    )
    .documented()
    .doc(said(
        "All of them as one text, with a delimiter between. More than 1 MiB \
             becomes empty.",
        TEXT,
        "strcat_delim(\"-\", 1, \"2\", 'A')",
        "\"1-2-A\"",
    )),
    Function::fixed(
        "strcat_array",
        &[
            one("array", Accepts::Dynamic),
            one("delimiter", Accepts::Text),
        ],
        Type::String,
        strcat_array,
    )
    .doc(said(
        "The elements of an array as one text. More than 1 MiB becomes empty.",
        "Empty for null.",
        "strcat_array(dynamic([1, 2, 3]), \"->\")",
        "\"1->2->3\"",
    )),
    Function::fixed("strlen", TEXT_ONLY, Type::Long, strlen)
        .documented()
        .doc(said(
            "How many code points a text has.",
            TEXT,
            "strlen(\"hello\")",
            "5",
        )),
    Function::fixed("string_size", TEXT_ONLY, Type::Long, string_size).doc(said(
        "How many bytes a text has in UTF-8.",
        TEXT,
        "string_size(\"hello\")",
        "5",
    )),
    Function::fixed(
        "strcmp",
        &[one("text", Accepts::Text), one("other", Accepts::Text)],
        Type::Int,
        strcmp,
    )
    .doc(said(
        "-1, 0 or 1, as the first is before, the same as or after the second.",
        TEXT,
        "strcmp(\"ABC\", \"DEF\")",
        "-1",
    )),
    Function::fixed(
        "strrep",
        &[
            one("value", Accepts::Any),
            one("count", Accepts::Whole),
            optional("delimiter", Accepts::Text),
        ],
        Type::String,
        strrep,
    )
    .doc(said(
        "A text so many times, at most 1,024. More than 1 MiB becomes empty.",
        TEXT,
        "strrep(\"ABC\", 2)",
        "\"ABCABC\"",
    )),
    Function::fixed(
        "substring",
        &[
            one("text", Accepts::Any),
            one("start", Accepts::Whole),
            optional("length", Accepts::Whole),
        ],
        Type::String,
        substring,
    )
    .documented()
    .doc(said(
        "A part of a text. A negative start counts from its end.",
        TEXT,
        "substring(\"123456\", -2, 2)",
        "\"56\"",
    )),
    Function::fixed("tolower", TEXT_ONLY, Type::String, to_lower)
        .documented()
        .doc(said(
            "The text in lower case.",
            TEXT,
            "tolower(\"Hello\")",
            "\"hello\"",
        )),
    Function::fixed("toupper", TEXT_ONLY, Type::String, to_upper)
        .documented()
        .doc(said(
            "The text in upper case.",
            TEXT,
            "toupper(\"hello\")",
            "\"HELLO\"",
        )),
    Function::fixed(
        "reverse",
        &[one("value", Accepts::Any)],
        Type::String,
        reverse,
    )
    .doc(said(
        "The text from its end to its start.",
        TEXT,
        "reverse(\"abc\")",
        "\"cba\"",
    )),
    Function::fixed(
        "translate",
        &[
            one("from", Accepts::Text),
            one("to", Accepts::Text),
            one("text", Accepts::Text),
        ],
        Type::String,
        translate,
    )
    .doc(said(
        "Replaces each character of one list by that at its place in another; the \
             last one stands for what is missing.",
        TEXT,
        "translate(\"krasp\", \"otsku\", \"spark\")",
        "\"kusto\"",
    )),
    Function::fixed("isascii", TEXT_ONLY, Type::Bool, is_ascii).doc(said(
        "Whether a text has only ASCII characters.",
        TEXT,
        "isascii(\"some string\")",
        "true",
    )),
    Function::fixed("isutf8", TEXT_ONLY, Type::Bool, is_utf8).doc(derived(
        "Whether a text is UTF-8, which every text is.",
        TEXT,
        "isutf8(\"some string\")",
        "true",
    )),
];

/// A text, unless it is longer than a function may make it.
pub(super) fn limited<'a>(text: String) -> Value<'a> {
    if text.len() > TEXT_LIMIT {
        Value::EMPTY
    } else {
        Value::string(text)
    }
}

/// Joins texts, as long as the result is not too long.
pub(super) fn join<'v, 'a: 'v, 'r>(
    values: impl Iterator<Item = &'v Value<'a>>,
    delimiter: &str,
) -> Value<'r> {
    let mut out = String::new();
    for (place, value) in values.enumerate() {
        if place > 0 {
            out.push_str(delimiter);
        }
        out.push_str(&value.text());
        if out.len() > TEXT_LIMIT {
            return Value::EMPTY;
        }
    }
    Value::string(out)
}

fn strcat<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    join(arguments.iter(), "")
}

fn strcat_delim<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    join(arguments[1..].iter(), &arguments[0].text())
}

fn strcat_array<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let Some(elements) = arguments[0].elements() else {
        return Value::EMPTY;
    };
    join(elements.iter(), &arguments[1].text())
}

/// A count as a long, which is wide enough for anything in memory.
pub(super) fn count<'a>(count: usize) -> Value<'a> {
    i64::try_from(count).map_or(Value::Null, Value::Long)
}

fn strlen<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    count(arguments[0].text().chars().count())
}

fn string_size<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    count(arguments[0].text().len())
}

fn strcmp<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    Value::Int(arguments[0].text().cmp(&arguments[1].text()) as i32)
}

fn strrep<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    const MOST: i64 = 1_024;
    let times = arguments[1].whole().unwrap_or(0).clamp(0, MOST);
    let times = usize::try_from(times).unwrap_or(0);
    let delimiter = arguments.get(2).map(Value::text).unwrap_or_default();
    join(std::iter::repeat_n(&arguments[0], times), &delimiter)
}

fn substring<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let length = arguments.get(2).map_or(Some(i64::MAX), Value::whole);
    let Some((start, length)) = arguments[1].whole().zip(length) else {
        return Value::EMPTY;
    };
    match std::mem::take(&mut arguments[0]).into_text() {
        Cow::Borrowed(text) => Value::string(cut(text, start, length)),
        Cow::Owned(text) => Value::string(cut(&text, start, length).to_owned()),
    }
}

fn cut(text: &str, start: i64, length: i64) -> &str {
    let start = if start < 0 {
        let count = i64::try_from(text.chars().count()).unwrap_or(i64::MAX);
        (count + start.max(-count)).max(0)
    } else {
        start
    };
    let rest = &text[byte(text, start)..];
    &rest[..byte(rest, length.max(0))]
}

/// Where the character at a place begins, or the text ends.
fn byte(text: &str, place: i64) -> usize {
    let Ok(place) = usize::try_from(place) else {
        return text.len();
    };
    if text.is_ascii() {
        return place.min(text.len());
    }
    text.char_indices()
        .nth(place)
        .map_or(text.len(), |(at, _)| at)
}

fn to_lower<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    Value::String(lowered(std::mem::take(&mut arguments[0]).into_text()))
}

fn to_upper<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    Value::string(arguments[0].text().to_uppercase())
}

fn reverse<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    Value::string(arguments[0].text().chars().rev().collect::<String>())
}

fn translate<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let from = arguments[0].text();
    let to: Vec<char> = arguments[1].text().chars().collect();
    let swap = |c| match from.chars().position(|listed| listed == c) {
        Some(place) => to.get(place).or(to.last()).copied().unwrap_or(c),
        None => c,
    };
    limited(arguments[2].text().chars().map(swap).collect())
}

fn is_ascii<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    Value::Bool(arguments[0].text().is_ascii())
}

fn is_utf8<'a>(_: &Context, _: &mut [Value<'a>]) -> Value<'a> {
    Value::Bool(true)
}
