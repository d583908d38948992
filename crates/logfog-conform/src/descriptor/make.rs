use std::ops::Bound;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::SignedDuration;
use proptest::{
    collection, option, prelude::*, sample::select, strategy::Union, string::string_regex,
};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor, OneofDescriptor};
use serde_json::{Map, Value as Json, json};

use super::{Demands, One, Range, count, ends, exactly_one, violations, within};
use crate::{
    NOW,
    generate::{any_json, text},
};

/// How deep messages go that hold themselves.
const DEPTH: u32 = 6;
/// How many more elements than it must have something gets.
const MORE: usize = 4;
/// How far from now times are made, in seconds.
const NEAR: i64 = 20 * 3600;

/// Messages in their JSON mapping that satisfy everything.
///
/// # Panics
///
/// When a pattern of the descriptor is none.
pub fn message(descriptor: &MessageDescriptor) -> BoxedStrategy<Json> {
    let whole = descriptor.clone();
    made(descriptor, DEPTH)
        .unwrap_or_else(|| Just(json!({})).boxed())
        .prop_filter("satisfies its descriptor", move |json| {
            let message = DynamicMessage::deserialize(whole.clone(), json);
            message.is_ok_and(|message| violations(&message).is_empty())
        })
        .boxed()
}

/// `None`: it goes too deep, or could be anything.
fn made(descriptor: &MessageDescriptor, depth: u32) -> Option<BoxedStrategy<Json>> {
    if depth == 0 {
        return None;
    }
    if descriptor.package_name() != "google.protobuf" {
        return Some(object(descriptor, depth));
    }
    let members = || collection::vec((text(0, 8), any_json()), 0..4);
    let nanos = prop_oneof![
        Just(0),
        (0..1000).prop_map(|n| n * 1_000_000),
        0..1_000_000_000_i32
    ];
    Some(match descriptor.name() {
        "Any" => return None,
        "Timestamp" => (-NEAR..NEAR, nanos)
            .prop_map(|(ahead, nanos)| (NOW + SignedDuration::new(ahead, nanos)).to_string().into())
            .boxed(),
        "Duration" => (0..100_000_i64, nanos)
            .prop_map(|(seconds, nanos)| format!("{seconds}.{nanos:09}s").into())
            .boxed(),
        "Struct" => members()
            .prop_map(|members| Json::from(members.into_iter().collect::<Map<_, _>>()))
            .boxed(),
        "Value" => any_json(),
        "ListValue" => collection::vec(any_json(), 0..4)
            .prop_map(Json::from)
            .boxed(),
        "Empty" => Just(json!({})).boxed(),
        "FieldMask" => "[a-z]{1,8}(,[a-z]{1,8}){0,2}".prop_map(Json::from).boxed(),
        // A wrapper is what is in it.
        _ => one(&descriptor.get_field(1)?.kind(), &One::default(), depth)?,
    })
}

fn object(descriptor: &MessageDescriptor, depth: u32) -> BoxedStrategy<Json> {
    let named = |field: &FieldDescriptor, demands: &Demands| {
        let name = field.json_name().to_owned();
        let value = field_of(field, demands, depth)?;
        Some(value.prop_map(move |value| (name.clone(), value)).boxed())
    };
    let sometimes = |member: BoxedStrategy<(String, Json)>, always: bool| {
        if always {
            member.prop_map(Some).boxed()
        } else {
            option::of(member).boxed()
        }
    };
    let real = |oneof: &OneofDescriptor| !oneof.is_synthetic();
    let alone = |field: &FieldDescriptor| field.containing_oneof().is_none_or(|one| !real(&one));
    let mut members = Vec::new();
    for field in descriptor.fields().filter(alone) {
        let demands = Demands::of(&field);
        let some = !within(demands.size, 0.0);
        if let Some(member) = named(&field, &demands) {
            members.push(sometimes(member, demands.required || some));
        }
    }
    for oneof in descriptor.oneofs().filter(real) {
        let each: Vec<_> = oneof
            .fields()
            .filter_map(|field| named(&field, &Demands::of(&field)))
            .collect();
        if !each.is_empty() {
            let member = Union::new(each).boxed();
            members.push(sometimes(member, exactly_one(&oneof)));
        }
    }
    members
        .prop_map(|members| Json::from(members.into_iter().flatten().collect::<Map<_, _>>()))
        .boxed()
}

