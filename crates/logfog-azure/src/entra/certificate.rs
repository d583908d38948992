//! Certificates that an application may sign its assertions with.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use jiff::{Timestamp, civil::DateTime, tz::Offset};

/// Private key and certificate of the well-known applications, as their holders would keep them.
/// It is no secret: whoever reads this has it.
pub(crate) const KNOWN_TO_ALL: &str = include_str!("known-to-all.pem");
/// Where that file is.
pub(crate) const PATH: &str = "/logfog/client-certificate.pem";

/// The object identifier of RSA keys, as DER has it.
const RSA: [u8; 11] = [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// A certificate, of which only the key, the thumbprints and the end are looked at: whoever
/// registers it vouches for it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Certificate {
    der: Vec<u8>,
    public_key: Vec<u8>,
    /// When it is no longer good.
    pub(crate) ends: Timestamp,
}

impl Certificate {
    /// Reads the first certificate of a PEM file, or one in base64 alone. `None` when there is
    /// none, or none of an RSA key.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let base64 = match text.split_once("-----BEGIN CERTIFICATE-----") {
            Some((_, after)) => after.split_once("-----END")?.0,
            None => text,
        };
        let base64: String = base64.split_ascii_whitespace().collect();
        Self::of(STANDARD.decode(base64).ok()?)
    }

    fn of(der: Vec<u8>) -> Option<Self> {
        let certificate = Element::read(&der).filter(|whole| whole.tag == SEQUENCE)?;
        let mut parts = Parts(Element::read(certificate.content)?.content);
        parts.skip_if(VERSION)?;
        parts.take(INTEGER)?;
        let [_algorithm, _issuer] = [parts.take(SEQUENCE)?, parts.take(SEQUENCE)?];
        let mut validity = Parts(parts.take(SEQUENCE)?.content);
        validity.next()?;
        let ends = time(&validity.next()?)?;
        let [_subject, public_key] = [parts.take(SEQUENCE)?, parts.take(SEQUENCE)?];
        let is_rsa = public_key.whole.windows(RSA.len()).any(|part| part == RSA);
        let public_key = is_rsa.then(|| public_key.whole.to_vec())?;
        Some(Self {
            der,
            public_key,
            ends,
        })
    }

    /// Its public key, in DER.
    pub(crate) fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// All of it, in base64.
    pub(crate) fn base64(&self) -> String {
        STANDARD.encode(&self.der)
    }

    /// `x5t`: SHA-1, in base64url.
    pub(crate) fn sha1(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, &self.der))
    }

    /// `x5t#S256`: SHA-256, in base64url.
    pub(crate) fn sha256(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest(&SHA256, &self.der))
    }

    /// SHA-1 in hexadecimal digits, as people read it and some clients send it in `kid`.
    pub(crate) fn thumbprint(&self) -> String {
        let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, &self.der);
        let digits = digest.as_ref().iter().map(|byte| format!("{byte:02X}"));
        digits.collect()
    }
}

/// One value of DER.
struct Element<'a> {
    tag: u8,
    whole: &'a [u8],
    content: &'a [u8],
}

impl<'a> Element<'a> {
    /// The first one; what follows it is not looked at.
    fn read(input: &'a [u8]) -> Option<Self> {
        let [tag, first, rest @ ..] = input else {
            return None;
        };
        // Up to 127 the length is there; above, the length of the length is.
        let digits = if *first < 0x80 { 0 } else { first & 0x7f };
        let digits = usize::from(digits);
        let length = match digits {
            0 => usize::from(*first),
            1..=3 => rest
                .get(..digits)?
                .iter()
                .fold(0, |length, byte| length << 8 | usize::from(*byte)),
            _ => return None,
        };
        let start = 2 + digits;
        Some(Self {
            tag: *tag,
            whole: input.get(..start + length)?,
            content: input.get(start..start + length)?,
        })
    }
}

/// Values one after another.
struct Parts<'a>(&'a [u8]);

impl<'a> Parts<'a> {
    fn next(&mut self) -> Option<Element<'a>> {
        let element = Element::read(self.0)?;
        self.0 = self.0.get(element.whole.len()..)?;
        Some(element)
    }

    fn take(&mut self, tag: u8) -> Option<Element<'a>> {
        self.next().filter(|element| element.tag == tag)
    }

    fn skip_if(&mut self, tag: u8) -> Option<()> {
        if self.0.first() == Some(&tag) {
            self.next()?;
        }
        Some(())
    }
}

/// A time, of which the shorter form has two digits for the year: 50 and more are the last century's.
fn time(element: &Element<'_>) -> Option<Timestamp> {
    let text = std::str::from_utf8(element.content).ok()?;
    let text = match element.tag {
        UTC_TIME if text >= "50" => format!("19{text}"),
        UTC_TIME => format!("20{text}"),
        GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let local = DateTime::strptime("%Y%m%d%H%M%SZ", text).ok()?;
    Offset::UTC.to_timestamp(local).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_one_is_read_in_either_form() {
        let known = Certificate::read(KNOWN_TO_ALL).expect("a certificate");
        assert_eq!(known.ends.to_string(), "2100-01-01T00:00:00Z");
        assert_eq!(Certificate::read(&known.base64()).as_ref(), Some(&known));
        // As openssl prints them.
        assert_eq!(
            known.thumbprint(),
            "C5FF079DC74F705B4BDD43C7C2C485FA74B2222C"
        );
        assert_eq!(known.sha1(), "xf8HncdPcFtL3UPHwsSF-nSyIiw");
        assert_eq!(
            known.sha256(),
            "hy-u0nK0y3-xhD60kPSm8teug78W9XH2XjwHR1elCA8"
        );
    }

    #[test]
    fn what_is_none_is_not_read() {
        let known = Certificate::read(KNOWN_TO_ALL).expect("a certificate");
        let (key, _) = KNOWN_TO_ALL
            .split_once("-----BEGIN CERT")
            .expect("a key first");
        let half = STANDARD.encode(&known.der[..known.der.len() / 2]);
        for text in ["", "MA==", "?", key, &half] {
            assert_eq!(Certificate::read(text), None, "{text}");
        }
        // However it is cut, nothing panics.
        for end in 0..known.der.len() {
            assert_eq!(Certificate::of(known.der[..end].to_vec()), None, "{end}");
        }
    }
}
