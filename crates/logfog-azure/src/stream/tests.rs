//! What each kind of JSON becomes in each type of column: a cell each, and the same in a transformation.

use logfog_kql::value::canonical;
use proptest::prelude::*;

use super::*;

const KINDS: [Kind; 7] = [
    Kind::String,
    Kind::Int,
    Kind::Long,
    Kind::Real,
    Kind::Boolean,
    Kind::DateTime,
    Kind::Dynamic,
];

/// JSON, and what it becomes in the columns in the order of [`KINDS`]: `-` is null. What has a `?` in front
/// is contested: with `coercion=exact` it is null.
const CELLS: [(&str, [&str; 7]); 14] = [
    (
        r#""text""#,
        [r#""text""#, "-", "-", "-", "-", "-", r#""text""#],
    ),
    (
        r#""42""#,
        [r#""42""#, "?42", "?42", "?42.0", "?true", "-", r#""42""#],
    ),
    (
        r#""true""#,
        [r#""true""#, "-", "-", "-", "?true", "-", r#""true""#],
    ),
    (
        r#""2023-11-14 15:10:02""#,
        [
            r#""2023-11-14 15:10:02""#,
            "-",
            "-",
            "-",
            "-",
            r#""2023-11-14T15:10:02Z""#,
            r#""2023-11-14 15:10:02""#,
        ],
    ),
    (r#""""#, [r#""""#, "-", "-", "-", "-", "-", r#""""#]),
    ("7", [r#"?"7""#, "7", "7", "7", "?true", "-", "7"]),
    ("0", [r#"?"0""#, "0", "0", "0", "?false", "-", "0"]),
    (
        "3000000000",
        [
            r#"?"3000000000""#,
            "-",
            "3000000000",
            "3000000000",
            "?true",
            "-",
            "3000000000",
        ],
    ),
    ("1.5", [r#"?"1.5""#, "-", "-", "1.5", "?true", "-", "1.5"]),
    ("3.0", [r#"?"3.0""#, "3", "3", "3.0", "?true", "-", "3.0"]),
    ("true", [r#"?"true""#, "-", "-", "-", "true", "-", "true"]),
    ("null", ["-", "-", "-", "-", "-", "-", "-"]),
    (
        r#"{"a":1}"#,
        [r#""{\"a\":1}""#, "-", "-", "-", "-", "-", r#"{"a":1}"#],
    ),
    ("[1]", [r#""[1]""#, "-", "-", "-", "-", "-", "[1]"]),
];

fn fitted(kind: Kind, raw: &str, coercion: Coercion) -> String {
    match kind.fit(raw, coercion) {
        None | Some(Value::Null) => "-".into(),
        Some(value) => value.json(None),
    }
}

#[test]
fn every_kind_of_json_in_every_type_of_column() {
    for (raw, cells) in CELLS {
        for (kind, cell) in KINDS.into_iter().zip(cells) {
            let what = format!("{raw} in {}", kind.as_str());
            let (lenient, exact) = match cell.strip_prefix('?') {
                Some(contested) => (contested, "-"),
                None => (cell, cell),
            };
            assert_eq!(fitted(kind, raw, Coercion::Lenient), lenient, "{what}");
            assert_eq!(fitted(kind, raw, Coercion::Exact), exact, "{what}, exactly");
        }
    }
}

/// JSON of every kind, much of it near what columns hold.
fn json() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| serde_json::json!(number).to_string()),
        "[-+ 0-9.eE]{0,12}".prop_map(|text| serde_json::json!(text).to_string()),
        "(true|False|[01]| yes)".prop_map(|text| serde_json::json!(text).to_string()),
        "20[0-9]{2}-(0[1-9]|1[0-2])-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?(Z|[+-]0[0-9]:30)?"
            .prop_map(|text| serde_json::json!(text).to_string()),
        any::<String>().prop_map(|text| serde_json::json!(text).to_string()),
        Just("true".to_owned()),
        Just("[1,{}]".to_owned()),
        Just("{\"a\":[]}".to_owned()),
    ]
}

proptest! {
    #[test]
    fn rows_that_are_stored_and_rows_that_are_transformed_hold_the_same(raw in json()) {
        for kind in KINDS {
            let coerced = coerce::value(&raw, kind.into());
            let beyond = |number: &f64| !number.is_finite();
            let is_null = coerced.is_null() || matches!(&coerced, Coerced::Real(number) if beyond(number));
            let fitted = kind.fit(&raw, Coercion::Lenient);
            prop_assert_eq!(fitted.is_none(), is_null, "{} in {}: {:?}, {:?}", raw, kind.as_str(), fitted, coerced);
            if let Some(Value::Integer(_) | Value::Time(_)) = fitted {
                let said = fitted.map(|value| value.json(None)).unwrap_or_default();
                let same = canonical(&coerced).replace(".0000000Z", "Z");
                let trimmed = |text: &str| match text.split_once('.') {
                    Some((whole, fraction)) => format!("{whole}.{}", fraction.trim_end_matches("Z\"").trim_end_matches('0')),
                    None => text.to_owned(),
                };
                prop_assert_eq!(trimmed(&said), trimmed(&same), "{} in {}", raw, kind.as_str());
            }
        }
    }
}
