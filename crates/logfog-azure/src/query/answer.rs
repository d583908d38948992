//! Answers as the query API writes them.

use std::time::Duration;

use logfog_kit::json::quote;
use logfog_kql::{
    Error,
    query::{Answer, Table, cell},
};
use serde_json::json;

use super::{prefer::Prefer, tables};
use crate::arm::Workspace;

/// What an answer tells besides its rows.
#[derive(Debug)]
pub(super) struct About<'a> {
    pub(super) prefer: Prefer,
    pub(super) workspaces: &'a [Workspace],
    /// Tables of theirs that the query names.
    pub(super) named: Vec<tables::Table>,
    pub(super) took: Duration,
    /// At most so many rows.
    pub(super) limit: usize,
}

/// The JSON of an answer. Chosen: all its tables have the one name that the page gives the first.
pub(super) fn write(answer: &Answer, about: &About<'_>) -> String {
    let mut text = String::from("{\"tables\":[");
    for (place, table) in answer.tables.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        write_table(table, &mut text);
    }
    text.push(']');
    let mut more = |name: &str, value: serde_json::Value| {
        text.extend([",\"", name, "\":", &value.to_string()]);
    };
    if about.prefer.statistics {
        more("statistics", statistics(answer, about.took));
    }
    if about.prefer.render {
        more("render", render(answer.render.as_deref()));
    }
    if about.prefer.data_sources {
        more("dataSources", data_sources(about));
    }
    if let Some(partial) = &answer.partial {
        more("error", partial_error(partial, about.limit));
    }
    text.push('}');
    text
}

fn write_table(table: &Table, text: &mut String) {
    text.push_str("{\"name\":\"PrimaryResult\",\"columns\":[");
    for (place, column) in table.columns.iter().enumerate() {
        text.push_str(if place > 0 { "," } else { "" });
        let (name, ty) = (quote(&column.name), column.ty.as_str());
        text.extend(["{\"name\":", &name, ",\"type\":\"", ty, "\"}"]);
    }
    text.push_str("],\"rows\":[");
    for (place, row) in table.rows.iter().enumerate() {
        text.push_str(if place > 0 { ",[" } else { "[" });
        for (place, (value, column)) in row.iter().zip(&table.columns).enumerate() {
            if place > 0 {
                text.push(',');
            }
            text.push_str(&cell(value, column.ty));
        }
        text.push(']');
    }
    text.push_str("]}");
}

/// How long it took, and how large the tables of the answer are.
fn statistics(answer: &Answer, took: Duration) -> serde_json::Value {
    let of = |table: &Table| {
        let mut written = String::new();
        write_table(table, &mut written);
        json!({ "tableRowCount": table.rows.len(), "tableSize": written.len() })
    };
    let tables: Vec<_> = answer.tables.iter().map(of).collect();
    json!({ "query": { "executionTime": took.as_secs_f64(), "datasetStatistics": tables } })
}

/// What comes behind `render`: the kind of picture, and properties in brackets.
fn render(written: Option<&str>) -> serde_json::Value {
    let written = written.unwrap_or("table");
    let (kind, properties) = written
        .split_once(|c: char| !c.is_alphanumeric())
        .unwrap_or((written, ""));
    let inside = properties.split_once('(').map_or("", |(_, inside)| inside);
    let inside = inside.trim_end().trim_end_matches(')');
    let mut render = json!({
        "visualization": kind, "title": null, "accumulate": false, "isQuerySorted": false, "kind": null,
        "legend": null, "series": null, "yMin": "NaN", "yMax": "NaN", "xAxis": null, "xColumn": null,
        "xTitle": null, "yAxis": null, "yColumns": null, "ySplit": null, "yTitle": null, "anomalyColumns": null,
    });
    for (name, value) in inside.split(',').filter_map(|pair| pair.split_once('=')) {
        let name = match name.trim() {
            "xtitle" => "xTitle",
            "ytitle" => "yTitle",
            "xaxis" => "xAxis",
            "yaxis" => "yAxis",
            "xcolumn" => "xColumn",
            "ymin" => "yMin",
            "ymax" => "yMax",
            "ysplit" => "ySplit",
            other => other,
        };
        if let Some(known) = render.get_mut(name) {
            *known = value.trim().trim_matches(['"', '\'']).into();
        }
    }
    render
}

/// Which workspaces the rows are from.
fn data_sources(about: &About<'_>) -> serde_json::Value {
    let of = |workspace: &Workspace| {
        let is_in = |table: &&tables::Table| {
            let mut of = table.of.iter();
            of.any(|kept| kept.workspace == workspace.customer_id)
        };
        let named: Vec<_> = about
            .named
            .iter()
            .filter(is_in)
            .map(|table| &table.name)
            .collect();
        json!({
            "resourceId": workspace.envelope.id, "region": workspace.envelope.location, "tables": named,
        })
    };
    about.workspaces.iter().map(of).collect()
}

/// Rows are missing. The number is the one with which the service reports any such query.
fn partial_error(partial: &Error, limit: usize) -> serde_json::Value {
    let message = if partial.message.contains("record count") {
        format!("The results of this query exceed the set limit of {limit} records.")
    } else {
        partial.message.clone()
    };
    json!({
        "code": "PartialError",
        "message": "There were some errors when processing your query.",
        "details": [{
            "code": "EngineError",
            "message": "Something went wrong processing your query on the server.",
            "innererror": {
                "code": "-2133196797", "message": message, "severity": 2, "severityName": "Error",
            },
        }],
    })
}
