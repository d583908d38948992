//! The vocabulary of log emulators. Values only: no I/O, no HTTP, no async.
//!
//! - A [`Spec`] is one thing a vendor demands, with the page that says so and how well it is
//!   known ([`Basis`]). A vendor lists its own with [`rules!`].
//! - A check tells a [`Report`] what it found. The verb says what becomes of the offender
//!   ([`Fate`]); the [`Policy`] may soften it.
//! - A [`Verdict`] is a finished report whose vendor has been erased: what the journal keeps.
//! - A [`Draft`] is a record that passed; an [`Entry`] is one that was stored. Both hold the
//!   vendor's own bytes, and a [`Lens`] turns those into the common [`View`] when somebody reads.
//! - An [`Operation`] is something a vendor serves, a [`Session`] whose world it all happens in.
//! - A [`Plan`] makes something go wrong: [`What`] happens [`When`], and how often. A [`Fault`] is what
//!   every vendor has words for.

mod entry;
mod fault;
mod nearest;
mod operation;
mod policy;
mod report;
mod rule;
mod session;
mod vendor;
mod verdict;

pub use entry::{Batch, Draft, Entry, Lens, Scope, Severity, View};
pub use fault::{
    Answer, BadFault, Fault, Injected, Latency, Mishap, Outcome, Plan, RawAnswer, Reset, Schedule,
    Sending, Storing, What, When, Window,
};
pub use nearest::{did_you_mean, nearest};
pub use operation::{Coverage, Operation, Wire};
pub use policy::{BadPolicy, Check, Policy};
pub use report::{Fate, Finding, MAX_LISTED, Refused, Report, Violation};
pub use rule::{Basis, Rules, Spec};
pub use session::{BadSession, Session};
pub use vendor::VendorId;
pub use verdict::{Broken, Verdict};
