//! `let`, and what is bound for each step of a pipeline.

use std::sync::Arc;

use super::{Binder, Definition, Dialect, Scope, too_complex};
use crate::{
    Error, Scalar, Type, Value,
    ast::{ExprKind, Function, Let, LetValue, ParamKind, Pipeline},
};

/// How many names `let` may define.
const MAX_NAMES: usize = 500;

impl Binder<'_> {
    /// Adds what a `let` defines to a scope. None if something is wrong with it.
    pub fn define(&mut self, definition: &Let, scope: &mut Scope) -> Option<()> {
        if scope.names.len() >= MAX_NAMES {
            return self.refuse(too_complex(definition.span));
        }
        let value = match &definition.value {
            LetValue::Function(function) => {
                self.check_function(function, scope)?;
                Definition::Function(Arc::new(function.clone()), scope.names.clone())
            }
            LetValue::Expr(expr) => {
                let is_scalar = matches!(
                    &expr.kind,
                    ExprKind::Name(name)
                        if matches!(scope.names.get(name), Some(Definition::Scalar(_)))
                );
                let is_table = matches!(expr.kind, ExprKind::Pipeline(_))
                    || (!is_scalar && self.tables.is_table(expr, &scope.names));
                if is_table {
                    let pipeline = Pipeline::from(expr.clone());
                    Definition::Tabular(Arc::new(pipeline), scope.names.clone())
                } else {
                    // What stands in front of all rows has no columns.
                    let scope = Scope::behind(scope.names.clone());
                    // A name that is known, if not rightly, is not reported wherever it is used.
                    let unknown = Scalar::constant(Type::Dynamic, Value::Null);
                    Definition::Scalar(self.scalar(expr, &scope).unwrap_or(unknown))
                }
            }
        };
        scope.names.set(definition.name.text.as_str(), value);
        Some(())
    }

    /// A function of a transformation takes scalars and gives one, whether it is called or not. In a
    /// query, what a function does can depend on the tables that it is given.
    fn check_function(&mut self, function: &Function, scope: &Scope) -> Option<()> {
        if self.dialect == Dialect::Query {
            return Some(());
        }
        let mut inner = Scope::behind(scope.names.clone());
        for param in &function.params {
            let ParamKind::Scalar { ty, default: _ } = &param.kind else {
                let message = format!("Parameter '{}' cannot be tabular", param.name.text);
                return self.refuse(
                    Error::semantic(param.name.span, message)
                        .with_hint("Functions of a transformation take scalars only."),
                );
            };
            let unknown = Scalar::column(usize::MAX, *ty);
            inner
                .names
                .set(param.name.text.as_str(), Definition::Scalar(unknown));
        }
        self.body(function, &mut inner);
        Some(())
    }
}
