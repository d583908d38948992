//! Expressions, part by part.

use super::{
    Binder, Definition, Scope,
    messages::{unknown_column, wrong_type},
    too_complex,
};
use crate::{
    Error, Scalar, Span, Type,
    ast::{Expr, ExprKind, UnaryOp},
    operators::arithmetic::negation,
    scalar::Node,
};

/// How many expressions may be bound for one text. Functions that call functions are bound anew for
/// each call.
const MAX_BOUND: usize = 200_000;

impl Binder<'_> {
    /// Binds a scalar expression. None if something is wrong with it, which is then among the errors.
    pub fn scalar(&mut self, expr: &Expr, scope: &Scope) -> Option<Scalar> {
        self.bound += 1;
        if self.bound > MAX_BOUND {
            return self.refuse(too_complex(expr.span));
        }
        let at = expr.span;
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(literal, at),
            ExprKind::Name(name) => self.name(name, at, scope),
            ExprKind::Call(call) => self.call(call, at, scope),
            ExprKind::Member { base, name } => self.member(base, &name.text, at, scope),
            ExprKind::Index { base, index } => self.index(base, index, at, scope),
            ExprKind::Unary { op, operand } => self.unary(*op, operand, at, scope),
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right, at, scope),
            ExprKind::Logical { op, operands } => self.logical(*op, operands, at, scope),
            ExprKind::List { op, value, list } => self.list(*op, value, list, at, scope),
            ExprKind::Between {
                negated,
                value,
                low,
                high,
            } => self.between(*negated, [value, low, high], at, scope),
            ExprKind::Star
            | ExprKind::Wildcard(_)
            | ExprKind::TypeOf(_)
            | ExprKind::MemberCall { .. }
            | ExprKind::Pipeline(_) => {
                self.refuse(Error::semantic(at, "A scalar expression is expected here"))
            }
        }
    }

    /// Binds something that must be true or false.
    pub fn predicate(&mut self, expr: &Expr, scope: &Scope) -> Option<Scalar> {
        let scalar = self.scalar(expr, scope)?;
        if matches!(scalar.ty(), Type::Bool | Type::Dynamic) {
            return Some(scalar);
        }
        let error = wrong_type("The predicate", "bool", scalar.ty(), expr.span);
        self.refuse(error.with_hint("Compare it with something."))
    }

    /// A column wins over what `let` defined.
    fn name(&mut self, name: &str, at: Span, scope: &Scope) -> Option<Scalar> {
        if let Some(column) = scope.column(name) {
            return Some(column);
        }
        match scope.names.get(name) {
            Some(Definition::Scalar(scalar)) => Some(scalar.clone()),
            Some(Definition::Tabular(..) | Definition::Function(..)) => {
                self.refuse(Error::semantic(
                    at,
                    format!("A scalar expression is expected: '{name}' is none"),
                ))
            }
            None => self.refuse(unknown_column(self.dialect, name, at, scope)),
        }
    }

    fn member(&mut self, base: &Expr, name: &str, at: Span, scope: &Scope) -> Option<Scalar> {
        let base = self.bag(base, scope)?;
        let node = Node::Member(base.node.clone(), name.to_owned());
        self.settle(at, Scalar::of(Type::Dynamic, node, &[&base]))
    }

    fn index(&mut self, base: &Expr, index: &Expr, at: Span, scope: &Scope) -> Option<Scalar> {
        let base = self.bag(base, scope);
        let subscript = self.scalar(index, scope)?;
        let base = base?;
        if !matches!(
            subscript.ty(),
            Type::String | Type::Int | Type::Long | Type::Dynamic
        ) {
            let error = wrong_type(
                "A subscript",
                "a string or a number",
                subscript.ty(),
                index.span,
            );
            return self.refuse(error);
        }
        let constant = subscript
            .value()
            .map(|value| (value.as_str(), value.whole()));
        let inner = base.node.clone();
        let node = match constant {
            Some((Some(name), _)) => Node::Member(inner, name.to_owned()),
            Some((None, Some(place))) => Node::Element(inner, place),
            Some((None, None)) | None => Node::Subscript(inner, subscript.node.clone()),
        };
        self.settle(at, Scalar::of(Type::Dynamic, node, &[&base, &subscript]))
    }

    /// What has parts.
    fn bag(&mut self, expr: &Expr, scope: &Scope) -> Option<Scalar> {
        let base = self.scalar(expr, scope)?;
        if base.ty() == Type::Dynamic {
            return Some(base);
        }
        let error = wrong_type("What has members", "dynamic", base.ty(), expr.span);
        self.refuse(match base.ty() {
            Type::String => error.with_hint("parse_json(…) makes a dynamic of a text."),
            Type::Bool
            | Type::Int
            | Type::Long
            | Type::Real
            | Type::Decimal
            | Type::DateTime
            | Type::TimeSpan
            | Type::Guid
            | Type::Dynamic => error,
        })
    }

    fn unary(&mut self, op: UnaryOp, operand: &Expr, at: Span, scope: &Scope) -> Option<Scalar> {
        let value = self.scalar(operand, scope)?;
        let Some(ty) = negation(value.ty()) else {
            let what = format!("The operand of '{}'", op.as_str());
            let error = wrong_type(&what, "a number or a timespan", value.ty(), operand.span);
            return self.refuse(error);
        };
        match op {
            UnaryOp::Plus => Some(value),
            UnaryOp::Minus => {
                let node = Node::Negate(value.node.clone());
                self.settle(at, Scalar::of(ty, node, &[&value]))
            }
        }
    }
}
