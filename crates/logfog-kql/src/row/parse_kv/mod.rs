//! `parse-kv`: a text is taken apart into keys and values.

mod bind;
mod scan;

use std::borrow::Cow;

use regex::Regex;

use self::scan::Scan;
use super::{kept, parse::whole};
use crate::{Scalar, Value, bind::Column, functions::Context};

/// Which keys are looked for, and how.
#[derive(Clone, Debug)]
pub(super) struct ParseKv {
    pub(super) value: Scalar,
    /// The columns that there are besides those that it makes.
    pub(super) kept: Vec<usize>,
    keys: Vec<Column>,
    mode: Mode,
}

#[derive(Clone, Debug)]
enum Mode {
    Scan(Scan),
    /// The first group is a key, the second its value.
    Regex(Regex),
}

/// What was found of each key so far.
struct Found<'k> {
    keys: &'k [Column],
    values: Vec<Option<String>>,
}

impl Found<'_> {
    /// Keeps a value, if it is the first of a key that is asked for.
    fn keep(&mut self, key: &str, value: &str) {
        let place = self
            .keys
            .iter()
            .position(|column| column.name == key.trim());
        if let Some(slot) = place.and_then(|place| self.values.get_mut(place)) {
            slot.get_or_insert_with(|| value.trim().to_owned());
        }
    }

    fn asks_for(&self, key: &str) -> bool {
        self.keys.iter().any(|column| column.name == key)
    }
}

impl ParseKv {
    pub(super) fn apply<'a>(
        &'a self,
        row: Cow<'a, [Value<'a>]>,
        context: &Context,
    ) -> Vec<Value<'a>> {
        let mut found = Found {
            keys: &self.keys,
            values: vec![None; self.keys.len()],
        };
        self.find(&self.value.look(&row, context).text(), &mut found);
        let mut values = kept(row, &self.kept, self.keys.len());
        for (column, text) in self.keys.iter().zip(found.values) {
            let value = text.and_then(|text| whole(&text, column.ty).map(Value::into_owned));
            values.push(value.unwrap_or(Value::missing(column.ty)));
        }
        values
    }

    fn find(&self, text: &str, found: &mut Found<'_>) {
        match &self.mode {
            Mode::Scan(scan) => scan.find(text, found),
            Mode::Regex(regex) => {
                for groups in regex.captures_iter(text) {
                    if let (Some(key), Some(value)) = (groups.get(1), groups.get(2)) {
                        found.keep(key.as_str(), value.as_str());
                    }
                }
            }
        }
    }
}
