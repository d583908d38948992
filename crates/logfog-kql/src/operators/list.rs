//! `in`, `in~`, `has_any` and `has_all`. An array in a list counts as its elements.

use crate::{
    Value,
    operators::text::{Matcher, TextMatch, same_ignoring_case},
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

/// `in`: whether a flat list has a value.
pub fn contains(list: &[Value<'_>], value: &Value<'_>) -> bool {
    !value.is_null() && list.iter().any(|listed| listed.same(value))
}

/// `in~`: whether a flat list has a text in whatever case.
pub fn contains_ignoring_case(list: &[Value<'_>], value: &Value<'_>) -> bool {
    let text = value.text();
    list.iter()
        .any(|listed| same_ignoring_case(&listed.text(), &text))
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
