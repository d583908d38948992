use proptest::prelude::*;

use super::{Civil, DateTime, Guid, TICKS_PER_DAY, TimeSpan, Value, canonical, json, real_text};
use crate::Type;

#[track_caller]
fn reads(text: &str, time: &str) {
    assert_eq!(
        DateTime::parse(text)
            .map(|time| time.to_string())
            .as_deref(),
        Some(time),
        "{text}"
    );
}

#[test]
fn times_are_read_in_all_forms() {
    for text in [
        "2014-11-08 15:05:02",
        "2014-11-08T15:05:02Z",
        "2014-11-08T15:05:02.0000000",
        "2014-11-08T17:05:02+02:00",
        "2014-11-08T10:05:02-0500",
        "2014-11-08 15:05:02 GMT",
        "8 Nov 14 15:05:02",
        "Sat, 8 Nov 14 15:05:02 GMT",
        "Sat, 08 Nov 2014 15:05:02 GMT",
        "08-Nov-14 15:05:02",
        "Saturday, 08-Nov-14 15:05:02 GMT",
        "11/08/2014 15:05:02",
        "11/8/2014 3:05:02 PM",
        " 11-08-2014 15:05:02 ",
    ] {
        reads(text, "2014-11-08T15:05:02.0000000Z");
    }
    reads("2014-11-08", "2014-11-08T00:00:00.0000000Z");
    reads("2014-11-08T15:05", "2014-11-08T15:05:00.0000000Z");
    reads(
        "2014-05-25T08:20:03.12345678Z",
        "2014-05-25T08:20:03.1234567Z",
    );
    reads(
        "9999-12-31T23:59:59.9999999Z",
        "9999-12-31T23:59:59.9999999Z",
    );
}

#[test]
fn what_is_no_time_is_not_read() {
    for text in [
        "",
        "yesterday",
        "2014",
        "2014-13-01",
        "2014-02-29",
        "2014-11-08T24:00",
        "2014-11-08T15:05+24:00",
        "2014-11-08T15:05:02 MEZ",
        "2014-11-08T13:00 PM",
        "0001-01-01T00:00:00+01:00",
        "8 Nox 14 15:05",
        "14-11-08-01",
        "17/02/2016",
    ] {
        assert_eq!(DateTime::parse(text), None, "{text}");
    }
}

#[test]
fn durations_are_read_in_all_forms() {
    for (text, span) in [
        ("00:00:01", "00:00:01"),
        ("1.02:03:04.5", "1.02:03:04.5000000"),
        ("-1:00", "-01:00:00"),
        ("2", "2.00:00:00"),
        ("1.5h", "01:30:00"),
        ("90 seconds", "00:01:30"),
        ("250ms", "00:00:00.2500000"),
        ("300nano", "00:00:00.0000003"),
        ("7ticks", "00:00:00.0000007"),
    ] {
        let read = TimeSpan::parse(text).map(|span| span.to_string());
        assert_eq!(read.as_deref(), Some(span), "{text}");
    }
    for text in ["", "1w", "24:00:00", "1:60", "1.2.3", "99999999999d"] {
        assert_eq!(TimeSpan::parse(text), None, "{text}");
    }
    assert_eq!(TimeSpan(i64::MIN).to_string(), "-10675199.02:48:05.4775808");
}

#[test]
fn reals_are_written_as_dotnet_does() {
    for (value, text) in [
        (0.0, "0.0"),
        (-1.5, "-1.5"),
        (123_456_789.0, "123456789.0"),
        (1e15, "1000000000000000.0"),
        (1e16, "1E+16"),
        (1.5e-7, "1.5E-07"),
        (f64::MAX, "1.7976931348623157E+308"),
        (f64::NAN, "NaN"),
        (f64::NEG_INFINITY, "-Infinity"),
    ] {
        assert_eq!(real_text(value), text);
    }
}

#[test]
fn only_json_is_json() {
    for text in [
        "{}",
        "[]",
        " [1 , 2.5e3, -0] ",
        r#"{"a":{"b":[null,true]}}"#,
        "\"x\"",
        "12",
    ] {
        assert!(json::lazy(text).is_some(), "{text}");
        assert!(json::parse(text).is_some(), "{text}");
    }
    for text in [
        "",
        "{",
        "[1,]",
        "{\"a\"}",
        "{a:1}",
        "{'a':1}",
        "01",
        "1.",
        "nul",
        "[1] 2",
        "\"\u{1}\"",
        "\"\\x\"",
        "[\"\\u12g4\"]",
        "+1",
        "{\"a\":1,}",
        "datetime(2020-01-01)",
    ] {
        assert!(json::lazy(text).is_none(), "{text}");
        assert!(json::parse(text).is_none(), "{text}");
    }
}

