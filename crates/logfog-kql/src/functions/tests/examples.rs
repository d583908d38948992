use std::collections::HashSet;

use super::check;
use crate::functions::{Listed, all};

#[test]
fn every_example_gives_what_is_said() {
    for function in all() {
        check(function.doc.example, function.doc.gives);
    }
}

#[test]
fn every_function_is_described_once() {
    let mut names = HashSet::new();
    for function in all() {
        assert!(
            names.insert(function.name),
            "{} is there twice",
            function.name
        );
        assert!(
            function.doc.example.contains(function.name),
            "{}",
            function.name
        );
        assert!(!function.doc.about.is_empty() && !function.doc.nulls.is_empty());
    }
}

/// The list of the documentation of transformations.
#[test]
fn the_documented_functions_are_there() {
    let names = "binary_and binary_or binary_xor binary_not binary_shift_left binary_shift_right \
        tobool todatetime todouble toreal toguid toint tolong tostring totimespan ago datetime_add \
        datetime_diff datetime_part dayofmonth dayofweek dayofyear endofday endofmonth endofweek \
        endofyear getmonth monthofyear getyear hourofday make_datetime make_timespan now startofday \
        startofmonth startofweek startofyear weekofyear array_concat array_length pack pack_array \
        parse_json parse_xml zip abs bin floor ceiling exp exp10 exp2 isfinite isinf isnan log log10 \
        log2 pow round sign case iif max_of min_of base64_encodestring base64_decodestring countof \
        extract extract_all indexof isempty isnotempty replace split strcat strcat_delim strlen \
        substring tolower toupper hash_sha256 gettype isnotnull isnull parse_cef_dictionary \
        geo_location";
    let wanted: HashSet<_> = names.split_whitespace().collect();
    let documented = all().filter(|function| function.listed == Listed::Documented);
    assert_eq!(
        documented
            .map(|function| function.name)
            .collect::<HashSet<_>>(),
        wanted
    );
}

#[test]
fn signatures_say_what_is_optional() {
    let signature = |name| crate::functions::find(name).map(crate::functions::Function::signature);
    assert_eq!(
        signature("substring").as_deref(),
        Some("substring(text: any type, start: int or long, [length: int or long])")
    );
    assert_eq!(
        signature("strcat").as_deref(),
        Some("strcat(value: any type, …)")
    );
}
