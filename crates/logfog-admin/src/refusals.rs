//! Why something may not have come.

use std::sync::Arc;

use logfog_kit::{feed::Whose, journal::Exchange};
use logfog_model::{Broken, Fate};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Admin, dto::BrokenDto};

/// The most that are shown of either kind.
const SHOWN: usize = 20;

/// A rule that cost a record or a request.
#[derive(Serialize, ToSchema)]
#[schema(as = Refusal)]
pub(crate) struct RefusalDto<'a> {
    /// The exchange in which it was broken.
    exchange: u64,
    #[serde(flatten)]
    broken: BrokenDto<'a>,
}

/// An exchange that failed though it broke no rule.
#[derive(Serialize, ToSchema)]
#[schema(as = Failure)]
pub(crate) struct FailureDto<'a> {
    exchange: u64,
    /// Method, path and query, without secrets.
    target: &'a str,
    /// The HTTP status.
    status: u16,
    /// What was planned to befall it and did.
    #[schema(required)]
    fault: Option<String>,
}

/// The exchanges that a record may have been lost in, newest first.
pub(crate) fn read(admin: &Admin, of: &Whose) -> Vec<Arc<Exchange>> {
    let costly = |exchange: &Exchange| {
        of.vendor.is_none_or(|vendor| vendor == exchange.vendor)
            && (has_failed(exchange) || exchange.verdict.worst().is_some())
    };
    let journal = &admin.ctx.journal;
    let (mut exchanges, _) = journal.read(of.session.as_ref(), 0, usize::MAX, &costly);
    exchanges.reverse();
    exchanges
}

pub(crate) fn refused(exchanges: &[Arc<Exchange>]) -> Vec<RefusalDto<'_>> {
    let broken = exchanges.iter().flat_map(|exchange| {
        let broken = exchange
            .verdict
            .broken
            .iter()
            .filter(|broken| is_costly(broken));
        broken.map(|broken| RefusalDto {
            exchange: exchange.id,
            broken: broken.into(),
        })
    });
    broken.take(SHOWN).collect()
}

pub(crate) fn failed(exchanges: &[Arc<Exchange>]) -> Vec<FailureDto<'_>> {
    let failed = exchanges.iter().filter(|exchange| has_failed(exchange));
    let failed = failed.map(|exchange| FailureDto {
        exchange: exchange.id,
        target: &exchange.target,
        status: exchange.status,
        fault: exchange.fault.as_ref().map(ToString::to_string),
    });
    failed.take(SHOWN).collect()
}

fn is_costly(broken: &Broken) -> bool {
    broken.fate <= Fate::Lost
}

fn has_failed(exchange: &Exchange) -> bool {
    exchange.fault.is_some() || (exchange.status >= 400 && exchange.verdict.worst().is_none())
}
