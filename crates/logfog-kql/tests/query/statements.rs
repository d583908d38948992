//! `let`, and tables where scalars are expected.

use crate::shown::{check, refused};

#[test]
fn tables_have_names() {
    check(
        "let T = range x from 1 to 5 step 1; let Big = T | where x > 3; Big | union (T | take 1)",
        &["x:long", "4", "5", "1"],
    );
    check(
        "let T = materialize(range x from 1 to 3 step 1 | extend r = rand());
        T | join kind=inner T on x, r | count",
        &["Count:long", "3"],
    );
}

#[test]
fn functions_give_tables() {
    check(
        "let above = (T: (x: long), least: long = 2) { T | where x > least };
        let T = range x from 1 to 4 step 1;
        above(T) | union above(T, 3)",
        &["x:long", "3", "4", "4"],
    );
    check(
        "let least = 1;
        let f = (n: long) { let more = n + least; range x from least to more step 1 | summarize count() };
        let least = 100;
        f(n = 2)",
        &["count_:long", "3"],
    );
    check(
        "let twice = (x: long) { x * 2 }; print a = 4 | extend b = twice(a)",
        &["a:long b:long", "4 8"],
    );
}

#[test]
fn a_table_can_be_a_scalar() {
    check(
        "let T = datatable(x: long) [3, 5]; print n = toscalar(T | summarize max(x)) + 1",
        &["n:long", "6"],
    );
    check(
        "print n = toscalar(print x = 1 | where x > 1), s = toscalar(print x = 'a' | where x == '')",
        &["n:long s:string", "null \"\""],
    );
    check(
        "let limit = toscalar(range x from 1 to 3 step 1 | count); range x from 1 to 9 step 1 | take limit | count",
        &["Count:long", "3"],
    );
}

#[test]
fn in_takes_the_first_column_of_a_table() {
    let table = "let Bad = datatable(Name: string, n: long) ['mimikatz', 1, 'psexec', 2];
        datatable(p: string) ['psexec', 'explorer', 'MimiKatz']";
    check(
        &format!("{table} | where p in (Bad)"),
        &["p:string", "\"psexec\""],
    );
    check(
        &format!("{table} | where p in~ (Bad | project Name)"),
        &["p:string", "\"psexec\"", "\"MimiKatz\""],
    );
    check(
        &format!("{table} | where p !in~ ((Bad | where n == 1))"),
        &["p:string", "\"psexec\"", "\"explorer\""],
    );
    check(
        &format!("{table} | where p has_any (Bad)"),
        &["p:string", "\"psexec\"", "\"MimiKatz\""],
    );
}

#[test]
fn numbers_are_in_a_list_by_value() {
    let list = "datatable(v: real) [1.0, 2.5, real(null), 3.0]";
    check(
        &format!(
            "print i = int(1), r = 1.0, d = decimal(2.5), s = '1' | extend a = i in ({list}), b = r in (1, 7), c = d in (1, 2.5), e = i !in (7, 2.5), f = r in (2, 3) | project a, b, c, e, f"
        ),
        &[
            "a:bool b:bool c:bool e:bool f:bool",
            "true true true true false",
        ],
    );
    check(
        "range x from 1 to 20000 step 1 | where x in (toscalar(range y from 2 to 20000 step 2 | summarize make_list(y))) | count",
        &["Count:long", "10000"],
    );
}

#[test]
fn print_names_what_has_no_name() {
    check(
        "print 1, a = 2, 'x'",
        &["print_0:long a:long print_2:string", "1 2 \"x\""],
    );
}

#[test]
fn now_is_the_time_at_which_the_query_runs() {
    check(
        "print t = now(), y = ago(1d)",
        &[
            "t:datetime y:datetime",
            "\"2024-05-06T12:00:00.0000000Z\" \"2024-05-05T12:00:00.0000000Z\"",
        ],
    );
}

#[test]
fn other_statements_are_refused_by_name() {
    assert_eq!(
        refused("set notruncation; print 1"),
        ["The statement 'set' is not available here"]
    );
    assert_eq!(
        refused("let a = 1"),
        ["A query is expected to have a tabular expression"]
    );
}

#[test]
fn datatables_are_filled_in_rows() {
    assert_eq!(
        refused("datatable(a: long, b: long) [1, 2, 3]"),
        ["The values of a datatable are expected to fill whole rows"]
    );
    check(
        "datatable(a: int, t: datetime, d: dynamic) [1, '2024-01-01', '[1]']",
        &[
            "a:int t:datetime d:dynamic",
            "1 \"2024-01-01T00:00:00.0000000Z\" \"[1]\"",
        ],
    );
}
