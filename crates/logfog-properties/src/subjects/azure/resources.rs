//! What the control plane demands of workspaces, tables, endpoints and diagnostic settings.

use logfog_conform::{Probe, Sent};
use serde_json::{Value, json};

use super::sign_in;
use crate::{Defect, subject::pick};

const SCOPE: &str = "https://management.azure.com/.default";
const WORKSPACES: &str = "Microsoft.OperationalInsights/workspaces";
const ENDPOINTS: &str = "Microsoft.Insights/dataCollectionEndpoints";
const SETTINGS: &str =
    "Microsoft.Insights/dataCollectionRules/logfog/providers/Microsoft.Insights/diagnosticSettings";
const TABLE: &str = "Microsoft.OperationalInsights/workspaces/logfog/tables/Made_CL";
const SYSLOG: &str = "Microsoft.OperationalInsights/workspaces/logfog/tables/Syslog";
const PATCH: &str = "PATCH";
const PUT: &str = "PUT";
const GET: &str = "GET";

/// Every documented rule about them, its demand broken alone.
pub(super) fn all() -> Vec<Defect> {
    let all = [places(), tables(), columns(), workspaces(), settings()].concat();
    let told = |defect: Defect| defect.of("arm-refusal");
    all.into_iter().map(told).collect()
}

/// A call of the control plane.
fn call(probe: &Probe, method: &str, path: &str, body: &Value) -> Sent {
    let version = if path.contains("diagnosticSettings") {
        "2021-05-01-preview"
    } else if path.contains("OperationalInsights") {
        "2025-07-01"
    } else if path.contains("Microsoft.Insights") {
        "2023-03-11"
    } else {
        "2024-11-01"
    };
    let body = match method {
        PUT | PATCH => body.to_string(),
        _ => String::new(),
    };
    Sent {
        method: method.into(),
        target: format!("{path}?api-version={version}"),
        headers: vec![
            ("authorization".into(), sign_in::fresh(probe, SCOPE)),
            ("content-type".into(), "application/json".into()),
        ],
        body: body.into(),
    }
}

fn subscription(probe: &Probe) -> String {
    format!("/subscriptions/{}", probe.default_of("subscription_id"))
}

/// A resource of the well-known group.
fn resource(probe: &Probe, provided: &str) -> String {
    let group = probe.default_of("resource_group");
    format!(
        "{}/resourceGroups/{group}/providers/{provided}",
        subscription(probe)
    )
}

pub(super) fn on(probe: &Probe, method: &str, provided: &str, body: &Value) -> Sent {
    call(probe, method, &resource(probe, provided), body)
}

/// Something that has to be the case before.
fn before(probe: &Probe, sent: &Sent) {
    // When it fails, the property does too.
    drop(probe.send(sent));
}

fn places() -> Vec<Defect> {
    vec![
        Defect::new("azure.arm.parent", |probe, _, index| {
            let path = format!("{WORKSPACES}/nobody/tables/Made_CL");
            on(
                probe,
                pick(index, &[GET, PUT, PATCH, "DELETE"]),
                &path,
                &table(&[]),
            )
        }),
        Defect::new("azure.arm.location-change", |probe, _, index| {
            let kind = pick(index, &[WORKSPACES, ENDPOINTS]);
            let there = json!({ "location": pick(index, &["westus", "West Europe", "east-us"]) });
            on(probe, PUT, &format!("{kind}/logfog"), &there)
        }),
        Defect::new("azure.arm.resource-group-location", |probe, _, index| {
            let group = probe.default_of("resource_group");
            let path = format!("{}/resourceGroups/{group}", subscription(probe));
            let there = json!({ "location": pick(index, &["westus", "North Europe"]) });
            call(probe, PUT, &path, &there)
        }),
    ]
}

/// A table with `TimeGenerated` and these columns.
fn table(columns: &[Value]) -> Value {
    let mut all = vec![json!({ "name": "TimeGenerated", "type": "dateTime" })];
    all.extend(columns.iter().cloned());
    json!({ "properties": { "schema": { "name": "Made_CL", "columns": all } } })
}

