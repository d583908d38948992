//! What is counted, for whoever scrapes it.
//!
//! Numbers belong to one [`Ctx`], like all else: two emulators in one process do not add up. Labels are
//! vendors, operations, rules and other closed sets; a session is never one. Counters only grow: a reset
//! of a session, or of everything, forgets things and takes no count back.

mod labels;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use logfog_model::Fate;
use parking_lot::RwLock;
use prometheus_client::{
    encoding::text::{encode_eof, encode_registry},
    metrics::{
        counter::{ConstCounter, Counter},
        family::Family,
        gauge::{ConstGauge, Gauge},
        histogram::Histogram,
    },
    registry::{Registry, Unit},
};

use self::labels::{Befallen, Breach, Build, Request, Status, Whose};
use crate::{Ctx, journal::Exchange};

/// The media type of what [`Ctx::scrape`] returns.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What every name starts with.
const PREFIX: &str = "logfog";
/// Upper bounds of the classes in which durations are counted, in seconds.
const SECONDS: [f64; 16] = [
    0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    5.0, 10.0,
];

/// The counters of one world. Clones count together.
#[derive(Clone, Debug)]
pub struct Metrics(Arc<Counted>);

#[derive(Debug)]
struct Counted {
    registry: Registry,
    requests: Family<Request, Counter>,
    duration: Family<Whose, Histogram>,
    received: Family<Whose, Counter>,
    sent: Family<Whose, Counter>,
    stored: Family<Whose, Counter>,
    lost: Family<Whose, Counter>,
    rules: Family<Breach, Counter>,
    faults: Family<Befallen, Counter>,
    waiters: Gauge,
    /// By name. There are a handful, and looking through them costs less than one hash.
    vendors: RwLock<Vec<(&'static str, Arc<OfVendor>)>>,
}

/// What every exchange of one vendor adds to.
#[derive(Debug)]
struct OfVendor {
    duration: Histogram,
    received: Counter,
    sent: Counter,
    stored: Counter,
    lost: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        let counted = Counted {
            registry: Registry::with_prefix(PREFIX),
            requests: Family::default(),
            duration: Family::new_with_constructor(|| Histogram::new(SECONDS)),
            received: Family::default(),
            sent: Family::default(),
            stored: Family::default(),
            lost: Family::default(),
            rules: Family::default(),
            faults: Family::default(),
            waiters: Gauge::default(),
            vendors: RwLock::default(),
        };
        Self(Arc::new(counted.registered()))
    }
}

impl Counted {
    fn registered(mut self) -> Self {
        let registry = &mut self.registry;
        registry.register(
            "requests",
            "Requests, calls and frames that were answered",
            self.requests.clone(),
        );
        registry.register_with_unit(
            "request_duration",
            "From the head of a request to the end of its answer",
            Unit::Seconds,
            self.duration.clone(),
        );
        registry.register(
            "bytes_received",
            "Bytes of bodies as they came, compressed or not",
            self.received.clone(),
        );
        registry.register(
            "bytes_sent",
            "Bytes of bodies that were answered",
            self.sent.clone(),
        );
        registry.register(
            "entries_stored",
            "Records that were stored",
            self.stored.clone(),
        );
        registry.register(
            "entries_lost",
            "Records that were lost, and whose sender was not told",
            self.lost.clone(),
        );
        registry.register(
            "rules",
            "How often a rule was broken, by what became of the offender",
            self.rules.clone(),
        );
        registry.register(
            "faults",
            "Planned faults that befell a request",
            self.faults.clone(),
        );
        registry.register("waiters", "Who waits for entries now", self.waiters.clone());
        self
    }

