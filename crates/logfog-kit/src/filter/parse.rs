use regex::RegexBuilder;

use super::{
    BadFilter, MAX_BYTES, MAX_DEPTH,
    error::shown,
    expr::{Comparison, Expr, Op, Pattern, Test},
    path::{Path, Root},
    value::Value,
};

/// What a compiled regular expression may take, in bytes.
const REGEX_BYTES: usize = 1 << 20;

const KEYWORDS: [&str; 3] = ["and", "or", "not"];
const AFTER_CLAUSE: &str = "`and`, `or` or the end";
const AFTER_PATH: &str = "one of = != ~ > < >= <=, or `and`, `or` or the end";

/// Whether a text is a word of the language itself, and needs quotes to be anything else.
pub(super) fn is_keyword(text: &str) -> bool {
    KEYWORDS.contains(&text)
}

/// Whether a character may stand in a path or value that has no quotes.
pub(super) fn is_word(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !"\"'()".contains(c) && !is_operator(c)
}

fn is_operator(c: char) -> bool {
    "=!~<>".contains(c)
}

/// Reads a filter whose paths begin with one of `roots`.
pub(super) fn parse<F: Copy>(text: &str, roots: &'static [Root<F>]) -> Result<Expr<F>, BadFilter> {
    let mut parser = Parser {
        text,
        at: 0,
        depth: 0,
        roots,
    };
    if text.len() > MAX_BYTES {
        let found = format!("{} bytes", text.len());
        let expected = format!("at most {MAX_BYTES}");
        return Err(BadFilter::new(text, 0, found, expected));
    }
    parser.blanks();
    if parser.rest().is_empty() {
        return Ok(Expr::All);
    }
    let expr = parser.either()?;
    match parser.rest() {
        "" => Ok(expr),
        _ => Err(parser.bad(parser.expected_after(&expr))),
    }
}

/// One comparison, made of a path and what is asked of it.
pub(super) fn comparison<F: Copy>(
    path: &str,
    roots: &'static [Root<F>],
    test: Test,
) -> Result<Expr<F>, BadFilter> {
    match parse(path, roots)? {
        Expr::Compare(Comparison {
            path,
            test: Test::There,
        }) => Ok(Expr::Compare(Comparison { path, test })),
        Expr::All | Expr::Compare(_) | Expr::Not(_) | Expr::And(_) | Expr::Or(_) => Err(
            BadFilter::new(path, 0, shown(path), "a path and nothing else"),
        ),
    }
}

/// Compiles a regular expression, within bounds.
pub(super) fn pattern(pattern: &str) -> Result<Pattern, String> {
    let mut builder = RegexBuilder::new(pattern);
    builder.size_limit(REGEX_BYTES).dfa_size_limit(REGEX_BYTES);
    builder.build().map(Pattern).map_err(|error| {
        // Of a syntax error only the last line says what is wrong; the others draw the place.
        let text = error.to_string();
        let last = text.lines().last().unwrap_or_default();
        last.trim_start_matches("error: ").to_owned()
    })
}

struct Parser<'t, F: 'static> {
    text: &'t str,
    /// Where it is, in bytes. Between tokens there are no blanks before it.
    at: usize,
    depth: usize,
    roots: &'static [Root<F>],
}

impl<'t, F: Copy> Parser<'t, F> {
    fn either(&mut self) -> Result<Expr<F>, BadFilter> {
        let mut any = vec![self.all()?];
        while self.keyword("or") {
            any.push(self.all()?);
        }
        Ok(one_or(any, Expr::Or))
    }

    fn all(&mut self) -> Result<Expr<F>, BadFilter> {
        let mut all = vec![self.one()?];
        while self.keyword("and") {
            all.push(self.one()?);
        }
        Ok(one_or(all, Expr::And))
    }

