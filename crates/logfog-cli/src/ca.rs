use crate::{cli::Options, client::Instance, failure::Failure, out};

/// Prints the certificate of the running instance's authority.
pub(crate) fn print(options: &Options) -> Result<(), Failure> {
    out::text(&Instance::of(options)?.get("/ca.pem")?)
}
