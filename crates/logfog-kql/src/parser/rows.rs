//! Operators that look at more than one row, or make some.

use super::{Parsed, Parser};
use crate::ast::{
    Expr, ExprKind, Join, JoinKind, MvExpand, MvExpandColumn, Nulls, Property, Range, SortKey,
    Summarize, Union, UnionKind,
};
use crate::lexer::TokenKind;

const JOIN_KINDS: [(&str, JoinKind); 12] = [
    ("innerunique", JoinKind::InnerUnique),
    ("inner", JoinKind::Inner),
    ("leftouter", JoinKind::LeftOuter),
    ("rightouter", JoinKind::RightOuter),
    ("fullouter", JoinKind::FullOuter),
    ("leftsemi", JoinKind::LeftSemi),
    ("rightsemi", JoinKind::RightSemi),
    ("leftanti", JoinKind::LeftAnti),
    ("rightanti", JoinKind::RightAnti),
    // Older names of the same.
    ("anti", JoinKind::LeftAnti),
    ("leftantisemi", JoinKind::LeftAnti),
    ("rightantisemi", JoinKind::RightAnti),
];

impl Parser<'_> {
    pub(super) fn range(&mut self) -> Parsed<Range> {
        let column = self.name()?;
        self.expect("from")?;
        let from = self.expr()?;
        self.expect("to")?;
        let to = self.expr()?;
        self.expect("step")?;
        let step = self.expr()?;
        Ok(Range {
            column,
            from,
            to,
            step,
        })
    }

    pub(super) fn summarize(&mut self) -> Parsed<Summarize> {
        let properties = self.properties(&[])?;
        let aggregates = if self.is("by") && !self.nth_is(1, "=") {
            Vec::new()
        } else {
            self.list(Self::named_expr)?
        };
        let by = if self.eat("by") {
            self.list(Self::named_expr)?
        } else {
            Vec::new()
        };
        Ok(Summarize {
            properties,
            aggregates,
            by,
        })
    }

    pub(super) fn sort(&mut self) -> Parsed<Vec<SortKey>> {
        self.properties(&[])?;
        self.expect("by")?;
        self.list(Self::sort_key)
    }

    pub(super) fn top(&mut self) -> Parsed<(Expr, Vec<SortKey>)> {
        self.properties(&[])?;
        let count = self.expr()?;
        self.expect("by")?;
        Ok((count, self.list(Self::sort_key)?))
    }

    fn sort_key(&mut self) -> Parsed<SortKey> {
        let value = self.expr()?;
        let direction = self.direction();
        let nulls = if self.eat("nulls") {
            Some(self.one_of(&[("first", Nulls::First), ("last", Nulls::Last)])?)
        } else {
            None
        };
        Ok(SortKey {
            value,
            direction,
            nulls,
        })
    }

    pub(super) fn distinct(&mut self) -> Parsed<Vec<Expr>> {
        self.properties(&[])?;
        self.list(Self::expr)
    }

    pub(super) fn union(&mut self) -> Parsed<Union> {
        let mut union = Union {
            kind: None,
            with_source: None,
            is_fuzzy: None,
            properties: Vec::new(),
            tables: Vec::new(),
        };
        loop {
            if !self.nth_is(1, "=") {
                let hints = self.properties(&[])?;
                if hints.is_empty() {
                    break;
                }
                union.properties.extend(hints);
                continue;
            }
            if self.eat("kind") {
                self.expect("=")?;
                union.kind =
                    Some(self.one_of(&[("inner", UnionKind::Inner), ("outer", UnionKind::Outer)])?);
            } else if self.eat("withsource") || self.eat("with_source") {
                self.expect("=")?;
                union.with_source = Some(self.name()?);
            } else if self.eat("isfuzzy") {
                self.expect("=")?;
                union.is_fuzzy = Some(self.boolean()?);
            } else {
                return Err(self.unexpected(&["'kind'", "'withsource'", "'isfuzzy'"]));
            }
        }
        union.tables = self.list(Self::union_table)?;
        Ok(union)
    }

    fn boolean(&mut self) -> Parsed<bool> {
        if self.peek().kind != TokenKind::Bool {
            return Err(self.unexpected(&["'true'", "'false'"]));
        }
        let token = self.advance();
        Ok(self.text_of(token).eq_ignore_ascii_case("true"))
    }

    /// A table, or all of a name.
    fn union_table(&mut self) -> Parsed<Expr> {
        let start = self.peek().span.start;
        match self.pattern() {
            Some(pattern) => self.node(ExprKind::Wildcard(pattern.text), start, 0),
            None => self.postfix(),
        }
    }

    pub(super) fn join(&mut self) -> Parsed<Join> {
        let mut kind = None;
        let mut properties: Vec<Property> = Vec::new();
        loop {
            if self.is("kind") && self.nth_is(1, "=") {
                self.at += 2;
                kind = Some(self.one_of(&JOIN_KINDS)?);
                continue;
            }
            let hints = self.properties(&[])?;
            if hints.is_empty() {
                break;
            }
            properties.extend(hints);
        }
        let right = self.postfix()?;
        self.expect("on")?;
        Ok(Join {
            kind,
            properties,
            right,
            on: self.list(Self::expr)?,
        })
    }

    pub(super) fn mv_expand(&mut self) -> Parsed<MvExpand> {
        let properties = self.properties(&["kind", "bagexpansion", "with_itemindex"])?;
        let columns = self.list(Self::mv_expand_column)?;
        let limit = if self.eat("limit") {
            Some(self.expr()?)
        } else {
            None
        };
        Ok(MvExpand {
            properties,
            columns,
            limit,
        })
    }

    fn mv_expand_column(&mut self) -> Parsed<MvExpandColumn> {
        let value = self.named_expr()?;
        let to = if self.eat("to") {
            Some(self.typeof_body()?)
        } else {
            None
        };
        Ok(MvExpandColumn { value, to })
    }

    fn typeof_body(&mut self) -> Parsed<String> {
        let is_typeof = self.peek().kind == TokenKind::Typed && self.found().starts_with("typeof");
        if is_typeof && let ExprKind::TypeOf(text) = self.literal()?.kind {
            return Ok(text);
        }
        Err(self.unexpected(&["'typeof'"]))
    }
}
