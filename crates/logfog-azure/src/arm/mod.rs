//! Azure Resource Manager, as far as log ingestion needs it: the resources that must be there before
//! a row can be sent.
//!
//! - `target` reads a path, `kinds` says what there is and in which api-versions, `operations` lists
//!   the calls.
//! - `call` is one request whose caller is known; `envelope` is what all resources have in common.
//! - Each kind of resource has a module of its own, which says what is demanded of it and how it looks.
//! - `rules` is what is demanded, `refusal` in which words a client hears of it.

mod access;
mod associations;
mod body;
mod built_in_roles;
mod call;
mod data_collection_endpoints;
pub(crate) mod data_collection_rules;
pub(crate) mod diagnostic_settings;
mod envelope;
mod filter;
mod groups;
mod kinds;
mod long_running;
mod operations;
mod pages;
mod refusal;
mod role_assignments;
mod role_definitions;
mod routes;
mod rules;
pub(crate) mod tables;
pub(crate) mod target;
mod well_known;
mod workspaces;

pub(crate) use access::{may_ingest, may_query};
pub(crate) use call::{Call, Reply};
pub(crate) use data_collection_rules::azure_columns;
pub(crate) use diagnostic_settings::log_errors;
pub(crate) use operations::ALL as OPERATIONS;
pub(crate) use refusal::{Detail, Refusal};
pub(crate) use routes::{answer, is_for};
pub(crate) use rules::Rule;
pub(crate) use tables::{Plan, Table};
pub(crate) use target::key;
pub(crate) use well_known::{Declared, declare, keep_rule, well_known_rule};
pub(crate) use workspaces::Workspace;
