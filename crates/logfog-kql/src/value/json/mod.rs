//! JSON text, looked into no further than somebody asks.

mod read;
mod write;

use std::borrow::Cow;

use self::read::Scanner;
pub use self::{
    read::{literal, parse},
    write::{write, write_text},
};
use crate::value::Value;

/// How deeply arrays and bags may be nested in a text.
pub const DEPTH_LIMIT: usize = 64;

/// What a text is as JSON: an array or a bag is checked, but not read yet. None if it is not JSON.
pub fn lazy(text: &str) -> Option<Value<'_>> {
    let mut scanner = Scanner::new(text);
    let value = scanner.skip_value()?;
    if scanner.at_end() {
        unread(value)
    } else {
        None
    }
}

/// The value that a text is, which was checked.
pub(crate) fn unread(text: &str) -> Option<Value<'_>> {
    if text.starts_with(['{', '[']) {
        return Some(Value::Json(Cow::Borrowed(text)));
    }
    parse(text)
}

/// The names in the text of a bag, and the text of what each holds, unread. None if it is no bag.
pub(crate) fn members(text: &str) -> Option<Vec<(Cow<'_, str>, &str)>> {
    let mut scanner = Scanner::new(text);
    let mut members = Vec::new();
    if !scanner.open(b'{') {
        return None;
    }
    if scanner.close(b'}') {
        return scanner.at_end().then_some(members);
    }
    loop {
        members.push((scanner.key()?, scanner.skip_value()?));
        if !scanner.more(b'}')? {
            return scanner.at_end().then_some(members);
        }
    }
}

/// What a name holds in the text of a bag; the last of several.
pub fn member<'t>(text: &'t str, name: &str) -> Option<Value<'t>> {
    let mut scanner = Scanner::new(text);
    let mut found = None;
    if !scanner.open(b'{') || scanner.close(b'}') {
        return None;
    }
    loop {
        let matches = scanner.key()? == name;
        let value = scanner.skip_value()?;
        if matches {
            found = Some(value);
        }
        if !scanner.more(b'}')? {
            return found.and_then(unread);
        }
    }
}

/// What is at a place in the text of an array, counted from the end if it is negative.
pub fn element(text: &str, place: i64) -> Option<Value<'_>> {
    let mut scanner = Scanner::new(text);
    if !scanner.open(b'[') || scanner.close(b']') {
        return None;
    }
    let Ok(wanted) = usize::try_from(place) else {
        return from_end(scanner, place.unsigned_abs());
    };
    let mut at = 0;
    loop {
        let value = scanner.skip_value()?;
        if at == wanted {
            return unread(value);
        }
        if !scanner.more(b']')? {
            return None;
        }
        at += 1;
    }
}

fn from_end(mut scanner: Scanner<'_>, back: u64) -> Option<Value<'_>> {
    let mut all = Vec::new();
    loop {
        all.push(scanner.skip_value()?);
        if !scanner.more(b']')? {
            break;
        }
    }
    let place = all.len().checked_sub(usize::try_from(back).ok()?)?;
    unread(all[place])
}
