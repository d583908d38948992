//! What the control plane demands: requests of one kind or another, each with its demand broken alone.

use logfog_conform::{Probe, Sent};
use serde_json::{Value, json};

use super::sign_in;
use crate::{
    Defect,
    subject::{pick, size},
};

const SCOPE: &str = "https://management.azure.com/.default";
const MONITOR: &str = "api-version=2023-03-11";
const ROLES: &str = "api-version=2022-04-01";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";
const ONE: &str = "11111111-1111-4111-8111-111111111111";
const OTHER: &str = "22222222-2222-4222-8222-222222222222";

pub(super) fn all() -> Vec<Defect> {
    let all = [callers(), resources(), rules(), roles()].concat();
    all.into_iter()
        .map(|defect| defect.of("arm-refusal"))
        .collect()
}

fn subscription(probe: &Probe) -> String {
    format!("/subscriptions/{}", probe.default_of("subscription_id"))
}

fn group(probe: &Probe) -> String {
    let name = probe.default_of("resource_group");
    format!("{}/resourceGroups/{name}", subscription(probe))
}

fn workspaces(probe: &Probe) -> String {
    let group = group(probe);
    format!("{group}/providers/Microsoft.OperationalInsights/workspaces")
}

fn rule(probe: &Probe) -> String {
    let group = group(probe);
    format!("{group}/providers/Microsoft.Insights/dataCollectionRules/app")
}

fn send(probe: &Probe, method: &str, target: String, body: &Value) -> Sent {
    let headers = vec![
        ("authorization".into(), sign_in::fresh(probe, SCOPE)),
        ("content-type".into(), "application/json".into()),
    ];
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    Sent {
        method: method.into(),
        target,
        headers,
        body: body.into(),
    }
}

fn put_rule(probe: &Probe, body: &Value) -> Sent {
    let target = format!("{}?{MONITOR}", rule(probe));
    send(probe, "PUT", target, body)
}

/// A rule that there can be.
fn good(probe: &Probe) -> Value {
    json!({
        "location": "eastus",
        "properties": {
            "streamDeclarations": { "Custom-App": columns(&[]) },
            "destinations": { "logAnalytics": [workspace(probe, "logfog")] },
            "dataFlows": [flow("Custom-App", "logfog", "Custom-Logs_CL")],
        },
    })
}

fn columns(more: &[Value]) -> Value {
    let mut columns = vec![json!({ "name": "TimeGenerated", "type": "datetime" })];
    columns.extend_from_slice(more);
    json!({ "columns": columns })
}

fn workspace(probe: &Probe, name: &str) -> Value {
    let id = format!("{}/{name}", workspaces(probe));
    json!({ "workspaceResourceId": id, "name": name })
}

fn flow(stream: &str, destination: &str, output: &str) -> Value {
    json!({ "streams": [stream], "destinations": [destination], "outputStream": output })
}

/// Sends what must be there before.
fn first(probe: &Probe, sent: &Sent) {
    probe.send(sent).expect("an answer, whatever it is");
}

/// Who asks, and for which version.
fn callers() -> Vec<Defect> {
    vec![
        Defect::new("azure.arm.token", |probe, _, index| {
            let mut sent = put_rule(probe, &good(probe));
            sent.headers[0].1 = pick(index, &["", "Bearer x", "Basic eDp5", "Bearer a.b.c"]).into();
            sent
        }),
        Defect::new("azure.arm.audience", |probe, _, _| {
            let mut sent = put_rule(probe, &good(probe));
            sent.headers[0].1 = sign_in::bearer(probe);
            sent
        }),
        Defect::new("azure.arm.access", |probe, _, index| {
            let mut form = sign_in::form(probe);
            for name in ["client_id", "client_secret"] {
                sign_in::set(&mut form, name, probe.denied(name));
            }
            sign_in::set(&mut form, "scope", SCOPE);
            let method = pick(index, &["PUT", "GET", "DELETE", "PATCH"]);
            let mut sent = put_rule(probe, &good(probe));
            sent.headers[0].1 = sign_in::granted(probe, &form);
            sent.method = method.into();
            sent
        }),
        Defect::new("azure.arm.api-version-missing", |probe, _, index| {
            let query = pick(index, &["", "?", "?api-version=", "?apiversion=2023-03-11"]);
            let target = format!("{}{query}", rule(probe));
            send(probe, "PUT", target, &good(probe))
        }),
        Defect::new("azure.arm.api-version", |probe, _, index| {
            let version = pick(
                index,
                &["2000-01-01", "x", "2023-03-12", "2023-03-11-preview"],
            );
            let target = format!("{}?api-version={version}", rule(probe));
            send(probe, "PUT", target, &good(probe))
        }),
    ]
}

