//! Texts are bound and run.
#![expect(clippy::unwrap_used, reason = "tests may")]

mod cases;
mod fixtures;
