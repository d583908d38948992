//! Reads what a session is declared to have, so that who misspells it is told where.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

use crate::BadResource;

/// Reads a declaration. What does not fit its type is named with its place, and an unknown member
/// with those that there are.
pub fn read<'d, T: Deserialize<'d>>(declared: &'d Value) -> Result<T, BadResource> {
    if !declared.is_object() {
        // Types would take their members in a list as well.
        return Err(BadResource::new("", "a declaration is an object"));
    }
    serde_path_to_error::deserialize(declared).map_err(|error| {
        let at = match error.path().to_string() {
            whole if whole == "." => String::new(),
            at => at,
        };
        BadResource::new(at, error.into_inner().to_string())
    })
}

/// Reads a time that may be left out, for `#[serde(default, deserialize_with = "…")]`.
pub fn time<'d, D: Deserializer<'d>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else {
        return Ok(None);
    };
    let bad = |_| D::Error::custom(format!("`{text}` is no time such as 2026-11-01T12:00:00Z"));
    text.parse().map(Some).map_err(bad)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Acme {
        #[serde(default)]
        keys: Vec<Key>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Key {
        key: String,
        #[serde(default, deserialize_with = "time")]
        until: Option<Timestamp>,
    }

    #[test]
    fn what_does_not_fit_is_told_where() {
        let wrong = |declared: Value| {
            let acme: Result<Acme, _> = read(&declared);
            acme.expect_err("does not fit").to_string()
        };
        let misspelt = wrong(json!({"keys": [{"key": "a"}, {"kye": "b"}]}));
        assert!(misspelt.starts_with("keys[1].kye: "), "{misspelt}");
        assert!(misspelt.contains("`key`"), "{misspelt}");
        assert!(wrong(json!({"keys": [{"key": 1}]})).starts_with("keys[0].key: invalid type"));
        assert_eq!(wrong(json!([[]])), "a declaration is an object");
        let late = wrong(json!({"keys": [{"key": "a", "until": "soon"}]}));
        assert_eq!(
            late,
            "keys[0].until: `soon` is no time such as 2026-11-01T12:00:00Z"
        );
    }

    #[test]
    fn what_fits_is_read() {
        let key = |until| Key {
            key: "a".into(),
            until,
        };
        let keys = json!({"keys": [{"key": "a"}, {"key": "a", "until": "1970-01-01T00:00:00Z"}]});
        let keys = read::<Acme>(&keys).map(|acme| acme.keys);
        assert_eq!(keys, Ok(vec![key(None), key(Some(Timestamp::UNIX_EPOCH))]));
        assert_eq!(read(&json!({})), Ok(Acme { keys: Vec::new() }));
    }
}
