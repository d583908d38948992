use std::{cmp::Ordering, fmt};

use jiff::Timestamp;

use super::parse::{is_keyword, is_word};

/// What a field is compared with.
///
/// Made from a text it is one, and is written in quotes; made from a number or a `bool` it is bare.
#[derive(Clone, Debug)]
pub struct Value {
    text: String,
    quoted: bool,
    kind: Kind,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Number,
    Instant(Timestamp),
    Text,
}

impl Value {
    /// A value as it was written: a number is one only without quotes.
    pub(super) fn new(text: String, quoted: bool) -> Self {
        let kind = match instant(&text) {
            Some(at) => Kind::Instant(at),
            None if !quoted && is_number(&text) => Kind::Number,
            None => Kind::Text,
        };
        Self { text, quoted, kind }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// How a field's text stands to this value.
    pub(super) fn compare(&self, field: &str) -> Ordering {
        match self.kind {
            Kind::Number if is_number(field) => numbers(field, &self.text),
            Kind::Instant(at) => match instant(field) {
                Some(field) => field.cmp(&at),
                None => self.as_text(field),
            },
            Kind::Number | Kind::Text => self.as_text(field),
        }
    }

    fn as_text(&self, field: &str) -> Ordering {
        field.as_bytes().cmp(self.text.as_bytes())
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.quoted == other.quoted
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.quoted {
            quote(&self.text, f)
        } else {
            f.write_str(&self.text)
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::new(text.to_owned(), true)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::new(text, true)
    }
}

macro_rules! bare {
    ($($from:ty),+) => { $(
        impl From<$from> for Value {
            fn from(value: $from) -> Self {
                Self::new(value.to_string(), false)
            }
        }
    )+ };
}

bare!(bool, i32, i64, u32, u64, Timestamp);

/// Whether a text can stand without quotes where a value is expected.
pub(super) fn can_be_bare(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_word) && !is_keyword(text)
}

/// Writes a text in quotes; what would end it, or would not be seen, is escaped.
pub(super) fn quote(text: &str, f: &mut impl fmt::Write) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            c if c.is_control() => write!(f, "\\u{{{:x}}}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}

/// RFC 3339, whose beginning is looked at first: most texts are none.
fn instant(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let dated = bytes.len() >= 20 && bytes[4] == b'-' && bytes[7] == b'-';
    if !dated || !matches!(bytes[10], b'T' | b't' | b' ') {
        return None;
    }
    text.parse().ok()
}

/// Whether a text is a number as JSON writes them.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['+', '-']).unwrap_or(text)))
}

/// Compares two numbers by their digits: nothing is rounded, however long they are.
fn numbers(left: &str, right: &str) -> Ordering {
    if let (Ok(left), Ok(right)) = (left.parse::<i64>(), right.parse::<i64>()) {
        return left.cmp(&right);
    }
    let (left, right) = (Decimal::read(left), Decimal::read(right));
    let sign = left.sign().cmp(&right.sign());
    sign.then_with(|| {
        let size = left.point.cmp(&right.point);
        let size = size.then_with(|| left.digits.cmp(&right.digits));
        if left.negative { size.reverse() } else { size }
    })
}

/// 0.DIGITS times ten to the power of `point`; no digits stand for zero.
struct Decimal {
    negative: bool,
    /// Neither the first nor the last is `0`, so that their order as texts is that of the fractions.
    digits: String,
    point: i64,
}

impl Decimal {
    fn read(text: &str) -> Self {
        let (negative, text) = match text.strip_prefix('-') {
            Some(text) => (true, text),
            None => (false, text),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let significant = all.trim_start_matches('0');
        let zeros = all.len() - significant.len();
        let digits = significant.trim_end_matches('0').to_owned();
        let moved = whole.len().cast_signed() - zeros.cast_signed();
        let point = power(exponent).saturating_add(i64::try_from(moved).unwrap_or(i64::MAX));
        Self {
            negative: negative && !digits.is_empty(),
            point: if digits.is_empty() { 0 } else { point },
            digits,
        }
    }

    fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }
}

/// An exponent; one that no `i64` can hold is as far away as can be.
fn power(text: &str) -> i64 {
    let limit = if text.starts_with('-') {
        i64::MIN / 2
    } else {
        i64::MAX / 2
    };
    text.parse().unwrap_or(limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(field: &str, value: &str) -> Ordering {
        Value::new(value.into(), false).compare(field)
    }

    #[test]
    fn numbers_are_compared_without_rounding() {
        for (left, right) in [
            ("2", "10"),
            ("-10", "-2"),
            ("-1", "0.5"),
            ("0.1", "0.10000000000000000001"),
            ("9007199254740992", "9007199254740993"),
            ("18446744073709551615", "18446744073709551616"),
            ("9e99", "1e100"),
            ("1e-400", "2e-400"),
            ("-1e400", "1e-400"),
            ("1", "1e99999999999999999999"),
        ] {
            assert_eq!(order(left, right), Ordering::Less, "{left} {right}");
            assert_eq!(order(right, left), Ordering::Greater, "{left} {right}");
        }
        for (left, right) in [
            ("1.50", "1.5"),
            ("150e-2", "1.5"),
            ("-0", "0.0"),
            ("1E2", "100"),
        ] {
            assert_eq!(order(left, right), Ordering::Equal, "{left} {right}");
        }
    }

    #[test]
    fn what_json_does_not_call_a_number_is_a_text() {
        for text in [
            "", "-", "+1", "007", ".5", "5.", "1e", "1e+", "0x1", "1 ", "NaN", "1_0",
        ] {
            assert!(!is_number(text), "{text}");
        }
        assert_eq!(order("007", "7"), Ordering::Less);
        assert_eq!(Value::from("1.1").compare("1.10"), Ordering::Greater);
    }

    #[test]
    fn instants_are_compared_by_time() {
        let noon = "2026-11-25T12:00:00Z";
        assert_eq!(order("2026-11-25T13:00:00+01:00", noon), Ordering::Equal);
        assert_eq!(order("2026-11-25T12:00:00.5Z", noon), Ordering::Greater);
        assert_eq!(
            order("2026-11-25T12:00:00.5Z", "2026-11-26"),
            Ordering::Less
        );
        assert_eq!(
            Value::from(noon).compare("2026-11-25T11:59:59Z"),
            Ordering::Less
        );
    }
}
