//! `google.protobuf.Struct`: checked in place when it comes in, turned into JSON when it is read.

use std::{collections::BTreeMap, fmt::Write as _};

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

/// The JSON object that these pieces of checked `Struct`s make together, the later ones winning.
/// A protobuf map has no order, so keys are sorted.
pub(crate) fn to_json<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut out = String::new();
    object(pieces, &mut out);
    out
}

fn object<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, out: &mut String) {
    let mut members = BTreeMap::new();
    for (number, value) in pieces.into_iter().flat_map(Fields::new).flatten() {
        if let (1, Value::Bytes(member)) = (number, value) {
            let (mut key, mut value) = ("", [].as_slice());
            for field in Fields::new(member).flatten() {
                match field {
                    (1, Value::Bytes(bytes)) => key = text(bytes).unwrap_or_default(),
                    (2, Value::Bytes(bytes)) => value = bytes,
                    _ => {}
                }
            }
            members.insert(key, value);
        }
    }
    out.push('{');
    for (at, (key, member)) in members.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(&json::quote(key));
        out.push(':');
        value(member, out);
    }
    out.push('}');
}

/// The last field that is set decides what a `Value` is; fields that it does not have are ignored.
fn value(message: &[u8], out: &mut String) {
    let known = |(number, value): &(u32, Value<'_>)| match value {
        Value::Varint(_) => matches!(number, 1 | 4),
        Value::Fixed64(_) => *number == 2,
        Value::Bytes(_) => matches!(number, 3 | 5 | 6),
        Value::Fixed32 => false,
    };
    match Fields::new(message).flatten().filter(known).last() {
        Some((2, Value::Fixed64(bits))) => number(f64::from_bits(bits), out),
        Some((3, Value::Bytes(string))) => {
            out.push_str(&json::quote(text(string).unwrap_or_default()));
        }
        Some((4, Value::Varint(bool))) => out.push_str(if bool == 0 { "false" } else { "true" }),
        Some((5, Value::Bytes(members))) => object([members], out),
        Some((6, Value::Bytes(list))) => elements(list, out),
        Some(_) | None => out.push_str("null"),
    }
}

fn elements(list: &[u8], out: &mut String) {
    out.push('[');
    let mut first = true;
    for field in Fields::new(list).flatten() {
        if let (1, Value::Bytes(element)) = field {
            if !first {
                out.push(',');
            }
            first = false;
            value(element, out);
        }
    }
    out.push(']');
}

/// JSON has no word for what is not a number: it is shown as a text, spelled as protobuf does.
fn number(number: f64, out: &mut String) {
    let written = if number.is_infinite() {
        write!(out, "\"{}Infinity\"", if number < 0.0 { "-" } else { "" })
    } else if number.is_nan() {
        write!(out, "\"NaN\"")
    } else if number.abs() < 1e17 {
        write!(out, "{number}")
    } else {
        write!(out, "{number:e}")
    };
    debug_assert!(written.is_ok(), "a String takes everything");
}
