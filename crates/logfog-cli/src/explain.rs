use crate::{cli::Options, failure::Failure, instance, out};

/// Prints what the running instance has to say about one exchange.
pub(crate) fn print(options: &Options, exchange: u64) -> Result<(), Failure> {
    out::text(&instance::of(options)?.explain_text(exchange)?)
}
