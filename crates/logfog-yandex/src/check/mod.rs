//! What is demanded of a `WriteRequest`, first as a whole, then entry by entry. The bounds are those of the
//! options, but the message is read where it lies, and one entry at a time.

mod bounds;
mod entries;
mod request;
#[cfg(test)]
mod tests;

use logfog_model::{Check, Policy, Report, Rules as _};

use crate::{refusal::Refusal, rules::Rule, wire::WriteRequest};

pub(crate) use bounds::Bounds;
pub(crate) use entries::{Written, entries};
pub(crate) use request::request;

/// Reads the message.
pub(crate) fn decode<'a>(
    message: &'a [u8],
    bounds: &Bounds,
    report: &mut Report<'_, Rule>,
) -> Result<WriteRequest<'a>, Refusal> {
    let keep = most_entries(bounds, report.policy());
    WriteRequest::read(message, keep).map_err(|bad| Refusal::undecodable(report, bad.0))
}

/// Entries worth keeping of a request: no more when more are refused anyway.
fn most_entries(bounds: &Bounds, policy: &Policy) -> usize {
    match policy.check(Rule::EntriesSize.spec().id) {
        Check::Deny => bounds.most_entries(),
        Check::Warn | Check::Off => usize::MAX,
    }
}
