use std::time::Duration;

use logfog_model::{
    Answer, Fault, Injected, Latency, Mishap, Outcome, Plan, RawAnswer, Reset, Sending, Storing,
    What,
};
use serde_json::{Value, json};

use super::FaultPlan;

fn read(json: Value) -> Result<Plan, String> {
    let plan: FaultPlan = serde_json::from_value(json).map_err(|error| error.to_string())?;
    plan.plan(&[]).map_err(|bad| bad.to_string())
}

fn what(json: &Value) -> Result<What, String> {
    read(json!({ "what": json })).map(|plan| plan.what)
}

#[test]
fn what_is_written_is_what_is_meant() {
    let plain = Sending::default();
    let millis = Duration::from_millis;
    let served = |partial: &[usize], storing| {
        let partial = partial.to_vec();
        Outcome::Answer(Answer::Served(Mishap { partial, storing }), plain)
    };
    let throttled = Injected {
        fault: Fault::Throttled,
        retry_after: Some(millis(1000)),
    };
    let raw = RawAnswer {
        status: 418,
        headers: vec![("x-pot".into(), "tea".into())],
        body: "short".into(),
    };
    let slow = Sending {
        bytes_per_second: 10.try_into().ok(),
        truncate: Some(3),
        goaway: true,
    };
    let twice = Storing::Duplicate(1.try_into().expect("not 0"));
    for (json, outcome) in [
        (
            json!({"fault": "throttled", "retry_after": 1}),
            Outcome::Answer(Answer::Fault(throttled), plain),
        ),
        (
            json!({"status": 418, "headers": {"x-pot": "tea"}, "body": "short", "slow_body": 10, "truncate": 3, "goaway": true}),
            Outcome::Answer(Answer::Raw(raw), slow),
        ),
        (json!({"lose": true}), served(&[], Storing::Lose)),
        (json!({"duplicate": 1}), served(&[], twice)),
        (
            json!({"reset": "before_reading"}),
            Outcome::Reset(Reset::BeforeReading),
        ),
        (
            json!({"reset": "after_reading"}),
            Outcome::Reset(Reset::AfterReading),
        ),
        (json!({"hang": true}), Outcome::Hang),
    ] {
        let read = what(&json).map(|what| what.outcome);
        assert_eq!(read, Ok(outcome), "{json}");
    }
    for (json, latency) in [
        (json!("120ms"), Latency::Fixed(millis(120))),
        (json!(0.5), Latency::Fixed(millis(500))),
        (
            json!({"from": "50ms", "to": 1}),
            Latency::Range(millis(50), millis(1000)),
        ),
        (
            json!({"p99.9": "2s", "p50": "20ms", "p100": "3s"}),
            Latency::Percentiles(vec![
                (50.0, millis(20)),
                (99.9, millis(2000)),
                (100.0, millis(3000)),
            ]),
        ),
    ] {
        let read = what(&json!({ "latency": json })).map(|what| what.latency);
        assert_eq!(read, Ok(Some(latency)));
    }
}

#[test]
fn what_is_listed_can_be_sent_again() {
    for plan in [
        json!({
            "match": {"session": "a", "headers": {"user-agent": "go*"}, "body": "x", "nth": 3},
            "schedule": {"times": 2, "after": 1, "probability": 0.25, "seed": 7, "from": "1s", "until": "1m"},
            "what": {"fault": "quota", "retry_after": "1500ms", "latency": {"p50": "1ms", "p99": "1s"}},
        }),
        json!({"what": {"status": 503, "body": "x", "headers": {"a": "b"}, "truncate": 0}}),
        json!({"what": {"duplicate": 2, "latency": {"from": "1ms", "to": "2ms"}, "goaway": true}}),
        json!({"what": {"reset": "after_reading", "latency": "2s"}}),
        json!({"what": {"hang": true}}),
        json!({"what": {"lose": true, "slow_body": 5}}),
    ] {
        let meant = read(plan.clone()).expect("a good plan");
        let shown = serde_json::to_value(FaultPlan::from(&meant)).expect("it is JSON");
        assert_eq!(read(shown.clone()), Ok(meant), "{plan} {shown}");
    }
}

