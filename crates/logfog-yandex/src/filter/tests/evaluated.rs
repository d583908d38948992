//! For which entries a filter holds.

use serde_json::json;

use super::{
    super::Filter,
    record::{Entry, one_of_everything},
};

#[track_caller]
fn asked(text: &str, entry: &Entry) -> bool {
    match Filter::parse(text) {
        Ok(filter) => filter.matches(entry),
        Err(error) => panic!("{text}: {error}"),
    }
}

/// Each holds, and its opposite does not.
#[track_caller]
fn hold(entry: &Entry, texts: &[&str]) {
    for text in texts {
        assert!(asked(text, entry), "{text}");
        assert!(!asked(&format!("NOT ({text})"), entry), "NOT {text}");
    }
}

#[track_caller]
fn fail(entry: &Entry, texts: &[&str]) {
    for text in texts {
        assert!(!asked(text, entry), "{text}");
        assert!(asked(&format!("NOT ({text})"), entry), "NOT {text}");
    }
}

#[test]
fn occurrences() {
    let entry = one_of_everything();
    hold(
        &entry,
        &[
            "DIALING",
            "nowhere dialing",
            r#"message: "error dialing""#,
            "message:! Error",
            r#""привет" AND "ÜMLAUT""#,
            r#"message: """#,
            r#"resource_type: "FUNCTION""#,
            r#"resource_id:! "orh3""#,
            "json_payload: blue",
            "json_payload: nowhere ONLY",
            "json_payload:! Blue",
            r#"json_payload: "42""#,
            "json_payload: 42",
            r#"json_payload: "-0.5""#,
            "json_payload: TRUE",
            r#"json_payload: "fals""#,
            "json_payload.a: NEW",
            "n: 4",
            "yes: tru",
            "b.deep: only",
            "tags.1.of: blue",
        ],
    );
    fail(
        &entry,
        &[
            "nowhere",
            "message:! error",
            "message:! nowhere error",
            r#"resource_id: "orh4""#,
            // What is replaced, keys, and null are not searched.
            "json_payload: old",
            "json_payload: deep",
            "json_payload: null",
            "json_payload:! blue",
            "json_payload: nowhere",
            // Neither are objects and lists when an element is asked about.
            "tags: red",
            "user: Ann",
            "nothing: null",
            "absent: x",
            r#"absent: """#,
            "a.b: x",
        ],
    );
}

#[test]
fn comparisons_of_what_every_entry_has() {
    let entry = one_of_everything();
    hold(
        &entry,
        &[
            r#"resource_type = "serverless.function""#,
            r#"resource_id > "d4e155" AND resource_id < "d4e156""#,
            "resource_id <> x",
            "stream_name >= input AND stream_name <= input",
            "level = WARN",
            "level > INFO AND level < ERROR AND level <> FATAL",
            "timestamp > 1686182400",
            r#"timestamp = "2023-06-08T00:00:00.5Z""#,
            r#"ingested_at = "2023-06-08T03:00:01+03:00""#,
            "saved_at >= 1686182402 AND saved_at <= 1686182402",
        ],
    );
    fail(
        &entry,
        &[
            r#"resource_type = "Serverless.function""#,
            "stream_name <> input",
            "stream_name = Input",
            "level < WARN",
            "level >= ERROR",
            "timestamp = 1686182400",
            "timestamp <= 1686182400",
            "ingested_at > 1686182401",
        ],
    );
}

#[test]
fn what_was_not_said() {
    let entry = Entry::default();
    hold(
        &entry,
        &[
            "level < TRACE",
            "level <> TRACE",
            r#"stream_name = """#,
            "stream_name <> x",
            "resource_type < a",
        ],
    );
    fail(
        &entry,
        &[
            "x",
            "level >= TRACE",
            r#"json_payload: """#,
            "json_payload.a EXISTS",
            "a = 1",
            "a <> 1",
            "request_id <> x",
        ],
    );
}

#[test]
fn elements() {
    let entry = one_of_everything();
    hold(
        &entry,
        &[
            "a = new",
            r#"a <> "old default""#,
            "request_id = 145",
            r#"request_id > "1""#,
            r#"request_id < "9""#,
            "n = 42 AND n > 5 AND n <= 42",
            r#"n = "42.0" AND n < "1e2" AND f < "-0.25""#,
            r#"f = "-0.5""#,
            "n <> x AND n <> TRUE",
            "text = 7 AND text <> 8",
            r#"text < "70""#,
            "yes = TRUE AND yes = true AND no = FALSE AND yes <> false AND yes > FALSE",
            r#"yes <> "true""#,
            r#"json_payload."http.status" >= 500"#,
            r#"user.name = "Ann" AND user.0 = zero"#,
            "tags.0 = red AND tags.1.of = Blue AND tags.2 = 7",
            r#"json_payload."" = "empty key""#,
        ],
    );
    fail(
        &entry,
        &[
            "a = old",
            "a = New",
            "n = 43",
            "n < 5",
            r#"n = "42 ""#,
            "n < x OR n > x OR n = x",
            r#"yes = "true""#,
            "yes = no",
            "text = TRUE",
            r#"text = "7.0""#,
            "absent = 1 OR absent <> 1",
            "nothing = 1 OR nothing <> 1",
            "user <> 1 OR user.name.x <> 1",
            "tags <> 1 OR tags.3 <> 1 OR tags.of <> 1",
            "b.deep = only",
        ],
    );
}

#[test]
fn presence() {
    let entry = one_of_everything();
    hold(
        &entry,
        &[
            "a EXISTS",
            "nothing EXISTS",
            "list EXISTS",
            "b.deep EXISTS",
            "tags.2 EXISTS",
            "user EXISTS",
            r#"json_payload."http.status" EXISTS"#,
        ],
    );
    fail(
        &entry,
        &[
            "absent EXISTS",
            "list.0 EXISTS",
            "tags.3 EXISTS",
            "tags.x EXISTS",
            "a.b EXISTS",
            "http.status EXISTS",
            "A EXISTS",
        ],
    );
}

#[test]
fn the_last_piece_to_have_a_key_decides() {
    let entry = Entry::with([
        json!({"a": {"x": "first"}, "b": "kept", "c": "one"}),
        json!({"a": {"y": "second"}}),
        json!({"c": "three", "a": {"y": "second"}}),
    ]);
    hold(
        &entry,
        &[
            "a.y EXISTS",
            "json_payload: second",
            "json_payload: kept",
            "json_payload: three",
        ],
    );
    fail(
        &entry,
        &[
            "a.x EXISTS",
            "json_payload: first",
            "json_payload: one",
            "json_payload: first one",
        ],
    );
}

#[test]
fn case_beyond_ascii() {
    for (text, needle) in [
        ("ΣΊΣΥΦΟΣ", "σίσυφο"),
        ("ЁЖ", "ёж"),
        // The sign of kelvin and the dotted capital I have ASCII in lower case.
        ("5 \u{212a}elvin", "KELVIN"),
        ("\u{130}stanbul", "i\u{307}st"),
        ("\u{130}", "i"),
        ("aab", "AB"),
        ("ёёж", "Ёж"),
        ("xаax", "ax"),
    ] {
        let entry = Entry {
            message: text.into(),
            ..Entry::default()
        };
        assert!(
            asked(&format!("\"{needle}\""), &entry),
            "{needle} in {text}"
        );
    }
    let entry = Entry {
        message: "straße ЁЖ".into(),
        ..Entry::default()
    };
    fail(&entry, &["strasse", r#"message:! "ёж""#, r#""ежё""#]);
}
