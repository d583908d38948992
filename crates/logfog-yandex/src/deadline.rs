//! How long a client waits for the answer to a call.

use std::time::Duration;

use http::{HeaderMap, Method, header::CONTENT_TYPE, request::Parts};
use logfog_model::Report;

use crate::{grpc, refusal::Refusal, rules::Rule};

/// The header that says so.
pub(crate) const HEADER: &str = "grpc-timeout";
/// Most digits that a number has.
const DIGITS: usize = 8;

/// How long, where a call says so and can be understood.
pub(crate) fn of(head: &Parts) -> Option<Duration> {
    let text = |name: &str| text(&head.headers, name);
    let is_call =
        head.method == Method::POST && text(CONTENT_TYPE.as_str()).is_some_and(grpc::is_grpc);
    if !is_call {
        return None;
    }
    parse(text(HEADER)?).ok()
}

/// The refusal of a call that took longer.
pub(crate) fn exceeded(head: &Parts, report: &mut Report<'_, Rule>) -> Refusal {
    let waited = text(&head.headers, HEADER).unwrap_or_default();
    Refusal::fatal(
        report,
        Rule::Deadline,
        "header grpc-timeout",
        waited,
        waited,
    )
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// A number and its unit: `20S`, `100m`. What is wrong with it is said in grpc-go's words.
pub(crate) fn parse(timeout: &str) -> Result<Duration, String> {
    let wrong = |what: &str| Err(format!("transport: timeout {what}: {timeout:?}"));
    if timeout.len() < 2 {
        return wrong("string is too short");
    }
    if timeout.len() > DIGITS + 1 {
        return wrong("string is too long");
    }
    let Some((digits, unit)) = timeout.split_at_checked(timeout.len() - 1) else {
        return wrong("unit is not recognized");
    };
    let of_number: fn(u64) -> Duration = match unit {
        "H" => |hours| Duration::from_secs(hours * 3600),
        "M" => |minutes| Duration::from_secs(minutes * 60),
        "S" => Duration::from_secs,
        "m" => Duration::from_millis,
        "u" => Duration::from_micros,
        "n" => Duration::from_nanos,
        _ => return wrong("unit is not recognized"),
    };
    let number = digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.parse() {
        Ok(number_of) if number => Ok(of_number(number_of)),
        Ok(_) | Err(_) => Err(format!(
            "strconv.ParseUint: parsing {digits:?}: invalid syntax"
        )),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn all_six_units_are_understood() {
        for (timeout, nanos) in [
            ("1n", 1),
            ("1u", 1_000),
            ("1m", 1_000_000),
            ("1S", 1_000_000_000),
            ("1M", 60_000_000_000),
            ("1H", 3_600_000_000_000),
            ("00000000S", 0),
        ] {
            assert_eq!(parse(timeout), Ok(Duration::from_nanos(nanos)), "{timeout}");
        }
        let longest = Duration::from_hours(99_999_999);
        assert_eq!(parse("99999999H"), Ok(longest));
    }

    #[test]
    fn what_is_wrong_is_said_as_grpc_go_says_it() {
        for (timeout, problem) in [
            ("", r#"transport: timeout string is too short: """#),
            ("S", r#"transport: timeout string is too short: "S""#),
            (
                "123456789S",
                r#"transport: timeout string is too long: "123456789S""#,
            ),
            ("1s", r#"transport: timeout unit is not recognized: "1s""#),
            ("10", r#"transport: timeout unit is not recognized: "10""#),
            ("+1S", r#"strconv.ParseUint: parsing "+1": invalid syntax"#),
            ("-1S", r#"strconv.ParseUint: parsing "-1": invalid syntax"#),
            (
                "1.5S",
                r#"strconv.ParseUint: parsing "1.5": invalid syntax"#,
            ),
        ] {
            assert_eq!(parse(timeout).expect_err(timeout), problem);
        }
    }

    proptest! {
        #[test]
        fn nothing_but_digits_and_a_unit_is_a_timeout(timeout in "\\PC{0,10}|[0-9]{0,9}[HMSmun+]") {
            let (digits, unit) = timeout.split_at(timeout.floor_char_boundary(timeout.len().saturating_sub(1)));
            let good = (1..=8).contains(&digits.len())
                && digits.bytes().all(|byte| byte.is_ascii_digit())
                && ["H", "M", "S", "m", "u", "n"].contains(&unit);
            prop_assert_eq!(parse(&timeout).is_ok(), good);
        }
    }
}
