//! Steps into JSON texts. Numbers stay as they are written, so nothing here makes a
//! `serde_json::Value` of them.

use std::{borrow::Cow, collections::HashMap};

use serde_json::value::RawValue;

use super::Found;

/// What is at the end of the steps; a text that is not JSON is itself.
pub(super) fn at<'a>(text: &'a str, steps: &[String]) -> Found<'a> {
    let Ok(mut value) = serde_json::from_str::<&RawValue>(text) else {
        return match steps {
            [] => Found::One(text.into()),
            [..] => Found::Missing,
        };
    };
    for step in steps {
        let Some(inner) = step_into(value.get(), step) else {
            return Found::Missing;
        };
        value = inner;
    }
    match elements(value.get()) {
        Some(elements) => Found::Many(elements.iter().map(|one| plain(one.get())).collect()),
        None => Found::One(plain(value.get())),
    }
}

/// The same of bytes off the wire; what is not UTF-8 is read with replacement characters.
pub(super) fn at_bytes<'a>(bytes: &'a [u8], steps: &[String]) -> Found<'a> {
    match std::str::from_utf8(bytes) {
        Ok(text) => at(text, steps),
        Err(_) if steps.is_empty() => Found::One(String::from_utf8_lossy(bytes)),
        Err(_) => Found::Missing,
    }
}

fn step_into<'a>(text: &'a str, step: &str) -> Option<&'a RawValue> {
    match text.as_bytes().first()? {
        b'{' => {
            let mut members: HashMap<String, &RawValue> = serde_json::from_str(text).ok()?;
            members.remove(step)
        }
        b'[' => elements(text)?.get(step.parse::<usize>().ok()?).copied(),
        _ => None,
    }
}

fn elements(text: &str) -> Option<Vec<&RawValue>> {
    text.starts_with('[')
        .then(|| serde_json::from_str(text).ok())?
}

/// A string's own text; anything else without the blanks that mean nothing.
fn plain(text: &str) -> Cow<'_, str> {
    if let Some(inner) = text
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    {
        if !inner.contains('\\') {
            return inner.into();
        }
        // Half of a surrogate pair has the form of JSON, and is no text.
        return serde_json::from_str::<String>(text).map_or_else(|_| text.into(), Cow::from);
    }
    compact(text)
}

fn compact(text: &str) -> Cow<'_, str> {
    if !text.contains([' ', '\t', '\n', '\r']) {
        return text.into();
    }
    let (mut in_string, mut escaped) = (false, false);
    let kept = text.chars().filter(|c| {
        let keep = in_string || !c.is_ascii_whitespace();
        if *c == '"' && !escaped {
            in_string = !in_string;
        }
        escaped = *c == '\\' && !escaped;
        keep
    });
    kept.collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, path: &str) -> String {
        let steps: Vec<_> = path.split_terminator('/').map(str::to_owned).collect();
        match at(text, &steps) {
            Found::Missing => "-".into(),
            Found::One(text) => text.into_owned(),
            Found::Many(texts) => texts.join("|"),
        }
    }

    #[test]
    fn steps_lead_into_objects_and_arrays() {
        let text = r#"{"a":{"b":[1.50,{"c":"x\ny"},"z"]},"":null,"a.b":true}"#;
        for (path, expected) in [
            ("a/b/0", "1.50"),
            ("a/b/1/c", "x\ny"),
            ("a/b", "1.50|{\"c\":\"x\\ny\"}|z"),
            ("a/b/3", "-"),
            ("a/b/x", "-"),
            ("a/c", "-"),
            ("a/b/0/c", "-"),
            ("a.b", "true"),
            ("/", "null"),
            ("b", "-"),
        ] {
            assert_eq!(found(text, path), expected, "{path}");
        }
        assert_eq!(found("not JSON", ""), "not JSON");
        assert_eq!(found("not JSON", "a"), "-");
        assert_eq!(found("[]", ""), "");
    }

    #[test]
    fn blanks_between_are_nothing_and_within_are_kept() {
        assert_eq!(
            found("{ \"a\" : [ 1 , \" \\\" \" ] }", ""),
            r#"{"a":[1," \" "]}"#
        );
        assert_eq!(found(r#""\ud800""#, ""), r#""\ud800""#);
    }

    #[test]
    fn depth_is_no_danger() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert_eq!(found(&deep, "0/0").len(), 200_000 - 6);
    }
}
