//! What each kind of JSON becomes in each type of column: a cell each.

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
        [r#""42""#, "?42", "?42", "?42.0", "-", "-", r#""42""#],
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
    ("7", [r#"?"7""#, "7", "7", "7", "-", "-", "7"]),
    ("0", [r#"?"0""#, "0", "0", "0", "?false", "-", "0"]),
    (
        "3000000000",
        [
            r#"?"3000000000""#,
            "-",
            "3000000000",
            "3000000000",
            "-",
            "-",
            "3000000000",
        ],
    ),
    ("1.5", [r#"?"1.5""#, "-", "-", "1.5", "-", "-", "1.5"]),
    ("3.0", [r#"?"3.0""#, "3", "3", "3.0", "-", "-", "3.0"]),
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
