//! Which JSON becomes which value: a test for each cell of the table.

use logfog_kql::{Type, bind::Column, coerce, value::canonical};

/// The value of a column of a type, from the text of the property in a record.
fn from(json: &str, ty: Type) -> String {
    let record = format!("{{\"c\": {json}}}");
    let row = coerce::row(&record, &[Column::new("c", ty)]).unwrap();
    canonical(&row[0])
}

const ALL: [Type; 7] = [
    Type::Bool,
    Type::Int,
    Type::Long,
    Type::Real,
    Type::DateTime,
    Type::Dynamic,
    Type::String,
];

#[test]
fn what_is_missing_or_null_is_null_and_a_string_is_empty() {
    for ty in ALL {
        let expected = if ty == Type::String { "\"\"" } else { "null" };
        assert_eq!(from("null", ty), expected);
        let row = coerce::row("{}", &[Column::new("c", ty)]).unwrap();
        assert_eq!(canonical(&row[0]), expected);
    }
}

#[test]
fn what_is_not_declared_is_ignored() {
    let columns = [Column::new("b", Type::Int), Column::new("a", Type::Int)];
    let row = coerce::row(r#"{"x": {"b": 9}, "a": 1, "b": 2, "B": 3}"#, &columns).unwrap();
    assert_eq!(canonical(&row[0]), "2");
    assert_eq!(canonical(&row[1]), "1");
}

#[test]
fn the_last_of_two_properties_of_a_name_counts() {
    let columns = [Column::new("a", Type::Int)];
    let row = coerce::row(r#"{"a": 1, "\u0061": 2}"#, &columns).unwrap();
    assert_eq!(canonical(&row[0]), "2");
}

#[test]
fn a_record_is_an_object() {
    for text in ["", "[]", "1", "null", "{", "{\"a\":}", "{} {}", "{\"a\":1"] {
        assert!(coerce::row(text, &[]).is_none(), "{text}");
    }
    assert!(coerce::row(" { } ", &[]).is_some());
}

#[test]
fn a_whole_number_in_range_is_a_whole_number() {
    assert_eq!(from("-2147483648", Type::Int), "-2147483648");
    assert_eq!(
        from("9223372036854775807", Type::Long),
        "9223372036854775807"
    );
}

#[test]
fn anything_else_is_no_whole_number() {
    for ty in [Type::Int, Type::Long] {
        for json in ["1.5", "true", "{}", "[1]", "\"1.5\"", "\"a\"", "1e30"] {
            assert_eq!(from(json, ty), "null", "{json}");
        }
    }
    assert_eq!(from("2147483648", Type::Int), "null");
    assert_eq!(from("9223372036854775808", Type::Long), "null");
}

#[test]
fn contested_a_fraction_of_nothing_is_a_whole_number() {
    for ty in [Type::Int, Type::Long] {
        assert_eq!(from("1.0", ty), "1");
        assert_eq!(from("1e3", ty), "1000");
    }
}

#[test]
fn contested_the_text_of_a_number_is_a_number() {
    assert_eq!(from("\"42\"", Type::Int), "42");
    assert_eq!(from("\"42\"", Type::Long), "42");
    assert_eq!(from("\"42.5\"", Type::Real), "42.5");
}

#[test]
fn a_number_is_a_real() {
    assert_eq!(from("1.5", Type::Real), "1.5");
    assert_eq!(
        from("3", Type::Real),
        canonical(&logfog_kql::Value::Real(3.0))
    );
    for json in ["true", "{}", "\"a\""] {
        assert_eq!(from(json, Type::Real), "null", "{json}");
    }
}

#[test]
fn true_and_false_are_booleans() {
    assert_eq!(from("true", Type::Bool), "true");
    assert_eq!(from("false", Type::Bool), "false");
    assert_eq!(from("[]", Type::Bool), "null");
}

#[test]
fn contested_texts_and_numbers_are_booleans_as_tobool_has_it() {
    assert_eq!(from("\"True\"", Type::Bool), "true");
    assert_eq!(from("0", Type::Bool), "false");
    assert_eq!(from("1", Type::Bool), "true");
    assert_eq!(from("\"x\"", Type::Bool), "null");
}

#[test]
fn the_text_of_a_time_is_a_time_in_utc() {
    let expected = "\"2023-11-14T15:10:02.0000000Z\"";
    assert_eq!(from("\"2023-11-14 15:10:02\"", Type::DateTime), expected);
    assert_eq!(
        from("\"2023-11-14T17:10:02+02:00\"", Type::DateTime),
        expected
    );
}

#[test]
fn other_texts_and_numbers_are_no_times() {
    for json in ["\"soon\"", "1699974602", "1.5", "true", "{}"] {
        assert_eq!(from(json, Type::DateTime), "null", "{json}");
    }
}

#[test]
fn a_text_is_a_string() {
    assert_eq!(from(r#""a\"\u00e9\n""#, Type::String), r#""a\"é\n""#);
}

#[test]
fn contested_a_number_or_a_bool_is_a_string_as_it_is_written() {
    assert_eq!(from("118.0", Type::String), "\"118.0\"");
    assert_eq!(
        from("12345678901234567890123", Type::String),
        "\"12345678901234567890123\""
    );
    assert_eq!(from("true", Type::String), "\"true\"");
}

#[test]
fn an_object_or_an_array_is_a_string_of_compact_json() {
    assert_eq!(
        from(r#"{ "a" : [ 1, "b" ] }"#, Type::String),
        r#""{\"a\":[1,\"b\"]}""#
    );
}

#[test]
fn anything_is_a_dynamic() {
    for json in [r#"{"a":[1,null]}"#, "[]", "1", "1.5", "true", "\"a\""] {
        assert_eq!(from(json, Type::Dynamic), json);
    }
}

#[test]
fn contested_json_in_a_text_stays_a_text() {
    let text = r#""{\"a\":1}""#;
    assert_eq!(from(text, Type::Dynamic), text);
}

#[test]
fn a_table_can_have_types_that_a_stream_has_not() {
    let guid = "\"ad67d136-c1db-4f9f-88ef-d94f3b6b0b5a\"";
    assert_eq!(from(guid, Type::Guid), guid);
    assert_eq!(from("1", Type::Guid), "null");
    assert_eq!(from("\"01:02:03\"", Type::TimeSpan), "\"01:02:03\"");
    assert_eq!(from("1", Type::TimeSpan), "null");
    assert_eq!(from("1.25", Type::Decimal), "1.25");
}

#[test]
fn what_is_not_used_need_not_be_read() {
    let columns = [Column::new("a", Type::String), Column::new("b", Type::Int)];
    let row = coerce::row_of(r#"{"a": "x", "b": 2}"#, &columns, &[1]).unwrap();
    assert_eq!(coerce::record(&row, &columns), r#"{"a":"","b":2}"#);
}
