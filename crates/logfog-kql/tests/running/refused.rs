//! What is refused, in which words and where.

use logfog_kql::{
    Error, Kind, Transformation, Type,
    bind::{Column, Dialect},
    transform::check_output,
};

fn errors(text: &str, dialect: Dialect) -> Vec<Error> {
    let columns = [
        Column::new("Message", Type::String),
        Column::new("Level", Type::Int),
        Column::new("Properties", Type::Dynamic),
    ];
    match Transformation::compile(text, &columns, dialect) {
        Ok(_) => panic!("{text} is accepted"),
        Err(errors) => errors,
    }
}

fn first(text: &str) -> String {
    let error = &errors(text, Dialect::Lenient)[0];
    let words = error.in_service_words(text);
    words
        .trim_start_matches("SemanticError:0x00000009 at ")
        .to_owned()
}

/// Texts, and the first thing that is wrong with each.
const TEXTS: &[(&str, &str)] = &[
    (
        "source | where rand(1) < 0.1",
        "1:15 : Runtime scalar function provider not found for function: rand",
    ),
    (
        "source\n| extend a = foo(Message)",
        "2:13 : Runtime scalar function provider not found for function: foo",
    ),
    ("source | project Mesage", "1:17 : Undefined symbol: Mesage"),
    (
        "source | project-away Mesage",
        "1:22 : Undefined symbol: Mesage",
    ),
    (
        "Heartbeat | where true",
        "1:0 : Undefined symbol: Heartbeat",
    ),
    (
        "let a = 1; let b = a + c; source",
        "1:23 : Undefined symbol: c",
    ),
    (
        "let f = (x: long) { x + y }; source",
        "1:24 : Undefined symbol: y",
    ),
    (
        "let f = (x: long) { Level }; source | extend a = f(1)",
        "1:20 : Undefined symbol: Level",
    ),
    (
        "source | where Level",
        "1:15 : The predicate is expected to be bool, and is of type 'int'",
    ),
    (
        "source | where Level == 'a'",
        "1:15 : Operator '==' cannot be applied to operands of type 'int' and 'string'",
    ),
    (
        "source | extend a = Message + 1",
        "1:20 : Operator '+' cannot be applied to operands of type 'string' and 'long'",
    ),
    (
        "source | extend a = datetime(2024-01-01) + datetime(2024-01-01)",
        "1:20 : Operator '+' cannot be applied to operands of type 'datetime' and 'datetime'",
    ),
    (
        "source | extend a = Message.b",
        "1:20 : What has members is expected to be dynamic, and is of type 'string'",
    ),
    (
        "source | extend a = toint()",
        "1:20 : toint(): expects 1 argument(s)",
    ),
    (
        "source | extend a = abs(Message)",
        "1:24 : abs(): argument #1 is expected to be a number, datetime or timespan",
    ),
    (
        "source | where Message matches regex '('",
        "Invalid regular expression",
    ),
    (
        "source | extend a = datetime(someday)",
        "1:29 : 'someday' is not a valid datetime",
    ),
    (
        "source | extend a = dynamic([1 2])",
        "1:28 : '[1 2]' is not a valid dynamic",
    ),
    (
        "source | summarize count()",
        "1:9 : Operator 'summarize' is not supported in transformations",
    ),
    (
        "source | parse-kv Message as (a: int)",
        "1:9 : Operator 'parse-kv' is not supported in transformations",
    ),
    (
        "source | take 1",
        "1:9 : Operator 'take' is not supported in transformations",
    ),
    (
        "source | join (source) on Level",
        "1:9 : Operator 'join' is not supported in transformations",
    ),
    (
        "range x from 1 to 3 step 1",
        "1:0 : Operator 'range' is not supported in transformations",
    ),
    (
        "union source, source",
        "1:0 : Operator 'union' is not supported in transformations",
    ),
    (
        "set x; source",
        "1:0 : Statement 'set' is not supported in transformations",
    ),
    (
        "let a = 1;",
        "1:9 : A transformation needs a tabular expression statement",
    ),
    (
        "source; source",
        "1:8 : A transformation has one tabular expression statement",
    ),
    (
        "source | project-rename Level = Message",
        "1:24 : A column named 'Level' is already defined",
    ),
    (
        "source | parse Message with * a",
        "1:30 : Column 'a' must follow a text",
    ),
    (
        "source | parse Message with 'x' a b",
        "1:34 : Column 'b' must follow a text",
    ),
    (
        "source | parse Message with 'x' a 'y' a",
        "1:38 : A column named 'a' is already defined",
    ),
    (
        "source | parse kind=regex flags=q Message with 'x' a",
        "1:32 : 'q' are not flags of regular expressions",
    ),
    (
        "let f = (T: (a: long)) { T }; source",
        "1:9 : Parameter 'T' cannot be tabular",
    ),
    (
        "let f = (x: long) { x }; source | extend a = f('a')",
        "1:47 : Argument 'x' is expected to be long, and is of type 'string'",
    ),
    (
        "let f = (x: long) { x }; source | extend a = f()",
        "1:45 : Argument 'x' is missing",
    ),
    (
        "let f = (x: long) { x }; source | extend a = f(1, 2)",
        "1:45 : f(): expects 1 argument(s)",
    ),
    (
        "datatable(a: long) [now()]",
        "1:20 : A value of a datatable is expected to be a constant",
    ),
    (
        "datatable(a: long, b: long) [1, 2, 3]",
        "1:0 : The datatable has 3 values, which are no rows of 2 columns",
    ),
    (
        "datatable(a: long) ['x']",
        "1:20 : A value of column 'a' is expected to be long, and is of type 'string'",
    ),
];

