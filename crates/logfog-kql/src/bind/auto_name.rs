//! What a column is called when nothing is said.

use std::collections::HashSet;

use super::Scope;
use crate::ast::{Expr, ExprKind, Literal};

/// Functions whose result is called as what they are given first.
const TRANSPARENT: [&str; 26] = [
    "abs",
    "bin",
    "ceiling",
    "exp",
    "exp10",
    "exp2",
    "format_datetime",
    "log",
    "log10",
    "log2",
    "parse_json",
    "round",
    "split",
    "startofday",
    "tobool",
    "toboolean",
    "todatetime",
    "todecimal",
    "todouble",
    "todynamic",
    "toguid",
    "toint",
    "tolong",
    "toreal",
    "tostring",
    "totimespan",
];

/// The name that an expression implies: that of a column, of a path to a part of one, or of what a
/// conversion is made of. None if it implies none.
pub fn implied_name(expr: &Expr, scope: &Scope) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::Member { base, name } => {
            Some(format!("{}_{}", implied_name(base, scope)?, name.text))
        }
        ExprKind::Index { base, index } => {
            let base = implied_name(base, scope)?;
            if let ExprKind::Literal(Literal::String(key)) = &index.kind {
                return Some(format!("{base}_{key}"));
            }
            if let ExprKind::Literal(Literal::Long(place)) = &index.kind {
                return Some(format!("{base}_{place}"));
            }
            None
        }
        ExprKind::Call(call) => {
            let first = &call.args.first()?.value;
            let name = call.function.text.as_str();
            if matches!(name, "columnifexists" | "column_ifexists") {
                return if let ExprKind::Literal(Literal::String(column)) = &first.kind {
                    scope.place(column).map(|_| column.clone())
                } else {
                    None
                };
            }
            if TRANSPARENT.contains(&name) {
                return implied_name(first, scope);
            }
            None
        }
        ExprKind::Literal(_)
        | ExprKind::Star
        | ExprKind::Wildcard(_)
        | ExprKind::TypeOf(_)
        | ExprKind::MemberCall { .. }
        | ExprKind::Unary { .. }
        | ExprKind::Binary { .. }
        | ExprKind::Logical { .. }
        | ExprKind::List { .. }
        | ExprKind::Between { .. }
        | ExprKind::Pipeline(_) => None,
    }
}

/// Gives names to columns that have none, without giving one twice.
#[derive(Clone, Debug, Default)]
pub struct Names {
    taken: HashSet<String>,
    unnamed: usize,
}

impl Names {
    /// Names that there are already.
    pub fn taken<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        Self {
            taken: names.into_iter().map(str::to_owned).collect(),
            unnamed: 0,
        }
    }

    /// Takes a name; if it is taken, the same with the first number behind it that makes it new.
    pub fn unique(&mut self, name: &str) -> String {
        if self.taken.insert(name.to_owned()) {
            return name.to_owned();
        }
        let mut number = 1_usize;
        loop {
            let numbered = format!("{name}{number}");
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
            number += 1;
        }
    }

    /// `Column1`, `Column2` and so on.
    pub fn numbered(&mut self) -> String {
        loop {
            self.unnamed += 1;
            let name = format!("Column{}", self.unnamed);
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }
}
