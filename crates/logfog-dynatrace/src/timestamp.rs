use std::borrow::Cow;

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};
use logfog_model::{Finding, Report};

use crate::{
    at::{At, Place, shorten},
    profile::{Future, MAX_AGE, Profile},
    rules::Rule,
    wire::{self, Member},
};

/// What the time of a record turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// As sent.
    At(Timestamp),
    /// None was sent: the time of receipt.
    Absent,
    /// It cannot be read: the time of receipt, and the text is kept.
    Unread,
    /// It was too far ahead: the time of receipt.
    Corrected,
    /// Too old, or too far ahead: the record is left out.
    Outside,
}

impl When {
    /// The time to store, if it is another than that of the receipt.
    pub(crate) const fn timestamp(self) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::Absent | Self::Unread | Self::Corrected | Self::Outside => None,
        }
    }
}

/// Judges the time of the record at `at`, received at `now`.
pub(crate) fn judge(
    member: Option<&Member<'_>>,
    now: Timestamp,
    profile: &Profile,
    at: At,
    report: &mut Report<'_, Rule>,
) -> When {
    let Some(Member { key, value }) = member else {
        return When::Absent;
    };
    let record = Place::Record(at);
    let at = Place::Member(&record, key);
    let Some(time) = read(value, now, profile.fractional_seconds) else {
        let altered = report.alter(Rule::TimeFormat, at, shorten(value));
        return if altered { When::Unread } else { When::Absent };
    };
    let age = now.duration_since(time);
    if age > MAX_AGE {
        let limit = now - MAX_AGE;
        let found = Finding::new(time).expected(format_args!("{limit} or later"));
        return if report.reject(Rule::TooOld, at, found) {
            When::Outside
        } else {
            When::At(time)
        };
    }
    let (Future::Dropped(ahead) | Future::Corrected(ahead)) = profile.future;
    if -age <= ahead {
        return When::At(time);
    }
    let limit = now + ahead;
    let found = Finding::new(time).expected(format_args!("{limit} or earlier"));
    let (broken, when) = match profile.future {
        Future::Dropped(_) => (report.reject(Rule::TooNew, at, found), When::Outside),
        Future::Corrected(_) => (report.alter(Rule::Ahead, at, found), When::Corrected),
    };
    if broken { when } else { When::At(time) }
}

/// Reads a time; `fractional` says whether seconds may have a fraction.
fn read(json: &str, now: Timestamp, fractional: bool) -> Option<Timestamp> {
    let text = match wire::Kind::of(json) {
        wire::Kind::Text => wire::text(json),
        wire::Kind::Number => plain(json)?,
        wire::Kind::Array | wire::Kind::Boolean | wire::Kind::Null | wire::Kind::Object => {
            return None;
        }
    };
    let text = text.trim_ascii();
    match text.as_bytes() {
        // Four digits and a dash: a date.
        [_, _, _, _, b'-', ..] => date_time(text),
        [b'0'..=b'9', ..] => epoch(text, fractional),
        _ => syslog(text, now),
    }
}

/// Seconds up to ten digits, milliseconds up to fourteen: what has more is no unit that the
/// pages name.
fn epoch(text: &str, fractional: bool) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.len() > 14 {
        return None;
    }
    let number = whole.parse().ok()?;
    match (whole.len() <= 10, whole.len() == text.len()) {
        (true, true) => Timestamp::from_second(number).ok(),
        (false, true) => Timestamp::from_millisecond(number).ok(),
        (true, false) if fractional => Timestamp::new(number, nanoseconds(fraction)).ok(),
        (_, false) => None,
    }
}

