use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::TestRunner,
};
use prost::Message as _;
use prost_reflect::MessageDescriptor;
use serde_json::{Value as Json, json};

use super::*;

/// The descriptors of the workspace, and a message with every option.
fn pool() -> DescriptorPool {
    let pool = include_bytes!("../../../../proto/descriptors.bin").as_slice();
    let mut pool = DescriptorPool::decode(pool).expect("a descriptor set");
    let field = |number: i32, name: &str, kind: &str, options: Json| {
        json!({"name": name, "number": number, "type": kind, "label": "LABEL_OPTIONAL",
            "options": options})
    };
    let list = |mut field: Json| {
        field["label"] = "LABEL_REPEATED".into();
        field
    };
    let of = |mut field: Json, name: &str| {
        field["typeName"] = name.into();
        field
    };
    let member = |mut field: Json, oneof: u32| {
        field["oneofIndex"] = oneof.into();
        field
    };
    let none = || json!({});
    let file = json!({
        "name": "test.proto",
        "package": "test",
        "syntax": "proto3",
        "dependency": ["yandex/cloud/validation.proto", "google/protobuf/timestamp.proto",
            "google/protobuf/struct.proto"],
        "enumType": [{"name": "Colour", "value": [
            {"name": "NONE", "number": 0}, {"name": "RED", "number": 5}]}],
        "messageType": [{
            "name": "All",
            "field": [
                field(1, "number", "TYPE_INT64", json!({"[yandex.cloud.value]": "-2-1000"})),
                field(2, "share", "TYPE_DOUBLE", json!({"[yandex.cloud.value]": "<0.5"})),
                field(3, "word", "TYPE_STRING", json!({"[yandex.cloud.pattern]": "a|b+",
                    "[yandex.cloud.required]": true})),
                list(field(4, "words", "TYPE_STRING", json!({"[yandex.cloud.size]": "2-3",
                    "[yandex.cloud.length]": ">1", "[yandex.cloud.unique]": true}))),
                list(of(field(5, "labels", "TYPE_MESSAGE", json!({
                    "[yandex.cloud.size]": "<=2",
                    "[yandex.cloud.length]": "<=3",
                    "[yandex.cloud.map_key]": {"pattern": "[a-z]*", "length": "1-63"}})),
                    ".test.All.LabelsEntry")),
                of(field(6, "when", "TYPE_MESSAGE", none()), ".google.protobuf.Timestamp"),
                of(field(7, "free", "TYPE_MESSAGE", json!({"[yandex.cloud.bytes]": "<=200"})),
                    ".google.protobuf.Struct"),
                of(field(8, "colour", "TYPE_ENUM", none()), ".test.Colour"),
                of(field(9, "inner", "TYPE_MESSAGE", none()), ".test.All"),
                member(field(10, "one", "TYPE_BYTES", json!({"[yandex.cloud.bytes]": ">=0"})), 0),
                member(field(11, "other", "TYPE_BOOL", none()), 0),
            ],
            "oneofDecl": [{"name": "choice", "options": {"[yandex.cloud.exactly_one]": true}}],
            "nestedType": [{
                "name": "LabelsEntry",
                "options": {"mapEntry": true},
                "field": [field(1, "key", "TYPE_STRING", none()),
                    field(2, "value", "TYPE_STRING", none())],
            }],
        }],
    });
    let descriptor = pool.get_message_by_name("google.protobuf.FileDescriptorProto");
    let file = DynamicMessage::deserialize(descriptor.expect("in the set"), file);
    let file = file.expect("a file").encode_to_vec();
    pool.decode_file_descriptor_proto(&*file)
        .expect("a good file");
    pool
}

fn descriptor(name: &str) -> MessageDescriptor {
    pool().get_message_by_name(name).expect("it is there")
}

fn read(json: Json) -> DynamicMessage {
    DynamicMessage::deserialize(descriptor("test.All"), json).expect("such a message")
}

fn good() -> Json {
    json!({"word": "bb", "words": ["xx", "yy"], "one": ""})
}

