//! What becomes of groups and operations as time passes and others ask.

use std::{collections::BTreeSet, sync::Barrier};

use jiff::SignedDuration;
use logfog_conform::{Over, Probe, Sent, Unary, grpc_frame};
use logfog_kit::{Opening, Settings};
use logfog_model::Session;
use serde_json::{Value, json};

const DESCRIPTORS: &[u8] = include_bytes!("../../../proto/descriptors.bin");
const GROUPS: &str = "yandex.cloud.logging.v1.LogGroupService";
const OPERATIONS: &str = "yandex.cloud.operation.OperationService";
const WRITE: &str = "yandex.cloud.logging.v1.LogIngestionService/Write";
const READ: &str = "yandex.cloud.logging.v1.LogReadingService/Read";

/// An emulator, asked in JSON.
struct Asked(Probe);

impl Asked {
    fn new(set: &[(&str, &str)]) -> Self {
        let set = set
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let settings = Settings {
            set: set.collect(),
            ..Settings::default()
        };
        let probe = Probe::new(logfog_yandex::vendor, &settings, Over::Memory);
        Self(probe.expect("an emulator"))
    }

    fn folder(&self) -> &str {
        self.0.default_of("folder_id")
    }

    fn group(&self) -> &str {
        self.0.default_of("log_group_id")
    }

    fn sent(&self, method: &str, json: &Value) -> Sent {
        let unary = Unary::new(DESCRIPTORS, method).expect("a method");
        let message = unary.encode(json).expect("a message");
        Sent {
            method: "POST".into(),
            target: format!("/{method}"),
            headers: vec![
                ("content-type".into(), "application/grpc".into()),
                (
                    "authorization".into(),
                    format!("Bearer {}", self.0.credential("iam_token")),
                ),
            ],
            body: grpc_frame(&message, false).expect("a frame"),
        }
    }

    /// The status, and the message or what there is of an error.
    fn send(&self, method: &str, sent: &Sent) -> (String, Value) {
        let unary = Unary::new(DESCRIPTORS, method).expect("a method");
        let shown = self.0.send(sent).expect("an answer");
        let answer = unary.answer(shown.answer).expect("gRPC");
        let body = serde_json::from_slice(&answer.body);
        (answer.status, body.unwrap_or_default())
    }

    fn ask(&self, method: &str, json: &Value) -> Value {
        let (status, answer) = self.send(method, &self.sent(method, json));
        assert_eq!(status, "OK", "{method}: {answer}");
        answer
    }

    fn of_groups(&self, method: &str, json: &Value) -> Value {
        self.ask(&format!("{GROUPS}/{method}"), json)
    }

    fn operation(&self, method: &str, id: &Value) -> Value {
        self.ask(
            &format!("{OPERATIONS}/{method}"),
            &json!({ "operationId": id }),
        )
    }

    fn later(&self, by: SignedDuration) {
        self.0.world().clock.advance(by);
    }

    /// Writes one entry about a function.
    fn write(&self, group: &str, function: &str) {
        let entry = json!({ "timestamp": self.0.world().now().to_string(), "message": "hello" });
        let written = self.ask(
            WRITE,
            &json!({
                "destination": { "logGroupId": group },
                "resource": { "type": "function", "id": function },
                "entries": [entry],
            }),
        );
        assert_eq!(written, json!({}));
    }

    /// How many entries a group has, and the functions that they are about.
    fn stored(&self, group: &str) -> (u64, Vec<String>) {
        let of = json!({ "logGroupId": group });
        let records = self.of_groups("Stats", &of)["records"].clone();
        let records = records
            .as_str()
            .map_or(0, |text| text.parse().expect("a number"));
        let resources = self.of_groups("ListResources", &of);
        let ids = resources["resources"][0]["ids"].as_array();
        let ids = ids.into_iter().flatten().filter_map(Value::as_str);
        (records, ids.map(str::to_owned).collect())
    }
}

