//! The same without `async`: for tests that have no runtime, and for programs.
//!
//! # Panics
//!
//! Nothing here may be called from within `async` code: there it would keep the runtime from running.

use std::{fmt, future::Future, io, path::Path, sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::runtime::{Builder, Runtime};

use crate::{
    Answer, Changed, Clock, EntryPage, Error, Event, ExchangePage, Expectation, Explanation,
    FaultList, FaultPlan, Met, Of, Opened, PlannedFault, Query, Ready, Reset, SessionList,
    SessionPlan, SessionView, StateList, Version, WholeExchange,
};

/// The admin API of a running logfog. Cheap to clone; may be used by several threads.
#[derive(Clone)]
pub struct Client {
    client: crate::Client,
    runtime: Arc<Own>,
}

impl Client {
    /// The one at this address, `http://HOST:PORT`; makes sure that it is one.
    pub fn connect(url: &str) -> Result<Self, Error> {
        let client = Self::at(url)?;
        client.readyz()?;
        Ok(client)
    }

    /// The same, without asking: it may not be there yet.
    pub fn at(url: &str) -> Result<Self, Error> {
        crate::Client::at(url).and_then(Self::new)
    }

    /// The one that wrote this ready file.
    pub fn from_ready_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        crate::Client::from_ready_file(path).and_then(Self::new)
    }

    /// A client that asks as `client` does.
    pub fn new(client: crate::Client) -> Result<Self, Error> {
        let failed = |error: io::Error| Error::Unusable(format!("cannot ask anybody: {error}"));
        let runtime = Builder::new_current_thread().enable_all().build();
        Ok(Self {
            client,
            runtime: Arc::new(Own(Some(runtime.map_err(failed)?))),
        })
    }

    /// Says who is asking.
    #[must_use]
    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.client = self.client.with_token(token);
        self
    }

    /// Means this session in all that follows. Without it all sessions are meant.
    #[must_use]
    pub fn in_session(&self, name: impl Into<String>) -> Self {
        Self {
            client: self.client.in_session(name),
            runtime: self.runtime.clone(),
        }
    }

    /// Where the admin API is.
    pub fn url(&self) -> String {
        self.client.url()
    }

    /// Makes sure that it serves.
    pub fn readyz(&self) -> Result<(), Error> {
        self.wait(self.client.readyz())
    }

    /// Which program it is, and which run of it.
    pub fn version(&self) -> Result<Answer<Version>, Error> {
        self.wait(self.client.version())
    }

    /// What it tells of itself.
    pub fn ready(&self) -> Result<Answer<Ready>, Error> {
        self.wait(self.client.ready())
    }

    /// Whom to trust for TLS, in PEM.
    pub fn ca_pem(&self) -> Result<String, Error> {
        self.wait(self.client.ca_pem())
    }

    /// Opens a session. See [`Self::in_session`].
    pub fn session(&self, plan: &SessionPlan) -> Result<Answer<Opened>, Error> {
        self.wait(self.client.session(plan))
    }

    /// The sessions that there are.
    pub fn sessions(&self) -> Result<Answer<SessionList>, Error> {
        self.wait(self.client.sessions())
    }

    /// One session.
    pub fn session_named(&self, name: &str) -> Result<Answer<SessionView>, Error> {
        self.wait(self.client.session_named(name))
    }

    /// Ends a session: everything that it holds is freed.
    pub fn close(&self, name: &str) -> Result<(), Error> {
        self.wait(self.client.close(name))
    }

    /// A page of entries, oldest first.
    pub fn entries(&self, query: &Query) -> Result<Answer<EntryPage>, Error> {
        self.wait(self.client.entries(query))
    }

    /// A page of exchanges, oldest first.
    pub fn exchanges(&self, query: &Query) -> Result<Answer<ExchangePage>, Error> {
        self.wait(self.client.exchanges(query))
    }

    /// One exchange, with what was sent and answered.
    pub fn exchange(&self, id: u64) -> Result<Answer<WholeExchange>, Error> {
        self.wait(self.client.exchange(id))
    }

    /// Why an exchange ended as it did.
    pub fn explain(&self, id: u64) -> Result<Answer<Explanation>, Error> {
        self.wait(self.client.explain(id))
    }

    /// The same, as a person reads it.
    pub fn explain_text(&self, id: u64) -> Result<String, Error> {
        self.wait(self.client.explain_text(id))
    }

    /// Waits until it is so. [`Error::NotMet`] when it was not in time.
    pub fn wait_for(&self, expected: &Expectation) -> Result<Answer<Met>, Error> {
        self.wait(self.client.wait_for(expected))
    }

    /// Looks once whether it is so. [`Error::NotMet`] when it is not.
    pub fn verify(&self, expected: &Expectation) -> Result<Answer<Met>, Error> {
        self.wait(self.client.verify(expected))
    }

    /// What is planned to go wrong.
    pub fn faults(&self) -> Result<Answer<FaultList>, Error> {
        self.wait(self.client.faults())
    }

    /// Plans this, in place of what was planned: for the session, or for all.
    pub fn set_faults(&self, plans: &[FaultPlan]) -> Result<Answer<FaultList>, Error> {
        self.wait(self.client.set_faults(plans))
    }

    /// Plans this too, after what is planned already.
    pub fn add_fault(&self, plan: &FaultPlan) -> Result<Answer<PlannedFault>, Error> {
        self.wait(self.client.add_fault(plan))
    }

    /// Lets nothing go wrong any more.
    pub fn clear_faults(&self) -> Result<(), Error> {
        self.wait(self.client.clear_faults())
    }

    /// Sets the clock.
    pub fn set_clock(&self, clock: &Clock) -> Result<Answer<Changed>, Error> {
        self.wait(self.client.set_clock(clock))
    }

    /// Moves the clock on: tokens expire, windows pass.
    pub fn advance(&self, by: Duration) -> Result<Answer<Changed>, Error> {
        self.wait(self.client.advance(by))
    }

    /// Sets the policy: `RULE=off|warn|deny`, the last that fits decides.
    pub fn set_policy(&self, checks: &[impl AsRef<str>]) -> Result<Answer<Changed>, Error> {
        self.wait(self.client.set_policy(checks))
    }

    /// Makes ids come out as in every run with this seed.
    pub fn set_seed(&self, seed: u64) -> Result<Answer<Changed>, Error> {
        self.wait(self.client.set_seed(seed))
    }

    /// What can be made to be the case with a vendor.
    pub fn states(&self, vendor: &str) -> Result<Answer<StateList>, Error> {
        self.wait(self.client.states(vendor))
    }

    /// Makes something the case with a vendor, or with its resource `of`; `None` for nothing unusual.
    pub fn set_state(
        &self,
        vendor: &str,
        state: Option<&str>,
        of: Option<&str>,
    ) -> Result<Answer<Changed>, Error> {
        self.wait(self.client.set_state(vendor, state, of))
    }

    /// Begins anew: no entries, no exchanges, everything else as it was at first.
    pub fn reset(&self) -> Result<Answer<Reset>, Error> {
        self.wait(self.client.reset())
    }

    /// Begins anew with some parts; with all when none is named.
    pub fn reset_only<P: AsRef<str>>(&self, parts: &[P]) -> Result<Answer<Reset>, Error> {
        self.wait(self.client.reset_only(parts))
    }

    /// What happens from now on. `after` is [`Tail::last_id`] of a tail that broke off.
    pub fn tail(&self, of: Of, query: &Query, after: Option<&str>) -> Result<Tail, Error> {
        Ok(Tail {
            tail: self.wait(self.client.tail(of, query, after))?,
            runtime: self.runtime.clone(),
        })
    }

    /// Everything there is, a line of JSON each.
    pub fn export(&self, of: Of, query: &Query) -> Result<Export, Error> {
        Ok(Export {
            export: self.wait(self.client.export(of, query))?,
            runtime: self.runtime.clone(),
        })
    }

    fn wait<T>(&self, asked: impl Future<Output = T>) -> T {
        self.runtime.wait(asked)
    }
}

