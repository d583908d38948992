//! The Kusto Query Language as data collection rules and log queries use it: parsed, bound to the
//! columns that there are, and run on rows.
//!
//! - `lexer` and `parser` go from text to an `ast` whose every part knows where it was written.
//! - [`types`](Type) and [`value`] are what a scalar can be, [`operators`] and [`functions`] what
//!   can be done with it.
//!
//! The crate knows nothing of HTTP, of Azure's resources or of how rows are kept.

pub mod ast;
mod error;
pub mod functions;
mod lexer;
mod literal;
pub mod operators;
mod parser;
mod print;
mod span;
mod types;
pub mod value;

pub use crate::{
    error::{Error, Kind},
    parser::{parse, parse_expression},
    span::{Place, Span},
    types::Type,
    value::Value,
};
