//! Holds every answer against the OpenAPI document, as a client that was made from it would.

use std::sync::LazyLock;

use http::{Method, Response, StatusCode, header::CONTENT_TYPE};
use jsonschema::Validator;
use serde_json::{Value, json};

/// The schemas of OpenAPI 3.1 are JSON Schema, and the rest of it means nothing to JSON Schema: with a
/// `$ref` beside it, the whole document is a schema of one part of it.
static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let text = logfog_admin::openapi();
    let mut document = serde_json::from_str(&text).expect("the document is JSON");
    close(&mut document);
    document
});

/// What the document says of one operation.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) statuses: Vec<u16>,
    /// Whether a body is read.
    pub(crate) body: bool,
    /// The names of what may be asked, sorted.
    pub(crate) query: Vec<String>,
}

pub(crate) fn routes() -> Vec<Route> {
    let paths = DOCUMENT["paths"].as_object().expect("paths").iter();
    let routes = paths.flat_map(|(path, item)| {
        let item = item.as_object().expect("a path item").iter();
        item.map(move |(method, operation)| {
            let statuses = operation["responses"].as_object().expect("answers").keys();
            let parameters = operation["parameters"].as_array();
            let asked = parameters.into_iter().flatten();
            let asked = asked.filter(|one| one["in"] == "query");
            let names = asked.filter_map(|one| one["name"].as_str().map(str::to_owned));
            let mut query: Vec<_> = names.collect();
            query.sort();
            Route {
                method: method.to_uppercase(),
                path: path.clone(),
                body: operation.get("requestBody").is_some(),
                statuses: statuses.filter_map(|status| status.parse().ok()).collect(),
                query,
            }
        })
    });
    routes.collect()
}

/// Fails when an answer is not what the document says of this route and status.
pub(crate) fn check(method: &Method, path: &str, answer: &Response<()>, body: &[u8]) {
    let status = answer.status();
    let told = format!("{method} {path} {status}");
    let kind = answer.headers().get(CONTENT_TYPE);
    let kind = kind.map_or("", |kind| kind.to_str().expect("a media type"));
    let path = if path.is_empty() { "/" } else { path };
    let known = template(path).filter(|item| item.contains_key(&method.as_str().to_lowercase()));
    let schema = match known {
        // Nothing to say of what is not there, but that it is not.
        None => {
            let lost = [
                StatusCode::UNAUTHORIZED,
                StatusCode::FORBIDDEN,
                StatusCode::NOT_FOUND,
                StatusCode::METHOD_NOT_ALLOWED,
            ];
            assert!(
                lost.contains(&status),
                "{told}: the document has no such route"
            );
            use_site(json!({ "$ref": "#/components/schemas/Problem" }))
        }
        Some(item) => {
            let operation = &item[&method.as_str().to_lowercase()];
            let said = resolved(&operation["responses"][status.as_str()]);
            if said.is_object() && said.get("content").is_none() {
                assert_eq!((kind, body), ("", &b""[..]), "{told}");
                return;
            }
            let content = &said["content"][kind];
            assert!(content.is_object(), "{told}: {kind} is not in the document");
            content["schema"].clone()
        }
    };
    let value = match kind {
        "application/json" => serde_json::from_slice(body).expect("JSON"),
        _ => Value::from(std::str::from_utf8(body).expect("text")),
    };
    let errors: Vec<_> = validator(&schema)
        .iter_errors(&value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{told}: {}", errors.join("\n"));
}

/// The item whose path has the same steps, a variable one standing for any.
fn template(path: &str) -> Option<&'static serde_json::Map<String, Value>> {
    let asked: Vec<_> = path.split('/').collect();
    let fits = |known: &str| {
        let known: Vec<_> = known.split('/').collect();
        let same = |(known, asked): (&&str, &&str)| known == asked || known.starts_with('{');
        known.len() == asked.len() && known.iter().zip(&asked).all(same)
    };
    let mut paths = DOCUMENT["paths"].as_object().expect("paths").iter();
    let (_, item) = paths.find(|(known, _)| fits(known))?;
    item.as_object()
}

fn resolved(said: &'static Value) -> &'static Value {
    let to = said["$ref"].as_str().and_then(|to| to.strip_prefix('#'));
    to.map_or(said, |at| DOCUMENT.pointer(at).expect("it is there"))
}

fn validator(schema: &Value) -> Validator {
    let mut whole = DOCUMENT.clone();
    whole["allOf"] = json!([schema]);
    let options = jsonschema::options().should_validate_formats(true);
    options.build(&whole).expect("a schema")
}

/// An object has no members but those that the document names. The document does not say so, since there
/// may be more of them one day; but then they are to be described.
fn close(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Object(members) => {
            members.values_mut().for_each(close);
            if let Some(Value::Object(properties)) = members.get_mut("properties") {
                for property in properties.values_mut() {
                    *property = use_site(property.take());
                }
            }
            for at in ["schema", "items"] {
                if let Some(schema) = members.get_mut(at) {
                    *schema = use_site(schema.take());
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Where a schema is used, and not where it is declared: others may add to it by `allOf`.
fn use_site(mut schema: Value) -> Value {
    let named = ["$ref", "properties", "oneOf", "allOf"];
    if let Value::Object(members) = &mut schema
        && named.iter().any(|name| members.contains_key(*name))
    {
        members.insert("unevaluatedProperties".into(), false.into());
    }
    schema
}
