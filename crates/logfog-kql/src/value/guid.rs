use std::fmt;

/// 128 bits that name something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(pub u128);

impl Guid {
    /// Reads 32 hexadecimal digits, with hyphens in their places or without any. Whatever is
    /// written behind the digits is ignored.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('{').unwrap_or(text);
        let hyphens = text.as_bytes().get(8) == Some(&b'-');
        let mut bytes = text.bytes().enumerate();
        let mut digits = 0;
        let mut bits = 0_u128;
        while digits < 32 {
            let (place, byte) = bytes.next()?;
            if hyphens && matches!(place, 8 | 13 | 18 | 23) {
                if byte != b'-' {
                    return None;
                }
                continue;
            }
            bits = (bits << 4) | u128::from(char::from(byte).to_digit(16)?);
            digits += 1;
        }
        Some(Self(bits))
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:032x}", self.0);
        let (a, b, c) = (&digits[..8], &digits[8..12], &digits[12..16]);
        write!(f, "{a}-{b}-{c}-{}-{}", &digits[16..20], &digits[20..])
    }
}
