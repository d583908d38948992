//! The config file: one TOML text that says what the program serves and what each session has.
//!
//! [`Config::parse`] reads a text and says where it is wrong: line, column, and what was probably
//! meant. [`schema`] is the JSON Schema of it, made from the same types.

mod config;
mod locate;
mod schema;
mod source;

pub use config::{Config, Limits};
pub use locate::BadConfig;
pub use schema::schema;
