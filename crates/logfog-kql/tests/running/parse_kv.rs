//! `parse-kv`: what each mode makes of a text.

use logfog_kql::{
    Outcome, Transformation, Type,
    bind::{Column, Dialect},
    coerce,
    functions::Context,
    value::DateTime,
};

const PAIRS: &str = "pair_delimiter=' ', kv_delimiter='='";

/// The row that a `parse-kv` makes of a text.
fn parsed(keys: &str, properties: &str, text: &str) -> String {
    let columns = [Column::new("s", Type::String)];
    let query = format!("source | parse-kv s as ({keys}) with ({properties}) | project-away s");
    let transformation = Transformation::compile(&query, &columns, Dialect::Query)
        .unwrap_or_else(|errors| panic!("{query}: {errors:?}"));
    let record = serde_json::json!({ "s": text }).to_string();
    let row = coerce::row(&record, &columns).unwrap();
    match transformation.run(&row, &Context::new(DateTime::UNIX_EPOCH, 0)) {
        Outcome::Row(row) => coerce::record(&row, transformation.columns()),
        Outcome::Dropped(_) | Outcome::Failed(_) => panic!("there is no row"),
    }
}

#[test]
fn pairs() {
    let with = |more: &str| format!("{PAIRS}{more}");
    for (keys, properties, text, expected) in [
        // Keys come in any order; the first of several counts; spaces around are no part of them.
        (
            "b: string, a: long",
            "pair_delimiter=',', kv_delimiter=':'".to_owned(),
            " a : 1 ,b: x y , a: 2",
            r#"{"b":"x y","a":1}"#,
        ),
        (
            "a: long, b: string, c: long",
            with(""),
            "a=x",
            r#"{"a":null,"b":"","c":null}"#,
        ),
        ("a: long", with(""), "junk a=1 junk", r#"{"a":1}"#),
        ("a: string", with(""), "a= b=1", r#"{"a":""}"#),
        // Quotes
        (
            "['a b']: string, c: string",
            with(", quote='\"'"),
            r#"c="x y=z" "a b"=1"#,
            r#"{"a b":"1","c":"x y=z"}"#,
        ),
        (
            "['a b']: string, c: string",
            with(", quote='()'"),
            "c=(x y) (a b)=(1)",
            r#"{"a b":"1","c":"x y"}"#,
        ),
        (
            "a: string, b: long",
            with(r#", quote='"', escape='\\'"#),
            r#"a="x \"y\"" b=1"#,
            r#"{"a":"x \"y\"","b":1}"#,
        ),
        (
            "a: string",
            with(", quote='\"'"),
            "a=\"x y",
            r#"{"a":"\"x"}"#,
        ),
        // Greed
        (
            "a: string, b: string",
            with(""),
            "a=x y b=z w",
            r#"{"a":"x","b":"z"}"#,
        ),
        (
            "a: string, b: string",
            with(", greedy=true"),
            "a=x y b=z w",
            r#"{"a":"x y","b":"z w"}"#,
        ),
        // Any delimiter
        (
            "Text: string, Id: long",
            String::new(),
            "10:00 [INFO] Id:42, Machine:N1, Text: Started",
            r#"{"Text":"Started","Id":42}"#,
        ),
        (
            "Text: string, Id: long",
            "quote=\"'\"".to_owned(),
            "Id:42, Text: 'is up'",
            r#"{"Text":"is up","Id":42}"#,
        ),
        // Regular expressions
        (
            "['a b']: guid",
            r#"regex=@'"([\w ]+)"\s*:\s*([^"]*);'"#.to_owned(),
            "\"a b\" : 24fefbca-cf27-4d62-a623-249c2ad30c73;",
            r#"{"a b":"24fefbca-cf27-4d62-a623-249c2ad30c73"}"#,
        ),
    ] {
        assert_eq!(
            parsed(keys, &properties, text),
            expected,
            "{properties} of {text}"
        );
    }
}

#[test]
fn it_is_for_queries_and_for_rows_of_ones_own() {
    let own =
        "print s = 'a=1' | parse-kv s as (a: int) with (pair_delimiter=' ', kv_delimiter='=')";
    for (text, dialect, accepted) in [
        (own, Dialect::Documented, false),
        (own, Dialect::Lenient, true),
        (own, Dialect::Query, true),
        ("source | parse-kv s as (a: int)", Dialect::Lenient, false),
        ("source | parse-kv s as (a: int)", Dialect::Query, true),
    ] {
        let columns = [Column::new("s", Type::String)];
        let compiled = Transformation::compile(text, &columns, dialect);
        assert_eq!(compiled.is_ok(), accepted, "{text} as {dialect:?}");
    }
}

#[test]
fn wrong_properties() {
    for (properties, expected) in [
        (
            "pair_delimiter=','",
            "parse-kv has both pair_delimiter and kv_delimiter, or none of them",
        ),
        ("quote='abc'", "A quote has one or two characters"),
        ("quote='a', escape='ab'", "An escape has one character"),
        ("greedy=1", "'greedy' is true or false"),
        ("speed=1", "'speed' of parse-kv is not as it is expected"),
        (
            "regex='(a)'",
            "The regular expression of parse-kv has two groups: a key and its value",
        ),
    ] {
        let text = format!("print s = '' | parse-kv s as (a: int) with ({properties})");
        let errors = Transformation::compile(&text, &[], Dialect::Query).unwrap_err();
        assert_eq!(errors[0].message, expected);
    }
}
