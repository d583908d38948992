//! Literals to values.

use super::Binder;
use crate::{
    Error, Scalar, Span, Type, Value,
    ast::Literal,
    functions::{self, Argument, convert},
    scalar::Node,
    value::{Guid, json},
};

impl Binder<'_> {
    pub(super) fn literal(&mut self, literal: &Literal, at: Span) -> Option<Scalar> {
        let (ty, value) = match literal {
            Literal::Bool(value) => (Type::Bool, Value::Bool(*value)),
            Literal::Int(value) => (Type::Int, Value::Int(*value)),
            Literal::Long(value) => (Type::Long, Value::Long(*value)),
            Literal::Real(value) => (Type::Real, Value::Real(*value)),
            Literal::String(text) => (Type::String, Value::string(text.clone())),
            Literal::Null(ty) => (*ty, Value::missing(*ty)),
            Literal::Raw { ty, text, at: body } => return self.raw(*ty, text, at, *body),
        };
        Some(Scalar::constant(ty, value))
    }

    fn raw(&mut self, ty: Type, text: &str, at: Span, body: Span) -> Option<Scalar> {
        if text.is_empty() && ty == Type::DateTime {
            return self.now(at);
        }
        match raw_value(ty, text) {
            Some(value) => Some(Scalar::constant(ty, value)),
            None => self.refuse(
                Error::semantic(body, format!("'{text}' is not a valid {ty}")).with_hint(hint(ty)),
            ),
        }
    }

    /// `datetime()` is the time at which the query runs.
    fn now(&mut self, at: Span) -> Option<Scalar> {
        let now = functions::find("now")?.bind(&[] as &[Argument]).ok()?;
        self.settle(
            at,
            Scalar::of_row(Type::DateTime, Node::Call(now, Vec::new()), &[]),
        )
    }
}

fn raw_value(ty: Type, text: &str) -> Option<Value<'static>> {
    let value = match ty {
        Type::Dynamic => json::literal(text)?.into_owned(),
        // A column's text may have more behind its digits, a literal may not.
        Type::Guid if text.len() > 36 => return None,
        Type::Guid => Value::Guid(Guid::parse(text)?),
        Type::Bool
        | Type::Int
        | Type::Long
        | Type::Real
        | Type::Decimal
        | Type::DateTime
        | Type::TimeSpan
        | Type::String => convert(Value::string(text), ty).into_owned(),
    };
    let is_valid = !value.is_null() || ty == Type::Dynamic;
    is_valid.then_some(value)
}

const fn hint(ty: Type) -> &'static str {
    match ty {
        Type::DateTime => "A time is written as datetime(2024-01-31T12:30:00Z).",
        Type::TimeSpan => "A duration is written as 1h, 1.5d or time(1.02:03:04).",
        Type::Guid => "A guid has 32 hexadecimal digits.",
        Type::Dynamic => "Between the parentheses comes JSON.",
        Type::Decimal => "A decimal has at most 28 digits.",
        Type::Bool | Type::Int | Type::Long | Type::Real | Type::String => "",
    }
}
