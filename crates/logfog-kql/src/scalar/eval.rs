//! What an expression is for a row.

use std::sync::Arc;

use super::node::Node;
use crate::{
    Type, Value,
    functions::{Bound, Context, convert},
    operators::{
        Matcher, comparison,
        list::{self, Members},
        logic, path,
    },
};

impl Node {
    /// What it is for a row. Texts are borrowed from the row if the row borrows them.
    pub(crate) fn eval<'a>(&'a self, row: &[Value<'a>], context: &Context) -> Value<'a> {
        match self {
            Self::Constant(value) => value.borrowed(),
            Self::Column(place) => row.get(*place).cloned().unwrap_or_default(),
            Self::Member(base, name) => base.of(row, context, |base| path::member(base, name)),
            Self::Element(base, place) => base.of(row, context, |base| path::element(base, *place)),
            Self::Subscript(base, subscript) => {
                let subscript = subscript.look(row, context);
                base.of(row, context, |base| path::subscript(base, &subscript))
            }
            Self::Call(bound, arguments) => call(bound, arguments, row, context),
            Self::Choice(branches, otherwise, ty) => {
                let chosen = branches
                    .iter()
                    .find(|(condition, _)| condition.is_true(row, context))
                    .map_or(otherwise, |(_, value)| value);
                settled(chosen.eval(row, context), *ty)
            }
            Self::Coalesce(values, ty) => values
                .iter()
                .map(|value| value.eval(row, context))
                .find(|value| !value.is_null() && value.as_str() != Some(""))
                .map_or(Value::missing(*ty), |value| settled(value, *ty)),
            Self::Arithmetic(op, ty, left, right) => {
                op.apply(*ty, &left.look(row, context), &right.look(row, context))
            }
            Self::Negate(value) => crate::operators::arithmetic::negate(&value.look(row, context)),
            Self::Convert(value, ty) => settled(value.eval(row, context), *ty),
            Self::And(_)
            | Self::Or(_)
            | Self::Compare(..)
            | Self::Between { .. }
            | Self::Text { .. }
            | Self::TextOfRow { .. }
            | Self::Members { .. }
            | Self::MembersOfRow { .. }
            | Self::Terms { .. }
            | Self::TermsOfRow { .. } => self.predicate(row, context),
        }
    }

    /// As [`Self::eval`], for who does not keep it: a column is never copied.
    pub(crate) fn look<'r>(&'r self, row: &'r [Value<'r>], context: &Context) -> Value<'r> {
        match self {
            Self::Column(place) => row.get(*place).map(Value::borrowed).unwrap_or_default(),
            Self::Constant(_)
            | Self::Member(..)
            | Self::Element(..)
            | Self::Subscript(..)
            | Self::Call(..)
            | Self::Choice(..)
            | Self::Coalesce(..)
            | Self::And(_)
            | Self::Or(_)
            | Self::Compare(..)
            | Self::Arithmetic(..)
            | Self::Negate(_)
            | Self::Between { .. }
            | Self::Text { .. }
            | Self::TextOfRow { .. }
            | Self::Members { .. }
            | Self::MembersOfRow { .. }
            | Self::Terms { .. }
            | Self::TermsOfRow { .. }
            | Self::Convert(..) => self.eval(row, context),
        }
    }

    /// Whether it is true, and neither false nor null.
    pub(crate) fn is_true(&self, row: &[Value<'_>], context: &Context) -> bool {
        self.look(row, context).truth() == Some(true)
    }

    /// Something of what it is. A column is looked at where it is, as a part of it may be borrowed
    /// for longer than the row is there.
    fn of<'a>(
        &'a self,
        row: &[Value<'a>],
        context: &Context,
        part: impl FnOnce(&Value<'a>) -> Value<'a>,
    ) -> Value<'a> {
        if let Self::Column(place) = self {
            return row.get(*place).map(part).unwrap_or_default();
        }
        part(&self.eval(row, context))
    }

    fn predicate(&self, row: &[Value<'_>], context: &Context) -> Value<'static> {
        match self {
            Self::And(operands) => all(operands, row, context),
            Self::Or(operands) => any(operands, row, context),
            Self::Compare(op, left, right) => {
                op.apply(&left.look(row, context), &right.look(row, context))
            }
            Self::Between {
                negated,
                value,
                low,
                high,
            } => {
                let low = low.look(row, context);
                let high = comparison::upper_end(&low, high.look(row, context));
                let within = comparison::between(&value.look(row, context), &low, &high);
                if *negated {
                    logic::not(&within)
                } else {
                    within
                }
            }
            Self::Text {
                negated,
                matcher,
                text,
            } => {
                let text = text.look(row, context);
                Value::Bool(matcher.matches(&text.text()) != *negated)
            }
            Self::TextOfRow {
                negated,
                how,
                case_sensitive,
                text,
                needle,
            } => {
                let needle = needle.look(row, context);
                let matcher = Matcher::of_row(*how, *case_sensitive, &needle.text());
                let text = text.look(row, context);
                Value::Bool(matcher.matches(&text.text()) != *negated)
            }
            Self::Members {
                negated,
                members,
                value,
            } => Value::Bool(members.contains(&value.look(row, context)) != *negated),
            Self::MembersOfRow {
                negated,
                case_sensitive,
                value,
                list,
            } => {
                let values = values(list, row, context);
                let members = Members::new(&values, *case_sensitive);
                Value::Bool(members.contains(&value.look(row, context)) != *negated)
            }
            Self::Terms { all, terms, text } => has_terms(*all, terms, &text.look(row, context)),
            Self::TermsOfRow { all, text, list } => {
                let terms = list::terms(&list::flatten(&values(list, row, context)));
                has_terms(*all, &terms, &text.look(row, context))
            }
            Self::Constant(_)
            | Self::Column(_)
            | Self::Member(..)
            | Self::Element(..)
            | Self::Subscript(..)
            | Self::Call(..)
            | Self::Choice(..)
            | Self::Coalesce(..)
            | Self::Arithmetic(..)
            | Self::Negate(_)
            | Self::Convert(..) => Value::Null,
        }
    }
}

fn values<'r>(list: &'r [Arc<Node>], row: &'r [Value<'r>], context: &Context) -> Vec<Value<'r>> {
    list.iter().map(|node| node.look(row, context)).collect()
}

