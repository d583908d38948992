use std::{fmt, str::FromStr, sync::Arc};

/// Whose world a request lives in: entries, exchanges and resources of two sessions never meet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Session(Arc<str>);

impl Session {
    /// The session's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The session named by the left-most label of a host name, as in `s-NAME.localhost`.
    pub fn from_host(host: &str) -> Option<Self> {
        host.split('.').next()?.strip_prefix("s-")?.parse().ok()
    }
}

impl Default for Session {
    fn default() -> Self {
        Self("default".into())
    }
}

/// A session's name is 1 to 64 letters, digits, `-` or `_`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` cannot name a session: use 1 to 64 letters, digits, `-` or `_`")]
pub struct BadSession(String);

impl FromStr for Session {
    type Err = BadSession;

    fn from_str(name: &str) -> Result<Self, BadSession> {
        let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if (1..=64).contains(&name.len()) && name.bytes().all(good) {
            Ok(Self(name.into()))
        } else {
            Err(BadSession(name.into()))
        }
    }
}

impl fmt::Display for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_plain() {
        assert!("job_7-a".parse::<Session>().is_ok());
        assert!("x".repeat(64).parse::<Session>().is_ok());
        for bad in ["", "a b", "a/b", &"x".repeat(65)] {
            assert!(bad.parse::<Session>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_left_most_label_names_a_session() {
        let session = Session::from_host("s-job7.localhost:4801").map(|s| s.to_string());
        assert_eq!(session.as_deref(), Some("job7"));
        assert_eq!(Session::from_host("localhost:4801"), None);
    }
}