/// What all resources have in common.
fn resources() -> Vec<Defect> {
    vec![
        Defect::new("azure.arm.subscription", |probe, _, _| {
            let target = format!("/subscriptions/{ONE}/resourcegroups?api-version=2021-04-01");
            send(probe, "GET", target, &Value::Null)
        }),
        Defect::new("azure.arm.resource-type", |probe, _, index| {
            let kind = pick(
                index,
                &["Microsoft.Insights/x", "X/dataCollectionRules", "a/b/c/d"],
            );
            let target = format!("{}/providers/{kind}/app?{MONITOR}", group(probe));
            send(probe, "GET", target, &Value::Null)
        }),
        Defect::new("azure.arm.body", |probe, _, index| {
            let wrong = [
                json!([]),
                json!("x"),
                json!({ "location": 1 }),
                json!({ "tags": [] }),
            ];
            put_rule(probe, &pick(index, &wrong))
        }),
        Defect::new("azure.arm.resource-group", |probe, _, _| {
            let sent = put_rule(probe, &good(probe));
            let target = sent.target.replace("resourceGroups/", "resourceGroups/no-");
            Sent { target, ..sent }
        }),
        Defect::new("azure.arm.resource", |probe, _, _| {
            let target = format!("{}?{MONITOR}", rule(probe));
            send(probe, "GET", target, &Value::Null)
        }),
        Defect::new("azure.arm.location", |probe, _, _| {
            let mut body = good(probe);
            body["location"] = Value::Null;
            let sent = put_rule(probe, &body);
            let target = sent.target.replace("/app?", "/new?");
            Sent { target, ..sent }
        }),
        Defect::new("azure.arm.name", |probe, _, index| {
            let name = pick(index, &["abc", "-abcd", "abcd-", "ab_cd", &"x".repeat(64)]).to_owned();
            let target = format!("{}/{name}?api-version=2025-07-01", workspaces(probe));
            send(probe, "PUT", target, &json!({ "location": "eastus" }))
        }),
        Defect::new("azure.arm.etag", |probe, _, index| {
            let sent = put_rule(probe, &good(probe));
            first(probe, &sent);
            let wrong = [
                ("if-match", "\"x\""),
                ("if-none-match", "*"),
                ("if-match", "x, y"),
            ];
            let (name, value) = pick(index, &wrong);
            let mut headers = sent.headers.clone();
            headers.push((name.into(), value.into()));
            Sent { headers, ..sent }
        }),
    ]
}

