use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, OneofDescriptor, Value};
use regex::Regex;

use super::range::Range;

/// Which option it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It is set, and not to its default.
    Required,
    /// Characters of a text.
    Length,
    /// Encoded bytes.
    Bytes,
    /// Elements of a list or map.
    Size,
    /// The whole text matches.
    Pattern,
    /// A number or a length of time.
    Value,
    /// No element twice.
    Unique,
    /// Characters of each key.
    KeyLength,
    /// Each whole key matches.
    KeyPattern,
    /// The number that each key is.
    KeyValue,
    /// One member of a oneof is set.
    ExactlyOne,
}

impl Kind {
    pub(super) const ALL: [Self; 11] = [
        Self::Required,
        Self::Length,
        Self::Bytes,
        Self::Size,
        Self::Pattern,
        Self::Value,
        Self::Unique,
        Self::KeyLength,
        Self::KeyPattern,
        Self::KeyValue,
        Self::ExactlyOne,
    ];

    /// The option's name.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Length => "length",
            Self::Bytes => "bytes",
            Self::Size => "size",
            Self::Pattern => "pattern",
            Self::Value => "value",
            Self::Unique => "unique",
            Self::KeyLength => "map_key length",
            Self::KeyPattern => "map_key pattern",
            Self::KeyValue => "map_key value",
            Self::ExactlyOne => "exactly_one",
        }
    }
}

/// One option of one field.
#[derive(Clone, Debug)]
pub(crate) struct Demand {
    pub(crate) kind: Kind,
    /// As it is written: `<=64`, a pattern, `yes`, or the members of a oneof.
    pub(crate) bound: String,
    pub(super) range: Option<Range>,
    pub(super) pattern: Option<Regex>,
}

impl Demand {
    /// One that is written like this.
    ///
    /// # Panics
    ///
    /// When the text is no bound: the protos are wrong then, and every test says so.
    pub(super) fn new(kind: Kind, bound: &str) -> Self {
        let (mut range, mut pattern) = (None, None);
        match kind {
            Kind::Length
            | Kind::Bytes
            | Kind::Size
            | Kind::Value
            | Kind::KeyLength
            | Kind::KeyValue => {
                range = Some(Range::parse(bound).expect("the protos hold good ranges"));
            }
            Kind::Pattern | Kind::KeyPattern => {
                let whole = Regex::new(&format!(r"\A(?:{bound})\z"));
                pattern = Some(whole.expect("the protos hold good patterns"));
            }
            Kind::Required | Kind::Unique | Kind::ExactlyOne => {}
        }
        Self {
            kind,
            bound: bound.to_owned(),
            range,
            pattern,
        }
    }

    pub(super) fn exactly_one(members: &str) -> Self {
        Self::new(Kind::ExactlyOne, members)
    }

    /// Whether a number of characters, bytes or elements is allowed.
    pub(super) fn counts(&self, number: usize) -> bool {
        self.range.is_none_or(|range| range.counts(number))
    }

    /// The least number that it counts to be allowed.
    pub(crate) fn least(&self) -> usize {
        self.range.map_or(0, Range::least)
    }

    /// The largest number that it counts to be allowed.
    pub(crate) fn most(&self) -> usize {
        self.range.map_or(usize::MAX, Range::most)
    }

    pub(super) fn holds(&self, number: f64) -> bool {
        self.range.is_none_or(|range| range.holds(number))
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        let pattern = self.pattern.as_ref();
        pattern.is_none_or(|pattern| pattern.is_match(text))
    }
}

/// What the options of a field say.
pub(super) fn of_field(field: &FieldDescriptor) -> Vec<Demand> {
    let options = field.options();
    let option = |name: &str| option(field.parent_pool(), &options, name);
    let mut demands = Vec::new();
    for (name, kind) in [("required", Kind::Required), ("unique", Kind::Unique)] {
        if option(name).and_then(|value| value.as_bool()) == Some(true) {
            demands.push(Demand::new(kind, "yes"));
        }
    }
    for (name, kind) in [
        ("length", Kind::Length),
        ("bytes", Kind::Bytes),
        ("size", Kind::Size),
        ("pattern", Kind::Pattern),
        ("value", Kind::Value),
    ] {
        if let Some(bound) = option(name).as_ref().and_then(Value::as_str) {
            demands.push(Demand::new(kind, bound));
        }
    }
    let key = option("map_key");
    let key = key.as_ref().and_then(Value::as_message);
    for (name, kind) in [
        ("length", Kind::KeyLength),
        ("pattern", Kind::KeyPattern),
        ("value", Kind::KeyValue),
    ] {
        let bound = key.and_then(|key| key.get_field_by_name(name));
        let bound = bound.as_ref().and_then(|bound| bound.as_str());
        if let Some(bound) = bound.filter(|bound| !bound.is_empty()) {
            demands.push(Demand::new(kind, bound));
        }
    }
    demands
}

/// Whether one member of a oneof has to be set.
pub(super) fn exactly_one(oneof: &OneofDescriptor) -> bool {
    let value = option(oneof.parent_pool(), &oneof.options(), "exactly_one");
    value.and_then(|value| value.as_bool()) == Some(true)
}

fn option(pool: &DescriptorPool, options: &DynamicMessage, name: &str) -> Option<Value> {
    let extension = pool.get_extension_by_name(&format!("yandex.cloud.{name}"))?;
    let is_set = options.has_extension(&extension);
    is_set.then(|| options.get_extension(&extension).into_owned())
}
