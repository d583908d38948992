//! What must hold for *every* request to an emulator, where a case shows it for one.
//!
//! A [`Subject`] says what a vendor's valid payloads, limits and defects are; [`properties`] makes
//! of it:
//!
//! - `valid`: what the schema allows is accepted, and read back equal and in order;
//! - `boundary/<number>`: for every number of every profile, L is accepted and L + 1 breaks exactly
//!   that rule;
//! - `defect/<rule>`: a valid payload with one demand broken breaks exactly that rule;
//! - `oracle`: schema and emulator agree on payloads that are nearly valid;
//! - `gzip`, `split`, `spelling`, `wire`: what must make no difference makes none;
//! - `bytes`: whatever comes, the answer has the vendor's shape;
//! - `faults`: each fault befalls as many requests as planned, in the vendor's shape, and stores nothing;
//! - `model`: writes, resets and evictions agree with a model of them.
//!
//! Most are driven through the emulator's router in memory, thousands a second; `wire` over
//! connections.

mod kinds;
mod property;
mod spelling;
mod subject;
mod subjects;

pub use property::{Config, FOUND, Kind, Property};
pub use subject::{Defect, Limit, Subject};

/// Every property of a vendor. `None`: there is no such vendor.
pub fn properties(vendor: &str) -> Option<Vec<Property>> {
    let subject = subjects::ALL
        .into_iter()
        .find(|known| known.vendor() == vendor)?;
    Some(kinds::all(subject))
}

/// The operation that a vendor's properties are about.
pub fn operation(vendor: &str) -> Option<&'static str> {
    let subject = subjects::ALL
        .into_iter()
        .find(|known| known.vendor() == vendor);
    subject.map(Subject::operation)
}

/// What no property of a vendor shows, though it should: a documented rule, a number of a profile.
pub fn unproven(vendor: &str) -> anyhow::Result<Vec<String>> {
    let subject = subjects::ALL
        .into_iter()
        .find(|known| known.vendor() == vendor);
    subject.map_or_else(|| Ok(Vec::new()), kinds::unproven)
}

/// The vendors that have properties.
pub fn vendors() -> impl Iterator<Item = &'static str> {
    subjects::ALL.into_iter().map(Subject::vendor)
}
