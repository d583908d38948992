//! Reading back more than a page of rows.

use logfog_conform::{Over, Probe, Sent};
use logfog_kit::Settings;
use serde_json::{Value, json};

/// More than are read at a time, and no multiple of it.
const ROWS: u64 = 9_001;
/// Rows that fit into a call.
const CALL: usize = 5_000;

fn probe() -> Probe {
    Probe::new(logfog_azure::vendor, &Settings::default(), Over::Memory).expect("an emulator")
}

fn sent(target: String, token: &str, body: &Value) -> Sent {
    Sent {
        method: "POST".into(),
        target,
        headers: vec![
            ("authorization".into(), format!("Bearer {token}")),
            ("content-type".into(), "application/json".into()),
        ],
        body: body.to_string().into(),
    }
}

fn token(probe: &Probe, resource: &str) -> String {
    let (id, secret) = (
        probe.credential("client_id"),
        probe.credential("client_secret"),
    );
    let form = format!(
        "grant_type=client_credentials&client_id={id}&client_secret={secret}&scope={resource}/.default"
    );
    let sent = Sent {
        method: "POST".into(),
        target: format!("/{}/oauth2/v2.0/token", probe.credential("tenant_id")),
        headers: vec![(
            "content-type".into(),
            "application/x-www-form-urlencoded".into(),
        )],
        body: form.into(),
    };
    let answer = answer(probe, &sent);
    answer["access_token"].as_str().expect("a token").to_owned()
}

fn answer(probe: &Probe, sent: &Sent) -> Value {
    let shown = probe.send(sent).expect("an answer");
    serde_json::from_slice(&shown.answer.body).unwrap_or(Value::Null)
}

fn ask(probe: &Probe, token: &str, query: &str) -> Value {
    let target = format!("/v1/workspaces/{}/query", probe.default_of("workspace_id"));
    let sent = sent(target, token, &json!({ "query": query }));
    answer(probe, &sent)["tables"][0]["rows"].take()
}

#[test]
fn every_row_is_read_once() {
    let probe = probe();
    let rows: Vec<Value> = (0..ROWS)
        .map(|n| json!({ "TimeGenerated": "2026-11-01T11:00:00Z", "Count": n, "Bytes": n % 3 }))
        .collect();
    let monitor = token(&probe, "https://monitor.azure.com");
    let (rule, stream) = (
        probe.default_of("dcr_immutable_id"),
        probe.default_of("stream"),
    );
    for rows in rows.chunks(CALL) {
        let target = format!("/dataCollectionRules/{rule}/streams/{stream}?api-version=2023-01-01");
        answer(&probe, &sent(target, &monitor, &json!(rows)));
    }
    let logs = token(&probe, "https://api.loganalytics.io");
    let text = "Logs_CL | summarize count(), dcount(Count), sum(Count), dcount(_ItemId)";
    let sum = ROWS * (ROWS - 1) / 2;
    assert_eq!(ask(&probe, &logs, text), json!([[ROWS, ROWS, sum, ROWS]]));
    let first = "Logs_CL | take 5000 | summarize max(Count)";
    assert_eq!(ask(&probe, &logs, first), json!([[4999]]));
    let joined = "Logs_CL | where Bytes == 1 | join kind=inner (Logs_CL | where Bytes == 1) on Count | count";
    assert_eq!(ask(&probe, &logs, joined), json!([[3000]]));
}

#[test]
fn rows_are_gone_when_their_retention_is_over() {
    let probe = probe();
    let monitor = token(&probe, "https://monitor.azure.com");
    let (rule, stream) = (
        probe.default_of("dcr_immutable_id"),
        probe.default_of("stream"),
    );
    let target = format!("/dataCollectionRules/{rule}/streams/{stream}?api-version=2023-01-01");
    let rows = json!([
        { "TimeGenerated": "2026-10-31T12:00:00Z", "Count": 1 },
        { "TimeGenerated": "2026-11-01T12:00:00Z", "Count": 2 },
    ]);
    answer(&probe, &sent(target, &monitor, &rows));
    let counts = |probe: &Probe| {
        // A token does not live as long.
        let logs = token(probe, "https://api.loganalytics.io");
        ask(probe, &logs, "Logs_CL | summarize make_list(Count)")
    };
    assert_eq!(counts(&probe), json!([["[1,2]"]]));
    // The workspace keeps rows for 30 days.
    let days = |days: i64| jiff::SignedDuration::from_hours(24 * days);
    probe.world().clock.advance(days(29));
    assert_eq!(counts(&probe), json!([["[1,2]"]]));
    probe.world().clock.advance(days(1));
    assert_eq!(counts(&probe), json!([["[2]"]]), "older than 30 days");
    probe.world().clock.advance(days(1));
    assert_eq!(counts(&probe), json!([["[]"]]));
}
