//! What a rule takes in a minute, by its session's clock.

use jiff::SignedDuration;
use logfog_conform::{Over, Probe, Sent};
use logfog_kit::Settings;
use serde_json::{Value, json};

fn probe(set: &[(&str, &str)]) -> Probe {
    let set = set.iter();
    let settings = Settings {
        set: set
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect(),
        ..Settings::default()
    };
    Probe::new(logfog_azure::vendor, &settings, Over::Memory).expect("an emulator")
}

fn token(probe: &Probe) -> String {
    let of = |name| probe.credential(name);
    let form = format!(
        "grant_type=client_credentials&scope=https://monitor.azure.com/.default&client_id={}&client_secret={}",
        of("client_id"),
        of("client_secret")
    );
    let request = Sent {
        method: "POST".into(),
        target: format!("/{}/oauth2/v2.0/token", of("tenant_id")),
        headers: Vec::new(),
        body: form.into(),
    };
    let answer = probe.send(&request).expect("an answer").answer;
    let answer: Value = serde_json::from_slice(&answer.body).expect("JSON");
    answer["access_token"].as_str().expect("a token").to_owned()
}

/// The status of one row, and when to come back.
fn row(probe: &Probe, token: &str) -> (String, Option<String>) {
    let (rule, stream) = (
        probe.default_of("dcr_immutable_id"),
        probe.default_of("stream"),
    );
    let request = Sent {
        method: "POST".into(),
        target: format!("/dataCollectionRules/{rule}/streams/{stream}?api-version=2023-01-01"),
        headers: vec![
            ("authorization".into(), format!("Bearer {token}")),
            ("content-type".into(), "application/json".into()),
        ],
        body: json!([{ "TimeGenerated": probe.world().now().to_string() }])
            .to_string()
            .into(),
    };
    let answer = probe.send(&request).expect("an answer").answer;
    (
        answer.status.clone(),
        answer.header("retry-after").map(str::to_owned),
    )
}

fn good() -> (String, Option<String>) {
    ("204".into(), None)
}

fn refused(seconds: &str) -> (String, Option<String>) {
    ("429".into(), Some(seconds.into()))
}

#[test]
fn a_minute_ends_sixty_seconds_after_its_first_call() {
    let probe = probe(&[("requests_per_minute", "2")]);
    let token = token(&probe);
    let later = |seconds| {
        probe
            .world()
            .clock
            .advance(SignedDuration::from_secs(seconds));
    };
    assert_eq!(row(&probe, &token), good());
    later(50);
    assert_eq!(row(&probe, &token), good());
    assert_eq!(row(&probe, &token), refused("10"));
    later(9);
    assert_eq!(row(&probe, &token), refused("1"));
    later(1);
    assert_eq!(row(&probe, &token), good(), "another minute has begun");
    assert_eq!(row(&probe, &token), good());
    assert_eq!(row(&probe, &token), refused("60"));
    probe.ctx().reset_resources(None);
    assert_eq!(
        row(&probe, &token),
        good(),
        "a reset forgets what was counted"
    );
}

#[test]
fn a_rule_takes_twelve_thousand_calls_in_a_minute() {
    let probe = probe(&[]);
    let token = token(&probe);
    for call in 0..12_000 {
        assert_eq!(row(&probe, &token), good(), "call {call}");
    }
    assert_eq!(row(&probe, &token), refused("60"));
}
