use prost_reflect::{DynamicMessage, MessageDescriptor, ReflectMessage as _, Value};

use super::{Demand, Kind, Options};

/// A field that is not as an option demands.
#[derive(Clone, Debug)]
pub(crate) struct Flawed<'a> {
    /// As in `criteria.resource_ids[3]`.
    pub(crate) path: String,
    /// The same as a JSON pointer.
    pub(crate) pointer: String,
    pub(crate) demand: &'a Demand,
    /// What was found, short enough to read.
    pub(crate) found: String,
}

pub(super) fn flaws<'a>(options: &'a Options, message: &DynamicMessage) -> Vec<Flawed<'a>> {
    let mut walk = Walk {
        options,
        flaws: Vec::new(),
    };
    walk.message(message, &Place::default());
    walk.flaws
}

/// Where in a message, in both spellings.
#[derive(Clone, Debug, Default)]
struct Place {
    path: String,
    pointer: String,
}

impl Place {
    fn field(&self, name: &str) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self {
            path: format!("{}{dot}{name}", self.path),
            pointer: format!("{}/{name}", self.pointer),
        }
    }

    fn element(&self, at: usize) -> Self {
        Self {
            path: format!("{}[{at}]", self.path),
            pointer: format!("{}/{at}", self.pointer),
        }
    }

    fn member(&self, key: &Value) -> Self {
        let name = key.as_str().map_or_else(|| key.to_string(), str::to_owned);
        let name = name.replace('~', "~0").replace('/', "~1");
        Self {
            path: format!("{}[{key}]", self.path),
            pointer: format!("{}/{name}", self.pointer),
        }
    }
}

struct Walk<'a> {
    options: &'a Options,
    flaws: Vec<Flawed<'a>>,
}

impl<'a> Walk<'a> {
    fn message(&mut self, message: &DynamicMessage, at: &Place) {
        let descriptor = message.descriptor();
        if !is_ours(&descriptor) {
            return;
        }
        let options = self.options;
        for oneof in descriptor.oneofs() {
            let is_set = oneof.fields().any(|field| message.has_field(&field));
            if let Some(demand) = options.of(oneof.full_name()).first()
                && !is_set
            {
                self.add(&at.field(oneof.name()), demand, "none of them");
            }
        }
        for field in descriptor.fields() {
            let at = at.field(field.name());
            let demands = options.of(field.full_name());
            if !message.has_field(&field) {
                let required = demands.iter().find(|one| one.kind == Kind::Required);
                if let Some(demand) = required {
                    self.add(&at, demand, "nothing");
                    continue;
                }
                if field.supports_presence() {
                    continue;
                }
            }
            self.field(demands, &message.get_field(&field), &at);
        }
    }

    fn field(&mut self, demands: &'a [Demand], value: &Value, at: &Place) {
        if let Some(items) = value.as_list() {
            self.elements(demands, items.len(), at);
            self.twice(demands, items, at);
            for (number, item) in items.iter().enumerate() {
                self.one(demands, item, &at.element(number));
            }
        } else if let Some(members) = value.as_map() {
            self.elements(demands, members.len(), at);
            // A map keeps no order, and an answer has one.
            let members = members.iter();
            let mut members: Vec<_> = members
                .map(|(key, value)| (Value::from(key.clone()), value))
                .collect();
            members.sort_by_cached_key(|(key, _)| key.to_string());
            for (key, value) in members {
                let at = at.member(&key);
                self.key(demands, &key, &at);
                self.one(demands, value, &at);
            }
        } else {
            self.one(demands, value, at);
        }
    }

    fn elements(&mut self, demands: &'a [Demand], found: usize, at: &Place) {
        let sizes = demands.iter().filter(|one| one.kind == Kind::Size);
        for demand in sizes.filter(|one| !one.counts(found)) {
            self.add(at, demand, format!("{found} elements"));
        }
    }

    fn twice(&mut self, demands: &'a [Demand], items: &[Value], at: &Place) {
        let Some(unique) = demands.iter().find(|one| one.kind == Kind::Unique) else {
            return;
        };
        let second = (1..items.len()).find(|end| items[..*end].contains(&items[*end]));
        if let Some(second) = second {
            self.add(at, unique, format!("element {second} again"));
        }
    }

