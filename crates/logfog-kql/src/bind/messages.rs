//! What is said about names and types.

use super::{Dialect, Names, Scope, scope::Definition};
use crate::{Error, Span, Type, functions};

/// A name that stands for nothing.
pub fn unknown_column(dialect: Dialect, name: &str, at: Span, scope: &Scope) -> Error {
    let error = match dialect {
        Dialect::Query => Error::semantic(
            at,
            format!("Failed to resolve scalar expression named '{name}'"),
        )
        .with_code("SEM0100"),
        Dialect::Documented | Dialect::Lenient => {
            Error::semantic(at, format!("Undefined symbol: {name}"))
        }
    };
    let columns = scope.columns.iter().map(|column| column.name.as_str());
    let lets = scope
        .names
        .all()
        .filter(|(_, definition)| matches!(definition, Definition::Scalar(_)))
        .map(|(name, _)| name);
    match nearest(name, columns.chain(lets)) {
        Some(known) => error.with_hint(format!("{known} is meant, perhaps.")),
        None => error,
    }
}

/// A table that is not there.
pub fn unknown_table(dialect: Dialect, name: &str, at: Span) -> Error {
    match dialect {
        Dialect::Query => Error::semantic(
            at,
            format!("Failed to resolve table or column expression named '{name}'"),
        )
        .with_code("SEM0100"),
        Dialect::Documented | Dialect::Lenient => {
            Error::semantic(at, format!("Undefined symbol: {name}"))
                .with_hint("The rows of a transformation come from `source`.")
        }
    }
}

/// A function that is not there, or not here.
pub(super) fn unknown_function(dialect: Dialect, name: &str, at: Span, names: &Names) -> Error {
    let error = match dialect {
        Dialect::Query => {
            Error::semantic(at, format!("Unknown function: '{name}'")).with_code("SEM0260")
        }
        Dialect::Documented | Dialect::Lenient => Error::semantic(
            at,
            format!("Runtime scalar function provider not found for function: {name}"),
        ),
    };
    if functions::find(name).is_some() {
        return error.with_hint(format!(
            "{name} is known to queries, and not to transformations."
        ));
    }
    let known = functions::all().map(|function| function.name);
    let lets = names
        .all()
        .filter(|(_, definition)| matches!(definition, Definition::Function(..)))
        .map(|(name, _)| name);
    match nearest(name, known.chain(lets)) {
        Some(known) => error.with_hint(format!("{known} is meant, perhaps.")),
        None => error,
    }
}

/// Two types that an operator does not take.
pub(super) fn wrong_operands(op: &str, left: Type, right: Type, at: Span) -> Error {
    Error::semantic(
        at,
        format!("Operator '{op}' cannot be applied to operands of type '{left}' and '{right}'"),
    )
    .with_hint(format!(
        "Convert one of them, for instance with {}(…).",
        conversion(left)
    ))
}

/// A type where another one is due.
pub(super) fn wrong_type(what: &str, expected: &str, found: Type, at: Span) -> Error {
    Error::semantic(
        at,
        format!("{what} is expected to be {expected}, and is of type '{found}'"),
    )
}

/// The function that makes a type of others.
pub(super) const fn conversion(ty: Type) -> &'static str {
    match ty {
        Type::Bool => "tobool",
        Type::Int => "toint",
        Type::Long => "tolong",
        Type::Real => "toreal",
        Type::Decimal => "todecimal",
        Type::DateTime => "todatetime",
        Type::TimeSpan => "totimespan",
        Type::Guid => "toguid",
        Type::String => "tostring",
        Type::Dynamic => "todynamic",
    }
}

fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let most = 1 + name.len() / 4;
    let lower = name.to_lowercase();
    known
        .filter(|known| *known != name && known.len().abs_diff(name.len()) <= most)
        .map(|known| {
            let distance = strsim::damerau_levenshtein(&lower, &known.to_lowercase());
            (distance, known)
        })
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, known)| known)
}
