//! `in`, `in~`, `has_any` and `has_all`. An array in a list counts as its elements.

use std::{borrow::Cow, collections::HashSet};

use crate::{
    Value,
    operators::{
        Comparison,
        text::{Matcher, TextMatch, lowered},
    },
};

/// The values of a list, with arrays taken apart.
pub fn flatten<'a>(list: &[Value<'a>]) -> Vec<Value<'a>> {
    let mut values = Vec::with_capacity(list.len());
    for value in list {
        match value.elements() {
            Some(elements) => values.extend(elements.iter().cloned()),
            None => values.push(value.clone()),
        }
    }
    values
}

/// The values of `in` or `in~`, prepared once for many rows.
#[derive(Clone, Debug)]
pub struct Members<'a> {
    case_sensitive: bool,
    texts: HashSet<Cow<'a, str>>,
    wholes: HashSet<i64>,
    others: Vec<Value<'a>>,
}

impl<'a> Members<'a> {
    /// Prepares a list. `in~` takes everything as its text, in whatever case.
    pub fn new(list: &[Value<'a>], case_sensitive: bool) -> Self {
        let mut members = Self {
            case_sensitive,
            texts: HashSet::new(),
            wholes: HashSet::new(),
            others: Vec::new(),
        };
        for value in flatten(list) {
            if !case_sensitive {
                members.texts.insert(lowered(value.into_text()));
            } else if let Value::String(text) = value {
                members.texts.insert(text);
            } else if let Some(whole) = whole(&value) {
                members.wholes.insert(whole);
            } else {
                members.others.push(value);
            }
        }
        members
    }

    /// Whether a value is one of them. Null never is.
    pub fn contains(&self, value: &Value<'_>) -> bool {
        if value.is_null() {
            return false;
        }
        if !self.case_sensitive {
            return self.texts.contains(&*lowered(value.text()));
        }
        if let Some(whole) = whole(value) {
            return self.wholes.contains(&whole) || self.has_other(value);
        }
        let number = value.number().is_some();
        if number
            && self
                .wholes
                .iter()
                .any(|whole| same(&Value::Long(*whole), value))
        {
            return true;
        }
        match value.as_str() {
            Some(text) if self.others.is_empty() => self.texts.contains(text),
            Some(text) => self.texts.contains(text) || self.has_other(value),
            None => self.has_other(value) || self.texts.iter().any(|text| equal(text, value)),
        }
    }

    fn has_other(&self, value: &Value<'_>) -> bool {
        self.others.iter().any(|other| same(other, value))
    }
}

/// Whether a text says the time, duration or guid that a value is.
fn equal(text: &str, value: &Value<'_>) -> bool {
    same(&Value::string(text), value)
}

fn same(left: &Value<'_>, right: &Value<'_>) -> bool {
    Comparison::Equal.apply(left, right).truth() == Some(true)
}

/// An int or a long.
fn whole(value: &Value<'_>) -> Option<i64> {
    if let Value::Int(_) | Value::Long(_) = value {
        value.whole()
    } else {
        None
    }
}

/// The terms of a flat list, ready to be looked for.
pub fn terms(list: &[Value<'_>]) -> Vec<Matcher> {
    let has = |value: &Value<'_>| Matcher::plain(TextMatch::Has, false, &value.text());
    list.iter().map(has).collect()
}

/// `has_any`: whether a text has one of the terms.
pub fn has_any(terms: &[Matcher], text: &str) -> bool {
    terms.iter().any(|term| term.matches(text))
}

/// `has_all`: whether a text has all of the terms.
pub fn has_all(terms: &[Matcher], text: &str) -> bool {
    terms.iter().all(|term| term.matches(text))
}
