//! Functions that `let` defined and that give a table.

use std::sync::Arc;

use super::{Planned, Planner, wrong};
use crate::{
    Scalar, Span,
    ast::{Call, Expr, Function, LetValue, ParamKind, Pipeline},
    bind::{Definition, Names, Scope},
    functions::convert,
    query::plan::Relation,
    value::Value,
};

impl Planner<'_> {
    /// What a function gives: its body, behind its parameters and its own definitions.
    pub(super) fn apply(
        &self,
        function: &Function,
        inner: &Names,
        call: &Call,
        at: Span,
        outer: &Names,
        narrowed: bool,
    ) -> Planned<Relation> {
        self.deeper(at, || {
            let mut scope = Scope::behind(inner.clone());
            let given = given(function, call, at)?;
            for (param, given) in function.params.iter().zip(given) {
                let name = param.name.text.as_str();
                let definition = match (&param.kind, given) {
                    (ParamKind::Tabular(_), Some(table)) => {
                        Definition::Tabular(Arc::new(Pipeline::from(table.clone())), outer.clone())
                    }
                    (ParamKind::Scalar { ty, default: _ }, Some(value)) => {
                        let (_, value) = self.constant(value, outer)?;
                        Definition::Scalar(Scalar::constant(*ty, convert(value, *ty)))
                    }
                    (
                        ParamKind::Scalar {
                            ty,
                            default: Some(default),
                        },
                        None,
                    ) => {
                        let (_, value) = self.constant(default, inner)?;
                        Definition::Scalar(Scalar::constant(*ty, convert(value, *ty)))
                    }
                    (ParamKind::Tabular(_) | ParamKind::Scalar { default: None, .. }, None) => {
                        return wrong(at, format!("Argument '{name}' is missing"));
                    }
                };
                scope.names.set(name, definition);
            }
            for definition in &function.lets {
                self.bind(|binder| binder.define(definition, &mut scope))?;
            }
            self.table(&function.result, &scope.names, narrowed)
        })
    }

    /// Whether a function gives a table, whatever it is given.
    pub(super) fn gives_table(&self, function: &Function, inner: &Names, depth: usize) -> bool {
        let mut names = inner.clone();
        for param in &function.params {
            let definition = match &param.kind {
                ParamKind::Scalar { ty, default: _ } => {
                    Definition::Scalar(Scalar::constant(*ty, Value::missing(*ty)))
                }
                ParamKind::Tabular(_) => some_table(function, inner),
            };
            names.set(param.name.text.as_str(), definition);
        }
        for inner in &function.lets {
            let definition = match &inner.value {
                LetValue::Function(function) => {
                    Definition::Function(Arc::new(function.clone()), names.clone())
                }
                LetValue::Expr(expr) if self.has_table(expr, &names, depth) => {
                    Definition::Tabular(Arc::new(Pipeline::from(expr.clone())), names.clone())
                }
                LetValue::Expr(_) => {
                    Definition::Scalar(Scalar::constant(crate::Type::Dynamic, Value::Null))
                }
            };
            names.set(inner.name.text.as_str(), definition);
        }
        self.has_table(&function.result, &names, depth)
    }
}

/// Some table, of which only that it is one is asked.
fn some_table(function: &Function, names: &Names) -> Definition {
    let pipeline = Pipeline::from(function.result.clone());
    Definition::Tabular(Arc::new(pipeline), names.clone())
}

/// Which argument each parameter gets: by place, or by name.
fn given<'c>(function: &Function, call: &'c Call, at: Span) -> Planned<Vec<Option<&'c Expr>>> {
    let mut given = vec![None; function.params.len()];
    for (place, arg) in call.args.iter().enumerate() {
        let place = match &arg.name {
            None => Some(place),
            Some(name) => function
                .params
                .iter()
                .position(|param| param.name.text == name.text),
        };
        let Some(slot) = place.and_then(|place| given.get_mut(place)) else {
            let (name, count) = (&call.function.text, function.params.len());
            return wrong(at, format!("{name}(): expects {count} argument(s)"));
        };
        *slot = Some(&arg.value);
    }
    Ok(given)
}
