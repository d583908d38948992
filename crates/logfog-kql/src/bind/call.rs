//! Calls: of functions that there are, and of those that `let` defined.

use std::sync::Arc;

use super::{
    Binder, Definition, Dialect, Names, Scope,
    infix::{nodes, refs},
    messages::{conversion, unknown_function, wrong_type},
    too_complex,
};
use crate::{
    Error, Scalar, Span, Type,
    ast::{self, Arg, Call, Expr, ExprKind, Literal, Param, ParamKind},
    functions::{self, Argument, Bound, Function, Listed, Misfit},
    operators::{common, is_number},
    scalar::Node,
};

/// How deep functions that `let` defined may call each other.
const MAX_CALLS: usize = 50;

/// What is not the same for every row and at any time, whatever it is given.
const VOLATILE: [&str; 5] = ["ago", "ingestion_time", "new_guid", "now", "rand"];

impl Binder<'_> {
    pub(super) fn call(&mut self, call: &Call, at: Span, scope: &Scope) -> Option<Scalar> {
        let name = call.function.text.as_str();
        if let Some(Definition::Function(function, names)) = scope.names.get(name) {
            let (function, names) = (Arc::clone(function), names.clone());
            return self.defined(&function, &names, call, at, scope);
        }
        match name {
            "columnifexists" | "column_ifexists" => {
                return self.column_if_exists(call, at, scope);
            }
            "toscalar" if self.dialect == Dialect::Query => {
                return self.first_value(call, at, scope);
            }
            _ => {}
        }
        let Some(function) = functions::find(name).filter(|function| self.knows(function)) else {
            let error = unknown_function(self.dialect, name, at, &scope.names);
            return self.refuse(error);
        };
        if self.dialect == Dialect::Lenient && function.listed == Listed::Query {
            self.warn(
                call.function.span,
                format!("The function {name} is not documented for transformations"),
            );
        }
        self.built_in(function, call, at, scope)
    }

    fn knows(&self, function: &Function) -> bool {
        match (self.dialect, function.listed) {
            (Dialect::Query, _)
            | (_, Listed::Documented | Listed::Sampled)
            | (Dialect::Lenient, Listed::Query) => true,
            (Dialect::Documented, Listed::Query) | (_, Listed::Refused) => false,
        }
    }

    fn built_in(
        &mut self,
        function: &Function,
        call: &Call,
        at: Span,
        scope: &Scope,
    ) -> Option<Scalar> {
        let bound: Vec<Option<(Argument, Scalar)>> = call
            .args
            .iter()
            .map(|arg| self.argument(arg, scope))
            .collect();
        let bound: Vec<(Argument, Scalar)> = bound.into_iter().collect::<Option<_>>()?;
        let (arguments, scalars): (Vec<Argument>, Vec<Scalar>) = bound.into_iter().unzip();
        let made = match function.bind(&arguments) {
            Ok(made) => made,
            Err(misfit) => return self.refuse(misfits(function.name, &misfit, call, at)),
        };
        let ty = made.returns;
        let node = node(function.name, made, &scalars);
        let parts = refs(&scalars);
        let scalar = if VOLATILE.contains(&function.name) {
            Scalar::of_row(ty, node, &parts)
        } else {
            Scalar::of(ty, node, &parts)
        };
        self.settle(at, scalar)
    }

    /// What a function is given, and what it is told of it.
    fn argument(&mut self, arg: &Arg, scope: &Scope) -> Option<(Argument, Scalar)> {
        if let Some(name) = &arg.name {
            return self.refuse(Error::semantic(
                name.span,
                format!("Argument '{}' cannot be given by name", name.text),
            ));
        }
        if let ExprKind::TypeOf(text) = &arg.value.kind {
            let Some(ty) = Type::from_name(text.trim()) else {
                return self.refuse(Error::semantic(
                    arg.value.span,
                    format!("'{}' is not a type", text.trim()),
                ));
            };
            let placeholder = Scalar::constant(Type::String, crate::Value::EMPTY);
            return Some((Argument::type_of(ty), placeholder));
        }
        let scalar = self.scalar(&arg.value, scope)?;
        let argument = match scalar.value() {
            Some(value) => Argument::constant(scalar.ty(), value.clone()),
            None => Argument::of(scalar.ty()),
        };
        Some((argument, scalar))
    }

    /// `columnifexists("c", default)`: which of the two it is depends on the columns, not on rows.
    fn column_if_exists(&mut self, call: &Call, at: Span, scope: &Scope) -> Option<Scalar> {
        let name = &call.function.text;
        let [column, default] = call.args.as_slice() else {
            return self.refuse(Error::semantic(
                at,
                format!("{name}(): expects 2 argument(s)"),
            ));
        };
        let default = self.scalar(&default.value, scope)?;
        let column_at = column.value.span;
        let column = if let ExprKind::Literal(Literal::String(text)) = &column.value.kind {
            Some(text.clone())
        } else {
            let bound = self.scalar(&column.value, scope)?;
            bound.value().map(|value| value.text().into_owned())
        };
        let Some(column) = column else {
            return self.refuse(Error::semantic(
                column_at,
                format!("{name}(): argument #1 is expected to be a constant"),
            ));
        };
        Some(scope.column(&column).unwrap_or(default))
    }

    /// `toscalar(T)`: the first value of a table.
    fn first_value(&mut self, call: &Call, at: Span, scope: &Scope) -> Option<Scalar> {
        let [Arg { value, name: None }] = call.args.as_slice() else {
            return self.refuse(Error::semantic(at, "toscalar(): expects 1 argument(s)"));
        };
        let is_table = matches!(value.kind, ExprKind::Pipeline(_))
            || self.tables.is_table(value, &scope.names);
        if !is_table {
            return self.scalar(value, scope);
        }
        match self.tables.first_column(value, &scope.names) {
            Ok((ty, values)) => {
                let first = values.into_iter().next();
                Some(Scalar::constant(
                    ty,
                    first.unwrap_or(crate::Value::missing(ty)),
                ))
            }
            Err(error) => self.refuse(error),
        }
    }

    /// A function that `let` defined: its body, with what it is given in the place of its parameters.
    fn defined(
        &mut self,
        function: &ast::Function,
        names: &Names,
        call: &Call,
        at: Span,
        scope: &Scope,
    ) -> Option<Scalar> {
        if self.calls == MAX_CALLS {
            return self.refuse(too_complex(at));
        }
        let mut inner = Scope::behind(names.clone());
        let given = self.given(function, call, at)?;
        for (param, arg) in function.params.iter().zip(given) {
            let value = self.parameter(param, arg, at, scope, &inner)?;
            inner
                .names
                .set(param.name.text.as_str(), Definition::Scalar(value));
        }
        self.calls += 1;
        let result = self.body(function, &mut inner);
        self.calls -= 1;
        result
    }

    pub(super) fn body(&mut self, function: &ast::Function, inner: &mut Scope) -> Option<Scalar> {
        for definition in &function.lets {
            self.define(definition, inner)?;
        }
        self.scalar(&function.result, inner)
    }

    /// Which argument each parameter gets: by place, or by name.
    fn given<'c>(
        &mut self,
        function: &ast::Function,
        call: &'c Call,
        at: Span,
    ) -> Option<Vec<Option<&'c Expr>>> {
        let name = &call.function.text;
        let mut given = vec![None; function.params.len()];
        for (place, arg) in call.args.iter().enumerate() {
            let place = match &arg.name {
                None => Some(place),
                Some(name) => function
                    .params
                    .iter()
                    .position(|param| param.name.text == name.text),
            };
            match place.and_then(|place| given.get_mut(place)) {
                Some(slot) => *slot = Some(&arg.value),
                None => {
                    return self.refuse(Error::semantic(
                        at,
                        format!("{name}(): expects {} argument(s)", function.params.len()),
                    ));
                }
            }
        }
        Some(given)
    }

    fn parameter(
        &mut self,
        param: &Param,
        arg: Option<&Expr>,
        at: Span,
        outer: &Scope,
        inner: &Scope,
    ) -> Option<Scalar> {
        let ParamKind::Scalar { ty, default } = &param.kind else {
            return self.refuse(Error::semantic(
                param.name.span,
                "A function with a tabular parameter gives no scalar",
            ));
        };
        let (value, value_at) = match (arg, default) {
            (Some(arg), _) => (self.scalar(arg, outer)?, arg.span),
            (None, Some(default)) => (self.scalar(default, inner)?, default.span),
            (None, None) => {
                return self.refuse(Error::semantic(
                    at,
                    format!("Argument '{}' is missing", param.name.text),
                ));
            }
        };
        self.converted(value, *ty, &param.name.text, value_at)
    }

    /// What is given for a parameter, in the type of the parameter.
    fn converted(&mut self, value: Scalar, ty: Type, name: &str, at: Span) -> Option<Scalar> {
        let from = value.ty();
        if from == ty {
            return Some(value);
        }
        let fits = match common(from, ty) {
            Some(shared) => shared == ty || from == Type::Dynamic || is_number(ty),
            None => false,
        };
        if !fits {
            let error = wrong_type(&format!("Argument '{name}'"), ty.as_str(), from, at);
            return self.refuse(error.with_hint(format!("{}(…) converts it.", conversion(ty))));
        }
        let node = Node::Convert(Arc::clone(&value.node), ty);
        self.settle(at, Scalar::of(ty, node, &[&value]))
    }
}

