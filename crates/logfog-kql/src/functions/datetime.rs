//! Times that are made, moved and compared.

use super::{
    Bound, Context, Function,
    arguments::{Accepts, Argument, Misfit, Parameter, one, optional},
    calendar::time,
    doc::{PARTIAL, STRICT, derived, said},
};
use crate::{
    Type, Value,
    value::{Civil, DateTime, Number, TICKS_PER_DAY, TICKS_PER_SECOND, TimeSpan, whole_of},
};

const UNIX: &[Parameter] = &[one("number", Accepts::Number)];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed(
        "now",
        &[optional("offset", Accepts::TimeSpan)],
        Type::DateTime,
        now,
    )
    .documented()
    .doc(derived(
        "The time at which the statement runs, the same for all of its rows; with \
             an offset, so much later.",
        PARTIAL,
        "now() - now()",
        "\"00:00:00\"",
    )),
    Function::fixed(
        "ago",
        &[one("span", Accepts::TimeSpan)],
        Type::DateTime,
        ago,
    )
    .documented()
    .doc(derived(
        "So long before `now()`.",
        PARTIAL,
        "ago(1h) == now() - 1h",
        "true",
    )),
    Function::fixed("ingestion_time", &[], Type::DateTime, ingestion_time).doc(said(
        "When the row was stored.",
        "Null where that is not known.",
        "ingestion_time()",
        "null",
    )),
    Function::by(
        "datetime_add",
        &[
            one("part", Accepts::Text),
            one("count", Accepts::Whole),
            one("time", Accepts::DateTime),
        ],
        datetime_add,
    )
    .documented()
    .doc(said(
        "So many parts later.",
        PARTIAL,
        "datetime_add(\"month\", -15, make_datetime(2017, 1, 1))",
        "\"2015-10-01T00:00:00.0000000Z\"",
    )),
    Function::by(
        "datetime_diff",
        &[
            one("part", Accepts::Text),
            one("later", Accepts::DateTime),
            one("earlier", Accepts::DateTime),
        ],
        datetime_diff,
    )
    .documented()
    .doc(said(
        "How many times a part began between two times.",
        STRICT,
        "datetime_diff(\"year\", datetime(2017-01-01), datetime(2000-12-31))",
        "17",
    )),
    Function::fixed(
        "make_datetime",
        &[
            one("year", Accepts::Number),
            optional("month", Accepts::Number),
            optional("day", Accepts::Number),
            optional("hour", Accepts::Number),
            optional("minute", Accepts::Number),
            optional("second", Accepts::Number),
        ],
        Type::DateTime,
        make_datetime,
    )
    .documented()
    .doc(said(
        "The time that has these parts.",
        "Null if there is no such time.",
        "make_datetime(2017, 10, 1, 12, 10, 0.5)",
        "\"2017-10-01T12:10:00.5000000Z\"",
    )),
    Function::fixed(
        "make_timespan",
        &[
            one("hours or days", Accepts::Number),
            one("minutes or hours", Accepts::Number),
            optional("seconds or minutes", Accepts::Number),
            optional("seconds", Accepts::Number),
        ],
        Type::TimeSpan,
        make_timespan,
    )
    .documented()
    .doc(said(
        "The duration that has these parts: hours and minutes, with seconds, with \
             days before.",
        "Null if a part is out of its range.",
        "make_timespan(1, 12, 30, 55.123)",
        "\"1.12:30:55.1230000\"",
    )),
    Function::fixed(
        "unixtime_seconds_todatetime",
        UNIX,
        Type::DateTime,
        unix_seconds,
    )
    .doc(said(
        "So many seconds after 1970 began.",
        PARTIAL,
        "unixtime_seconds_todatetime(1546300800)",
        "\"2019-01-01T00:00:00.0000000Z\"",
    )),
    Function::fixed(
        "unixtime_milliseconds_todatetime",
        UNIX,
        Type::DateTime,
        unix_milliseconds,
    )
    .doc(said(
        "So many milliseconds after 1970 began.",
        PARTIAL,
        "unixtime_milliseconds_todatetime(1546300800000)",
        "\"2019-01-01T00:00:00.0000000Z\"",
    )),
    Function::fixed(
        "unixtime_microseconds_todatetime",
        UNIX,
        Type::DateTime,
        unix_microseconds,
    )
    .doc(said(
        "So many microseconds after 1970 began.",
        PARTIAL,
        "unixtime_microseconds_todatetime(1546300800000000)",
        "\"2019-01-01T00:00:00.0000000Z\"",
    )),
    Function::fixed(
        "unixtime_nanoseconds_todatetime",
        UNIX,
        Type::DateTime,
        unix_nanoseconds,
    )
    .doc(said(
        "So many nanoseconds after 1970 began.",
        PARTIAL,
        "unixtime_nanoseconds_todatetime(1546300800000000000)",
        "\"2019-01-01T00:00:00.0000000Z\"",
    )),
];

