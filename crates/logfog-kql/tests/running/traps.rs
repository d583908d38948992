//! What is easily got wrong: one case each.

use logfog_kql::{
    Outcome, Transformation, Type,
    bind::{Column, Dialect},
    coerce, evaluate,
    functions::Context,
    value::{DateTime, canonical},
};

fn context() -> Context {
    Context::new(DateTime::parse("2024-05-06T07:08:09Z").unwrap(), 1)
}

/// The type and the value of an expression.
fn value(text: &str) -> String {
    match evaluate(text, &context()) {
        Ok((ty, value)) => format!("{ty} {}", canonical(&value)),
        Err(errors) => format!("error {}", errors[0].message),
    }
}

const COLUMNS: [(&str, Type); 8] = [
    ("s", Type::String),
    ("t", Type::String),
    ("i", Type::Int),
    ("n", Type::Long),
    ("d", Type::Dynamic),
    ("b", Type::Bool),
    ("source", Type::Dynamic),
    ("TimeGenerated", Type::DateTime),
];

fn columns() -> Vec<Column> {
    COLUMNS
        .iter()
        .map(|(name, ty)| Column::new(*name, *ty))
        .collect()
}

/// The row that a record becomes: its columns and values, or nothing.
fn row(text: &str, record: &str) -> String {
    let columns = columns();
    let transformation = Transformation::compile(text, &columns, Dialect::Lenient)
        .unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    let input = coerce::row(record, &columns).unwrap();
    match transformation.run(&input, &context()) {
        Outcome::Row(row) => {
            let names = transformation.columns().iter().map(|column| &column.name);
            let cells: Vec<String> = names
                .zip(&row)
                .map(|(name, value)| format!("{name}={}", canonical(value)))
                .collect();
            cells.join(" ")
        }
        Outcome::Dropped(dropped) => format!("dropped by {}", dropped.at.of(text)),
        Outcome::Failed(reason) => reason,
    }
}

/// Expressions, and their types and values.
const EXPRESSIONS: &[(&str, &str)] = &[
    // Nulls
    ("int(null) == 1", "bool false"),
    ("int(null) != 1", "bool true"),
    ("int(null) < 1", "bool null"),
    ("int(null) + 1", "long null"),
    ("bool(null) or true", "bool true"),
    ("bool(null) and true", "bool null"),
    ("not(bool(null))", "bool null"),
    ("iff(bool(null), 1, 2)", "long 2"),
    ("case(bool(null), 'a', 'b')", "string \"b\""),
    ("isempty(int(null))", "bool true"),
    ("isempty(' ')", "bool false"),
    ("isnull('')", "bool false"),
    ("tostring(int(null))", "string \"\""),
    ("dynamic(null).a", "dynamic null"),
    ("dynamic({'a': 1}).b == 'x'", "bool false"),
    ("dynamic({'a': 1}).b != 'x'", "bool true"),
    // Numbers
    ("1 / 2", "long 0"),
    ("1 / 2.0", "real 0.5"),
    ("1 / 0", "long null"),
    ("-14 % 12", "long 10"),
    ("int(1) + int(2)", "long 3"),
    ("-int(1)", "long -1"),
    ("9223372036854775807 + 1", "long -9223372036854775808"),
    // Texts
    ("'KustoExplorer' has 'Explorer'", "bool false"),
    ("'a_b' has 'a'", "bool true"),
    ("'Login OK now' has 'login ok'", "bool true"),
    ("'abc' matches regex 'B'", "bool false"),
    ("'1' + 2 has '3'", "error"),
    ("'A' in ('a')", "bool false"),
    ("'A' in~ ('a')", "bool true"),
    ("'A' !in ('a')", "bool true"),
    ("'b' in (dynamic(['a', 'b']))", "bool true"),
    ("dynamic(['a','b'])[1] in ('b')", "bool true"),
    ("'the quick fox' has_all ('fox', 'quick')", "bool true"),
    ("'the quick fox' has_any ('dog')", "bool false"),
    // Times
    (
        "datetime(2024-01-02) - datetime(2024-01-01)",
        "timespan \"1.00:00:00\"",
    ),
    ("1h / 1m", "real 60.0"),
    (
        "datetime(2024-01-01) between (datetime(2023-12-31) .. 1d)",
        "bool true",
    ),
    ("5 !between (1 .. 4)", "bool true"),
    ("datetime() == now()", "bool true"),
    ("ago(1h) == datetime(2024-05-06T06:08:09Z)", "bool true"),
    // Dynamics
    ("dynamic([1, 2, 3])[-1]", "dynamic 3"),
    ("dynamic({'a': [1]}).a[0]", "dynamic 1"),
    ("dynamic({'a': 1})[strcat('a', '')]", "dynamic 1"),
    ("dynamic([10, 20])[tolong('1')]", "dynamic 20"),
    ("parse_json('{\"a\": 1}').a + 1", "long 2"),
    ("split('a,b', ',')[0] == 'a'", "bool true"),
    ("iff(true, dynamic('a'), 'b')", "string \"a\""),
    ("coalesce('', 'a')", "string \"a\""),
    // Choices are made before the rest is computed.
    ("case(1 == 1, 1, 1 / 0 > 0, 2, 3)", "long 1"),
];

#[test]
fn expressions() {
    for (text, expected) in EXPRESSIONS {
        let found = value(text);
        assert!(
            found == *expected || (*expected == "error" && found.starts_with("error")),
            "{text}: {found} instead of {expected}"
        );
    }
}

