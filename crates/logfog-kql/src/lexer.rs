//! Text to tokens. Literals that start like a call, as `datetime(2020-01-01)`, are one token whatever
//! is between their parentheses.

use crate::{Error, Kind, Span};

/// What a token is. Its text is what the query has at its span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A name or a keyword: which of them it is depends on where it stands.
    Word,
    /// Punctuation, and the operators that are no plain words, as `!has` and `in~`.
    Symbol,
    /// A string in any of its notations.
    String,
    /// Digits, or hexadecimal ones behind `0x`.
    Integer,
    /// Digits with a point or an exponent.
    Real,
    /// A number and a unit of time.
    TimeSpan,
    /// `true` or `false`.
    Bool,
    /// A type, and what is between the parentheses behind it.
    Typed,
    /// Behind the last token.
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Span,
}

/// The tokens of a text, `End` last, and what in it is no token.
pub(crate) fn lex(text: &str) -> (Vec<Token>, Vec<Error>) {
    let mut lexer = Lexer {
        text,
        at: 0,
        errors: Vec::new(),
    };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_blanks();
        let start = lexer.at;
        match lexer.next() {
            Some(TokenKind::End) => {
                let span = Span::new(start, start);
                tokens.push(Token {
                    kind: TokenKind::End,
                    span,
                });
                return (tokens, lexer.errors);
            }
            Some(kind) => tokens.push(Token {
                kind,
                span: Span::new(start, lexer.at),
            }),
            None => lexer.refuse(start),
        }
    }
}

/// Those whose parentheses hold text instead of expressions.
const TYPED: [&str; 15] = [
    "bool", "boolean", "int", "long", "real", "double", "decimal", "datetime", "timespan", "time",
    "guid", "uuid", "uniqueid", "dynamic", "typeof",
];

/// The longest first, so that the first that fits is the right one.
const SYMBOLS: [&str; 27] = [
    "==", "=~", "!=", "!~", "<=", ">=", "<>", "..", "(", ")", "[", "]", "{", "}", ",", ";", ":",
    ".", "|", "=", "<", ">", "+", "-", "*", "/", "%",
];

