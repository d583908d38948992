//! What the query API demands, each demand broken alone.

use logfog_conform::{Probe, Sent};
use serde_json::{Value, json};

use super::sign_in;
use crate::{Defect, subject::pick};

const SCOPE: &str = "https://api.loganalytics.io/.default";

pub(super) fn all() -> Vec<Defect> {
    let all = [callers(), bodies(), results()].concat();
    let all = all.into_iter().map(|defect| defect.of("query"));
    all.chain([batch()]).collect()
}

fn path(probe: &Probe) -> String {
    format!("/v1/workspaces/{}/query", probe.default_of("workspace_id"))
}

fn send(probe: &Probe, body: &Value) -> Sent {
    Sent {
        method: "POST".into(),
        target: path(probe),
        headers: vec![
            ("authorization".into(), sign_in::fresh(probe, SCOPE)),
            ("content-type".into(), "application/json".into()),
        ],
        body: body.to_string().into(),
    }
}

fn ask(probe: &Probe, query: &str) -> Sent {
    send(probe, &json!({ "query": query }))
}

/// Who asks, and where.
fn callers() -> Vec<Defect> {
    vec![
        Defect::new("azure.query.token-missing", |probe, _, _| {
            let mut sent = ask(probe, "Logs_CL");
            sent.headers.remove(0);
            sent
        }),
        Defect::new("azure.query.token", |probe, _, index| {
            let mut sent = ask(probe, "Logs_CL");
            sent.headers[0].1 = pick(index, &["Bearer x", "Basic eDp5", "Bearer a.b.c"]).into();
            sent
        }),
        Defect::new("azure.query.audience", |probe, _, index| {
            let mut sent = ask(probe, "Logs_CL");
            let scopes = [sign_in::SCOPE, "https://management.azure.com/.default"];
            sent.headers[0].1 = sign_in::fresh(probe, pick(index, &scopes));
            sent
        }),
        Defect::new("azure.query.access", |probe, _, index| {
            let mut form = sign_in::form(probe);
            for name in ["client_id", "client_secret"] {
                sign_in::set(&mut form, name, probe.denied(name));
            }
            sign_in::set(&mut form, "scope", SCOPE);
            let mut sent = ask(probe, pick(index, &["Logs_CL", "print 1", "Nowhere"]));
            sent.headers[0].1 = sign_in::granted(probe, &form);
            sent
        }),
        Defect::new("azure.query.path", |probe, _, index| {
            let mut sent = ask(probe, "Logs_CL");
            let there = path(probe);
            match pick(index, &["PUT", "DELETE", "PATCH", "POST"]) {
                "POST" => sent.target = format!("{there}/more"),
                method => sent.method = method.into(),
            }
            sent
        }),
    ]
}

/// What is asked.
fn bodies() -> Vec<Defect> {
    vec![
        Defect::new("azure.query.body", |probe, _, index| {
            let mut sent = ask(probe, "Logs_CL");
            let bodies = [
                "{",
                "[1]",
                "7",
                "{\"query\":7}",
                "{\"query\":\"a\",\"workspaces\":\"w\"}",
            ];
            sent.body = pick(index, &bodies).as_bytes().to_vec().into();
            sent
        }),
        Defect::new("azure.query.query", |probe, _, index| {
            let bodies = [json!({}), json!({ "query": null }), json!({ "query": " " })];
            send(probe, &bodies[index.index(bodies.len())])
        }),
        Defect::new("azure.query.timespan", |probe, _, index| {
            let times = [
                "1d",
                "P",
                "PT",
                "yesterday",
                "P1D/P1D",
                "2026-11-01",
                "-P1D",
            ];
            let time = pick(index, &times);
            send(probe, &json!({ "query": "Logs_CL", "timespan": time }))
        }),
        Defect::new("azure.query.syntax", |probe, _, index| {
            let texts = [
                "Logs_CL | where (",
                "Logs_CL |",
                "let a",
                "print 'x",
                "Logs_CL | where",
            ];
            ask(probe, pick(index, &texts))
        }),
    ]
}

/// What comes of it.
fn results() -> Vec<Defect> {
    let mut cut = Defect::new("azure.query.result-size", |probe, _, index| {
        ask(
            probe,
            pick(
                index,
                &["range n from 1 to 3 step 1", "range n from 1 to 300 step 1"],
            ),
        )
    });
    cut.set = &[("query_rows", "2")];
    vec![
        cut,
        Defect::new("azure.query.timeout", |probe, _, _| {
            let mut sent = ask(probe, "range n from 1 to 20000 step 1 | count");
            sent.headers.push(("prefer".into(), "wait=0".into()));
            sent
        }),
    ]
}

fn batch() -> Defect {
    let defect = Defect::new("azure.query.batch-request", |probe, _, index| {
        let of = |id: Value, workspace: Value| json!({ "id": id, "workspace": workspace, "path": "/query" });
        let here = || Value::from(probe.default_of("workspace_id"));
        let batches = [
            json!([of(Value::Null, here())]),
            json!([of("1".into(), Value::Null)]),
            json!([of("1".into(), here()), of("1".into(), here())]),
        ];
        let mut sent = send(
            probe,
            &json!({ "requests": batches[index.index(batches.len())] }),
        );
        sent.target = "/v1/$batch".into();
        sent
    });
    defect.of("query-batch")
}
