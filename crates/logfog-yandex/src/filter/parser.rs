use std::ops::Range;

use super::{
    BadFilter, bind,
    expr::{Expr, Parameter, Place, Value},
    lexer::{Kind, Token, WANTS_QUOTES, tokens},
};

/// How deep parentheses and NOT may nest.
const MAX_DEPTH: usize = 100;

const KEYWORDS: [&str; 4] = ["AND", "OR", "NOT", "EXISTS"];

/// Reads a filter.
pub(super) fn parse(text: &str) -> Result<Expr, BadFilter> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        text,
        tokens: &tokens,
        depth: 0,
    };
    let expr = parser.either()?;
    match parser.tokens {
        [] => Ok(expr),
        _ => Err(parser.unexpected("AND, OR or the end")),
    }
}

struct Parser<'t, 's> {
    text: &'t str,
    /// What is still to be read.
    tokens: &'s [Token<'t>],
    depth: usize,
}

impl<'s> Parser<'_, 's> {
    fn either(&mut self) -> Result<Expr, BadFilter> {
        let mut any = vec![self.all()?];
        while self.keyword("OR") {
            any.push(self.all()?);
        }
        Ok(only(&mut any).unwrap_or(Expr::Or(any)))
    }

    fn all(&mut self) -> Result<Expr, BadFilter> {
        let mut all = vec![self.one()?];
        while self.keyword("AND") {
            all.push(self.one()?);
        }
        Ok(only(&mut all).unwrap_or(Expr::And(all)))
    }

    fn one(&mut self) -> Result<Expr, BadFilter> {
        let start = self.span();
        if self.keyword("NOT") {
            let inner = self.deeper(start, Self::one)?;
            return Ok(Expr::Not(Box::new(inner)));
        }
        if !self.next_if(|kind| *kind == Kind::Open) {
            return self.condition();
        }
        let inner = self.deeper(start, Self::either)?;
        if self.next_if(|kind| *kind == Kind::Close) {
            Ok(inner)
        } else {
            Err(self.unexpected("AND, OR or )"))
        }
    }

    fn deeper(
        &mut self,
        at: Range<usize>,
        inner: fn(&mut Self) -> Result<Expr, BadFilter>,
    ) -> Result<Expr, BadFilter> {
        if self.depth == MAX_DEPTH {
            let expected = format!("a filter that nests at most {MAX_DEPTH} deep");
            return Err(BadFilter::new(self.text, at, expected));
        }
        self.depth += 1;
        let inner = inner(self);
        self.depth -= 1;
        inner
    }

    fn condition(&mut self) -> Result<Expr, BadFilter> {
        if !is_parameter(self.tokens) {
            let values = self.values("a condition")?;
            return bind::occurs(self.text, Place::Message, &values, false);
        }
        let (parameter, name) = self.parameter()?;
        let Some(Token { kind, span }) = self.tokens.first() else {
            return Err(self.unexpected("an operator"));
        };
        match kind {
            Kind::Occurs { minds_case } => {
                let place = bind::searchable(self.text, parameter, name, span.clone())?;
                self.skip();
                let values = self.values("a value")?;
                bind::occurs(self.text, place, &values, *minds_case)
            }
            Kind::Compare(op) => {
                let compared = bind::comparable(self.text, parameter, name, span.clone())?;
                self.skip();
                let value = self.value("a value")?;
                bind::compare(self.text, compared, *op, &value)
            }
            Kind::Name("EXISTS") => {
                self.skip();
                bind::exists(self.text, parameter, name, span.clone())
            }
            Kind::Name(_)
            | Kind::Quoted(_)
            | Kind::Dot
            | Kind::Open
            | Kind::Close
            | Kind::Comma => Err(self.unexpected("an operator")),
        }
    }

    /// A parameter, and how it is written.
    fn parameter(&mut self) -> Result<(Parameter, Range<usize>), BadFilter> {
        let mut span = self.span();
        let mut path = Vec::new();
        loop {
            match self.tokens.first() {
                Some(Token {
                    kind: Kind::Name(key),
                    span: at,
                }) if span.end == at.start || path.is_empty() => {
                    path.push((*key).to_owned());
                    span.end = at.end;
                }
                Some(Token {
                    kind: Kind::Quoted(key),
                    span: at,
                }) if span.end == at.start => {
                    path.push(key.clone());
                    span.end = at.end;
                }
                _ => {
                    return Err(self
                        .unexpected("a key right after the dot")
                        .hint("a key that is no word is put in double quotes"));
                }
            }
            self.skip();
            match self.tokens.first() {
                Some(Token {
                    kind: Kind::Dot,
                    span: at,
                }) if span.end == at.start => span.end = at.end,
                _ => break,
            }
            self.skip();
        }
        let parameter = bind::parameter(self.text, path, &span)?;
        Ok((parameter, span))
    }

    /// One value or more.
    fn values(&mut self, expected: &str) -> Result<Vec<Value<'s>>, BadFilter> {
        let mut values = vec![self.value(expected)?];
        while self.is_value() {
            values.push(self.value("another value, AND, OR or the end")?);
        }
        Ok(values)
    }

    fn is_value(&self) -> bool {
        match self.tokens.first().map(|token| &token.kind) {
            Some(Kind::Quoted(_)) => true,
            Some(Kind::Name(name)) => !is_keyword(name) && !is_parameter(self.tokens),
            Some(
                Kind::Dot
                | Kind::Occurs { .. }
                | Kind::Compare(_)
                | Kind::Open
                | Kind::Close
                | Kind::Comma,
            )
            | None => false,
        }
    }

    fn value(&mut self, expected: &str) -> Result<Value<'s>, BadFilter> {
        let Some(Token { kind, span }) = self.tokens.first() else {
            return Err(self.unexpected(expected));
        };
        let (text, quoted) = match kind {
            Kind::Quoted(text) => (text.as_str(), true),
            Kind::Name(name) if !is_keyword(name) => (*name, false),
            Kind::Name(_)
            | Kind::Dot
            | Kind::Occurs { .. }
            | Kind::Compare(_)
            | Kind::Open
            | Kind::Close
            | Kind::Comma => return Err(self.unexpected(expected)),
        };
        if !quoted && let Some(hint) = wants_quotes(text) {
            return Err(self.unexpected(expected).hint(hint));
        }
        let span = span.clone();
        self.skip();
        Ok(Value { text, quoted, span })
    }

    fn keyword(&mut self, keyword: &str) -> bool {
        self.next_if(|kind| matches!(kind, Kind::Name(name) if *name == keyword))
    }

    fn next_if(&mut self, wanted: impl Fn(&Kind<'_>) -> bool) -> bool {
        let there = self.tokens.first().is_some_and(|token| wanted(&token.kind));
        if there {
            self.skip();
        }
        there
    }

    fn skip(&mut self) {
        self.tokens = self.tokens.get(1..).unwrap_or_default();
    }

    /// Where the next piece is.
    fn span(&self) -> Range<usize> {
        let end = self.text.len();
        self.tokens
            .first()
            .map_or(end..end, |token| token.span.clone())
    }

    fn unexpected(&self, expected: &str) -> BadFilter {
        let wrong = BadFilter::new(self.text, self.span(), expected);
        let hint = match self.tokens.first().map(|token| &token.kind) {
            Some(Kind::Name(name)) if is_keyword_in_another_case(name) => IN_CAPITALS,
            Some(Kind::Open) => "there are no lists and no functions: use OR",
            Some(Kind::Comma) => "several values are parted by blanks",
            Some(Kind::Dot) => WANTS_QUOTES,
            Some(Kind::Occurs { .. } | Kind::Compare(_)) => {
                "before an operator is a parameter; \
                 a key in double quotes comes after json_payload and a dot"
            }
            Some(Kind::Name(_) | Kind::Quoted(_) | Kind::Close) | None => return wrong,
        };
        wrong.hint(hint)
    }
}