#[test]
fn ranges_are_read() {
    for (text, inside, outside) in [
        ("1-100", [1.0, 100.0], [0.0, 101.0]),
        ("<=63", [-1.0, 63.0], [63.5, 64.0]),
        (">0", [0.1, 9e9], [0.0, -1.0]),
        ("-5--3", [-5.0, -3.0], [-6.0, -2.0]),
        ("1h-168h", [3600.0, 604_800.0], [3599.0, 604_801.0]),
        ("7", [7.0, 7.0], [6.0, 8.0]),
    ] {
        let range = range(text);
        assert!(inside.iter().all(|number| range.contains(number)), "{text}");
        assert!(
            !outside.iter().any(|number| range.contains(number)),
            "{text}"
        );
    }
    assert_eq!(ends(range(">1")), (2.0, f64::MAX));
}

#[test]
#[should_panic(expected = "`few` is no range")]
fn a_word_is_no_range() {
    range("few");
}

#[test]
fn every_option_is_demanded() {
    assert_eq!(violations(&read(good())), [""; 0]);
    for (name, value, wrong) in [
        ("number", json!("-3"), "number: is -3"),
        ("number", json!(1001), "number: is 1001"),
        ("share", json!(0.5), "share: is 0.5"),
        ("word", json!("ab"), "word: \"ab\" does not match"),
        ("word", json!(""), "word: is required"),
        ("words", json!(["xx"]), "words: has 1 elements"),
        ("words", json!(["xx", "y"]), "words[1]: has 1 characters"),
        (
            "words",
            json!(["xx", "yy", "xx"]),
            "words: \"xx\" comes twice",
        ),
        (
            "labels",
            json!({"A": ""}),
            "labels[\"A\"]: \"A\" does not match",
        ),
        ("labels", json!({"": ""}), "labels[\"\"]: has 0 characters"),
        (
            "labels",
            json!({"a": "xxxx"}),
            "labels[\"a\"]: has 4 characters",
        ),
        (
            "labels",
            json!({"a": "", "b": "", "c": ""}),
            "labels: has 3 elements",
        ),
        ("free", json!({"a": "x".repeat(200)}), "free: has 212 bytes"),
        ("colour", json!(4), "colour: 4 is not in test.Colour"),
        ("one", Json::Null, "choice: no member is set"),
        (
            "inner",
            json!({"word": "a", "words": ["xx", "yy"]}),
            "inner.choice: no member is set",
        ),
    ] {
        let mut json = good();
        json[name] = value;
        assert_eq!(violations(&read(json)), [wrong]);
    }
}

#[test]
fn a_time_is_of_the_years_1_to_9999() {
    for (seconds, nanos, is_one) in [
        (-62_135_596_800, 0, true),
        (-62_135_596_801, 0, false),
        (253_402_300_799, 999_999_999, true),
        (253_402_300_800, 0, false),
        (0, -1, false),
        (0, 1_000_000_000, false),
    ] {
        let mut time = DynamicMessage::new(descriptor("google.protobuf.Timestamp"));
        time.set_field_by_name("seconds", Value::I64(seconds));
        time.set_field_by_name("nanos", Value::I32(nanos));
        let mut message = read(good());
        // Not set as JSON, which has no such times.
        message.set_field_by_name("when", Value::Message(time));
        assert_eq!(violations(&message).is_empty(), is_one, "{seconds} {nanos}");
    }
}

/// Messages of a type, and how many of them differ.
fn made_of(name: &str) -> std::collections::BTreeSet<String> {
    let (strategy, mut runner) = (message(&descriptor(name)), TestRunner::deterministic());
    let made = (0..200).map(|_| strategy.new_tree(&mut runner).expect("one").current());
    made.map(|json| json.to_string()).collect()
}

#[test]
fn messages_satisfy_their_options_and_differ() {
    let made = made_of("test.All");
    assert!(made.len() > 150, "{} differ", made.len());
    for part in [
        "\"number\":\"-",
        "\"inner\":{",
        "\"when\":\"2026-1",
        "\"RED\"",
        "\"labels\":{\"",
        "\"free\":{\"",
        "\"other\":true",
        "\"one\":\"",
        "\"word\":\"bb",
    ] {
        assert!(made.iter().any(|json| json.contains(part)), "{part}");
    }
}

#[test]
fn a_request_of_the_workspace_has_all_its_parts() {
    let made = made_of("yandex.cloud.logging.v1.WriteRequest");
    for part in [
        "\"logGroupId\":",
        "\"folderId\":",
        "\"defaults\":{",
        "\"streamName\":",
        "\"level\":\"FATAL\"",
        "\"jsonPayload\":{\"",
    ] {
        assert!(made.iter().any(|json| json.contains(part)), "{part}");
    }
}
