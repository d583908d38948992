//! Times as clients write them, and what is kept of them.

use jiff::{SignedDuration, civil::DateTime, tz::Offset};
use logfog_conform::NOW;
use proptest::prelude::*;
use serde_json::Value;

/// Less than these a row may be older or ahead, in seconds.
const WINDOW: std::ops::Range<i64> = -48 * 3600 + 1..24 * 3600;

/// Times in the notations of ISO 8601 that lack something, all of them near.
const SHORT: [&str; 10] = [
    "2026-11-01",
    "20261031",
    "2026-11-02",
    "2026-11-01T11",
    "2026-10-31 23:30",
    "20261101T1130Z",
    "20261101 11",
    "2026-11-01T11:30+05",
    "2026-11-01T11:30-0930",
    "2026-11-02T11:59:60Z",
];

/// Times that a row keeps, in every notation.
pub(super) fn near() -> impl Strategy<Value = String> {
    let minutes = -(24 * 60 - 1)..24 * 60_i32;
    (WINDOW, 0_u32..10_000_000, minutes, 0_usize..10)
        .prop_map(|(ahead, ticks, minutes, form)| spelled(ahead, ticks, minutes, form))
}

fn spelled(ahead: i64, ticks: u32, minutes: i32, form: usize) -> String {
    let at = NOW + SignedDuration::from_secs(ahead);
    let zone = Offset::from_seconds(minutes * 60).expect("less than a day");
    let (at, local) = (Offset::UTC.to_datetime(at), zone.to_datetime(at));
    let sign = if minutes < 0 { '-' } else { '+' };
    let (hour, minute) = (minutes.abs() / 60, minutes.abs() % 60);
    match form {
        0 => format!("{at}.{ticks:07}Z"),
        1 => format!("{at}Z"),
        2 => at.to_string(),
        3 => format!("{}.{:03}", at.strftime("%Y-%m-%d %H:%M:%S"), ticks / 10_000),
        4 => format!("{local}.{ticks:07}{sign}{hour:02}:{minute:02}"),
        5 => format!("{local}{sign}{hour:02}{minute:02}"),
        6 => local.strftime("%Y%m%dT%H%M%S").to_string() + &format!("{sign}{hour:02}{minute:02}"),
        7 => format!("{},{ticks:07}z", at.strftime("%Y-%m-%dt%H:%M:%S")),
        // More digits than are kept, and blanks around.
        8 => format!(" {at}.{ticks:07}99Z\t"),
        _ => SHORT[ticks as usize % SHORT.len()].to_owned(),
    }
}

/// Whether a time is, in UTC, after the year 9999.
pub(super) fn is_beyond(time: &Value) -> bool {
    time.as_str().is_some_and(|text| kept(text).is_none())
}

/// What is kept of a time of ISO 8601: in UTC, to 100 ns, without zeros at the end. Read by its
/// digits, for a parser's opinion is what is to be tested.
pub(super) fn kept(text: &str) -> Option<String> {
    let text = text.trim();
    let (date, rest) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let (time, zone) = rest.split_at(rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len()));
    let (time, fraction) = time.split_once(['.', ',']).unwrap_or((time, ""));
    let date = digits(date);
    let [hour, minute, second] = parts(&digits(time));
    let [ahead, more, _] = parts(&digits(zone));
    let local = DateTime::new(
        date.get(..4)?.parse().ok()?,
        date.get(4..6)?.parse().ok()?,
        date.get(6..)?.parse().ok()?,
        hour,
        minute,
        // There is no leap second here: it is the second before it again.
        second.min(59),
        0,
    );
    let ahead = SignedDuration::from_mins(i64::from(ahead) * 60 + i64::from(more));
    let ahead = if zone.starts_with('-') { -ahead } else { ahead };
    let at = local.ok()?.checked_sub(ahead).ok()?;
    let ticks = &fraction[..fraction.len().min(7)].trim_end_matches('0');
    let dot = if ticks.is_empty() { "" } else { "." };
    Some(format!("{at}{dot}{ticks}Z"))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Hours, minutes, seconds; what is missing is nothing.
fn parts(digits: &str) -> [i8; 3] {
    [0, 2, 4].map(|at| {
        let two = digits.get(at..at + 2);
        two.and_then(|two| two.parse().ok()).unwrap_or(0)
    })
}
