//! What a time is in the calendar, and where its day, week, month and year begin and end.

use super::{
    Bound, Context, Function, Listed,
    arguments::{Accepts, Argument, Misfit, Parameter, one, optional},
    doc::{PARTIAL, STRICT, chosen, derived, said},
};
use crate::{
    Type, Value,
    value::{Civil, DateTime, TICKS_PER_DAY, TimeSpan},
};

const TIME: &[Parameter] = &[one("time", Accepts::DateTime)];
const OFFSET: &[Parameter] = &[
    one("time", Accepts::DateTime),
    optional("offset", Accepts::Whole),
];

pub(super) const FUNCTIONS: &[Function] = &[
    Function::fixed("dayofmonth", TIME, Type::Int, day_of_month)
        .documented()
        .doc(said(
            "The day of the month, from 1.",
            STRICT,
            "dayofmonth(datetime(2015-12-14))",
            "14",
        )),
    Function::fixed("dayofweek", TIME, Type::TimeSpan, day_of_week)
        .documented()
        .doc(said(
            "How long it has been since Sunday, in whole days.",
            STRICT,
            "dayofweek(datetime(1970-05-11))",
            "\"1.00:00:00\"",
        )),
    Function::fixed("dayofyear", TIME, Type::Int, day_of_year)
        .documented()
        .doc(said(
            "The day of the year, from 1.",
            STRICT,
            "dayofyear(datetime(2015-12-14))",
            "348",
        )),
    Function::fixed("getmonth", TIME, Type::Int, month)
        .documented()
        .doc(said(
            "The month, from 1.",
            STRICT,
            "getmonth(datetime(2015-10-12))",
            "10",
        )),
    Function::fixed("monthofyear", TIME, Type::Int, month)
        .documented()
        .doc(said(
            "The month, from 1.",
            STRICT,
            "monthofyear(datetime(2015-12-14))",
            "12",
        )),
    Function::fixed("getyear", TIME, Type::Int, year)
        .documented()
        .doc(said(
            "The year.",
            STRICT,
            "getyear(datetime(2015-10-12))",
            "2015",
        )),
    Function::fixed("hourofday", TIME, Type::Int, hour)
        .documented()
        .doc(said(
            "The hour, from 0.",
            STRICT,
            "hourofday(datetime(2015-12-14 18:54))",
            "18",
        )),
    Function::fixed("week_of_year", TIME, Type::Int, iso_week)
        .listed(Listed::Query)
        .doc(said(
            "The week of ISO 8601: they begin on Mondays, and the first one has a \
             Thursday.",
            STRICT,
            "week_of_year(datetime(2020-12-31))",
            "53",
        )),
    Function::fixed("weekofyear", TIME, Type::Int, old_week)
        .documented()
        .doc(chosen(
            "The week as it was counted before `week_of_year`: they begin on Sundays, \
             and the first one has a Wednesday.",
            STRICT,
            "weekofyear(datetime(2020-06-15))",
            "25",
        )),
    Function::by(
        "datetime_part",
        &[one("part", Accepts::Text), one("time", Accepts::DateTime)],
        datetime_part,
    )
    .documented()
    .doc(said(
        "A part of a time; the small ones are counted from the second.",
        STRICT,
        "datetime_part(\"microsecond\", datetime(2017-10-30 01:02:03.7654321))",
        "765432",
    )),
    Function::fixed("startofday", OFFSET, Type::DateTime, start_of_day)
        .documented()
        .doc(said(
            "When the day begins, so many days later.",
            PARTIAL,
            "startofday(datetime(2017-01-01 10:10:17), -1)",
            "\"2016-12-31T00:00:00.0000000Z\"",
        )),
    Function::fixed("startofweek", OFFSET, Type::DateTime, start_of_week)
        .documented()
        .doc(said(
            "When the week begins, on a Sunday.",
            PARTIAL,
            "startofweek(datetime(2017-01-01 10:10:17), 1)",
            "\"2017-01-08T00:00:00.0000000Z\"",
        )),
    Function::fixed("startofmonth", OFFSET, Type::DateTime, start_of_month)
        .documented()
        .doc(said(
            "When the month begins.",
            PARTIAL,
            "startofmonth(datetime(2017-01-01 10:10:17), 1)",
            "\"2017-02-01T00:00:00.0000000Z\"",
        )),
    Function::fixed("startofyear", OFFSET, Type::DateTime, start_of_year)
        .documented()
        .doc(said(
            "When the year begins.",
            PARTIAL,
            "startofyear(datetime(2017-01-01 10:10:17))",
            "\"2017-01-01T00:00:00.0000000Z\"",
        )),
    Function::fixed("endofday", OFFSET, Type::DateTime, end_of_day)
        .documented()
        .doc(said(
            "The last tick of the day.",
            PARTIAL,
            "endofday(datetime(2017-01-01 10:10:17))",
            "\"2017-01-01T23:59:59.9999999Z\"",
        )),
    Function::fixed("endofweek", OFFSET, Type::DateTime, end_of_week)
        .documented()
        .doc(said(
            "The last tick of the week, on a Saturday.",
            PARTIAL,
            "endofweek(datetime(2017-01-01 10:10:17))",
            "\"2017-01-07T23:59:59.9999999Z\"",
        )),
    Function::fixed("endofmonth", OFFSET, Type::DateTime, end_of_month)
        .documented()
        .doc(said(
            "The last tick of the month.",
            PARTIAL,
            "endofmonth(datetime(2017-01-01 10:10:17), 1)",
            "\"2017-02-28T23:59:59.9999999Z\"",
        )),
    Function::fixed("endofyear", OFFSET, Type::DateTime, end_of_year)
        .documented()
        .doc(derived(
            "The last tick of the year.",
            PARTIAL,
            "endofyear(datetime(2017-01-01 10:10:17), -1)",
            "\"2016-12-31T23:59:59.9999999Z\"",
        )),
];

