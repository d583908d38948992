//! The time that a query is about, apart from what its text says.

use jiff::{Span, Timestamp, civil::DateTime, tz::Offset};
use logfog_kql::query::TimeRange;

use crate::transform::ticks;

/// Reads `P1D`, `PT86400.0S`, `start/end`, `start/duration` or `duration/end`; None of anything else. A
/// duration alone ends now.
pub(super) fn parse(text: &str, now: Timestamp) -> Option<TimeRange> {
    let (from, to) = match text.split_once('/') {
        None => (before(now, text)?, now),
        Some((from, to)) => match (time(from), time(to)) {
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) => (from, after(from, to)?),
            (None, Some(to)) => (before(to, from)?, to),
            (None, None) => return None,
        },
    };
    Some(TimeRange {
        from: Some(ticks(from)),
        to: Some(ticks(to)),
    })
}

/// A time; without a zone it is in UTC.
fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let local = || text.parse::<DateTime>().ok().and_then(in_utc);
    text.parse::<Timestamp>().ok().or_else(local)
}

fn before(at: Timestamp, duration: &str) -> Option<Timestamp> {
    let at = Offset::UTC.to_datetime(at);
    in_utc(at.checked_sub(span(duration)?).ok()?)
}

fn after(at: Timestamp, duration: &str) -> Option<Timestamp> {
    let at = Offset::UTC.to_datetime(at);
    in_utc(at.checked_add(span(duration)?).ok()?)
}

fn in_utc(at: DateTime) -> Option<Timestamp> {
    Offset::UTC.to_timestamp(at).ok()
}

/// A duration of ISO 8601, which is not negative; no other notation.
fn span(text: &str) -> Option<Span> {
    let text = text.trim();
    if !text.starts_with(['P', 'p']) {
        return None;
    }
    text.parse::<Span>().ok().filter(|span| !span.is_negative())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> logfog_kql::value::DateTime {
        ticks(text.parse().expect("a time"))
    }

    #[test]
    fn every_form_that_clients_send_is_read() {
        let now: Timestamp = "2026-11-01T12:00:00Z".parse().expect("a time");
        for (text, from, to) in [
            ("P1D", "2026-10-31T12:00:00Z", "2026-11-01T12:00:00Z"),
            ("PT86400.0S", "2026-10-31T12:00:00Z", "2026-11-01T12:00:00Z"),
            ("PT1H30M", "2026-11-01T10:30:00Z", "2026-11-01T12:00:00Z"),
            ("P1M", "2026-10-01T12:00:00Z", "2026-11-01T12:00:00Z"),
            ("P2W", "2026-10-18T12:00:00Z", "2026-11-01T12:00:00Z"),
            (
                "2026-01-01T00:00:00.000000Z/2026-01-02T00:00:00+01:00",
                "2026-01-01T00:00:00Z",
                "2026-01-01T23:00:00Z",
            ),
            (
                "2026-01-01/2026-01-02",
                "2026-01-01T00:00:00Z",
                "2026-01-02T00:00:00Z",
            ),
            (
                "2026-01-01T00:00:00Z/PT3600.0S",
                "2026-01-01T00:00:00Z",
                "2026-01-01T01:00:00Z",
            ),
            (
                "PT1H/2026-01-01T00:00:00",
                "2025-12-31T23:00:00Z",
                "2026-01-01T00:00:00Z",
            ),
        ] {
            let range = parse(text, now).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (range.from, range.to),
                (Some(at(from)), Some(at(to))),
                "{text}"
            );
        }
    }

    #[test]
    fn nothing_else_is() {
        let now = Timestamp::UNIX_EPOCH;
        for text in [
            "",
            "1d",
            "-P1D",
            "P1D/P1D",
            "/",
            "2026-01-01",
            "yesterday/P1D",
            "1 hour",
            "P99999Y",
        ] {
            assert_eq!(parse(text, now), None, "{text}");
        }
    }
}
