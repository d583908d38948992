//! Who may ask for more than whether the program lives.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use axum::extract::Request;
use http::{HeaderMap, StatusCode, header::AUTHORIZATION};

use crate::error::Problem;

/// What whoever starts or restarts the program must be able to ask, and what tells nothing else.
pub(crate) const HEALTH: [&str; 2] = ["/livez", "/readyz"];
pub(crate) const SCHEME: &str = "Bearer";

/// Who may use the admin API, of those who can reach it and ask for it by a name of ours.
#[derive(Clone, Debug)]
pub enum Access {
    /// Everybody: for what listens on loopback only.
    Open,
    /// Who presents the token.
    Token(Token),
    /// Nobody: for what others can reach, and was given no token. `/livez` and `/readyz` are answered.
    Closed,
}

/// What proves that somebody may use the admin API. It is never printed.
#[derive(Clone)]
pub struct Token(String);

/// A text that cannot be a token. It does not say which: it may be one nearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a token is one or more visible ASCII characters, without spaces")]
pub struct BadToken;

impl Token {
    /// One that a header can carry.
    pub fn new(token: impl Into<String>) -> Result<Self, BadToken> {
        let token = token.into();
        let good = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
        good.then_some(Self(token)).ok_or(BadToken)
    }

    /// Takes as long for a guess that is nearly right as for one that is not.
    fn is(&self, presented: &str) -> bool {
        verify_slices_are_equal(self.0.as_bytes(), presented.as_bytes()).is_ok()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Access {
    /// Refuses a request that may not be made.
    pub(crate) fn check(&self, request: &Request) -> Result<(), Problem> {
        if HEALTH.contains(&request.uri().path()) {
            return Ok(());
        }
        match self {
            Self::Open => Ok(()),
            Self::Closed => Err(closed()),
            Self::Token(token) => match presented(request.headers()) {
                Some(presented) if token.is(presented) => Ok(()),
                Some(_) => Err(unknown("this is not the token of the admin API")),
                None => Err(unknown("the admin API wants a token")),
            },
        }
    }
}

fn presented(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim_matches(' ');
    scheme.eq_ignore_ascii_case(SCHEME).then_some(token)
}

fn closed() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "the admin API is closed: others can reach this address, and there is no token",
        "a token, or an address that only this machine reaches",
        "Start logfog with `--admin-token TOKEN` (or LOGFOG_ADMIN_TOKEN), or without `--listen`.",
    )
}

fn unknown(error: &str) -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        error,
        "Authorization: Bearer TOKEN",
        "Send the token that logfog was started with; its own commands take `--admin-token TOKEN` or \
         LOGFOG_ADMIN_TOKEN.",
    )
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn a_token_is_what_a_header_can_carry_and_is_not_printed() {
        for bad in ["", " ", "a b", "a\n", "ü"] {
            assert!(Token::new(bad).is_err(), "{bad:?}");
        }
        let token = Token::new("s3cr~et/+=").expect("a token");
        assert_eq!(format!("{token:?}"), "Token(…)");
        assert!(token.is("s3cr~et/+="));
        for wrong in ["", "s3cr~et/+", "s3cr~et/+==", "S3cr~et/+="] {
            assert!(!token.is(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_token_comes_with_its_scheme() {
        let read = |value: &'static str| {
            let headers = [(AUTHORIZATION, HeaderValue::from_static(value))];
            presented(&headers.into_iter().collect()).map(str::to_owned)
        };
        assert_eq!(read("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(read("bearer  abc ").as_deref(), Some("abc"));
        for none in ["abc", "Basic abc", "Bearer", ""] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