fn field_of(field: &FieldDescriptor, demands: &Demands, depth: u32) -> Option<BoxedStrategy<Json>> {
    let (least, most) = counts(demands.size, demands.required);
    if field.is_list() {
        let item = one(&field.kind(), &demands.each, depth)?;
        return Some(
            collection::vec(item, least..=most)
                .prop_map(Json::from)
                .boxed(),
        );
    }
    let kind = field.kind();
    let entry = kind.as_message().filter(|_| field.is_map());
    let Some(entry) = entry else {
        return one(&kind, &demands.each, depth);
    };
    let key = one(&entry.map_entry_key_field().kind(), &demands.key, depth)?;
    let key = key.prop_map(|key| key.as_str().map_or_else(|| key.to_string(), str::to_owned));
    let value = one(&entry.map_entry_value_field().kind(), &demands.each, depth)?;
    let members = collection::vec((key, value), least..=most);
    Some(
        members
            .prop_map(|members| Json::from(members.into_iter().collect::<Map<_, _>>()))
            .boxed(),
    )
}

/// So many at least, and not many more.
fn counts(range: Option<Range>, required: bool) -> (usize, usize) {
    let (low, most) = sizes(range);
    let least = low.max(usize::from(required));
    (least, most.min(least + MORE).max(least))
}

/// The least and the most of a range of sizes.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a double that is too large or too small becomes the nearest number that is not"
)]
fn sizes(range: Option<Range>) -> (usize, usize) {
    let (low, high) = range.map_or((0.0, f64::MAX), ends);
    (low as usize, high as usize)
}

fn one(kind: &Kind, demands: &One, depth: u32) -> Option<BoxedStrategy<Json>> {
    let whole = |low: i128, high: i128| whole(demands.value, low, high);
    Some(match kind {
        Kind::Bool => any::<bool>().prop_map(Json::from).boxed(),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => whole(i32::MIN.into(), i32::MAX.into()),
        Kind::Uint32 | Kind::Fixed32 => whole(0, u32::MAX.into()),
        // As texts, because JSON's numbers are doubles to many.
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => whole(i64::MIN.into(), i64::MAX.into())
            .prop_map(|number| number.to_string().into())
            .boxed(),
        Kind::Uint64 | Kind::Fixed64 => whole(0, u64::MAX.into())
            .prop_map(|number| number.to_string().into())
            .boxed(),
        Kind::Float | Kind::Double => {
            let (low, high) = demands.value.map_or((-1e9, 1e9), |(low, high)| {
                let end = |end, otherwise| match end {
                    Bound::Included(end) | Bound::Excluded(end) => end,
                    Bound::Unbounded => otherwise,
                };
                (end(low, -1e9), end(high, 1e9))
            });
            (low..=high).prop_map(Json::from).boxed()
        }
        Kind::String => texts(demands),
        Kind::Bytes => collection::vec(any::<u8>(), 0..20)
            .prop_map(|bytes| STANDARD.encode(bytes).into())
            .boxed(),
        Kind::Enum(known) => {
            let names: Vec<_> = known.values().map(|value| json!(value.name())).collect();
            select(names).boxed()
        }
        Kind::Message(descriptor) => made(descriptor, depth - 1)?,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a double that is too large becomes the largest number"
)]
fn whole(range: Option<Range>, low: i128, high: i128) -> BoxedStrategy<Json> {
    let (least, most) = range.map_or((f64::MIN, f64::MAX), ends);
    let (low, high) = (low.max(least as i128), high.min(most as i128));
    let small = low.max(-100).min(high)..=high.min(100).max(low);
    let number = |number: i128| match u64::try_from(number) {
        Ok(number) => Json::from(number),
        Err(_) => i64::try_from(number).map_or(Json::Null, Json::from),
    };
    prop_oneof![small, low..=high].prop_map(number).boxed()
}

/// Texts that match, short ones and now and then the longest.
fn texts(demands: &One) -> BoxedStrategy<Json> {
    if let Some(pattern) = &demands.pattern {
        let texts = string_regex(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
        let length = demands.length;
        return texts
            .prop_filter("is as long as it may be", move |text| {
                within(length, count(text.chars().count()))
            })
            .prop_map(Json::from)
            .boxed();
    }
    let (least, most) = sizes(demands.length);
    let usual = text(least, most.min(least + 20));
    let texts = if (1..=1000).contains(&most) {
        prop_oneof![7 => usual, 1 => text(most, most)].boxed()
    } else {
        usual
    };
    texts.prop_map(Json::from).boxed()
}
