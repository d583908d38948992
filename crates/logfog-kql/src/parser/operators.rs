//! The operators between two expressions, and how tightly they bind.

use crate::ast::{BinaryOp, ListMatch, ListOp, LogicalOp, TextMatch, TextOp};

/// How tightly an expression holds together, loosest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Or,
    And,
    Equality,
    Relation,
    Sum,
    Product,
    Text,
    Unary,
    Postfix,
}

impl Level {
    pub(crate) const fn tighter(self) -> Self {
        match self {
            Self::Or => Self::And,
            Self::And => Self::Equality,
            Self::Equality => Self::Relation,
            Self::Relation => Self::Sum,
            Self::Sum => Self::Product,
            Self::Product => Self::Text,
            Self::Text => Self::Unary,
            Self::Unary | Self::Postfix => Self::Postfix,
        }
    }

    /// The tightest that may follow `a op b`, where what is tighter has become a part of `b`.
    pub(super) const fn behind(self) -> Self {
        match self {
            Self::Relation => Self::Equality,
            Self::Equality => Self::And,
            Self::Or
            | Self::And
            | Self::Sum
            | Self::Product
            | Self::Text
            | Self::Unary
            | Self::Postfix => self,
        }
    }

    /// Whether `a op b op c` can be written without parentheses.
    pub(crate) const fn chains(self) -> bool {
        !matches!(self, Self::Equality | Self::Relation)
    }
}

/// What can stand between two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Infix {
    Logical(LogicalOp),
    Binary(BinaryOp),
    List(ListOp),
    Between { negated: bool },
}

impl Infix {
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "or" => Self::Logical(LogicalOp::Or),
            "and" => Self::Logical(LogicalOp::And),
            "==" => Self::Binary(BinaryOp::Equal),
            "!=" | "<>" => Self::Binary(BinaryOp::NotEqual),
            "<" => Self::Binary(BinaryOp::Less),
            "<=" => Self::Binary(BinaryOp::LessOrEqual),
            ">" => Self::Binary(BinaryOp::Greater),
            ">=" => Self::Binary(BinaryOp::GreaterOrEqual),
            "+" => Self::Binary(BinaryOp::Add),
            "-" => Self::Binary(BinaryOp::Subtract),
            "*" => Self::Binary(BinaryOp::Multiply),
            "/" => Self::Binary(BinaryOp::Divide),
            "%" => Self::Binary(BinaryOp::Modulo),
            "between" => Self::Between { negated: false },
            "!between" => Self::Between { negated: true },
            "in" => list(ListMatch::In, true, false),
            "!in" => list(ListMatch::In, true, true),
            "in~" => list(ListMatch::In, false, false),
            "!in~" => list(ListMatch::In, false, true),
            "has_any" => list(ListMatch::HasAny, false, false),
            "has_all" => list(ListMatch::HasAll, false, false),
            _ => Self::Binary(BinaryOp::Text(text_op(word)?)),
        })
    }

    pub(super) const fn level(self) -> Level {
        match self {
            Self::Logical(LogicalOp::Or) => Level::Or,
            Self::Logical(LogicalOp::And) => Level::And,
            Self::List(_) | Self::Between { .. } => Level::Equality,
            Self::Binary(op) => level(op),
        }
    }
}

/// How tightly an operator holds its two sides.
pub(crate) const fn level(op: BinaryOp) -> Level {
    match op {
        BinaryOp::Equal | BinaryOp::NotEqual => Level::Equality,
        BinaryOp::Less | BinaryOp::LessOrEqual | BinaryOp::Greater | BinaryOp::GreaterOrEqual => {
            Level::Relation
        }
        BinaryOp::Add | BinaryOp::Subtract => Level::Sum,
        BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Modulo => Level::Product,
        BinaryOp::Text(_) => Level::Text,
    }
}

const fn list(matches: ListMatch, case_sensitive: bool, negated: bool) -> Infix {
    Infix::List(ListOp {
        matches,
        case_sensitive,
        negated,
    })
}

fn text_op(word: &str) -> Option<TextOp> {
    let fixed = |matches, case_sensitive, negated| {
        Some(TextOp {
            matches,
            case_sensitive,
            negated,
        })
    };
    match word {
        "=~" => return fixed(TextMatch::Equals, false, false),
        "!~" => return fixed(TextMatch::Equals, false, true),
        "matches" => return fixed(TextMatch::Regex, true, false),
        _ => {}
    }
    let plain = word.strip_prefix('!').unwrap_or(word);
    let base = plain.strip_suffix("_cs").unwrap_or(plain);
    let matches = match base {
        "contains" => TextMatch::Contains,
        "startswith" => TextMatch::StartsWith,
        "endswith" => TextMatch::EndsWith,
        "has" => TextMatch::Has,
        "hasprefix" => TextMatch::HasPrefix,
        "hassuffix" => TextMatch::HasSuffix,
        _ => return None,
    };
    fixed(matches, base.len() < plain.len(), plain.len() < word.len())
}
