//! How fast a cloud writes and reads: counted where a quota is set.

use std::cell::Cell;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use logfog_kit::{Document, Documents};

use crate::{
    config::{Config, OverQuota},
    groups::CLOUD_ID,
};

/// What was written in one second.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Rate {
    second: i64,
    records: u64,
    bytes: u64,
}

impl Document for Rate {
    const KIND: &'static str = "yandex.write_rate";
}

/// How many calls read in one second.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Reads {
    second: i64,
    calls: u64,
}

impl Document for Reads {
    const KIND: &'static str = "yandex.read_rate";
}

/// Counts a call that reads. Whether this second's quota had room for it.
pub(crate) fn take_read(documents: Documents<'_>, most: u64, now: Timestamp) -> bool {
    documents.insert(CLOUD_ID, &Reads::default());
    let fits = Cell::new(false);
    documents.change(CLOUD_ID, |reads: &mut Reads| {
        let second = now.as_second();
        if reads.second != second {
            *reads = Reads { second, calls: 0 };
        }
        fits.set(reads.calls < most);
        reads.calls += u64::from(fits.get());
    });
    fits.get()
}

/// Counts entries of these sizes, and returns how many of them, from the first on, this second's
/// quota has room for. Where a call is taken whole or not at all, none are counted of one that does
/// not fit.
pub(crate) fn take(
    documents: Documents<'_>,
    config: &Config,
    now: Timestamp,
    sizes: &(impl Iterator<Item = usize> + Clone),
) -> usize {
    let records = config.records_per_second.unwrap_or(u64::MAX);
    let bytes = config.bytes_per_second.unwrap_or(u64::MAX);
    documents.insert(CLOUD_ID, &Rate::default());
    let fit = Cell::new(0);
    documents.change(CLOUD_ID, |rate: &mut Rate| {
        let second = now.as_second();
        if rate.second != second {
            *rate = Rate {
                second,
                ..Rate::default()
            };
        }
        let (before, mut number, mut all) = ((rate.records, rate.bytes), 0, true);
        for size in sizes.clone() {
            let sum = rate.bytes.saturating_add(size as u64);
            all = rate.records < records && sum <= bytes;
            if !all {
                break;
            }
            (rate.records, rate.bytes) = (rate.records + 1, sum);
            number += 1;
        }
        if !all && config.over_quota == OverQuota::Call {
            (rate.records, rate.bytes) = before;
        }
        fit.set(number);
    });
    fit.get()
}
