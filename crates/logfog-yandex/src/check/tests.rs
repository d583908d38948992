//! The check in place against the generic one: what the options forbid is refused, and nothing else that
//! they speak of.

use std::sync::LazyLock;

use bytes::Bytes;
use jiff::Timestamp;
use logfog_model::{Fate, Policy, Report, Rules as _, Scope};
use proptest::{
    collection::vec,
    option::{of, weighted},
    prelude::*,
    sample::select,
};
use prost::Message as _;
use prost_reflect::{
    DynamicMessage, FieldDescriptor, Kind as Type, MessageDescriptor, OneofDescriptor,
};
use serde_json::{Value as Json, json};

use super::Bounds;
use crate::{
    generated::yandex::cloud::logging::v1::{
        self as v1, LogEntryDefaults, LogEntryResource, destination::Destination,
    },
    options::{Demand, Kind, Options},
    profile::{CURRENT, KNOWN, Profile},
    rules::Rule,
    schema,
};

const NOW: &str = "2026-11-01T12:00:00Z";
const PACKAGE: &str = "yandex.cloud.logging.v1.";

fn now() -> Timestamp {
    NOW.parse().expect("a time")
}

/// Both checks of one profile.
#[derive(Debug)]
struct Checks {
    profile: &'static str,
    request: MessageDescriptor,
    options: Options,
    bounds: Bounds,
}

/// Those of every profile: descriptors take a while to read.
static ALL: LazyLock<Vec<Checks>> =
    LazyLock::new(|| KNOWN.map(|(_, profile)| Checks::new(profile)).into());

/// Where an option is broken, and which kind of option it is.
type Broken = Vec<(String, &'static str)>;

impl Checks {
    fn new(profile: &'static Profile) -> Self {
        let pool = schema::pool();
        let options = Options::new(&pool, profile);
        let request = pool.get_message_by_name(&format!("{PACKAGE}WriteRequest"));
        Self {
            profile: profile.name,
            request: request.expect("it is there"),
            bounds: Bounds::new(profile, &options),
            options,
        }
    }

    /// What the generic check finds, of an entry the first.
    fn generic(&self, message: &[u8]) -> Broken {
        let message = DynamicMessage::decode(self.request.clone(), message).expect("a message");
        let mut broken: Vec<_> = Vec::new();
        let mut last = None;
        for flaw in self.options.flaws(&message) {
            let entry = entry_of(&flaw.pointer);
            if entry.is_some_and(|at| at >= self.bounds.most_entries() || last == entry) {
                continue;
            }
            last = entry;
            // A oneof is not a level of its own to the check in place.
            let at = flaw
                .pointer
                .replace("/destination/destination", "/destination");
            broken.push((at, flaw.demand.kind.as_str()));
        }
        broken.sort();
        broken
    }

    /// What the check in place finds. Fails when it finds something and lets it pass.
    fn in_place(&self, message: &[u8]) -> Broken {
        let (policy, message) = (Policy::default(), Bytes::copy_from_slice(message));
        let (mut report, scope) = (Report::new(&policy), Scope::new([]));
        let request = super::decode(&message, &self.bounds, &mut report).expect("a message");
        let is_good = super::request(&request, &self.bounds, &mut report).is_ok();
        assert_eq!(is_good, report.first(Fate::Refused).is_none());
        let kept = request.entries.len();
        let written = super::entries(&message, &request, &self.bounds, now(), &scope, &mut report);
        let stored = written.map_or(0, |written| written.drafts.len());
        let violations = report.violations().iter();
        let violations: Vec<_> = violations
            .filter(|one| one.rule != Rule::NoValidEntries && one.fate != Fate::Altered)
            .collect();
        let rejected = violations.iter().filter(|one| one.fate == Fate::Rejected);
        assert_eq!(stored + rejected.count(), kept, "{violations:?}");
        let mut broken: Vec<_> = violations
            .iter()
            .filter(|one| one.rule != Rule::EntryBytes)
            .map(|one| (one.at.clone(), kind(one.rule)))
            .collect();
        broken.sort();
        broken
    }

    /// What both find, who must agree.
    fn both(&self, json: &Json) -> Broken {
        let message = DynamicMessage::deserialize(self.request.clone(), json).expect("it fits");
        let message = message.encode_to_vec();
        let (generic, in_place) = (self.generic(&message), self.in_place(&message));
        assert_eq!(generic, in_place, "{}", short(json));
        generic
    }
}

/// `/entries/7/message` is of entry 7.
fn entry_of(pointer: &str) -> Option<usize> {
    let rest = pointer.strip_prefix("/entries/")?;
    rest.split('/').next()?.parse().ok()
}

/// The kind of option that a rule is about, by its name.
fn kind(rule: Rule) -> &'static str {
    let ends = [
        ("-pattern", Kind::Pattern),
        ("-length", Kind::Length),
        ("-bytes", Kind::Bytes),
        ("-size", Kind::Size),
        ("-member", Kind::ExactlyOne),
    ];
    let id = rule.spec().id.to_string();
    let found = ends.iter().find(|(end, _)| id.ends_with(end));
    found.map_or(Kind::Required, |(_, kind)| *kind).as_str()
}

