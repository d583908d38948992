//! Texts are bound and run.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "what is contested is shown, and tests may unwrap"
)]

mod cases;
mod coercion;
mod corpus;
mod fixtures;
mod generator;
mod parse;
mod parse_kv;
mod properties;
mod refused;
mod traps;