const IN_CAPITALS: &str = "AND, OR, NOT and EXISTS are written in capitals; put the word in double quotes to search for it";

/// The only one, when there is no other.
fn only(exprs: &mut Vec<Expr>) -> Option<Expr> {
    if exprs.len() == 1 { exprs.pop() } else { None }
}

/// Whether a parameter comes next: a name before an operator.
fn is_parameter(tokens: &[Token<'_>]) -> bool {
    let [
        Token {
            kind: Kind::Name(name),
            ..
        },
        operator,
        ..,
    ] = tokens
    else {
        return false;
    };
    !is_keyword(name)
        && match operator.kind {
            Kind::Dot | Kind::Occurs { .. } | Kind::Compare(_) | Kind::Name("EXISTS") => true,
            Kind::Name(_) | Kind::Quoted(_) | Kind::Open | Kind::Close | Kind::Comma => false,
        }
}

fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

fn is_keyword_in_another_case(name: &str) -> bool {
    let mut keywords = KEYWORDS.iter();
    !is_keyword(name) && keywords.any(|keyword| keyword.eq_ignore_ascii_case(name))
}

/// Why a value must not be written without quotes.
fn wants_quotes(name: &str) -> Option<&'static str> {
    let is_word = name.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    if is_keyword_in_another_case(name) {
        Some(IN_CAPITALS)
    } else if is_word || is_number {
        None
    } else {
        Some("a word that begins with no letter is put in double quotes")
    }
}
