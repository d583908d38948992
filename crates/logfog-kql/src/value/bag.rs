use std::{borrow::Cow, collections::HashMap};

use crate::value::Value;

/// The entries of a bag, in the order in which they were written; no name occurs twice.
#[derive(Clone, Debug, Default)]
pub struct Bag<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> Bag<'a> {
    /// What a name holds.
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// The entries, first to last.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &(Cow<'a, str>, Value<'a>)> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn to_owned_bag(&self) -> Bag<'static> {
        let owned = |(name, value): &(Cow<'a, str>, Value<'a>)| {
            (
                Cow::Owned(name.clone().into_owned()),
                value.clone().into_owned(),
            )
        };
        Bag(self.0.iter().map(owned).collect())
    }
}

/// Makes a bag. A name that is set again keeps its place.
#[derive(Debug, Default)]
pub struct Builder<'a> {
    entries: Vec<(Cow<'a, str>, Value<'a>)>,
    places: HashMap<Cow<'a, str>, usize>,
}

/// Up to this many entries are looked through, which is faster than a map.
const FEW: usize = 16;

impl<'a> Builder<'a> {
    /// Sets what a name holds.
    pub fn set(&mut self, name: Cow<'a, str>, value: Value<'a>) {
        if let Some(place) = self.place(&name) {
            self.entries[place].1 = value;
            return;
        }
        if self.entries.len() >= FEW {
            if self.places.is_empty() {
                let known = self.entries.iter().enumerate();
                self.places = known
                    .map(|(place, (name, _))| (name.clone(), place))
                    .collect();
            }
            self.places.insert(name.clone(), self.entries.len());
        }
        self.entries.push((name, value));
    }

    /// Sets what a name holds, unless it holds something.
    pub fn set_first(&mut self, name: Cow<'a, str>, value: Value<'a>) {
        if self.place(&name).is_none() {
            self.set(name, value);
        }
    }

    /// What a name holds so far.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value<'a>> {
        let place = self.place(name)?;
        self.entries.get_mut(place).map(|(_, value)| value)
    }

    fn place(&self, name: &str) -> Option<usize> {
        if self.entries.len() > FEW {
            return self.places.get(name).copied();
        }
        self.entries.iter().position(|(key, _)| key == name)
    }

    /// The bag, as a value.
    pub fn finish(self) -> Value<'a> {
        Value::Bag(Bag(self.entries).into())
    }
}
