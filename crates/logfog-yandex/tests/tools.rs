//! gRPC's own services: not there, as in the cloud, until they are asked for.

use logfog_conform::{Over, Probe, Sent, grpc_frame};
use logfog_kit::Settings;

const CHECK: &str = "/grpc.health.v1.Health/Check";
const REFLECTIONS: [&str; 2] = [
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
];
/// `list_services: ""`
const LIST: &[u8] = b"\x3a\x00";
/// `status: SERVING`
const SERVING: &[u8] = b"\x00\x00\x00\x00\x02\x08\x01";

fn call(switches: &[(&str, &str)], path: &str, message: &[u8]) -> (String, Vec<u8>) {
    let set = switches.iter();
    let set = set.map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    let settings = Settings {
        set: set.collect(),
        ..Settings::default()
    };
    let probe = Probe::new(logfog_yandex::vendor, &settings, Over::Memory).expect("an emulator");
    let request = Sent {
        method: "POST".into(),
        target: path.into(),
        headers: vec![("content-type".into(), "application/grpc".into())],
        body: grpc_frame(message, false).expect("a frame"),
    };
    let answer = probe.send(&request).expect("an answer").answer;
    let status = answer.header("grpc-status").unwrap_or_default();
    (status.to_owned(), answer.body)
}

#[test]
fn the_cloud_has_neither() {
    for path in [CHECK, REFLECTIONS[0], REFLECTIONS[1]] {
        let (status, _) = call(&[("health", "off")], path, LIST);
        assert_eq!(status, "12", "{path} is unimplemented");
    }
}

#[test]
fn health_answers_where_it_is_on_and_says_nothing_of_the_rest() {
    let on = [("health", "on")];
    let (status, body) = call(&on, CHECK, b"");
    assert_eq!((status.as_str(), &body[..]), ("0", SERVING));
    assert_eq!(call(&on, REFLECTIONS[0], LIST).0, "12");
}

#[test]
fn reflection_lists_the_services_in_both_versions() {
    for path in REFLECTIONS {
        let (status, body) = call(&[("reflection", "on")], path, LIST);
        assert_eq!(status, "0", "{path}");
        let listed = String::from_utf8_lossy(&body);
        assert!(
            listed.contains("yandex.cloud.logging.v1.LogReadingService"),
            "{path}"
        );
        assert!(!listed.contains("grpc.health"), "{path}: it is off");
    }
}