#[test]
fn json_is_nested_no_deeper_than_it_may_be() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(json::lazy(&nested(json::DEPTH_LIMIT)).is_some());
    assert!(json::lazy(&nested(100_000)).is_none());
    assert!(json::parse(&nested(100_000)).is_none());
}

#[test]
fn literals_have_leaves_that_json_has_not() {
    let value = json::literal(
        "{'a': datetime(2024-01-02), \"b\": [timespan(1h), real(nan), dynamic([1])]}",
    );
    let text = value.map(|value| canonical(&value));
    assert_eq!(
        text.as_deref(),
        Some(r#"{"a":"2024-01-02T00:00:00.0000000Z","b":["01:00:00","NaN",[1]]}"#)
    );
}

#[test]
fn escapes_are_read_and_written() {
    let value = json::parse(r#"["\u00e9\ud83d\ude00\ud800x\/\n\"\\"]"#);
    let text = value.map(|value| json::write(&value));
    assert_eq!(text.as_deref(), Some("[\"é😀\u{fffd}x/\\n\\\"\\\\\"]"));
}

#[test]
fn bags_of_many_names_hold_each_once() {
    let entries: Vec<_> = (0..1_000)
        .map(|place| format!("\"k{}\":{place}", place % 40))
        .collect();
    let text = format!("{{{},\"z\":null}}", entries.join(","));
    let bag = json::parse(&text).and_then(|value| value.bag());
    let bag = bag.expect("it is a bag");
    assert_eq!(bag.len(), 41);
    assert_eq!(bag.get("k0").map(canonical).as_deref(), Some("960"));
}

#[test]
fn a_value_is_no_larger_than_a_text() {
    assert!(size_of::<Value<'_>>() <= 32);
}

#[test]
fn only_strings_are_never_null() {
    assert!(!Value::Null.fits(Type::String));
    assert!(Value::missing(Type::String).fits(Type::String));
    assert!(Value::Null.fits(Type::Dynamic));
    assert!(!Value::Long(1).fits(Type::Int));
}

fn time() -> impl Strategy<Value = DateTime> {
    (0..=DateTime::MAX.ticks()).prop_map(|ticks| DateTime::from_ticks(ticks).expect("in range"))
}

proptest! {
    #[test]
    fn times_survive_their_text(time in time()) {
        prop_assert_eq!(DateTime::parse(&time.to_string()), Some(time));
        prop_assert_eq!(DateTime::from_civil(time.civil()), Some(time));
    }

    #[test]
    fn a_day_follows_the_one_before(day in 0_i64..3_652_058) {
        let at = |day: i64| DateTime::from_ticks(day * TICKS_PER_DAY).map(DateTime::civil);
        let (Some(today), Some(next)) = (at(day), at(day + 1)) else { return Ok(()) };
        let first = Civil { day: 1, ..next };
        let tomorrow = Civil { day: today.day + 1, ..today };
        prop_assert!(next == tomorrow || next == first);
        if next.day_of_year() != 1 {
            prop_assert_eq!(next.day_of_year(), today.day_of_year() + 1);
        }
    }

    #[test]
    fn durations_survive_their_text(ticks in any::<i64>().prop_filter("", |ticks| *ticks > i64::MIN)) {
        let span = TimeSpan(ticks);
        prop_assert_eq!(TimeSpan::parse(&span.to_string()), Some(span));
    }

    #[test]
    fn guids_survive_their_text(bits in any::<u128>()) {
        prop_assert_eq!(Guid::parse(&Guid(bits).to_string()), Some(Guid(bits)));
    }

    #[test]
    fn any_text_can_be_tried(text in "\\PC{0,40}") {
        let _ = (DateTime::parse(&text), TimeSpan::parse(&text), Guid::parse(&text));
        prop_assert_eq!(json::lazy(&text).is_some(), json::parse(&text).is_some());
        let _ = (json::literal(&text), json::member(&text, "a"), json::element(&text, -1));
    }

    #[test]
    fn unread_json_holds_what_read_json_does(
        text in r#"(\{"a": ?[0-9]{1,3}, "b":\[("x"|1|null)?(,2)?\], "\\u0063":"\\n"\}|\[1, ?\[\], ?"a"\])"#,
        place in -4_i64..4,
    ) {
        use crate::operators::path::{element, member};
        let Some(read) = json::parse(&text) else { return Ok(()) };
        let unread = json::lazy(&text).expect("it can be read");
        for name in ["a", "b", "c", "d"] {
            prop_assert_eq!(canonical(&member(&unread, name)), canonical(&member(&read, name)));
        }
        prop_assert_eq!(canonical(&element(&unread, place)), canonical(&element(&read, place)));
    }
}
