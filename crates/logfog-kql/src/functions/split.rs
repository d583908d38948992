//! Texts taken apart.

use std::borrow::Cow;

use super::{
    Context, Function,
    arguments::{Accepts, one, optional},
    doc::{chosen, said},
};
use crate::{Type, Value, value::ELEMENT_LIMIT};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed(
        "split",
        &[
            one("text", Accepts::Text),
            one("delimiter", Accepts::Text),
            optional("place", Accepts::Whole),
        ],
        Type::Dynamic,
        split,
    )
    .documented()
    .doc(said(
        "The parts of a text between delimiters; with a place, an array of just \
             that part.",
        "Null is taken as an empty text, whose only part is empty. Null for a \
             place that is not there.",
        "split(\"aaa_bbb_ccc\", \"_\", 1)",
        "[\"bbb\"]",
    )),
    Function::fixed(
        "parse_csv",
        &[one("text", Accepts::Text)],
        Type::Dynamic,
        parse_csv,
    )
    .doc(said(
        "The fields of the first line of comma-separated values.",
        "Null is taken as an empty text.",
        "parse_csv('aa,\"b,b\",cc')",
        "[\"aa\",\"b,b\",\"cc\"]",
    )),
    Function::fixed(
        "parse_path",
        &[one("path", Accepts::Text)],
        Type::Dynamic,
        parse_path,
    )
    .doc(chosen(
        "The scheme, root, directory, file and extension of a path.",
        "Null is taken as an empty text.",
        "parse_path(\"/usr/lib/a.so\").Filename",
        "\"a.so\"",
    )),
];

fn split<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let delimiter = arguments[1].text().into_owned();
    let parts = match std::mem::take(&mut arguments[0]).into_text() {
        Cow::Borrowed(text) => parts(text, &delimiter).map(Value::string).collect(),
        Cow::Owned(text) => parts(&text, &delimiter)
            .map(|part| Value::string(part.to_owned()))
            .collect(),
    };
    let Some(place) = arguments.get(2) else {
        return Value::array(parts);
    };
    let place = place.whole().and_then(|place| usize::try_from(place).ok());
    let part = place.and_then(|place| parts.into_iter().nth(place));
    part.map_or(Value::Null, |part| Value::array(vec![part]))
}

/// Without a delimiter, the whole text is the one part. So is what is left at the limit.
fn parts<'t>(text: &'t str, delimiter: &str) -> impl Iterator<Item = &'t str> {
    let most = if delimiter.is_empty() {
        1
    } else {
        ELEMENT_LIMIT
    };
    text.splitn(most, delimiter)
}

fn parse_csv<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let text = arguments[0].text();
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.is_empty() => quoted = true,
            ',' if !quoted => fields.push(Value::string(std::mem::take(&mut field))),
            '\r' | '\n' if !quoted => break,
            c => field.push(c),
        }
    }
    fields.push(Value::string(field));
    Value::array(fields)
}

fn parse_path<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let path = arguments[0].text();
    let (scheme, rest) = path.split_once("://").unwrap_or(("", &path));
    let (directory, file) = match rest.rfind(['/', '\\']) {
        Some(at) => (&rest[..at], &rest[at + 1..]),
        None => ("", rest),
    };
    let root = directory
        .find(['/', '\\'])
        .map_or(directory, |at| &directory[..at]);
    let name = directory
        .rfind(['/', '\\'])
        .map_or(directory, |at| &directory[at + 1..]);
    let (file, stream) = file.split_once(':').unwrap_or((file, ""));
    let extension = file.rfind('.').map_or("", |at| &file[at + 1..]);
    let mut bag = crate::value::Builder::default();
    let parts = [
        ("Scheme", scheme),
        ("RootPath", root),
        ("DirectoryPath", directory),
        ("DirectoryName", name),
        ("Filename", file),
        ("Extension", extension),
        ("AlternateDataStreamName", stream),
    ];
    for (key, value) in parts {
        bag.set(Cow::Borrowed(key), Value::string(value.to_owned()));
    }
    bag.finish()
}
