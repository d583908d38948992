//! What people really write, and the small cases of the language.

use logfog_kql::{Error, Kind, ast::Query};
use serde_json::Value;

use crate::sexpr::bare;

fn lines(name: &str) -> Vec<Value> {
    let path = format!("{}/../../fixtures/kql/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).expect("the fixture is there");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

fn reads_back(text: &str) -> Result<Query, Vec<Error>> {
    let query = logfog_kql::parse(text)?;
    let printed = query.to_string();
    let again = logfog_kql::parse(&printed).unwrap_or_else(|e| panic!("{printed}\n{e:?}"));
    assert_eq!(bare(&again), bare(&query), "printed from {text}");
    Ok(query)
}

#[test]
fn corpus_is_read_or_refused_as_it_says() {
    let lines = lines("corpus.jsonl");
    assert!(lines.len() > 30);
    for line in lines {
        let text = line["kql"].as_str().expect("kql");
        let result = reads_back(text);
        match line["expect"].as_str() {
            Some("accept") => {
                result.unwrap_or_else(|errors| panic!("{}: {errors:?}", line["id"]));
            }
            Some("reject") => {
                result.expect_err("what the service refuses");
            }
            other => panic!("{}: {other:?}", line["id"]),
        }
    }
}

#[test]
fn cases_are_read_unless_their_error_is_a_syntax_error() {
    let lines = lines("cases.jsonl");
    assert!(lines.len() > 200);
    for line in lines {
        let id = &line["id"];
        let errors = match (line["expr"].as_str(), line["transform"].as_str()) {
            (Some(text), None) => logfog_kql::parse_expression(text).err(),
            (None, Some(text)) => reads_back(text).err(),
            _ => panic!("{id}: neither an expression nor a transform"),
        };
        let expect = &line["expect"];
        if expect["error"] != "syntax" {
            assert_eq!(errors, None, "{id}");
            continue;
        }
        let errors = errors.unwrap_or_else(|| panic!("{id} is read"));
        assert_eq!(errors[0].kind, Kind::Syntax);
        let text = line["transform"].as_str().expect("a transform");
        if let Some(message) = expect["message"].as_str() {
            assert_eq!(errors[0].in_service_words(text), message, "{id}");
        }
    }
}
