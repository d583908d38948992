//! The protobuf wire format, read in place.

use std::str;

/// Messages may nest this deep: what the C++ and Java runtimes allow.
pub(crate) const MAX_DEPTH: usize = 100;

/// Why bytes are not a protobuf message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadWire(pub(crate) &'static str);

const CUT_SHORT: BadWire = BadWire("it ends in the middle of a field");

/// The value of a field, as far as the wire alone tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Varint(u64),
    Fixed64(u64),
    Fixed32,
    Bytes(&'a [u8]),
}

/// The fields of a message in the order in which they were sent. Groups, which no known message
/// has, are skipped.
#[derive(Clone, Debug)]
pub(crate) struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    pub(crate) const fn new(message: &'a [u8]) -> Self {
        Self(message)
    }

    fn field(&mut self) -> Result<Option<(u32, Value<'a>)>, BadWire> {
        while !self.0.is_empty() {
            let (number, kind) = self.tag()?;
            if kind == 3 {
                self.skip_group(number, 1)?;
            } else {
                return Ok(Some((number, self.value(kind)?)));
            }
        }
        Ok(None)
    }

    fn tag(&mut self) -> Result<(u32, u32), BadWire> {
        let tag = u32::try_from(self.varint()?).map_err(|_| BadWire("a tag is too large"))?;
        match tag >> 3 {
            0 => Err(BadWire("a field has number 0")),
            number => Ok((number, tag & 7)),
        }
    }

    fn value(&mut self, kind: u32) -> Result<Value<'a>, BadWire> {
        match kind {
            0 => self.varint().map(Value::Varint),
            1 => {
                let (value, rest) = self.0.split_first_chunk().ok_or(CUT_SHORT)?;
                self.0 = rest;
                Ok(Value::Fixed64(u64::from_le_bytes(*value)))
            }
            2 => {
                let length = usize::try_from(self.varint()?).map_err(|_| CUT_SHORT)?;
                let (value, rest) = self.0.split_at_checked(length).ok_or(CUT_SHORT)?;
                self.0 = rest;
                Ok(Value::Bytes(value))
            }
            5 => {
                let (_, rest) = self.0.split_first_chunk::<4>().ok_or(CUT_SHORT)?;
                self.0 = rest;
                Ok(Value::Fixed32)
            }
            _ => Err(BadWire("a field has no valid wire type")),
        }
    }

    fn varint(&mut self) -> Result<u64, BadWire> {
        // Most tags and lengths are a byte long.
        if let [byte @ ..0x80, rest @ ..] = self.0 {
            self.0 = rest;
            return Ok(u64::from(*byte));
        }
        let mut value = 0;
        for (at, byte) in self.0.iter().take(10).enumerate() {
            if at == 9 && *byte > 1 {
                break;
            }
            value |= u64::from(byte & 0x7f) << (7 * at);
            if *byte < 0x80 {
                self.0 = &self.0[at + 1..];
                return Ok(value);
            }
        }
        let whole = self.0.len() >= 10;
        Err(if whole {
            BadWire("a number has more than 64 bits")
        } else {
            CUT_SHORT
        })
    }

    fn skip_group(&mut self, group: u32, depth: usize) -> Result<(), BadWire> {
        if depth > MAX_DEPTH {
            return Err(BadWire("it nests too deep"));
        }
        loop {
            match self.tag()? {
                (number, 4) if number == group => return Ok(()),
                (number, 3) => self.skip_group(number, depth + 1)?,
                (_, kind) => {
                    self.value(kind)?;
                }
            }
        }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u32, Value<'a>), BadWire>;

    fn next(&mut self) -> Option<Self::Item> {
        self.field().transpose()
    }
}

/// A `string`.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, BadWire> {
    str::from_utf8(bytes).map_err(|_| BadWire("a text is not UTF-8"))
}

/// An `int32` or an enum: protobuf keeps the lower half of what was sent.
#[expect(
    clippy::cast_possible_truncation,
    reason = "that is how protobuf reads it"
)]
pub(crate) const fn int32(varint: u64) -> i32 {
    varint as i32
}

/// An `int64`.
pub(crate) const fn int64(varint: u64) -> i64 {
    varint.cast_signed()
}