/// Choices are made before what is not chosen is computed; everything else is called.
fn node(name: &str, made: Bound, scalars: &[Scalar]) -> Node {
    let ty = made.returns;
    let mut parts = nodes(scalars);
    match name {
        "coalesce" => Node::Coalesce(parts, ty),
        "iff" | "iif" | "case" => {
            let Some(otherwise) = parts.pop() else {
                return Node::Call(made, parts);
            };
            let branches = parts
                .chunks_exact(2)
                .map(|pair| (Arc::clone(&pair[0]), Arc::clone(&pair[1])))
                .collect();
            Node::Choice(branches, otherwise, ty)
        }
        _ => Node::Call(made, parts),
    }
}

fn misfits(name: &str, misfit: &Misfit, call: &Call, at: Span) -> Error {
    let place = match misfit {
        Misfit::Count { .. } => None,
        Misfit::Type { argument, .. }
        | Misfit::NotConstant { argument }
        | Misfit::Invalid { argument, .. } => call.args.get(*argument),
    };
    let at = place.map_or(at, |arg| arg.value.span);
    Error::semantic(at, format!("{name}(): {misfit}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Value,
        bind::NoTables,
        functions::Context,
        parse_expression,
        value::{DateTime, canonical},
    };

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "no example hides its call anywhere else"
    )]
    /// The call of a function in an expression, where it is the first thing that is done.
    fn call_of<'e>(expr: &'e Expr, name: &str) -> Option<&'e Call> {
        match &expr.kind {
            ExprKind::Call(call) if call.function.text == name => Some(call),
            ExprKind::Call(call) => call_of(&call.args.first()?.value, name),
            ExprKind::Binary { left, .. } => call_of(left, name),
            ExprKind::Index { base, .. } | ExprKind::Member { base, .. } => call_of(base, name),
            _ => None,
        }
    }

    /// What the call of a function in its example gives at one time and at another.
    fn twice(function: &Function) -> Option<(String, String)> {
        let expr = parse_expression(function.doc.example).ok()?;
        let call = call_of(&expr, function.name)?;
        let mut binder = Binder::new(Dialect::Query, &NoTables);
        let bound: Option<Vec<(Argument, Scalar)>> = call
            .args
            .iter()
            .map(|arg| binder.argument(arg, &Scope::default()))
            .collect();
        let (arguments, scalars): (Vec<Argument>, Vec<Scalar>) = bound?.into_iter().unzip();
        let made = function.bind(&arguments).ok()?;
        let at = |time: DateTime, seed| {
            let mut context = Context::new(time, seed);
            context.ingestion_time = Some(time);
            let mut values: Vec<Value<'_>> = scalars
                .iter()
                .map(|scalar| scalar.eval(&[], &context))
                .collect();
            canonical(&made.call(&context, &mut values))
        };
        Some((at(DateTime::UNIX_EPOCH, 1), at(DateTime::MAX, 2)))
    }

    #[test]
    fn what_depends_on_the_time_is_not_constant() {
        let mut differing = Vec::new();
        for function in functions::all() {
            if twice(function).is_some_and(|(one, other)| one != other) {
                differing.push(function.name);
            }
        }
        differing.sort_unstable();
        assert_eq!(differing, VOLATILE);
    }
}
