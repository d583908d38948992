//! Operators between two expressions.

use std::sync::Arc;

use super::{
    Binder, Dialect, Scope,
    messages::{wrong_operands, wrong_type},
};
use crate::{
    Error, Scalar, Span, Type, Value,
    ast::{self, BinaryOp, Expr, ExprKind, ListMatch, ListOp, LogicalOp, TextOp},
    operators::{
        Arithmetic, Comparison, Matcher, TextMatch, common, comparison,
        list::{self, Members},
    },
    scalar::Node,
};

impl Binder<'_> {
    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        at: Span,
        scope: &Scope,
    ) -> Option<Scalar> {
        match op {
            BinaryOp::Equal => self.compare(Comparison::Equal, left, right, at, scope),
            BinaryOp::NotEqual => self.compare(Comparison::NotEqual, left, right, at, scope),
            BinaryOp::Less => self.compare(Comparison::Less, left, right, at, scope),
            BinaryOp::LessOrEqual => self.compare(Comparison::LessOrEqual, left, right, at, scope),
            BinaryOp::Greater => self.compare(Comparison::Greater, left, right, at, scope),
            BinaryOp::GreaterOrEqual => {
                self.compare(Comparison::GreaterOrEqual, left, right, at, scope)
            }
            BinaryOp::Add => self.calculate(Arithmetic::Add, left, right, at, scope),
            BinaryOp::Subtract => self.calculate(Arithmetic::Subtract, left, right, at, scope),
            BinaryOp::Multiply => self.calculate(Arithmetic::Multiply, left, right, at, scope),
            BinaryOp::Divide => self.calculate(Arithmetic::Divide, left, right, at, scope),
            BinaryOp::Modulo => self.calculate(Arithmetic::Remainder, left, right, at, scope),
            BinaryOp::Text(op) => self.text(op, left, right, at, scope),
        }
    }

    fn both(&mut self, left: &Expr, right: &Expr, scope: &Scope) -> Option<(Scalar, Scalar)> {
        let left = self.scalar(left, scope);
        let right = self.scalar(right, scope);
        left.zip(right)
    }

    fn compare(
        &mut self,
        op: Comparison,
        left: &Expr,
        right: &Expr,
        at: Span,
        scope: &Scope,
    ) -> Option<Scalar> {
        let (left, right) = self.both(left, right, scope)?;
        let Some(ty) = op.returns(left.ty(), right.ty()) else {
            return self.refuse(wrong_operands(op.as_str(), left.ty(), right.ty(), at));
        };
        let node = Node::Compare(op, left.node.clone(), right.node.clone());
        self.settle(at, Scalar::of(ty, node, &[&left, &right]))
    }

    fn calculate(
        &mut self,
        op: Arithmetic,
        left: &Expr,
        right: &Expr,
        at: Span,
        scope: &Scope,
    ) -> Option<Scalar> {
        let (left, right) = self.both(left, right, scope)?;
        let Some(ty) = op.returns(left.ty(), right.ty()) else {
            return self.refuse(wrong_operands(op.as_str(), left.ty(), right.ty(), at));
        };
        let node = Node::Arithmetic(op, ty, left.node.clone(), right.node.clone());
        self.settle(at, Scalar::of(ty, node, &[&left, &right]))
    }

    pub(super) fn logical(
        &mut self,
        op: LogicalOp,
        operands: &[Expr],
        at: Span,
        scope: &Scope,
    ) -> Option<Scalar> {
        let bound: Vec<Option<Scalar>> = operands
            .iter()
            .map(|operand| self.truth(op.as_str(), operand, scope))
            .collect();
        let bound: Vec<Scalar> = bound.into_iter().collect::<Option<_>>()?;
        let nodes = nodes(&bound);
        let node = match op {
            LogicalOp::And => Node::And(nodes),
            LogicalOp::Or => Node::Or(nodes),
        };
        self.settle(at, Scalar::of(Type::Bool, node, &refs(&bound)))
    }

    fn truth(&mut self, op: &str, operand: &Expr, scope: &Scope) -> Option<Scalar> {
        let scalar = self.scalar(operand, scope)?;
        if matches!(scalar.ty(), Type::Bool | Type::Dynamic) {
            return Some(scalar);
        }
        let what = format!("The operand of '{op}'");
        self.refuse(wrong_type(&what, "bool", scalar.ty(), operand.span))
    }

    fn text(
        &mut self,
        op: TextOp,
        left: &Expr,
        right: &Expr,
        at: Span,
        scope: &Scope,
    ) -> Option<Scalar> {
        if matches!(
            op.matches,
            ast::TextMatch::HasPrefix | ast::TextMatch::HasSuffix
        ) {
            self.unlisted(op.as_str(), at)?;
        }
        if matches!(left.kind, ExprKind::Star) {
            let needle = self.scalar(right, scope)?;
            return self.any_column(op, &needle, right.span, at, scope);
        }
        let (text, needle) = self.both(left, right, scope)?;
        self.text_of(op, &text, &needle, right.span, at)
    }

    fn text_of(
        &mut self,
        op: TextOp,
        text: &Scalar,
        needle: &Scalar,
        needle_at: Span,
        at: Span,
    ) -> Option<Scalar> {
        if !matches!(needle.ty(), Type::String | Type::Dynamic) {
            let what = format!("The right side of '{}'", op.as_str());
            return self.refuse(wrong_type(&what, "string", needle.ty(), needle_at));
        }
        let how = how(op.matches);
        let Some(value) = needle.value() else {
            let node = Node::TextOfRow {
                negated: op.negated,
                how,
                case_sensitive: op.case_sensitive,
                text: text.node.clone(),
                needle: needle.node.clone(),
            };
            return self.settle(at, Scalar::of(Type::Bool, node, &[text, needle]));
        };
        match Matcher::new(how, op.case_sensitive, &value.text()) {
            Ok(matcher) => {
                let node = Node::Text {
                    negated: op.negated,
                    matcher,
                    text: text.node.clone(),
                };
                self.settle(at, Scalar::of(Type::Bool, node, &[text]))
            }
            Err(reason) => self.refuse(
                Error::semantic(needle_at, format!("Invalid regular expression: {reason}"))
                    .with_hint("Kusto's expressions have neither look-around nor back-references."),
            ),
        }
    }

    /// `* has "x"`: whether any column has it.
    fn any_column(
        &mut self,
        op: TextOp,
        needle: &Scalar,
        needle_at: Span,
        at: Span,
        scope: &Scope,
    ) -> Option<Scalar> {
        let mut found = Vec::new();
        for (place, column) in scope.columns.iter().enumerate() {
            let column = Scalar::column(place, column.ty);
            found.push(self.text_of(op, &column, needle, needle_at, at)?);
        }
        let node = Node::Or(nodes(&found));
        self.settle(at, Scalar::of(Type::Bool, node, &refs(&found)))
    }

    pub(super) fn list(
        &mut self,
        op: ListOp,
        value: &Expr,
        list: &[Expr],
        at: Span,
        scope: &Scope,
    ) -> Option<Scalar> {
        if op.matches != ListMatch::In || !op.case_sensitive {
            self.unlisted(op.as_str(), at)?;
        }
        let bound: Vec<Option<Scalar>> = list
            .iter()
            .map(|element| self.list_element(element, scope))
            .collect();
        let value_at = value.span;
        let value = self.scalar(value, scope)?;
        let bound: Vec<Scalar> = bound.into_iter().collect::<Option<_>>()?;
        self.check_list(op, &value, &bound, list, value_at)?;
        let node = list_node(op, &value, &bound);
        let mut parts = refs(&bound);
        parts.push(&value);
        self.settle(at, Scalar::of(Type::Bool, node, &parts))
    }

    /// An element of a list can be a table, of which the first column is meant.
    fn list_element(&mut self, element: &Expr, scope: &Scope) -> Option<Scalar> {
        let is_column =
            matches!(&element.kind, ExprKind::Name(name) if scope.place(name).is_some());
        let is_table = matches!(element.kind, ExprKind::Pipeline(_))
            || (!is_column && self.tables.is_table(element, &scope.names));
        if !is_table {
            return self.scalar(element, scope);
        }
        match self.tables.first_column(element, &scope.names) {
            Ok((_, values)) => Some(Scalar::constant(Type::Dynamic, Value::array(values))),
            Err(error) => self.refuse(error),
        }
    }

    fn check_list(
        &mut self,
        op: ListOp,
        value: &Scalar,
        list: &[Scalar],
        exprs: &[Expr],
        value_at: Span,
    ) -> Option<()> {
        let of_texts = op.matches != ListMatch::In || !op.case_sensitive;
        if of_texts && !matches!(value.ty(), Type::String | Type::Dynamic) {
            let what = format!("The left side of '{}'", op.as_str());
            return self.refuse(wrong_type(&what, "string", value.ty(), value_at));
        }
        for (element, expr) in list.iter().zip(exprs) {
            if common(value.ty(), element.ty()).is_none() {
                let error = wrong_operands(op.as_str(), value.ty(), element.ty(), expr.span);
                return self.refuse(error);
            }
        }
        Some(())
    }

    pub(super) fn between(
        &mut self,
        negated: bool,
        [value, low, high]: [&Expr; 3],
        at: Span,
        scope: &Scope,
    ) -> Option<Scalar> {
        self.unlisted("between", at)?;
        let bound = [value, low, high].map(|expr| self.scalar(expr, scope));
        let [Some(value), Some(low), Some(high)] = bound else {
            return None;
        };
        let Some(ty) = comparison::between_returns(value.ty(), low.ty(), high.ty()) else {
            let other = if Comparison::Less.returns(value.ty(), low.ty()).is_some() {
                high.ty()
            } else {
                low.ty()
            };
            return self.refuse(wrong_operands("between", value.ty(), other, at));
        };
        let node = Node::Between {
            negated,
            value: value.node.clone(),
            low: low.node.clone(),
            high: high.node.clone(),
        };
        self.settle(at, Scalar::of(ty, node, &[&value, &low, &high]))
    }

    /// An operator that is not documented for transformations.
    fn unlisted(&mut self, op: &str, at: Span) -> Option<()> {
        match self.dialect {
            Dialect::Documented => self.refuse(Error::semantic(
                at,
                format!("Operator '{op}' is not supported in transformations"),
            )),
            Dialect::Lenient => {
                self.warn(
                    at,
                    format!("The operator {op} is not documented for transformations"),
                );
                Some(())
            }
            Dialect::Query => Some(()),
        }
    }
}

