//! A request out of what the path, the query and the body say of it.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Map, Value as Json};

use super::route::Matched;
use crate::{refusal::quoted, rules::Rule};

/// Why there is none.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bad {
    pub(super) rule: Rule,
    /// Which parameter; nothing for the body.
    pub(super) at: String,
    pub(super) text: String,
}

/// The request. What the path says is true, whatever the query and the body say.
pub(super) fn message(
    matched: &Matched<'_>,
    query: &str,
    body: &[u8],
) -> Result<DynamicMessage, Bad> {
    let input = &matched.route.input;
    let mut whole = Map::new();
    if matched.route.has_body && !body.is_empty() {
        whole = serde_json::from_slice(body).map_err(bad_body)?;
        decode(input, whole.clone()).map_err(bad_body)?;
    }
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let bad = |text| Bad {
            rule: Rule::RestQuery,
            at: format!("query {name}"),
            text,
        };
        let path = resolve(input, &name).map_err(bad)?;
        let mut alone = Map::new();
        put(&mut alone, &path, &value);
        decode(input, alone)
            .map_err(|_| bad(format!("{} is no value of {name}", quoted(&value))))?;
        put(&mut whole, &path, &value);
    }
    for (name, value) in &matched.bound {
        let path = resolve(input, name).expect("a template names fields of its request");
        put(&mut whole, &path, value);
    }
    decode(input, whole).map_err(bad_body)
}

fn decode(
    input: &MessageDescriptor,
    json: Map<String, Json>,
) -> Result<DynamicMessage, serde_json::Error> {
    DynamicMessage::deserialize(input.clone(), Json::Object(json))
}

#[expect(clippy::needless_pass_by_value, reason = "it is a way to map an error")]
fn bad_body(error: serde_json::Error) -> Bad {
    Bad {
        rule: Rule::RestBody,
        at: String::new(),
        text: format!("the body is no request: {error}"),
    }
}

/// The fields that `criteria.logGroupId` or `criteria.log_group_id` goes through.
fn resolve(input: &MessageDescriptor, name: &str) -> Result<Vec<FieldDescriptor>, String> {
    let (mut path, mut message) = (Vec::new(), Some(input.clone()));
    for step in name.split('.') {
        let of = message.take().filter(|of| !is_one_value(of));
        let field = of.and_then(|of| {
            let field = of.get_field_by_json_name(step);
            field.or_else(|| of.get_field_by_name(step))
        });
        let field = field.ok_or_else(|| format!("there is no field {}", quoted(name)))?;
        if !field.is_list() {
            message = field.kind().as_message().cloned();
        }
        path.push(field);
    }
    let last = path.last().map(FieldDescriptor::kind);
    let is_open = match last.as_ref().and_then(Kind::as_message) {
        None => false,
        Some(message) => !is_one_value(message),
    };
    if is_open {
        return Err(format!("{} is more than one value", quoted(name)));
    }
    Ok(path)
}

/// Whether a message is one text in JSON.
fn is_one_value(message: &MessageDescriptor) -> bool {
    let texts = ["Timestamp", "Duration", "FieldMask"];
    let name = message.name();
    message.package_name() == "google.protobuf"
        && (texts.contains(&name) || (name.ends_with("Value") && name != "ListValue"))
}

/// Puts one value where it belongs: behind others in a list, else instead of any.
fn put(json: &mut Map<String, Json>, path: &[FieldDescriptor], value: &str) {
    let Some((field, rest)) = path.split_first() else {
        return;
    };
    if field.name() != field.json_name()
        && let Some(there) = json.remove(field.name())
    {
        json.insert(field.json_name().to_owned(), there);
    }
    let there = json.entry(field.json_name()).or_insert(Json::Null);
    if !rest.is_empty() {
        if !there.is_object() {
            *there = Map::new().into();
        }
        if let Some(inner) = there.as_object_mut() {
            put(inner, rest, value);
        }
        return;
    }
    let value = json_of(field, value);
    if field.is_list() {
        match there.as_array_mut() {
            Some(items) => items.push(value),
            None => *there = vec![value].into(),
        }
    } else {
        *there = value;
    }
}

/// The JSON that protobuf's mapping has for a text.
fn json_of(field: &FieldDescriptor, text: &str) -> Json {
    match field.kind() {
        Kind::Bool => text
            .parse::<bool>()
            .map_or_else(|_| text.into(), Json::from),
        Kind::Enum(_) => text.parse::<i32>().map_or_else(|_| text.into(), Json::from),
        // Numbers may be texts.
        Kind::Double
        | Kind::Float
        | Kind::Int32
        | Kind::Int64
        | Kind::Uint32
        | Kind::Uint64
        | Kind::Sint32
        | Kind::Sint64
        | Kind::Fixed32
        | Kind::Fixed64
        | Kind::Sfixed32
        | Kind::Sfixed64
        | Kind::String
        | Kind::Bytes
        | Kind::Message(_) => text.into(),
    }
}