#[test]
fn an_operation_is_done_when_its_delay_is_over() {
    let asked = Asked::new(&[("operation_delay", "5s")]);
    let folder = asked.folder();
    let started = asked.of_groups("Create", &json!({ "folderId": folder, "name": "web" }));
    let id = &started["id"];
    assert_eq!(started["done"], Value::Null);
    assert_eq!(started["response"], Value::Null);
    asked.later(SignedDuration::from_millis(4999));
    assert_eq!(asked.operation("Get", id), started);
    asked.later(SignedDuration::from_millis(1));
    let done = asked.operation("Get", id);
    assert_eq!(done["done"], json!(true));
    assert_eq!(done["metadata"], started["metadata"]);
    assert_eq!(done["createdAt"], "2026-11-01T12:00:00Z");
    assert_eq!(done["modifiedAt"], "2026-11-01T12:00:05Z");
    assert_eq!(done["response"]["name"], "web");

    // One that is cancelled in between ends there, and stays cancelled.
    let of = json!({ "logGroupId": asked.group(), "description": "new" });
    let id = &asked.of_groups("Update", &of)["id"];
    asked.later(SignedDuration::from_secs(1));
    let cancelled = asked.operation("Cancel", id);
    assert_eq!(cancelled["error"]["code"], 1);
    assert_eq!(cancelled["modifiedAt"], "2026-11-01T12:00:06Z");
    asked.later(SignedDuration::from_secs(10));
    assert_eq!(asked.operation("Get", id), cancelled);
    // What it has done stays.
    let group = asked.of_groups("Get", &json!({ "logGroupId": asked.group() }));
    assert_eq!(group["description"], "new");
}

#[test]
fn a_delay_is_a_duration_that_passes() {
    let vendor = |delay: &str| {
        let settings = Settings {
            set: vec![("operation_delay".into(), delay.into())],
            ..Settings::default()
        };
        logfog_yandex::vendor(&settings).map(|_| ())
    };
    for good in ["0s", "5s", "2m", "1h 30m", "PT5S"] {
        assert_eq!(vendor(good), Ok(()), "{good}");
    }
    for bad in ["", "5", "-5s", "soon"] {
        let error = vendor(bad).expect_err(bad).to_string();
        assert!(error.contains("operation_delay"), "{error}");
    }
}

#[test]
fn entries_go_when_the_retention_of_their_group_is_over() {
    let asked = Asked::new(&[]);
    let create = json!({ "folderId": asked.folder(), "retentionPeriod": "3600.000000001s" });
    let created = asked.of_groups("Create", &create);
    let short = created["metadata"]["logGroupId"].as_str().expect("an id");
    let long = asked.group();
    for group in [short, long] {
        asked.write(group, "first");
    }
    asked.later(SignedDuration::from_mins(30));
    asked.write(short, "second");
    asked.later(SignedDuration::new(30 * 60, 1));
    let all = (2, vec!["first".to_owned(), "second".to_owned()]);
    assert_eq!(asked.stored(short), all);
    asked.later(SignedDuration::from_nanos(1));
    assert_eq!(asked.stored(short), (1, vec!["second".to_owned()]));
    assert_eq!(asked.stored(long), (1, vec!["first".to_owned()]));
    // A longer one brings them back: nothing was removed.
    let longer = json!({ "logGroupId": short, "retentionPeriod": "7200s" });
    asked.of_groups("Update", &longer);
    assert_eq!(asked.stored(short), all);
    // Three days.
    asked.later(SignedDuration::from_hours(71) - SignedDuration::from_nanos(2));
    assert_eq!(asked.stored(long).0, 1);
    asked.later(SignedDuration::from_nanos(1));
    assert_eq!(asked.stored(long), (0, Vec::new()));
}

#[test]
fn sessions_have_groups_of_their_own() {
    let asked = Asked::new(&[]);
    let (folder, group) = (asked.folder(), asked.group());
    let session: Session = "a".parse().expect("a name");
    let opening = Opening::default();
    asked.0.ctx().open(&session, &opening).expect("free");
    asked.of_groups("Create", &json!({ "folderId": folder, "name": "web" }));
    asked.of_groups("Delete", &json!({ "logGroupId": group }));
    let method = format!("{GROUPS}/List");
    let list = asked.sent(&method, &json!({ "folderId": folder }));
    let names = |answer: &Value| -> Vec<Value> {
        let groups = answer["groups"].as_array();
        let groups = groups.into_iter().flatten();
        groups.map(|group| group["name"].clone()).collect()
    };
    assert_eq!(names(&asked.send(&method, &list).1), ["web"]);
    let (_, in_a) = asked.send(&method, &list.session("a"));
    assert_eq!(names(&in_a), ["logfog"]);
}