/// Without the token.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}

/// What happens, as it happens. As an iterator it ends where the stream does.
#[derive(Debug)]
pub struct Tail {
    tail: crate::Tail,
    runtime: Arc<Own>,
}

impl Tail {
    /// The id of the last event: a tail that resumes after it misses nothing that is still kept.
    pub fn last_id(&self) -> Option<&str> {
        self.tail.last_id()
    }
}

impl Iterator for Tail {
    type Item = Result<Event, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.wait(self.tail.next()).transpose()
    }
}

/// Everything that was asked for, in pieces that end wherever they do.
#[derive(Debug)]
pub struct Export {
    export: crate::Export,
    runtime: Arc<Own>,
}

impl Export {
    /// How many that could have been in it were forgotten for want of room before it began.
    pub fn evicted(&self) -> u64 {
        self.export.evicted()
    }
}

impl Iterator for Export {
    type Item = Result<Bytes, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.runtime.wait(self.export.piece()).transpose()
    }
}

/// A runtime that may be dropped anywhere.
#[derive(Debug)]
struct Own(Option<Runtime>);

impl Own {
    fn wait<T>(&self, asked: impl Future<Output = T>) -> T {
        let runtime = self.0.as_ref().expect("it is there until it is dropped");
        runtime.block_on(asked)
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
