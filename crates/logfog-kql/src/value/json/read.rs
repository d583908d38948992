use std::borrow::Cow;

use crate::value::{Builder, DateTime, Guid, TimeSpan, Value, json::DEPTH_LIMIT};

/// Reads JSON to its leaves. None if it is not JSON, or nested too deeply.
pub fn parse(text: &str) -> Option<Value<'_>> {
    read(text, false)
}

/// Reads the inside of a `dynamic(…)` literal, which is JSON with single-quoted strings and with
/// `datetime(…)`, `timespan(…)`, `guid(…)`, `long(…)`, `real(…)` and `dynamic(…)` as leaves.
pub fn literal(text: &str) -> Option<Value<'_>> {
    read(text, true)
}

fn read(text: &str, is_literal: bool) -> Option<Value<'_>> {
    let mut scanner = Scanner {
        text,
        at: 0,
        is_literal,
    };
    let value = scanner.value(0)?;
    scanner.at_end().then_some(value)
}

/// The bytes that mean themselves in a string, whatever its quotes are.
const PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut byte = 0;
    while byte < 0x20 {
        plain[byte] = false;
        byte += 1;
    }
    plain[b'"' as usize] = false;
    plain[b'\'' as usize] = false;
    plain[b'\\' as usize] = false;
    plain
};

/// Goes through JSON text.
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
    is_literal: bool,
}