fn span(value: &Value<'_>) -> Option<TimeSpan> {
    value
        .timespan()
        .or_else(|| value.as_str().and_then(TimeSpan::parse))
}

fn or_null<'a>(time: Option<DateTime>) -> Value<'a> {
    time.map_or(Value::Null, Value::DateTime)
}

fn now<'a>(context: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let offset = arguments.first().map_or(Some(TimeSpan::ZERO), span);
    or_null(offset.and_then(|offset| context.now.plus(offset)))
}

fn ago<'a>(context: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    or_null(span(&arguments[0]).and_then(|span| context.now.minus(span)))
}

fn ingestion_time<'a>(context: &Context, _: &mut [Value<'a>]) -> Value<'a> {
    or_null(context.ingestion_time)
}

/// A part of a time that can be counted.
#[derive(Clone, Copy)]
enum Part {
    Months(i64),
    Weeks,
    Ticks(i64),
    Nanoseconds,
}

fn part(arguments: &[Argument]) -> Result<Part, Misfit> {
    let name = arguments[0]
        .constant_text()
        .ok_or(Misfit::NotConstant { argument: 0 })?;
    Ok(match name.to_ascii_lowercase().as_str() {
        "year" => Part::Months(12),
        "quarter" => Part::Months(3),
        "month" => Part::Months(1),
        "week" => Part::Weeks,
        "day" => Part::Ticks(TICKS_PER_DAY),
        "hour" => Part::Ticks(3_600 * TICKS_PER_SECOND),
        "minute" => Part::Ticks(60 * TICKS_PER_SECOND),
        "second" => Part::Ticks(TICKS_PER_SECOND),
        "millisecond" => Part::Ticks(10_000),
        "microsecond" => Part::Ticks(10),
        "nanosecond" => Part::Nanoseconds,
        _ => {
            let reason = format!("{name:?} is no part of a time");
            return Err(Misfit::Invalid {
                argument: 0,
                reason,
            });
        }
    })
}

fn datetime_add(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let part = part(arguments)?;
    Ok(Bound::new(Type::DateTime, move |_, arguments| {
        let both = time(&arguments[2]).zip(arguments[1].whole());
        or_null(both.and_then(|(time, count)| later(time, part, count)))
    }))
}

fn later(time: DateTime, part: Part, count: i64) -> Option<DateTime> {
    let ticks = match part {
        Part::Months(months) => {
            let civil = time.civil().plus_months(count.checked_mul(months)?)?;
            return DateTime::from_civil(civil);
        }
        Part::Weeks => count.checked_mul(7 * TICKS_PER_DAY)?,
        Part::Ticks(ticks) => count.checked_mul(ticks)?,
        Part::Nanoseconds => count / 100,
    };
    time.plus(TimeSpan(ticks))
}