#[test]
fn pages_show_each_group_once_while_others_come_and_go() {
    let asked = Asked::new(&[]);
    let folder = asked.folder();
    let create = |name: &str| {
        let created = asked.of_groups("Create", &json!({ "folderId": folder, "name": name }));
        created["metadata"]["logGroupId"]
            .as_str()
            .expect("an id")
            .to_owned()
    };
    let delete = |id: &str| asked.of_groups("Delete", &json!({ "logGroupId": id }));
    let mut lasting: BTreeSet<String> = (0..6).map(|n| create(&format!("group-{n}"))).collect();
    lasting.insert(asked.group().to_owned());
    let mut seen = Vec::new();
    let mut token = String::new();
    for turn in 0.. {
        let page = asked.of_groups(
            "List",
            &json!({ "folderId": folder, "pageSize": 2, "pageToken": token }),
        );
        let groups = page["groups"].as_array().expect("groups");
        let ids = groups
            .iter()
            .map(|group| group["id"].as_str().expect("an id"));
        seen.extend(ids.map(str::to_owned));
        // Where a page ended may be gone when the next one is asked for.
        let last = seen.last().expect("one").clone();
        if lasting.len() > 3 && lasting.remove(&last) {
            delete(&last);
        }
        create(&format!("later-{turn}"));
        let Some(next) = page["nextPageToken"].as_str() else {
            break;
        };
        next.clone_into(&mut token);
    }
    let once: BTreeSet<_> = seen.iter().cloned().collect();
    assert_eq!(once.len(), seen.len(), "{seen:?}");
    assert!(once.is_superset(&lasting), "{seen:?} {lasting:?}");
}

#[test]
fn one_of_those_who_want_a_name_at_once_gets_it() {
    const CALLERS: usize = 4;
    let asked = Asked::new(&[]);
    let method = format!("{GROUPS}/Create");
    let create = asked.sent(&method, &json!({}));
    let unary = Unary::new(DESCRIPTORS, &method).expect("a method");
    let made = |call: &Sent| {
        let shown = asked.0.send(call).expect("an answer");
        shown.answer.header("grpc-status") == Some("0")
    };
    // Each in a session of its own, with so many groups that it takes a while to look at them.
    for round in 0..100 {
        let session = format!("round-{round}");
        let call = |name: String| {
            let named = json!({ "folderId": asked.folder(), "name": name });
            let message = unary.encode(&named).expect("a message");
            let body = grpc_frame(&message, false).expect("a frame");
            let call = create.clone().session(&session);
            Sent { body, ..call }
        };
        for n in 0..6 {
            assert!(made(&call(format!("group-{n}"))));
        }
        let wanted = call("web".into());
        let together = Barrier::new(CALLERS);
        let got = std::thread::scope(|scope| {
            let callers = [(); CALLERS].map(|()| {
                scope.spawn(|| {
                    together.wait();
                    made(&wanted)
                })
            });
            let got = callers.map(|caller| caller.join().expect("no panic"));
            got.iter().filter(|got| **got).count()
        });
        assert_eq!(got, 1, "{session}");
    }
}

#[test]
fn an_entry_is_read_when_its_delay_is_over() {
    let asked = Asked::new(&[("readable_after", "1m"), ("next_page_token", "always")]);
    let group = asked.group();
    let read = |request: &Value| {
        let page = asked.ask(READ, request);
        let entries = page["entries"].as_array().into_iter().flatten();
        let of = entries.map(|entry| entry["resource"]["id"].as_str().expect("an id").to_owned());
        (of.collect::<Vec<_>>(), page["nextPageToken"].clone())
    };
    let first = json!({ "criteria": { "logGroupId": group } });
    asked.write(group, "first");
    asked.later(SignedDuration::from_millis(59_999));
    asked.write(group, "second");
    let (none, token) = read(&first);
    assert_eq!(none, Vec::<String>::new());
    asked.later(SignedDuration::from_millis(1));
    let (page, token) = read(&json!({ "pageToken": token }));
    assert_eq!(page, ["first"]);
    assert_eq!(read(&first).0, ["first"]);
    asked.later(SignedDuration::from_millis(59_999));
    let (page, token) = read(&json!({ "pageToken": token }));
    assert_eq!(page, ["second"]);
    assert_eq!(read(&json!({ "pageToken": token })).0, Vec::<String>::new());
    assert_eq!(read(&first).0, ["first", "second"]);
    // Others see it at once.
    asked.write(group, "third");
    assert_eq!(asked.stored(group).0, 3);
}

#[test]
fn a_quota_of_reads_is_there_again_in_the_next_second() {
    let asked = Asked::new(&[("reads_per_second", "2")]);
    let read = asked.sent(
        READ,
        &json!({ "criteria": { "logGroupId": asked.group() } }),
    );
    let status = || asked.send(READ, &read).0;
    for _ in 0..2 {
        assert_eq!(
            [(); 3].map(|()| status()),
            ["OK", "OK", "RESOURCE_EXHAUSTED"]
        );
        asked.later(SignedDuration::from_secs(1));
    }
}
