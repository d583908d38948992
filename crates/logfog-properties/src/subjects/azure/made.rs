//! What is demanded of rows that go through rules and tables that were made before.

use bytes::Bytes;
use jiff::SignedDuration;
use logfog_conform::{Probe, Sent};
use serde_json::{Value, json};

use super::{Azure, resources::on};
use crate::{Defect, Subject as _, subject::pick};

const RULE: &str = "Microsoft.Insights/dataCollectionRules/app";
const TABLE: &str = "Microsoft.OperationalInsights/workspaces/logfog/tables/Aux_CL";

pub(super) fn all() -> Vec<Defect> {
    vec![
        Defect::new("azure.ingest.transform-drop", |probe, _, index| {
            let text = pick(
                index,
                &[
                    "source | where Message == 'other'",
                    "source | where false",
                    "source | where isempty(Message) | project TimeGenerated",
                ],
            );
            make(probe, "Custom-Logs_CL", text);
            rows(
                probe,
                &json!([{ "TimeGenerated": ago(probe, 0), "Message": "some" }]),
            )
        }),
        Defect::new("azure.ingest.auxiliary-range", |probe, _, index| {
            auxiliary(probe);
            let minutes = pick(index, &[31, 60, 600]);
            let times = [ago(probe, 0), ago(probe, minutes)];
            let row = |time: &String| json!({ "TimeGenerated": time });
            rows(probe, &times.iter().map(row).collect())
        }),
        Defect::new("azure.ingest.auxiliary-nested", |probe, _, index| {
            auxiliary(probe);
            let nested = pick(index, &[json!({}), json!([]), json!({ "a": [1] })]);
            rows(
                probe,
                &json!([{ "TimeGenerated": ago(probe, 0), "Message": nested }]),
            )
        }),
    ]
}

/// A rule that transforms rows on their way into a table.
fn make(probe: &Probe, output: &str, transformation: &str) {
    let workspace = "Microsoft.OperationalInsights/workspaces/logfog";
    let workspace = on(probe, "GET", workspace, &Value::Null).target;
    let (workspace, _) = workspace.split_once('?').unwrap_or_default();
    let columns = json!([
        { "name": "TimeGenerated", "type": "datetime" },
        { "name": "Message", "type": "string" },
    ]);
    let rule = json!({
        "location": "eastus",
        "properties": {
            "streamDeclarations": { "Custom-App": { "columns": columns } },
            "destinations": {
                "logAnalytics": [{ "workspaceResourceId": workspace, "name": "ws" }],
            },
            "dataFlows": [{
                "streams": ["Custom-App"],
                "destinations": ["ws"],
                "outputStream": output,
                "transformKql": transformation,
            }],
        },
    });
    // When it fails, the property does too.
    drop(probe.send(&on(probe, "PUT", RULE, &rule)));
}

/// A table of the plan Auxiliary, and a rule that passes rows through to it.
fn auxiliary(probe: &Probe) {
    let columns = json!([
        { "name": "TimeGenerated", "type": "dateTime" },
        { "name": "Message", "type": "string" },
    ]);
    let schema = json!({ "name": "Aux_CL", "columns": columns });
    let table = json!({
        "properties": { "plan": "Auxiliary", "totalRetentionInDays": 365, "schema": schema },
    });
    drop(probe.send(&on(probe, "PUT", TABLE, &table)));
    make(probe, "Custom-Aux_CL", "source");
}

/// Rows for the rule that was made.
fn rows(probe: &Probe, rows: &Value) -> Sent {
    let shown = probe.send(&on(probe, "GET", RULE, &Value::Null));
    let body = shown.map(|shown| shown.answer.body).unwrap_or_default();
    let rule: Value = serde_json::from_slice(&body).unwrap_or_default();
    let id = rule["properties"]["immutableId"]
        .as_str()
        .unwrap_or_default();
    let target = format!("/dataCollectionRules/{id}/streams/Custom-App?api-version=2023-01-01");
    Sent {
        target,
        ..Azure.request(probe, Bytes::from(rows.to_string()))
    }
}

/// So many minutes ago, with six decimals.
fn ago(probe: &Probe, minutes: i64) -> String {
    let then = probe
        .world()
        .now()
        .saturating_sub(SignedDuration::from_mins(minutes));
    let then = then.unwrap_or_default();
    then.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}
