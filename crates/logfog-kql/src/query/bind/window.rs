//! `row_number`, `prev`, `next` and `row_cumsum`: computed first, and columns to whatever they are in.

use super::{Planned, Planner, rewrite, scope, wrong};
use crate::{
    Scalar, Type, Value,
    ast::{Arg, Call, Expr, NamedExpr},
    bind::{Column, Names, Scope},
    operators::Arithmetic,
    query::plan::{Node, Relation, Window},
};

const FUNCTIONS: [&str; 4] = ["next", "prev", "row_cumsum", "row_number"];

impl Planner<'_> {
    /// Puts the windows that values speak of behind the columns, under names that nobody can write.
    pub(super) fn windows(
        &self,
        input: Relation,
        values: &[NamedExpr],
        names: &Names,
    ) -> Planned<(Relation, Vec<NamedExpr>)> {
        let mut calls: Vec<Call> = Vec::new();
        let first = input.columns.len();
        let values: Vec<NamedExpr> = values
            .iter()
            .map(|value| NamedExpr {
                names: value.names.clone(),
                value: hoisted(&value.value, names, first, &mut calls),
            })
            .collect();
        if calls.is_empty() {
            return Ok((input, values));
        }
        let mut scope = scope(&input.columns, names);
        let mut windows = Vec::new();
        for call in &calls {
            let (ty, window) = self.window(call, &scope)?;
            let name = hidden(scope.columns.len());
            scope.columns.push(Column::new(name, ty));
            windows.push(window);
        }
        let input = input.then(|node| Node::Window(node, windows));
        Ok((input.with_columns(scope.columns), values))
    }

    fn window(&self, call: &Call, scope: &Scope) -> Planned<(Type, Window)> {
        let args: Vec<&Expr> = call.args.iter().map(|arg| &arg.value).collect();
        match (call.function.text.as_str(), args.as_slice()) {
            ("row_number", args @ ([] | [_] | [_, _])) => {
                let start = match args.first() {
                    Some(start) => self.whole(start, scope)?,
                    None => 1,
                };
                let restart = args.get(1).map(|restart| self.scalar(restart, scope));
                let restart = restart.transpose()?;
                Ok((Type::Long, Window::Number { start, restart }))
            }
            ("row_cumsum", [value, restart @ ..]) if restart.len() < 2 => {
                let at = value.span;
                let value = self.scalar(value, scope)?;
                let Some(ty) = Arithmetic::Add.returns(value.ty(), value.ty()) else {
                    return wrong(at, "row_cumsum(): argument #1 is expected to be a number");
                };
                let restart = restart.first().map(|restart| self.scalar(restart, scope));
                let restart = restart.transpose()?;
                Ok((ty, Window::Sum { value, restart }))
            }
            (name @ ("prev" | "next"), [value, rest @ ..]) if rest.len() < 3 => {
                let value = self.scalar(value, scope)?;
                let distance = match rest.first() {
                    Some(distance) => self.whole(distance, scope)?,
                    None => 1,
                };
                let otherwise = match rest.get(1) {
                    Some(otherwise) => self.scalar(otherwise, scope)?,
                    None => Scalar::constant(value.ty(), Value::missing(value.ty())),
                };
                let distance = if name == "prev" {
                    distance.saturating_neg()
                } else {
                    distance
                };
                let window = Window::Neighbour {
                    otherwise,
                    distance,
                    value: value.clone(),
                };
                Ok((value.ty(), window))
            }
            (name, _) => wrong(
                call.function.span,
                format!("{name}(): the number of arguments is wrong"),
            ),
        }
    }

    fn whole(&self, expr: &Expr, scope: &Scope) -> Planned<i64> {
        let (_, value) = self.constant(expr, &scope.names)?;
        match value.whole() {
            Some(number) => Ok(number),
            None => wrong(expr.span, "A constant whole number is expected"),
        }
    }
}

/// The same expression with columns in the places of windows, those within others first.
fn hoisted(expr: &Expr, names: &Names, first: usize, calls: &mut Vec<Call>) -> Expr {
    rewrite::parts(expr, &mut |part| {
        let call = window_call(part, names)?;
        let arg = |arg: &Arg| Arg {
            name: arg.name.clone(),
            value: hoisted(&arg.value, names, first, calls),
        };
        let args = call.args.iter().map(arg).collect();
        let function = call.function.clone();
        calls.push(Call { function, args });
        Some(rewrite::named(&hidden(first + calls.len() - 1), part))
    })
}

fn window_call<'e>(expr: &'e Expr, names: &Names) -> Option<&'e Call> {
    rewrite::call(expr).filter(|call| {
        let name = call.function.text.as_str();
        FUNCTIONS.contains(&name) && names.get(name).is_none()
    })
}

fn hidden(place: usize) -> String {
    format!("$row{place}")
}
