//! `parse`: what each mode makes of a text.

use logfog_kql::{
    Outcome, Transformation, Type,
    bind::{Column, Dialect},
    coerce,
    functions::Context,
    value::{DateTime, canonical},
};

/// The columns that a `parse` of a text makes, or that there is no row.
fn parsed(operator: &str, text: &str) -> String {
    let columns = [Column::new("s", Type::String)];
    let query = format!("source | {operator} | project-away s");
    let transformation = Transformation::compile(&query, &columns, Dialect::Lenient)
        .unwrap_or_else(|errors| panic!("{query}: {errors:?}"));
    let record = serde_json::json!({ "s": text }).to_string();
    let row = coerce::row(&record, &columns).unwrap();
    let context = Context::new(DateTime::UNIX_EPOCH, 0);
    match transformation.run(&row, &context) {
        Outcome::Row(row) => row.iter().map(canonical).collect::<Vec<_>>().join(" "),
        Outcome::Dropped(_) => "dropped".to_owned(),
        Outcome::Failed(reason) => reason,
    }
}

/// Operators, texts, and the columns that are made.
const PATTERNS: &[(&str, &str, &str)] = &[
    // Where the pattern must start and end.
    ("parse s with 'a' x", "abc", r#""bc""#),
    ("parse s with 'b' x", "abc", r#""""#),
    ("parse s with * 'b' x", "abc", r#""c""#),
    ("parse s with x 'b' *", "abc", r#""a""#),
    ("parse s with x 'b'", "abc", r#""""#),
    ("parse s with x 'bc'", "abc", r#""a""#),
    ("parse s with * 'a' x 'c' *", "abc abc", r#""b""#),
    // A text ends at the first of what follows it.
    ("parse s with 'a=' x ';' y", "a=1;2;3", r#""1" "2;3""#),
    // A star behind a text leaves nothing to skip.
    ("parse s with 'a' x * ';' y", "a1;2", r#""1" "2""#),
    // Types: all of what is between, or the longest start of it.
    ("parse s with 'n=' x:long ';' y", "n=12;z", r#"12 "z""#),
    ("parse s with 'n=' x:long ';' y", "n=12 b;z", r#"null """#),
    ("parse s with 'n=' x:long * ';' y", "n=12 b;z", r#"12 "z""#),
    ("parse s with 'n=' x:long *", "n=-7abc", "-7"),
    ("parse s with 'n=' x:real *", "n=1.5e3s", "1500.0"),
    (
        "parse s with 'd=' x:date ',' *",
        "d=02/17/2016 08:40:01, e",
        r#""2016-02-17T08:40:01.0000000Z""#,
    ),
    ("parse s with 'b=' x:bool", "b=true", "true"),
    ("parse s with 'j=' x:dynamic", r#"j={"a":1}"#, r#"{"a":1}"#),
    // One that does not fit empties all, or only itself.
    ("parse s with x:long ',' y", "a,b", r#"null """#),
    (
        "parse kind=relaxed s with x:long ',' y",
        "a,b",
        r#"null "b""#,
    ),
    (
        "parse kind=relaxed s with x:long ';' y",
        "1,b",
        r#"null """#,
    ),
    // The row stays, unless it is asked to go.
    ("parse-where s with 'a' x", "b", "dropped"),
    ("parse-where s with 'a' x", "ab", r#""b""#),
    // Upper and lower case differ.
    ("parse s with 'A' x", "abc", r#""""#),
    // Regular expressions.
    ("parse kind=regex s with 'a+' x", "aabc", r#""bc""#),
    ("parse kind=regex s with x ';' y", "1;2;3", r#""1;2" "3""#),
    (
        "parse kind=regex flags=U s with x ';' y",
        "1;2;3",
        r#""1" "2;3""#,
    ),
    (
        "parse kind=regex flags=i s with 'A(b|c)' x",
        "abd",
        r#""d""#,
    ),
    (
        "parse kind=regex s with * 'n=' x:long * ';' y",
        "a n=12 b;z",
        r#"12 "z""#,
    ),
    ("parse kind=regex s with 'b|a' x", "ac", r#""c""#),
];

#[test]
fn patterns() {
    for (operator, text, expected) in PATTERNS {
        assert_eq!(parsed(operator, text), *expected, "{operator} of {text}");
    }
}

/// A trace, and the three ways in which the documentation takes it apart with expressions.
#[test]
fn documented_expressions() {
    let text = "Event: NotifySliceRelease (resourceName=PipelineScheduler, totalSlices=27, \
                sliceNumber=23, lockTime=02/17/2016 08:40:01, releaseTime=02/17/2016 08:40:01, \
                previousLockTime=02/17/2016 08:39:01)";
    let all = r#"parse kind=regex s with "(.*?)[a-zA-Z]*=" name @", totalSlices=\s*\d+\s*.*?sliceNumber=" slice: long ".*?(previous)?lockTime=" lock ".*?releaseTime=" release ".*?previousLockTime=" previous: date "\\)""#;
    assert_eq!(
        parsed(all, text),
        r#""PipelineScheduler" 23 "02/17/2016 08:40:01, " "02/17/2016 08:40:01, " "2016-02-17T08:39:01.0000000Z""#
    );
    assert_eq!(
        parsed("parse kind=regex s with * 'resourceName=' name ',' *", text),
        r#""PipelineScheduler, totalSlices=27, sliceNumber=23, lockTime=02/17/2016 08:40:01, releaseTime=02/17/2016 08:40:01""#
    );
    assert_eq!(
        parsed(
            "parse kind=regex flags=Ui s with * 'RESOURCENAME=' name ',' *",
            text
        ),
        r#""PipelineScheduler""#
    );
}

#[test]
fn a_column_that_there_is_goes_to_the_end() {
    let columns = [Column::new("a", Type::Long), Column::new("s", Type::String)];
    let text = "source | parse s with a:int ' ' b";
    let transformation = Transformation::compile(text, &columns, Dialect::Documented).unwrap();
    assert_eq!(
        transformation.columns(),
        [
            Column::new("s", Type::String),
            Column::new("a", Type::Int),
            Column::new("b", Type::String)
        ]
    );
}

#[test]
fn more_than_ten_columns_are_warned_of() {
    let columns = [Column::new("s", Type::String)];
    let compile = |count: usize| {
        let parts: Vec<String> = (0..count).map(|n| format!("',' c{n}")).collect();
        let text = format!("source | parse s with {}", parts.join(" "));
        Transformation::compile(&text, &columns, Dialect::Documented).unwrap()
    };
    assert!(compile(10).warnings().is_empty());
    assert_eq!(
        compile(11).warnings()[0].message,
        "This parse makes 11 columns; 10 are documented as the most"
    );
}