fn list_node(op: ListOp, value: &Scalar, list: &[Scalar]) -> Node {
    let constants: Option<Vec<Value<'static>>> =
        list.iter().map(|one| one.value().cloned()).collect();
    let all = op.matches == ListMatch::HasAll;
    match (op.matches, constants) {
        (ListMatch::In, Some(values)) => Node::Members {
            negated: op.negated,
            members: Members::new(&values, op.case_sensitive),
            value: value.node.clone(),
        },
        (ListMatch::In, None) => Node::MembersOfRow {
            negated: op.negated,
            case_sensitive: op.case_sensitive,
            value: value.node.clone(),
            list: nodes(list),
        },
        (ListMatch::HasAny | ListMatch::HasAll, Some(values)) => Node::Terms {
            all,
            terms: list::terms(&list::flatten(&values)),
            text: value.node.clone(),
        },
        (ListMatch::HasAny | ListMatch::HasAll, None) => Node::TermsOfRow {
            all,
            text: value.node.clone(),
            list: nodes(list),
        },
    }
}

pub(super) fn nodes(scalars: &[Scalar]) -> Vec<Arc<Node>> {
    scalars
        .iter()
        .map(|scalar| Arc::clone(&scalar.node))
        .collect()
}

pub(super) fn refs(scalars: &[Scalar]) -> Vec<&Scalar> {
    scalars.iter().collect()
}

const fn how(matches: ast::TextMatch) -> TextMatch {
    match matches {
        ast::TextMatch::Equals => TextMatch::Equals,
        ast::TextMatch::Contains => TextMatch::Contains,
        ast::TextMatch::StartsWith => TextMatch::StartsWith,
        ast::TextMatch::EndsWith => TextMatch::EndsWith,
        ast::TextMatch::Has => TextMatch::Has,
        ast::TextMatch::HasPrefix => TextMatch::HasPrefix,
        ast::TextMatch::HasSuffix => TextMatch::HasSuffix,
        ast::TextMatch::Regex => TextMatch::Regex,
    }
}
