//! The running instance that the options point at.

use logfog_client::{Error, blocking::Client};

use crate::{cli::Options, failure::Failure, listeners::reachable};

/// Asks its admin API; whether it is there is seen when it is asked.
pub(crate) fn of(options: &Options) -> Result<Client, Failure> {
    let url = match &options.admin {
        Some(url) => url.clone(),
        None if options.port == 0 => {
            return Err(Failure::usage(
                "which instance? `--port 0` takes free ports: give the admin port of the one that \
                 runs, as its ready file says",
            ));
        }
        None => {
            let listen = reachable(options.listen);
            std::net::SocketAddr::new(listen, options.port).to_string()
        }
    };
    let client = Client::at(&url)?;
    Ok(match &options.admin_token {
        Some(secret) => client.with_token(secret.text()?),
        None => client,
    })
}

/// One clear line, and the exit code.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Unusable(why) => Self::usage(why),
            Error::Unreachable { at, why } => Self::not_so(format_args!(
                "nothing answers at {at} ({why}): start logfog, or name its port with `--port N`"
            )),
            // What was asked has no meaning: that must not look like an answer to it.
            Error::Refused(ref problem) if problem.status == 400 => Self::usage(error),
            Error::NotMet(_) | Error::Unsure(_) | Error::Refused(_) | Error::Strange { .. } => {
                Self::not_so(error)
            }
        }
    }
}
