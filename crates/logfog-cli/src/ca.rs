use crate::{cli::Options, failure::Failure, instance, out};

/// Prints the certificate of the running instance's authority.
pub(crate) fn print(options: &Options) -> Result<(), Failure> {
    out::text(&instance::of(options)?.ca_pem()?)
}
