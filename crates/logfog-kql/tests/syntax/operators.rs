//! Operators, each read and printed in its canonical form.

use logfog_kql::ast::{
    ColumnRef, JoinKind, Operator, OperatorKind, ParsePart, Statement, UnionKind,
};

fn operator(text: &str) -> Operator {
    let query =
        logfog_kql::parse(&format!("T | {text}")).unwrap_or_else(|e| panic!("{text}: {e:?}"));
    let [Statement::Tabular(pipeline)] = query.statements.as_slice() else {
        panic!("{text}: not one table");
    };
    let [operator] = pipeline.operators.as_slice() else {
        panic!("{text}: {} operators", pipeline.operators.len());
    };
    operator.clone()
}

/// Each is printed as the text beside it, which reads back as itself.
fn all(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(operator(text).to_string(), *expected, "{text}");
        assert_eq!(operator(expected).to_string(), *expected);
    }
}

#[test]
fn of_one_row() {
    all(&[
        ("where a", "where a"),
        ("filter a==1", "where a == 1"),
        ("extend a=1,b", "extend a = 1, b"),
        ("extend ['a b'] = 1", "extend [\"a b\"] = 1"),
        ("extend (a, b) = f(c)", "extend (a, b) = f(c)"),
        ("extend (a) == f(c)", "extend a == f(c)"),
        (
            "extend kind = 1, by = type",
            "extend [\"kind\"] = 1, [\"by\"] = type",
        ),
        ("project a, b.c, toguid(d)", "project a, b.c, toguid(d)"),
        (
            "project-away a, session*, *_x, *",
            "project-away a, session*, *_x, *",
        ),
        ("project-keep a1*b, ['c d']", "project-keep a1*b, [\"c d\"]"),
        (
            "project-rename a=b, range=hash",
            "project-rename a = b, [\"range\"] = hash",
        ),
        (
            "project-reorder a, b* asc, c granny-desc",
            "project-reorder a, b* asc, c granny-desc",
        ),
        ("serialize", "serialize"),
        ("serialize n = row_number()", "serialize n = row_number()"),
        ("as hint.materialized=true X", "as X"),
    ]);
}

#[test]
fn parse() {
    all(&[
        ("parse a with 'x' b", "parse a with \"x\" b"),
        (
            "parse kind = regex flags = Ui a with * \"x\" b:long * 'y' 'z' c : date",
            "parse kind=regex flags=Ui a with * \"x\" b: long * \"yz\" c: datetime",
        ),
        (
            "parse-where kind=relaxed f(a) with b ' ' ['c d']:int",
            "parse-where kind=relaxed f(a) with b \" \" [\"c d\"]: int",
        ),
        ("parse kind with * 'x' y", "parse [\"kind\"] with * \"x\" y"),
    ]);
    let OperatorKind::Parse(parse) = operator("parse a with * 'x' b:real 'y' c").kind else {
        panic!("no parse");
    };
    assert_eq!(parse.pattern.len(), 5);
    assert_eq!(parse.pattern[0], ParsePart::Star);
    assert!(!parse.filter);
}

#[test]
fn of_many_rows() {
    all(&[
        ("summarize count()", "summarize count()"),
        ("summarize by a", "summarize by a"),
        (
            "summarize hint.strategy=shuffle n=count(), (t, v) = arg_max(a, *) by bin(b, 1h), c=d",
            "summarize hint.strategy=shuffle n = count(), (t, v) = arg_max(a, *) by bin(b, 1h), c = d",
        ),
        ("order by a", "sort by a"),
        (
            "sort by a asc nulls first, f(b) desc, c nulls last",
            "sort by a asc nulls first, f(b) desc, c nulls last",
        ),
        ("limit 5", "take 5"),
        ("take n + 1", "take n + 1"),
        ("top 5 by a desc, b", "top 5 by a desc, b"),
        ("distinct *", "distinct *"),
        ("distinct a, b.c", "distinct a, b.c"),
        ("count", "count"),
        ("sample 3", "sample 3"),
        ("getschema", "getschema"),
        (
            "mv-expand kind=array with_itemindex=i a = parse_json(b) to typeof(long), c limit 3",
            "mv-expand kind=array with_itemindex=i a = parse_json(b) to typeof(long), c limit 3",
        ),
        ("mvexpand a", "mv-expand a"),
        (
            "render timechart with (title = 'a|b')",
            "render timechart with (title = 'a|b')",
        ),
    ]);
}

