//! Names, types and what else is no expression.

use super::{Parsed, Parser, quoted};
use crate::{
    Span, Type,
    ast::{ColumnDecl, ColumnRef, Expr, ExprKind, Name, Property},
    lexer::TokenKind,
    literal,
};

impl Parser<'_> {
    /// How many tokens the name here has: `a` one, `['a']` three, and none that is no name.
    pub(super) fn name_length(&self, n: usize) -> usize {
        if self.nth(n).kind == TokenKind::Word {
            return 1;
        }
        let is_quoted = self.nth_is(n, "[")
            && self.nth(n + 1).kind == TokenKind::String
            && self.nth_is(n + 2, "]");
        if is_quoted { 3 } else { 0 }
    }

    pub(super) fn name(&mut self) -> Parsed<Name> {
        match self.name_length(0) {
            0 => Err(self.unexpected(&["IDENTIFIER"])),
            1 => {
                let token = self.advance();
                Ok(Name {
                    text: self.text_of(token).to_owned(),
                    span: token.span,
                })
            }
            _ => {
                let start = self.advance().span.start;
                let text = self.string()?.0;
                let end = self.expect("]")?.end;
                Ok(Name {
                    text,
                    span: Span::new(start, end),
                })
            }
        }
    }

    /// A string, with its neighbours appended.
    pub(super) fn string(&mut self) -> Parsed<(String, Span)> {
        let first = self.peek().span;
        if self.peek().kind != TokenKind::String {
            return Err(self.unexpected(&["STRINGLITERAL"]));
        }
        let mut text = String::new();
        while self.peek().kind == TokenKind::String {
            let token = self.advance();
            text.push_str(&literal::string(self.text_of(token), token.span)?);
        }
        Ok((text, self.from(first.start)))
    }

    /// A name, or a pattern as `a*`, whose parts are written without space between them.
    pub(super) fn column_ref(&mut self) -> Parsed<ColumnRef> {
        match self.pattern() {
            Some(pattern) => Ok(ColumnRef::Pattern(pattern)),
            None => Ok(ColumnRef::Name(self.name()?)),
        }
    }

    /// A name with a `*` in it.
    pub(super) fn pattern(&mut self) -> Option<Name> {
        let mut span = self.peek().span;
        let mut count = 0;
        let mut starred = false;
        loop {
            let token = self.nth(count);
            let star = self.nth_is(count, "*");
            let part = star || matches!(token.kind, TokenKind::Word | TokenKind::Integer);
            if !part || (count > 0 && token.span.start != span.end) {
                break;
            }
            starred |= star;
            span = span.to(token.span);
            count += 1;
        }
        if !starred {
            return None;
        }
        self.at += count;
        Some(Name {
            text: span.of(self.text).to_owned(),
            span,
        })
    }

    pub(super) fn ty(&mut self) -> Parsed<Type> {
        let token = self.peek();
        let ty = Type::from_name(self.text_of(token)).filter(|_| token.kind == TokenKind::Word);
        let Some(ty) = ty else {
            let mut error = self.unexpected(&["SCALARTYPE"]);
            "A type is bool, int, long, real, decimal, datetime, timespan, guid, string or dynamic."
                .clone_into(&mut error.hint);
            return Err(error);
        };
        self.advance();
        Ok(ty)
    }

    /// `Name: type`
    pub(super) fn column_decl(&mut self) -> Parsed<ColumnDecl> {
        let name = self.name()?;
        self.expect(":")?;
        Ok(ColumnDecl {
            name,
            ty: self.ty()?,
        })
    }

    /// All `name=value` here whose name is one of these, or a hint.
    pub(super) fn properties(&mut self, names: &[&str]) -> Parsed<Vec<Property>> {
        let mut properties = Vec::new();
        while let Some(length) = self.property_name_length(names) {
            let start = self.peek().span.start;
            self.at += length;
            let span = self.from(start);
            self.expect("=")?;
            properties.push(Property {
                name: Name {
                    text: span.of(self.text).to_owned(),
                    span,
                },
                value: self.property_value()?,
            });
        }
        Ok(properties)
    }

    /// A name or a literal; what is in parentheses behind it is no argument.
    fn property_value(&mut self) -> Parsed<Expr> {
        if self.name_length(0) == 0 {
            return self.literal();
        }
        let name = self.name()?;
        Ok(Expr {
            kind: ExprKind::Name(name.text),
            span: name.span,
        })
    }

    fn property_name_length(&self, names: &[&str]) -> Option<usize> {
        let is_hint = self.is("hint") && self.nth_is(1, ".") && self.nth_is(3, "=");
        if is_hint {
            return Some(3);
        }
        (self.nth_is(1, "=") && names.iter().any(|name| self.is(name))).then_some(1)
    }

    /// A word of a fixed set, given what each stands for.
    pub(super) fn one_of<T: Copy>(&mut self, words: &[(&str, T)]) -> Parsed<T> {
        let Some((_, value)) = words.iter().find(|(word, _)| self.is(word)) else {
            let names: Vec<String> = words.iter().map(|(word, _)| quoted(word)).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            return Err(self.complaint("mismatched input", &names));
        };
        self.advance();
        Ok(*value)
    }
}
