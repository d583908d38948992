//! API keys: what they look like, and the two that exist.

use base64::{
    Engine as _, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use uuid::{Uuid, uuid};

/// A UUID in base64 needs no padding, so whether padding is allowed never shows.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// May write to every project.
pub(crate) const WRITER: Key = Key {
    id: uuid!("10f09000-0000-4000-8000-000000000001"),
    secret: "00logfog00writer00not00a00secret",
    writes: true,
};

/// A key of an account without any role.
pub(crate) const DENIED: Key = Key {
    id: uuid!("10f09000-0000-4000-8000-000000000002"),
    secret: "00logfog00denied00not00a00secret",
    writes: false,
};

const KNOWN: [Key; 2] = [WRITER, DENIED];

/// A static API key of a service account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    id: Uuid,
    secret: &'static str,
    /// Whether its account has the role `logaas.writer`.
    pub(crate) writes: bool,
}

/// Why a text is not a key that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadKey {
    /// It does not look like a key.
    Shape(&'static str),
    /// It does, but nobody has it.
    Unknown,
}

impl Key {
    /// As it is sent: `base64(uuid).secret`.
    pub(crate) fn text(&self) -> String {
        format!(
            "{}.{}",
            BASE64.encode(self.id.hyphenated().to_string()),
            self.secret
        )
    }

    /// Whose key this is.
    pub(crate) fn find(text: &str) -> Result<Self, BadKey> {
        let (id, secret) = text.split_once('.').ok_or(BadKey::Shape("no dot"))?;
        if secret.is_empty() {
            return Err(BadKey::Shape("no secret"));
        }
        let id = BASE64
            .decode(id)
            .map_err(|_| BadKey::Shape("an id that is not base64"))?;
        let id = Uuid::try_parse_ascii(&id).map_err(|_| BadKey::Shape("an id that is no UUID"))?;
        let known = KNOWN
            .into_iter()
            .find(|key| key.id == id && key.secret == secret);
        known.ok_or(BadKey::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_by_id_and_secret() {
        assert_eq!(Key::find(&WRITER.text()), Ok(WRITER));
        assert_eq!(Key::find(&DENIED.text()), Ok(DENIED));
        let swapped = WRITER.text().replace("writer", "denied");
        assert_eq!(Key::find(&swapped), Err(BadKey::Unknown));
    }

    #[test]
    fn anything_else_is_no_key() {
        for bad in ["", "x", "x.", ".x", "x.y", "bm90IGFuIGlk.y"] {
            assert!(matches!(Key::find(bad), Err(BadKey::Shape(_))), "{bad}");
        }
    }
}
