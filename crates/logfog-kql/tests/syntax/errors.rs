//! What is said about texts that cannot be read, and where.

fn errors(text: &str) -> Vec<String> {
    match logfog_kql::parse(text) {
        Ok(query) => panic!("{text} is read as {query}"),
        Err(errors) => errors
            .iter()
            .map(|error| {
                let service = error.in_service_words(text);
                service
                    .trim_start_matches("SyntaxError:0x00000001 at ")
                    .to_owned()
            })
            .collect(),
    }
}

/// Texts, and the first thing that is wrong with each.
const TEXTS: &[(&str, &str)] = &[
    ("", "1:0 : no viable alternative at input '<EOF>'"),
    ("source |", "1:8 : no viable alternative at input '<EOF>'"),
    (
        "source | project a,",
        "1:18 : extraneous input ',' expecting <EOF>",
    ),
    (
        "source | project a, | take 1",
        "1:18 : extraneous input ',' expecting <EOF>",
    ),
    (
        "source | extend a = f(b,)",
        "1:23 : extraneous input ',' expecting ')'",
    ),
    (
        "source extend a = 1",
        "1:7 : mismatched input 'extend' expecting <EOF>",
    ),
    ("search (x", "1:9 : missing ')' at '<EOF>'"),
    ("T | search (x]", "1:13 : missing ')' at ']'"),
    ("source | where (a has 'x'", "1:25 : missing ')' at '<EOF>'"),
    (
        "source | where (a has 'x' | project a",
        "1:26 : missing ')' at '|'",
    ),
    (
        "source | where a)",
        "1:16 : extraneous input ')' expecting <EOF>",
    ),
    (
        "source | where a == b == c",
        "1:22 : mismatched input '==' expecting <EOF>",
    ),
    (
        "source | where",
        "1:14 : no viable alternative at input '<EOF>'",
    ),
    (
        "source | where and a",
        "1:15 : no viable alternative at input 'and'",
    ),
    (
        "source | where !a",
        "1:15 : no viable alternative at input '!a'",
    ),
    (
        "source | wehre a",
        "1:9 : no viable alternative at input 'wehre'",
    ),
    (
        "source | project-awya a",
        "1:9 : no viable alternative at input 'project-awya'",
    ),
    (
        "source | print 1",
        "1:9 : no viable alternative at input 'print'",
    ),
    (
        "source | parse a 'x'",
        "1:17 : mismatched input ''x'' expecting 'with'",
    ),
    (
        "source | parse kind=fuzzy a with 'x'",
        "1:20 : mismatched input 'fuzzy' expecting {'simple', 'regex', 'relaxed'}",
    ),
    (
        "source | parse a with 'x' b:text",
        "1:28 : mismatched input 'text' expecting SCALARTYPE",
    ),
    (
        "source | sort a",
        "1:14 : mismatched input 'a' expecting 'by'",
    ),
    (
        "source | where a matches 'x'",
        "1:25 : mismatched input ''x'' expecting 'regex'",
    ),
    (
        "source | where a in 1",
        "1:20 : mismatched input '1' expecting '('",
    ),
    (
        "source | extend a = b[c + 1]",
        "1:24 : mismatched input '+' expecting ']'",
    ),
    (
        "source | extend a = 'x",
        "1:20 : token recognition error at: ''x'",
    ),
    (
        "source | extend a = 'x\\d'",
        "1:20 : token recognition error at: '\\d'",
    ),
    (
        "source | extend a = b # c",
        "1:22 : token recognition error at: '#'",
    ),
    (
        "source | extend a = datetime(2020",
        "1:20 : token recognition error at: 'datetime(2020'",
    ),
    (
        "source | extend a = int(b)",
        "1:24 : 'b' is not a valid int",
    ),
    (
        "source | take 99999999999999999999",
        "1:14 : '99999999999999999999' is not a valid long",
    ),
    (
        "source\n| where a\n  b",
        "3:2 : extraneous input 'b' expecting <EOF>",
    ),
    (
        "source | where 'é' == == a",
        "1:22 : no viable alternative at input '=='",
    ),
    ("1 + 1", "1:0 : no viable alternative at input '1'"),
    ("source;;", "1:7 : no viable alternative at input ';'"),
    (
        "let f = (a: long) { }; T",
        "1:20 : no viable alternative at input '}'",
    ),
    (
        "let f = (a: long) a; T",
        "1:18 : mismatched input 'a' expecting '{'",
    ),
];

#[test]
fn texts() {
    for (text, expected) in TEXTS {
        assert_eq!(errors(text)[0], *expected, "{text}");
    }
}

#[test]
fn each_operator_and_statement_has_its_own_error() {
    assert_eq!(
        errors("let a = ; source | where | extend b = f(1 | project c, | take 1; T | x"),
        [
            "1:8 : no viable alternative at input ';'",
            "1:25 : no viable alternative at input '|'",
            "1:42 : missing ')' at '|'",
        ]
    );
    assert_eq!(
        errors("T | where (a == ) | project b,, | take 1"),
        [
            "1:16 : no viable alternative at input ')'",
            "1:29 : mismatched input ',' expecting <EOF>",
        ]
    );
    assert_eq!(errors(&"| ".repeat(100)).len(), 1);
    assert_eq!(errors(&format!("T{}", " | where".repeat(100))).len(), 20);
}

#[test]
fn hints() {
    for (text, expected) in [
        (
            "source | wehre a",
            "There is no operator wehre: where is meant, perhaps.",
        ),
        ("source | project a,", "Nothing comes behind this comma."),
        (
            "source | where a == b == c",
            "Comparisons do not chain: put one of them in parentheses.",
        ),
        (
            "source | print 1",
            "print starts a query: nothing can be piped into it.",
        ),
        (
            "source | extend a = int(b)",
            "int(…) takes a literal: toint(…) converts what a column has.",
        ),
        ("source | extend a = \"x", "The string is not closed."),
    ] {
        let errors = logfog_kql::parse(text).expect_err(text);
        assert_eq!(errors[0].hint, expected);
    }
}