/// The time that an argument is, or that a dynamic's text says.
pub(super) fn time(value: &Value<'_>) -> Option<DateTime> {
    value
        .datetime()
        .or_else(|| value.as_str().and_then(DateTime::parse))
}

fn int<'a>(value: &Value<'_>, part: impl FnOnce(DateTime) -> i64) -> Value<'a> {
    let part = time(value).and_then(|time| i32::try_from(part(time)).ok());
    part.map_or(Value::Null, Value::Int)
}

fn day_of_month<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    int(&arguments[0], |time| time.civil().day)
}

fn day_of_week<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    let span = |time: DateTime| Value::TimeSpan(TimeSpan(time.weekday() * TICKS_PER_DAY));
    time(&arguments[0]).map_or(Value::Null, span)
}

fn day_of_year<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    int(&arguments[0], |time| time.civil().day_of_year())
}

fn month<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    int(&arguments[0], |time| time.civil().month)
}

fn year<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    int(&arguments[0], |time| time.civil().year)
}

fn hour<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    int(&arguments[0], |time| time.civil().hour())
}

fn iso_week<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    int(&arguments[0], week_of_year)
}

fn old_week<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    int(&arguments[0], week_with_wednesday)
}

/// The day of the year of a day so many days later, and its year.
fn ordinal(time: DateTime, days: i64) -> (i64, i64) {
    let shifted = time
        .plus(TimeSpan(days * TICKS_PER_DAY))
        .unwrap_or(time)
        .civil();
    (shifted.year, shifted.day_of_year())
}

/// A week belongs to the year that its Thursday is in.
fn week_of_year(time: DateTime) -> i64 {
    let since_monday = (time.weekday() + 6) % 7;
    let (_, thursday) = ordinal(time, 3 - since_monday);
    (thursday - 1) / 7 + 1
}

