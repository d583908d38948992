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

#[rustfmt::skip]
const TABLE: &[(&str, &str)] = &[
    ("«»", "at column 1: found the end, expected a condition"),
    ("x AND«»", "at column 6: found the end, expected a condition"),
    ("NOT«»", "at column 4: found the end, expected a condition"),
    ("(«)»", "at column 2: found `)`, expected a condition"),
    ("(x«»", "at column 3: found the end, expected AND, OR or )"),
    ("x«)»", "at column 2: found `)`, expected AND, OR or the end"),
    ("message «=» x", "at column 9: found `=`, expected : or :!; message can be searched, not compared"),
    ("json_payload «<>» 1", "at column 14: found `<>`, expected : or :!; json_payload can be searched, not compared"),
    ("level«:» INFO", "at column 6: found `:`, expected one of = <> < > <= >=; level can be compared, not searched"),
    ("level = «info»", "at column 9: found `info`, expected one of TRACE DEBUG INFO WARN ERROR FATAL"),
    ("level = «3»", "at column 9: found `3`, expected one of TRACE DEBUG INFO WARN ERROR FATAL"),
    ("level IN «(»INFO, WARN)", "at column 10: found `(`, expected AND, OR or the end; there are no lists and no functions: use OR"),
    ("request_id«:» x", "at column 11: found `:`, expected one of = <> < > <= >=; to search it, write json_payload.request_id"),
    ("request_id «EXISTS»", "at column 12: found `EXISTS`, expected one of = <> < > <= >=; to ask whether it is there, write json_payload.request_id EXISTS"),
    ("message «EXISTS»", "at column 9: found `EXISTS`, expected : or :!; EXISTS is asked of an element of json_payload, which message is not"),
    ("resource_id «EXISTS»", "at column 13: found `EXISTS`, expected one of : :! = <> < > <= >=; EXISTS is asked of an element of json_payload, which resource_id is not"),
    ("«message.x» = 1", "at column 1: found `message.x`, expected a parameter; message is a parameter without elements; the payload's is json_payload.message.x"),
    ("a.«=» 1", "at column 3: found `=`, expected a key right after the dot; a key that is no word is put in double quotes"),
    ("a. «b» = 1", "at column 4: found `b`, expected a key right after the dot; a key that is no word is put in double quotes"),
    ("a «.»b = 1", "at column 3: found `.`, expected an operator; only words of Latin letters, digits and _ and unsigned integers need no double quotes"),
    ("a.b.«»", "at column 5: found the end, expected a key right after the dot; a key that is no word is put in double quotes"),
    ("«.»a = 1", "at column 1: found `.`, expected a condition; only words of Latin letters, digits and _ and unsigned integers need no double quotes"),
    ("a «==» 1", "at column 3: found `==`, expected an operator; equal is written ="),
    ("a «!=» 1", "at column 3: found `!=`, expected an operator; not equal is written <>"),
    ("a = «'»x'", "at column 5: found `'`, expected a parameter, a value or an operator; values are put in double quotes"),
    ("a = «-»1", "at column 5: found `-`, expected a parameter, a value or an operator; only words of Latin letters, digits and _ and unsigned integers need no double quotes"),
    ("a = 1«.»5", "at column 6: found `.`, expected AND, OR or the end; only words of Latin letters, digits and _ and unsigned integers need no double quotes"),
    ("a = «_x»", "at column 5: found `_x`, expected a value; a word that begins with no letter is put in double quotes"),
    ("a = «1x»", "at column 5: found `1x`, expected a value; a word that begins with no letter is put in double quotes"),
    ("a: x«,» y", "at column 5: found `,`, expected AND, OR or the end; several values are parted by blanks"),
    ("x «and» y", "at column 3: found `and`, expected another value, AND, OR or the end; AND, OR, NOT and EXISTS are written in capitals; put the word in double quotes to search for it"),
    ("a = 1 «and» b = 2", "at column 7: found `and`, expected AND, OR or the end; AND, OR, NOT and EXISTS are written in capitals; put the word in double quotes to search for it"),
    ("a = 1 «b» = 2", "at column 7: found `b`, expected AND, OR or the end"),
    ("a: x «b»: y", "at column 6: found `b`, expected AND, OR or the end"),
    ("a: «AND»", "at column 4: found `AND`, expected a value"),
    ("x EXISTS «y»", "at column 10: found `y`, expected AND, OR or the end"),
    ("«EXISTS»", "at column 1: found `EXISTS`, expected a condition"),
    ("a «exists»", "at column 3: found `exists`, expected another value, AND, OR or the end; AND, OR, NOT and EXISTS are written in capitals; put the word in double quotes to search for it"),
    ("a EXISTS «EXISTS»", "at column 10: found `EXISTS`, expected AND, OR or the end"),
    (r#""unclosed«»"#, r#"at column 10: found the end, expected a closing "; the text begins at column 1"#),
    (r#"a = "x«\q»""#, r#"at column 7: found `\q`, expected one of \" \' \\ \n \r \t; a backslash itself is written \\"#),
    (r#"a = "x\«»"#, r#"at column 8: found the end, expected a closing "; the text begins at column 5"#),
    (r#"a = "x\"«»"#, r#"at column 9: found the end, expected a closing "; the text begins at column 5"#),
    ("timestamp > «now»", r#"at column 13: found `now`, expected a time as RFC 3339 in double quotes, or seconds since 1970 without; for example "2023-06-08T00:00:00Z" or 1686182400"#),
    (r#"timestamp > «"2023-06-08"»"#, r#"at column 13: found `"2023-06-08"`, expected a time as RFC 3339 in double quotes, or seconds since 1970 without; for example "2023-06-08T00:00:00Z" or 1686182400"#),
    (r#"timestamp > «"2023-06-08 00:00:00Z"»"#, r#"at column 13: found `"2023-06-08 00:00:00Z"`, expected a time as RFC 3339 in double quotes, or seconds since 1970 without; for example "2023-06-08T00:00:00Z" or 1686182400"#),
    (r#"timestamp > «"2023-06-08T00:00:00"»"#, r#"at column 13: found `"2023-06-08T00:00:00"`, expected a time as RFC 3339 in double quotes, or seconds since 1970 without; for example "2023-06-08T00:00:00Z" or 1686182400"#),
    (r#"timestamp > «"2023-13-08T00:00:00Z"»"#, r#"at column 13: found `"2023-13-08T00:00:00Z"`, expected a time as RFC 3339 in double quotes, or seconds since 1970 without; for example "2023-06-08T00:00:00Z" or 1686182400"#),
    (r#"timestamp > «"1622198048"»"#, r#"at column 13: found `"1622198048"`, expected a time as RFC 3339 in double quotes, or seconds since 1970 without; for example "2023-06-08T00:00:00Z" or 1686182400"#),
    ("timestamp > «99999999999999999999»", r#"at column 13: found `99999999999999999999`, expected a time as RFC 3339 in double quotes, or seconds since 1970 without; for example "2023-06-08T00:00:00Z" or 1686182400"#),
    ("«TRUE»", "at column 1: found `TRUE`, expected a text; without double quotes it is a boolean"),
    ("message: x «FALSE»", "at column 12: found `FALSE`, expected a text; without double quotes it is a boolean"),
    ("resource_type = «TRUE»", "at column 17: found `TRUE`, expected a text; without double quotes it is a boolean"),
    ("x «&»& y", "at column 3: found `&`, expected a parameter, a value or an operator; both conditions: AND"),
    ("x «|»| y", "at column 3: found `|`, expected a parameter, a value or an operator; either condition: OR"),
    ("«!»x", "at column 1: found `!`, expected a parameter, a value or an operator; the opposite of a condition is written NOT"),
    ("«п»ривет", "at column 1: found `п`, expected a parameter, a value or an operator; only words of Latin letters, digits and _ and unsigned integers need no double quotes"),
    ("a = «(»x)", "at column 5: found `(`, expected a value; there are no lists and no functions: use OR"),
    ("f«(»x)", "at column 2: found `(`, expected AND, OR or the end; there are no lists and no functions: use OR"),
    ("x «NOT» y", "at column 3: found `NOT`, expected AND, OR or the end"),
    ("NOT «AND» x", "at column 5: found `AND`, expected a condition"),
    (r#""http.status" «=» 5"#, "at column 15: found `=`, expected AND, OR or the end; before an operator is a parameter; a key in double quotes comes after json_payload and a dot"),
    ("a:«»", "at column 3: found the end, expected a value"),
    ("a = 1 «=» 2", "at column 7: found `=`, expected AND, OR or the end; before an operator is a parameter; a key in double quotes comes after json_payload and a dot"),
    ("a.b EXISTS«.»c", "at column 11: found `.`, expected AND, OR or the end; only words of Latin letters, digits and _ and unsigned integers need no double quotes"),
    ("x OR «OR» y", "at column 6: found `OR`, expected a condition"),
    ("message : «!» x", "at column 11: found `!`, expected a parameter, a value or an operator; the opposite of a condition is written NOT"),
    ("a = 2023«-»01-01", "at column 9: found `-`, expected a parameter, a value or an operator; only words of Latin letters, digits and _ and unsigned integers need no double quotes"),
    (r#"«д»линно "x"#, "at column 1: found `д`, expected a parameter, a value or an operator; only words of Latin letters, digits and _ and unsigned integers need no double quotes"),
];
