use super::{Name, Pipeline};
use crate::{Span, Type};

/// An expression. Parentheses leave no trace in it but its shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it is written, without parentheses around it.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A value.
    Literal(Literal),
    /// A column, a table, or what `let` defined; `$left` and `$right` too.
    Name(String),
    /// `*` where all columns are meant.
    Star,
    /// `App*`: all tables of such a name.
    Wildcard(String),
    /// `typeof(long)`, with the text between the parentheses.
    TypeOf(String),
    /// `f(x, y = 1)`
    Call(Call),
    /// `base.name`
    Member {
        /// Of what.
        base: Box<Expr>,
        /// What of it.
        name: Name,
    },
    /// `base.f(x)`
    MemberCall {
        /// Of what.
        base: Box<Expr>,
        /// Which function of it.
        call: Call,
    },
    /// `base[index]`
    Index {
        /// Of what.
        base: Box<Expr>,
        /// A number, a key, or what gives one.
        index: Box<Expr>,
    },
    /// `-x`
    Unary {
        /// What is done.
        op: UnaryOp,
        /// With what.
        operand: Box<Expr>,
    },
    /// `x + y`, `x == y`, `x has y`
    Binary {
        /// What is done.
        op: BinaryOp,
        /// With what.
        left: Box<Expr>,
        /// And with what.
        right: Box<Expr>,
    },
    /// `x and y and z`: flat, as real predicates have hundreds of terms.
    Logical {
        /// `and` or `or`.
        op: LogicalOp,
        /// At least two.
        operands: Vec<Expr>,
    },
    /// `x in (…)` and its relatives.
    List {
        /// Which of them.
        op: ListOp,
        /// What is looked for.
        value: Box<Expr>,
        /// Where. One element may stand for a whole array, or for a table.
        list: Vec<Expr>,
    },
    /// `x between (low .. high)`
    Between {
        /// `!between`
        negated: bool,
        /// What must be within.
        value: Box<Expr>,
        /// The least that is within.
        low: Box<Expr>,
        /// The most that is within.
        high: Box<Expr>,
    },
    /// A tabular expression where an expression is due.
    Pipeline(Box<Pipeline>),
}

/// A function and what it is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The function.
    pub function: Name,
    /// What it is given.
    pub args: Vec<Arg>,
}

/// What a function is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    /// `name = …`
    pub name: Option<Name>,
    /// The value.
    pub value: Expr,
}

/// A value as it is written.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `true`
    Bool(bool),
    /// `int(1)`
    Int(i32),
    /// `1`
    Long(i64),
    /// `1.0`
    Real(f64),
    /// `"text"`, with its escapes resolved and its neighbours appended.
    String(String),
    /// `int(null)`, of any type but string.
    Null(Type),
    /// A decimal, datetime, timespan, guid or dynamic that has still to be read.
    Raw {
        /// What it must be.
        ty: Type,
        /// What is between the parentheses, or `1d` itself.
        text: String,
        /// Where that text is.
        at: Span,
    },
}

/// What is done with one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-`
    Minus,
    /// `+`
    Plus,
}

impl UnaryOp {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Minus => "-",
            Self::Plus => "+",
        }
    }
}

/// What is done with any number of predicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogicalOp {
    /// `and`
    And,
    /// `or`
    Or,
}

impl LogicalOp {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::And => "and",
            Self::Or => "or",
        }
    }
}

/// What is done with two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `==`
    Equal,
    /// `!=` and `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Modulo,
    /// `=~`, `has`, `!contains_cs`, `matches regex` …
    Text(TextOp),
}

/// How two texts are held against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextOp {
    /// What must match.
    pub matches: TextMatch,
    /// Whether upper and lower case differ.
    pub case_sensitive: bool,
    /// Whether it must not match.
    pub negated: bool,
}

/// What of a text must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextMatch {
    /// `=~`: all of it.
    Equals,
    /// Any part.
    Contains,
    /// Its start.
    StartsWith,
    /// Its end.
    EndsWith,
    /// A whole term.
    Has,
    /// The start of a term.
    HasPrefix,
    /// The end of a term.
    HasSuffix,
    /// `matches regex`: any part, by a pattern.
    Regex,
}

/// How a value is looked for in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListOp {
    /// What must match.
    pub matches: ListMatch,
    /// Whether upper and lower case differ.
    pub case_sensitive: bool,
    /// Whether it must not match.
    pub negated: bool,
}

/// What must be in a list, or have what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListMatch {
    /// `in`: the value is one of the list.
    In,
    /// `has_any`: the text has one of them as a term.
    HasAny,
    /// `has_all`: the text has all of them as terms.
    HasAll,
}

impl BinaryOp {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
            Self::Text(op) => op.as_str(),
        }
    }
}

impl TextOp {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match (self.matches, self.case_sensitive, self.negated) {
            (TextMatch::Equals, _, false) => "=~",
            (TextMatch::Equals, _, true) => "!~",
            (TextMatch::Contains, false, false) => "contains",
            (TextMatch::Contains, false, true) => "!contains",
            (TextMatch::Contains, true, false) => "contains_cs",
            (TextMatch::Contains, true, true) => "!contains_cs",
            (TextMatch::StartsWith, false, false) => "startswith",
            (TextMatch::StartsWith, false, true) => "!startswith",
            (TextMatch::StartsWith, true, false) => "startswith_cs",
            (TextMatch::StartsWith, true, true) => "!startswith_cs",
            (TextMatch::EndsWith, false, false) => "endswith",
            (TextMatch::EndsWith, false, true) => "!endswith",
            (TextMatch::EndsWith, true, false) => "endswith_cs",
            (TextMatch::EndsWith, true, true) => "!endswith_cs",
            (TextMatch::Has, false, false) => "has",
            (TextMatch::Has, false, true) => "!has",
            (TextMatch::Has, true, false) => "has_cs",
            (TextMatch::Has, true, true) => "!has_cs",
            (TextMatch::HasPrefix, false, false) => "hasprefix",
            (TextMatch::HasPrefix, false, true) => "!hasprefix",
            (TextMatch::HasPrefix, true, false) => "hasprefix_cs",
            (TextMatch::HasPrefix, true, true) => "!hasprefix_cs",
            (TextMatch::HasSuffix, false, false) => "hassuffix",
            (TextMatch::HasSuffix, false, true) => "!hassuffix",
            (TextMatch::HasSuffix, true, false) => "hassuffix_cs",
            (TextMatch::HasSuffix, true, true) => "!hassuffix_cs",
            (TextMatch::Regex, _, _) => "matches regex",
        }
    }
}

impl ListOp {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match (self.matches, self.case_sensitive, self.negated) {
            (ListMatch::In, true, false) => "in",
            (ListMatch::In, true, true) => "!in",
            (ListMatch::In, false, false) => "in~",
            (ListMatch::In, false, true) => "!in~",
            (ListMatch::HasAny, _, _) => "has_any",
            (ListMatch::HasAll, _, _) => "has_all",
        }
    }
}
