//! What log emulators are built from. Nothing here knows a vendor, and nothing here is
//! process-wide: two emulators in one test binary never meet.
//!
//! - [`Vendor`] is the one seam between this crate and an API.
//! - [`Ctx`] is everything a handler may touch: sessions, store, journal, faults, issuer.
//! - [`World`] is what one session's requests find: its clock, ids, policy and states.
//! - [`serve`] runs a vendor on a port, plain and TLS alike, and keeps the journal.
//! - [`Received`] is a request whose body has been read; [`told`] attaches a verdict to an answer.
//!
//! An emulator whose only rule is that the body is not empty:
//!
//! ```
//! use axum::{Router, body::Body, routing::post};
//! use http::{Response, StatusCode};
//! use logfog_kit::{Ctx, Received, Told, told};
//! use logfog_model::Refused;
//!
//! logfog_model::rules! { "acme", read "2026-11" {
//!     /// There is something to log.
//!     Empty = "ingest.empty", Chosen, "none", "The body is not empty.";
//! } }
//!
//! fn router(_: Ctx) -> Router {
//!     Router::new().route("/logs", post(async move |received: Received| {
//!         let mut report = received.report();
//!         let empty = received.payload.bytes.is_empty();
//!         let verdict = if empty { report.refuse(Rule::Empty, "", "nothing") } else { Ok(()) };
//!         let status = match verdict {
//!             Ok(()) => StatusCode::NO_CONTENT,
//!             Err(Refused) => StatusCode::BAD_REQUEST,
//!         };
//!         let mut answer = Response::new(Body::empty());
//!         *answer.status_mut() = status;
//!         told(answer, Told::new("ingest", report.verdict(0)))
//!     }))
//! }
//! ```

pub mod body;
mod clock;
mod ctx;
mod documents;
mod faults;
pub mod feed;
pub mod filter;
mod ids;
pub mod journal;
pub mod json;
mod jwt;
pub mod metrics;
mod received;
pub mod resources;
pub mod route;
mod secrets;
pub mod serve;
mod sessions;
mod settings;
mod shelves;
pub mod store;
mod tls;
mod token;
mod vendor;
pub mod wait;
mod world;

pub use clock::{Clock, Reading, Stopwatch};
pub use ctx::{Ctx, Registry};
pub use documents::{Document, Documents};
pub use faults::{Due, Facts, Faults, Fired, PlanView};
pub use ids::Ids;
pub use journal::Journal;
pub use jwt::{BadJwt, Jwt, JwtAlgorithm};
pub use metrics::Metrics;
pub use received::{Received, Told, told};
pub use sessions::{DEFAULT_TTL, MAX_SESSIONS, Minted, NotOpened, SessionView, Sessions};
pub use settings::{BadSetting, Settings};
pub use shelves::Usage;
pub use tls::Tls;
pub use token::{BadToken, Issuer};
pub use vendor::{Addresses, BadResource, Connection, Door, ProfileView, Vendor};
pub use world::{Defaults, Opening, State, World};
