//! No query takes more than it may.

use logfog_kql::{
    Error, Kind, Type,
    functions::Context,
    query::{Answer, Limits, NoTables, Options, Rows, Scan, Source, run},
};

use crate::shown::{answer_of, now, refused};

fn limited(text: &str, limits: Limits) -> Result<Answer, Vec<Error>> {
    let options = Options {
        limits,
        ..Options::default()
    };
    run(text, &NoTables, &options, &Context::new(now(), 1))
}

#[test]
fn an_answer_that_is_too_large_is_cut_off() {
    let limits = Limits {
        rows: 10,
        ..Limits::default()
    };
    let many = limited("range x from 1 to 11 step 1", limits).expect("it is right");
    assert_eq!(many.tables[0].rows.len(), 10);
    let partial = many.partial.expect("a row is missing");
    assert_eq!(partial.code, "E_QUERY_RESULT_SET_TOO_LARGE");
    let few = limited("range x from 1 to 10 step 1", limits).expect("it is right");
    assert!(few.partial.is_none());

    let limits = Limits {
        bytes: 4000,
        ..Limits::default()
    };
    let wide = limited(
        "range x from 1 to 10 step 1 | extend s = strrep('x', 1000)",
        limits,
    );
    let wide = wide.expect("it is right");
    assert_eq!(wide.tables[0].rows.len(), 3);
    assert!(wide.partial.is_some());
}

#[test]
fn what_is_kept_is_limited() {
    let limits = Limits {
        memory: 100_000,
        ..Limits::default()
    };
    for operators in [
        "sort by x",
        "summarize count() by x",
        "summarize make_list(x)",
        "summarize make_set(x)",
        "summarize dcount(x)",
        "summarize percentile(x, 50)",
        "summarize make_bag(pack(tostring(x), x))",
        "join (range x from 1 to 10000 step 1) on x",
        "serialize n = row_number()",
        "top 9000 by x",
        "distinct x",
        "where x in (toscalar(range y from 1 to 10000 step 1 | summarize make_list(y)))",
    ] {
        let text = format!("range x from 1 to 10000 step 1 | {operators} | count");
        let errors = limited(&text, limits).expect_err(&text);
        assert_eq!(
            (errors[0].kind, errors[0].code),
            (Kind::Limit, "E_LOW_MEMORY_CONDITION"),
            "{text} {}",
            errors[0].message
        );
        assert!(limited(&text, Limits::default()).is_ok(), "{text}");
    }
    for operators in [
        "summarize sum(x)",
        "summarize count() by x % 3",
        "top 5 by x",
        "count",
    ] {
        let text = format!("range x from 1 to 100000 step 1 | {operators}");
        assert!(limited(&text, limits).is_ok(), "{text}");
    }
}

#[test]
fn what_is_done_is_limited() {
    let limits = Limits {
        work: 50_000,
        ..Limits::default()
    };
    for text in [
        "range x from 1 to 60000 step 1 | count",
        "range x from 1 to 1000000000000 step 1 | where x < 0",
        "range x from 1 to 300 step 1 | extend k = 1 | join kind=inner (range y from 1 to 300 step 1 | extend k = 1) on k | count",
        "range x from 1 to 300 step 1 | mv-expand y = range(1, 300) | count",
    ] {
        let errors = limited(text, limits).expect_err(text);
        assert_eq!(errors[0].code, "E_RUNAWAY_QUERY", "{text}");
    }
}

#[track_caller]
fn complex(text: &str) {
    let message = &refused(text)[0];
    assert!(message.contains("is too complex"), "{message}");
}

/// A source whose patience ends at once.
struct Impatient;

impl Source for Impatient {
    fn columns(&self, _: &str) -> Option<Vec<(String, Type)>> {
        None
    }

    fn tables(&self) -> Vec<String> {
        Vec::new()
    }

    fn rows<'a>(&'a self, _: &Scan) -> Rows<'a> {
        Box::new(std::iter::empty())
    }

    fn is_out_of_time(&self) -> bool {
        true
    }
}

#[test]
fn a_query_ends_when_nobody_waits_for_it() {
    for text in [
        "range x from 1 to 10000 step 1 | count",
        "range x from 1 to 100 step 1 | extend k = 1 | join kind=inner (range y from 1 to 100 step 1 | extend k = 1) on k | count",
        "print x = range(1, 10000) | mv-expand x | count",
        "print n = toscalar(range x from 1 to 10000 step 1 | count)",
    ] {
        let errors = answer_of(text, &Impatient).expect_err(text);
        assert_eq!(errors[0].code, "E_QUERY_TIMEOUT", "{text}");
    }
    assert!(answer_of("range x from 1 to 1000 step 1 | count", &Impatient).is_ok());
}

#[test]
fn a_query_that_grows_with_every_let_is_refused() {
    use std::fmt::Write as _;
    let mut text = "let T0 = print x = 1;".to_owned();
    for n in 1..30 {
        let _ = write!(text, "let T{n} = union T{0}, T{0};", n - 1);
    }
    text.push_str("T29 | count");
    complex(&text);

    let mut text = "let T0 = print x = 1;".to_owned();
    for n in 1..900 {
        let _ = write!(text, "let T{n} = T{} | where x > 0;", n - 1);
    }
    text.push_str("T899 | count");
    complex(&text);

    let mut text = "print x = 1".to_owned();
    text.push_str(&" | where x > 0".repeat(5000));
    complex(&text);

    let calls = "let f = (T: (x: long)) { T | where x > 0 };".to_owned();
    let text = format!("{calls} {}print x = 1{}", "f(".repeat(60), ")".repeat(60));
    complex(&text);
}
