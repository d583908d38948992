//! Regular expressions: what they match in a text.

use std::borrow::Cow;

use regex::{Captures, Regex};

use super::{
    Bound, Context, Function,
    arguments::{Accepts, Argument, Misfit, one, optional},
    convert::convert,
    doc::said,
};
use crate::{Type, Value, operators::text::regex, value::ELEMENT_LIMIT};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::by(
        "extract",
        &[
            one("regex", Accepts::Text),
            one("group", Accepts::Whole),
            one("text", Accepts::Text),
            optional("type", Accepts::TypeOf),
        ],
        extract,
    )
    .documented()
    .doc(said(
        "What a group of an expression first matches, as a type that may be asked \
             for. Group 0 is the whole match.",
        "An empty text, or null of another type, where nothing matches.",
        "extract(\"x=([0-9.]+)\", 1, \"hello x=45.6|wo\", typeof(real))",
        "45.6",
    )),
    Function::by(
        "extract_all",
        &[
            one("regex", Accepts::Text),
            one("text or groups", Accepts::Any),
            optional("text", Accepts::Text),
        ],
        extract_all,
    )
    .documented()
    .doc(said(
        "All that the groups of an expression match: an array of texts for one \
             group, of arrays for several.",
        "Null where nothing matches.",
        "extract_all(@\"(\\d+)\", \"a set of numbers: 123, 567 and 789\")",
        "[\"123\",\"567\",\"789\"]",
    )),
    Function::fixed(
        "regex_quote",
        &[one("text", Accepts::Text)],
        Type::String,
        regex_quote,
    )
    .doc(said(
        "An expression that matches just a text.",
        "Null is taken as an empty text.",
        "regex_quote(\"a.b\")",
        "\"a\\\\.b\"",
    )),
];

/// How many bytes `extract_all` gives at most: groups inside of groups have the same text.
const EXTRACT_LIMIT: usize = 16 << 20;

/// The expression of an argument, if it is the same for every row. A wrong one is refused.
pub(super) fn prepared(arguments: &[Argument], place: usize) -> Result<Option<Regex>, Misfit> {
    let Some(pattern) = arguments[place].constant_text() else {
        return Ok(None);
    };
    let invalid = |reason| Misfit::Invalid {
        argument: place,
        reason,
    };
    regex(&pattern).map(Some).map_err(invalid)
}

/// The prepared expression, or that of the row. None if that is wrong.
pub(super) fn regex_of<'r>(ready: Option<&'r Regex>, value: &Value<'_>) -> Option<Cow<'r, Regex>> {
    match ready {
        Some(ready) => Some(Cow::Borrowed(ready)),
        None => regex(&value.text()).ok().map(Cow::Owned),
    }
}

fn extract(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let ready = prepared(arguments, 0)?;
    let ty = arguments
        .get(3)
        .and_then(|argument| argument.type_name)
        .unwrap_or(Type::String);
    Ok(Bound::new(ty, move |_, arguments| {
        let group = arguments[1]
            .whole()
            .and_then(|group| usize::try_from(group).ok());
        let regex = regex_of(ready.as_ref(), &arguments[0]);
        let Some((group, regex)) = group.zip(regex) else {
            return Value::missing(ty);
        };
        let text = std::mem::take(&mut arguments[2]).into_text();
        let found = match text {
            Cow::Borrowed(text) => matched(&regex, group, text).map(Value::string),
            Cow::Owned(text) => {
                matched(&regex, group, &text).map(|found| Value::string(found.to_owned()))
            }
        };
        found.map_or(Value::missing(ty), |found| convert(found, ty))
    }))
}

fn matched<'t>(regex: &Regex, group: usize, text: &'t str) -> Option<&'t str> {
    if group == 0 {
        return regex.find(text).map(|found| found.as_str());
    }
    Some(regex.captures(text)?.get(group)?.as_str())
}

fn extract_all(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let ready = prepared(arguments, 0)?;
    let last = arguments.len() - 1;
    if let Some(Argument {
        ty,
        constant: _,
        type_name: _,
    }) = arguments.get(1)
        && last == 2
        && *ty != Type::Dynamic
    {
        return Err(Misfit::Type {
            argument: 1,
            expected: Type::Dynamic.as_str(),
        });
    }
    Ok(Bound::new(Type::Dynamic, move |_, arguments| {
        let text = arguments[last].text();
        let Some(regex) = regex_of(ready.as_ref(), &arguments[0]) else {
            return Value::Null;
        };
        let groups = match arguments[1..last].first() {
            Some(listed) => listed_groups(&regex, listed),
            // Without any group, the whole match is the one.
            None if regex.captures_len() == 1 => vec![0],
            None => (1..regex.captures_len()).collect(),
        };
        let mut rows = Vec::new();
        let mut length = 0;
        for captures in regex.captures_iter(&text) {
            length += groups
                .iter()
                .filter_map(|group| captures.get(*group))
                .map(|it| it.len())
                .sum::<usize>();
            if rows.len() >= ELEMENT_LIMIT || length > EXTRACT_LIMIT {
                break;
            }
            rows.push(of_groups(&captures, &groups));
        }
        if rows.is_empty() {
            Value::Null
        } else {
            Value::array(rows)
        }
    }))
}

/// Groups that are named or numbered in an array. What the expression does not have is left out.
fn listed_groups(regex: &Regex, listed: &Value<'_>) -> Vec<usize> {
    let by_name = |name: &str| regex.capture_names().position(|known| known == Some(name));
    let group = |one: &Value<'_>| match one.as_str() {
        Some(name) => by_name(name),
        None => one.whole().and_then(|group| usize::try_from(group).ok()),
    };
    let listed = listed.elements().unwrap_or_else(|| Vec::new().into());
    listed
        .iter()
        .filter_map(group)
        .filter(|group| *group < regex.captures_len())
        .collect()
}

fn of_groups<'a>(captures: &Captures<'_>, groups: &[usize]) -> Value<'a> {
    let text = |group: usize| {
        Value::string(
            captures
                .get(group)
                .map_or("", |found| found.as_str())
                .to_owned(),
        )
    };
    match *groups {
        [group] => text(group),
        ref groups => Value::array(groups.iter().copied().map(text).collect()),
    }
}

fn regex_quote<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    Value::string(regex::escape(&arguments[0].text()))
}
