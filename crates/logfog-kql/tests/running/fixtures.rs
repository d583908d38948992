//! The fixtures, and how JSON is compared.

use logfog_kql::{Type, bind::Column};
use serde_json::Value;

/// The lines of a fixture.
pub(crate) fn lines(name: &str) -> Vec<Value> {
    let path = format!("{}/../../fixtures/kql/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The columns of a stream, as fixtures declare them.
pub(crate) fn columns(declared: &Value) -> Vec<Column> {
    let Some(declared) = declared.as_object() else {
        return Vec::new();
    };
    declared
        .iter()
        .map(|(name, ty)| Column::new(name, Type::from_name(ty.as_str().unwrap()).unwrap()))
        .collect()
}

/// Whether two are the same, numbers numerically.
pub(crate) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || (a.as_f64().unwrap() - b.as_f64().unwrap()).abs() <= tolerance(a.as_f64())
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        _ => left == right,
    }
}

fn tolerance(number: Option<f64>) -> f64 {
    number.unwrap_or(0.0).abs() * 1e-12
}
