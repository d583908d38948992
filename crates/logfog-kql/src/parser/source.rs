//! Where a pipeline starts, and how operators follow each other in it.

use super::{Parsed, Parser, operators::Infix};
use crate::{
    ast::{Expr, ExprKind, Pipeline, Source},
    lexer::{Token, TokenKind},
};

impl Parser<'_> {
    /// What may be a table or a scalar: a source with operators behind it, or an expression.
    pub(super) fn table_or_scalar(&mut self) -> Parsed<Expr> {
        if self.starts_operator() || self.starts_datatable() {
            return self.table();
        }
        let expr = self.expr()?;
        if self.is("|") && is_tabular(&expr) {
            let start = expr.span.start;
            return self.piped(Source::Expr(expr), start);
        }
        Ok(expr)
    }

    /// A tabular expression that starts with a keyword.
    fn table(&mut self) -> Parsed<Expr> {
        let start = self.peek().span.start;
        match self.source()? {
            Some(source) => self.piped(source, start),
            None => Err(self.no_alternative()),
        }
    }

    fn piped(&mut self, source: Source, start: usize) -> Parsed<Expr> {
        let pipeline = self.pipeline(source, start)?;
        let height = self.height;
        self.node(ExprKind::Pipeline(Box::new(pipeline)), start, height)
    }

    /// A source that starts with a keyword, if there is one.
    pub(super) fn source(&mut self) -> Parsed<Option<Source>> {
        if self.starts_datatable() {
            return Ok(Some(self.datatable()?));
        }
        if !self.starts_operator() {
            return Ok(None);
        }
        let operator = self.nested(|parser| parser.operator(false))?;
        Ok(Some(Source::Operator(operator)))
    }

    fn starts_datatable(&self) -> bool {
        self.is("datatable") && self.nth_is(1, "(")
    }

    /// Whether an operator that needs no rows starts here. Each of their names may also be a column's.
    fn starts_operator(&self) -> bool {
        let word = self.peek();
        if word.kind != TokenKind::Word {
            return false;
        }
        let next = self.nth(1);
        let operand = self.starts_operand(next);
        match self.text_of(word) {
            "print" => operand,
            "union" => operand || self.nth_is(1, "*"),
            "search" => operand || self.nth_is(1, "*") || self.nth_is(1, "in"),
            "evaluate" => operand && next.kind == TokenKind::Word,
            "externaldata" => self.nth_is(1, "("),
            "find" => ["in", "where", "withsource", "datascope"]
                .iter()
                .any(|word| self.nth_is(1, word)),
            "range" => {
                let length = self.name_length(1);
                length > 0 && self.nth_is(1 + length, "from")
            }
            _ => false,
        }
    }

    fn starts_operand(&self, token: Token) -> bool {
        match token.kind {
            TokenKind::Word => Infix::from_word(self.text_of(token)).is_none(),
            TokenKind::Symbol => matches!(self.text_of(token), "(" | "[" | "-" | "+"),
            TokenKind::String
            | TokenKind::Integer
            | TokenKind::Real
            | TokenKind::TimeSpan
            | TokenKind::Bool
            | TokenKind::Typed => true,
            TokenKind::End => false,
        }
    }

    fn datatable(&mut self) -> Parsed<Source> {
        let start = self.advance().span.start;
        self.expect("(")?;
        let columns = self.list(Self::column_decl)?;
        self.expect(")")?;
        self.expect("[")?;
        let mut values = Vec::new();
        let mut height = 0;
        while !self.is("]") {
            values.push(self.expr()?);
            height = height.max(self.height);
            if !self.eat(",") {
                break;
            }
        }
        self.expect("]")?;
        self.height = height;
        Ok(Source::Datatable {
            columns,
            values,
            span: self.from(start),
        })
    }

    /// The operators behind a source.
    pub(super) fn pipeline(&mut self, source: Source, start: usize) -> Parsed<Pipeline> {
        let mut operators = Vec::new();
        let mut height = self.height;
        while self.eat("|") {
            operators.push(self.operator(true)?);
            height = height.max(self.height);
        }
        self.height = height;
        Ok(Pipeline {
            source,
            operators,
            span: self.from(start),
        })
    }
}

/// Whether that can have rows. What cannot is a scalar whose parenthesis is not closed.
pub(super) fn is_tabular(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(_)
        | ExprKind::Wildcard(_)
        | ExprKind::Call(_)
        | ExprKind::MemberCall { .. }
        | ExprKind::Member { .. }
        | ExprKind::Pipeline(_) => true,
        ExprKind::Literal(_)
        | ExprKind::Star
        | ExprKind::TypeOf(_)
        | ExprKind::Index { .. }
        | ExprKind::Unary { .. }
        | ExprKind::Binary { .. }
        | ExprKind::Logical { .. }
        | ExprKind::List { .. }
        | ExprKind::Between { .. } => false,
    }
}
