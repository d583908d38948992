use std::ops::Range;

use serde_json::{Map, Number, Value};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A TOML text that has been read, each part of which knows where it stands.
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    table: Spanned<DeTable<'a>>,
}

impl<'a> Source<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, toml::de::Error> {
        Ok(Self {
            text,
            table: DeTable::parse(text)?,
        })
    }

    /// The same as JSON, which has no dates: they are texts there.
    pub(crate) fn json(&self) -> Value {
        table(self.table.get_ref())
    }

    /// Where a part stands: the value at a path such as `sessions[0].ttl`, or as much of the way
    /// as there is.
    pub(crate) fn find(&self, path: &str) -> Range<usize> {
        let last = self.walk(path).last();
        last.map_or(0..0, Spanned::span)
    }

    /// Where a key of the table at a path stands.
    pub(crate) fn key(&self, path: &str, name: &str) -> Option<Range<usize>> {
        let table = match self.walk(path).last() {
            Some(value) => value.get_ref().as_table()?,
            None => self.table.get_ref(),
        };
        let mut keys = table.keys();
        keys.find(|key| key.get_ref() == name).map(Spanned::span)
    }

    /// The values along a path, as far as there are any.
    fn walk(&self, path: &str) -> impl Iterator<Item = &Spanned<DeValue<'a>>> {
        let mut table = Some(self.table.get_ref());
        let mut list = None;
        steps(path).map_while(move |step| {
            let value = match step {
                Step::Name(name) => table?.iter().find(|(key, _)| key.get_ref() == name)?.1,
                Step::Place(at) => <[_]>::get(list?, at)?,
            };
            table = value.get_ref().as_table();
            list = value.get_ref().as_array().map(|items| &items[..]);
            Some(value)
        })
    }
}

enum Step<'a> {
    Name(&'a str),
    Place(usize),
}

/// `sessions[0].ttl` is three steps; so is `sessions.0.ttl`.
fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    let steps = path
        .split(['.', '['])
        .map(|step| step.trim_end_matches(']'));
    let steps = steps.filter(|step| !step.is_empty());
    steps.map(|step| step.parse().map_or(Step::Name(step), Step::Place))
}

fn table(table: &DeTable<'_>) -> Value {
    let pairs = table.iter().map(|(key, value)| {
        let key = key.get_ref().clone().into_owned();
        (key, json(value.get_ref()))
    });
    Value::Object(pairs.collect::<Map<_, _>>())
}

fn json(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.clone().into_owned()),
        DeValue::Integer(number) => {
            let number = i64::from_str_radix(number.as_str(), number.radix());
            number.map_or(Value::Null, |number| Value::Number(number.into()))
        }
        DeValue::Float(number) => {
            let number = number.as_str().parse().ok().and_then(Number::from_f64);
            number.map_or(Value::Null, Value::Number)
        }
        DeValue::Boolean(yes) => Value::Bool(*yes),
        DeValue::Datetime(at) => Value::String(at.to_string()),
        DeValue::Array(items) => items.iter().map(|item| json(item.get_ref())).collect(),
        DeValue::Table(pairs) => table(pairs),
    }
}
