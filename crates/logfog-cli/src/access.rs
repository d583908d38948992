//! Who may use the admin API.

use std::{fmt, io::Write as _, net::IpAddr};

use anstyle::{AnsiColor, Style};
use logfog_admin::{Access, Token};

use crate::{cli::Options, failure::Failure};

/// The text of `--admin-token`, which no message repeats.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// The text, if it can be a token.
    pub(crate) fn text(&self) -> Result<&str, Failure> {
        self.token().map(|_| self.0.as_str())
    }

    fn token(&self) -> Result<Token, Failure> {
        let token = Token::new(self.0.as_str());
        token.map_err(|bad| Failure::usage(format_args!("--admin-token: {bad}")))
    }
}

/// With a token, who has it; without, everybody as long as nobody but this machine can ask.
pub(crate) fn of(options: &Options) -> Result<Access, Failure> {
    match &options.admin_token {
        Some(secret) => secret.token().map(Access::Token),
        None if is_local(options.listen) => Ok(Access::Open),
        None => Ok(Access::Closed),
    }
}

fn is_local(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

/// One line for whoever would wonder why the admin API says no.
pub(crate) fn warn(access: &Access) {
    match access {
        Access::Open | Access::Token(_) => {}
        Access::Closed => {
            let yellow = Style::new().bold().fg_color(Some(AnsiColor::Yellow.into()));
            // Whoever cannot be told finds it in the answers.
            let _ = writeln!(
                anstream::stderr(),
                "{yellow}warning:{yellow:#} others can reach this address, so the admin API is closed: \
                 give it a token with --admin-token or LOGFOG_ADMIN_TOKEN"
            );
        }
    }
}
