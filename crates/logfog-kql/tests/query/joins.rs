//! `join` and `lookup`

use crate::shown::{check, refused};

const SIDES: &str = "let L = datatable(k: string, a: long) ['x', 1, 'x', 2, 'y', 3, '', 4];
    let R = datatable(k: string, b: long) ['x', 10, 'x', 20, 'z', 30, '', 40];
    L | join";

#[track_caller]
fn joined(kind: &str, expected: &[&str]) {
    check(&format!("{SIDES} {kind} (R) on k"), expected);
}

#[test]
fn without_a_kind_each_key_of_the_left_side_counts_once() {
    let expected = [
        "k:string a:long k1:string b:long",
        "\"x\" 1 \"x\" 10",
        "\"x\" 1 \"x\" 20",
        "\"\" 4 \"\" 40",
    ];
    joined("", &expected);
    joined("kind=innerunique", &expected);
}

#[test]
fn inner_joins_have_all_pairs() {
    joined(
        "kind=inner",
        &[
            "k:string a:long k1:string b:long",
            "\"x\" 1 \"x\" 10",
            "\"x\" 1 \"x\" 20",
            "\"x\" 2 \"x\" 10",
            "\"x\" 2 \"x\" 20",
            "\"\" 4 \"\" 40",
        ],
    );
}

#[test]
fn outer_joins_keep_what_has_no_match() {
    joined(
        "kind=leftouter",
        &[
            "k:string a:long k1:string b:long",
            "\"x\" 1 \"x\" 10",
            "\"x\" 1 \"x\" 20",
            "\"x\" 2 \"x\" 10",
            "\"x\" 2 \"x\" 20",
            "\"y\" 3 \"\" null",
            "\"\" 4 \"\" 40",
        ],
    );
    joined(
        "kind=rightouter",
        &[
            "k:string a:long k1:string b:long",
            "\"x\" 1 \"x\" 10",
            "\"x\" 1 \"x\" 20",
            "\"x\" 2 \"x\" 10",
            "\"x\" 2 \"x\" 20",
            "\"\" 4 \"\" 40",
            "\"\" null \"z\" 30",
        ],
    );
    joined(
        "kind=fullouter",
        &[
            "k:string a:long k1:string b:long",
            "\"x\" 1 \"x\" 10",
            "\"x\" 1 \"x\" 20",
            "\"x\" 2 \"x\" 10",
            "\"x\" 2 \"x\" 20",
            "\"y\" 3 \"\" null",
            "\"\" 4 \"\" 40",
            "\"\" null \"z\" 30",
        ],
    );
}

#[test]
fn semi_and_anti_joins_have_rows_of_one_side() {
    joined(
        "kind=leftsemi",
        &["k:string a:long", "\"x\" 1", "\"x\" 2", "\"\" 4"],
    );
    joined("kind=leftanti", &["k:string a:long", "\"y\" 3"]);
    joined("kind=anti", &["k:string a:long", "\"y\" 3"]);
    joined(
        "kind=rightsemi",
        &["k:string b:long", "\"x\" 10", "\"x\" 20", "\"\" 40"],
    );
    joined("kind=rightanti", &["k:string b:long", "\"z\" 30"]);
}

#[test]
fn a_null_in_a_key_agrees_with_nothing() {
    let sides = "let L = datatable(k: long, a: long) [1, 1, long(null), 2];
        let R = datatable(k: long, b: long) [1, 10, long(null), 20];
        L | join";
    for (kind, expected) in [
        ("inner", vec!["k:long a:long k1:long b:long", "1 1 1 10"]),
        ("leftanti", vec!["k:long a:long", "null 2"]),
        ("rightanti", vec!["k:long b:long", "null 20"]),
        (
            "fullouter",
            vec![
                "k:long a:long k1:long b:long",
                "1 1 1 10",
                "null 2 null null",
                "null null null 20",
            ],
        ),
    ] {
        check(&format!("{sides} kind={kind} R on k"), &expected);
    }
}

#[test]
fn keys_may_be_called_differently_on_both_sides() {
    for on in ["$left.a == $right.b", "$right.b == $left.a"] {
        check(
            &format!("print a = 1, x = 'l' | join (print b = 1, x = 'r') on {on}"),
            &["a:long x:string b:long x1:string", "1 \"l\" 1 \"r\""],
        );
    }
    check(
        "print a = 1, c = 2 | join kind=leftanti (print b = 1, c = 3) on $left.a == $right.b, c",
        &["a:long c:long", "1 2"],
    );
    check(
        "print a = 1, c = 2 | join (print b = 1, d = 2) on $left.a == $right.b and $left.c == $right.d
        | project a, d",
        &["a:long d:long", "1 2"],
    );
}

#[test]
fn numbers_of_different_types_agree_by_value() {
    check(
        "print a = int(1) | join (print a = 1) on a",
        &["a:int a1:long", "1 1"],
    );
    check(
        "print a = 2 | join (print a = 2.0) on a",
        &["a:long a1:real", "2 2.0"],
    );
}

#[test]
fn names_that_clash_are_numbered() {
    check(
        "print k = 1, v = 'l', v1 = 'l1' | join (print k = 1, v = 'r') on k",
        &[
            "k:long v:string v1:string k1:long v2:string",
            "1 \"l\" \"l1\" 1 \"r\"",
        ],
    );
}

#[test]
fn lookup_leaves_out_the_keys_of_the_right_side() {
    let sides = "let L = datatable(k: string, a: long) ['x', 1, 'y', 2];
        let R = datatable(k: string, b: string) ['x', 'found'];
        L | lookup";
    check(
        &format!("{sides} R on k"),
        &[
            "k:string a:long b:string",
            "\"x\" 1 \"found\"",
            "\"y\" 2 \"\"",
        ],
    );
    check(
        &format!("{sides} kind=inner R on k"),
        &["k:string a:long b:string", "\"x\" 1 \"found\""],
    );
}

#[test]
fn joins_that_cannot_be_are_refused() {
    for (text, message) in [
        (
            "print k = dynamic(1) | join (print k = 1) on k",
            "join key 'k' is of a 'dynamic' type. Please use an explicit cast using extend operator in \
             the join legs",
        ),
        (
            "print k = 'x' | join (print k = 1) on k",
            "join key 'k' is of type 'string' on the left side, and of type 'long' on the right",
        ),
        (
            "print k = 1 | join (print k = 1) on $left.k > $right.k",
            "join: only column entities or equality expressions are allowed in this context",
        ),
        (
            "print k = 1 | join (print j = 1) on k",
            "SEM0100 Failed to resolve scalar expression named 'k'",
        ),
        (
            "print k = 1 | lookup kind=fullouter (print k = 1) on k",
            "lookup is 'leftouter' or 'inner', and not 'fullouter'",
        ),
    ] {
        assert_eq!(refused(text), [message], "{text}");
    }
}
