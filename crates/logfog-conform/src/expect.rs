use serde_json::Value;

use crate::{Answer, Expected};

/// What stands for any value: in a promise, and in a recording for one that is another each time.
pub(crate) const ANY: &str = "{{any}}";

/// The first way in which an answer is not what was promised.
pub(crate) fn difference(expected: &Expected, got: &Answer) -> Option<String> {
    if !expected.status.is_empty() && expected.status != got.status {
        return Some(format!(
            "status: expected {}, got {}",
            expected.status, got.status
        ));
    }
    for (name, value) in &expected.headers {
        let there = got.header(name);
        match value.as_deref() {
            None if there.is_some() => {
                return Some(format!("header {name}: expected none, got {there:?}"));
            }
            None => {}
            Some(ANY) if there.is_some() => {}
            Some(value) if there == Some(value) => {}
            Some(value) => {
                return Some(format!("header {name}: expected {value:?}, got {there:?}"));
            }
        }
    }
    body(&expected.body, &got.body)
}

/// The first way in which a body, or a frame, is not what was promised.
pub(crate) fn body(expected: &str, got: &[u8]) -> Option<String> {
    if expected.is_empty() {
        return None;
    }
    let text = String::from_utf8_lossy(got);
    if let Some(exact) = expected.strip_prefix('=') {
        let same = exact == text;
        return (!same).then(|| format!("body: expected exactly {exact:?}, got {text:?}"));
    }
    let wanted: Value = match serde_json::from_str(expected) {
        Ok(wanted) => wanted,
        Err(error) => return Some(format!("the expected body is not JSON: {error}")),
    };
    match serde_json::from_slice(got) {
        Ok(there) => subset(&wanted, &there, ""),
        Err(_) => Some(format!("body: expected JSON, got {text:?}")),
    }
}

/// Whether everything that is wanted is there; the pointer of the first thing that is not.
fn subset(wanted: &Value, there: &Value, at: &str) -> Option<String> {
    match (wanted, there) {
        (Value::String(any), _) if any == ANY => None,
        (Value::Object(wanted), Value::Object(there)) => wanted.iter().find_map(|(key, value)| {
            let at = format!("{at}/{}", logfog_kit::json::pointer_step(key));
            match there.get(key) {
                Some(there) => subset(value, there, &at),
                None => Some(format!("{at}: expected {value}, got nothing")),
            }
        }),
        (Value::Array(wanted), Value::Array(there)) if wanted.len() == there.len() => {
            let pairs = wanted.iter().zip(there).enumerate();
            pairs
                .into_iter()
                .find_map(|(n, (wanted, there))| subset(wanted, there, &format!("{at}/{n}")))
        }
        _ if wanted == there => None,
        _ => Some(format!("{at}: expected {wanted}, got {there}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subset_is_enough_and_the_first_difference_is_named() {
        let got = br#"{"a":{"b":[1,{"c":"x"}]},"z":0}"#;
        assert_eq!(body(r#"{"a":{"b":[1,{"c":"{{any}}"}]}}"#, got), None);
        let missing = body(r#"{"a":{"d/e":1}}"#, got).expect("d is not there");
        assert_eq!(missing, "/a/d~1e: expected 1, got nothing");
        let other = body(r#"{"a":{"b":[2,{}]}}"#, got).expect("1 is not 2");
        assert_eq!(other, "/a/b/0: expected 2, got 1");
        assert!(
            body(r#"{"a":{"b":[1]}}"#, got).is_some(),
            "an array is not a longer array"
        );
    }

    #[test]
    fn exact_means_every_byte() {
        assert_eq!(body("=", b""), None);
        assert_eq!(body("={\"a\":1}", b"{\"a\":1}"), None);
        assert!(body("={\"a\":1}", b"{\"a\": 1}").is_some());
        assert!(body("=", b" ").is_some());
    }

    #[test]
    fn headers_are_there_or_not() {
        let got = Answer {
            status: "200".into(),
            headers: vec![("content-type".into(), "text/plain".into())],
            body: Vec::new(),
        };
        let expecting = |name: &str, value: Option<&str>| Expected {
            status: "200".into(),
            headers: vec![(name.into(), value.map(str::to_owned))],
            body: String::new(),
        };
        assert_eq!(
            difference(&expecting("Content-Type", Some("{{any}}")), &got),
            None
        );
        assert_eq!(difference(&expecting("Allow", None), &got), None);
        assert!(difference(&expecting("Content-Type", None), &got).is_some());
        assert!(difference(&expecting("Allow", Some("{{any}}")), &got).is_some());
        let other = Expected {
            status: "204".into(),
            ..Expected::default()
        };
        let said = difference(&other, &got).expect("another status");
        assert_eq!(said, "status: expected 204, got 200");
    }
}
