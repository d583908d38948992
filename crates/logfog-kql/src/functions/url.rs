//! Addresses of the web.

use std::borrow::Cow;

use super::{
    Context, Function,
    arguments::{Accepts, Parameter, one},
    doc::{TEXT, said},
    string::limited,
};
use crate::{Type, Value, value::Builder};

const ONE: &[Parameter] = &[one("url", Accepts::Text)];
const NULLS: &str = "Null is taken as an empty text, all of whose parts are empty.";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed("url_encode", ONE, Type::String, encode).doc(said(
        "A text as it is written in an address, with `+` for a space.",
        TEXT,
        "url_encode(\"https://a b/\")",
        "\"https%3a%2f%2fa+b%2f\"",
    )),
    Function::fixed("url_encode_component", ONE, Type::String, encode_component).doc(said(
        "A text as it is written in an address, with `%20` for a space.",
        TEXT,
        "url_encode_component(\"a b/\")",
        "\"a%20b%2F\"",
    )),
    Function::fixed("url_decode", ONE, Type::String, decode).doc(said(
        "The text that is written in an address. What is not UTF-8 stays as it is.",
        TEXT,
        "url_decode(\"https%3a%2f%2fwww.bing.com%2f\")",
        "\"https://www.bing.com/\"",
    )),
    Function::fixed("parse_url", ONE, Type::Dynamic, parse_url).doc(said(
        "The parts of an address.",
        NULLS,
        "parse_url(\"scheme://user:pw@host:1234/this/is/a/path?k1=v1&k2=v2#fragment\").Host",
        "\"host\"",
    )),
    Function::fixed("parseurl", ONE, Type::Dynamic, parse_url).doc(said(
        "`parse_url` by its old name.",
        NULLS,
        "parseurl(\"https://h/p\").Path",
        "\"/p\"",
    )),
    Function::fixed("parse_urlquery", ONE, Type::Dynamic, parse_urlquery).doc(said(
        "The parameters of an address's query.",
        NULLS,
        "parse_urlquery(\"k1=v1&k2=v2\")",
        "{\"Query Parameters\":{\"k1\":\"v1\",\"k2\":\"v2\"}}",
    )),
];

fn escaped(text: &str, keep: impl Fn(u8) -> bool, upper: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let digit = |half: u8| {
        let digit = char::from_digit(u32::from(half), 16).unwrap_or('0');
        if upper {
            digit.to_ascii_uppercase()
        } else {
            digit
        }
    };
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || keep(byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

fn encode<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let keep = |byte| matches!(byte, b'-' | b'_' | b'.' | b'!' | b'*' | b'(' | b')' | b' ');
    limited(escaped(&arguments[0].text(), keep, false).replace(' ', "+"))
}

fn encode_component<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let keep = |byte| matches!(byte, b'-' | b'_' | b'.' | b'~');
    limited(escaped(&arguments[0].text(), keep, true))
}

fn decode<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let text = arguments[0].text();
    let decoded = decoded(&text);
    Value::string(decoded.unwrap_or_else(|| text.into_owned()))
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        rest = behind;
        match (first, escape(behind)) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            (b'+', _) => bytes.push(b' '),
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok()
}

/// The byte that two hexadecimal digits stand for.
fn escape(digits: &[u8]) -> Option<u8> {
    let digit = |place: usize| char::from(*digits.get(place)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

fn parse_url<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let url = arguments[0].text();
    let (url, fragment) = url.split_once('#').unwrap_or((&url, ""));
    let (url, query) = url.split_once('?').unwrap_or((url, ""));
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let (authority, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (name, password) = user.split_once(':').unwrap_or((user, ""));
    let port = host
        .rfind(':')
        .filter(|at| host[at + 1..].bytes().all(|byte| byte.is_ascii_digit()));
    let (host, port) = port.map_or((host, ""), |at| (&host[..at], &host[at + 1..]));
    let mut bag = Builder::default();
    let parts = [
        ("Scheme", scheme),
        ("Host", host),
        ("Port", port),
        ("Path", path),
        ("Username", name),
        ("Password", password),
    ];
    for (key, value) in parts {
        bag.set(Cow::Borrowed(key), Value::string(value.to_owned()));
    }
    bag.set(Cow::Borrowed("Query Parameters"), parameters(query));
    bag.set(
        Cow::Borrowed("Fragment"),
        Value::string(fragment.to_owned()),
    );
    bag.finish()
}

fn parse_urlquery<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let query = arguments[0].text();
    let mut bag = Builder::default();
    bag.set(
        Cow::Borrowed("Query Parameters"),
        parameters(query.trim_start_matches('?')),
    );
    bag.finish()
}

fn parameters<'a>(query: &str) -> Value<'a> {
    let mut bag = Builder::default();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        bag.set(Cow::Owned(name.to_owned()), Value::string(value.to_owned()));
    }
    bag.finish()
}
