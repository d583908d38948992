//! Times and durations as text, read and written.

use std::fmt;

use super::time::{Civil, DateTime, TICKS_PER_DAY, TICKS_PER_SECOND, TimeSpan};

const HOUR: i64 = 3_600 * TICKS_PER_SECOND;
const MINUTE: i64 = 60 * TICKS_PER_SECOND;

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let civil = self.civil();
        let Civil {
            year,
            month,
            day,
            ticks: _,
        } = civil;
        let (hour, minute, second) = (civil.hour(), civil.minute(), civil.second());
        let fraction = civil.fraction();
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:07}Z"
        )
    }
}

impl fmt::Display for TimeSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ticks = self.0.unsigned_abs();
        let (day, second) = (
            TICKS_PER_DAY.unsigned_abs(),
            TICKS_PER_SECOND.unsigned_abs(),
        );
        if self.0 < 0 {
            f.write_str("-")?;
        }
        if ticks >= day {
            write!(f, "{}.", ticks / day)?;
        }
        let seconds = ticks % day / second;
        write!(
            f,
            "{:02}:{:02}:{:02}",
            seconds / 3_600,
            seconds / 60 % 60,
            seconds % 60
        )?;
        if !ticks.is_multiple_of(second) {
            write!(f, ".{:07}", ticks % second)?;
        }
        Ok(())
    }
}

impl DateTime {
    /// Reads a time in any of the forms that `todatetime` takes: ISO 8601 with `T` or a space, RFC
    /// 822, RFC 850, and dates that begin with the month. Without a zone it is UTC.
    pub fn parse(text: &str) -> Option<Self> {
        let mut text = Cursor(text.trim());
        text.weekday();
        let (year, month, day) = text.date()?;
        let ticks = if text.0.is_empty() {
            0
        } else {
            text.time_of_day()?
        };
        let offset = text.zone()?;
        if !text.0.is_empty() {
            return None;
        }
        Self::from_civil(Civil {
            year,
            month,
            day,
            ticks,
        })?
        .minus(offset)
    }
}

impl TimeSpan {
    /// Reads a duration: `[-][d.]hh:mm[:ss[.fffffff]]`, a number of days, or a number with a unit.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let ticks = if rest.contains(':') {
            clock(rest)?
        } else {
            counted(rest)?
        };
        Some(Self(if negative { -ticks } else { ticks }))
    }

    /// The ticks of a unit, by any of its names in a literal.
    pub fn unit(name: &str) -> Option<i64> {
        Some(match name {
            "d" | "day" | "days" => TICKS_PER_DAY,
            "h" | "hr" | "hrs" | "hour" | "hours" => HOUR,
            "m" | "min" | "minute" | "minutes" => MINUTE,
            "s" | "sec" | "second" | "seconds" => TICKS_PER_SECOND,
            "ms" | "milli" | "millis" | "millisec" | "millisecond" | "milliseconds" => 10_000,
            "micro" | "micros" | "microsec" | "microsecond" | "microseconds" => 10,
            "tick" | "ticks" => 1,
            _ => return None,
        })
    }
}

fn clock(text: &str) -> Option<i64> {
    let mut text = Cursor(text);
    let (mut first, _) = text.digits(8)?;
    let mut days = 0;
    if text.eat('.') {
        days = first;
        first = text.digits(2)?.0;
    }
    if first > 23 || !text.eat(':') {
        return None;
    }
    let (minute, _) = text.digits(2)?;
    let (mut second, mut fraction) = (0, 0);
    if text.eat(':') {
        second = text.digits(2)?.0;
        if text.eat('.') {
            fraction = text.fraction()?;
        }
    }
    if minute > 59 || second > 59 || !text.0.is_empty() {
        return None;
    }
    let of_day = first * HOUR + minute * MINUTE + second * TICKS_PER_SECOND + fraction;
    days.checked_mul(TICKS_PER_DAY)?.checked_add(of_day)
}

fn counted(text: &str) -> Option<i64> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (count, unit) = (&text[..end], text[end..].trim());
    // A nanosecond is a hundredth of a tick.
    if matches!(
        unit,
        "nano" | "nanos" | "nanosec" | "nanosecond" | "nanoseconds"
    ) {
        let count: f64 = count.parse().ok()?;
        return super::whole_of((count / 100.0).round());
    }
    let unit = if unit.is_empty() {
        TICKS_PER_DAY
    } else {
        TimeSpan::unit(unit)?
    };
    match count.parse::<i64>() {
        Ok(count) => count.checked_mul(unit),
        Err(_) => TimeSpan::of(count.parse().ok()?, unit).map(TimeSpan::ticks),
    }
}

