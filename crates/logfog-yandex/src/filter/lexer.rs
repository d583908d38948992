use std::ops::Range;

use super::{BadFilter, expr::Op};

/// A piece of a filter and where it is, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) span: Range<usize>,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    /// Latin letters, digits and underscores: a keyword, a parameter, a key or a value.
    Name(&'t str),
    /// What was between quotes.
    Quoted(String),
    Dot,
    /// `:`, which ignores case, or `:!`, which does not.
    Occurs {
        minds_case: bool,
    },
    Compare(Op),
    Open,
    Close,
    /// Fits nowhere, but what is wrong is better said where it is read.
    Comma,
}

/// Said of what a value cannot have.
pub(super) const WANTS_QUOTES: &str =
    "only words of Latin letters, digits and _ and unsigned integers need no double quotes";

/// Cuts a filter into pieces.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, BadFilter> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (kind, length) = token(text, at)?;
        let span = at..at + length;
        at = span.end;
        tokens.push(Token { kind, span });
    }
    Ok(tokens)
}

/// What begins at a place where something is, and how long it is.
fn token(text: &str, at: usize) -> Result<(Kind<'_>, usize), BadFilter> {
    let rest = &text[at..];
    let compare = |op, length| Ok((Kind::Compare(op), length));
    match rest.as_bytes() {
        [b'"', ..] => quoted(text, at),
        [b'(', ..] => Ok((Kind::Open, 1)),
        [b')', ..] => Ok((Kind::Close, 1)),
        [b',', ..] => Ok((Kind::Comma, 1)),
        [b'.', ..] => Ok((Kind::Dot, 1)),
        [b':', b'!', ..] => Ok((Kind::Occurs { minds_case: true }, 2)),
        [b':', ..] => Ok((Kind::Occurs { minds_case: false }, 1)),
        [b'<', b'>', ..] => compare(Op::Ne, 2),
        [b'<', b'=', ..] => compare(Op::Le, 2),
        [b'>', b'=', ..] => compare(Op::Ge, 2),
        [b'=', b'=', ..] => {
            Err(BadFilter::new(text, at..at + 2, "an operator").hint("equal is written ="))
        }
        [b'!', b'=', ..] => {
            Err(BadFilter::new(text, at..at + 2, "an operator").hint("not equal is written <>"))
        }
        [b'<', ..] => compare(Op::Lt, 1),
        [b'>', ..] => compare(Op::Gt, 1),
        [b'=', ..] => compare(Op::Eq, 1),
        _ => match rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
            Some(0) => Err(unknown(text, at)),
            end => {
                let name = &rest[..end.unwrap_or(rest.len())];
                Ok((Kind::Name(name), name.len()))
            }
        },
    }
}

fn unknown(text: &str, at: usize) -> BadFilter {
    let rest = &text[at..];
    let length = rest.chars().next().map_or(0, char::len_utf8);
    let wrong = BadFilter::new(text, at..at + length, "a parameter, a value or an operator");
    match rest.as_bytes().first() {
        Some(b'\'') => wrong.hint("values are put in double quotes"),
        Some(b'!') => wrong.hint("the opposite of a condition is written NOT"),
        Some(b'&') => wrong.hint("both conditions: AND"),
        Some(b'|') => wrong.hint("either condition: OR"),
        _ => wrong.hint(WANTS_QUOTES),
    }
}

/// A text in quotes, and how long it is with them.
fn quoted(text: &str, at: usize) -> Result<(Kind<'_>, usize), BadFilter> {
    let mut value = String::new();
    let mut chars = text[at..].char_indices().skip(1);
    while let Some((offset, c)) = chars.next() {
        match c {
            '"' => return Ok((Kind::Quoted(value), offset + 1)),
            '\\' => match chars.next() {
                Some((_, c @ ('"' | '\'' | '\\'))) => value.push(c),
                Some((_, 'n')) => value.push('\n'),
                Some((_, 'r')) => value.push('\r'),
                Some((_, 't')) => value.push('\t'),
                Some((next, c)) => {
                    let span = at + offset..at + next + c.len_utf8();
                    let expected = r#"one of \" \' \\ \n \r \t"#;
                    return Err(BadFilter::new(text, span, expected)
                        .hint(r"a backslash itself is written \\"));
                }
                None => break,
            },
            c => value.push(c),
        }
    }
    let end = text.len();
    Err(BadFilter::new(text, end..end, "a closing \"")
        .hint(format!("the text begins at column {}", column(text, at))))
}

fn column(text: &str, at: usize) -> usize {
    text[..at].chars().count() + 1
}