fn rules() -> Vec<Defect> {
    vec![
        Defect::new("azure.arm.rule-stream-name", |probe, _, index| {
            let name = pick(
                index,
                &["App", "custom-App", "Custom-", "Customs-App", "x", ""],
            );
            let mut body = good(probe);
            body["properties"]["streamDeclarations"] = json!({ name: columns(&[]) });
            body["properties"]["dataFlows"] = json!([flow(name, "logfog", "Custom-Logs_CL")]);
            put_rule(probe, &body)
        }),
        Defect::new("azure.arm.rule-column-type", |probe, _, index| {
            let wrong = pick(index, &["guid", "bool", "decimal", "timespan", "", "ints"]);
            let mut body = good(probe);
            // The table has no such column, so that no types differ.
            let column = json!({ "name": "X", "type": wrong });
            body["properties"]["streamDeclarations"] = json!({ "Custom-App": columns(&[column]) });
            put_rule(probe, &body)
        }),
        Defect::new("azure.arm.rule-limit", |probe, _, index| {
            let count = 11 + size(index.index(20) as u64);
            let mut body = good(probe);
            let properties = &mut body["properties"];
            match index.index(4) {
                0 => {
                    for at in 0..count {
                        properties["streamDeclarations"][format!("Custom-{at}")] = columns(&[]);
                    }
                }
                1 => properties["dataFlows"] = repeat(count, &properties["dataFlows"][0]),
                2 => properties["dataSources"] = json!({ "syslog": repeat(count, &json!({})) }),
                _ => {
                    let one = properties["destinations"]["logAnalytics"][0].clone();
                    properties["destinations"]["logAnalytics"] = repeat(count, &one);
                }
            }
            put_rule(probe, &body)
        }),
        Defect::new("azure.arm.rule-one-workspace", |probe, _, _| {
            let target = format!("{}/another?api-version=2025-07-01", workspaces(probe));
            first(
                probe,
                &send(probe, "PUT", target, &json!({ "location": "eastus" })),
            );
            let mut body = good(probe);
            body["properties"]["destinations"]["logAnalytics"] =
                json!([workspace(probe, "logfog"), workspace(probe, "another")]);
            body["properties"]["dataFlows"] = json!([
                flow("Custom-App", "logfog", "Custom-Logs_CL"),
                flow("Custom-App", "another", "Microsoft-Syslog"),
            ]);
            put_rule(probe, &body)
        }),
        Defect::new("azure.arm.association", |probe, _, index| {
            let id = rule(probe);
            let wrong = [
                ("a", json!({})),
                ("a", json!({ "dataCollectionEndpointId": "/x" })),
                (
                    "a",
                    json!({ "dataCollectionRuleId": id, "dataCollectionEndpointId": "/x" }),
                ),
                (
                    "configurationAccessEndpoint",
                    json!({ "dataCollectionRuleId": id }),
                ),
            ];
            let (name, properties) = pick(index, &wrong);
            let of = "Microsoft.Compute/virtualMachines/vm/providers/Microsoft.Insights";
            let target = format!(
                "{}/providers/{of}/dataCollectionRuleAssociations/{name}?{MONITOR}",
                group(probe)
            );
            send(probe, "PUT", target, &json!({ "properties": properties }))
        }),
    ]
}

fn repeat(count: usize, value: &Value) -> Value {
    vec![value.clone(); count].into()
}

/// The request that gives the denied application a role in the resource group.
fn assign(probe: &Probe, name: &str, role: &str, principal: &str) -> Sent {
    let of = "providers/Microsoft.Authorization";
    let role = format!("{}/{of}/roleDefinitions/{role}", subscription(probe));
    let properties = json!({ "roleDefinitionId": role, "principalId": principal });
    let target = format!("{}/{of}/roleAssignments/{name}?{ROLES}", group(probe));
    send(probe, "PUT", target, &json!({ "properties": properties }))
}

fn roles() -> Vec<Defect> {
    vec![
        Defect::new("azure.arm.role-assignment-name", |probe, _, index| {
            let name = pick(index, &["x", "1", &ONE[1..], "mine-and-yours"]).to_owned();
            assign(probe, &name, READER, probe.denied("object_id"))
        }),
        Defect::new("azure.arm.role-assignment-exists", |probe, _, _| {
            let principal = probe.denied("object_id");
            first(probe, &assign(probe, ONE, READER, principal));
            assign(probe, OTHER, READER, principal)
        }),
        Defect::new("azure.arm.role-assignment-update", |probe, _, index| {
            let (denied, own) = (probe.denied("object_id"), probe.credential("object_id"));
            first(probe, &assign(probe, ONE, READER, denied));
            let (role, principal) = pick(index, &[(CONTRIBUTOR, denied), (READER, own)]);
            assign(probe, ONE, role, principal)
        }),
        Defect::new("azure.arm.role-definition", |probe, _, index| {
            let role = pick(index, &[ONE, "Reader", "", "x"]);
            assign(probe, ONE, role, probe.denied("object_id"))
        }),
        Defect::new("azure.arm.principal", |probe, _, index| {
            let client_id = probe.denied("client_id");
            assign(probe, ONE, READER, pick(index, &[OTHER, client_id]))
        }),
        Defect::new("azure.arm.role-filter", |probe, _, index| {
            let wrong = [
                "x",
                "atScope",
                "scope%20eq%20'x'",
                "atScope()%20or%20atScope()",
            ];
            let target = format!(
                "{}/providers/Microsoft.Authorization/roleAssignments?{ROLES}&$filter={}",
                group(probe),
                pick(index, &wrong)
            );
            send(probe, "GET", target, &Value::Null)
        }),
    ]
}
