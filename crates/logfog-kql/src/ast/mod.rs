//! What a query is made of. Every part knows where it was written; nothing is bound yet, so a name
//! may turn out to be a column, a table, or nothing at all.

mod expr;
mod operator;

pub use self::{
    expr::{
        Arg, BinaryOp, Call, Expr, ExprKind, ListMatch, ListOp, Literal, LogicalOp, TextMatch,
        TextOp, UnaryOp,
    },
    operator::{
        ColumnDecl, ColumnRef, Direction, Join, JoinKind, MvExpand, MvExpandColumn, NamedExpr,
        Nulls, Operator, OperatorKind, ParseColumns, ParseKind, ParseKv, ParsePart, Property,
        Range, Rename, Reorder, SortKey, Summarize, Union, UnionKind,
    },
};
use crate::{Span, Type};

/// Statements with `;` between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// At least one.
    pub statements: Vec<Statement>,
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// `let Name = …`
    Let(Let),
    /// A tabular expression: what the query answers with.
    Tabular(Pipeline),
    /// `set`, `declare`, `alias` or `restrict`: known by name, and not looked into.
    Other {
        /// The word that it starts with.
        name: Name,
        /// What comes behind that word.
        text: String,
    },
}

/// `let Name = value`
#[derive(Clone, Debug, PartialEq)]
pub struct Let {
    /// What is defined.
    pub name: Name,
    /// As what.
    pub value: LetValue,
    /// From `let` to the end of the value.
    pub span: Span,
}

/// What `let` gives a name to.
#[derive(Clone, Debug, PartialEq)]
pub enum LetValue {
    /// A scalar or a tabular expression. Which of them a lone name or a call is, the binder tells.
    Expr(Expr),
    /// A function.
    Function(Function),
}

/// `(a: long, T: (*)) { let …; expression }`
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Its parameters.
    pub params: Vec<Param>,
    /// The definitions in front of the result.
    pub lets: Vec<Let>,
    /// The scalar or the table that it returns.
    pub result: Expr,
}

/// A parameter of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// What may be given.
    pub kind: ParamKind,
}

/// What may be given for a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum ParamKind {
    /// A scalar of that type.
    Scalar {
        /// The type.
        ty: Type,
        /// What it is when nothing is given.
        default: Option<Expr>,
    },
    /// A table with at least these columns; `(*)` is a table with any.
    Tabular(Vec<ColumnDecl>),
}

/// A table, and what is done with it step by step.
#[derive(Clone, Debug, PartialEq)]
pub struct Pipeline {
    /// Where the rows come from.
    pub source: Source,
    /// What is done with them.
    pub operators: Vec<Operator>,
    /// All of it.
    pub span: Span,
}

/// Where rows come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A name, a call, `workspace("…").Table`, or a pipeline in parentheses.
    Expr(Expr),
    /// `datatable(a: long) [1, 2]`
    Datatable {
        /// Its columns.
        columns: Vec<ColumnDecl>,
        /// Its values, row by row.
        values: Vec<Expr>,
        /// All of it.
        span: Span,
    },
    /// An operator that needs no rows: `print`, `range`, `union`, `search` and others.
    Operator(Operator),
}

impl From<Expr> for Pipeline {
    /// A pipeline in parentheses is itself; anything else is a source with nothing behind it.
    fn from(expr: Expr) -> Self {
        if let ExprKind::Pipeline(pipeline) = expr.kind {
            return *pipeline;
        }
        Self {
            span: expr.span,
            source: Source::Expr(expr),
            operators: Vec::new(),
        }
    }
}

/// A name, without the quotes and brackets that it may have been written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it is written, quotes and brackets included.
    pub span: Span,
}
