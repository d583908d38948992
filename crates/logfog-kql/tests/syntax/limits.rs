//! Texts made to exhaust whoever reads them.

use std::time::{Duration, Instant};

use logfog_kql::Kind;

/// Reads it on a thread with the stack that threads have where nothing is said.
fn first_error(text: String) -> Option<Kind> {
    std::thread::Builder::new()
        .stack_size(3 << 19)
        .spawn(move || match logfog_kql::parse(&text) {
            Ok(query) => {
                let _ = query.to_string();
                None
            }
            Err(errors) => Some(errors[0].kind),
        })
        .expect("a thread")
        .join()
        .expect("no panic")
}

fn nested(open: &str, middle: &str, close: &str, times: usize) -> String {
    format!(
        "print {}{middle}{}",
        open.repeat(times),
        close.repeat(times)
    )
}

#[test]
fn depth() {
    for (open, middle, close) in [
        ("(", "1", ")"),
        ("f(", "1", ")"),
        ("a[", "1", "]"),
        ("1 - (", "1", ")"),
        ("x in (", "1", ")"),
        ("x between (", "1", " .. 2)"),
        ("(T | where ", "1", ")"),
        ("(print ", "1", ")"),
        ("- ", "1", ""),
        ("1 + ", "1", ""),
        ("a.", "a", ""),
        ("(union (", "T", "))"),
    ] {
        let few = first_error(nested(open, middle, close, 40));
        assert!(few != Some(Kind::Limit), "{open}: {few:?}");
        for times in [250, 20_000] {
            assert_eq!(
                first_error(nested(open, middle, close, times)),
                Some(Kind::Limit),
                "{open}"
            );
        }
        // Nothing is closed.
        assert!(first_error(format!("print {}", open.repeat(20_000))).is_some());
    }
}

#[test]
fn functions_in_functions() {
    let text = |n| {
        format!(
            "{}1{} }}; T",
            "let f = () { ".repeat(n),
            " }; 1".repeat(n - 1)
        )
    };
    assert_eq!(first_error(text(40)), None);
    assert_eq!(first_error(text(10_000)), Some(Kind::Limit));
}

#[test]
fn long_predicates_are_not_deep() {
    let terms = vec!["a == 1"; 5000];
    assert_eq!(
        first_error(format!("T | where {}", terms.join(" or "))),
        None
    );
    assert_eq!(
        first_error(format!("T | where a in ({})", terms.join(", "))),
        None
    );
    assert_eq!(first_error(format!("T{}", " | take 1".repeat(5000))), None);
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "how long it really takes is what is asked"
)]
fn time_is_linear() {
    for part in [
        "(",
        ")",
        "a(",
        "int(",
        "dynamic(",
        "'",
        "\"",
        "```",
        "@'",
        "//",
        "let a = (",
        "| where ",
        "!",
        "$",
        "a,",
        "(a,",
        "((a,a)=",
        "a-",
        "project-",
        "*",
        "a*",
        "[",
        "['a'",
        "['a'].",
        "1",
        "1e",
        "0x",
        "1.",
        ";",
        "union ",
        "print ",
        "T | where (",
        "a = ",
        "h'",
        "{",
        "'a' ",
        "| parse a with 'a' ",
        "\n",
        "é",
        "- ",
    ] {
        let started = Instant::now();
        let _ = first_error(part.repeat(20_000));
        let _ = first_error(format!("T | extend {}", part.repeat(20_000)));
        let took = started.elapsed();
        assert!(took < Duration::from_secs(3), "{part:?} took {took:?}");
    }
}
