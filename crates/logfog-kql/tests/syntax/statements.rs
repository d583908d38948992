//! Statements and sources, each read and printed in its canonical form.

use logfog_kql::ast::{Expr, ExprKind, LetValue, ParamKind, Source, Statement};

fn all(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let query = logfog_kql::parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
        assert_eq!(query.to_string(), *expected, "{text}");
        let again = logfog_kql::parse(expected).unwrap_or_else(|e| panic!("{expected}: {e:?}"));
        assert_eq!(again.to_string(), *expected);
    }
}

#[test]
fn sources() {
    all(&[
        ("source", "source"),
        (
            " \u{feff}source| extend a = 1\n\n;",
            "source | extend a = 1",
        ),
        ("['my table'] | count", "[\"my table\"] | count"),
        ("(T | count)", "T | count"),
        ("(T | where a) | count", "(T | where a) | count"),
        ("f(1, 2) | count", "f(1, 2) | count"),
        ("table('T') | count", "table(\"T\") | count"),
        (
            "cluster('c').database('d').T",
            "cluster(\"c\").database(\"d\").T",
        ),
        ("app('a').requests | take 1", "app(\"a\").requests | take 1"),
        ("print 1", "print 1"),
        (
            "print x = 2 + 2, y = -5 | extend z = x",
            "print x = 2 + 2, y = -5 | extend z = x",
        ),
        ("range x from 1 to 10 step 2", "range x from 1 to 10 step 2"),
        ("union A, B* | count", "union A, B* | count"),
        ("union (A), B", "union A, B"),
        (
            "search in (A, B) 'x' | take 1",
            "search in (A, B) 'x' | take 1",
        ),
        ("find where a == 1", "find where a == 1"),
        (
            "externaldata(a: string) [@'https://x'] with (format='csv') | count",
            "externaldata (a: string) [@'https://x'] with (format='csv') | count",
        ),
        (
            "datatable (a:string, b : date)\n[ 'x', datetime(2020-01-01),\n 'y', -1, ]",
            "datatable(a: string, b: datetime) [\"x\", datetime(2020-01-01), \"y\", -1]",
        ),
        ("datatable(a: int) []", "datatable(a: int) []"),
    ]);
}

#[test]
fn definitions() {
    all(&[
        (
            "let a = 1; let b = a + 1; T",
            "let a = 1;\nlet b = a + 1;\nT",
        ),
        ("let T = A | where x; T", "let T = (A | where x);\nT"),
        (
            "let T = datatable(a: long) [1]; T",
            "let T = (datatable(a: long) [1]);\nT",
        ),
        (
            "let x = toscalar(T | summarize max(a)); T | where a == x",
            "let x = toscalar((T | summarize max(a)));\nT | where a == x",
        ),
        (
            "let T = materialize(union A, B | where x);T",
            "let T = materialize((union A, B | where x));\nT",
        ),
        (
            "let f = (n:long, s: string = 'x') { let m = n * 2; strcat(s, m) }; print f(1)",
            "let f = (n: long, s: string = \"x\") { let m = n * 2; strcat(s, m) };\nprint f(1)",
        ),
        (
            "let f = (T:(*), U:(a:int)) { T | join kind=inner (U) on a }; f(A, B)",
            "let f = (T: (*), U: (a: int)) { (T | join kind=inner U on a) };\nf(A, B)",
        ),
        (
            "let f = view () { T | count; }; f()",
            "let f = () { (T | count) };\nf()",
        ),
        ("let f=(){1};print f()", "let f = () { 1 };\nprint f()"),
        ("let x = (1 + 2) * 3; T", "let x = (1 + 2) * 3;\nT"),
        (
            "let x = dynamic(['a', \";\"]); T",
            "let x = dynamic(['a', \";\"]);\nT",
        ),
        ("let let = 1; T", "let [\"let\"] = 1;\nT"),
    ]);
}

#[test]
fn what_only_the_service_can_do_has_a_name() {
    for (text, expected) in [
        ("set notruncation; T", "set"),
        ("set truncationmaxrecords = 5; T", "set"),
        ("declare query_parameters(a: long = 1); T", "declare"),
        ("alias database d = cluster('c').database('d'); T", "alias"),
        ("restrict access to (T); T", "restrict"),
    ] {
        let query = logfog_kql::parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
        let [Statement::Other { name, .. }, Statement::Tabular(_)] = query.statements.as_slice()
        else {
            panic!("{text}: {query:?}");
        };
        assert_eq!(name.text, expected);
        assert_eq!(query.to_string().replace('\n', " "), text);
    }
}

#[test]
fn tables_and_scalars_in_the_tree() {
    let value = |text: &str| {
        let query = logfog_kql::parse(text).expect("a query");
        match query.statements.into_iter().next() {
            Some(Statement::Let(definition)) => definition.value,
            other => panic!("{other:?}"),
        }
    };
    let LetValue::Expr(Expr { kind, .. }) = value("let x = (T | take 1); T") else {
        panic!("a function");
    };
    let ExprKind::Pipeline(pipeline) = kind else {
        panic!("no table");
    };
    assert!(matches!(pipeline.source, Source::Expr(_)));
    assert_eq!(pipeline.operators.len(), 1);

    let LetValue::Expr(expr) = value("let x = T; x") else {
        panic!("a function");
    };
    assert_eq!(expr.kind, ExprKind::Name("T".to_owned()));

    let LetValue::Function(function) = value("let f = (T: (*), n: long) { n }; T") else {
        panic!("no function");
    };
    assert_eq!(function.params[0].kind, ParamKind::Tabular(Vec::new()));
    assert!(matches!(function.params[1].kind, ParamKind::Scalar { .. }));
}

#[test]
fn columns_may_be_called_like_operators() {
    all(&[
        (
            "source | where range == 1 | project type, id, hash, print, count",
            "source | where [\"range\"] == 1 | project type, id, hash, [\"print\"], count",
        ),
        (
            "source | extend a = tostring(source.x)",
            "source | extend a = tostring(source.x)",
        ),
        ("source | where where == 1", "source | where where == 1"),
        (
            "source | sort by asc desc",
            "source | sort by [\"asc\"] desc",
        ),
        ("print | count", "[\"print\"] | count"),
    ]);
}