/// As weeks were counted before: the last days of a year stay in it, even if their week has the
/// first Wednesday of the next one.
fn week_with_wednesday(time: DateTime) -> i64 {
    let to_wednesday = 3 - time.weekday();
    let (year, wednesday) = ordinal(time, to_wednesday);
    if year > time.civil().year {
        let (_, before) = ordinal(time, to_wednesday - 7);
        return (before - 1) / 7 + 2;
    }
    (wednesday - 1) / 7 + 1
}

fn datetime_part(arguments: &[Argument]) -> Result<Bound, Misfit> {
    let part = arguments[0]
        .constant_text()
        .ok_or(Misfit::NotConstant { argument: 0 })?;
    let name = part.to_ascii_lowercase().replace('_', "");
    let part: fn(DateTime) -> i64 = match name.as_str() {
        "year" => |time| time.civil().year,
        "quarter" => |time| (time.civil().month + 2) / 3,
        "month" => |time| time.civil().month,
        "weekofyear" | "week" => week_of_year,
        "day" => |time| time.civil().day,
        "dayofyear" => |time| time.civil().day_of_year(),
        "hour" => |time| time.civil().hour(),
        "minute" => |time| time.civil().minute(),
        "second" => |time| time.civil().second(),
        "millisecond" => |time| time.civil().fraction() / 10_000,
        "microsecond" => |time| time.civil().fraction() / 10,
        "nanosecond" => |time| time.civil().fraction() * 100,
        _ => {
            return Err(Misfit::Invalid {
                argument: 0,
                reason: format!("{part:?} is no part of a time"),
            });
        }
    };
    Ok(Bound::new(Type::Int, move |_, arguments| {
        int(&arguments[1], part)
    }))
}

/// Where a period begins, so many periods later.
type Start = fn(DateTime, i64) -> Option<DateTime>;

fn start<'a>(arguments: &[Value<'a>], start: Start) -> Value<'a> {
    let offset = arguments.get(1).map_or(Some(0), Value::whole);
    let begins = time(&arguments[0])
        .zip(offset)
        .and_then(|(time, offset)| start(time, offset));
    begins.map_or(Value::Null, Value::DateTime)
}

/// The last tick before the next period begins. The last period of all has none behind it.
fn end<'a>(arguments: &[Value<'a>], start: Start) -> Value<'a> {
    let offset = arguments.get(1).map_or(Some(0), Value::whole);
    let Some((time, offset)) = time(&arguments[0]).zip(offset) else {
        return Value::Null;
    };
    let next = offset.checked_add(1).and_then(|next| start(time, next));
    let end = match next {
        Some(next) => next.minus(TimeSpan(1)),
        None => start(time, offset).map(|_| DateTime::MAX),
    };
    end.map_or(Value::Null, Value::DateTime)
}

fn day_start(time: DateTime, offset: i64) -> Option<DateTime> {
    DateTime::from_ticks(time.day().checked_add(offset)?.checked_mul(TICKS_PER_DAY)?)
}

fn week_start(time: DateTime, offset: i64) -> Option<DateTime> {
    day_start(time, offset.checked_mul(7)?.checked_sub(time.weekday())?)
}

fn month_start(time: DateTime, offset: i64) -> Option<DateTime> {
    DateTime::from_civil(
        Civil {
            day: 1,
            ticks: 0,
            ..time.civil()
        }
        .plus_months(offset)?,
    )
}

fn year_start(time: DateTime, offset: i64) -> Option<DateTime> {
    let year = time.civil().year.checked_add(offset)?;
    DateTime::from_civil(Civil {
        year,
        month: 1,
        day: 1,
        ticks: 0,
    })
}

fn start_of_day<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    start(arguments, day_start)
}

fn start_of_week<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    start(arguments, week_start)
}

fn start_of_month<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    start(arguments, month_start)
}

fn start_of_year<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    start(arguments, year_start)
}

fn end_of_day<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    end(arguments, day_start)
}

fn end_of_week<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    end(arguments, week_start)
}

fn end_of_month<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    end(arguments, month_start)
}

fn end_of_year<'a>(_: &Context, arguments: &mut [Value<'a>]) -> Value<'a> {
    end(arguments, year_start)
}
