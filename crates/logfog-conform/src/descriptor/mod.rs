//! What protobuf descriptors with the check options of `yandex/cloud/validation.proto` say of a
//! message: a second opinion where there is no JSON Schema, and messages made by it.
//!
//! Beside the options, an enum's number has a name and a `Timestamp` is one of the years 1 to 9999.
//! Defaults count as values where a field does not know whether it is set.

mod make;
#[cfg(test)]
mod tests;
mod violations;

use std::ops::{Bound, RangeBounds as _};

use jiff::SignedDuration;
use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, OneofDescriptor, Value};

pub use make::message;
pub use violations::violations;

/// `1-5`, `<=5`, `>0`, `5`; seconds where it is written `1h-168h`.
type Range = (Bound<f64>, Bound<f64>);

/// What is demanded of one value.
#[derive(Clone, Debug, Default)]
struct One {
    pattern: Option<String>,
    length: Option<Range>,
    value: Option<Range>,
    bytes: Option<Range>,
}

/// What the options of a field demand.
#[derive(Clone, Debug, Default)]
struct Demands {
    required: bool,
    unique: bool,
    size: Option<Range>,
    /// Of each value.
    each: One,
    /// Of each key of a map.
    key: One,
}

impl Demands {
    fn of(field: &FieldDescriptor) -> Self {
        let options = field.options();
        let one = |name: &str| option_of(field.parent_pool(), &options, name);
        let yes = |name: &str| one(name).and_then(|value| value.as_bool()) == Some(true);
        let range = |name: &str| one(name).as_ref().and_then(Value::as_str).map(range);
        let key = one("map_key");
        let key = |name: &str| {
            let key = key.as_ref().and_then(Value::as_message)?;
            let text = key.get_field_by_name(name)?.as_str()?.to_owned();
            (!text.is_empty()).then_some(text)
        };
        Self {
            required: yes("required"),
            unique: yes("unique"),
            size: range("size"),
            each: One {
                pattern: one("pattern").and_then(|value| Some(value.as_str()?.to_owned())),
                length: range("length"),
                value: range("value"),
                bytes: range("bytes"),
            },
            key: One {
                pattern: key("pattern"),
                length: key("length").as_deref().map(self::range),
                value: key("value").as_deref().map(self::range),
                bytes: None,
            },
        }
    }
}

/// Whether one member has to be set.
fn exactly_one(oneof: &OneofDescriptor) -> bool {
    let exactly_one = option_of(oneof.parent_pool(), &oneof.options(), "exactly_one");
    exactly_one.and_then(|value| value.as_bool()) == Some(true)
}

fn option_of(pool: &DescriptorPool, options: &DynamicMessage, name: &str) -> Option<Value> {
    let extension = pool.get_extension_by_name(&format!("yandex.cloud.{name}"))?;
    let value = options.get_extension(&extension).into_owned();
    options.has_extension(&extension).then_some(value)
}

/// # Panics
///
/// When the text says no range.
fn range(text: &str) -> Range {
    let bound = |bound: &str| {
        let seconds = || bound.parse::<SignedDuration>().ok();
        let number = bound.parse().ok();
        let number = number.or_else(|| seconds().map(|length| length.as_secs_f64()));
        number.unwrap_or_else(|| panic!("`{text}` is no range"))
    };
    if let Some(most) = text.strip_prefix("<=") {
        return (Bound::Unbounded, Bound::Included(bound(most)));
    }
    if let Some(least) = text.strip_prefix(">=") {
        return (Bound::Included(bound(least)), Bound::Unbounded);
    }
    if let Some(most) = text.strip_prefix('<') {
        return (Bound::Unbounded, Bound::Excluded(bound(most)));
    }
    if let Some(least) = text.strip_prefix('>') {
        return (Bound::Excluded(bound(least)), Bound::Unbounded);
    }
    // A dash in front is a sign.
    let dash = text
        .char_indices()
        .skip(1)
        .find(|(_, letter)| *letter == '-');
    let (least, most) = dash.map_or((text, text), |(at, _)| (&text[..at], &text[at + 1..]));
    (Bound::Included(bound(least)), Bound::Included(bound(most)))
}

/// The lowest and the highest whole number of a range.
fn ends((low, high): Range) -> (f64, f64) {
    let low = match low {
        Bound::Included(low) => low.ceil(),
        Bound::Excluded(low) => low.floor() + 1.0,
        Bound::Unbounded => f64::MIN,
    };
    let high = match high {
        Bound::Included(high) => high.floor(),
        Bound::Excluded(high) => high.ceil() - 1.0,
        Bound::Unbounded => f64::MAX,
    };
    (low, high)
}

#[expect(clippy::cast_precision_loss, reason = "nothing has that many")]
const fn count(number: usize) -> f64 {
    number as f64
}

fn within(range: Option<Range>, number: f64) -> bool {
    range.is_none_or(|range| range.contains(&number))
}
