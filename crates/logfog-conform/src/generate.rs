use std::{collections::BTreeSet, sync::Arc};

use proptest::{collection, option, prelude::*, sample::select, string::string_regex};
use serde_json::{Map, Number, Value, json};

use crate::Schemas;

/// How many more items or members than it must have something gets.
const MORE: u64 = 4;
/// How deep anything goes that a schema leaves open.
const DEPTH: u32 = 3;

/// Values that fit a vendor's schema of this name.
///
/// What generation cannot aim at (`not`, `if`) is left to chance: what does not fit is thrown away.
///
/// # Panics
///
/// When there is no such schema, or when it demands what cannot be generated.
pub fn strategy(schemas: &Arc<Schemas>, name: &str) -> BoxedStrategy<Value> {
    let document = schemas.document(name);
    let document = document.unwrap_or_else(|| panic!("there is no {name}.schema.json"));
    let at = At {
        schemas,
        document,
        depth: 8,
    };
    let (oracle, name) = (schemas.clone(), name.to_owned());
    at.fitting(document)
        .prop_filter("fits the schema", move |value| {
            oracle.violation(&name, value).is_none()
        })
        .boxed()
}

/// Any JSON at all, up to some depth.
pub fn any_json() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        text(0, 12).prop_map(Value::from),
    ];
    leaf.prop_recursive(DEPTH, 12, 3, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            collection::vec((text(1, 8), inner), 0..3)
                .prop_map(|pairs| Value::from(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
    .boxed()
}

/// Texts of so many characters, ordinary ones and those that make trouble.
pub(crate) fn text(least: usize, most: usize) -> BoxedStrategy<String> {
    let letter = prop_oneof![
        8 => prop::char::range(' ', '~'),
        1 => select(vec!['\n', '\t', '"', '\\', '/', '\u{7f}', 'é', 'ж', '日', '😀', '\u{2028}']),
    ];
    collection::vec(letter, least..=most)
        .prop_map(String::from_iter)
        .boxed()
}

/// A place in a document.
#[derive(Clone, Copy)]
struct At<'a> {
    schemas: &'a Schemas,
    document: &'a Value,
    depth: u32,
}

impl<'a> At<'a> {
    fn fitting(self, schema: &Value) -> BoxedStrategy<Value> {
        let Value::Object(keywords) = schema else {
            return any_json();
        };
        if self.depth == 0 {
            return Just(Value::Null).boxed();
        }
        if let Some(target) = keywords.get("$ref").and_then(Value::as_str) {
            return self.referred(target, keywords);
        }
        if let Some(value) = keywords.get("const") {
            return Just(value.clone()).boxed();
        }
        if let Some(Value::Array(values)) = keywords.get("enum") {
            return select(values.clone()).boxed();
        }
        for alternatives in ["oneOf", "anyOf"] {
            if let Some(Value::Array(branches)) = keywords.get(alternatives) {
                let mut rest = keywords.clone();
                rest.remove(alternatives);
                let merged = branches.iter().map(|branch| {
                    let branch = self.resolved(branch);
                    self.fitting(&merged(rest.clone(), &branch).into())
                });
                return union(merged);
            }
        }
        if let Some(Value::Array(all)) = keywords.get("allOf") {
            let (open, aimed): (Vec<_>, Vec<_>) =
                all.iter().partition(|branch| branch.get("if").is_some());
            let mut rest = keywords.clone();
            rest.remove("allOf");
            let resolved = aimed.into_iter().map(|branch| self.resolved(branch));
            let whole = resolved.fold(rest, |whole, branch| merged(whole, &branch));
            let whole = self.fitting(&whole.into());
            return if open.is_empty() {
                whole
            } else {
                self.by_chance(whole, &json!({ "allOf": open }))
            };
        }
        if keywords.contains_key("if") {
            let mut rest = keywords.clone();
            for name in ["if", "then", "else"] {
                rest.remove(name);
            }
            return self.by_chance(self.fitting(&rest.into()), schema);
        }
        match keywords.get("type") {
            Some(Value::String(kind)) => self.of_type(kind, keywords),
            Some(Value::Array(kinds)) => union(
                kinds
                    .iter()
                    .filter_map(Value::as_str)
                    .map(|kind| self.of_type(kind, keywords)),
            ),
            _ if keywords.contains_key("properties") => self.of_type("object", keywords),
            _ if keywords.contains_key("items") => self.of_type("array", keywords),
            _ => any_json(),
        }
    }

    /// What fits by chance: left to it here rather than at the top, where all would be made anew.
    fn by_chance(self, values: BoxedStrategy<Value>, part: &Value) -> BoxedStrategy<Value> {
        let oracle = self.schemas.part(self.document, part);
        let fits = move |value: &Value| oracle.is_valid(value);
        values
            .prop_filter("fits its part of the schema", fits)
            .boxed()
    }

    /// What `$ref` names, in this document or in another one, together with what stands beside it.
    fn referred(self, target: &str, keywords: &Map<String, Value>) -> BoxedStrategy<Value> {
        let (document, there) = self.find(target);
        let at = Self {
            depth: self.depth - 1,
            ..self
        };
        let mut rest = keywords.clone();
        rest.remove("$ref");
        let notes = |name: &String| name.starts_with('$') || NOTES.contains(&name.as_str());
        if rest.keys().all(notes) {
            return At { document, ..at }.fitting(there);
        }
        at.fitting(&merged(rest, &absolute(there, document)).into())
    }

    /// A schema with its `$ref` followed, and those in there written out.
    fn resolved(self, schema: &Value) -> Value {
        match schema.get("$ref").and_then(Value::as_str) {
            Some(target) => {
                let (document, there) = self.find(target);
                absolute(there, document)
            }
            None => schema.clone(),
        }
    }

    /// The document that a `$ref` is into, and what it names there.
    fn find(self, target: &str) -> (&'a Value, &'a Value) {
        let (file, pointer) = target.split_once('#').unwrap_or((target, ""));
        let document = if file.is_empty() {
            self.document
        } else {
            let id = beside(self.document, file);
            let sibling = self.schemas.sibling(&id);
            sibling.unwrap_or_else(|| panic!("there is no schema {id}"))
        };
        let there = document.pointer(pointer);
        (
            document,
            there.unwrap_or_else(|| panic!("{target} leads nowhere")),
        )
    }

    fn of_type(self, kind: &str, keywords: &Map<String, Value>) -> BoxedStrategy<Value> {
        let number = |name: &str| keywords.get(name).and_then(Value::as_u64);
        match kind {
            "null" => Just(Value::Null).boxed(),
            "boolean" => any::<bool>().prop_map(Value::from).boxed(),
            "integer" => integers(keywords),
            "number" => prop_oneof![integers(keywords), fractions(keywords)].boxed(),
            "string" => strings(keywords),
            "array" => {
                let least = number("minItems").unwrap_or(0);
                let most = number("maxItems").unwrap_or(u64::MAX).min(least + MORE);
                let items = keywords
                    .get("items")
                    .map_or_else(any_json, |items| self.fitting(items));
                let first = keywords.get("prefixItems").and_then(Value::as_array);
                let first: Vec<_> = first
                    .into_iter()
                    .flatten()
                    .map(|item| self.fitting(item))
                    .collect();
                let rest = collection::vec(items, range(least, most, first.len()));
                (first, rest)
                    .prop_map(|(first, rest)| first.into_iter().chain(rest).collect())
                    .boxed()
            }
            _ => self.objects(keywords),
        }
    }

    fn objects(self, keywords: &Map<String, Value>) -> BoxedStrategy<Value> {
        let none = Map::new();
        let members = |name: &str| keywords.get(name).and_then(Value::as_object);
        let properties = members("properties").unwrap_or(&none);
        let required = keywords.get("required").and_then(Value::as_array);
        let required: BTreeSet<_> = required
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let named: Vec<_> = properties
            .iter()
            .filter(|(_, schema)| **schema != Value::Bool(false))
            .map(|(name, schema)| {
                let name = name.clone();
                let value = self.fitting(schema);
                let value = if required.contains(name.as_str()) {
                    value.prop_map(Some).boxed()
                } else {
                    option::of(value).boxed()
                };
                value.prop_map(move |value| value.map(|value| (name.clone(), value)))
            })
            .collect();
        let more = match keywords.get("additionalProperties") {
            Some(Value::Bool(false)) => match members("patternProperties")
                .and_then(|all| all.iter().next())
            {
                None => Just(Vec::new()).boxed(),
                Some((pattern, schema)) => {
                    let key = string_regex(pattern.trim_matches(['^', '$'])).expect("a pattern");
                    collection::vec((key, self.fitting(schema)), 0..3).boxed()
                }
            },
            schema => {
                let value = schema.map_or_else(any_json, |schema| self.fitting(schema));
                let key = match keywords.get("propertyNames") {
                    Some(Value::Object(demands)) => strings(demands)
                        .prop_map(|name| name.as_str().unwrap_or_default().to_owned())
                        .boxed(),
                    _ => "[a-z][a-z0-9_.]{0,9}".boxed(),
                };
                let least = keywords
                    .get("minProperties")
                    .and_then(Value::as_u64)
                    .unwrap_or(0);
                collection::vec((key, value), range(least, least + 2, 0)).boxed()
            }
        };
        let not_both = not_both(keywords);
        (named, more)
            .prop_map(move |(named, more)| {
                // A member that the schema names is as it says there.
                let all = more.into_iter().chain(named.into_iter().flatten());
                let mut all: Map<_, _> = all.collect();
                for [one, other] in &not_both {
                    if all.contains_key(one) {
                        all.remove(other);
                    }
                }
                Value::from(all)
            })
            .boxed()
    }
}

/// The pairs of members that must not both be there: `not` with `required`, one pair or several.
fn not_both(keywords: &Map<String, Value>) -> Vec<[String; 2]> {
    let Some(not) = keywords.get("not") else {
        return Vec::new();
    };
    let several = not.get("anyOf").and_then(Value::as_array);
    let each = several.map_or_else(|| std::slice::from_ref(not), Vec::as_slice);
    let required = keywords.get("required").and_then(Value::as_array);
    let is_required = |name: &&str| required.is_some_and(|all| all.iter().any(|one| one == name));
    let pairs = each.iter().filter_map(|one| {
        let names = one.get("required")?.as_array()?;
        let mut names: Vec<_> = names.iter().filter_map(Value::as_str).collect();
        // What is required stays.
        names.sort_by_key(|name| !is_required(name));
        Some([(*names.first()?).to_owned(), (*names.get(1)?).to_owned()])
    });
    pairs.collect()
}

/// A schema whose every `$ref` says which document it is into.
pub(crate) fn absolute(schema: &Value, document: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = match value.as_str().filter(|_| name == "$ref") {
                    Some(target) if !target.contains("://") => {
                        let (file, pointer) = target.split_once('#').unwrap_or((target, ""));
                        Value::from(format!("{}#{pointer}", beside(document, file)))
                    }
                    _ => absolute(value, document),
                };
                (name.clone(), value)
            });
            Value::from(members.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(|item| absolute(item, document)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => schema.clone(),
    }
}

