use std::fs;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use serde_json::Value;

use crate::root;

/// The parts of a data collection rule that say what a row is.
#[derive(Debug, Deserialize)]
struct Column {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

const HEAD: &str = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "$id": "https://logfog.test/schemas/azure/ingest.request.schema.json",
  "title": "Body of an ingestion",
  "description": "Rows for a stream of the well-known data collection rule, dcr.json: one property a column. Printed by `cargo xtask docs`.",
  "$comment": "Page: Logs Ingestion API in Azure Monitor, Body (read 2026-11). What is accepted here is stored as it was sent; what is not may well be answered with 204, and be changed or lost. Not said here: at most 1,048,576 bytes on the wire and 50 MiB inflated; UTF-8; JSON nested at most 128 deep (choice); 64 KB a value in bytes; TimeGenerated at most 2 days old and 1 day ahead; a name occurs once in a row. The page of 2023 also allowed one object, which the service stores nothing of.",
  "type": "array",
  "items": {
    "description": "Columns may be left out, or null; only TimeGenerated has to have a value, since the rule does not set it.",
    "type": "object",
    "required": ["TimeGenerated"],
    "properties": {
"#;
const TAIL: &str = r#"
    },
    "additionalProperties": false
  }
}
"#;

/// `schemas/azure/ingest.request.schema.json`: what the columns that a data collection rule declares
/// make of a row.
pub(super) fn schema() -> Result<String> {
    let path = root().join("schemas/azure/dcr.json");
    let dcr: Value = serde_json::from_slice(&fs::read(path)?)?;
    let streams = dcr["properties"]["streamDeclarations"].as_object();
    let stream = streams.and_then(|streams| streams.values().next());
    let columns = stream.context("dcr.json declares a stream")?["columns"].clone();
    let columns: Vec<Column> = serde_json::from_value(columns)?;
    let properties: Vec<_> = columns.iter().map(property).collect();
    Ok(format!("{HEAD}{}{TAIL}", properties.join(",\n")))
}

fn property(Column { name, kind }: &Column) -> String {
    let given = match name.as_str() {
        "TimeGenerated" => r#", "type": "string""#,
        _ => "",
    };
    format!(r#"      "{name}": {{ "$ref": "columns.schema.json#/$defs/{kind}"{given} }}"#)
}