/// A JSON number without an exponent, and without zeros that say nothing: `1.795e12` and
/// `1795000000000.0` are milliseconds as well.
fn plain(number: &str) -> Option<Cow<'_, str>> {
    if number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Cow::Borrowed(number));
    }
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    // What is further off is no time, or nothing.
    let exponent: i8 = exponent
        .parse::<i64>()
        .ok()?
        .clamp(-99, 99)
        .try_into()
        .ok()?;
    let zeros = "0".repeat(exponent.unsigned_abs().into());
    let (digits, point) = if exponent < 0 {
        (format!("{zeros}{whole}{fraction}"), whole.len())
    } else {
        (
            format!("{whole}{fraction}{zeros}"),
            whole.len() + zeros.len(),
        )
    };
    let (whole, fraction) = digits.split_at_checked(point)?;
    let fraction = fraction.trim_end_matches('0');
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    Some(Cow::Owned(match fraction {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    }))
}

/// RFC 3339; a blank may stand for the `T`, and UTC is meant where no zone is named.
fn date_time(text: &str) -> Option<Timestamp> {
    let mut rest = Rest(text.as_bytes());
    let (year, month, day) = (rest.digits(4)?, rest.dash()?, rest.dash()?);
    if !matches!(rest.byte()?, b'T' | b't' | b' ') {
        return None;
    }
    let (hour, minute) = (rest.digits(2)?, rest.colon()?);
    let second = if rest.0.first() == Some(&b':') {
        rest.colon()?
    } else {
        0
    };
    let mut nanosecond = 0;
    if matches!(rest.0.first(), Some(b'.' | b',')) {
        rest.byte();
        nanosecond = rest.fraction()?;
    }
    let offset = rest.offset()?;
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    instant(date, [hour, minute, second], nanosecond, offset)
}

/// RFC 3164: `Jan  2 15:04:05`, of this year, in UTC.
fn syslog(text: &str, now: Timestamp) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (name, rest) = text.split_at_checked(3)?;
    let month = (1..).zip(MONTHS).find(|(_, month)| *month == name)?.0;
    let (day, time) = rest.trim_ascii_start().split_once(' ')?;
    let mut rest = Rest(time.as_bytes());
    let time = [rest.digits(2)?, rest.colon()?, rest.colon()?];
    let year = Offset::UTC.to_datetime(now).year();
    let date = Date::new(year, month, day.parse().ok()?).ok()?;
    rest.0
        .is_empty()
        .then(|| instant(date, time, 0, Offset::UTC))?
}

fn instant(date: Date, time: [i16; 3], nanosecond: i32, offset: Offset) -> Option<Timestamp> {
    let [hour, minute, second] = time;
    // A leap second has no name of its own.
    let second = if second == 60 { 59 } else { second };
    let narrow = |number: i16| i8::try_from(number).ok();
    let time = Time::new(narrow(hour)?, narrow(minute)?, narrow(second)?, nanosecond).ok()?;
    let local = DateTime::from_parts(date, time);
    // The last hours of the year 9999 are a time, and no instant that can be held.
    Some(offset.to_timestamp(local).unwrap_or(Timestamp::MAX))
}

/// Nine digits of a fraction; further ones do not count.
fn nanoseconds(fraction: &str) -> i32 {
    let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    digits.fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0'))
}

/// What is left to read of a time.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn digits(&mut self, count: usize) -> Option<i16> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        digits.iter().try_fold(0, |sum, digit| {
            digit
                .is_ascii_digit()
                .then(|| sum * 10 + i16::from(digit - b'0'))
        })
    }

    fn dash(&mut self) -> Option<i16> {
        (self.byte()? == b'-').then(|| self.digits(2))?
    }

    fn colon(&mut self) -> Option<i16> {
        (self.byte()? == b':').then(|| self.digits(2))?
    }

    fn fraction(&mut self) -> Option<i32> {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit());
        let (digits, rest) = self.0.split_at_checked(length.count())?;
        self.0 = rest;
        let digits = std::str::from_utf8(digits).ok()?;
        (!digits.is_empty()).then(|| nanoseconds(digits))
    }

    /// `Z`, `±hh:mm`, `±hhmm`, `±hh` or nothing, and then the end.
    fn offset(&mut self) -> Option<Offset> {
        let sign = match self.byte() {
            None => return Some(Offset::UTC),
            Some(b'Z' | b'z') => return self.0.is_empty().then_some(Offset::UTC),
            Some(b'+') => 1,
            Some(b'-') => -1,
            Some(_) => return None,
        };
        let hours = self.digits(2)?;
        if self.0.first() == Some(&b':') {
            self.byte();
        }
        let minutes = if self.0.is_empty() {
            0
        } else {
            self.digits(2)?
        };
        let fits = self.0.is_empty() && hours < 24 && minutes < 60;
        let seconds = i32::from(hours) * 3600 + i32::from(minutes) * 60;
        fits.then(|| Offset::from_seconds(sign * seconds).ok())?
    }
}