/// The `$id` of a file beside a document; its own when none is named.
fn beside(document: &Value, file: &str) -> String {
    let base = document["$id"].as_str().unwrap_or_default();
    match (file.is_empty(), file.contains("://")) {
        (true, _) => base.to_owned(),
        (_, true) => file.to_owned(),
        (false, false) => format!(
            "{}{file}",
            base.rfind('/').map_or(base, |end| &base[..=end])
        ),
    }
}

/// Keywords that demand nothing.
const NOTES: [&str; 4] = ["title", "description", "examples", "default"];

fn union(all: impl Iterator<Item = BoxedStrategy<Value>>) -> BoxedStrategy<Value> {
    proptest::strategy::Union::new(all).boxed()
}

fn range(least: u64, most: u64, less: usize) -> std::ops::RangeInclusive<usize> {
    let length = |number: u64| {
        usize::try_from(number)
            .unwrap_or(usize::MAX)
            .saturating_sub(less)
    };
    length(least)..=length(most)
}

fn integers(keywords: &Map<String, Value>) -> BoxedStrategy<Value> {
    let bound = |name: &str| keywords.get(name).and_then(Value::as_i64);
    // What doubles hold exactly, unless the schema says otherwise.
    let least = bound("minimum").unwrap_or(-(1 << 53));
    let most = bound("maximum").unwrap_or(1 << 53);
    let small = least.max(-100).min(most)..=most.min(100).max(least);
    prop_oneof![(least..=most), small]
        .prop_map(Value::from)
        .boxed()
}