/// Statements, records, and the rows that they become.
const ROWS: &[(&str, &str, &str)] = &[
    ("source | where i > 1", "{}", "dropped by where i > 1"),
    (
        "source | where b",
        r#"{"b": true}"#,
        r#"s="" t="" i=null n=null d=null b=true source=null TimeGenerated=null"#,
    ),
    ("source | project i | extend j = 1, i = 2", "{}", "j=1 i=2"),
    (
        "source | project i, n | extend i = n, k = i",
        r#"{"i": 1, "n": 2}"#,
        "n=2 i=2 k=1",
    ),
    (
        "source | project s, n | project-rename z = s",
        r#"{"s": "a"}"#,
        r#"z="a" n=null"#,
    ),
    (
        "source | project s, n | project-rename n = s, s = n",
        r#"{"s": "a", "n": 1}"#,
        r#"n="a" s=1"#,
    ),
    (
        "source | project s, t | project-reorder t",
        "{}",
        r#"t="" s="""#,
    ),
    (
        "source | project-keep *s*, i",
        r#"{"i": 1}"#,
        r#"s="" i=1 source=null"#,
    ),
    (
        "source | project-away s*, t, d, b, Time*",
        r#"{"i": 1}"#,
        "i=1 n=null",
    ),
    (
        "source | project source.a",
        r#"{"source": {"a": 1}}"#,
        "source_a=1",
    ),
    (
        "source | project d.a.b, d['c'], d[0], toint(s), strcat(s, t), 1",
        r#"{"d": {"c": 3}}"#,
        r#"d_a_b=null d_c=3 d_0=null s=null Column1="" Column2=1"#,
    ),
    (
        "source | project s, s, t = s",
        r#"{"s": "a"}"#,
        r#"s="a" s1="a" t="a""#,
    ),
    (
        "source | project x = columnifexists('s', 'no'), y = columnifexists('q', 'no')",
        r#"{"s": "a"}"#,
        r#"x="a" y="no""#,
    ),
    (
        "source | project columnifexists('s', 'no')",
        r#"{"s": "a"}"#,
        r#"s="a""#,
    ),
    ("source | project d.m", r#"{"d": "{\"m\":1}"}"#, "d_m=null"),
    (
        "source | project parse_json(tostring(d.m)).k",
        r#"{"d": {"m": "{\"k\":1}"}}"#,
        "d_m_k=1",
    ),
    (
        "let f = (x: long, y: long = 10) { let z = x * y; z + 1 }; source | project a = f(n), b = f(n, 2), c = f(y = 3, x = n)",
        r#"{"n": 2}"#,
        "a=21 b=5 c=7",
    ),
    (
        "let s = 'let'; let u = 'u'; source | project s, u",
        r#"{"s": "column"}"#,
        r#"s="column" u="u""#,
    ),
    (
        "let T = source | where i > 0; T | project i",
        r#"{"i": 1}"#,
        "i=1",
    ),
    (
        "let T = source | where i > 0; T | project i",
        r#"{"i": 0}"#,
        "dropped by where i > 0",
    ),
    (
        "(source | project i) | extend j = i",
        r#"{"i": 1}"#,
        "i=1 j=1",
    ),
    (
        "source | extend s = strcat(s, s) | extend s = strcat(s, s) | project s",
        r#"{"s": "a"}"#,
        r#"s="aaaa""#,
    ),
    (
        "source | filter s has 'x' | project s",
        r#"{"s": "a x"}"#,
        r#"s="a x""#,
    ),
];

#[test]
fn rows() {
    for (text, record, expected) in ROWS {
        assert_eq!(row(text, record), *expected, "{text}");
    }
}

#[test]
fn own_rows() {
    let text = "print 1, x = 2, 'a'";
    let transformation = Transformation::compile(text, &columns(), Dialect::Documented).unwrap();
    let names: Vec<&str> = transformation
        .columns()
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(names, ["print_0", "x", "print_2"]);
    let rows = transformation.own_rows().unwrap();
    assert!(matches!(
        transformation.run(&rows[0], &context()),
        Outcome::Row(row) if row.len() == 3
    ));

    let text = "let T = datatable(a: long, b: string, c: datetime) [1, 'x', datetime(2024-01-01), -2, 'y', datetime(null),]; T | where a < 0";
    let transformation = Transformation::compile(text, &[], Dialect::Documented).unwrap();
    let rows = transformation.own_rows().unwrap();
    assert_eq!(rows.len(), 2);
    assert!(matches!(
        transformation.run(&rows[0], &context()),
        Outcome::Dropped(_)
    ));
    assert!(matches!(
        transformation.run(&rows[1], &context()),
        Outcome::Row(_)
    ));
}

#[test]
fn only_what_has_a_part_in_the_result_is_used() {
    for (text, expected) in [
        ("source | project s", vec!["s"]),
        ("source | where i > 0 | project s", vec!["s", "i"]),
        ("source | extend x = strcat(s, t) | project n", vec!["n"]),
        (
            "source | parse s with 'a' u | project u, v = d.x",
            vec!["s", "d"],
        ),
        ("print 1", vec![]),
    ] {
        let transformation =
            Transformation::compile(text, &columns(), Dialect::Documented).unwrap();
        let used: Vec<&str> = transformation
            .used_input_columns()
            .iter()
            .map(|place| COLUMNS[*place].0)
            .collect();
        assert_eq!(used, expected, "{text}");
    }
}

#[test]
fn a_row_must_have_the_columns_of_the_stream() {
    let transformation =
        Transformation::compile("source", &columns(), Dialect::Documented).unwrap();
    assert!(matches!(
        transformation.run(&[], &context()),
        Outcome::Failed(reason) if reason == "The row has 0 values, and there are 8 columns"
    ));
}

#[test]
fn a_transformation_can_be_shared_between_threads() {
    const fn shared<T: Clone + Send + Sync>() {}
    shared::<Transformation>();
    shared::<logfog_kql::Scalar>();
    shared::<logfog_kql::row::Step>();
}