    fn of(&self, vendor: &'static str) -> Arc<OfVendor> {
        let find = |known: &[(&'static str, Arc<OfVendor>)]| {
            let found = known.iter().find(|(name, _)| *name == vendor);
            found.map(|(_, of)| of.clone())
        };
        if let Some(of) = find(&self.vendors.read()) {
            return of;
        }
        let mut vendors = self.vendors.write();
        // Another may have been here between the two locks.
        find(&vendors).unwrap_or_else(|| {
            let whose = Whose { vendor };
            let of = Arc::new(OfVendor {
                duration: self.duration.get_or_create_owned(&whose),
                received: self.received.get_or_create_owned(&whose),
                sent: self.sent.get_or_create_owned(&whose),
                stored: self.stored.get_or_create_owned(&whose),
                lost: self.lost.get_or_create_owned(&whose),
            });
            vendors.push((vendor, of.clone()));
            of
        })
    }
}

impl Metrics {
    /// Counts an exchange. Where its labels have been seen before, nothing is allocated.
    pub(crate) fn count(&self, exchange: &Exchange) {
        let Self(counted) = self;
        let vendor = exchange.vendor.as_str();
        let request = Request {
            vendor,
            operation: labels::operation(exchange),
            status: Status::of(exchange),
        };
        counted.requests.get_or_create(&request).inc();
        let of = counted.of(vendor);
        of.duration.observe(exchange.took.as_secs_f64());
        of.received.inc_by(exchange.request.length);
        of.sent.inc_by(exchange.answer.length);
        of.stored.inc_by(exchange.verdict.stored);

        let mut lost = 0;
        for (spec, fate, times) in exchange.verdict.breaches() {
            let breach = Breach {
                vendor,
                rule: spec.id,
                fate: fate.as_str(),
            };
            counted.rules.get_or_create(&breach).inc_by(times);
            if fate == Fate::Lost {
                lost += times;
            }
        }
        of.lost.inc_by(lost);
        let fired = exchange.fault.iter();
        for fault in fired.flat_map(|fired| fired.kinds.iter().copied()) {
            let befallen = Befallen { vendor, fault };
            counted.faults.get_or_create(&befallen).inc();
        }
    }

    /// Counts one who waits for entries, for as long as what is returned lives.
    pub fn waiter(&self) -> Waiter {
        self.0.waiters.inc();
        Waiter(self.0.waiters.clone())
    }
}

/// Somebody who waits for entries.
#[derive(Debug)]
#[must_use = "who is dropped waits no longer"]
pub struct Waiter(Gauge);

impl Drop for Waiter {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Ctx {
    /// Keeps an exchange in the journal, and counts it: what a vendor calls once a request is answered.
    pub fn record(&self, exchange: Exchange) {
        self.metrics.count(&exchange);
        self.journal.record(exchange);
    }

    /// Everything that is counted, in the text format of [`CONTENT_TYPE`]; `version` is the program's.
    /// Only numbers are read that are kept anyway: it costs the same however many entries there are.
    pub fn scrape(&self, version: &'static str) -> String {
        let now = self.readings(version);
        let mut text = String::new();
        encode_registry(&mut text, &self.metrics.0.registry)
            .and_then(|()| encode_registry(&mut text, &now))
            .and_then(|()| encode_eof(&mut text))
            .expect("writing to a string cannot fail");
        text
    }

    /// What is not counted as it happens, but known whenever somebody asks.
    fn readings(&self, version: &'static str) -> Registry {
        self.expire();
        let kept = self.store.count(None);
        let mut now = Registry::with_prefix(PREFIX);
        now.register(
            "entries_evicted",
            "Entries that were forgotten for want of room",
            ConstCounter::new(self.store.evicted_ever()),
        );
        now.register(
            "exchanges_evicted",
            "Exchanges that were forgotten for want of room",
            ConstCounter::new(self.journal.evicted_ever()),
        );
        now.register(
            "entries",
            "Entries that are kept",
            ConstGauge::new(kept.entries),
        );
        now.register_with_unit(
            "entries",
            "What the entries cost that are kept, as held against the budget",
            Unit::Bytes,
            ConstGauge::new(kept.bytes),
        );
        now.register(
            "sessions",
            "Sessions that there are",
            ConstGauge::new(self.sessions.count() as u64),
        );
        let build = Family::<Build, Gauge>::default();
        build.get_or_create(&Build { version }).set(1);
        now.register("build_info", "The program; always 1", build);
        now
    }
}