fn fractions(keywords: &Map<String, Value>) -> BoxedStrategy<Value> {
    let bound = |name: &str| keywords.get(name).and_then(Value::as_f64);
    let (least, most) = (
        bound("minimum").unwrap_or(-1e15),
        bound("maximum").unwrap_or(1e15),
    );
    (least..=most)
        .prop_map(|number| Number::from_f64(number).map_or(Value::Null, Value::from))
        .boxed()
}

fn strings(keywords: &Map<String, Value>) -> BoxedStrategy<Value> {
    let length = |name: &str| keywords.get(name).and_then(Value::as_u64);
    if let Some(Value::Array(values)) = keywords.get("enum") {
        return select(values.clone()).boxed();
    }
    if let Some(pattern) = keywords.get("pattern").and_then(Value::as_str) {
        let anchored = pattern.trim_start_matches('^').trim_end_matches('$');
        let texts = string_regex(anchored).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        return texts.prop_map(Value::from).boxed();
    }
    match keywords.get("format").and_then(Value::as_str) {
        // Of the last hour before the probe's time: neither too old nor in the future.
        Some("date-time") => (0_u32..60, 0_u32..60, 0_u32..1_000_000_000, any::<bool>())
            .prop_map(|(minute, second, nano, zone)| {
                let zone = if zone { "Z" } else { "+00:00" };
                Value::from(format!(
                    "2026-11-01T11:{minute:02}:{second:02}.{nano:09}{zone}"
                ))
            })
            .boxed(),
        Some("uuid") => "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
            .prop_map(Value::from)
            .boxed(),
        _ => {
            let least = length("minLength").unwrap_or(0);
            let most = length("maxLength").unwrap_or(u64::MAX).min(least + 20);
            let (least, most) = range(least, most, 0).into_inner();
            text(least, most).prop_map(Value::from).boxed()
        }
    }
}