#[cfg(test)]
mod tests {
    fn read(json: &str) -> Option<String> {
        let now = "2026-11-01T12:00:00Z".parse().expect("a time");
        super::read(json, now, true).map(|time| time.to_string())
    }

    #[test]
    fn every_spelling_of_one_instant() {
        let same = [
            "1642457551000",
            r#""1642457551000""#,
            r#""1642457551""#,
            "1642457551",
            "1642457551.0",
            "1642457551000.0",
            "1.642457551e12",
            "1.6424575510E+09",
            "164245755100e-2",
            "16424575510000e-1",
            r#""2022-01-17T22:12:31.0000""#,
            r#""2022-01-17T22:12:31Z""#,
            r#""2022-01-17t22:12:31.000z""#,
            r#""2022-01-17 22:12:31.000000""#,
            r#""2022-01-17T23:12:31+01:00""#,
            r#""2022-01-17T17:42:31-0430""#,
            r#""2022-01-17T23:12:31+01""#,
            r#"" 2022-01-17T22:12:31 ""#,
            r#""2022-01-17T22:12:31\u005a""#,
        ];
        for json in same {
            assert_eq!(
                read(json).as_deref(),
                Some("2022-01-17T22:12:31Z"),
                "{json}"
            );
        }
        let fine = read(r#""2022-01-17T22:12:31.123456789987+00:00""#);
        assert_eq!(fine.as_deref(), Some("2022-01-17T22:12:31.123456789Z"));
        let fine = read(r#""1642457551.25""#);
        assert_eq!(fine.as_deref(), Some("2022-01-17T22:12:31.25Z"));
        assert_eq!(read("1642457551250e-3").as_deref(), fine.as_deref());
        assert_eq!(read("2.5e-1").as_deref(), Some("1970-01-01T00:00:00.25Z"));
        assert_eq!(read("0.0").as_deref(), Some("1970-01-01T00:00:00Z"));
        let last = read(r#""9999-12-31T23:59:59Z""#);
        assert_eq!(last.as_deref(), Some("9999-12-30T22:00:00.999999999Z"));
        let short = read(r#""2022-01-17T22:12""#);
        assert_eq!(short.as_deref(), Some("2022-01-17T22:12:00Z"));
        let leap = read(r#""2016-12-31T23:59:60Z""#);
        assert_eq!(leap.as_deref(), Some("2016-12-31T23:59:59Z"));
        let syslog = read(r#""Jan  2 15:04:05""#);
        assert_eq!(syslog.as_deref(), Some("2026-01-02T15:04:05Z"));
        assert_eq!(
            read(r#""Oct 12 01:02:03""#).as_deref(),
            Some("2026-10-12T01:02:03Z")
        );
    }

    #[test]
    fn what_is_no_time() {
        let none = [
            r#""""#,
            r#""yesterday""#,
            "true",
            "{}",
            "[]",
            "-1",
            "-1.5",
            "1e14",
            "1e999",
            "1e99999999999999999999",
            "1642457551000000",
            "1642457551000.5",
            r#""2022-13-17T22:12:31Z""#,
            r#""2022-02-30T22:12:31Z""#,
            r#""2022-01-17T24:12:31Z""#,
            r#""2022-01-17T22:12:31+24:00""#,
            r#""2022-01-17T22:12:31Zulu""#,
            r#""2022-01-17T22:12:31.Z""#,
            r#""2022-01-17""#,
            r#""Jan 2""#,
            r#""Jän  2 15:04:05""#,
            r#""Feb 30 15:04:05""#,
        ];
        for json in none {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
