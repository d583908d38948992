use std::fmt::Write as _;

use crate::value::{Value, json::parse, real_text};

/// A value as compact JSON. What JSON has no notation for is written as its text.
pub fn write(value: &Value<'_>) -> String {
    let mut out = String::new();
    append(value, &mut out);
    out
}

fn append(value: &Value<'_>, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Int(value) => append_shown(value, out),
        Value::Long(value) => append_shown(value, out),
        Value::Real(value) if value.is_finite() => out.push_str(&real_text(*value)),
        Value::Real(value) => write_text(&real_text(*value), out),
        Value::Decimal(value) => append_shown(value, out),
        Value::DateTime(value) => write_text(&value.to_string(), out),
        Value::TimeSpan(value) => write_text(&value.to_string(), out),
        Value::Guid(value) => write_text(&value.to_string(), out),
        Value::String(text) => write_text(text, out),
        Value::Array(elements) => {
            out.push('[');
            for (at, element) in elements.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                append(element, out);
            }
            out.push(']');
        }
        Value::Bag(bag) => {
            out.push('{');
            for (at, (name, value)) in bag.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_text(name, out);
                out.push(':');
                append(value, out);
            }
            out.push('}');
        }
        // It was checked when it became one, so that it can be read.
        Value::Json(text) => match parse(text) {
            Some(read) => append(&read, out),
            None => out.push_str("null"),
        },
    }
}

fn append_shown(value: &impl std::fmt::Display, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = write!(out, "{value}");
}

/// A text as a JSON string.
pub fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
