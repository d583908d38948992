//! What functions give, written as people call them.

mod examples;
mod properties;
mod reader;
mod tables;

use self::reader::evaluate;

/// An expression and the canonical form of what it gives.
#[track_caller]
fn check(expression: &str, gives: &str) {
    let value = evaluate(expression).unwrap_or_else(|error| panic!("{expression}: {error}"));
    assert_eq!(crate::value::canonical(&value), gives, "{expression}");
}

/// An expression that cannot be bound.
#[track_caller]
fn refuse(expression: &str, because: &str) {
    let error = evaluate(expression).expect_err(expression);
    assert!(error.contains(because), "{expression}: {error}");
}
