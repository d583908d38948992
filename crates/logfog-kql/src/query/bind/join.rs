//! `join` and `lookup`

use std::collections::HashSet;

use super::{Planned, Planner, rewrite, scope, wrong};
use crate::{
    Error, Scalar, Type,
    ast::{self, BinaryOp, Expr, ExprKind, JoinKind, LogicalOp},
    bind::{AutoNames, Column, Names, Scope},
    operators::is_number,
    query::plan::{Join, Node, Relation},
};

/// What rows must agree in, side by side.
#[derive(Default)]
struct Keys {
    left: Vec<Scalar>,
    right: Vec<Scalar>,
}

impl Planner<'_> {
    pub(super) fn join(
        &self,
        left: Relation,
        join: &ast::Join,
        names: &Names,
        narrowed: bool,
    ) -> Planned<Relation> {
        let right = self.table(&join.right, names, narrowed)?;
        let keys = self.keys(&left, &right, join, names)?;
        let kind = join.kind.unwrap_or(JoinKind::InnerUnique);
        let all = (0..right.columns.len()).collect();
        Ok(joined(left, right, kind, keys, all))
    }

    /// A join that leaves out the keys of the right side, which say nothing new.
    pub(super) fn lookup(
        &self,
        left: Relation,
        join: &ast::Join,
        names: &Names,
        narrowed: bool,
    ) -> Planned<Relation> {
        let kind = join.kind.unwrap_or(JoinKind::LeftOuter);
        if !matches!(kind, JoinKind::LeftOuter | JoinKind::Inner) {
            let message = format!(
                "lookup is 'leftouter' or 'inner', and not '{}'",
                kind.as_str()
            );
            return wrong(join.right.span, message);
        }
        let right = self.table(&join.right, names, narrowed)?;
        let keys = self.keys(&left, &right, join, names)?;
        let used: HashSet<usize> = keys.right.iter().flat_map(Scalar::used_columns).collect();
        let rest = (0..right.columns.len())
            .filter(|place| !used.contains(place))
            .collect();
        Ok(joined(left, right, kind, keys, rest))
    }

    fn keys(
        &self,
        left: &Relation,
        right: &Relation,
        join: &ast::Join,
        names: &Names,
    ) -> Planned<Keys> {
        let left = scope(&left.columns, names);
        let right = scope(&right.columns, names);
        let mut keys = Keys::default();
        for on in &join.on {
            self.key(on, &left, &right, &mut keys)?;
        }
        Ok(keys)
    }

    fn key(&self, on: &Expr, left: &Scope, right: &Scope, keys: &mut Keys) -> Planned<()> {
        if let ExprKind::Logical {
            op: LogicalOp::And,
            operands,
        } = &on.kind
        {
            return operands
                .iter()
                .try_for_each(|operand| self.key(operand, left, right, keys));
        }
        if let ExprKind::Name(_) = on.kind {
            return self.pair(on, on, on, left, right, keys);
        }
        let ExprKind::Binary {
            op: BinaryOp::Equal,
            left: first,
            right: second,
        } = &on.kind
        else {
            return Err(vec![not_a_key(on)]);
        };
        match (side(first), side(second)) {
            (Some((true, a)), Some((false, b))) | (Some((false, b)), Some((true, a))) => {
                self.pair(&a, &b, on, left, right, keys)
            }
            _ => Err(vec![not_a_key(on)]),
        }
    }

    fn pair(
        &self,
        left: &Expr,
        right: &Expr,
        on: &Expr,
        left_scope: &Scope,
        right_scope: &Scope,
        keys: &mut Keys,
    ) -> Planned<()> {
        let mut first = self.scalar(left, left_scope)?;
        let mut second = self.scalar(right, right_scope)?;
        let whole = |ty| matches!(ty, Type::Int | Type::Long);
        if first.ty() == Type::Dynamic || second.ty() == Type::Dynamic {
            let message = format!(
                "join key '{on}' is of a 'dynamic' type. Please use an explicit cast using extend operator in the join legs"
            );
            return Err(vec![Error::semantic(on.span, message).with_hint(
                "Extend both sides with tostring(…) of it, and join on that.",
            )]);
        }
        if first.ty() != second.ty() && !(whole(first.ty()) && whole(second.ty())) {
            if !is_number(first.ty()) || !is_number(second.ty()) {
                let (a, b) = (first.ty(), second.ty());
                return wrong(
                    on.span,
                    format!(
                        "join key '{on}' is of type '{a}' on the left side, and of type '{b}' on the right"
                    ),
                );
            }
            // Numbers of different types agree as the wider of them.
            let wide = if first.ty() == Type::Decimal || second.ty() == Type::Decimal {
                "todecimal"
            } else {
                "toreal"
            };
            first = self.scalar(&rewrite::called(wide, left.clone()), left_scope)?;
            second = self.scalar(&rewrite::called(wide, right.clone()), right_scope)?;
        }
        keys.left.push(first);
        keys.right.push(second);
        Ok(())
    }
}

/// `$left.x` and `$right.x`: whether it is the left one, and what of it.
fn side(expr: &Expr) -> Option<(bool, Expr)> {
    let ExprKind::Member { base, name } = &expr.kind else {
        return None;
    };
    let ExprKind::Name(side) = &base.kind else {
        return None;
    };
    let is_left = match side.as_str() {
        "$left" => true,
        "$right" => false,
        _ => return None,
    };
    Some((is_left, rewrite::named(&name.text, expr)))
}

fn not_a_key(on: &Expr) -> Error {
    Error::semantic(
        on.span,
        "join: only column entities or equality expressions are allowed in this context",
    )
    .with_hint("Write `on Column`, or `on $left.A == $right.B`.")
}

fn joined(
    left: Relation,
    right: Relation,
    kind: JoinKind,
    keys: Keys,
    right_columns: Vec<usize>,
) -> Relation {
    let types = |relation: &Relation| relation.columns.iter().map(|column| column.ty).collect();
    let columns = match kind {
        JoinKind::LeftSemi | JoinKind::LeftAnti => left.columns.clone(),
        JoinKind::RightSemi | JoinKind::RightAnti => right.columns.clone(),
        JoinKind::InnerUnique
        | JoinKind::Inner
        | JoinKind::LeftOuter
        | JoinKind::RightOuter
        | JoinKind::FullOuter => {
            let mut columns = left.columns.clone();
            let mut taken = AutoNames::taken(columns.iter().map(|column| column.name.as_str()));
            for place in &right_columns {
                let column = &right.columns[*place];
                columns.push(Column::new(taken.unique(&column.name), column.ty));
            }
            columns
        }
    };
    let join = Join {
        kind,
        left_missing: types(&left),
        right_missing: types(&right),
        left: keys.left,
        right: keys.right,
        right_columns,
    };
    Relation {
        columns,
        height: left.height.max(right.height) + 1,
        node: Node::Join(Box::new(left.node), Box::new(right.node), join),
    }
}