    fn one(&mut self) -> Result<Expr<F>, BadFilter> {
        let start = self.at;
        if self.keyword("not") {
            self.deeper(start)?;
            let inner = self.one()?;
            self.depth -= 1;
            return Ok(Expr::Not(Box::new(inner)));
        }
        if !self.rest().starts_with('(') {
            return self.compare();
        }
        self.deeper(start)?;
        self.skip(1);
        let inner = self.either()?;
        if !self.rest().starts_with(')') {
            let after = self.expected_after(&inner).replace("the end", "`)`");
            return Err(self.bad(after));
        }
        self.skip(1);
        self.depth -= 1;
        Ok(inner)
    }

    fn deeper(&mut self, at: usize) -> Result<(), BadFilter> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let expected = format!("`not` and parentheses at most {MAX_DEPTH} deep");
            return Err(BadFilter::new(self.text, at, "one more", expected));
        }
        Ok(())
    }

    fn compare(&mut self) -> Result<Expr<F>, BadFilter> {
        let path = self.path()?;
        let start = self.at;
        let end = self.run(is_operator);
        let test = match &self.text[start..end] {
            "" => Test::There,
            "~" => {
                self.skip(1);
                let at = self.at;
                let value = self.value()?;
                let pattern = pattern(value.text()).map_err(|wrong| {
                    let expected = format!("a regular expression ({wrong})");
                    BadFilter::new(self.text, at, shown(value.text()), expected)
                })?;
                Test::Matches(pattern)
            }
            written => match Op::ALL.into_iter().find(|op| op.as_str() == written) {
                Some(op) => {
                    self.skip(written.len());
                    Test::Is(op, self.value()?)
                }
                None => return Err(self.bad("one of = != ~ > < >= <=")),
            },
        };
        Ok(Expr::Compare(Comparison { path, test }))
    }

    fn path(&mut self) -> Result<Path<F>, BadFilter> {
        const EXPECTED: &str = "a field, `not` or `(`";
        let start = self.at;
        let mut steps = Vec::new();
        loop {
            let expected = if steps.is_empty() {
                EXPECTED
            } else {
                "a step of the path after `.`"
            };
            let end = self.run(|c| is_word(c) && c != '.');
            let step = &self.text[self.at..end];
            if self.rest().starts_with(['"', '\'']) {
                steps.push(self.quoted()?);
            } else if step.is_empty() || (steps.is_empty() && is_keyword(step)) {
                return Err(self.bad(expected));
            } else {
                self.at = end;
                steps.push(step.to_owned());
            }
            if !self.rest().starts_with('.') {
                break;
            }
            self.at += 1;
        }
        self.blanks();
        Path::resolve(self.roots, steps, self.text, start)
    }

    fn value(&mut self) -> Result<Value, BadFilter> {
        if self.rest().starts_with(['"', '\'']) {
            let text = self.quoted()?;
            self.blanks();
            return Ok(Value::new(text, true));
        }
        let end = self.run(is_word);
        let word = &self.text[self.at..end];
        if word.is_empty() {
            return Err(self.bad("a value"));
        }
        if is_keyword(word) {
            let quoted = format!("write `\"{word}\"` if the text itself is meant");
            return Err(self.bad("a value").suggest(Some(quoted)));
        }
        let glued = self.text[end..].chars().next();
        if glued.is_some_and(|c| !c.is_whitespace() && c != ')') {
            self.at = end;
            let why = "put a value with such characters in quotes";
            return Err(self.bad("the end of the value").suggest(Some(why)));
        }
        self.at = end;
        self.blanks();
        Ok(Value::new(word.to_owned(), false))
    }

    /// A text in quotes of either kind.
    fn quoted(&mut self) -> Result<String, BadFilter> {
        let start = self.at;
        let mut chars = self.rest().char_indices();
        let quote = chars.next().map(|(_, c)| c);
        let mut text = String::new();
        while let Some((at, c)) = chars.next() {
            match c {
                c if Some(c) == quote => {
                    self.at = start + at + 1;
                    return Ok(text);
                }
                '\\' => {
                    let escaped = chars.next().map(|(_, c)| c);
                    let c = match escaped {
                        Some(c @ ('"' | '\'' | '\\')) => Some(c),
                        Some('n') => Some('\n'),
                        Some('r') => Some('\r'),
                        Some('t') => Some('\t'),
                        Some('u') => unicode(&mut chars),
                        Some(_) | None => None,
                    };
                    let Some(c) = c else {
                        return Err(self.bad_escape(start + at, escaped));
                    };
                    text.push(c);
                }
                c => text.push(c),
            }
        }
        let found = shown(&self.text[start..]);
        Err(BadFilter::new(
            self.text,
            start,
            found,
            "a quote at its end too",
        ))
    }

    fn bad_escape(&self, at: usize, escaped: Option<char>) -> BadFilter {
        let found: String = self.text[at..].chars().take(2).collect();
        let expected = r#"one of \" \' \\ \n \r \t \u{HEX}"#;
        let bad = BadFilter::new(self.text, at, shown(&found), expected);
        bad.suggest(escaped.map(|c| format!("write `\\\\{c}` for a backslash that stays")))
    }

    /// Where the run of such characters from here ends.
    fn run(&self, of: impl Fn(char) -> bool) -> usize {
        let length = self.rest().find(|c| !of(c));
        length.map_or(self.text.len(), |length| self.at + length)
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        let there = &self.text[self.at..self.run(is_word)] == keyword;
        if there {
            self.skip(keyword.len());
        }
        there
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip(&mut self, bytes: usize) {
        self.at += bytes;
        self.blanks();
    }

    fn blanks(&mut self) {
        self.at = self.run(char::is_whitespace);
    }

    /// What could have followed; only after a bare path an operator.
    fn expected_after(&self, expr: &Expr<F>) -> &'static str {
        let last = match expr {
            Expr::And(all) | Expr::Or(all) => all.last().unwrap_or(expr),
            Expr::All | Expr::Compare(_) | Expr::Not(_) => expr,
        };
        let closed = self.text[..self.at].trim_end().ends_with(')');
        match last {
            Expr::Compare(Comparison {
                test: Test::There, ..
            }) if !closed => AFTER_PATH,
            Expr::All | Expr::Compare(_) | Expr::Not(_) | Expr::And(_) | Expr::Or(_) => {
                AFTER_CLAUSE
            }
        }
    }

    /// An error about what is here.
    fn bad(&self, expected: impl Into<String>) -> BadFilter {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return BadFilter::new(self.text, self.at, "the end", expected);
        };
        let end = if is_operator(first) {
            self.run(is_operator)
        } else {
            self.run(is_word).max(self.at + first.len_utf8())
        };
        let found = &self.text[self.at..end];
        let instead = match found.to_ascii_lowercase().as_str() {
            "==" | "===" => Some("="),
            "=~" | "~=" | "~~" => Some("~"),
            "<>" | "=!" | "!==" => Some("!="),
            "=>" => Some(">="),
            "=<" => Some("<="),
            "!~" => Some("not PATH ~ REGEX"),
            "!" => Some("not"),
            "&&" | "&" | "," => Some("and"),
            "||" | "|" => Some("or"),
            lower => KEYWORDS
                .into_iter()
                .find(|word| *word == lower && found != lower),
        };
        BadFilter::new(self.text, self.at, shown(found), expected)
            .suggest(instead.map(|instead| format!("write `{instead}`")))
    }
}

/// `{HEX}`, after `\u`.
fn unicode(chars: &mut std::str::CharIndices<'_>) -> Option<char> {
    let rest = chars.as_str().strip_prefix('{')?;
    let (digits, _) = rest.split_once('}')?;
    let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    chars.nth(digits.len() + 1)?;
    Some(c)
}

fn one_or<F>(mut members: Vec<Expr<F>>, list: fn(Vec<Expr<F>>) -> Expr<F>) -> Expr<F> {
    match members.len() {
        1 => members.remove(0),
        _ => list(members),
    }
}
