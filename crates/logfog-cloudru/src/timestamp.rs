//! RFC 3339, read by hand: it is the dearest part of checking an entry otherwise.

use jiff::Timestamp;

/// A time, and how it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) time: Timestamp,
    /// Digits after the point; 0 without a point.
    pub(crate) fraction: usize,
    /// Whether the zone is `Z` instead of an offset.
    pub(crate) zulu: bool,
}

/// Reads `YYYY-MM-DDThh:mm:ss[.f…]±hh:mm` or `…Z`, with up to nine digits of a fraction.
/// What is wrong is said in a few words.
pub(crate) fn parse(text: &str) -> Result<Written, &'static str> {
    let bytes = text.as_bytes();
    let Some((head, rest)) = bytes.split_at_checked(19) else {
        return Err("too short");
    };
    if [head[4], head[7], head[10], head[13], head[16]] != *b"--T::" {
        return Err("not a date, T and a time");
    }
    let number = |from, to| digits(&head[from..to]).ok_or("not digits");
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    if !(1..=12).contains(&month) || day < 1 || day > days(year, month) {
        return Err("no such day");
    }
    if hour > 23 || minute > 59 || second > 59 {
        return Err("no such time of day");
    }
    let (nanos, fraction, zone) = fraction(rest)?;
    let (offset, zulu) = match zone {
        b"Z" => (0, true),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let hours = digits(&[*h1, *h2]).ok_or("not digits")?;
            let minutes = digits(&[*m1, *m2]).ok_or("not digits")?;
            if hours > 23 || minutes > 59 {
                return Err("no such offset");
            }
            let seconds = (hours * 60 + minutes) * 60;
            (if *sign == b'-' { -seconds } else { seconds }, false)
        }
        [] => return Err("no offset"),
        _ => return Err("not an offset"),
    };
    let seconds =
        epoch_day(year, month, day) * 86_400 + (hour * 60 + minute) * 60 + second - offset;
    let time = Timestamp::new(seconds, nanos).map_err(|_| "too far away")?;
    Ok(Written {
        time,
        fraction,
        zulu,
    })
}

/// Nanoseconds, the digits they were given in, and what follows.
fn fraction(rest: &[u8]) -> Result<(i32, usize, &[u8]), &'static str> {
    let Some(rest) = rest.strip_prefix(b".") else {
        return Ok((0, 0, rest));
    };
    let length = rest
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(rest.len());
    if !(1..=9).contains(&length) {
        return Err("not 1 to 9 digits of a fraction");
    }
    let padded = (0..9).map(|at| {
        rest[..length]
            .get(at)
            .map_or(0, |digit| i32::from(digit - b'0'))
    });
    Ok((
        padded.fold(0, |number, digit| number * 10 + digit),
        length,
        &rest[length..],
    ))
}

fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit()
            .then(|| number * 10 + i64::from(byte - b'0'))
    })
}

fn days(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01. The year is taken to start in March, so that a leap day ends it.
fn epoch_day(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms() {
        let written = parse("2025-04-15T10:20:00.908+03:00").expect("the documented form");
        assert_eq!(written.time.to_string(), "2025-04-15T07:20:00.908Z");
        assert_eq!((written.fraction, written.zulu), (3, false));
        for good in [
            "2024-02-29T00:00:00Z",
            "1969-12-31T23:59:59.999999999Z",
            "0000-01-01T00:00:00-00:00",
        ] {
            let time = parse(good).expect(good).time;
            assert_eq!(Ok(time), good.parse().map_err(drop), "{good}");
        }
    }

    #[test]
    fn what_is_wrong() {
        for (bad, why) in [
            ("", "too short"),
            ("2025-04-15 10:20:00Z", "not a date, T and a time"),
            ("2025-04-15t10:20:00Z", "not a date, T and a time"),
            ("2025-02-29T10:20:00Z", "no such day"),
            ("2025-00-15T10:20:00Z", "no such day"),
            ("2025-04-15T24:00:00Z", "no such time of day"),
            ("2025-04-15T10:20:60Z", "no such time of day"),
            ("2025-04-15T10:20:00", "no offset"),
            ("2025-04-15T10:20:00.Z", "not 1 to 9 digits of a fraction"),
            (
                "2025-04-15T10:20:00.1234567890Z",
                "not 1 to 9 digits of a fraction",
            ),
            ("2025-04-15T10:20:00+0300", "not an offset"),
            ("2025-04-15T10:20:00z", "not an offset"),
            ("2025-04-15T10:20:00+24:00", "no such offset"),
            ("２025-04-15T10:20:00Z", "not a date, T and a time"),
        ] {
            assert_eq!(parse(bad), Err(why), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_jiff(second in -62_135_596_800_i64..253_402_207_200, nanos in 0..1_000_000_000_i32) {
            let time = Timestamp::new(second, nanos).expect("in range");
            prop_assert_eq!(parse(&format!("{time:.9}")).map(|written| written.time), Ok(time));
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = parse(&text);
        }
    }
}
