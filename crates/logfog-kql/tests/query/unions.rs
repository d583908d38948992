//! `union`

use logfog_kql::query::NoTables;

use crate::shown::{answer, check, refused, shown};

#[test]
fn columns_of_one_name_and_type_are_one() {
    check(
        "let A = print a = 1, b = 'x'; let B = print b = 'y', c = 2.5; union A, B",
        &["a:long b:string c:real", "1 \"x\" null", "null \"y\" 2.5"],
    );
    check(
        "print a = 1 | union (print a = 2), (print a = 3)",
        &["a:long", "1", "2", "3"],
    );
}

#[test]
fn columns_of_one_name_and_different_types_are_several() {
    check(
        "union (print a = 1, s = 'l'), (print a = 'x', s = 'r')",
        &[
            "a_long:long s:string a_string:string",
            "1 \"l\" \"\"",
            "null \"r\" \"x\"",
        ],
    );
}

#[test]
fn an_inner_union_has_what_all_have() {
    check(
        "union kind=inner (print a = 1, b = 2, c = 3), (print c = 4, a = 'x', b = 5)",
        &["b:long c:long", "2 3", "5 4"],
    );
}

#[test]
fn the_source_of_a_row_can_be_a_column() {
    check(
        "let A = print a = 1; union withsource=T A, (print a = 2)",
        &["T:string a:long", "\"A\" 1", "\"union_arg1\" 2"],
    );
}

#[test]
fn tables_that_are_not_there_are_passed_over_if_that_is_allowed() {
    let known = "print a = 1";
    check(
        &format!("union isfuzzy=true ({known}), Nowhere, (Nowhere | where a > 1)"),
        &["a:long", "1"],
    );
    assert_eq!(
        refused(&format!("union ({known}), Nowhere")),
        ["SEM0100 Failed to resolve table or column expression named 'Nowhere'"]
    );
    let wrong = "union isfuzzy=true (print a = 1 | where b > 1), Nowhere";
    assert_eq!(
        refused(wrong),
        ["SEM0100 Failed to resolve scalar expression named 'b'"]
    );
}

#[test]
fn several_statements_give_several_tables() {
    let answer = answer("print a = 1; print b = 'x'", &NoTables);
    let tables: Vec<_> = answer.tables.iter().map(shown).collect();
    assert_eq!(tables, ["a:long\n1", "b:string\n\"x\""]);
}
