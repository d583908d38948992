//! The Kusto Query Language as data collection rules and log queries use it: parsed, bound to the
//! columns that there are, and run on rows.
//!
//! - `lexer` and `parser` go from text to an `ast` whose every part knows where it was written.
//! - [`bind`] finds out what each name stands for and which type each part has.
//! - [`transform`] has transformations, and [`coerce`] makes rows of the records that they run on.
//! - [`row`] has the operators that make at most one row of one, and [`query`] all others.
//! - [`types`](Type) and [`value`] are what a scalar can be, [`operators`] and [`functions`] what
//!   can be done with it.
//!
//! The crate knows nothing of HTTP, of Azure's resources or of how rows are kept.

pub mod ast;
pub mod bind;
pub mod coerce;
mod error;
mod evaluate;
pub mod functions;
mod lexer;
mod literal;
pub mod operators;
mod parser;
mod print;
pub mod query;
pub mod row;
mod scalar;
mod span;
pub mod transform;
mod types;
pub mod value;

pub use crate::{
    error::{Error, Kind},
    evaluate::evaluate,
    parser::{parse, parse_expression},
    scalar::Scalar,
    span::{Place, Span},
    transform::{Outcome, Transformation},
    types::Type,
    value::Value,
};
