//! The small cases of the language: each expression and each statement with what it must give.

use logfog_kql::{
    evaluate,
    functions::Context,
    value::{DateTime, canonical},
};
use serde_json::Value;

use crate::fixtures::{lines, same};

fn context() -> Context {
    Context::new(DateTime::parse("2024-05-06T07:08:09Z").unwrap(), 1)
}

/// What is wrong with an expression's result.
fn expression(text: &str, expect: &Value) -> Result<(), String> {
    let (ty, value) = evaluate(text, &context()).map_err(|errors| format!("{text}: {errors:?}"))?;
    let value: Value = serde_json::from_str(&canonical(&value)).map_err(|e| e.to_string())?;
    if ty.as_str() == expect["type"] && same(&value, &expect["value"]) {
        return Ok(());
    }
    Err(format!("{text}: {ty} {value} instead of {expect}"))
}

#[test]
fn expressions() {
    let mut failures = Vec::new();
    let mut count = 0;
    for line in lines("cases.jsonl") {
        let Some(text) = line["expr"].as_str() else {
            continue;
        };
        count += 1;
        if let Err(failure) = expression(text, &line["expect"]) {
            let failure = format!("{} ({}) {failure}", line["id"], line["basis"]);
            if line["basis"] == "contested" {
                println!("{failure}");
            } else {
                failures.push(failure);
            }
        }
    }
    assert!(count > 150);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