impl<'t> Scanner<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            is_literal: false,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
    }

    fn eat(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    pub(super) fn open(&mut self, bracket: u8) -> bool {
        self.space();
        self.eat(bracket)
    }

    pub(super) fn close(&mut self, bracket: u8) -> bool {
        self.space();
        self.eat(bracket)
    }

    /// Whether another one follows, or the bracket that ends them.
    pub(super) fn more(&mut self, bracket: u8) -> Option<bool> {
        self.space();
        if self.eat(b',') {
            return Some(true);
        }
        self.eat(bracket).then_some(false)
    }

    pub(super) fn at_end(&mut self) -> bool {
        self.space();
        self.at == self.text.len()
    }

    /// A name and the colon behind it.
    pub(super) fn key(&mut self) -> Option<Cow<'t, str>> {
        self.space();
        let key = self.string()?;
        self.space();
        self.eat(b':').then_some(key)
    }

    fn value(&mut self, depth: usize) -> Option<Value<'t>> {
        if depth > DEPTH_LIMIT {
            return None;
        }
        self.space();
        match self.peek()? {
            b'{' => self.bag(depth),
            b'[' => self.array(depth),
            b'"' | b'\'' => self.string().map(Value::String),
            b'-' | b'0'..=b'9' => self.number(),
            _ => self.word(depth),
        }
    }

    fn bag(&mut self, depth: usize) -> Option<Value<'t>> {
        self.at += 1;
        let mut bag = Builder::default();
        if self.close(b'}') {
            return Some(bag.finish());
        }
        loop {
            let name = self.key()?;
            bag.set(name, self.value(depth + 1)?);
            if !self.more(b'}')? {
                return Some(bag.finish());
            }
        }
    }

    fn array(&mut self, depth: usize) -> Option<Value<'t>> {
        self.at += 1;
        let mut elements = Vec::new();
        if !self.close(b']') {
            loop {
                elements.push(self.value(depth + 1)?);
                if !self.more(b']')? {
                    break;
                }
            }
        }
        Some(Value::Array(elements.into()))
    }

    /// The text of one value, which is checked but not read.
    pub(super) fn skip_value(&mut self) -> Option<&'t str> {
        self.space();
        let start = self.at;
        self.skip(0)?;
        Some(&self.text[start..self.at])
    }

    fn skip(&mut self, depth: usize) -> Option<()> {
        if depth > DEPTH_LIMIT {
            return None;
        }
        self.space();
        match self.peek()? {
            b'{' => {
                self.at += 1;
                if self.close(b'}') {
                    return Some(());
                }
                loop {
                    self.space();
                    self.skip_string()?;
                    self.space();
                    if !self.eat(b':') {
                        return None;
                    }
                    self.skip(depth + 1)?;
                    if !self.more(b'}')? {
                        return Some(());
                    }
                }
            }
            b'[' => {
                self.at += 1;
                if self.close(b']') {
                    return Some(());
                }
                loop {
                    self.skip(depth + 1)?;
                    if !self.more(b']')? {
                        return Some(());
                    }
                }
            }
            b'"' => self.skip_string().map(drop),
            b'-' | b'0'..=b'9' => self.skip_number().map(drop),
            _ => self.word(depth).map(drop),
        }
    }

    /// Goes behind a string: where its inside is, and whether anything in it is escaped.
    fn skip_string(&mut self) -> Option<(&'t str, bool)> {
        let quote = self
            .peek()
            .filter(|quote| *quote == b'"' || (*quote == b'\'' && self.is_literal))?;
        self.at += 1;
        let start = self.at;
        let mut escaped = false;
        let bytes = self.text.as_bytes();
        loop {
            while bytes
                .get(self.at)
                .is_some_and(|byte| PLAIN[usize::from(*byte)])
            {
                self.at += 1;
            }
            let byte = self.peek()?;
            self.at += 1;
            if byte == quote {
                break;
            }
            match byte {
                b'\\' => {
                    escaped = true;
                    self.escape()?;
                }
                b'"' | b'\'' => {}
                _ => return None,
            }
        }
        Some((&self.text[start..self.at - 1], escaped))
    }

    fn string(&mut self) -> Option<Cow<'t, str>> {
        let (inside, escaped) = self.skip_string()?;
        if !escaped {
            return Some(Cow::Borrowed(inside));
        }
        let mut text = String::with_capacity(inside.len());
        let mut inner = Scanner {
            text: inside,
            at: 0,
            is_literal: self.is_literal,
        };
        while let Some(rest) = inside.get(inner.at..).filter(|rest| !rest.is_empty()) {
            let run = rest.find('\\').unwrap_or(rest.len());
            text.push_str(&rest[..run]);
            inner.at += run;
            if inner.eat(b'\\') {
                text.push(inner.escape()?);
            }
        }
        Some(Cow::Owned(text))
    }

    /// What is behind a backslash.
    fn escape(&mut self) -> Option<char> {
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'\'' if self.is_literal => '\'',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                if (0xd800..0xdc00).contains(&unit) && self.text[self.at..].starts_with("\\u") {
                    let before = self.at;
                    self.at += 2;
                    let low = self.unit()?;
                    if (0xdc00..0xe000).contains(&low) {
                        let pair = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                        return char::from_u32(pair);
                    }
                    self.at = before;
                }
                char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return None,
        })
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    fn number(&mut self) -> Option<Value<'t>> {
        let start = self.at;
        let whole = self.skip_number()?;
        let text = &self.text[start..self.at];
        if whole && let Ok(value) = text.parse() {
            return Some(Value::Long(value));
        }
        text.parse().ok().map(Value::Real)
    }

    /// Goes behind a number: whether it has neither a fraction nor an exponent.
    fn skip_number(&mut self) -> Option<bool> {
        self.eat(b'-');
        let leading_zero = self.peek() == Some(b'0');
        let digits = self.digits();
        if digits == 0 || (leading_zero && digits > 1) {
            return None;
        }
        let mut whole = true;
        if self.eat(b'.') {
            whole = false;
            if self.digits() == 0 {
                return None;
            }
        }
        if self.eat(b'e') || self.eat(b'E') {
            whole = false;
            let _ = self.eat(b'+') || self.eat(b'-');
            if self.digits() == 0 {
                return None;
            }
        }
        Some(whole)
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        self.at - start
    }

    fn word(&mut self, depth: usize) -> Option<Value<'t>> {
        let rest = &self.text[self.at..];
        let end = rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len());
        self.at += end;
        match &rest[..end] {
            "true" => Some(Value::Bool(true)),
            "false" => Some(Value::Bool(false)),
            "null" => Some(Value::Null),
            name if self.is_literal => {
                if !self.open(b'(') {
                    return None;
                }
                if name == "dynamic" {
                    let value = self.value(depth + 1)?;
                    return self.close(b')').then_some(value);
                }
                let inside = &self.text[self.at..];
                let inside = &inside[..inside.find(')')?];
                self.at += inside.len() + 1;
                leaf(name, inside.trim())
            }
            _ => None,
        }
    }
}

fn leaf<'t>(name: &str, inside: &str) -> Option<Value<'t>> {
    let inside = inside.trim_matches(['"', '\'']);
    if inside == "null" {
        return Some(Value::Null);
    }
    Some(match name {
        "datetime" => Value::DateTime(DateTime::parse(inside)?),
        "timespan" | "time" => Value::TimeSpan(TimeSpan::parse(inside)?),
        "guid" => Value::Guid(Guid::parse(inside)?),
        "long" | "int" => Value::Long(inside.parse().ok()?),
        "real" | "double" => Value::Real(inside.parse().ok()?),
        "bool" => Value::Bool(inside.parse().ok()?),
        _ => return None,
    })
}