/// The units of a timespan.
const UNITS: [&str; 36] = [
    "d",
    "day",
    "days",
    "h",
    "hr",
    "hrs",
    "hour",
    "hours",
    "m",
    "min",
    "minute",
    "minutes",
    "s",
    "sec",
    "second",
    "seconds",
    "ms",
    "milli",
    "millis",
    "millisec",
    "millisecond",
    "milliseconds",
    "micro",
    "micros",
    "microsec",
    "microsecond",
    "microseconds",
    "nano",
    "nanos",
    "nanosec",
    "nanosecond",
    "nanoseconds",
    "tick",
    "ticks",
    "msec",
    "usec",
];

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    errors: Vec<Error>,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !wanted(c)).unwrap_or(rest.len());
    }

    fn eat(&mut self, prefix: &str) -> bool {
        let found = self.rest().starts_with(prefix);
        if found {
            self.at += prefix.len();
        }
        found
    }

    fn skip_blanks(&mut self) {
        loop {
            self.skip_while(is_blank);
            if !self.rest().starts_with("//") {
                return;
            }
            self.skip_while(|c| c != '\n');
        }
    }

    /// Reads one token, or as much as is none.
    fn next(&mut self) -> Option<TokenKind> {
        let Some(first) = self.peek() else {
            return Some(TokenKind::End);
        };
        if let Some(prefix) = string_prefix(self.rest()) {
            self.at += prefix;
            return self.string();
        }
        match first {
            '0'..='9' => Some(self.number()),
            _ if is_word_start(first) => self.word(),
            '!' if self.rest()[1..].starts_with(is_word_start) => {
                self.at += 1;
                self.skip_while(is_word);
                if self.text[..self.at].ends_with("!in") {
                    self.eat("~");
                }
                Some(TokenKind::Symbol)
            }
            _ => {
                if SYMBOLS.iter().any(|symbol| self.eat(symbol)) {
                    return Some(TokenKind::Symbol);
                }
                self.at += first.len_utf8();
                None
            }
        }
    }

    fn word(&mut self) -> Option<TokenKind> {
        let start = self.at;
        self.skip_while(|c| c == '$');
        self.skip_while(is_word);
        let word = &self.text[start..self.at];
        if matches!(word, "true" | "false" | "True" | "False" | "TRUE" | "FALSE") {
            return Some(TokenKind::Bool);
        }
        if word == "in" && self.eat("~") {
            return Some(TokenKind::Symbol);
        }
        let behind = self.rest().trim_start_matches(is_blank);
        if TYPED.contains(&word) && behind.starts_with('(') {
            self.at = self.text.len() - behind.len() + 1;
            return self.body(word == "dynamic");
        }
        Some(TokenKind::Word)
    }

    /// Up to the parenthesis that closes a typed literal; only JSON can have others within.
    fn body(&mut self, json: bool) -> Option<TokenKind> {
        let mut depth = 0_usize;
        while let Some(c) = self.peek() {
            match c {
                ')' if depth == 0 => {
                    self.at += 1;
                    return Some(TokenKind::Typed);
                }
                ')' | ']' | '}' if json => depth = depth.saturating_sub(1),
                '(' | '[' | '{' if json => depth += 1,
                _ => {}
            }
            match string_prefix(self.rest()) {
                Some(prefix) if json => {
                    self.at += prefix;
                    self.string()?;
                }
                _ => self.at += c.len_utf8(),
            }
        }
        None
    }

    /// The rest of a string whose prefix has been read.
    fn string(&mut self) -> Option<TokenKind> {
        let verbatim = self.text[..self.at].ends_with('@');
        for fence in ["```", "~~~"] {
            if self.eat(fence) {
                let length = self.rest().find(fence);
                self.at += length.map_or(self.rest().len(), |length| length + fence.len());
                return length.map(|_| TokenKind::String);
            }
        }
        let quote = self.peek()?;
        self.at += 1;
        loop {
            self.skip_while(|c| c != quote && c != '\\' && c != '\n' && c != '\r');
            match self.peek()? {
                '\\' if !verbatim => {
                    self.at += 1;
                    match self.peek()? {
                        '\n' | '\r' => return None,
                        escaped => self.at += escaped.len_utf8(),
                    }
                }
                '\\' => self.at += 1,
                c if c == quote => {
                    self.at += 1;
                    if !(verbatim && self.peek() == Some(quote)) {
                        return Some(TokenKind::String);
                    }
                    self.at += 1;
                }
                _ => return None,
            }
        }
    }

    /// A number, a number with a unit, or a name that starts with digits: the longest of them.
    fn number(&mut self) -> TokenKind {
        let start = self.at;
        self.skip_while(|c| c.is_ascii_digit());
        let whole = !self.fraction();
        let suffix_at = self.at;
        self.skip_while(is_word);
        let suffix = &self.text[suffix_at..self.at];
        if suffix.is_empty() {
            return if whole {
                TokenKind::Integer
            } else {
                TokenKind::Real
            };
        }
        if UNITS.contains(&suffix) {
            return TokenKind::TimeSpan;
        }
        if self.exponent(suffix) {
            return TokenKind::Real;
        }
        if whole && is_hexadecimal(&self.text[start..self.at]) {
            return TokenKind::Integer;
        }
        if whole {
            return TokenKind::Word;
        }
        self.at = suffix_at;
        TokenKind::Real
    }

    /// A point and digits, but not the first of the two points of a range.
    fn fraction(&mut self) -> bool {
        if self.rest().starts_with("..") || !self.eat(".") {
            return false;
        }
        self.skip_while(|c| c.is_ascii_digit());
        true
    }

    /// Whether the letters behind a number are its exponent, whose sign and digits may still follow.
    fn exponent(&mut self, suffix: &str) -> bool {
        let Some(digits) = suffix.strip_prefix(['e', 'E']) else {
            return false;
        };
        if !digits.is_empty() {
            return digits.bytes().all(|b| b.is_ascii_digit());
        }
        let rest = self.rest();
        let Some(digits) = rest.strip_prefix(['+', '-']) else {
            return false;
        };
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        if length > 0 {
            self.at += 1 + length;
        }
        length > 0
    }

    /// What was read since `start` is no token. What follows at once of it is the same mistake.
    fn refuse(&mut self, start: usize) {
        let span = Span::new(start, self.at);
        if let Some(last) = self.errors.last_mut()
            && last.at.end == start
        {
            last.at.end = self.at;
            last.message = unrecognised(last.at.of(self.text));
            return;
        }
        let text = span.of(self.text);
        let hint = match text.chars().find(|c| !matches!(c, '@' | 'h' | 'H')) {
            Some('"' | '\'' | '`' | '~') => "The string is not closed.",
            Some(c) if is_word_start(c) => "The parenthesis is not closed.",
            _ => "",
        };
        self.errors.push(Error {
            kind: Kind::Syntax,
            code: "",
            at: span,
            message: unrecognised(text),
            hint: hint.to_owned(),
        });
    }
}

fn unrecognised(text: &str) -> String {
    // As much as shows which place is meant: it may be the rest of a long query.
    let shown: String = text.chars().take(60).collect();
    format!("token recognition error at: '{shown}'")
}

/// How much there is in front of the quote of the string that the text starts with.
fn string_prefix(text: &str) -> Option<usize> {
    let opened = text.strip_prefix(['h', 'H']).unwrap_or(text);
    let quoted = opened.strip_prefix('@').unwrap_or(opened);
    let starts = quoted.starts_with(['"', '\''])
        || (quoted.len() == opened.len()
            && (quoted.starts_with("```") || quoted.starts_with("~~~")));
    starts.then_some(text.len() - quoted.len())
}

fn is_hexadecimal(word: &str) -> bool {
    word.strip_prefix("0x")
        .or_else(|| word.strip_prefix("0X"))
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A byte order mark is none of Unicode's spaces, and as invisible.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

fn is_word_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || c == '$'
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Whether a text is one word, or one number with a unit, as a query has it.
pub(crate) fn is_one(text: &str, kind: TokenKind) -> bool {
    let (tokens, errors) = lex(text);
    errors.is_empty()
        && tokens.len() == 2
        && tokens[0].kind == kind
        && tokens[0].span == Span::new(0, text.len())
}

/// Whether a parenthesis behind that word would make a literal of it.
pub(crate) fn starts_literal(word: &str) -> bool {
    TYPED.contains(&word)
}