fn tables() -> Vec<Defect> {
    vec![
        Defect::new("azure.arm.table-name", |probe, _, index| {
            let name = pick(index, &["Made", "Made_cl", "_CL", "MadeCL", "Made_CL_"]);
            on(
                probe,
                PUT,
                &format!("{WORKSPACES}/logfog/tables/{name}"),
                &table(&[]),
            )
        }),
        Defect::new("azure.arm.table-delete", |probe, _, index| {
            let name = pick(
                index,
                &["Syslog", "syslog", "SecurityEvent", "ASimDnsAuditLogs"],
            );
            on(
                probe,
                "DELETE",
                &format!("{WORKSPACES}/logfog/tables/{name}"),
                &json!({}),
            )
        }),
        Defect::new("azure.arm.table-time", |probe, _, index| {
            let columns = [
                json!([]),
                json!([{ "name": "Message", "type": "string" }]),
                json!([{ "name": "TimeGenerated", "type": "string" }]),
                json!([{ "name": "timegenerated", "type": "dateTime" }]),
            ];
            let schema = json!({ "name": "Timeless_CL", "columns": pick(index, &columns) });
            let body = json!({ "properties": { "schema": schema } });
            on(
                probe,
                PUT,
                &format!("{WORKSPACES}/logfog/tables/Timeless_CL"),
                &body,
            )
        }),
        Defect::new("azure.arm.table-plan", |probe, _, index| {
            let plan = pick(index, &["Basic", "Auxiliary"]);
            let body = json!({ "properties": { "plan": plan } });
            on(probe, pick(index, &[PUT, PATCH]), SYSLOG, &body)
        }),
        Defect::new("azure.arm.table-plan-change", |probe, _, _| {
            before(probe, &on(probe, PUT, TABLE, &table(&[])));
            let change = |plan| {
                on(
                    probe,
                    PATCH,
                    TABLE,
                    &json!({ "properties": { "plan": plan } }),
                )
            };
            before(probe, &change("Basic"));
            change("Analytics")
        }),
        Defect::new("azure.arm.table-retention", |probe, _, index| {
            let wrong = [
                json!({ "retentionInDays": 3 }),
                json!({ "retentionInDays": 731 }),
                json!({ "retentionInDays": 0 }),
                json!({ "totalRetentionInDays": 731 }),
                json!({ "totalRetentionInDays": 4384 }),
                json!({ "retentionInDays": 90, "totalRetentionInDays": 60 }),
            ];
            on(
                probe,
                PUT,
                SYSLOG,
                &json!({ "properties": pick(index, &wrong) }),
            )
        }),
    ]
}

fn columns() -> Vec<Defect> {
    vec![
        Defect::new("azure.arm.column-name", |probe, _, index| {
            let long = "a".repeat(46);
            let name = pick(
                index,
                &["a", "", "1st", "a-b", "a b", "Größe", "_own", &long],
            );
            let column = json!({ "name": name, "type": "string" });
            on(probe, PUT, TABLE, &table(&[column]))
        }),
        Defect::new("azure.arm.column-reserved", |probe, _, index| {
            let names = ["id", "Type", "TenantId", "Title", "UniqueId", "_ResourceId"];
            let column = json!({ "name": pick(index, &names), "type": "string" });
            on(probe, PUT, TABLE, &table(&[column]))
        }),
        Defect::new("azure.arm.column-added", |probe, _, index| {
            let name = pick(
                index,
                &["Customer", "Customer_cf", "Computer", "CustomerCF"],
            );
            let columns = json!([{ "name": name, "type": "string" }]);
            let body = json!({ "properties": { "schema": { "columns": columns } } });
            on(probe, pick(index, &[PUT, PATCH]), SYSLOG, &body)
        }),
    ]
}

fn workspaces() -> Vec<Defect> {
    vec![
        Defect::new("azure.arm.workspace-retention", |probe, _, index| {
            let days = pick(index, &[29, 731, 0, -1, 7, i32::MAX]);
            let body = json!({ "location": "eastus", "properties": { "retentionInDays": days } });
            on(probe, PUT, &format!("{WORKSPACES}/made"), &body)
        }),
        Defect::new("azure.arm.workspace-sku", |probe, _, index| {
            let sku = json!({ "name": pick(index, &["", "Cheap", "PerGB", "Free "]) });
            let body = json!({ "location": "eastus", "properties": { "sku": sku } });
            on(probe, PUT, &format!("{WORKSPACES}/made"), &body)
        }),
    ]
}

fn settings() -> Vec<Defect> {
    vec![
        Defect::new("azure.arm.diagnostic-sink", |probe, _, index| {
            let nowhere = [
                json!({}),
                json!({ "workspaceId": "" }),
                json!({ "eventHubName": "a" }),
            ];
            let body = json!({ "properties": pick(index, &nowhere) });
            on(probe, PUT, &format!("{SETTINGS}/made"), &body)
        }),
        Defect::new("azure.arm.diagnostic-category", |probe, _, index| {
            let category = pick(index, &["AuditEvent", "Audit", "", "LogError"]);
            on(
                probe,
                PUT,
                &format!("{SETTINGS}/made"),
                &setting(probe, category),
            )
        }),
        Defect::new("azure.arm.diagnostic-count", |probe, _, _| {
            let put = |name: &str| {
                let path = format!("{SETTINGS}/{name}");
                on(probe, PUT, &path, &setting(probe, "LogErrors"))
            };
            for name in ["a", "b", "c", "d", "e"] {
                before(probe, &put(name));
            }
            put("f")
        }),
    ]
}

/// Sends a category to the well-known workspace.
fn setting(probe: &Probe, category: &str) -> Value {
    let workspace = resource(probe, &format!("{WORKSPACES}/logfog"));
    let logs = json!([{ "category": category, "enabled": true }]);
    json!({ "properties": { "workspaceId": workspace, "logs": logs } })
}
