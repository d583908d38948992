//! The Logs Query API: what was sent, read back the way people read it.
//!
//! - `target` reads a path, `caller` says who asks and whether they may, `asked` what is asked for.
//! - `workspaces` finds those that are meant; `tables` knows their columns, `source` reads their rows.
//! - `answer` writes what comes out, `batch` many of them, `metadata` what there is to ask for.
//! - `rules` is what is demanded, `refusal` in which words a client hears of it.

mod answer;
mod asked;
mod batch;
mod caller;
mod metadata;
mod operations;
mod prefer;
mod refusal;
mod routes;
mod rows;
mod rules;
mod source;
mod tables;
mod target;
mod timespan;
mod workspaces;

pub(crate) use operations::ALL as OPERATIONS;
pub(crate) use refusal::{Inner, Refusal};
pub(crate) use routes::answer;
pub(crate) use rules::Rule;
pub(crate) use target::Target;
