//! Texts to trees, to texts again, and to errors.

mod errors;
mod expressions;
mod fixtures;
mod limits;
mod operators;
mod properties;
mod queries;
mod sexpr;
mod statements;
