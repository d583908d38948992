//! Request bodies: read whole and inflated, both capped.

use std::io::Read;

use bytes::Bytes;

/// A request's body as it came off the wire, read before any handler runs.
#[derive(Clone, Debug, Default)]
pub struct Payload {
    /// What was read: all of it, unless `problem` says otherwise.
    pub bytes: Bytes,
    /// Bytes sent, also those over the emulator's own cap, which are counted and dropped.
    pub sent: u64,
    /// Why `bytes` is not the whole body.
    pub problem: Option<Problem>,
}

/// Why a body could not be read whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It is larger than the emulator keeps, whatever the vendor allows.
    TooLarge,
    /// The client stopped sending, or sent broken framing.
    CutShort,
    /// The client was too slow.
    TimedOut,
}

/// Why a body could not be inflated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Inflate {
    /// It would be larger than the cap.
    #[error("the inflated body is larger than {0} bytes")]
    TooLarge(usize),
    /// It is not gzip, or is cut short.
    #[error("the body is not whole gzip")]
    Broken,
}

/// Inflates gzip, of one member or several, to at most `cap` bytes.
#[expect(
    clippy::disallowed_types,
    reason = "the one place that inflates, and it is capped"
)]
pub fn inflate(gzip: &[u8], cap: usize) -> Result<Bytes, Inflate> {
    // One byte more than the cap tells "just fits" from "too large".
    let limit = cap as u64 + 1;
    let mut inflated = Vec::with_capacity(gzip.len().saturating_mul(4).min(cap));
    let read = flate2::read::MultiGzDecoder::new(gzip)
        .take(limit)
        .read_to_end(&mut inflated);
    match read {
        Ok(_) if inflated.len() > cap => Err(Inflate::TooLarge(cap)),
        Ok(_) => Ok(inflated.into()),
        Err(_) => Err(Inflate::Broken),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn gzip(plain: &[u8]) -> Vec<u8> {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(plain).expect("memory");
        gzip.finish().expect("memory")
    }

    #[test]
    fn the_cap_is_exact() {
        let bomb = gzip(&[b'a'; 1000]);
        assert_eq!(inflate(&bomb, 1000).expect("just fits").len(), 1000);
        assert_eq!(inflate(&bomb, 999), Err(Inflate::TooLarge(999)));
    }

    #[test]
    fn half_a_gzip_is_broken_and_two_are_one() {
        let whole = gzip(b"hello hello hello");
        assert_eq!(
            inflate(&whole[..whole.len() / 2], 100),
            Err(Inflate::Broken)
        );
        assert_eq!(inflate(b"plain", 100), Err(Inflate::Broken));
        let twice = [gzip(b"one"), gzip(b"two")].concat();
        assert_eq!(inflate(&twice, 100).as_deref(), Ok(b"onetwo".as_slice()));
    }
}
