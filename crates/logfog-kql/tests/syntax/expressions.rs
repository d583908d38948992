//! What belongs to what in an expression.

use crate::sexpr::read;

fn all(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(read(text), *expected, "{text}");
    }
}

#[test]
fn precedence() {
    all(&[
        ("a or b and c", "(or a (and b c))"),
        ("a and b or c and d", "(or (and a b) (and c d))"),
        ("a or b or c", "(or a b c)"),
        ("(a or b) or c", "(or (or a b) c)"),
        ("a == b and c != d", "(and (== a b) (!= c d))"),
        ("a <> b", "(!= a b)"),
        ("a < b == c", "(== (< a b) c)"),
        ("a == b < c", "(== a (< b c))"),
        ("a - b - c", "(- (- a b) c)"),
        ("a - (b - c)", "(- a (- b c))"),
        ("a + b * c % d", "(+ a (% (* b c) d))"),
        ("a + b has 'x'", "(+ a (has b \"x\"))"),
        ("a * b =~ c", "(* a (=~ b c))"),
        ("a has b == c", "(== (has a b) c)"),
        ("-a * b", "(* (- a) b)"),
        ("- - a.b", "(- (- (. a b)))"),
        ("a-1", "(- a 1)"),
        ("-7 / 2", "(/ (- 7) 2)"),
        (
            "a >= 1 or b in (1, 2) and c",
            "(or (>= a 1) (and (in b 1 2) c))",
        ),
    ]);
}

#[test]
fn text_operators() {
    all(&[
        ("a !contains_cs 'x'", "(!contains_cs a \"x\")"),
        ("a !startswith b", "(!startswith a b)"),
        ("a endswith_cs b", "(endswith_cs a b)"),
        ("a hasprefix b", "(hasprefix a b)"),
        ("a !hassuffix_cs b", "(!hassuffix_cs a b)"),
        ("a !~ b", "(!~ a b)"),
        ("a matches regex @'\\d'", "(matches regex a \"\\\\d\")"),
        ("* has 'x'", "(has * \"x\")"),
    ]);
}

#[test]
fn lists_and_ranges() {
    all(&[
        ("a in ('x', 'y')", "(in a \"x\" \"y\")"),
        ("a !in~ (b)", "(!in~ a b)"),
        ("a in~('x')", "(in~ a \"x\")"),
        ("a has_any (dynamic(['x']))", "(has_any a <dynamic ['x']>)"),
        ("a has_all('x', 'y')", "(has_all a \"x\" \"y\")"),
        ("a in (T | project b)", "(in a (table T [project b]))"),
        ("a between (1 .. 2)", "(between a 1 2)"),
        ("a between (1..2)", "(between a 1 2)"),
        (
            "a !between (ago(1d) .. now() - 1h)",
            "(!between a (call ago <timespan 1d>) (- (call now) <timespan 1h>))",
        ),
    ]);
}

#[test]
fn paths_and_calls() {
    all(&[
        ("a.b.c", "(. (. a b) c)"),
        ("a.['b c']", "(. a b c)"),
        ("a['b']", "(at a \"b\")"),
        ("a[0][-1]", "(at (at a 0) (- 1))"),
        ("a[b]", "(at a b)"),
        ("a[(b + 1)]", "(at a (+ b 1))"),
        ("['a b'].c", "(. a b c)"),
        ("[\"where\"]", "where"),
        ("f(x).y[0]", "(at (. (call f x) y) 0)"),
        ("f (x)", "(call f x)"),
        ("f()", "(call f)"),
        ("arg_max(a, *)", "(call arg_max a *)"),
        ("f(x, y = 1)", "(call f x y=1)"),
        ("workspace('w').T", "(. (call workspace \"w\") T)"),
        ("database('d').f(1)", "(. (call database \"d\") call f 1)"),
        ("toscalar(T | count)", "(call toscalar (table T [count]))"),
        (
            "extract('x', 1, a, typeof(long))",
            "(call extract \"x\" 1 a (typeof long))",
        ),
        ("$left.a == $right.b", "(== (. $left a) (. $right b))"),
        (
            "dynamic({\"a\": [1, ')']})['a']",
            "(at <dynamic {\"a\": [1, ')']}> \"a\")",
        ),
    ]);
}

