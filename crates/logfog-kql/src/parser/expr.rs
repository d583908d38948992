//! Expressions: what binds tighter is read first.

use super::{
    MAX_DEPTH, Parsed, Parser,
    operators::{Infix, Level},
    too_deep,
};
use crate::{
    Error, Kind, Span, Type,
    ast::{
        Arg, BinaryOp, Call, Expr, ExprKind, Literal, LogicalOp, Name, TextMatch, TextOp, UnaryOp,
    },
    lexer::TokenKind,
    literal,
};

impl Parser<'_> {
    /// A scalar expression.
    pub(super) fn expr(&mut self) -> Parsed<Expr> {
        self.enter()?;
        let expr = self.infix(Level::Or);
        self.depth -= 1;
        expr
    }

    /// What binds at least that tightly.
    fn infix(&mut self, least: Level) -> Parsed<Expr> {
        let left = self.unary()?;
        if self.next_infix().is_none() {
            return Ok(left);
        }
        self.infix_from(left, least)
    }

    /// What goes on behind its first operand.
    fn infix_from(&mut self, mut left: Expr, least: Level) -> Parsed<Expr> {
        // Above it nothing is left to read: `a == b == c` ends before the second `==`.
        let mut most = Level::Postfix;
        while let Some(infix) = self.next_infix() {
            let level = infix.level();
            if level < least || level > most {
                break;
            }
            let height = self.height;
            left = match infix {
                Infix::Logical(op) => self.logical(op, left, height)?,
                Infix::Binary(op) => self.binary(op, left, height)?,
                Infix::List(_) | Infix::Between { .. } => self.membership(infix, left, height)?,
            };
            most = level.behind();
        }
        Ok(left)
    }

    fn next_infix(&self) -> Option<Infix> {
        let token = self.peek();
        match token.kind {
            TokenKind::Word | TokenKind::Symbol => Infix::from_word(self.text_of(token)),
            TokenKind::String
            | TokenKind::Integer
            | TokenKind::Real
            | TokenKind::TimeSpan
            | TokenKind::Bool
            | TokenKind::Typed
            | TokenKind::End => None,
        }
    }

    fn logical(&mut self, op: LogicalOp, first: Expr, height: usize) -> Parsed<Expr> {
        let start = first.span.start;
        let mut operands = vec![first];
        let mut height = height;
        while self.eat(op.as_str()) {
            operands.push(self.infix(Infix::Logical(op).level().tighter())?);
            height = height.max(self.height);
        }
        self.node(ExprKind::Logical { op, operands }, start, height)
    }

    fn binary(&mut self, op: BinaryOp, left: Expr, height: usize) -> Parsed<Expr> {
        let start = left.span.start;
        self.advance();
        if matches!(
            op,
            BinaryOp::Text(TextOp {
                matches: TextMatch::Regex,
                ..
            })
        ) {
            self.expect("regex")?;
        }
        let right = self.infix(Infix::Binary(op).level().tighter())?;
        let height = height.max(self.height);
        let (left, right) = (Box::new(left), Box::new(right));
        self.node(ExprKind::Binary { op, left, right }, start, height)
    }

    /// `in (…)` and `between (… .. …)`
    fn membership(&mut self, infix: Infix, value: Expr, height: usize) -> Parsed<Expr> {
        let start = value.span.start;
        let value = Box::new(value);
        self.advance();
        self.expect("(")?;
        let (kind, height) = match infix {
            Infix::List(op) => {
                let list = if self.is(")") {
                    self.height = 0;
                    Vec::new()
                } else {
                    self.list(Self::table_or_scalar)?
                };
                (ExprKind::List { op, value, list }, height.max(self.height))
            }
            Infix::Between { negated } => {
                let low = Box::new(self.expr()?);
                let height = height.max(self.height);
                self.expect("..")?;
                let high = Box::new(self.expr()?);
                let height = height.max(self.height);
                let kind = ExprKind::Between {
                    negated,
                    value,
                    low,
                    high,
                };
                (kind, height)
            }
            Infix::Logical(_) | Infix::Binary(_) => return Err(self.no_alternative()),
        };
        self.expect(")")?;
        self.node(kind, start, height)
    }

    /// Signs, and what they belong to.
    pub(super) fn unary(&mut self) -> Parsed<Expr> {
        if self.is("-") || self.is("+") {
            return self.signed();
        }
        self.postfix()
    }

    fn signed(&mut self) -> Parsed<Expr> {
        let mut signs = Vec::new();
        loop {
            let op = if self.is("-") {
                UnaryOp::Minus
            } else if self.is("+") {
                UnaryOp::Plus
            } else {
                break;
            };
            if signs.len() == MAX_DEPTH {
                return Err(too_deep(self.peek().span));
            }
            signs.push((op, self.advance().span.start));
        }
        let mut operand = self.postfix()?;
        while let Some((op, start)) = signs.pop() {
            let height = self.height;
            let operand_ = Box::new(operand);
            operand = self.node(
                ExprKind::Unary {
                    op,
                    operand: operand_,
                },
                start,
                height,
            )?;
        }
        Ok(operand)
    }

    /// A primary expression, and members, subscripts and calls behind it.
    pub(super) fn postfix(&mut self) -> Parsed<Expr> {
        let start = self.peek().span.start;
        let base = self.primary()?;
        if self.is(".") || self.is("[") {
            return self.path(base, start);
        }
        Ok(base)
    }

    fn path(&mut self, mut base: Expr, start: usize) -> Parsed<Expr> {
        loop {
            let height = self.height;
            if self.eat(".") {
                base = self.member(base, start, height)?;
            } else if self.is("[") {
                self.advance();
                let index = Box::new(self.nested(Self::unary)?);
                let height = height.max(self.height);
                self.expect("]")?;
                let base_ = Box::new(base);
                base = self.node(ExprKind::Index { base: base_, index }, start, height)?;
            } else {
                return Ok(base);
            }
        }
    }

    /// What comes behind a dot.
    fn member(&mut self, base: Expr, start: usize, height: usize) -> Parsed<Expr> {
        let base = Box::new(base);
        let is_plain = self.name_length(0) == 1;
        let name = self.name()?;
        if !(is_plain && self.is("(")) {
            return self.node(ExprKind::Member { base, name }, start, height);
        }
        let call = self.call(name)?;
        let height = height.max(self.height);
        self.node(ExprKind::MemberCall { base, call }, start, height)
    }

    /// One function a case: their frames are what a nested expression piles up.
    fn primary(&mut self) -> Parsed<Expr> {
        if self.is("(") {
            return self.parenthesised();
        }
        if self.name_length(0) == 1 && self.nth_is(1, "(") && !self.is("and") && !self.is("or") {
            return self.call_expr();
        }
        self.leaf()
    }

    fn parenthesised(&mut self) -> Parsed<Expr> {
        self.expect("(")?;
        let inner = self.table_or_scalar()?;
        self.expect(")")?;
        Ok(inner)
    }

    fn call_expr(&mut self) -> Parsed<Expr> {
        let name = self.name()?;
        let start = name.span.start;
        let call = self.call(name)?;
        let height = self.height;
        self.node(ExprKind::Call(call), start, height)
    }

    fn leaf(&mut self) -> Parsed<Expr> {
        let start = self.peek().span.start;
        if self.is("*") && self.star_is_operand() {
            self.advance();
            return self.node(ExprKind::Star, start, 0);
        }
        if self.name_length(0) == 0 {
            return self.literal();
        }
        if self.is("and") || self.is("or") {
            return Err(self.no_alternative());
        }
        let name = self.name()?;
        self.node(ExprKind::Name(name.text), start, 0)
    }

    /// `* has "x"` looks into all columns, and `count(*)` counts them.
    fn star_is_operand(&self) -> bool {
        let next = self.nth(1);
        let ends =
            next.kind == TokenKind::End || [",", ")", "|", ";"].iter().any(|s| self.nth_is(1, s));
        let compared = match Infix::from_word(self.text_of(next)) {
            Some(infix) => matches!(infix.level(), Level::Text | Level::Equality),
            None => false,
        };
        ends || compared
    }

    pub(super) fn literal(&mut self) -> Parsed<Expr> {
        let token = self.peek();
        let text = self.text_of(token);
        let at = token.span;
        let start = at.start;
        let value = match token.kind {
            TokenKind::String => {
                let text = self.string()?.0;
                return self.node(ExprKind::Literal(Literal::String(text)), start, 0);
            }
            TokenKind::Typed => return self.typed(text, at),
            TokenKind::Integer => literal::long(text).map(Literal::Long),
            TokenKind::Real => text.parse().ok().map(Literal::Real),
            TokenKind::Bool => Some(Literal::Bool(text.eq_ignore_ascii_case("true"))),
            TokenKind::TimeSpan => Some(Literal::Raw {
                ty: Type::TimeSpan,
                text: text.to_owned(),
                at,
            }),
            TokenKind::Word | TokenKind::Symbol | TokenKind::End => {
                return Err(self.no_alternative());
            }
        };
        let Some(value) = value else {
            return Err(not_a(Type::Long, text, at));
        };
        self.advance();
        self.node(ExprKind::Literal(value), start, 0)
    }

    /// `type(…)`
    fn typed(&mut self, text: &str, at: Span) -> Parsed<Expr> {
        let (word, body) = text.split_once('(').unwrap_or((text, ""));
        let body = body.strip_suffix(')').unwrap_or(body);
        self.advance();
        let kind = match Type::from_name(word.trim_end()) {
            None => ExprKind::TypeOf(body.trim().to_owned()),
            Some(ty) => {
                let body_at = Span::new(at.start + word.len() + 1, at.end - 1);
                let value = literal::typed(ty, body, body_at);
                ExprKind::Literal(value.ok_or_else(|| not_a(ty, body.trim(), body_at))?)
            }
        };
        self.node(kind, at.start, 0)
    }

    /// What a function is given.
    fn call(&mut self, function: Name) -> Parsed<Call> {
        self.expect("(")?;
        let args = if self.is(")") {
            self.height = 0;
            Vec::new()
        } else {
            self.list(Self::arg)?
        };
        self.expect(")")?;
        Ok(Call { function, args })
    }

    fn arg(&mut self) -> Parsed<Arg> {
        let length = self.name_length(0);
        let name = if length > 0 && self.nth_is(length, "=") {
            let name = self.name()?;
            self.expect("=")?;
            Some(name)
        } else {
            None
        };
        Ok(Arg {
            name,
            value: self.table_or_scalar()?,
        })
    }

    /// An expression one level above what it holds.
    pub(super) fn node(&mut self, kind: ExprKind, start: usize, within: usize) -> Parsed<Expr> {
        let span = self.from(start);
        self.height = within + 1;
        if self.height > MAX_DEPTH {
            return Err(too_deep(span));
        }
        Ok(Expr { kind, span })
    }
}

fn not_a(ty: Type, text: &str, at: Span) -> Error {
    Error {
        kind: Kind::Syntax,
        code: "",
        at,
        message: format!("'{text}' is not a valid {ty}"),
        hint: match ty {
            Type::Bool | Type::Int | Type::Long | Type::Real => {
                format!("{ty}(…) takes a literal: to{ty}(…) converts what a column has.")
            }
            Type::Decimal
            | Type::DateTime
            | Type::TimeSpan
            | Type::Guid
            | Type::String
            | Type::Dynamic => String::new(),
        },
    }
}
