//! Queries, run on rows that they bring along.

mod cells;
mod columns;
mod errors;
mod joins;
mod limits;
mod model;
mod random;
mod rows;
mod sentinel;
mod shown;
mod statements;
mod summaries;
mod tables;
mod unions;
