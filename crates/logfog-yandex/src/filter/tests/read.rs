//! What is accepted, and how it is understood.

use super::super::Filter;

#[track_caller]
fn reads(text: &str, expected: &str) {
    match Filter::parse(text) {
        Ok(filter) => assert_eq!(filter.0.to_string(), expected, "{text}"),
        Err(error) => panic!("{text}: {error}"),
    }
}

#[test]
fn the_examples_of_the_page() {
    reads(
        r#"message: warning "error dialing endpoint""#,
        r#"message ~"warning" ~"error dialing endpoint""#,
    );
    reads(
        r#"timestamp > "2023-06-08T00:00:00Z""#,
        "timestamp > 2023-06-08T00:00:00Z",
    );
    reads("level >= INFO", "level >= 3");
    reads("level=INFO", "level = 3");
    reads(
        r#""Hello world!" Error Exception"#,
        r#"message ~"hello world!" ~"error" ~"exception""#,
    );
    reads(
        r#"resource_type = "serverless.function""#,
        r#"resource_type = "serverless.function""#,
    );
    reads(
        r#"resource_id: "d4e155orh3nu********""#,
        r#"resource_id ~"d4e155orh3nu********""#,
    );
    reads(r#"json_payload: "error""#, r#"json_payload ~"error""#);
    reads("json_payload.flag = FALSE", "[flag] = false");
    reads("json_payload.result EXISTS", "[result] exists");
    reads("saved_at >= 1622198048", "saved_at >= 2021-05-28T10:34:08Z");
    reads(
        r#"ingested_at = "2023-06-22T05:15:03Z""#,
        "ingested_at = 2023-06-22T05:15:03Z",
    );
    reads("stream_name = input", r#"stream_name = "input""#);
    reads(r#"request_id <= "145""#, r#"[request_id] <= "145"|145"#);
    reads(
        r#"message:! "value1" "Value2""#,
        r#"message !"value1" !"Value2""#,
    );
    reads(
        r#"a: "1" AND (b = "2" OR c <"3")"#,
        r#"and([a] ~"1", or([b] = "2"|2, [c] < "3"|3))"#,
    );
}

#[test]
fn not_binds_before_and_and_before_or() {
    reads(
        "a EXISTS OR b EXISTS AND NOT c EXISTS OR d EXISTS",
        "or([a] exists, and([b] exists, not([c] exists)), [d] exists)",
    );
    reads(
        "NOT a EXISTS AND b EXISTS",
        "and(not([a] exists), [b] exists)",
    );
    reads(
        "NOT (a EXISTS OR b EXISTS) AND c EXISTS",
        "and(not(or([a] exists, [b] exists)), [c] exists)",
    );
    reads(
        "(a EXISTS AND b EXISTS) OR c EXISTS",
        "or(and([a] exists, [b] exists), [c] exists)",
    );
    reads("NOT NOT ((a EXISTS))", "not(not([a] exists))");
    reads(
        "one two AND NOT three OR level = WARN",
        r#"or(and(message ~"one" ~"two", not(message ~"three")), level = 4)"#,
    );
    reads("NOT a = 1 OR b = 2", r#"or(not([a] = "1"|1), [b] = "2"|2)"#);
}

#[test]
fn paths() {
    reads("user.name = x", r#"[user][name] = "x""#);
    reads("json_payload.message: x", r#"[message] ~"x""#);
    reads("json_payload.request_id: x", r#"[request_id] ~"x""#);
    reads(
        "json_payload.json_payload.x EXISTS",
        "[json_payload][x] exists",
    );
    reads(
        r#"json_payload."http.status"."a b"."".c >= 500"#,
        r#"[http.status][a b][][c] >= "500"|500"#,
    );
    reads("json_payload.\"\" EXISTS", "[] exists");
    reads("tags.0.1st._x EXISTS", "[tags][0][1st][_x] exists");
    reads("_x EXISTS", "[_x] exists");
    reads("a.EXISTS EXISTS", "[a][EXISTS] exists");
    reads("json_payload.AND = NOTHING", r#"[AND] = "NOTHING""#);
}

#[test]
fn values() {
    reads(
        r#"x = "a\"b\'c\\d\n\r\t" AND y = "ü 'q'""#,
        r#"and([x] = "a\"b'c\\d\n\r\t", [y] = "ü 'q'")"#,
    );
    reads(r#"x = "-1.5e3""#, r#"[x] = "-1.5e3"|-1500"#);
    reads(r#"x = "inf""#, r#"[x] = "inf""#);
    reads(r#"x = "+1""#, r#"[x] = "+1""#);
    reads(r#"x = "TRUE""#, r#"[x] = "TRUE""#);
    reads("x = True", r#"[x] = "True""#);
    reads("json_payload:! TRUE", r#"json_payload !"true""#);
    reads("404 level", r#"message ~"404" ~"level""#);
    reads(r#"level = "FATAL""#, "level = 6");
}

#[test]
fn case_is_lowered_beyond_ascii() {
    reads(r#""ПРИВЕТ ÜBER""#, r#"message ~"привет über""#);
    reads(r#"message:! "ПРИВЕТ""#, r#"message !"ПРИВЕТ""#);
}

#[test]
fn times() {
    for (written, read) in [
        ("\"2023-06-08t00:00:00.5z\"", "2023-06-08T00:00:00.5Z"),
        ("\"2023-06-08T03:00:00+03:00\"", "2023-06-08T00:00:00Z"),
        (
            "\"2023-06-07T23:00:00.000000001-01:00\"",
            "2023-06-08T00:00:00.000000001Z",
        ),
        ("0", "1970-01-01T00:00:00Z"),
    ] {
        reads(
            &format!("timestamp <> {written}"),
            &format!("timestamp <> {read}"),
        );
    }
}

#[test]
fn blanks_and_none() {
    reads("level=INFO AND(level<ERROR)", "and(level = 3, level < 5)");
    reads("\tmessage:a\n b\u{a0}", r#"message ~"a" ~"b""#);
    reads("a:b", r#"[a] ~"b""#);
}

#[test]
fn it_nests_a_hundred_deep() {
    let nested = |deep: usize| format!("{}x{}", "(".repeat(deep), ")".repeat(deep));
    reads(&nested(100), r#"message ~"x""#);
    assert!(Filter::parse(&nested(101)).is_err());
    let negated = |times: usize| format!("{}x", "NOT ".repeat(times));
    assert!(Filter::parse(&negated(100)).is_ok());
    assert!(Filter::parse(&negated(101)).is_err());
    // Side by side they do not nest.
    assert!(Filter::parse(&vec!["(NOT x)"; 200].join(" AND ")).is_ok());
}
