//! The cases of the language, and what people deploy.

use serde_json::{Value, json};

use crate::{file, kql};

/// The lines of a fixture.
fn fixture(name: &str) -> Vec<Value> {
    let path = format!("{}/../../fixtures/kql/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("it is there");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

/// Numbers as numbers, so that 1 is 1.0.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(values) => values.iter().map(plain).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), plain(value)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}

#[test]
fn cases_are_run_as_they_are_written() {
    let cases = fixture("cases.jsonl")
        .into_iter()
        .chain(fixture("traps.jsonl"));
    let mut count = 0;
    for case in cases {
        let Some(text) = case["transform"].as_str() else {
            continue;
        };
        // They speak of a table that they do not show.
        if case["expect"]["error"] == "schema" || case["basis"] == "contested" {
            continue;
        }
        count += 1;
        let rows = case["input"].as_array().cloned().unwrap_or_default();
        let rows: Vec<_> = rows.iter().map(ToString::to_string).collect();
        let columns = case
            .get("columns")
            .map_or("{}".to_owned(), Value::to_string);
        let said = kql(
            &["run", "--json", "-t", text, "-c", &columns],
            &rows.join("\n"),
        );
        if let Some(kind) = case["expect"].get("error") {
            assert_eq!(&said.json()[0]["error"], kind, "{text}");
            assert_eq!(said.code, Some(1), "{text}");
        } else {
            let rows = Value::Array(said.json());
            assert_eq!(plain(&rows), plain(&case["expect"]["rows"]), "{text}");
            assert_eq!(said.code, Some(0), "{text}");
        }
    }
    assert!(count > 80);
}

#[test]
fn what_is_deployed_is_found_right_without_columns() {
    let (mut right, mut wrong) = (vec!["check".to_owned(), "--strict".into()], Vec::new());
    for line in fixture("corpus.jsonl") {
        let (id, text) = (line["id"].as_str(), line["kql"].as_str());
        let name = format!("{}.kql", id.expect("an id"));
        let path = file(&name, text.expect("a text"));
        if line["expect"] == "accept" {
            right.push(path);
        } else {
            wrong.push(path);
        }
    }
    let arguments: Vec<&str> = right.iter().map(String::as_str).collect();
    let said = kql(&arguments, "");
    assert_eq!((said.code, said.out.as_str()), (Some(0), ""));
    for path in wrong {
        let said = kql(&["check", &path], "");
        assert_eq!(said.code, Some(1), "{path}");
        assert!(said.out.starts_with(&format!("{path}:")), "{}", said.out);
    }
}
