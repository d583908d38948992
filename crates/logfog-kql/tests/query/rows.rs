//! Operators that choose, order and make rows.

use crate::shown::check;

#[test]
fn sort_is_descending_unless_told_otherwise_and_nulls_go_to_their_end() {
    let table = "datatable(a: long) [2, long(null), 3, 1]";
    for (by, rows) in [
        ("a", ["3", "2", "1", "null"]),
        ("a desc", ["3", "2", "1", "null"]),
        ("a asc", ["null", "1", "2", "3"]),
        ("a asc nulls last", ["1", "2", "3", "null"]),
        ("a desc nulls first", ["null", "3", "2", "1"]),
        ("-a", ["1", "2", "3", "null"]),
    ] {
        let mut expected = vec!["a:long"];
        expected.extend(rows);
        check(&format!("{table} | sort by {by}"), &expected);
        check(&format!("{table} | order by {by}"), &expected);
        check(&format!("{table} | top 4 by {by}"), &expected);
    }
}

#[test]
fn nan_is_sorted_between_null_and_the_numbers() {
    let table = "datatable(a: real) [real(nan), 1.0, real(null), real(-inf), real(+inf)]";
    for (by, rows) in [
        (
            "asc",
            ["null", "\"NaN\"", "\"-Infinity\"", "1.0", "\"Infinity\""],
        ),
        (
            "desc",
            ["\"Infinity\"", "1.0", "\"-Infinity\"", "\"NaN\"", "null"],
        ),
        (
            "asc nulls last",
            ["\"-Infinity\"", "1.0", "\"Infinity\"", "\"NaN\"", "null"],
        ),
        (
            "desc nulls first",
            ["null", "\"NaN\"", "\"Infinity\"", "1.0", "\"-Infinity\""],
        ),
    ] {
        let mut expected = vec!["a:real"];
        expected.extend(rows);
        check(&format!("{table} | sort by a {by}"), &expected);
    }
}

#[test]
fn an_empty_text_is_sorted_as_the_least_text() {
    check(
        "datatable(a: string) ['b', '', 'B', 'a'] | sort by a asc",
        &["a:string", "\"\"", "\"B\"", "\"a\"", "\"b\""],
    );
}

#[test]
fn rows_that_are_equal_stay_as_they_came() {
    check(
        "datatable(a: long, b: long) [1, 1, 2, 2, 1, 3, 2, 4] | sort by a asc, b desc",
        &["a:long b:long", "1 3", "1 1", "2 4", "2 2"],
    );
    check(
        "datatable(a: long, b: long) [1, 1, 2, 2, 1, 3, 2, 4] | sort by a asc",
        &["a:long b:long", "1 1", "1 3", "2 2", "2 4"],
    );
}

#[test]
fn top_keeps_the_first_of_many() {
    check(
        "range x from 1 to 5000 step 1 | extend y = x % 1000 | top 3 by y asc, x desc",
        &["x:long y:long", "5000 0", "4000 0", "3000 0"],
    );
}

#[test]
fn take_and_limit_are_one() {
    check("range x from 1 to 9 step 1 | take 2", &["x:long", "1", "2"]);
    check("range x from 1 to 9 step 1 | limit 0", &["x:long"]);
    check(
        "let n = 1; range x from 1 to 9 step 1 | take n",
        &["x:long", "1"],
    );
}

#[test]
fn sample_takes_rows_from_all_over_the_table() {
    check(
        "range x from 1 to 3 step 1 | sample 5 | count",
        &["Count:long", "3"],
    );
    check(
        "range x from 1 to 10000 step 1 | sample 100
        | summarize n = count(), few = countif(x <= 100) > 50, late = max(x) > 5000",
        &["n:long few:bool late:bool", "100 false true"],
    );
}

#[test]
fn where_takes_null_for_false() {
    check(
        "datatable(a: bool) [true, bool(null), false] | where a",
        &["a:bool", "true"],
    );
    check(
        "datatable(a: long) [1, long(null)] | where a != 1",
        &["a:long", "null"],
    );
}

#[test]
fn where_star_asks_all_columns() {
    check(
        "datatable(a: string, b: long) ['x', 12, 'y', 3] | where * has '12'",
        &["a:string b:long", "\"x\" 12"],
    );
    check(
        "datatable(a: string, b: dynamic) ['x', dynamic({'k': 'y'}), 'z', dynamic([1])]
        | where * contains 'Y' or b[0] * 2 == 2",
        &["a:string b:dynamic", "\"x\" {\"k\":\"y\"}", "\"z\" [1]"],
    );
}

