use std::collections::BTreeSet;

use logfog_conform::descriptor;
use proptest::{prelude::*, sample::Index};
use prost_reflect::{
    DescriptorPool, DynamicMessage, FieldDescriptor, Kind as Type, MessageDescriptor,
};
use serde_json::{Value as Json, json};

use super::{Options, checks};
use crate::{
    profile::{CURRENT, KNOWN, Profile, SEED, V2022_05, V2023_09, V2025_04},
    refusal::demanded,
    schema,
};

/// The flaws of a message in its JSON mapping, as `path: demand`.
fn flaws(profile: &Profile, name: &str, json: Json) -> Vec<String> {
    let pool = schema::pool();
    flaws_in(&pool, profile, &format!("yandex.cloud.{name}"), json)
}

fn flaws_in(pool: &DescriptorPool, profile: &Profile, name: &str, json: Json) -> Vec<String> {
    let descriptor = pool.get_message_by_name(name).expect("it is there");
    let message = DynamicMessage::deserialize(descriptor, json).expect("it fits");
    let options = Options::new(pool, profile);
    let flaws = options.flaws(&message).into_iter();
    flaws
        .map(|flaw| format!("{}: {}", flaw.path, demanded(flaw.demand)))
        .collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn every_option_is_enforced_up_to_its_bound() {
    let text = |length: usize| "x".repeat(length);
    let group = |mut more: Json| {
        more["folder_id"] = "f".into();
        more
    };
    let criteria = |mut more: Json| {
        more["log_group_id"] = "g".into();
        json!({ "criteria": more })
    };
    let labels = |number: usize| -> Json {
        let members = (0..number).map(|at| (format!("l{at}"), Json::from("")));
        json!({ "labels": members.collect::<serde_json::Map<_, _>>() })
    };
    let create = "logging.v1.CreateLogGroupRequest";
    let get = "logging.v1.GetLogGroupRequest";
    let read = "logging.v1.ReadRequest";
    let cases: Vec<(&str, Json, &[&str])> = vec![
        (get, json!({}), &["log_group_id: is required"]),
        (
            get,
            json!({"log_group_id": ""}),
            &["log_group_id: is required"],
        ),
        (get, json!({"log_group_id": "日".repeat(64)}), &[]),
        (
            get,
            json!({"log_group_id": text(65)}),
            &["log_group_id: length must be at most 64 characters"],
        ),
        (create, group(json!({"name": "abc"})), &[]),
        (
            create,
            group(json!({"name": "ab"})),
            &["name: must match ([a-z]([-a-z0-9]{1,61}[a-z0-9])?)?"],
        ),
        (
            create,
            group(json!({"name": "abc\n"})),
            &["name: must match ([a-z]([-a-z0-9]{1,61}[a-z0-9])?)?"],
        ),
        (create, group(labels(64)), &[]),
        (
            create,
            group(labels(65)),
            &["labels: size must be at most 64"],
        ),
        (
            create,
            group(json!({"labels": {"k": text(63), "l": ""}})),
            &[],
        ),
        (
            create,
            group(json!({"labels": {"k": text(64)}})),
            &["labels[\"k\"]: length must be at most 63 characters"],
        ),
        (
            create,
            group(json!({"labels": {"k": "A"}})),
            &["labels[\"k\"]: must match [-_0-9a-z]*"],
        ),
        (
            create,
            group(json!({"labels": {"": "v"}})),
            &[
                "labels[\"\"]: key's length must be in the range 1-63 characters",
                "labels[\"\"]: key must match [a-z][-_0-9a-z]*",
            ],
        ),
        (
            "logging.v1.ListOperationsRequest",
            json!({"log_group_id": "g", "page_size": 1000}),
            &[],
        ),
        (
            "logging.v1.ListOperationsRequest",
            json!({"log_group_id": "g", "page_size": 1001}),
            &["page_size: value must be in the range 0-1000"],
        ),
        (
            "logging.v1.ListOperationsRequest",
            json!({"log_group_id": "g", "page_size": -1}),
            &["page_size: value must be in the range 0-1000"],
        ),
        // No bound at all.
        (
            "logging.v1.ListLogGroupsRequest",
            json!({"folder_id": "f", "page_size": -1}),
            &[],
        ),
        (read, json!({}), &[]),
        (
            read,
            criteria(json!({"resource_ids": ["a", "b", text(63), text(64)]})),
            &["criteria.resource_ids[3]: length must be at most 63 characters"],
        ),
        (
            read,
            json!({"criteria": {"page_size": 1001}}),
            &[
                "criteria.log_group_id: is required",
                "criteria.page_size: value must be in the range 0-1000",
            ],
        ),
        (
            "logging.v1.CreateSinkRequest",
            json!({"folder_id": "f"}),
            &["sink: exactly one of yds, s3 must be set"],
        ),
        (
            "logging.v1.CreateSinkRequest",
            json!({"folder_id": "f", "s3": {}}),
            &["s3.bucket: must match [a-zA-Z0-9][-a-zA-Z0-9.]{2,62}"],
        ),
        (
            "logging.v1.CreateSinkRequest",
            json!({"folder_id": "f", "yds": {}}),
            &[],
        ),
        (
            "access.UpdateAccessBindingsRequest",
            json!({"resource_id": "r"}),
            &["access_binding_deltas: size must be in the range 1-1000"],
        ),
        (
            "access.UpdateAccessBindingsRequest",
            json!({"resource_id": "r", "access_binding_deltas": [
                {"action": "ADD", "access_binding": {"role_id": "r", "subject": {"id": "i"}}}]}),
            &["access_binding_deltas[0].access_binding.subject.type: is required"],
        ),
        (
            "logging.v1.WriteRequest",
            json!({"destination": {"folder_id": ""}, "resource": {},
                "entries": [{"timestamp": "2026-11-01T12:00:00Z", "message": "é".repeat(524_288)}]}),
            &[],
        ),
        (
            "logging.v1.WriteRequest",
            json!({"destination": {"folder_id": ""}, "resource": {},
                "entries": [{"timestamp": "2026-11-01T12:00:00Z", "message": text(1_048_577)}]}),
            &["entries[0].message: size must be at most 1048576 bytes"],
        ),
        (
            "iam.v1.CreateIamTokenRequest",
            json!({}),
            &["identity: exactly one of yandex_passport_oauth_token, jwt must be set"],
        ),
    ];
    for (name, json, expected) in cases {
        assert_eq!(
            flaws(&CURRENT, name, json.clone()),
            expected,
            "{name} {json}"
        );
    }
}

#[test]
fn a_profile_has_the_bounds_of_its_time() {
    let of = |profile, more: Json| {
        let mut criteria = more;
        criteria["log_group_id"] = "g".into();
        flaws(profile, "logging.v1.Criteria", criteria)
    };
    let demand = "page_size: value must be in the range 1-1000";
    for profile in [&SEED, &V2022_05] {
        assert_eq!(of(profile, json!({})), [demand], "{}", profile.name);
    }
    for profile in [&V2023_09, &V2025_04, &CURRENT] {
        assert!(of(profile, json!({})).is_empty(), "{}", profile.name);
    }
    let streams = |names: Json| json!({"page_size": 1, "stream_names": names});
    let long = streams(json!(["x".repeat(71)]));
    assert!(of(&SEED, streams(json!(["1", "x".repeat(9999)]))).is_empty());
    assert_eq!(of(&V2022_05, streams(json!(["1"]))).len(), 1);
    assert_eq!(of(&V2023_09, streams(json!(["1"]))).len(), 0);
    assert_eq!(of(&V2025_04, long.clone()).len(), 1);
    assert_eq!(of(&CURRENT, long).len(), 0);
    let size = json!({"page_size": 1, "max_response_size": 99_999_999});
    assert_eq!(of(&SEED, size.clone()).len(), 0);
    assert_eq!(of(&V2022_05, size).len(), 1);
}

/// What is not in the history is what it is today, and what is in it is not.
#[test]
fn the_history_names_fields_and_profiles_that_there_are() {
    let profiles = KNOWN.map(|(_, profile)| profile);
    let all = checks(&schema::pool(), &profiles);
    let changed: BTreeSet<_> = all
        .iter()
        .filter(|check| check.bounds.windows(2).any(|two| two[0] != two[1]))
        .map(|check| check.field.as_str())
        .collect();
    let told: BTreeSet<_> = super::history::fields().collect();
    assert_eq!(changed, told);
}

/// The vendor's messages have no `unique` today.
#[test]
fn elements_may_not_come_twice_where_the_option_says_so() {
    let mut pool = schema::pool();
    let file = pool.get_message_by_name("google.protobuf.FileDescriptorProto");
    let file = DynamicMessage::deserialize(
        file.expect("in the set"),
        json!({
            "name": "test.proto", "package": "yandex.cloud.test", "syntax": "proto3",
            "dependency": ["yandex/cloud/validation.proto", "google/protobuf/duration.proto"],
            "messageType": [{"name": "Test", "field": [
                {"name": "words", "number": 1, "type": "TYPE_STRING", "label": "LABEL_REPEATED",
                    "options": {"[yandex.cloud.unique]": true}},
                {"name": "wait", "number": 2, "type": "TYPE_MESSAGE", "label": "LABEL_OPTIONAL",
                    "typeName": ".google.protobuf.Duration",
                    "options": {"[yandex.cloud.value]": "1h-168h"}}]}],
        }),
    );
    let file = prost::Message::encode_to_vec(&file.expect("a file"));
    pool.decode_file_descriptor_proto(&*file)
        .expect("a good file");
    for (json, expected) in [
        (json!({"words": ["a", "b"], "wait": "3600s"}), vec![]),
        (
            json!({"words": ["a", "b", "a"]}),
            vec!["words: elements must be unique"],
        ),
        (json!({"wait": "604800s"}), vec![]),
        (
            json!({"wait": "604800.000001s"}),
            vec!["wait: value must be in the range 1h-168h"],
        ),
        (
            json!({"wait": "3599.9s"}),
            vec!["wait: value must be in the range 1h-168h"],
        ),
    ] {
        let name = "yandex.cloud.test.Test";
        assert_eq!(
            flaws_in(&pool, &CURRENT, name, json.clone()),
            expected,
            "{json}"
        );
    }
}

/// The vendor's requests, and everything that they hold.
fn requests(pool: &DescriptorPool) -> Vec<MessageDescriptor> {
    let services = pool.services();
    let methods = services.flat_map(|service| service.methods().collect::<Vec<_>>());
    let inputs = methods.map(|method| method.input());
    inputs
        .filter(|input| input.package_name().starts_with("yandex.cloud"))
        .collect()
}

/// Good values, made worse somewhere.
fn worse(json: &mut Json, at: &mut usize, how: &Json) {
    if *at == 0 {
        *json = how.clone();
        return;
    }
    *at -= 1;
    match json {
        Json::Object(members) => {
            for member in members.values_mut() {
                worse(member, at, how);
            }
        }
        Json::Array(items) => {
            for item in items {
                worse(item, at, how);
            }
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn paths(pool: &DescriptorPool, message: &DynamicMessage) -> (Vec<String>, Vec<String>) {
    let options = Options::new(pool, &CURRENT);
    let flaws = options.flaws(message).into_iter();
    let mut ours: Vec<_> = flaws.map(|flaw| flaw.path).collect();
    // What no option says is for others to check.
    let others = [" is not of the years", " is not in yandex"];
    let theirs = descriptor::violations(message).into_iter();
    let mut theirs: Vec<_> = theirs
        .filter(|told| {
            let number = told
                .rsplit_once(": ")
                .is_some_and(|(_, rest)| rest.contains(" is not in "));
            !number && !others.iter().any(|other| told.contains(other))
        })
        .map(|told| told.split(": ").next().unwrap_or_default().to_owned())
        .collect();
    ours.sort();
    theirs.sort();
    (ours, theirs)
}

/// Of a map; often one that it must not have.
fn member() -> impl Strategy<Value = (String, String)> {
    ("[a-zA-Z0-9é]{0,3}|a{60,70}", "[a-zA-Z]{0,3}|a{60,70}")
}

/// A message of one of the requests, and what is put somewhere into it.
fn messages() -> impl Strategy<Value = (MessageDescriptor, Json, Vec<(Index, Json)>)> {
    let bad = prop_oneof![
        (0..1100_usize).prop_map(|length| Json::from("x".repeat(length))),
        "[a-zA-Z0-9_.\n-]{0,70}".prop_map(Json::from),
        (-2..2000_i64).prop_map(Json::from),
        Just(json!({})),
        Just(json!([])),
        (90..110_usize).prop_map(|length| Json::from(vec!["x"; length])),
    ];
    let bad = proptest::collection::vec((any::<Index>(), bad), 0..4);
    let requests = proptest::sample::select(requests(&schema::pool()));
    (requests, bad).prop_flat_map(|(request, bad)| {
        let made = (
            descriptor::message(&request),
            proptest::option::of(member()),
        );
        made.prop_map(move |(mut json, member)| {
            let map = request.fields().find(FieldDescriptor::is_map);
            if let (Some(map), Some((key, value))) = (map, member) {
                json[map.json_name()][key] = value.into();
            }
            (request.clone(), json, bad.clone())
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn it_finds_what_another_reader_of_the_options_finds((request, good, bad) in messages()) {
        let pool = request.parent_pool().clone();
        let mut json = good;
        for (at, how) in bad {
            let mut worsened = json.clone();
            worse(&mut worsened, &mut (1 + at.index(20)), &how);
            // What is no longer a message is for the decoder to refuse.
            if DynamicMessage::deserialize(request.clone(), &worsened).is_ok() {
                json = worsened;
            }
        }
        let message = DynamicMessage::deserialize(request, &json).expect("it still fits");
        let (ours, theirs) = paths(&pool, &message);
        prop_assert_eq!(ours, theirs, "{}", json);
    }
}

#[test]
fn requests_hold_something_of_every_kind() {
    // Else the property above would show little.
    let kinds: BTreeSet<_> = checks(&schema::pool(), &[&CURRENT])
        .into_iter()
        .map(|check| check.kind)
        .collect();
    let expected = [
        "bytes",
        "exactly_one",
        "length",
        "map_key length",
        "map_key pattern",
        "pattern",
        "required",
        "size",
        "value",
    ];
    assert_eq!(kinds, BTreeSet::from(expected));
    assert!(requests(&schema::pool()).iter().any(|one| {
        one.fields()
            .any(|field| matches!(field.kind(), Type::Message(_)))
    }));
}