fn refused(pairs: impl IntoIterator<Item = (Value, &'static str)>) {
    for (json, said) in pairs {
        let bad = read(json.clone()).expect_err("a bad plan");
        assert!(bad.contains(said), "{json}: {bad}");
    }
}

#[test]
fn what_cannot_happen_is_said_where_it_is() {
    refused([
        (json!({}), "missing field `what`"),
        (json!({"what": {}}), "what: nothing happens"),
        (
            json!({"whta": {}}),
            "unknown field `whta`, expected one of `match`, `schedule`, `what`",
        ),
        (
            json!({"what": {"fault": "throtled"}}),
            "did you mean `throttled`?",
        ),
        (
            json!({"what": {"reset": "before"}}),
            "before_reading, after_reading",
        ),
        (
            json!({"what": {"fault": "quota", "reset": "after_reading"}}),
            "what: `fault` and `reset` contradict",
        ),
        (
            json!({"what": {"hang": true, "lose": true}}),
            "what: `hang` and `lose` contradict",
        ),
        (
            json!({"what": {"lose": true, "duplicate": 1}}),
            "what: `lose` and `duplicate` contradict",
        ),
        (
            json!({"what": {"hang": true, "truncate": 1}}),
            "what: `hang` and `truncate` contradict",
        ),
        (
            json!({"what": {"hang": true, "latency": 1}}),
            "what.latency: ",
        ),
        (
            json!({"what": {"lose": true, "retry_after": 1}}),
            "what.retry_after: there is no `fault`",
        ),
        (
            json!({"what": {"body": "x"}}),
            "what.body: there is no `status`",
        ),
        (
            json!({"what": {"fault": "quota", "retry_after": -1}}),
            "what.retry_after: ",
        ),
        (json!({"what": {"status": 99}}), "what.status: 99"),
        (
            json!({"what": {"status": 200, "headers": {"a b": ""}}}),
            "what.headers: no header",
        ),
        (
            json!({"what": {"status": 200, "headers": {"a": "\n"}}}),
            "what.headers.a: no header",
        ),
        (
            json!({"what": {"duplicate": 0}}),
            "what.duplicate: 0 is too few",
        ),
        (
            json!({"what": {"slow_body": 0}}),
            "what.slow_body: 0 is too few",
        ),
        (
            json!({"what": {"latency": {"from": 1}}}),
            "`from` is no percentile",
        ),
        (
            json!({"what": {"latency": {"from": 1, "to": 2, "p5": 1}}}),
            "`p5` is not part of a range",
        ),
        (
            json!({"what": {"latency": "soon"}}),
            "`soon` is no length of time",
        ),
        (json!({"what": {"latency": -1}}), "no shorter than nothing"),
    ]);
}

#[test]
fn what_can_befall_nothing_is_said_where_it_is() {
    refused([
        (
            json!({"what": {"partial": [0]}}),
            "what.partial: not every vendor",
        ),
        (
            json!({"what": {"hang": true}, "match": {"vendor": "acme"}}),
            "match.vendor: there is no vendor `acme`",
        ),
        (
            json!({"what": {"hang": true}, "match": {"session": "a b"}}),
            "match.session: ",
        ),
        (
            json!({"what": {"hang": true}, "match": {"headers": {"a b": "*"}}}),
            "match.headers: ",
        ),
        (
            json!({"what": {"hang": true}, "schedule": {"times": 0}}),
            "schedule.times: ",
        ),
        (
            json!({"what": {"hang": true}, "schedule": {"probability": 2}}),
            "schedule.probability: ",
        ),
        (
            json!({"what": {"hang": true}, "schedule": {"until": "0s"}}),
            "schedule.until: ",
        ),
    ]);
}
