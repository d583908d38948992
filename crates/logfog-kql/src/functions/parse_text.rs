//! JSON and version numbers in texts.

use std::borrow::Cow;

use super::{
    Bound, Context, Function, Listed,
    arguments::{Accepts, Argument, Misfit, Parameter, one, optional},
    convert::convert,
    doc::{derived, said},
};
use crate::{
    Type, Value,
    operators::path::{element, member},
    value::{Decimal, json},
};

const ANY: &[Parameter] = &[one("json", Accepts::Any)];
const JSON_NULLS: &str = "Null for an empty text. A text that is not JSON stays what it is.";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::by("parse_json", ANY, json_in)
        .documented()
        .doc(said(
            "The JSON in a text. A dynamic is passed on as it is, even if it holds \
             such a text.",
            JSON_NULLS,
            "parse_json('[100,101,102]')[0]",
            "100",
        )),
    Function::by("todynamic", ANY, json_in)
        .listed(Listed::Sampled)
        .doc(said(
            "`parse_json` by another name.",
            JSON_NULLS,
            "todynamic('{\"a\": 1}').a",
            "1",
        )),
    Function::by("toobject", ANY, json_in).doc(derived(
        "`parse_json` by an old name.",
        JSON_NULLS,
        "toobject('21')",
        "21",
    )),
    Function::by("parsejson", ANY, json_in).doc(derived(
        "`parse_json` by an old name.",
        JSON_NULLS,
        "parsejson('21')",
        "21",
    )),
    Function::by(
        "extract_json",
        &[
            one("path", Accepts::Text),
            one("json", Accepts::Any),
            optional("type", Accepts::TypeOf),
        ],
        extract_json,
    )
    .doc(said(
        "What a path as `$.a.b[0]` picks from JSON, as a text or as a type that is \
             asked for.",
        "An empty text, or null of another type, where there is nothing.",
        "extract_json(\"$.a[1].b\", '{\"a\": [0, {\"b\": 7}]}', typeof(int))",
        "7",
    )),
    Function::by(
        "extractjson",
        &[
            one("path", Accepts::Text),
            one("json", Accepts::Any),
            optional("type", Accepts::TypeOf),
        ],
        extract_json,
    )
    .doc(said(
        "`extract_json` by its old name.",
        "An empty text, or null of another type, where there is nothing.",
        "extractjson(\"$.a\", '{\"a\": 7}')",
        "\"7\"",
    )),
    Function::fixed(
        "dynamic_to_json",
        &[one("value", Accepts::Dynamic)],
        Type::String,
        dynamic_to_json,
    )
    .doc(said(
        "The JSON of a dynamic, with the names of bags in order.",
        "\"null\" for null.",
        "dynamic_to_json(dynamic({\"b\": 1, \"a\": 2}))",
        "\"{\\\"a\\\":2,\\\"b\\\":1}\"",
    )),
    Function::fixed(
        "parse_version",
        &[one("version", Accepts::Text)],
        Type::Decimal,
        parse_version,
    )
    .doc(said(
        "A version of up to four numbers as a decimal, which compares as versions do.",
        "Null for what is no version.",
        "parse_version(\"0.0.0.5\") < parse_version(\"0.0.2.0\")",
        "true",
    )),
];

/// Whether there is something to parse is a matter of the type: a dynamic may hold a text too.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands in a table beside others that may refuse"
)]
fn json_in(arguments: &[Argument]) -> Result<Bound, Misfit> {
    Ok(match arguments.first().map(|argument| argument.ty) {
        Some(Type::Dynamic) => Bound::new(Type::Dynamic, |_, arguments| {
            std::mem::take(&mut arguments[0])
        }),
        Some(_) | None => Bound::new(Type::Dynamic, parse_json),
    })
}

fn parse_json<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let is_parsed_already = arguments[0].as_str().is_none();
    let value = std::mem::take(&mut arguments[0]);
    if is_parsed_already {
        return super::convert::as_dynamic(value);
    }
    match value.into_text() {
        Cow::Borrowed(text) if text.trim().is_empty() => Value::Null,
        Cow::Borrowed(text) => json::lazy(text).unwrap_or(Value::string(text)),
        Cow::Owned(text) if text.trim().is_empty() => Value::Null,
        Cow::Owned(text) => match json::lazy(&text).map(Value::into_owned) {
            Some(value) => value,
            None => Value::string(text),
        },
    }
}

/// A step of a path into JSON.
#[derive(Clone, Debug)]
enum Step {
    Member(String),
    Element(i64),
}

fn steps(path: &str) -> Option<Vec<Step>> {
    let mut rest = path.trim().strip_prefix('$').unwrap_or(path.trim());
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (subscript, behind) = inside.split_once(']')?;
            let name = subscript.trim_matches(['\'', '"']);
            steps.push(match subscript.parse() {
                Ok(place) => Step::Element(place),
                Err(_) => Step::Member(name.to_owned()),
            });
            rest = behind;
            continue;
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        if end == 0 {
            return None;
        }
        steps.push(Step::Member(rest[..end].to_owned()));
        rest = &rest[end..];
    }
    Some(steps)
}

fn extract_json(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let ty = arguments
        .get(2)
        .and_then(|argument| argument.type_name)
        .unwrap_or(Type::String);
    let ready = match arguments[0].constant_text() {
        Some(path) => Some(steps(&path).ok_or_else(|| Misfit::Invalid {
            argument: 0,
            reason: format!("{path:?} is no path"),
        })?),
        None => None,
    };
    Ok(Bound::new(ty, move |context, arguments| {
        let of_row = if ready.is_none() {
            steps(&arguments[0].text())
        } else {
            None
        };
        let Some(steps) = ready.as_ref().or(of_row.as_ref()) else {
            return Value::missing(ty);
        };
        let parsed = parse_json(context, &mut arguments[1..2]);
        let found = steps.iter().fold(parsed, |value, step| match step {
            Step::Member(name) => member(&value, name),
            Step::Element(place) => element(&value, *place),
        });
        convert(found, ty)
    }))
}

fn dynamic_to_json<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    super::string::limited(json::write(&sorted(&arguments[0])))
}

/// The same value, with the names of bags in order.
fn sorted<'a>(value: &Value<'a>) -> Value<'a> {
    if let Some(bag) = value.bag() {
        let mut entries: Vec<_> = bag.iter().collect();
        entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut builder = crate::value::Builder::default();
        for (name, value) in entries {
            builder.set(name.clone(), sorted(value));
        }
        return builder.finish();
    }
    match value.elements() {
        Some(elements) => Value::array(elements.iter().map(sorted).collect()),
        None => value.clone(),
    }
}

fn parse_version<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    version(&arguments[0].text()).map_or(Value::Null, Value::Decimal)
}

/// Eight digits for each of the parts but the first.
fn version(text: &str) -> Option<Decimal> {
    let parts: Vec<&str> = text.split('.').collect();
    if parts.len() > 4 {
        return None;
    }
    let mut number = 0_i128;
    for place in 0..4 {
        let part: u32 = parts.get(place).map_or(Ok(0), |part| part.parse()).ok()?;
        if part > 99_999_999 {
            return None;
        }
        number = number * 100_000_000 + i128::from(part);
    }
    Decimal::try_from_i128_with_scale(number, 0).ok()
}
