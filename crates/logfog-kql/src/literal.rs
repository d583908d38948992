//! The text of a literal to its value, as far as that needs no calendar and no JSON.

use crate::{Error, Kind, Span, Type, ast::Literal};

/// What a string says, its quotes and escapes resolved.
pub(crate) fn string(raw: &str, at: Span) -> Result<String, Error> {
    let raw = raw.strip_prefix(['h', 'H']).unwrap_or(raw);
    for fence in ["```", "~~~"] {
        if let Some(text) = raw.strip_prefix(fence) {
            return Ok(text.strip_suffix(fence).unwrap_or(text).to_owned());
        }
    }
    if let Some(quoted) = raw.strip_prefix('@') {
        let (quote, text) = unquoted(quoted);
        return Ok(text.replace(&quote.repeat(2), quote));
    }
    escaped(unquoted(raw).1, at)
}

/// The quote, and what is between it and the one at the end.
fn unquoted(quoted: &str) -> (&str, &str) {
    let Some((quote, text)) = quoted.split_at_checked(1) else {
        return ("", quoted);
    };
    (quote, text.strip_suffix(quote).unwrap_or(text))
}

fn escaped(text: &str, at: Span) -> Result<String, Error> {
    let mut value = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, behind)) = rest.split_once('\\') {
        value.push_str(plain);
        let mut chars = behind.chars();
        let escape = chars.next().unwrap_or('\\');
        rest = chars.as_str();
        value.push(match escape {
            '\\' | '"' | '\'' => escape,
            'a' => '\x07',
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0b',
            '0' => '\0',
            'x' => code(&mut rest, 2, at)?,
            'u' => unicode(&mut rest, at)?,
            'U' => code(&mut rest, 8, at)?,
            _ => return Err(bad_escape(&format!("\\{escape}"), at)),
        });
    }
    value.push_str(rest);
    Ok(value)
}

/// `\uXXXX`, or two of them for a character beyond the first 65,536.
fn unicode(rest: &mut &str, at: Span) -> Result<char, Error> {
    let first = digits(rest, 4, at)?;
    if !(0xd800..0xdc00).contains(&first) {
        return char::from_u32(first).ok_or_else(|| bad_escape("\\u", at));
    }
    *rest = rest
        .strip_prefix("\\u")
        .ok_or_else(|| bad_escape("\\u", at))?;
    let second = digits(rest, 4, at)?;
    let low = second.wrapping_sub(0xdc00);
    if low > 0x3ff {
        return Err(bad_escape("\\u", at));
    }
    char::from_u32(0x10000 + ((first - 0xd800) << 10) + low).ok_or_else(|| bad_escape("\\u", at))
}

fn code(rest: &mut &str, count: usize, at: Span) -> Result<char, Error> {
    char::from_u32(digits(rest, count, at)?).ok_or_else(|| bad_escape("\\U", at))
}

fn digits(rest: &mut &str, count: usize, at: Span) -> Result<u32, Error> {
    let (digits, behind) = rest
        .split_at_checked(count)
        .filter(|(digits, _)| digits.bytes().all(|b| b.is_ascii_hexdigit()))
        .ok_or_else(|| bad_escape("\\u", at))?;
    *rest = behind;
    u32::from_str_radix(digits, 16).map_err(|_| bad_escape("\\u", at))
}

fn bad_escape(escape: &str, at: Span) -> Error {
    Error {
        kind: Kind::Syntax,
        code: "",
        at,
        message: format!("token recognition error at: '{escape}'"),
        hint: format!(
            "The string has no escape {escape}: write @\"…\" to have backslashes as they are."
        ),
    }
}

/// Digits to a number, decimal or hexadecimal.
pub(crate) fn long(text: &str) -> Option<i64> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u64::from_str_radix(digits, 16).ok().map(u64::cast_signed),
        None => text.parse().ok(),
    }
}

/// `type(body)` to its value, where `body_at` is where the body is written.
pub(crate) fn typed(ty: Type, body: &str, body_at: Span) -> Option<Literal> {
    let text = body.trim();
    let at = trimmed(body, body_at);
    if text == "null" {
        return Some(Literal::Null(ty));
    }
    match ty {
        Type::Bool => boolean(text).map(Literal::Bool),
        Type::Int => signed(text)
            .and_then(|n| i32::try_from(n).ok())
            .map(Literal::Int),
        Type::Long => signed(text).map(Literal::Long),
        Type::Real => real(text).map(Literal::Real),
        Type::DateTime | Type::TimeSpan | Type::Guid => {
            let inner = within_quotes(text);
            let at = if inner.len() < text.len() {
                Span::new(at.start + 1, at.end - 1)
            } else {
                at
            };
            let text = inner.to_owned();
            Some(Literal::Raw { ty, text, at })
        }
        Type::Decimal | Type::Dynamic | Type::String => {
            let text = text.to_owned();
            Some(Literal::Raw { ty, text, at })
        }
    }
}

fn trimmed(body: &str, at: Span) -> Span {
    let start = at.start + (body.len() - body.trim_start().len());
    Span::new(start, start + body.trim().len())
}

/// What is between two quotes of the same kind, or the text itself.
fn within_quotes(text: &str) -> &str {
    ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text)
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" | "1" => Some(true),
        "false" | "False" | "FALSE" | "0" => Some(false),
        _ => None,
    }
}

/// A number with a sign. The least of all has no positive, so the sign belongs to the digits.
fn signed(text: &str) -> Option<i64> {
    match text.strip_prefix('-') {
        Some(digits) if digits.starts_with(['0']) && digits.len() > 1 => {
            long(digits).and_then(i64::checked_neg)
        }
        Some(_) => text.parse().ok(),
        None => long(text),
    }
}

/// Rust reads more than Kusto does, as `infinity`, and nothing that Kusto reads differently.
fn real(text: &str) -> Option<f64> {
    text.parse().ok()
}
