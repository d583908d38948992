//! A call whose answer is planned to come later than its client waits.

use std::time::Duration;

use logfog_conform::{Over, Probe, Sent, grpc_frame};
use logfog_kit::Settings;
use logfog_model::{Fault, Injected, Latency, Plan};

/// Longer than anybody waits.
const LATE: Duration = Duration::from_hours(1);

/// An emulator that answers so late.
fn late(over: Over, latency: Duration) -> Probe {
    let probe = Probe::new(logfog_yandex::vendor, &Settings::default(), over).expect("an emulator");
    let plan = Plan::new(Latency::Fixed(latency));
    probe.ctx().faults.plan(plan).expect("a good plan");
    probe
}

/// One field of a message, for lengths below 128.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let length = u8::try_from(bytes.len()).expect("short");
    [&[number << 3 | 2, length], bytes].concat()
}

/// A call with one good entry.
fn write(probe: &Probe, timeout: &str) -> Sent {
    let destination = field(1, probe.default_of("log_group_id").as_bytes());
    let mut seconds = u64::try_from(probe.world().now().as_second()).expect("after 1970");
    let mut timestamp = vec![8];
    while seconds >= 128 {
        timestamp.push(u8::try_from(seconds & 127).expect("seven bits") | 128);
        seconds >>= 7;
    }
    timestamp.push(u8::try_from(seconds).expect("seven bits"));
    let entry = [field(1, &timestamp), field(3, b"hello")].concat();
    let message = [field(1, &destination), field(2, b""), field(3, &entry)].concat();
    let sent = Sent {
        method: "POST".into(),
        target: "/yandex.cloud.logging.v1.LogIngestionService/Write".into(),
        headers: Vec::new(),
        body: grpc_frame(&message, false).expect("a frame"),
    };
    let token = format!("Bearer {}", probe.credential("iam_token"));
    sent.with("content-type", "application/grpc")
        .with("authorization", token)
        .with("grpc-timeout", timeout)
}

#[test]
fn it_is_told_at_the_deadline_and_nothing_is_stored() {
    for over in [Over::Memory, Over::Http2] {
        let probe = late(over, LATE);
        for (number, timeout) in [(1, "30m"), (2, "30000u"), (3, "30000000n")] {
            let shown = probe.send(&write(&probe, timeout)).expect("an answer");
            let header = |name: &str| shown.answer.header(name);
            assert_eq!(header("grpc-status"), Some("4"));
            let message = header("grpc-message");
            assert_eq!(message, Some("context%20deadline%20exceeded"));
            let broken = &shown.broken;
            assert!(shown.broke_just("yandex.grpc.deadline"), "{broken:?}");
            assert!(shown.stored.is_empty());
            let exchange = probe.ctx().journal.get(number).expect("on record");
            assert_eq!(exchange.operation, "write");
            let fired = exchange.fault.as_ref().expect("it was late");
            assert_eq!(fired.to_string(), "latency 3600000ms");
            let took = exchange.took;
            assert!(took >= Duration::from_millis(30) && took < LATE, "{took:?}");
        }
    }
}

#[test]
fn who_waits_longer_is_served() {
    let probe = late(Over::Memory, Duration::from_millis(1));
    for timeout in ["1H", "1M", "60S", "60000m"] {
        let shown = probe.send(&write(&probe, timeout)).expect("an answer");
        assert_eq!(shown.broken, [], "{timeout}");
        assert_eq!(shown.stored.len(), 1, "{timeout}");
    }
}

#[test]
fn whatever_it_came_over_it_is_told_in_its_words() {
    let probe = late(Over::Memory, LATE);
    let told = |method: &str, path: &str, content_type: &str| {
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", content_type);
        let head = request.body(()).expect("well formed").into_parts().0;
        let overdue = probe.vendor().overdue(&head, &probe.world());
        let fault = Fault::Timeout.into();
        let fault = probe.vendor().fault(fault, &head, &probe.world());
        for answer in [&overdue, &fault] {
            let is_grpc = answer.headers().contains_key("grpc-status");
            assert_eq!(is_grpc, answer.status() == 200, "{path}");
        }
        let kind = overdue.headers()["content-type"].to_str().expect("text");
        assert_eq!(fault.headers()["content-type"], kind);
        assert_eq!(fault.status(), overdue.status());
        (overdue.status().as_u16(), kind.to_owned())
    };
    let group = "/logging/v1/logGroups/x";
    let method = "/yandex.cloud.logging.v1.LogGroupService/Get";
    for (status, kind, told) in [
        (
            200,
            "application/grpc",
            told("POST", method, "application/grpc"),
        ),
        (
            200,
            "application/grpc",
            told("POST", group, "application/grpc"),
        ),
        (504, "application/json", told("GET", group, "text/plain")),
        (
            504,
            "application/json",
            told("POST", "/computeMetadata/v1/", "text/plain"),
        ),
        (
            504,
            "text/plain; charset=utf-8",
            told("GET", "/computeMetadata/v1/", "text/plain"),
        ),
        (
            504,
            "text/plain; charset=utf-8",
            told("GET", "/logfog/service-account-key.json", ""),
        ),
    ] {
        assert_eq!(told, (status, kind.to_owned()));
    }
}

#[test]
fn where_no_details_are_a_header_says_when_to_come_back() {
    let probe = late(Over::Memory, LATE);
    let throttled = Injected {
        fault: Fault::Throttled,
        retry_after: Some(Duration::from_millis(1500)),
    };
    let told = |path: &str| {
        let request = http::Request::get(path).body(()).expect("well formed");
        let head = request.into_parts().0;
        let answer = probe.vendor().fault(throttled, &head, &probe.world());
        let wait = answer.headers().get("retry-after");
        wait.map(|wait| wait.to_str().expect("text").to_owned())
    };
    assert_eq!(told("/computeMetadata/v1/").as_deref(), Some("2"));
    assert_eq!(told("/logging/v1/logGroups/x"), None);
}

#[test]
fn a_grpc_timeout_means_nothing_over_rest() {
    let probe = late(Over::Memory, Duration::from_millis(1));
    let sent = Sent {
        method: "GET".into(),
        target: format!("/logging/v1/logGroups/{}", probe.default_of("log_group_id")),
        headers: Vec::new(),
        body: Vec::new().into(),
    };
    let token = format!("Bearer {}", probe.credential("iam_token"));
    let sent = sent.with("authorization", token).with("grpc-timeout", "0S");
    let shown = probe.send(&sent).expect("an answer");
    assert_eq!((&*shown.answer.status, shown.broken), ("200", Vec::new()));
}
