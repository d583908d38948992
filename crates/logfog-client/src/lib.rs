//! Asks a running logfog, and tells it what to do: the admin API, for tests.
//!
//! ```no_run
//! use logfog_client::{Client, Expectation, FaultPlan, SessionPlan};
//!
//! # async fn test() -> Result<(), logfog_client::Error> {
//! let logfog = Client::connect("http://127.0.0.1:4800").await?;
//! let opened = logfog.session(&SessionPlan::default()).await?;
//! let session = logfog.in_session(&opened.name);
//!
//! // Twice "429, come back in a second", then as always.
//! let throttled = FaultPlan::fault("throttled").vendor("dynatrace").operation("ingest");
//! session.set_faults(&[throttled.times(2).retry_after_seconds(1)]).await?;
//!
//! // … the program under test ships its logs with `opened.credentials` …
//!
//! let errors = Expectation::entries().matching("severity.number >= 17").count(3);
//! session.wait_for(&errors).await?;
//! # Ok(())
//! # }
//! ```
//!
//! An expectation that does not hold is an [`Error::NotMet`], and its text is the evidence: what did
//! arrive, the nearest miss clause by clause, and what was refused with the rule and its hint. One that
//! cannot be judged because entries were forgotten for want of room is an [`Error::Unsure`], never a yes.
//!
//! [`blocking`] has the same without `async`.

pub mod blocking;

mod answer;
mod client;
mod clock;
mod connection;
mod error;
mod evidence;
mod expectation;
mod export;
mod fault;
mod query;
mod ready;
mod record;
mod session;
mod span;
mod sse;
mod tail;
mod world;

pub use answer::Answer;
pub use client::Client;
pub use clock::Clock;
pub use error::{Error, Problem};
pub use evidence::{Clause, Evidence, Failed, Line, Nearest, Refusal};
pub use expectation::{Expectation, Met, Of};
pub use export::Export;
pub use fault::{FaultList, FaultPlan, PlannedFault};
pub use query::Query;
pub use ready::{Ready, Version};
pub use record::{
    Broken, Entry, EntryPage, Exchange, ExchangePage, Explanation, Severity, WholeExchange,
};
pub use session::{Opened, SessionList, SessionPlan, SessionView};
pub use tail::{Event, Tail, Told};
pub use world::{Changed, Reset, State, StateList};