fn datetime_diff(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let part = part(arguments)?;
    Ok(Bound::new(Type::Long, move |_, arguments| {
        let both = time(&arguments[1]).zip(time(&arguments[2]));
        let begun =
            both.and_then(|(later, earlier)| index(later, part).checked_sub(index(earlier, part)));
        match (begun, part) {
            (Some(ticks), Part::Nanoseconds) => {
                ticks.checked_mul(100).map_or(Value::Null, Value::Long)
            }
            (begun, _) => begun.map_or(Value::Null, Value::Long),
        }
    }))
}

/// How often a part has begun since the year 1.
fn index(time: DateTime, part: Part) -> i64 {
    match part {
        Part::Months(months) => {
            let civil = time.civil();
            (civil.year * 12 + civil.month - 1) / months
        }
        // The year 1 began on a Monday, and weeks begin on Sundays.
        Part::Weeks => (time.day() + 1) / 7,
        Part::Ticks(ticks) => time.ticks() / ticks,
        Part::Nanoseconds => time.ticks(),
    }
}

fn make_datetime<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    or_null(made(arguments))
}

fn made(parts: &[Value<'_>]) -> Option<DateTime> {
    let part = |place: usize, default| parts.get(place).map_or(Some(default), Value::whole);
    let (hour, minute) = (part(3, 0)?, part(4, 0)?);
    let second = parts.get(5).map_or(Some(0.0), Value::real)?;
    let valid =
        (0..24).contains(&hour) && (0..60).contains(&minute) && (0.0..60.0).contains(&second);
    if !valid {
        return None;
    }
    let ticks = (hour * 60 + minute) * 60 * TICKS_PER_SECOND + ticks_of(second)?;
    DateTime::from_civil(Civil {
        year: part(0, 1)?,
        month: part(1, 1)?,
        day: part(2, 1)?,
        ticks,
    })
}

fn ticks_of(seconds: f64) -> Option<i64> {
    TimeSpan::of(seconds, TICKS_PER_SECOND).map(TimeSpan::ticks)
}

fn make_timespan<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    duration(arguments).map_or(Value::Null, Value::TimeSpan)
}

fn duration(parts: &[Value<'_>]) -> Option<TimeSpan> {
    let (days, parts) = match parts {
        [days, rest @ ..] if rest.len() == 3 => (days.whole()?, rest),
        _ => (0, parts),
    };
    let (hours, minutes) = (parts[0].whole()?, parts[1].whole()?);
    let seconds = parts.get(2).map_or(Some(0.0), Value::real)?;
    let valid = (0..24).contains(&hours)
        && (0..60).contains(&minutes)
        && (0.0..60.0).contains(&seconds)
        && (0..=10_675_198).contains(&days);
    if !valid {
        return None;
    }
    let of_day = (hours * 60 + minutes) * 60 * TICKS_PER_SECOND + ticks_of(seconds)?;
    Some(TimeSpan(days * TICKS_PER_DAY + of_day))
}

/// A number of units of so many ticks, exactly where it is whole.
fn unix<'a>(value: &Value<'a>, unit: i64) -> Value<'a> {
    let ticks = match value.number() {
        Some(Number::Whole(count)) => count.checked_mul(unit),
        Some(count @ (Number::Real(_) | Number::Decimal(_))) => count
            .real()
            .and_then(|count| TimeSpan::of(count, unit))
            .map(TimeSpan::ticks),
        None => None,
    };
    or_null(ticks.and_then(DateTime::from_unix_ticks))
}

fn unix_seconds<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    unix(&arguments[0], TICKS_PER_SECOND)
}

fn unix_milliseconds<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    unix(&arguments[0], 10_000)
}

fn unix_microseconds<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    unix(&arguments[0], 10)
}

fn unix_nanoseconds<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let ticks = match arguments[0].number() {
        Some(Number::Whole(count)) => Some(count / 100),
        Some(count @ (Number::Real(_) | Number::Decimal(_))) => {
            count.real().and_then(|count| whole_of(count / 100.0))
        }
        None => None,
    };
    or_null(ticks.and_then(DateTime::from_unix_ticks))
}
