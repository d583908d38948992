//! Emulators of five cloud log-ingestion APIs, for tests written in Rust.
//!
//! Start one, point an unmodified client at it, and say what you expect to arrive:
//!
//! ```
//! use logfog::{Dynatrace, entries};
//!
//! # async fn my_app(uri: String, token: &str) -> Result<(), reqwest::Error> {
//! #     let request = reqwest::Client::new().post(uri + "/api/v2/logs/ingest");
//! #     let request = request.header("authorization", format!("Api-Token {token}"));
//! #     let request = request.header("content-type", "application/json; charset=utf-8");
//! #     request.body(r#"[{"content": "it works", "level": "warn"}]"#).send().await?.error_for_status()?;
//! #     Ok(())
//! # }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), reqwest::Error> {
//! let dynatrace = Dynatrace::start().await;
//! my_app(dynatrace.uri(), dynatrace.api_token()).await?;
//! let warnings = dynatrace.wait_for(entries().field("severity.text", "WARN").count(1)).await;
//! assert_eq!(warnings[0].view().body, r#""it works""#);
//! # Ok(())
//! # }
//! ```
//!
//! An emulator binds a free port of 127.0.0.1, runs on a thread and a runtime of its own, and stops when it
//! is dropped. Nothing is process-wide: every test has its own, in parallel, and `start_blocking()` is for
//! tests that are not async.
//!
//! # When it is not as expected
//!
//! The emulator refuses what the cloud refuses, and everything is on record with the rule that was broken.
//! [`Scope::wait_for`] and [`Scope::verify`] panic with that evidence, and [`Scope::expect`] is checked when
//! the emulator is dropped:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), reqwest::Error> {
//! use logfog::{CloudRu, entries, exchanges};
//!
//! let cloudru = CloudRu::start().await;
//! cloudru.expect(exchanges().rule("cloudru.auth.*").exactly(1));
//! let url = cloudru.uri() + "/api/v1/logs";
//! assert_eq!(reqwest::Client::new().post(url).body("{}").send().await?.status(), 401);
//!
//! let evidence = cloudru.try_verify(entries().count(3)).expect_err("it was refused");
//! println!("{evidence}");
//! # let text = evidence.to_string();
//! # assert!(text.starts_with("expected at least 3 entries; none came\n\nwhat came:\n  1 cloudru POST /api/v1/logs → 401, 0 stored\n    refused: cloudru.auth."), "{text}");
//! // expected at least 3 entries; none came
//! //
//! // what came:
//! //   1 cloudru POST /api/v1/logs → 401, 0 stored
//! //     refused: cloudru.auth.… at header authorization
//! //       expected …; got …
//! # Ok(())
//! # }
//! ```
//!
//! # Faults, time, sessions
//!
//! [`Scope::faults`] plans what goes wrong, in the vendor's own bytes. [`Scope::advance`] moves the clock: tokens
//! expire, windows pass. A [`session`](Dynatrace::session) is the same emulator with credentials of its own: a
//! process with one emulator and many tests, too, keeps them apart.
//! [`fake()`] starts several vendors in one world.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), logfog::StartError> {
//! let azure = logfog::Azure::builder()
//!     .profile("seed")
//!     .check("azure.ingest.*=warn")
//!     .clock("2026-11-25T10:00:00Z".parse().expect("an instant"))
//!     .seed(7)
//!     .start()
//!     .await?;
//! azure.advance(std::time::Duration::from_hours(1));
//! assert_eq!(azure.now().to_string(), "2026-11-25T11:00:00Z");
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! One a vendor, all of them by default. `admin`: the admin API on an emulator's port, for who asks for it
//! with `Builder::admin`. `remote`: the same expectations of a logfog that runs elsewhere. `wiremock`: an emulator behind a `wiremock::MockServer`, with
//! `Emulator::responder`. Features add; none changes how an emulator behaves.

#[cfg(feature = "admin")]
mod admin;
mod assert;
mod builder;
mod emulator;
mod evidence;
mod expectation;
mod expected;
mod fake;
mod faults;
#[cfg(feature = "wiremock")]
mod mock;
#[cfg(feature = "remote")]
mod remote;
mod scope;
mod session;
mod start;
mod vendors;
mod watch;

pub use assert::Assert;
pub use builder::Builder;
pub use emulator::Emulator;
pub use evidence::NotMet;
pub use expectation::{DEFAULT_WITHIN, Expectation, entries, exchanges};
pub use fake::{Fake, FakeBuilder, Options, fake, fake_blocking};
pub use faults::{Faults, Planned};
pub use jiff::Timestamp;
pub use logfog_kit::journal::Exchange;
pub use logfog_model::{BadFault, Entry, Fate, Fault, Verdict, View};
#[cfg(feature = "wiremock")]
pub use mock::{Matcher, Responder};
#[cfg(feature = "remote")]
pub use remote::Remote;
pub use scope::Scope;
pub use session::SessionBuilder;
pub use start::StartError;
#[cfg(feature = "azure")]
pub use vendors::azure::Azure;
#[cfg(feature = "cesanta")]
pub use vendors::cesanta::Cesanta;
#[cfg(feature = "cloudru")]
pub use vendors::cloudru::CloudRu;
#[cfg(feature = "dynatrace")]
pub use vendors::dynatrace::Dynatrace;
#[cfg(feature = "yandex")]
pub use vendors::yandex::Yandex;
pub use watch::Watched;
