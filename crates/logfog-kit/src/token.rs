use std::sync::{Arc, OnceLock};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{
        KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaPublicKeyComponents,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

/// Mints and verifies signed tokens (JWT, RS256) with a key of its own.
///
/// The key is made when it is first needed: making one takes longer than starting everything else.
#[derive(Clone, Debug, Default)]
pub struct Issuer(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    repeatable: bool,
    key: OnceLock<Key>,
}

#[derive(Debug)]
struct Key {
    pair: KeyPair,
    id: String,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

/// Why a token is not one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// It does not have three parts, or they are not base64url and JSON.
    #[error("not a signed token (three base64url parts with dots between)")]
    Shape,
    /// Somebody else signed it, or it was changed.
    #[error("the signature is not this emulator's")]
    Signature,
}

/// The key of runs that are to give the same bytes again. It is no secret: whoever reads this has it.
const KNOWN_TO_ALL: &[u8] = include_bytes!("known-to-all.pkcs8.der");

impl Issuer {
    /// Signs with the same key in every run: the same claims make the same token.
    pub fn repeatable() -> Self {
        Self(Arc::new(Inner {
            repeatable: true,
            key: OnceLock::new(),
        }))
    }

    /// The key's id, as in `kid`.
    pub fn key_id(&self) -> &str {
        &self.key().id
    }

    /// Modulus and exponent of the public key, base64url: `n` and `e` of a JWK.
    pub fn public_key(&self) -> (String, String) {
        let key = self.key();
        (
            URL_SAFE_NO_PAD.encode(&key.modulus),
            URL_SAFE_NO_PAD.encode(&key.exponent),
        )
    }

    /// Signs claims, given as JSON text.
    pub fn mint(&self, claims: &str) -> String {
        let key = self.key();
        let header = format!(
            r#"{{"typ":"JWT","alg":"RS256","x5t":"{id}","kid":"{id}"}}"#,
            id = key.id
        );
        let mut token = URL_SAFE_NO_PAD.encode(header);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(claims, &mut token);
        let mut signature = vec![0; key.pair.public_modulus_len()];
        key.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                token.as_bytes(),
                &mut signature,
            )
            .expect("a 2048-bit key signs with SHA-256");
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        token
    }

    /// The claims of a token of ours, as JSON text. Expiry and audience are for the caller to judge.
    pub fn verify(&self, token: &str) -> Result<String, BadToken> {
        let (signed, signature) = token.rsplit_once('.').ok_or(BadToken::Shape)?;
        let (_, claims) = signed.split_once('.').ok_or(BadToken::Shape)?;
        let claims = URL_SAFE_NO_PAD
            .decode(claims)
            .map_err(|_| BadToken::Shape)?;
        let claims = String::from_utf8(claims).map_err(|_| BadToken::Shape)?;
        let signature = URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| BadToken::Shape)?;
        let key = self.key();
        RsaPublicKeyComponents {
            n: &key.modulus,
            e: &key.exponent,
        }
        .verify(&RSA_PKCS1_2048_8192_SHA256, signed.as_bytes(), &signature)
        .map_err(|_| BadToken::Signature)?;
        Ok(claims)
    }

    fn key(&self) -> &Key {
        self.0.key.get_or_init(|| {
            Key::new(if self.0.repeatable {
                KeyPair::from_pkcs8(KNOWN_TO_ALL).expect("the key is beside this file")
            } else {
                KeyPair::generate(KeySize::Rsa2048).expect("the system has randomness")
            })
        })
    }
}

impl Key {
    fn new(pair: KeyPair) -> Self {
        let modulus = pair
            .public_key()
            .modulus()
            .big_endian_without_leading_zero()
            .to_vec();
        let exponent = pair
            .public_key()
            .exponent()
            .big_endian_without_leading_zero()
            .to_vec();
        let id = URL_SAFE_NO_PAD.encode(&modulus[..20]);
        Self {
            pair,
            id,
            modulus,
            exponent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_minted_verifies_and_nothing_else_does() {
        let issuer = Issuer::default();
        let token = issuer.mint(r#"{"aud":"x"}"#);
        assert_eq!(issuer.verify(&token).as_deref(), Ok(r#"{"aud":"x"}"#));
        assert_eq!(Issuer::default().verify(&token), Err(BadToken::Signature));
        assert_eq!(issuer.verify("abc"), Err(BadToken::Shape));
        let again = [Issuer::repeatable(), Issuer::repeatable()].map(|issuer| issuer.mint("{}"));
        assert_eq!(again[0], again[1]);
        let forged = token.replacen('.', ".e30", 1);
        assert!(issuer.verify(&forged).is_err());
    }
}
