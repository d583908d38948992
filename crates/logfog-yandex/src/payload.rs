//! `google.protobuf.Struct`: checked in place when it comes in, turned into JSON when it is read.

use std::collections::BTreeMap;

use logfog_kit::json;

use crate::protobuf::{BadWire, Fields, MAX_DEPTH, Value, text};

/// `WriteRequest` holds an entry holds a `Struct`: that one is two deep.
const DEPTH: usize = 2;

/// Accepts what every protobuf runtime can decode as a `Struct`.
pub(crate) fn check(message: &[u8]) -> Result<(), BadWire> {
    check_struct(message, DEPTH)
}

fn check_struct(message: &[u8], depth: usize) -> Result<(), BadWire> {
    for field in Fields::new(message) {
        if let (1, Value::Bytes(member)) = field? {
            check_member(member, deeper(depth)?)?;
        }
    }
    Ok(())
}

fn check_member(message: &[u8], depth: usize) -> Result<(), BadWire> {
    for field in Fields::new(message) {
        match field? {
            (1, Value::Bytes(key)) => {
                text(key)?;
            }
            (2, Value::Bytes(value)) => check_value(value, deeper(depth)?)?,
            _ => {}
        }
    }
    Ok(())
}

fn check_value(message: &[u8], depth: usize) -> Result<(), BadWire> {
    for field in Fields::new(message) {
        match field? {
            (3, Value::Bytes(string)) => {
                text(string)?;
            }
            (5, Value::Bytes(object)) => check_struct(object, deeper(depth)?)?,
            (6, Value::Bytes(list)) => check_list(list, deeper(depth)?)?,
            _ => {}
        }
    }
    Ok(())
}

fn check_list(message: &[u8], depth: usize) -> Result<(), BadWire> {
    for field in Fields::new(message) {
        if let (1, Value::Bytes(value)) = field? {
            check_value(value, deeper(depth)?)?;
        }
    }
    Ok(())
}

const fn deeper(depth: usize) -> Result<usize, BadWire> {
    if depth < MAX_DEPTH {
        Ok(depth + 1)
    } else {
        Err(BadWire("it nests too deep"))
    }
}

/// A `Value` of a checked `Struct`. What is inside of it is still encoded.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Json<'a> {
    Null,
    Number(f64),
    Text(&'a str),
    Bool(bool),
    /// Read by [`members`].
    Object(&'a [u8]),
    /// Read by [`elements`].
    List(&'a [u8]),
}

impl<'a> Json<'a> {
    /// The last field that is set decides what a `Value` is; fields that it does not have are
    /// ignored.
    pub(crate) fn read(value: &'a [u8]) -> Self {
        let fields = Fields::new(value).flatten();
        fields.fold(Self::Null, |before, field| match field {
            (1, Value::Varint(_)) => Self::Null,
            (2, Value::Fixed64(bits)) => Self::Number(f64::from_bits(bits)),
            (3, Value::Bytes(string)) => Self::Text(text(string).unwrap_or_default()),
            (4, Value::Varint(bool)) => Self::Bool(bool != 0),
            (5, Value::Bytes(members)) => Self::Object(members),
            (6, Value::Bytes(list)) => Self::List(list),
            _ => before,
        })
    }
}

/// The keys and values of checked `Struct`s that merge, as they were sent: of those that share a
/// key the last one counts. Keys are UTF-8.
pub(crate) fn members<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> impl Iterator<Item = (&'a [u8], &'a [u8])> {
    let fields = pieces.into_iter().flat_map(Fields::new).flatten();
    fields.filter_map(|field| match field {
        (1, Value::Bytes(member)) => Some(key_and_value(member)),
        _ => None,
    })
}

fn key_and_value(member: &[u8]) -> (&[u8], &[u8]) {
    let (mut key, mut value) = ([].as_slice(), [].as_slice());
    for field in Fields::new(member).flatten() {
        match field {
            (1, Value::Bytes(bytes)) => key = bytes,
            (2, Value::Bytes(bytes)) => value = bytes,
            _ => {}
        }
    }
    (key, value)
}

/// The values of a checked `ListValue`, in order.
pub(crate) fn elements(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    Fields::new(list).flatten().filter_map(|field| match field {
        (1, Value::Bytes(element)) => Some(element),
        _ => None,
    })
}

/// A number as JSON spells it. JSON has no word for what is not a number: that is spelled as
/// protobuf does.
pub(crate) fn spelled(number: f64) -> String {
    if number.is_infinite() {
        format!("{}Infinity", if number < 0.0 { "-" } else { "" })
    } else if number.is_nan() {
        "NaN".to_owned()
    } else if number.abs() < 1e17 {
        format!("{number}")
    } else {
        format!("{number:e}")
    }
}

/// The JSON object that these pieces of checked `Struct`s make together, the later ones winning.
/// A protobuf map has no order, so keys are sorted.
pub(crate) fn to_json<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut out = String::new();
    object(pieces, &mut out);
    out
}

fn object<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, out: &mut String) {
    let members: BTreeMap<_, _> = members(pieces).collect();
    out.push('{');
    for (at, (key, member)) in members.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&json::quote(text(key).unwrap_or_default()));
        out.push(':');
        value(member, out);
    }
    out.push('}');
}

fn value(message: &[u8], out: &mut String) {
    match Json::read(message) {
        Json::Null => out.push_str("null"),
        Json::Number(number) if number.is_finite() => out.push_str(&spelled(number)),
        Json::Number(number) => out.push_str(&json::quote(&spelled(number))),
        Json::Text(text) => out.push_str(&json::quote(text)),
        Json::Bool(bool) => out.push_str(if bool { "true" } else { "false" }),
        Json::Object(members) => object([members], out),
        Json::List(list) => {
            out.push('[');
            for (at, element) in elements(list).enumerate() {
                if at > 0 {
                    out.push(',');
                }
                value(element, out);
            }
            out.push(']');
        }
    }
}
