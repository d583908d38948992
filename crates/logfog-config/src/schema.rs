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
            // Each brings its own definitions, which refer to one another from its own root.
            let mut resources = resources;
            if let Value::Object(members) = &mut resources {
                members.remove("$schema");
                members.insert("$id".into(), format!("{id}.resources").into());
            }
            properties.insert(id.to_owned(), resources);
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

fn value(schema: &impl serde::Serialize) -> Value {
    serde_json::to_value(schema).expect("a schema of texts and numbers always serialises")
}