fn short(json: &Json) -> String {
    json.to_string().chars().take(2000).collect()
}

/// One that breaks nothing, with every field that has an option.
fn good() -> Json {
    json!({
        "destination": {"log_group_id": "g"},
        "resource": {"type": "t", "id": "i"},
        "entries": [{"timestamp": NOW, "message": "m", "json_payload": {"k": "v"}, "stream_name": "s"}],
        "defaults": {"json_payload": {"k": "v"}, "stream_name": "s"},
    })
}

/// Every field in the tree, with its place in the good one.
fn fields(message: &MessageDescriptor, at: &str, all: &mut Vec<(String, FieldDescriptor)>) {
    for field in message.fields() {
        let at = format!("{at}/{}", field.name());
        if let Type::Message(inner) = field.kind()
            && inner.full_name().starts_with(PACKAGE)
        {
            let at = if field.is_list() {
                format!("{at}/0")
            } else {
                at.clone()
            };
            fields(&inner, &at, all);
        }
        all.push((at, field));
    }
}

/// The good one with another value in one place, or with none there.
fn with(at: &str, field: &FieldDescriptor, value: Option<Json>) -> Json {
    let mut json = good();
    let (parent, name) = at.rsplit_once('/').expect("a pointer");
    let parent = json.pointer_mut(parent).and_then(Json::as_object_mut);
    let parent = parent.expect("it is in the good one");
    for other in field
        .containing_oneof()
        .iter()
        .flat_map(OneofDescriptor::fields)
    {
        parent.remove(other.name());
    }
    match value {
        Some(value) => parent.insert(name.to_owned(), value),
        None => parent.remove(name),
    };
    json
}

/// An object that is encoded in so many bytes.
fn object(bytes: usize) -> Json {
    let encoded = |length| {
        let value = prost_types::value::Kind::StringValue("x".repeat(length));
        let value = prost_types::Value { kind: Some(value) };
        let fields = [("k".to_owned(), value)].into();
        prost_types::Struct { fields }.encoded_len()
    };
    let length = (0..bytes).rev().find(|length| encoded(*length) == bytes);
    json!({"k": "x".repeat(length.expect("there is one"))})
}

/// Values around the bound of a demand.
fn around(field: &FieldDescriptor, element: &Json, demand: &Demand) -> Vec<Option<Json>> {
    let (least, most) = (demand.least(), demand.most());
    let texts = |texts: Vec<String>| texts.into_iter().map(|text| Some(text.into())).collect();
    match (demand.kind, field.kind()) {
        (Kind::Required, _) => vec![None, Some(element.clone())],
        (Kind::Length, _) => texts(vec![
            "a".repeat(most),
            "a".repeat(most + 1),
            "日".repeat(most),
            "日".repeat(most + 1),
        ]),
        (Kind::Pattern, _) => texts(
            [
                "",
                "a",
                "Z9-_.",
                "9",
                "-",
                "é",
                "a/",
                "a\n",
                " a",
                &"a".repeat(64),
                &"a".repeat(65),
            ]
            .map(str::to_owned)
            .to_vec(),
        ),
        (Kind::Bytes, Type::String) => texts(vec![
            "x".repeat(most),
            "x".repeat(most + 1),
            "é".repeat(most / 2),
            "é".repeat(most / 2 + 1),
        ]),
        (Kind::Bytes, _) => vec![Some(object(most)), Some(object(most + 1))],
        (Kind::Size, _) => [least.saturating_sub(1), least, most, most + 1]
            .map(|size| Some(vec![element[0].clone(); size].into()))
            .to_vec(),
        (kind, _) => panic!("no field of a WriteRequest has a {kind:?} yet"),
    }
}

#[test]
fn every_option_is_honoured_in_place_up_to_its_bound() {
    for checks in &*ALL {
        assert_eq!(checks.both(&good()), [], "{}", checks.profile);
        let mut all = Vec::new();
        fields(&checks.request, "", &mut all);
        for (at, field) in all {
            let element = good().pointer(&at).cloned().unwrap_or_else(|| "f".into());
            for demand in checks.options.of(field.full_name()) {
                let values = around(&field, &element, demand);
                let breaks = values.into_iter().map(|value| {
                    let broken = checks.both(&with(&at, &field, value));
                    broken.contains(&(at.clone(), demand.kind.as_str()))
                });
                let breaks: Vec<_> = breaks.collect();
                let whom = format!("{}: {at} {} {breaks:?}", checks.profile, demand.bound);
                assert!(breaks.contains(&true) && breaks.contains(&false), "{whom}");
            }
        }
        let mut neither = good();
        neither["destination"] = json!({});
        let expected = ("/destination".to_owned(), "exactly_one");
        assert_eq!(checks.both(&neither), [expected], "{}", checks.profile);
    }
}