/// Two schemas as one that demands both, as far as generation needs it.
fn merged(mut one: Map<String, Value>, other: &Value) -> Map<String, Value> {
    let Value::Object(other) = other else {
        return one;
    };
    for (name, theirs) in other {
        match (one.get_mut(name), theirs) {
            (Some(Value::Object(ours)), Value::Object(theirs)) => {
                for (key, value) in theirs {
                    let both = match (ours.remove(key), value) {
                        (Some(Value::Object(ours)), Value::Object(_)) => merged(ours, value).into(),
                        _ => value.clone(),
                    };
                    ours.insert(key.clone(), both);
                }
            }
            (Some(Value::Array(ours)), Value::Array(theirs)) if name == "required" => {
                for name in theirs {
                    if !ours.contains(name) {
                        ours.push(name.clone());
                    }
                }
            }
            // Of two demands on the type the narrower one.
            (Some(ours), Value::Array(theirs)) if name == "type" && theirs.contains(ours) => {}
            _ => {
                one.insert(name.clone(), theirs.clone());
            }
        }
    }
    one
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use proptest::{strategy::ValueTree as _, test_runner::TestRunner};

    /// Values of a schema, and how many of them differ.
    fn made(document: &Value) -> BTreeSet<String> {
        let schemas = Schemas::new([("x".to_owned(), document.clone())]);
        let schemas = Arc::new(schemas.expect("a schema"));
        let (strategy, mut runner) = (strategy(&schemas, "x"), TestRunner::deterministic());
        let values = (0..64).map(|_| strategy.new_tree(&mut runner).expect("a value").current());
        values
            .inspect(|value| assert_eq!(schemas.violation("x", value), None))
            .map(|value| value.to_string())
            .collect()
    }

    #[test]
    fn every_keyword_is_aimed_at() {
        let made = made(&json!({
            "$id": "https://x.test/x.schema.json",
            "$defs": {"word": {"type": ["string", "null"], "maxLength": 9}},
            "type": "object",
            "properties": {
                "kind": {"enum": ["a", "b"]},
                "word": {"$ref": "#/$defs/word", "type": "string"},
                "number": {"type": "number", "minimum": 1, "maximum": 2},
                "when": {"type": "string", "format": "date-time"},
                "list": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "integer"}},
            },
            "required": ["kind"],
            "additionalProperties": false,
            "patternProperties": {"^x-[a-z]{1,3}$": {"const": 7}},
            "anyOf": [{"required": ["word"]}, {"required": ["number"]}],
            "allOf": [{"not": {"required": ["word", "when"]}}],
            "if": {"properties": {"kind": {"const": "a"}}},
            "then": {"required": ["list"]},
        }));
        assert!(made.len() > 48, "{made:?}");
        for part in [
            "\"kind\":\"b\"",
            "\"list\":[",
            "\"when\":",
            "\"word\":",
            ".",
            "\"x-",
        ] {
            assert!(made.iter().any(|value| value.contains(part)), "{part}");
        }
    }

    #[test]
    #[should_panic(expected = "leads nowhere")]
    fn a_reference_to_nothing_is_no_schema() {
        made(&json!({"$id": "https://x.test/x.schema.json", "$ref": "#/$defs/none"}));
    }

    #[test]
    fn schemas_of_the_vendors_are_parts_of_each_other() {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let schemas = Arc::new(Schemas::of(&workspace, "cloudru").expect("schemas"));
        let strategy = strategy(&schemas, "logs.request");
        let tree = strategy.new_tree(&mut TestRunner::deterministic());
        assert!(tree.expect("a request").current()["logs"][0].is_object());
    }
}
