use crate::{cli::Options, client::Instance, failure::Failure, out};

/// Prints what the running instance has to say about one exchange.
pub(crate) fn print(options: &Options, exchange: u64) -> Result<(), Failure> {
    let path = format!("/exchanges/{exchange}/explain?format=text");
    out::text(&Instance::of(options)?.get(&path)?)
}