#[test]
fn keywords_are_names_where_no_keyword_is_due() {
    for name in [
        "type", "id", "range", "source", "hash", "where", "print", "union", "kind", "in",
    ] {
        assert_eq!(read(name), name);
        assert_eq!(
            read(&format!("tostring({name}) == 1")),
            format!("(== (call tostring {name}) 1)")
        );
    }
    assert_eq!(read("range == kind"), "(== range kind)");
    assert_eq!(read("time"), "time");
    assert_eq!(read("has has has"), "(has has has)");
}

#[test]
fn numbers() {
    all(&[
        ("1", "1"),
        ("0xf", "15"),
        ("0xFFFFFFFFFFFFFFFF", "-1"),
        ("long(-9223372036854775808)", "-9223372036854775808"),
        ("long(0x10)", "16"),
        ("int(-1)", "-1i"),
        ("int( 7 )", "7i"),
        ("int(null)", "null:int"),
        ("1.5", "1.5r"),
        ("1.", "1.0r"),
        ("1e3", "1000.0r"),
        ("1.5E-3", "0.0015r"),
        ("real(nan)", "NaNr"),
        ("double(-inf)", "-infr"),
        ("bool(1)", "true"),
        ("True", "true"),
        ("1day2", "1day2"),
        ("['1day']", "1day"),
    ]);
}

#[test]
fn literals_that_are_read_later() {
    all(&[
        ("1d", "<timespan 1d>"),
        ("1.5h", "<timespan 1.5h>"),
        ("10ticks", "<timespan 10ticks>"),
        ("time(1.02:03:04.5)", "<timespan 1.02:03:04.5>"),
        ("timespan(2)", "<timespan 2>"),
        ("datetime(2017-10-30 01:02)", "<datetime 2017-10-30 01:02>"),
        ("datetime(\"2017-10-30\")", "<datetime 2017-10-30>"),
        ("datetime ( null )", "null:datetime"),
        ("datetime()", "<datetime >"),
        (
            "uuid(74be27de-1e4e-49d9-b579-fe0b331d3642)",
            "<guid 74be27de-1e4e-49d9-b579-fe0b331d3642>",
        ),
        ("decimal(1.5)", "<decimal 1.5>"),
        (
            "dynamic( [1, dynamic({}), datetime(2020-01-01)] )",
            "<dynamic [1, dynamic({}), datetime(2020-01-01)]>",
        ),
        ("dynamic(null)", "null:dynamic"),
    ]);
}

#[test]
fn where_the_text_of_a_literal_is_written() {
    use logfog_kql::ast::{ExprKind, Literal};
    for text in ["x + datetime( 2020-01-01 )", "x + datetime('2020-01-01')"] {
        let expr = logfog_kql::parse_expression(text).expect("an expression");
        let ExprKind::Binary { right, .. } = expr.kind else {
            panic!("no sum");
        };
        let ExprKind::Literal(Literal::Raw { at, .. }) = right.kind else {
            panic!("no literal");
        };
        assert_eq!(at.of(text), "2020-01-01");
        assert_eq!(right.span.of(text), &text[4..]);
    }
}

#[test]
fn strings() {
    all(&[
        (r#""a\"b\n\u00e9\\""#, r#""a\"b\né\\""#),
        (r"'it\'s \uD83D\uDE00'", "\"it's 😀\""),
        (r#"@"C:\x ""y"" ""#, r#""C:\\x \"y\" ""#),
        ("@'it''s'", "\"it's\""),
        ("```a\n'b'\\n```", r#""a\n'b'\\n""#),
        ("~~~a`b~~~", "\"a`b\""),
        ("h'secret' H@\"x\\\"", r#""secretx\\""#),
        ("'a' // one\n \"b\" @'c'", "\"abc\""),
    ]);
}