/// Else the test above would show little.
#[test]
fn a_write_request_has_options_in_every_part() {
    let checks = Checks::new(&CURRENT);
    let mut all = Vec::new();
    fields(&checks.request, "", &mut all);
    let demands = all.iter().flat_map(|(at, field)| {
        let demands = checks.options.of(field.full_name()).iter();
        demands.map(move |demand| format!("{at} {} {}", demand.kind.as_str(), demand.bound))
    });
    let expected = [
        "/destination/log_group_id length <=63",
        "/destination/log_group_id pattern ([a-zA-Z][-a-zA-Z0-9_.]{0,63})?",
        "/destination/folder_id pattern ([a-zA-Z][-a-zA-Z0-9_.]{0,63})?",
        "/destination required yes",
        "/resource/type length <=63",
        "/resource/id length <=63",
        "/resource required yes",
        "/entries/0/timestamp required yes",
        "/entries/0/message bytes <=1048576",
        "/entries/0/json_payload bytes <=1048576",
        "/entries/0/stream_name length <=71",
        "/entries size 1-100",
        "/defaults/json_payload bytes <=1048576",
        "/defaults/stream_name length <=71",
    ];
    assert_eq!(demands.collect::<Vec<_>>(), expected);
}

/// A text about as long as some bound.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[a-zA-Z][a-zA-Z0-9_.-]{0,5}",
        2 => "[a-zA-Z0-9_.é-]{0,3}",
        1 => (60..75_usize).prop_map(|length| "a".repeat(length)),
        1 => (60..75_usize).prop_map(|length| "日".repeat(length)),
    ]
}

/// How long a message or a payload is: mostly short.
fn bytes() -> impl Strategy<Value = usize> {
    let bounds = select(vec![65_536, 819_200, 1 << 20]);
    prop_oneof![
        12 => 0..40_usize,
        1 => (bounds, 0..16_usize).prop_map(|(bound, less)| bound + 2 - less),
    ]
}

fn payload() -> impl Strategy<Value = prost_types::Struct> {
    bytes().prop_map(|length| {
        let value = prost_types::value::Kind::StringValue("x".repeat(length));
        let value = prost_types::Value { kind: Some(value) };
        prost_types::Struct {
            fields: [("k".to_owned(), value)].into(),
        }
    })
}

fn entry() -> impl Strategy<Value = v1::IncomingLogEntry> {
    let parts = (weighted(0.9, Just(())), bytes(), of(payload()), text());
    parts.prop_map(|(timestamp, length, json_payload, stream_name)| {
        let seconds = now().as_second();
        v1::IncomingLogEntry {
            timestamp: timestamp.map(|()| prost_types::Timestamp { seconds, nanos: 0 }),
            message: "x".repeat(length),
            json_payload,
            stream_name,
            ..v1::IncomingLogEntry::default()
        }
    })
}

fn entries() -> impl Strategy<Value = Vec<v1::IncomingLogEntry>> {
    prop_oneof![
        8 => vec(entry(), 0..4),
        // As many as may be, and a few more.
        1 => (entry(), 98..103_usize).prop_map(|(mut one, count)| {
            one.message.truncate(40);
            one.json_payload = None;
            vec![one; count]
        }),
    ]
}

prop_compose! {
    fn write_request()(
        destination in weighted(0.9, weighted(0.9, (any::<bool>(), text()))),
        resource in weighted(0.9, (text(), text())),
        entries in entries(),
        defaults in of((of(payload()), text())),
    ) -> v1::WriteRequest {
        let destination = destination.map(|member| v1::Destination {
            destination: member.map(|(is_folder, id)| if is_folder {
                Destination::FolderId(id)
            } else {
                Destination::LogGroupId(id)
            }),
        });
        v1::WriteRequest {
            destination,
            resource: resource.map(|(r#type, id)| LogEntryResource { r#type, id }),
            entries,
            defaults: defaults.map(|(json_payload, stream_name)| LogEntryDefaults {
                json_payload,
                stream_name,
                ..LogEntryDefaults::default()
            }),
        }
    }
}

proptest! {
    #[test]
    fn it_finds_what_the_generic_check_finds(
        request in write_request(),
        checks in (0..KNOWN.len()).prop_map(|at| &ALL[at]),
    ) {
        let message = request.encode_to_vec();
        prop_assert_eq!(checks.generic(&message), checks.in_place(&message));
    }
}
