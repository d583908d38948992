//! What is wrong, and how it is said.

use crate::shown::{answer_of, refused};
use logfog_kql::query::NoTables;

#[test]
fn what_is_not_there_is_refused_by_name() {
    for operator in [
        "evaluate bag_unpack(a)",
        "make-series n = count() on a step 1",
        "mv-apply a on (take 1)",
        "invoke f()",
        "partition by a (take 1)",
        "as T",
    ] {
        let name = operator.split(' ').next().unwrap_or_default();
        assert_eq!(
            refused(&format!("print a = 1 | {operator}")),
            [format!("The operator '{name}' is not available here")],
        );
    }
    assert_eq!(
        refused("search 'x'"),
        ["The operator 'search' is not available here"]
    );
}

#[test]
fn several_errors_are_found_at_once() {
    let text = "let a = nowhere; print b = c, d = f(1); Missing | take 1";
    assert_eq!(
        refused(text),
        [
            "SEM0100 Failed to resolve scalar expression named 'nowhere'",
            "SEM0100 Failed to resolve scalar expression named 'c'",
            "SEM0260 Unknown function: 'f'",
            "SEM0100 Failed to resolve table or column expression named 'Missing'",
        ]
    );
}

#[test]
fn counts_are_constant_and_not_negative() {
    for count in ["-1", "'x'", "long(null)"] {
        assert_eq!(
            refused(&format!("print a = 1 | take {count}")),
            ["The number of rows is expected to be a number that is not negative"],
        );
    }
    assert_eq!(
        refused("print a = 1 | take a"),
        ["SEM0100 Failed to resolve scalar expression named 'a'"],
    );
}

#[test]
fn rows_are_not_ordered_by_dynamics() {
    assert_eq!(
        refused("print a = dynamic([1]) | sort by a"),
        ["Rows cannot be ordered by a dynamic"]
    );
    assert_eq!(
        refused("print a = 'x' | mv-expand a"),
        ["mv-expand: the expanded expression is expected to be dynamic, and is of type 'string'"]
    );
}

#[test]
fn a_name_that_is_almost_right_gets_a_hint() {
    let errors = answer_of("print Computer = 1 | project Compuetr", &NoTables).expect_err("a typo");
    assert_eq!(errors[0].hint, "Computer is meant, perhaps.");
    assert_eq!(errors[0].at.start, "print Computer = 1 | project ".len());
}
