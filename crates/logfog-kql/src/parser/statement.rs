//! Statements, and how the parser finds its feet again behind what it cannot read.

use super::{Parsed, Parser, source::is_tabular};
use crate::{
    Error,
    ast::{
        Expr, Function, Let, LetValue, Name, Param, ParamKind, Pipeline, Query, Source, Statement,
    },
    lexer::TokenKind,
};

impl Parser<'_> {
    /// All statements that can be read.
    pub(super) fn query(&mut self) -> Query {
        let mut statements = Vec::new();
        loop {
            let first = self.at;
            match self.statement() {
                Ok(statement) => statements.push(statement),
                Err(error) => {
                    self.errors.push(error);
                    self.skip_from(first, &[";"]);
                }
            }
            if !(self.eat(";") && self.peek().kind != TokenKind::End) {
                return Query { statements };
            }
        }
    }

    fn statement(&mut self) -> Parsed<Statement> {
        if self.is("let") && self.name_length(1) > 0 {
            let statement = Statement::Let(self.let_statement()?);
            self.expect_end(&[";"])?;
            return Ok(statement);
        }
        if self.is_other_statement() {
            let name = self.name()?;
            let start = self.peek().span.start;
            self.skip_balanced(&[";"])?;
            let text = self.from(start).of(self.text).to_owned();
            self.expect_end(&[";"])?;
            return Ok(Statement::Other { name, text });
        }
        self.tabular_statement().map(Statement::Tabular)
    }

    fn is_other_statement(&self) -> bool {
        if self.is("set") {
            return self.nth(1).kind == TokenKind::Word;
        }
        [
            ("declare", "query_parameters"),
            ("declare", "pattern"),
            ("alias", "database"),
            ("restrict", "access"),
        ]
        .iter()
        .any(|(first, second)| self.is(first) && self.nth_is(1, second))
    }

    /// A pipeline of which every operator is read, even when one in front of it cannot be.
    fn tabular_statement(&mut self) -> Parsed<Pipeline> {
        let start = self.peek().span.start;
        let source = self.statement_source()?;
        self.expect_end(&["|", ";"])?;
        let mut operators = Vec::new();
        while self.eat("|") {
            let first = self.at;
            let operator = self.operator(true);
            match operator.and_then(|operator| self.expect_end(&["|", ";"]).map(|()| operator)) {
                Ok(operator) => operators.push(operator),
                Err(error) => {
                    self.errors.push(error);
                    self.skip_from(first, &["|", ";"]);
                }
            }
        }
        if let (Source::Expr(expr), true) = (&source, operators.is_empty()) {
            return Ok(Pipeline::from(expr.clone()));
        }
        Ok(Pipeline {
            source,
            operators,
            span: self.from(start),
        })
    }

    fn statement_source(&mut self) -> Parsed<Source> {
        if let Some(source) = self.source()? {
            return Ok(source);
        }
        let first = self.at;
        let expr = self.expr()?;
        if is_tabular(&expr) {
            return Ok(Source::Expr(expr));
        }
        self.at = first;
        Err(Error {
            hint: "A query starts with a table, as `source`.".to_owned(),
            ..self.no_alternative()
        })
    }

    /// Nothing more belongs to what has been read.
    fn expect_end(&mut self, stops: &[&str]) -> Parsed<()> {
        if self.peek().kind == TokenKind::End || stops.iter().any(|stop| self.is(stop)) {
            return Ok(());
        }
        let comparison = ["==", "!=", "<>", "<", "<=", ">", ">="]
            .iter()
            .any(|s| self.is(s));
        let mut error = if self.is(",") && self.ends_at(1, stops) {
            self.complaint("extraneous input", &["<EOF>"])
        } else {
            self.unexpected(&["<EOF>"])
        };
        if self.is(",") {
            "Nothing comes behind this comma.".clone_into(&mut error.hint);
        } else if comparison {
            "Comparisons do not chain: put one of them in parentheses.".clone_into(&mut error.hint);
        }
        Err(error)
    }

    fn ends_at(&self, n: usize, stops: &[&str]) -> bool {
        self.nth(n).kind == TokenKind::End || stops.iter().any(|stop| self.nth_is(n, stop))
    }

    /// Goes on where the construct that starts with token `first`, and could not be read up to here,
    /// may end. Parentheses within it count from its start.
    fn skip_from(&mut self, first: usize, stops: &[&str]) {
        let failed = self.at;
        self.at = first;
        let mut depth = 0_usize;
        while self.peek().kind != TokenKind::End {
            if depth == 0 && self.at >= failed && stops.iter().any(|stop| self.is(stop)) {
                return;
            }
            if ["(", "[", "{"].iter().any(|s| self.is(s)) {
                depth += 1;
            } else if [")", "]", "}"].iter().any(|s| self.is(s)) {
                depth = depth.saturating_sub(1);
            }
            self.advance();
        }
    }

    fn let_statement(&mut self) -> Parsed<Let> {
        let start = self.expect("let")?.start;
        let name = self.name()?;
        self.expect("=")?;
        let value = if self.starts_function() {
            LetValue::Function(self.nested(Self::function)?)
        } else {
            LetValue::Expr(self.table_or_scalar()?)
        };
        Ok(Let {
            name,
            value,
            span: self.from(start),
        })
    }

    /// No expression in parentheses is empty, or has a colon behind its first name.
    fn starts_function(&self) -> bool {
        let view = usize::from(self.is("view") && self.nth_is(1, "("));
        let length = self.name_length(view + 1);
        self.nth_is(view, "(")
            && (self.nth_is(view + 1, ")") || length > 0 && self.nth_is(view + 1 + length, ":"))
    }

    fn function(&mut self) -> Parsed<Function> {
        self.eat("view");
        self.expect("(")?;
        let params = if self.is(")") {
            Vec::new()
        } else {
            self.list(Self::param)?
        };
        self.expect(")")?;
        self.expect("{")?;
        let mut lets = Vec::new();
        while self.is("let") && self.name_length(1) > 0 {
            lets.push(self.let_statement()?);
            self.expect(";")?;
        }
        let result = self.body_result()?;
        self.eat(";");
        self.expect("}")?;
        Ok(Function {
            params,
            lets,
            result,
        })
    }

    fn body_result(&mut self) -> Parsed<Expr> {
        if self.is("}") {
            return Err(self.no_alternative());
        }
        self.table_or_scalar()
    }

    fn param(&mut self) -> Parsed<Param> {
        let name: Name = self.name()?;
        self.expect(":")?;
        let kind = if self.eat("(") {
            let columns = if self.eat("*") {
                Vec::new()
            } else {
                self.list(Self::column_decl)?
            };
            self.expect(")")?;
            ParamKind::Tabular(columns)
        } else {
            let ty = self.ty()?;
            let default = if self.eat("=") {
                Some(self.unary()?)
            } else {
                None
            };
            ParamKind::Scalar { ty, default }
        };
        Ok(Param { name, kind })
    }
}
