use aws_lc_rs::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde::Deserialize;

/// A token that somebody else signed (JWT, PS256), read but not yet believed.
///
/// Which key it claims to be signed with is in it, so that whoever checks the signature can look
/// the key up first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwt<'a> {
    /// The key's id, `kid` of its header; empty when there is none.
    pub key_id: String,
    /// Its claims, as JSON text. Nobody has looked at the signature yet.
    pub claims: String,
    signed: &'a str,
    signature: Vec<u8>,
}

/// Why a token is not to be believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadJwt {
    /// It does not have three parts, or they are not base64url and JSON.
    #[error("not a signed token (three base64url parts with dots between)")]
    Shape,
    /// It is signed in another way.
    #[error("signed with `{0}`")]
    Algorithm(String),
    /// The public key is not one of RSA, in PEM.
    #[error("the public key is not one of RSA in PEM")]
    Key,
    /// Another key signed it, or it was changed.
    #[error("the signature is not that of the key")]
    Signature,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: String,
}

impl<'a> Jwt<'a> {
    /// Takes a token apart.
    pub fn read(token: &'a str) -> Result<Self, BadJwt> {
        let (signed, signature) = token.rsplit_once('.').ok_or(BadJwt::Shape)?;
        let (header, claims) = signed.split_once('.').ok_or(BadJwt::Shape)?;
        let part = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| BadJwt::Shape);
        let header: Header = serde_json::from_slice(&part(header)?).map_err(|_| BadJwt::Shape)?;
        if header.alg != "PS256" {
            return Err(BadJwt::Algorithm(header.alg));
        }
        Ok(Self {
            key_id: header.kid,
            claims: String::from_utf8(part(claims)?).map_err(|_| BadJwt::Shape)?,
            signed,
            signature: part(signature)?,
        })
    }

    /// Whether the private half of this key signed it: a key in PEM, of 2048 to 8192 bits.
    pub fn verify(&self, public_key: &str) -> Result<(), BadJwt> {
        let key = der(public_key).ok_or(BadJwt::Key)?;
        UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, key)
            .verify(self.signed.as_bytes(), &self.signature)
            .map_err(|_| BadJwt::Signature)
    }
}

/// What is between the lines `BEGIN … PUBLIC KEY` and `END … PUBLIC KEY`.
fn der(pem: &str) -> Option<Vec<u8>> {
    let (_, after) = pem.split_once("PUBLIC KEY-----")?;
    let (inner, _) = after.split_once("-----END")?;
    let base64: String = inner.split_ascii_whitespace().collect();
    STANDARD.decode(base64).ok()
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::{
        encoding::{AsDer as _, PublicKeyX509Der},
        rand::SystemRandom,
        rsa::{KeyPair, KeySize},
        signature::{KeyPair as _, RSA_PSS_SHA256},
    };

    use super::*;

    fn signed(pair: &KeyPair, header: &str, claims: &str) -> String {
        let signed = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part));
        let signed = signed.join(".");
        let mut signature = vec![0; pair.public_modulus_len()];
        let dice = SystemRandom::new();
        pair.sign(&RSA_PSS_SHA256, &dice, signed.as_bytes(), &mut signature)
            .expect("a signature");
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// In both forms: as certificates have it, and as RSA itself does.
    fn public_keys(pair: &KeyPair) -> [String; 2] {
        let x509: PublicKeyX509Der<'_> = pair.public_key().as_der().expect("encodes");
        [
            (x509.as_ref(), "PUBLIC"),
            (pair.public_key().as_ref(), "RSA PUBLIC"),
        ]
        .map(|(der, what)| {
            let text = STANDARD.encode(der);
            let (a, b) = text.split_at(64);
            format!("-----BEGIN {what} KEY-----\n{a}\n{b}\n-----END {what} KEY-----\n")
        })
    }

    #[test]
    fn a_token_is_believed_that_its_key_signed_and_no_other() {
        let [pair, other] = [(); 2].map(|()| KeyPair::generate(KeySize::Rsa2048).expect("a key"));
        let header = r#"{"typ":"JWT","alg":"PS256","kid":"k1"}"#;
        let token = signed(&pair, header, r#"{"iss":"a"}"#);
        let jwt = Jwt::read(&token).expect("three parts");
        assert_eq!((&*jwt.key_id, &*jwt.claims), ("k1", r#"{"iss":"a"}"#));
        for key in public_keys(&pair) {
            assert_eq!(jwt.verify(&key), Ok(()));
        }
        for key in public_keys(&other) {
            assert_eq!(jwt.verify(&key), Err(BadJwt::Signature));
        }
        assert_eq!(jwt.verify("k1"), Err(BadJwt::Key));

        let [head, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else {
            panic!("three parts");
        };
        assert_ne!(claims, "e30");
        let changed = format!("{head}.e30.{signature}");
        let changed = Jwt::read(&changed).expect("three parts");
        let [key, _] = public_keys(&pair);
        assert_eq!(changed.verify(&key), Err(BadJwt::Signature));
    }

    #[test]
    fn what_is_not_ps256_is_not_read() {
        for (token, problem) in [
            ("", BadJwt::Shape),
            ("a.b", BadJwt::Shape),
            ("e30.e30.", BadJwt::Shape),
            // {"alg":"none"} and {"alg":"RS256"}
            ("eyJhbGciOiJub25lIn0.e30.", BadJwt::Algorithm("none".into())),
            (
                "eyJhbGciOiJSUzI1NiJ9.e30.AA",
                BadJwt::Algorithm("RS256".into()),
            ),
        ] {
            assert_eq!(Jwt::read(token), Err(problem), "{token}");
        }
    }
}
