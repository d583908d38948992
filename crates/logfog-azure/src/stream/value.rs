use std::borrow::Cow;

use jiff::{
    SignedDuration,
    civil::{DateTime, Time},
    fmt::temporal::Pieces,
    tz::Offset,
};
use logfog_kit::json::quote;

/// An offset is shorter than this, in seconds: its hours are those of a day.
const DAY: i32 = 24 * 60 * 60;

/// A value that fits its column, still borrowed from the body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    /// JSON that is stored as it was sent.
    Json(&'a str),
    /// JSON whose text is stored, as a string.
    Text(&'a str),
    Integer(i64),
    Real(f64),
    /// In UTC. Columns go on to the end of the year 9999, where timestamps do not.
    Time(DateTime),
}

impl Value<'_> {
    /// How long a value is, when that is more than `limit` bytes. Numbers and times never are.
    pub(crate) fn over(self, limit: usize) -> Option<usize> {
        match self {
            Self::Null | Self::Integer(_) | Self::Real(_) | Self::Time(_) => None,
            // Quotes come on top, and escapes can only make the text shorter.
            Self::Json(raw) if raw.len() <= limit => None,
            Self::Text(raw) if raw.len() <= limit => None,
            Self::Json(raw) | Self::Text(raw) => {
                let length = unquoted(raw).map_or(raw.len(), |text| text.len());
                (length > limit).then_some(length)
            }
        }
    }

    /// The JSON text of it, cut to `limit` bytes when there is a limit.
    pub(crate) fn json(self, limit: Option<usize>) -> String {
        if let Some(limit) = limit
            && self.over(limit).is_some()
            && let Self::Json(raw) | Self::Text(raw) = self
        {
            let text = unquoted(raw).unwrap_or(Cow::Borrowed(raw));
            return quote(&text[..text.floor_char_boundary(limit)]);
        }
        match self {
            Self::Null => "null".into(),
            Self::Json(raw) => raw.into(),
            Self::Text(raw) => quote(raw),
            Self::Integer(number) => number.to_string(),
            Self::Real(number) => serde_json::to_string(&number).unwrap_or_else(|_| "null".into()),
            Self::Time(at) => format!("\"{at}Z\""),
        }
    }
}

/// The text of a JSON string; `None` for other JSON and for half a surrogate pair.
pub(super) fn unquoted(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        serde_json::from_str(raw).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
}

/// A whole number, also one written as a string or with a fraction of zeros.
pub(super) fn integer(raw: &str) -> Option<i64> {
    let text = unquoted(raw).unwrap_or(Cow::Borrowed(raw));
    let text = text.trim();
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if zeros.bytes().all(|digit| digit == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    whole.parse().ok()
}

/// A number, also one written as a string.
pub(super) fn real(raw: &str) -> Option<Value<'_>> {
    if raw.starts_with(|first: char| first.is_ascii_digit() || first == '-') {
        // Only an exponent, or hundreds of digits, can be more than a real holds.
        let plain = raw.len() < 300 && !raw.contains(['e', 'E']);
        let held = plain || raw.parse::<f64>().is_ok_and(f64::is_finite);
        return held.then_some(Value::Json(raw));
    }
    let number: f64 = unquoted(raw)?.trim().parse().ok()?;
    number.is_finite().then_some(Value::Real(number))
}

/// ISO 8601, with or without zone; without one it is UTC. Kusto keeps 100 ns.
pub(super) fn instant(raw: &str) -> Option<DateTime> {
    let text = unquoted(raw)?;
    let text = text.trim();
    let pieces = Pieces::parse(text).ok().filter(|_| is_iso(text))?;
    let local = pieces
        .date()
        .to_datetime(pieces.time().unwrap_or(Time::midnight()));
    let ahead = pieces.to_numeric_offset().map_or(0, Offset::seconds);
    if ahead.abs() >= DAY {
        return None;
    }
    let at = local
        .checked_sub(SignedDuration::from_secs(ahead.into()))
        .ok()?;
    let nanosecond = at.subsec_nanosecond();
    at.with()
        .subsec_nanosecond(nanosecond - nanosecond % 100)
        .build()
        .ok()
}

/// Whether a time that could be parsed is in one of the notations of ISO 8601. The parser knows
/// more: years with a sign, hyphens in the date and no colons in the time or the other way round,
/// seconds in an offset, the name of a zone in brackets.
fn is_iso(text: &str) -> bool {
    let (date, rest) = text.split_once(['T', 't', ' ']).unwrap_or((text, ""));
    let (time, offset) = rest.split_at(rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len()));
    let of_one_notation = time.len() <= "11".len() || time.contains(':') == date.contains('-');
    date.starts_with(|first: char| first.is_ascii_digit())
        && of_one_notation
        && offset.len() <= "+05:30".len()
        && !text.ends_with(']')
}
