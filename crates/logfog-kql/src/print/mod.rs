//! A tree to its canonical text, which reads back as the same tree.

mod expr;
mod operator;

use std::fmt::{Display, Formatter, Result};

use crate::{
    ast::{Function, Let, LetValue, Name, Param, ParamKind, Pipeline, Query, Source, Statement},
    lexer::{self, TokenKind},
};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        separated(f, &self.statements, ";\n")
    }
}

impl Display for Statement {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Let(definition) => definition.fmt(f),
            Self::Tabular(pipeline) => pipeline.fmt(f),
            Self::Other { name, text } => write!(f, "{} {text}", name.text),
        }
    }
}

impl Display for Let {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "let {} = ", self.name)?;
        match &self.value {
            LetValue::Expr(expr) => expr.fmt(f),
            LetValue::Function(function) => function.fmt(f),
        }
    }
}

impl Display for Function {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str("(")?;
        commas(f, &self.params)?;
        f.write_str(") { ")?;
        for definition in &self.lets {
            write!(f, "{definition}; ")?;
        }
        write!(f, "{} }}", self.result)
    }
}

impl Display for Param {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "{}: ", self.name)?;
        match &self.kind {
            ParamKind::Scalar { ty, default: None } => ty.fmt(f),
            ParamKind::Scalar {
                ty,
                default: Some(default),
            } => write!(f, "{ty} = {default}"),
            ParamKind::Tabular(columns) if columns.is_empty() => f.write_str("(*)"),
            ParamKind::Tabular(columns) => {
                f.write_str("(")?;
                commas(f, columns)?;
                f.write_str(")")
            }
        }
    }
}

impl Display for Pipeline {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.source.fmt(f)?;
        for operator in &self.operators {
            write!(f, " | {operator}")?;
        }
        Ok(())
    }
}

impl Display for Source {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Expr(expr) => expr.fmt(f),
            Self::Operator(operator) => operator.fmt(f),
            Self::Datatable {
                columns,
                values,
                span: _,
            } => {
                f.write_str("datatable(")?;
                commas(f, columns)?;
                f.write_str(") [")?;
                commas(f, values)?;
                f.write_str("]")
            }
        }
    }
}

/// Words that mean something where a name may stand, so that a name which is one is put in brackets.
/// There are more keywords, but only in places where no name can be.
const KEYWORDS: [&str; 52] = [
    "alias",
    "and",
    "asc",
    "bagexpansion",
    "between",
    "by",
    "contains",
    "contains_cs",
    "datatable",
    "declare",
    "desc",
    "endswith",
    "endswith_cs",
    "evaluate",
    "externaldata",
    "find",
    "flags",
    "from",
    "granny",
    "has",
    "has_all",
    "has_any",
    "has_cs",
    "hasprefix",
    "hasprefix_cs",
    "hassuffix",
    "hassuffix_cs",
    "hint",
    "in",
    "isfuzzy",
    "kind",
    "let",
    "limit",
    "matches",
    "nulls",
    "on",
    "or",
    "print",
    "range",
    "restrict",
    "search",
    "set",
    "startswith",
    "startswith_cs",
    "step",
    "to",
    "union",
    "view",
    "with",
    "with_itemindex",
    "with_source",
    "withsource",
];

impl Display for Name {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        name(f, &self.text)
    }
}

/// A name, in brackets when it would not be read as one.
fn name(f: &mut Formatter<'_>, text: &str) -> Result {
    let is_plain = lexer::is_one(text, TokenKind::Word)
        && !KEYWORDS.contains(&text)
        && !lexer::starts_literal(text);
    if is_plain {
        return f.write_str(text);
    }
    f.write_str("[")?;
    string(f, text)?;
    f.write_str("]")
}

/// A string with as few escapes as there can be.
fn string(f: &mut Formatter<'_>, text: &str) -> Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            _ => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

fn commas<T: Display>(f: &mut Formatter<'_>, items: &[T]) -> Result {
    separated(f, items, ", ")
}

fn separated<T: Display>(f: &mut Formatter<'_>, items: &[T], between: &str) -> Result {
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            f.write_str(between)?;
        }
        item.fmt(f)?;
    }
    Ok(())
}
