//! Tables of a workspace: Azure's own, and custom ones whose names end in `_CL`.
//!
//! - `azure` knows those that every workspace has; `stored` is what is kept of those that were made or
//!   changed, and `find` is both, as everybody else asks for them.
//! - `asked` is what a request says, `check` what is demanded of it, `view` how a table looks.

mod asked;
mod azure;
mod check;
mod find;
mod serve;
mod stored;
mod view;

pub(crate) use find::{Found, STANDARD, azure_columns, find, names};
pub(super) use serve::serve;
pub(crate) use stored::{Column, ColumnType, Plan, Table};
