//! Conformance cases as files: parse them, send them over a real connection, compare what comes
//! back with what the documentation promises.
//!
//! A case is `fixtures/<vendor>/<operation>/<what-happens>.http`; [`Case`] documents the format.
//! [`run`] is one case as a test, with a snapshot beside it of everything that was answered;
//! [`perform`] is the same without the snapshot, for reports.

mod body;
mod case;
mod client;
pub mod descriptor;
mod evidence;
mod expect;
mod gaps;
mod generate;
mod grpc;
mod live;
mod placeholders;
mod probe;
mod replay;
mod route;
mod run;
mod schemas;
mod snapshot;
mod target;
#[cfg(test)]
mod tests;
mod websocket;

pub use body::gzip;
pub use case::{BadCase, Case, Expected, NOW, Request, Step};
pub use evidence::{cases, fixtures};
pub use gaps::{Gap, Gaps};
pub use generate::{any_json, strategy};
pub use grpc::{Unary, grpc_code, grpc_frame};
pub use live::Live;
pub use probe::{Over, Probe, Sent, Shown};
pub use replay::{Replay, Replayed, Secrets};
pub use run::{Answer, Make, Outcome, perform, run};
pub use schemas::Schemas;
pub use target::Target;
