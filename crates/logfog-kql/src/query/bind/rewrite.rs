//! Parts of an expression, replaced by others before it is bound.

use std::borrow::Cow;

use crate::{
    Type,
    ast::{Arg, BinaryOp, Call, Expr, ExprKind, LogicalOp, Name},
    bind::Column,
};

/// The column in which a table keeps when a row was taken in.
pub(super) const TIME_RECEIVED: &str = "_TimeReceived";

/// A part, or what is in its place.
pub(super) type Replace<'f> = dyn FnMut(&Expr) -> Option<Expr> + 'f;

/// The same expression with other parts. What is replaced is not looked into.
pub(super) fn parts(expr: &Expr, replace: &mut Replace<'_>) -> Expr {
    if let Some(other) = replace(expr) {
        return other;
    }
    let mut boxed = |expr: &Expr| Box::new(parts(expr, replace));
    let kind = match &expr.kind {
        ExprKind::Call(call) => ExprKind::Call(Call {
            function: call.function.clone(),
            args: args(&call.args, replace),
        }),
        ExprKind::Member { base, name } => ExprKind::Member {
            base: boxed(base),
            name: name.clone(),
        },
        ExprKind::MemberCall { base, call } => ExprKind::MemberCall {
            base: boxed(base),
            call: call.clone(),
        },
        ExprKind::Index { base, index } => ExprKind::Index {
            base: boxed(base),
            index: boxed(index),
        },
        ExprKind::Unary { op, operand } => ExprKind::Unary {
            op: *op,
            operand: boxed(operand),
        },
        ExprKind::Binary { op, left, right } => ExprKind::Binary {
            op: *op,
            left: boxed(left),
            right: boxed(right),
        },
        ExprKind::Logical { op, operands } => ExprKind::Logical {
            op: *op,
            operands: list(operands, replace),
        },
        ExprKind::List {
            op,
            value,
            list: of,
        } => ExprKind::List {
            op: *op,
            value: boxed(value),
            list: list(of, replace),
        },
        ExprKind::Between {
            negated,
            value,
            low,
            high,
        } => ExprKind::Between {
            negated: *negated,
            value: boxed(value),
            low: boxed(low),
            high: boxed(high),
        },
        ExprKind::Literal(_)
        | ExprKind::Name(_)
        | ExprKind::Star
        | ExprKind::Wildcard(_)
        | ExprKind::TypeOf(_)
        | ExprKind::Pipeline(_) => expr.kind.clone(),
    };
    Expr {
        kind,
        span: expr.span,
    }
}

fn list(exprs: &[Expr], replace: &mut Replace<'_>) -> Vec<Expr> {
    exprs.iter().map(|expr| parts(expr, replace)).collect()
}

fn args(args: &[Arg], replace: &mut Replace<'_>) -> Vec<Arg> {
    let arg = |arg: &Arg| Arg {
        name: arg.name.clone(),
        value: parts(&arg.value, replace),
    };
    args.iter().map(arg).collect()
}

/// What depends on which columns there are: `* has "x"` asks all of them, and when a row was taken in
/// is a column of its own, if the table has it.
pub(super) fn of_row<'e>(expr: &'e Expr, columns: &[Column]) -> Cow<'e, Expr> {
    let text = expr.to_string();
    let received = columns.iter().any(|column| column.name == TIME_RECEIVED)
        && text.contains("ingestion_time");
    if !received && !text.contains('*') {
        return Cow::Borrowed(expr);
    }
    Cow::Owned(parts(expr, &mut |part| {
        if received && call(part).is_some_and(|call| call.function.text == "ingestion_time") {
            return Some(named(TIME_RECEIVED, part));
        }
        let ExprKind::Binary { op, left, right } = &part.kind else {
            return None;
        };
        let asks_all = matches!(op, BinaryOp::Text(_)) && left.kind == ExprKind::Star;
        asks_all.then(|| any_column(*op, right, part, columns))
    }))
}

/// The call that an expression is.
pub(super) fn call(expr: &Expr) -> Option<&Call> {
    if let ExprKind::Call(call) = &expr.kind {
        Some(call)
    } else {
        None
    }
}

/// A name in the place of something.
pub(super) fn named(name: &str, place: &Expr) -> Expr {
    Expr {
        kind: ExprKind::Name(name.to_owned()),
        span: place.span,
    }
}

/// A call in the place of something.
pub(super) fn called(function: &str, arg: Expr) -> Expr {
    let span = arg.span;
    let function = Name {
        text: function.to_owned(),
        span,
    };
    let args = vec![Arg {
        name: None,
        value: arg,
    }];
    Expr {
        kind: ExprKind::Call(Call { function, args }),
        span,
    }
}

fn any_column(op: BinaryOp, right: &Expr, place: &Expr, columns: &[Column]) -> Expr {
    let operand = |column: &Column| {
        let name = named(&column.name, place);
        let text = if column.ty == Type::String {
            name
        } else {
            called("tostring", name)
        };
        Expr {
            kind: ExprKind::Binary {
                op,
                left: Box::new(text),
                right: Box::new(right.clone()),
            },
            span: place.span,
        }
    };
    let operands = columns.iter().map(operand).collect();
    Expr {
        kind: ExprKind::Logical {
            op: LogicalOp::Or,
            operands,
        },
        span: place.span,
    }
}
