//! Operators that choose, name and compute columns.

use crate::shown::{check, refused};

const ROW: &str = "print a = 1, b = 'x', c1 = 2, c10 = 3, c2 = 4";

#[test]
fn extend_sees_the_row_in_front_of_it() {
    check(
        "print a = 1, b = 2 | extend a = b, b = a",
        &["a:long b:long", "2 1"],
    );
    check(
        "print a = 1, b = 2 | extend a = 'new'",
        &["b:long a:string", "2 \"new\""],
    );
    check(
        "print a = 1 | extend a * 2, x = a, tostring(a)",
        &["Column1:long x:long a:string", "2 1 \"1\""],
    );
}

#[test]
fn project_keeps_the_order_that_it_is_given() {
    check(
        &format!("{ROW} | project b, n = a + 1, a, a"),
        &["b:string n:long a:long a1:long", "\"x\" 2 1 1"],
    );
    check(
        "print d = dynamic({'k': {'x': [7]}}) | project d.k.x, d['k'], tolong(d.k.x[0])",
        &[
            "d_k_x:dynamic d_k:dynamic d_k_x_0:long",
            "[7] {\"x\":[7]} 7",
        ],
    );
}

#[test]
fn columns_are_chosen_by_pattern() {
    check(
        &format!("{ROW} | project-away c*, a"),
        &["b:string", "\"x\""],
    );
    check(
        &format!("{ROW} | project-keep c1*"),
        &["c1:long c10:long", "2 3"],
    );
    check(
        &format!("{ROW} | project-keep *0, a"),
        &["a:long c10:long", "1 3"],
    );
    check(
        &format!("{ROW} | project-reorder c* asc"),
        &["c1:long c10:long c2:long a:long b:string", "2 3 4 1 \"x\""],
    );
    check(
        &format!("{ROW} | project-reorder b, c* granny-desc"),
        &["b:string c10:long c2:long c1:long a:long", "\"x\" 3 4 2 1"],
    );
}

#[test]
fn project_rename_keeps_places() {
    check(
        "print a = 1, b = 2 | project-rename z = a",
        &["z:long b:long", "1 2"],
    );
    check(
        "print a = 1, b = 2 | project-rename a = b, b = a",
        &["b:long a:long", "1 2"],
    );
    assert_eq!(
        refused("print a = 1, b = 2 | project-rename b = a"),
        ["A column named 'b' is already defined"]
    );
}

#[test]
fn names_that_are_not_there_are_refused() {
    for operator in [
        "project-away z",
        "project-keep z",
        "project-rename y = z",
        "project-reorder z",
    ] {
        assert_eq!(
            refused(&format!("{ROW} | {operator}")),
            ["SEM0100 Failed to resolve scalar expression named 'z'"],
        );
    }
    assert_eq!(refused(&format!("{ROW} | extend z + 1, y")).len(), 2);
}