    fn key(&mut self, demands: &'a [Demand], key: &Value, at: &Place) {
        for demand in demands {
            match demand.kind {
                Kind::KeyLength => self.length(demand, key, at),
                Kind::KeyPattern => self.pattern(demand, key, at),
                Kind::KeyValue => self.value(demand, key, at),
                Kind::Required
                | Kind::Length
                | Kind::Bytes
                | Kind::Size
                | Kind::Pattern
                | Kind::Value
                | Kind::Unique
                | Kind::ExactlyOne => {}
            }
        }
    }

    fn one(&mut self, demands: &'a [Demand], value: &Value, at: &Place) {
        for demand in demands {
            match demand.kind {
                Kind::Length => self.length(demand, value, at),
                Kind::Pattern => self.pattern(demand, value, at),
                Kind::Value => self.value(demand, value, at),
                Kind::Bytes => self.bytes(demand, value, at),
                Kind::Required
                | Kind::Size
                | Kind::Unique
                | Kind::KeyLength
                | Kind::KeyPattern
                | Kind::KeyValue
                | Kind::ExactlyOne => {}
            }
        }
        if let Some(message) = value.as_message() {
            self.message(message, at);
        }
    }

    fn length(&mut self, demand: &'a Demand, value: &Value, at: &Place) {
        let length = value.as_str().map(|text| text.chars().count());
        if let Some(length) = length.filter(|length| !demand.counts(*length)) {
            self.add(at, demand, format!("{length} characters"));
        }
    }

    fn pattern(&mut self, demand: &'a Demand, value: &Value, at: &Place) {
        if let Some(text) = value.as_str().filter(|text| !demand.matches(text)) {
            self.add(at, demand, crate::refusal::quoted(text));
        }
    }

    fn value(&mut self, demand: &'a Demand, value: &Value, at: &Place) {
        if let Some(number) = number(value).filter(|number| !demand.holds(*number)) {
            self.add(at, demand, number.to_string());
        }
    }

    fn bytes(&mut self, demand: &'a Demand, value: &Value, at: &Place) {
        let bytes = match value {
            Value::String(text) => text.len(),
            Value::Bytes(bytes) => bytes.len(),
            Value::Message(message) => prost::Message::encoded_len(message),
            Value::Bool(_)
            | Value::I32(_)
            | Value::I64(_)
            | Value::U32(_)
            | Value::U64(_)
            | Value::F32(_)
            | Value::F64(_)
            | Value::EnumNumber(_)
            | Value::List(_)
            | Value::Map(_) => return,
        };
        if !demand.counts(bytes) {
            self.add(at, demand, format!("{bytes} bytes"));
        }
    }

    fn add(&mut self, at: &Place, demand: &'a Demand, found: impl Into<String>) {
        self.flaws.push(Flawed {
            path: at.path.clone(),
            pointer: at.pointer.clone(),
            demand,
            found: found.into(),
        });
    }
}

/// Whether a message can hold demands: Google's have none.
fn is_ours(descriptor: &MessageDescriptor) -> bool {
    let package = descriptor.package_name();
    package.starts_with("yandex.cloud")
}

/// A number, or the seconds of a `Duration`.
#[expect(
    clippy::cast_precision_loss,
    reason = "no bound is as large as what doubles cannot tell apart"
)]
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::I32(number) => Some((*number).into()),
        Value::U32(number) => Some((*number).into()),
        Value::I64(number) => Some(*number as f64),
        Value::U64(number) => Some(*number as f64),
        Value::F32(number) => Some((*number).into()),
        Value::F64(number) => Some(*number),
        Value::Message(message) => seconds(message),
        Value::Bool(_)
        | Value::EnumNumber(_)
        | Value::String(_)
        | Value::Bytes(_)
        | Value::List(_)
        | Value::Map(_) => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "no bound is as large")]
fn seconds(message: &DynamicMessage) -> Option<f64> {
    if message.descriptor().full_name() != "google.protobuf.Duration" {
        return None;
    }
    let seconds = message.get_field_by_name("seconds")?.as_i64()?;
    let nanos = message.get_field_by_name("nanos")?.as_i32()?;
    Some(seconds as f64 + f64::from(nanos) / 1e9)
}
