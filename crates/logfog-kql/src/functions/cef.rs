//! The Common Event Format.

use std::borrow::Cow;

use super::{
    Context, Function,
    arguments::{Accepts, one},
    doc::chosen,
};
use crate::{Type, Value, value::Builder};

pub(super) const FUNCTIONS: &[Function] = &[Function::fixed(
    "parse_cef_dictionary",
    &[one("text", Accepts::Text)],
    Type::Dynamic,
    parse_cef,
)
.documented()
.doc(chosen(
    "The header of a CEF message, and its extension as a bag. The names of the \
             header are those of the CEF specification.",
    "Null for what is no CEF message.",
    "parse_cef_dictionary(\"CEF:0|Contoso|Wall|1.0|100|Blocked|5|src=10.0.0.1 \
             msg=a b\").Extension.msg",
    "\"a b\"",
))];

fn parse_cef<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    cef(&arguments[0].text()).unwrap_or_default()
}

fn cef<'a>(text: &str) -> Option<Value<'a>> {
    let (_, message) = text.split_once("CEF:")?;
    let mut fields = Vec::new();
    let mut rest = message;
    while fields.len() < 7 {
        let end = unescaped(rest, '|')?;
        fields.push(plain(&rest[..end], '|'));
        rest = &rest[end + 1..];
    }
    let [
        version,
        vendor,
        product,
        device_version,
        class,
        name,
        severity,
    ] = <[String; 7]>::try_from(fields).ok()?;
    let mut bag = Builder::default();
    let header = [
        ("Version", version),
        ("DeviceVendor", vendor),
        ("DeviceProduct", product),
        ("DeviceVersion", device_version),
        ("DeviceEventClassID", class),
        ("Name", name),
        ("Severity", severity),
    ];
    for (key, value) in header {
        bag.set(Cow::Borrowed(key), Value::string(value));
    }
    bag.set(Cow::Borrowed("Extension"), extension(rest));
    Some(bag.finish())
}

/// Where a character is without a backslash in front of it.
fn unescaped(text: &str, wanted: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let found = c == wanted && !escaped;
        escaped = c == '\\' && !escaped;
        found.then_some(at)
    })
}

/// A text without the backslashes that a character and a backslash need.
fn plain(text: &str, special: char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some('\\')) => {
                chars.next();
                out.push('\\');
            }
            ('\\', Some(next)) if *next == special => {}
            ('\\', Some('n')) if special == '=' => {
                chars.next();
                out.push('\n');
            }
            (c, _) => out.push(c),
        }
    }
    out
}

/// `key=value` after `key=value`; a value goes on until the next key, so that it may have spaces.
fn extension<'a>(text: &str) -> Value<'a> {
    let mut bag = Builder::default();
    let mut rest = text.trim_start();
    while let Some(equals) = unescaped(rest, '=') {
        let key = rest[..equals].trim();
        let behind = &rest[equals + 1..];
        let next = match unescaped(behind, '=') {
            Some(next) => behind[..next].trim_end().rfind(' ').unwrap_or(next),
            None => behind.len(),
        };
        bag.set(
            Cow::Owned(key.to_owned()),
            Value::string(plain(behind[..next].trim_end(), '=')),
        );
        // A key without a space before it is part of the value.
        rest = behind[next..].trim_start_matches([' ', '=']);
    }
    bag.finish()
}