fn has_terms(all: bool, terms: &[Matcher], text: &Value<'_>) -> Value<'static> {
    Value::Bool(if all {
        list::has_all(terms, &text.text())
    } else {
        list::has_any(terms, &text.text())
    })
}

/// False as soon as one is false.
fn all(operands: &[Arc<Node>], row: &[Value<'_>], context: &Context) -> Value<'static> {
    let mut result = Value::Bool(true);
    for operand in operands {
        result = logic::and(&result, &operand.look(row, context));
        if result.truth() == Some(false) {
            break;
        }
    }
    result
}

/// True as soon as one is true.
fn any(operands: &[Arc<Node>], row: &[Value<'_>], context: &Context) -> Value<'static> {
    let mut result = Value::Bool(false);
    for operand in operands {
        result = logic::or(&result, &operand.look(row, context));
        if result.truth() == Some(true) {
            break;
        }
    }
    result
}

fn settled(value: Value<'_>, ty: Type) -> Value<'_> {
    if value.fits(ty) {
        value
    } else {
        convert(value, ty)
    }
}

/// What a function gives that can be a part of what it is given is asked for with values that live
/// as long; anything else only looks at them.
fn call<'a>(
    bound: &'a Bound,
    arguments: &'a [Arc<Node>],
    row: &[Value<'a>],
    context: &Context,
) -> Value<'a> {
    if !matches!(bound.returns, Type::String | Type::Dynamic) {
        return look_and_call(bound, arguments, row, context);
    }
    let value = |node: &'a Arc<Node>| node.eval(row, context);
    match arguments {
        [] => bound.call(context, &mut []),
        [a] => bound.call(context, &mut [value(a)]),
        [a, b] => bound.call(context, &mut [value(a), value(b)]),
        [a, b, c] => bound.call(context, &mut [value(a), value(b), value(c)]),
        many => {
            let mut values: Vec<Value<'a>> = many.iter().map(value).collect();
            bound.call(context, &mut values)
        }
    }
}

fn look_and_call(
    bound: &Bound,
    arguments: &[Arc<Node>],
    row: &[Value<'_>],
    context: &Context,
) -> Value<'static> {
    let result = match arguments {
        [] => bound.call(context, &mut []),
        [a] => bound.call(context, &mut [a.look(row, context)]),
        [a, b] => bound.call(context, &mut [a.look(row, context), b.look(row, context)]),
        many => bound.call(context, &mut values(many, row, context)),
    };
    result.into_owned()
}
