use std::fmt::{Display, Formatter, Result};

use super::{commas, name, string};
use crate::{
    Type,
    ast::{Arg, BinaryOp, Call, Expr, ExprKind, Literal, LogicalOp},
    lexer::{self, TokenKind},
    parser::operators::{Level, level},
};

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match &self.kind {
            ExprKind::Literal(literal) => literal.fmt(f),
            ExprKind::Name(text) => name(f, text),
            ExprKind::Star => f.write_str("*"),
            ExprKind::Wildcard(pattern) => f.write_str(pattern),
            ExprKind::TypeOf(text) => write!(f, "typeof({text})"),
            ExprKind::Call(call) => call.fmt(f),
            ExprKind::Member { base, name } => write!(f, "{}.{name}", Within(base, Level::Postfix)),
            ExprKind::MemberCall { base, call } => {
                write!(f, "{}.{call}", Within(base, Level::Postfix))
            }
            ExprKind::Index { base, index } => write!(
                f,
                "{}[{}]",
                Within(base, Level::Postfix),
                Within(index, Level::Unary)
            ),
            ExprKind::Unary { op, operand } => {
                write!(f, "{}{}", op.as_str(), Within(operand, Level::Unary))
            }
            ExprKind::Binary { op, left, right } => binary(f, *op, left, right),
            ExprKind::Logical { op, operands } => logical(f, *op, operands),
            ExprKind::List { op, value, list } => {
                write!(f, "{} {} (", Within(value, Level::Relation), op.as_str())?;
                commas(f, list)?;
                f.write_str(")")
            }
            ExprKind::Between {
                negated,
                value,
                low,
                high,
            } => {
                let not = if *negated { "!" } else { "" };
                let value = Within(value, Level::Relation);
                write!(f, "{value} {not}between ({low} .. {high})")
            }
            ExprKind::Pipeline(pipeline) => write!(f, "({pipeline})"),
        }
    }
}

fn binary(f: &mut Formatter<'_>, op: BinaryOp, left: &Expr, right: &Expr) -> Result {
    let level = level(op);
    let tighter = level.tighter();
    let left = Within(left, if level.chains() { level } else { tighter });
    write!(f, "{left} {} {}", op.as_str(), Within(right, tighter))
}

fn logical(f: &mut Formatter<'_>, op: LogicalOp, operands: &[Expr]) -> Result {
    for (n, operand) in operands.iter().enumerate() {
        if n > 0 {
            write!(f, " {} ", op.as_str())?;
        }
        Within(operand, operand_of(op)).fmt(f)?;
    }
    Ok(())
}

/// The loosest that an operand of `and` or `or` may be: the same again would join the chain.
const fn operand_of(op: LogicalOp) -> Level {
    match op {
        LogicalOp::Or => Level::And,
        LogicalOp::And => Level::Equality,
    }
}

/// An expression where one that binds at least that tightly is due.
struct Within<'e>(&'e Expr, Level);

impl Display for Within<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Self(expr, least) = self;
        if tightness(expr) < *least {
            write!(f, "({expr})")
        } else {
            expr.fmt(f)
        }
    }
}

fn tightness(expr: &Expr) -> Level {
    match &expr.kind {
        // A dot behind digits would become a part of them.
        ExprKind::Literal(Literal::Long(_) | Literal::Real(_) | Literal::Raw { .. })
            if !expr.to_string().ends_with(')') =>
        {
            Level::Unary
        }
        ExprKind::Literal(_)
        | ExprKind::Name(_)
        | ExprKind::Star
        | ExprKind::Wildcard(_)
        | ExprKind::TypeOf(_)
        | ExprKind::Call(_)
        | ExprKind::Member { .. }
        | ExprKind::MemberCall { .. }
        | ExprKind::Index { .. }
        | ExprKind::Pipeline(_) => Level::Postfix,
        ExprKind::Unary { .. } => Level::Unary,
        ExprKind::Binary { op, .. } => level(*op),
        ExprKind::Logical { op, .. } => match op {
            LogicalOp::Or => Level::Or,
            LogicalOp::And => Level::And,
        },
        ExprKind::List { .. } | ExprKind::Between { .. } => Level::Equality,
    }
}

impl Display for Call {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&self.function.text)?;
        f.write_str("(")?;
        commas(f, &self.args)?;
        f.write_str(")")
    }
}

impl Display for Arg {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        if let Some(name) = &self.name {
            write!(f, "{name} = ")?;
        }
        self.value.fmt(f)
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => write!(f, "int({value})"),
            Self::Long(value) if *value < 0 => write!(f, "long({value})"),
            Self::Long(value) => value.fmt(f),
            Self::Real(value) if value.is_finite() && value.is_sign_positive() => {
                write!(f, "{value:?}")
            }
            Self::Real(value) => write!(f, "real({value:?})"),
            Self::String(text) => string(f, text),
            Self::Null(ty) => write!(f, "{ty}(null)"),
            Self::Raw {
                ty: Type::TimeSpan,
                text,
                at: _,
            } if lexer::is_one(text, TokenKind::TimeSpan) => f.write_str(text),
            Self::Raw { ty, text, at: _ } => write!(f, "{ty}({text})"),
        }
    }
}
