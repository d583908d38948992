use std::fmt::Write as _;

use anyhow::Result;

use super::{code, result};

/// What sources do not agree on, or do not say, with an example of what logfog does.
const CHOSEN: &[(&str, &str)] = &[
    (
        "Two nulls compared: one page says null, another false. No `where` and no `iff` can tell.",
        "long(null) == long(null)",
    ),
    (
        "A whole number in a dynamic: a page calls it `int`, others long.",
        "gettype(parse_json('1'))",
    ),
    (
        "`split` with an index gives an array of one element, as its page says.",
        "split('a,b,c', ',', 1)",
    ),
    (
        "`indexof` from a negative start counts from the end.",
        "indexof('abcabc', 'c', -2)",
    ),
    ("`_` separates terms.", "'a_b' has 'a'"),
    ("A long divided by zero is null, not an error.", "1 / 0"),
    ("A real divided by zero is infinite.", "1.0 / 0"),
    (
        "A long that overflows wraps around.",
        "9223372036854775807 + 1",
    ),
    (
        "Arrays and bags are equal if their JSON is.",
        "dynamic([1, 2]) == dynamic([1,2])",
    ),
    (
        "A day and a month that could be either: the month is first.",
        "todatetime('02/03/2016')",
    ),
    (
        "`substring` from behind the end is empty.",
        "substring('abc', 5)",
    ),
    ("The logarithm of a negative number is null.", "log(-1)"),
    (
        "`geo_location` knows no real addresses: it answers from a small table of reserved ones.",
        "geo_location('203.0.113.9')",
    ),
    (
        "The names of CEF's header fields are those of its specification.",
        "bag_keys(parse_cef_dictionary('CEF:0|v|p|1|2|n|5|src=1.1.1.1'))",
    ),
];

/// Differences between transformations, queries and the emulator that no example shows.
const SAID: &[&str] = &[
    "Azure compiles transformations with a compiler of its own, and queries with Kusto's. logfog has one language \
     and two lists of names; errors are told in the words of the one that would have refused.",
    "Places in errors are the service's: lines from 1, columns from 0.",
    "`parse` with more than 10 columns is documented to be refused, and shipped by public scripts all the same: \
     logfog takes it.",
    "`coalesce`, `between`, `in~`, `has_any`, `trim` and others that queries have are not documented for \
     transformations, and nobody has said whether the service takes them: taken with a warning, and refused with \
     `--strict`.",
    "`bool` is taken as a type of a stream's column, beside `boolean`, which is documented.",
    "Regular expressions are those of the Rust crate `regex`, which Kusto's page describes to the letter; whether \
     the compiler of transformations has the same is not known.",
    "`now()` is the same for all rows of a batch. `rand()` and `new_guid()` come out the same for the same `--seed`.",
    "A transformation is never run longer than its text allows: patterns take linear time, nesting is bounded, and \
     a text that a function makes is at most 1 MiB, longer ones are empty. Azure's own limit is a time, and what it \
     loses then is not documented.",
    "A transformation may have 15,360 characters, as documented.",
    "Which code Azure's control plane gives to a transformation that cannot be compiled has not been seen in full.",
];

/// What is not known, and what logfog does.
pub(super) fn section() -> Result<String> {
    let mut section = String::from(
        "## Choices and differences\n\nWhere pages do not agree, or say nothing, something had to be decided.\n\n\
         | what | example | gives |\n|---|---|---|\n",
    );
    for (what, example) in CHOSEN {
        let (ty, value) = result(example)?;
        writeln!(
            section,
            "| {what} | {} | `{ty}` {} |",
            code(example),
            code(&value)
        )?;
    }
    section.push('\n');
    for said in SAID {
        writeln!(section, "- {said}")?;
    }
    Ok(section)
}
