use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde::Deserialize;

/// How a token is signed, with RSA and SHA-256 in either case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JwtAlgorithm {
    /// `PS256`: padded with salt, so that no two signatures are alike.
    Ps256,
    /// `RS256`: padded as PKCS #1 v1.5 has it.
    Rs256,
}

/// A token that somebody else signed (JWT), read but not yet believed.
///
/// Which key it claims to be signed with is in it, so that whoever checks the signature can look
/// the key up first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwt<'a> {
    /// The key's id, `kid` of its header; empty when there is none.
    pub key_id: String,
    /// Its header, as JSON text: some name their key by more than an id.
    pub header: String,
    /// Its claims, as JSON text. Nobody has looked at the signature yet.
    pub claims: String,
    algorithm: JwtAlgorithm,
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
    /// Takes a token apart that is signed with PS256.
    pub fn read(token: &'a str) -> Result<Self, BadJwt> {
        Self::read_signed(token, &[JwtAlgorithm::Ps256])
    }

    /// Takes a token apart that is signed in one of these ways.
    pub fn read_signed(token: &'a str, known: &[JwtAlgorithm]) -> Result<Self, BadJwt> {
        let (signed, signature) = token.rsplit_once('.').ok_or(BadJwt::Shape)?;
        let (header, claims) = signed.split_once('.').ok_or(BadJwt::Shape)?;
        let part = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| BadJwt::Shape);
        let text = String::from_utf8(part(header)?).map_err(|_| BadJwt::Shape)?;
        let header: Header = serde_json::from_str(&text).map_err(|_| BadJwt::Shape)?;
        let algorithm = known
            .iter()
            .find(|algorithm| algorithm.name() == header.alg);
        let Some(&algorithm) = algorithm else {
            return Err(BadJwt::Algorithm(header.alg));
        };
        Ok(Self {
            key_id: header.kid,
            header: text,
            algorithm,
            claims: String::from_utf8(part(claims)?).map_err(|_| BadJwt::Shape)?,
            signed,
            signature: part(signature)?,
        })
    }

    /// Whether the private half of this key signed it: a key in PEM, of 2048 to 8192 bits.
    pub fn verify(&self, public_key: &str) -> Result<(), BadJwt> {
        self.verify_der(&der(public_key).ok_or(BadJwt::Key)?)
    }

    /// Whether the private half of this key signed it: a key in DER, as certificates have it.
    pub fn verify_der(&self, public_key: &[u8]) -> Result<(), BadJwt> {
        UnparsedPublicKey::new(self.algorithm.parameters(), public_key)
            .verify(self.signed.as_bytes(), &self.signature)
            .map_err(|_| BadJwt::Signature)
    }

    /// Whether the private half of this key signed it: `n` and `e` of a JWK, base64url.
    pub fn verify_jwk(&self, n: &str, e: &str) -> Result<(), BadJwt> {
        let part = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| BadJwt::Key);
        let (n, e) = (part(n)?, part(e)?);
        RsaPublicKeyComponents { n, e }
            .verify(
                self.algorithm.parameters(),
                self.signed.as_bytes(),
                &self.signature,
            )
            .map_err(|_| BadJwt::Signature)
    }
}

impl JwtAlgorithm {
    const fn name(self) -> &'static str {
        match self {
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
        }
    }

    const fn parameters(self) -> &'static RsaParameters {
        match self {
            Self::Ps256 => &RSA_PSS_2048_8192_SHA256,
            Self::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
        }
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
    fn a_token_of_rs256_is_read_where_it_may_be() {
        let issuer = crate::Issuer::default();
        let token = issuer.mint(r#"{"iss":"a"}"#);
        let refused = BadJwt::Algorithm("RS256".into());
        assert_eq!(Jwt::read(&token), Err(refused));
        let known = [JwtAlgorithm::Ps256, JwtAlgorithm::Rs256];
        let jwt = Jwt::read_signed(&token, &known).expect("three parts");
        assert_eq!(jwt.key_id, issuer.key_id());
        assert!(jwt.header.contains("x5t"), "{}", jwt.header);
        let (n, e) = issuer.public_key();
        assert_eq!(jwt.verify_jwk(&n, &e), Ok(()));
        let (other, e) = crate::Issuer::default().public_key();
        assert_eq!(jwt.verify_jwk(&other, &e), Err(BadJwt::Signature));
        assert_eq!(jwt.verify_jwk("?", &e), Err(BadJwt::Key));
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
