//! What is refused, where, and in which words.

use super::super::Filter;

/// The piece that `expected` is about is marked in the filter by `«` and `»`.
#[track_caller]
fn refuses(marked: &str, expected: &str) {
    let text = marked.replace(['«', '»'], "");
    let start = marked.find('«').expect("the place is marked");
    let end = marked.find('»').expect("the place is marked") - '«'.len_utf8();
    let Err(error) = Filter::parse(&text) else {
        panic!("{text} is accepted");
    };
    assert_eq!(
        (error.span.clone(), error.to_string()),
        (start..end, expected.to_owned()),
        "{text}"
    );
}

#[test]
fn what_is_no_filter() {
    for (marked, expected) in TABLE {
        refuses(marked, expected);
    }
}

const TABLE: &[(&str, &str)] = &[];
