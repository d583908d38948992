use std::sync::Arc;

use logfog_kit::Vendor;
use serde_json::{Map, Value, json};
use utoipa::{PartialSchema, ToSchema};

use crate::Config;

/// The JSON Schema of the config file, with what each of these vendors can be declared to have.
pub fn schema(vendors: &[Arc<dyn Vendor>]) -> Value {
    let mut named = Vec::new();
    Config::schemas(&mut named);
    let parts = named
        .into_iter()
        .map(|(name, schema)| (name, value(&schema)));
    let mut parts: Map<String, Value> = parts.collect();
    let mut properties = Map::new();
    for vendor in vendors {
        if let Some(resources) = vendor.resources() {
            let id = vendor.id().as_str();
            let own = adopt(&resources, id, &mut parts);
            properties.insert(id.to_owned(), own);
        }
    }
    let resources = json!({
        "type": "object",
        "description": "What there is besides the well-known resources, by vendor.",
        "properties": properties,
        "additionalProperties": false,
    });
    parts.insert("Resources".into(), resources);
    let mut root = value(&Config::schema());
    for holder in [
        &mut root,
        parts.get_mut("SessionPlan").unwrap_or(&mut Value::Null),
    ] {
        if let Some(there) = holder.pointer_mut("/properties/resources") {
            *there = json!({ "$ref": "#/components/schemas/Resources" });
        }
    }
    let mut whole = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "logfog's config file",
    });
    if let (Value::Object(whole), Value::Object(root)) = (&mut whole, root) {
        whole.extend(root);
        whole.insert("components".into(), json!({ "schemas": parts }));
    }
    whole
}

/// A vendor's schema as a part of this one: its definitions go to ours, under names of their own.
fn adopt(schema: &Value, vendor: &str, parts: &mut Map<String, Value>) -> Value {
    let text = schema.to_string();
    let text = text.replace("\"#/$defs/", &format!("\"#/components/schemas/{vendor}."));
    let mut schema: Value = text.parse().expect("it was JSON before");
    if let Value::Object(members) = &mut schema {
        members.remove("$schema");
        if let Some(Value::Object(definitions)) = members.remove("$defs") {
            let named = definitions.into_iter();
            parts.extend(named.map(|(name, definition)| (format!("{vendor}.{name}"), definition)));
        }
    }
    schema
}

fn value(schema: &impl serde::Serialize) -> Value {
    serde_json::to_value(schema).expect("a schema of texts and numbers always serialises")
}
