use std::ops::Sub;

/// Steps of 100 ns in a second.
pub const TICKS_PER_SECOND: i64 = 10_000_000;

/// Steps of 100 ns in a day.
pub const TICKS_PER_DAY: i64 = 86_400 * TICKS_PER_SECOND;

const DAYS_TO_1970: i64 = 719_162;
const LAST_DAY: i64 = 3_652_058;

/// A time in UTC: steps of 100 ns since the year 1 began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(i64);

impl DateTime {
    /// When the year 1 began.
    pub const MIN: Self = Self(0);
    /// The last one of the year 9999.
    pub const MAX: Self = Self((LAST_DAY + 1) * TICKS_PER_DAY - 1);
    /// When 1970 began.
    pub const UNIX_EPOCH: Self = Self(DAYS_TO_1970 * TICKS_PER_DAY);

    /// From its ticks, if that is between the years 1 and 9999.
    pub fn from_ticks(ticks: i64) -> Option<Self> {
        (0..=Self::MAX.0).contains(&ticks).then_some(Self(ticks))
    }

    /// From ticks since 1970.
    pub fn from_unix_ticks(ticks: i64) -> Option<Self> {
        Self::from_ticks(ticks.checked_add(Self::UNIX_EPOCH.0)?)
    }

    /// A date and a time of day, if there is such a day.
    pub fn from_civil(civil: Civil) -> Option<Self> {
        let Civil {
            year,
            month,
            day,
            ticks,
        } = civil;
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && (0..TICKS_PER_DAY).contains(&ticks);
        exists.then(|| Self(day_number(year, month, day) * TICKS_PER_DAY + ticks))
    }

    /// Its ticks.
    pub const fn ticks(self) -> i64 {
        self.0
    }

    /// Its ticks since 1970.
    pub const fn unix_ticks(self) -> i64 {
        self.0 - Self::UNIX_EPOCH.0
    }

    /// Days since the year 1 began.
    pub const fn day(self) -> i64 {
        self.0 / TICKS_PER_DAY
    }

    /// Days since Sunday.
    pub const fn weekday(self) -> i64 {
        // The year 1 began on a Monday.
        (self.day() + 1) % 7
    }

    /// Later by a duration, or earlier by a negative one.
    pub fn plus(self, span: TimeSpan) -> Option<Self> {
        Self::from_ticks(self.0.checked_add(span.0)?)
    }

    /// Earlier by a duration.
    pub fn minus(self, span: TimeSpan) -> Option<Self> {
        Self::from_ticks(self.0.checked_sub(span.0)?)
    }

    /// The date and the time of day.
    pub fn civil(self) -> Civil {
        // Days since 0000-03-01, so that a leap day is the last of its year.
        let days = self.day() + 306;
        let era = days / 146_097;
        let of_era = days % 146_097;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        Civil {
            year,
            month,
            day,
            ticks: self.0 % TICKS_PER_DAY,
        }
    }
}

impl Sub for DateTime {
    type Output = TimeSpan;

    fn sub(self, other: Self) -> TimeSpan {
        TimeSpan(self.0 - other.0)
    }
}

/// A date and a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// From 1.
    pub year: i64,
    /// From 1.
    pub month: i64,
    /// From 1.
    pub day: i64,
    /// Since midnight.
    pub ticks: i64,
}

impl Civil {
    /// Since midnight.
    pub const fn hour(self) -> i64 {
        self.ticks / (3_600 * TICKS_PER_SECOND)
    }

    /// Since the hour began.
    pub const fn minute(self) -> i64 {
        self.ticks / (60 * TICKS_PER_SECOND) % 60
    }

    /// Since the minute began.
    pub const fn second(self) -> i64 {
        self.ticks / TICKS_PER_SECOND % 60
    }

    /// Ticks since the second began.
    pub const fn fraction(self) -> i64 {
        self.ticks % TICKS_PER_SECOND
    }

    /// Months later, on the last day of the month where there is no such day.
    #[must_use]
    pub fn plus_months(self, months: i64) -> Option<Self> {
        let since = (self.year * 12 + self.month - 1).checked_add(months)?;
        let (year, month) = (since.div_euclid(12), since.rem_euclid(12) + 1);
        if !(1..=9999).contains(&year) {
            return None;
        }
        let day = self.day.min(days_in_month(year, month));
        Some(Self {
            year,
            month,
            day,
            ticks: self.ticks,
        })
    }

    /// Days since the year began, from 1.
    pub fn day_of_year(self) -> i64 {
        day_number(self.year, self.month, self.day) - day_number(self.year, 1, 1) + 1
    }
}

pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 0001-01-01.
fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year / 400;
    let of_era = year % 400;
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 306
}

/// A duration in steps of 100 ns; it may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeSpan(pub i64);

impl TimeSpan {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// Its ticks.
    pub const fn ticks(self) -> i64 {
        self.0
    }

    /// So many of a unit, which is in ticks.
    #[expect(clippy::cast_precision_loss, reason = "units are far below 53 bits")]
    pub fn of(count: f64, unit: i64) -> Option<Self> {
        super::whole_of((count * unit as f64).round()).map(Self)
    }
}