#[test]
fn of_many_tables() {
    all(&[
        (
            "union withsource=W kind=outer isfuzzy=true A, (B | where x), C*, f(1)",
            "union kind=outer withsource=W isfuzzy=true A, (B | where x), C*, f(1)",
        ),
        ("union *", "union *"),
        ("join (B) on a", "join B on a"),
        (
            "join kind=leftantisemi hint.strategy=broadcast (B | project a) on $left.a == $right.b, c",
            "join kind=leftanti hint.strategy=broadcast (B | project a) on $left.a == $right.b, c",
        ),
        (
            "join hint.remote=left kind = inner workspace('w').B on a",
            "join kind=inner hint.remote=left workspace(\"w\").B on a",
        ),
        (
            "lookup kind=leftouter (B) on a",
            "lookup kind=leftouter B on a",
        ),
    ]);
    let OperatorKind::Join(join) = operator("join kind=anti (B) on a").kind else {
        panic!("no join");
    };
    assert_eq!(join.kind, Some(JoinKind::LeftAnti));
    let OperatorKind::Union(union) = operator("union kind=inner B").kind else {
        panic!("no union");
    };
    assert_eq!((union.kind, union.is_fuzzy), (Some(UnionKind::Inner), None));
}

#[test]
fn what_never_runs_has_a_name() {
    for (text, expected) in [
        (
            "mv-apply x = a to typeof(long) on (where x > 1 | count)",
            "mv-apply",
        ),
        (
            "make-series n = count() default=0 on t from a to b step 1h by c",
            "make-series",
        ),
        ("evaluate bag_unpack(a) : (*, b: long)", "evaluate"),
        ("search 'x'", "search"),
        ("invoke f(1)", "invoke"),
        ("scan with (step s: a > 1 => b = 1; step t: true;)", "scan"),
        (
            "top-nested 3 of a by count(), top-nested of b by max(c)",
            "top-nested",
        ),
        ("fork (where a | count) (take 1)", "fork"),
        ("partition by a (top 1 by b)", "partition"),
        ("sample-distinct 3 of a", "sample-distinct"),
    ] {
        let OperatorKind::Other { name, text: rest } = operator(text).kind else {
            panic!("{text} has a shape");
        };
        assert_eq!(name.text, expected);
        assert_eq!(format!("{expected} {rest}"), text);
        let on = logfog_kql::parse(&format!("T | {text} | take 1")).expect("what comes behind it");
        assert!(on.to_string().ends_with(" | take 1"));
    }
}

#[test]
fn patterns_are_not_names() {
    let OperatorKind::ProjectAway(columns) = operator("project-away a, b*, ['c*']").kind else {
        panic!("no project-away");
    };
    let patterns = columns.iter().map(|c| matches!(c, ColumnRef::Pattern(_)));
    assert_eq!(patterns.collect::<Vec<_>>(), [false, true, false]);
}

#[test]
fn spans() {
    let text = "T | where a == 1 // why\n | take 2";
    let query = logfog_kql::parse(text).expect("a query");
    let [Statement::Tabular(pipeline)] = query.statements.as_slice() else {
        panic!("not one table");
    };
    let written: Vec<&str> = pipeline.operators.iter().map(|o| o.span.of(text)).collect();
    assert_eq!(written, ["where a == 1", "take 2"]);
    assert_eq!(pipeline.span.of(text), text);
}

#[test]
fn a_pipe_ends_an_operator() {
    for text in [
        "T | extend a | project b, c | summarize f() by d | sort by e | where g",
        "T | distinct a | top 1 by b | take n | serialize c | mv-expand d",
        "T | parse a with b | lookup c on d | union e | project-away f | as g",
    ] {
        let query = logfog_kql::parse(text).expect("a query");
        let [Statement::Tabular(pipeline)] = query.statements.as_slice() else {
            panic!("not one table");
        };
        assert_eq!(pipeline.operators.len(), 5, "{text}");
    }
}
