//! Expressions as lists in parentheses, so that a test shows what belongs to what.

use logfog_kql::ast::{Expr, ExprKind, Literal, Pipeline, Source};

/// What a text is read as.
pub(crate) fn read(text: &str) -> String {
    match logfog_kql::parse_expression(text) {
        Ok(expr) => sexpr(&expr),
        Err(errors) => errors[0].in_service_words(text),
    }
}

fn sexpr(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Literal(literal) => value(literal),
        ExprKind::Name(name) => name.clone(),
        ExprKind::Star => "*".to_owned(),
        ExprKind::Wildcard(pattern) => format!("(tables {pattern})"),
        ExprKind::TypeOf(text) => format!("(typeof {text})"),
        ExprKind::Call(call) => {
            let args = call.args.iter().map(|arg| match &arg.name {
                Some(name) => format!("{}={}", name.text, sexpr(&arg.value)),
                None => sexpr(&arg.value),
            });
            list(&format!("call {}", call.function.text), args)
        }
        ExprKind::Member { base, name } => format!("(. {} {})", sexpr(base), name.text),
        ExprKind::MemberCall { base, call } => {
            let args = call.args.iter().map(|arg| sexpr(&arg.value));
            list(
                &format!(". {} call {}", sexpr(base), call.function.text),
                args,
            )
        }
        ExprKind::Index { base, index } => format!("(at {} {})", sexpr(base), sexpr(index)),
        ExprKind::Unary { op, operand } => format!("({} {})", op.as_str(), sexpr(operand)),
        ExprKind::Binary { op, left, right } => {
            list(op.as_str(), [left, right].map(|side| sexpr(side)))
        }
        ExprKind::Logical { op, operands } => list(op.as_str(), operands.iter().map(sexpr)),
        ExprKind::List {
            op,
            value,
            list: elements,
        } => {
            let parts = std::iter::once(sexpr(value)).chain(elements.iter().map(sexpr));
            list(op.as_str(), parts)
        }
        ExprKind::Between {
            negated,
            value,
            low,
            high,
        } => {
            let op = if *negated { "!between" } else { "between" };
            list(op, [value, low, high].map(|part| sexpr(part)))
        }
        ExprKind::Pipeline(pipeline) => table(pipeline),
    }
}

fn table(pipeline: &Pipeline) -> String {
    let source = match &pipeline.source {
        Source::Expr(expr) => sexpr(expr),
        source @ (Source::Datatable { .. } | Source::Operator(_)) => source.to_string(),
    };
    let operators = pipeline.operators.iter().map(|o| format!("[{o}]"));
    list("table", std::iter::once(source).chain(operators))
}

fn value(literal: &Literal) -> String {
    match literal {
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => format!("{value}i"),
        Literal::Long(value) => value.to_string(),
        Literal::Real(value) => format!("{value:?}r"),
        Literal::String(text) => format!("{text:?}"),
        Literal::Null(ty) => format!("null:{ty}"),
        Literal::Raw { ty, text, at: _ } => format!("<{ty} {text}>"),
    }
}

fn list(head: &str, items: impl IntoIterator<Item = String>) -> String {
    let items: Vec<String> = items.into_iter().collect();
    if items.is_empty() {
        return format!("({head})");
    }
    format!("({head} {})", items.join(" "))
}

/// A tree as text, without where its parts are written.
pub(crate) fn bare(tree: &impl std::fmt::Debug) -> String {
    let debug = format!("{tree:?}");
    let mut parts = debug.split("Span { ");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push('_');
        text.push_str(part.split_once(" }").map_or("", |(_, rest)| rest));
    }
    text
}
