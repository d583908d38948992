//! Emulators of five cloud log-ingestion APIs, for tests written in Rust.
//!
//! Start one, point an unmodified client at it, and look at what arrived:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let dynatrace = logfog::Dynatrace::start().await;
//! let answer = reqwest::Client::new()
//!     .post(dynatrace.uri() + "/api/v2/logs/ingest")
//!     .header("authorization", format!("Api-Token {}", dynatrace.api_token()))
//!     .header("content-type", "application/json; charset=utf-8")
//!     .body(r#"[{"content": "it works", "level": "warn"}]"#)
//!     .send()
//!     .await?;
//! assert_eq!(answer.status(), 204);
//! assert_eq!(dynatrace.entries()[0].view().body, r#""it works""#);
//! # Ok(())
//! # }
//! ```
//!
//! An emulator binds a free port of 127.0.0.1, runs on a thread and a runtime of its own, and
//! stops when it is dropped. It refuses what the cloud refuses; [`Emulator::exchanges`] says which
//! rule did it:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let cloudru = logfog::CloudRu::start().await;
//! let url = cloudru.uri() + "/api/v1/logs";
//! assert_eq!(reqwest::Client::new().post(url).body("{}").send().await?.status(), 401);
//! let refused = cloudru.exchanges().remove(0);
//! let rule = refused.verdict.worst().expect("it was refused").spec;
//! println!("{}: {} ({}, {})", rule.id, rule.demand, rule.basis, rule.page);
//! # Ok(())
//! # }
//! ```
//!
//! Another generation of an API, other settings, or a rule to let pass:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), logfog::StartError> {
//! let azure = logfog::Azure::builder()
//!     .profile("seed")
//!     .check("azure.ingest.*=warn")
//!     .start()
//!     .await?;
//! # Ok(())
//! # }
//! ```

mod builder;
mod emulator;
mod vendors;

pub use builder::{Builder, StartError};
pub use emulator::Emulator;
pub use logfog_kit::journal::Exchange;
pub use logfog_model::{Entry, Fate, Verdict, View};
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