#[test]
fn range_ends_where_it_says() {
    check(
        "range x from 1 to 2 step 0.5",
        &["x:real", "1.0", "1.5", "2.0"],
    );
    check("range x from 3 to 1 step -1", &["x:long", "3", "2", "1"]);
    check("range x from 1 to 3 step 0", &["x:long"]);
    check("range x from 1 to 3 step -1", &["x:long"]);
    check(
        "range t from datetime(2024-01-01) to datetime(2024-01-02) step 12h",
        &[
            "t:datetime",
            "\"2024-01-01T00:00:00.0000000Z\"",
            "\"2024-01-01T12:00:00.0000000Z\"",
            "\"2024-01-02T00:00:00.0000000Z\"",
        ],
    );
    check(
        "range x from 9223372036854775806 to 9223372036854775807 step 1",
        &["x:long", "9223372036854775806", "9223372036854775807"],
    );
}

#[test]
fn mv_expand_makes_a_row_of_each_element() {
    check(
        "datatable(k: long, a: dynamic) [1, dynamic([10, 'x', null]), 2, dynamic(null), 3, dynamic([]), 4, dynamic(7)]
        | mv-expand a",
        &["k:long a:dynamic", "1 10", "1 \"x\"", "1 null", "2 null", "3 null", "4 7"],
    );
}

#[test]
fn mv_expand_takes_bags_apart() {
    let table = "print b = dynamic({'x': 1, 'y': [2]}) | mv-expand";
    check(
        &format!("{table} b"),
        &["b:dynamic", "{\"x\":1}", "{\"y\":[2]}"],
    );
    check(
        &format!("{table} kind=array b"),
        &["b:dynamic", "[\"x\",1]", "[\"y\",[2]]"],
    );
    check(
        &format!("{table} bagexpansion=array b | extend k = tostring(b[0]), v = b[1]"),
        &[
            "b:dynamic k:string v:dynamic",
            "[\"x\",1] \"x\" 1",
            "[\"y\",[2]] \"y\" [2]",
        ],
    );
}

#[test]
fn mv_expand_of_several_columns_goes_side_by_side() {
    check(
        "print a = dynamic([1, 2, 3]), b = dynamic(['x', 'y'])
        | mv-expand with_itemindex=i a to typeof(long), b to typeof(string)",
        &[
            "a:long b:string i:long",
            "1 \"x\" 0",
            "2 \"y\" 1",
            "3 \"\" 2",
        ],
    );
}

#[test]
fn mv_expand_names_what_it_computes_and_stops_at_its_limit() {
    check(
        "print s = 'a,b,c' | mv-expand part = split(s, ',') to typeof(string) limit 2",
        &["s:string part:string", "\"a,b,c\" \"a\"", "\"a,b,c\" \"b\""],
    );
    check(
        "print a = dynamic([1]) | mv-expand b = a",
        &["a:dynamic b:dynamic", "[1] 1"],
    );
}

#[test]
fn count_and_distinct() {
    check(
        "range x from 1 to 3 step 1 | where x > 9 | count",
        &["Count:long", "0"],
    );
    check(
        "datatable(a: long, b: string) [1, 'x', 1, 'x', 1, 'y', long(null), ''] | distinct *",
        &["a:long b:string", "1 \"x\"", "1 \"y\"", "null \"\""],
    );
    check(
        "datatable(a: long, b: string) [1, 'x', 2, 'x'] | distinct b, tolower(b)",
        &["b:string Column1:string", "\"x\" \"x\""],
    );
}

#[test]
fn windows_know_their_neighbours() {
    check(
        "datatable(k: string, v: long) ['a', 1, 'a', 2, 'b', 5]
        | serialize n = row_number(), p = prev(v), q = next(k, 1, 'none'), s = row_cumsum(v, k != prev(k))",
        &[
            "k:string v:long n:long p:long q:string s:long",
            "\"a\" 1 1 null \"a\" 1",
            "\"a\" 2 2 1 \"b\" 3",
            "\"b\" 5 3 2 \"none\" 5",
        ],
    );
    check(
        "datatable(k: string) ['a', 'a', 'b'] | project n = row_number(0, k == 'b') * 10",
        &["n:long", "0", "10", "0"],
    );
}

#[test]
fn getschema_says_what_the_columns_are() {
    check(
        "print a = 1, b = 'x' | getschema",
        &[
            "ColumnName:string ColumnOrdinal:int DataType:string ColumnType:string",
            "\"a\" 0 \"System.Int64\" \"long\"",
            "\"b\" 1 \"System.String\" \"string\"",
        ],
    );
}