/// What is left to read.
struct Cursor<'t>(&'t str);

impl Cursor<'_> {
    fn eat(&mut self, wanted: char) -> bool {
        match self.0.strip_prefix(wanted) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    /// A number of up to so many digits, and how many it had.
    fn digits(&mut self, most: usize) -> Option<(i64, usize)> {
        let count = self
            .0
            .bytes()
            .take(most)
            .take_while(u8::is_ascii_digit)
            .count();
        let number = self.0[..count].parse().ok()?;
        self.0 = &self.0[count..];
        Some((number, count))
    }

    /// The ticks of a fraction of a second. What is finer than a tick is dropped.
    fn fraction(&mut self) -> Option<i64> {
        let (number, count) = self.digits(7)?;
        self.0 = self.0.trim_start_matches(|c: char| c.is_ascii_digit());
        Some((count..7).fold(number, |ticks, _| ticks * 10))
    }

    fn letters(&mut self) -> &str {
        let count = self.0.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (letters, rest) = self.0.split_at(count);
        self.0 = rest;
        letters
    }

    fn spaces(&mut self) {
        self.0 = self.0.trim_start_matches(' ');
    }

    /// Skips the name of a day: the date says which one it is.
    fn weekday(&mut self) {
        if let Some((name, rest)) = self.0.split_once(',')
            && name.bytes().all(|byte| byte.is_ascii_alphabetic())
        {
            self.0 = rest.trim_start();
        }
    }

    fn date(&mut self) -> Option<(i64, i64, i64)> {
        let (first, digits) = self.digits(4)?;
        let separator = self
            .0
            .chars()
            .next()
            .filter(|c| matches!(c, '-' | '/' | '.' | ' '))?;
        self.eat(separator);
        if self.0.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let month = month(self.letters())?;
            if !self.eat(separator) {
                return None;
            }
            let (year, digits) = self.digits(4)?;
            return Some((full_year(year, digits)?, month, first));
        }
        let (second, _) = self.digits(2)?;
        if !self.eat(separator) {
            return None;
        }
        let (third, last_digits) = self.digits(4)?;
        if digits == 4 {
            return Some((first, second, third));
        }
        Some((full_year(third, last_digits)?, first, second))
    }

    fn time_of_day(&mut self) -> Option<i64> {
        if !self.eat('T') && !self.eat('t') && !self.0.starts_with(' ') {
            return if self.0.starts_with(['Z', 'z']) {
                Some(0)
            } else {
                None
            };
        }
        self.spaces();
        let (mut hour, _) = self.digits(2)?;
        if !self.eat(':') {
            return None;
        }
        let (minute, _) = self.digits(2)?;
        let (mut second, mut fraction) = (0, 0);
        if self.eat(':') {
            second = self.digits(2)?.0;
            if self.eat('.') {
                fraction = self.fraction()?;
            }
        }
        if let Some(afternoon) = self.half() {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + if afternoon { 12 } else { 0 };
        }
        let valid = hour < 24 && minute < 60 && second < 60;
        valid.then_some(hour * HOUR + minute * MINUTE + second * TICKS_PER_SECOND + fraction)
    }

    /// `AM` or `PM`: whether it is the afternoon.
    fn half(&mut self) -> Option<bool> {
        let text = self.0.trim_start_matches(' ');
        let half = text.get(..2)?;
        let afternoon = half.eq_ignore_ascii_case("PM");
        if !afternoon && !half.eq_ignore_ascii_case("AM") {
            return None;
        }
        self.0 = &text[2..];
        Some(afternoon)
    }

    /// How far ahead of UTC the clock was.
    fn zone(&mut self) -> Option<TimeSpan> {
        self.spaces();
        if let "Z" | "z" | "GMT" | "UTC" = self.0 {
            self.0 = "";
        }
        let ahead = self.eat('+');
        if !ahead && !self.eat('-') {
            return Some(TimeSpan::ZERO);
        }
        let (hours, _) = self.digits(2)?;
        self.eat(':');
        let minutes = if self.0.is_empty() {
            0
        } else {
            self.digits(2)?.0
        };
        if hours > 23 || minutes > 59 {
            return None;
        }
        let offset = hours * HOUR + minutes * MINUTE;
        Some(TimeSpan(if ahead { offset } else { -offset }))
    }
}

fn month(name: &str) -> Option<i64> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = name.to_ascii_lowercase();
    let place = NAMES
        .iter()
        .position(|full| *full == name || full[..3] == name)?;
    i64::try_from(place + 1).ok()
}

/// Two digits are of the years 1950 to 2049.
fn full_year(year: i64, digits: usize) -> Option<i64> {
    match digits {
        4 => Some(year),
        2 if year < 50 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}