#[test]
fn texts() {
    for (text, expected) in TEXTS {
        let found = first(text);
        assert!(
            found == *expected || (!expected.starts_with("1:") && found.contains(expected)),
            "{text}: {found}"
        );
    }
}

#[test]
fn everything_that_is_wrong_is_said() {
    let text = "let a = b; source | extend c = a + d, e = foo(1) | where c == f | project g";
    let found: Vec<String> = errors(text, Dialect::Lenient)
        .iter()
        .map(|error| error.message.clone())
        .collect();
    assert_eq!(
        found,
        [
            "Undefined symbol: b",
            "Undefined symbol: d",
            "Runtime scalar function provider not found for function: foo",
            "Undefined symbol: f",
            "Undefined symbol: g",
        ]
    );
}

#[test]
fn hints() {
    for (text, expected) in [
        ("source | project Mesage", "Message is meant, perhaps."),
        (
            "source | extend a = tostrin(Level)",
            "tostring is meant, perhaps.",
        ),
        (
            "source | extend a = rand()",
            "rand is known to queries, and not to transformations.",
        ),
        (
            "source | extend a = Message.b",
            "parse_json(…) makes a dynamic of a text.",
        ),
        (
            "Heartbeat",
            "The rows of a transformation come from `source`.",
        ),
    ] {
        assert_eq!(errors(text, Dialect::Lenient)[0].hint, expected, "{text}");
    }
}

#[test]
fn what_is_not_documented_is_warned_of_or_refused() {
    for text in [
        "source | extend a = coalesce(Message, 'a')",
        "source | extend a = trim('x', Message)",
        "source | where Message in~ ('a')",
        "source | where Message has_any ('a')",
        "source | where Message hasprefix 'a'",
        "source | where Level between (1 .. 2)",
        "source | project-keep Message",
        "source | project-reorder Message",
        "source | parse-where Message with 'a' b",
    ] {
        assert_eq!(errors(text, Dialect::Documented)[0].kind, Kind::Semantic);
        let columns = [
            Column::new("Message", Type::String),
            Column::new("Level", Type::Int),
        ];
        let lenient = Transformation::compile(text, &columns, Dialect::Lenient).unwrap();
        assert_eq!(lenient.warnings().len(), 1, "{text}");
    }
}

#[test]
fn limits() {
    let long = format!("source | where Message == '{}'", "a".repeat(15_360));
    assert_eq!(errors(&long, Dialect::Lenient)[0].kind, Kind::Limit);

    let lets: Vec<String> = (1..40)
        .map(|n| {
            format!(
                "let f{n} = (x: string) {{ strcat(f{0}(x), f{0}(x)) }};",
                n - 1
            )
        })
        .collect();
    let bomb = format!(
        "let f0 = (x: string) {{ x }}; {} source | extend a = f39(Message)",
        lets.join(" ")
    );
    assert_eq!(errors(&bomb, Dialect::Lenient)[0].kind, Kind::Limit);

    let chain: Vec<String> = (1..400)
        .map(|n| format!("let a{n} = a{} + 1s;", n - 1))
        .collect();
    let deep = format!(
        "let a0 = now(); {} source | extend a = a399",
        chain.join(" ")
    );
    assert_eq!(errors(&deep, Dialect::Lenient)[0].kind, Kind::Limit);
}

/// Names for tables that are made of each other are followed on a small stack, and up to a limit.
#[test]
fn tables_upon_tables() {
    let chain = |count: usize| {
        let lets: Vec<String> = (1..count)
            .map(|n| format!("let T{n}=T{};", n - 1))
            .collect();
        format!("let T0=source;{}T{}", lets.join(""), count - 1)
    };
    assert_eq!(errors(&chain(1000), Dialect::Lenient)[0].kind, Kind::Limit);
    for text in [chain(2), chain(500)] {
        Transformation::compile(&text, &[], Dialect::Documented).unwrap();
    }
}

#[test]
fn outputs() {
    let time = || Column::new("TimeGenerated", Type::DateTime);
    let table = [
        time(),
        Column::new("TenantId", Type::Guid),
        Column::new("Size", Type::Long),
    ];
    let extra = [time(), Column::new("Other", Type::String)];
    assert_eq!(check_output(&extra, &table), Ok(vec![1]));

    let wrong = [
        time(),
        Column::new("TenantId", Type::String),
        Column::new("Size", Type::Int),
    ];
    let misfit = check_output(&wrong, &table).unwrap_err();
    assert_eq!(
        misfit.to_string(),
        "Types of transform output columns do not match the ones defined by the output stream: \n\
         TenantId [produced:'String', output:'Guid'],\nSize [produced:'Int', output:'Long']"
    );
    let text = [Column::new("TimeGenerated", Type::String)];
    assert!(check_output(&text, &[]).is_err());
    assert!(check_output(&[], &table).is_err());
}
