use std::borrow::Cow;

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use logfog_kit::json::quote;

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
    Time(Timestamp),
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
            Self::Time(at) => quote(&at.to_string()),
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
pub(super) fn instant(raw: &str) -> Option<Timestamp> {
    let text = unquoted(raw)?;
    let text = text.trim();
    let at = text.parse().ok().or_else(|| civil(text))?;
    let beyond = i128::from(at.subsec_nanosecond() % 100);
    Timestamp::from_nanosecond(at.as_nanosecond() - beyond).ok()
}

fn civil(text: &str) -> Option<Timestamp> {
    let civil: DateTime = text.parse().ok()?;
    TimeZone::UTC.to_timestamp(civil).ok()
}
