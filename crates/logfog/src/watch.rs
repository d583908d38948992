//! Looks, and waits, on the emulator's own runtime: the caller's may have another clock, or be none.

use std::{borrow::Borrow, fmt, sync::mpsc, time::Duration};

use logfog_kit::{
    Ctx,
    feed::Whose,
    filter::Subject,
    journal::Exchange,
    store::Store,
    wait::{self, Answer, Outcome, Wanted},
};
use logfog_model::Entry;
use tokio::{runtime::Handle, task::JoinSet};

use crate::{DEFAULT_WITHIN, Expectation, NotMet};

/// What there can be expectations of: entries and exchanges.
pub trait Watched: Subject + Send + Sync + 'static {
    /// One of them, as it is handed out.
    type Item: Borrow<Self> + Clone + fmt::Debug + Send + 'static;
    /// One, and several.
    #[doc(hidden)]
    const NAMES: [&'static str; 2];

    #[doc(hidden)]
    fn look(ctx: &Ctx, wanted: &Wanted<Self>) -> Outcome<Self::Item>;

    #[doc(hidden)]
    fn wait(
        ctx: Ctx,
        wanted: Wanted<Self>,
        quiet: Option<Duration>,
        within: Duration,
    ) -> impl Future<Output = Outcome<Self::Item>> + Send + 'static;

    #[doc(hidden)]
    fn describe(&self) -> String;
}

impl Watched for Entry {
    type Item = Self;
    const NAMES: [&'static str; 2] = ["entry", "entries"];

    fn look(ctx: &Ctx, wanted: &Wanted<Self>) -> Outcome<Self> {
        wait::verify::<dyn Store>(&*ctx.store, wanted)
    }

    async fn wait(
        ctx: Ctx,
        wanted: Wanted<Self>,
        quiet: Option<Duration>,
        within: Duration,
    ) -> Outcome<Self> {
        wait::wait::<dyn Store>(&*ctx.store, &wanted, quiet, within).await
    }

    fn describe(&self) -> String {
        let body = self.view().body;
        format!(
            "entry {} of exchange {}, {body}",
            self.id, self.batch.exchange
        )
    }
}

impl Watched for Exchange {
    type Item = std::sync::Arc<Self>;
    const NAMES: [&'static str; 2] = ["exchange", "exchanges"];

    fn look(ctx: &Ctx, wanted: &Wanted<Self>) -> Outcome<Self::Item> {
        wait::verify(&ctx.journal, wanted)
    }

    async fn wait(
        ctx: Ctx,
        wanted: Wanted<Self>,
        quiet: Option<Duration>,
        within: Duration,
    ) -> Outcome<Self::Item> {
        wait::wait(&ctx.journal, &wanted, quiet, within).await
    }

    fn describe(&self) -> String {
        format!("exchange {}, {}, {}", self.id, self.target, self.status)
    }
}

/// Looks at what belongs to one session and vendor, or to all.
#[derive(Clone, Debug)]
pub(crate) struct Watcher {
    pub(crate) ctx: Ctx,
    pub(crate) of: Whose,
    runtime: Handle,
}

impl Watcher {
    pub(crate) fn new(ctx: Ctx, runtime: Handle, of: Whose) -> Self {
        Self { ctx, of, runtime }
    }

    /// The same, for one session.
    pub(crate) fn within(&self, session: &logfog_model::Session) -> Self {
        let mut narrow = self.clone();
        narrow.of.session = Some(session.clone());
        narrow
    }

    pub(crate) fn look<T: Watched>(
        &self,
        expectation: &Expectation<T>,
    ) -> Result<Vec<T::Item>, NotMet> {
        let outcome = T::look(&self.ctx, &self.wanted(expectation));
        self.judge(expectation, outcome, None)
    }

    pub(crate) fn wait<T: Watched>(
        &self,
        expectation: Expectation<T>,
    ) -> impl Future<Output = Result<Vec<T::Item>, NotMet>> + use<'_, T> {
        // Aborted when nobody waits for it any longer.
        let mut task = JoinSet::new();
        task.spawn_on(self.waiting(&expectation), &self.runtime);
        async move {
            let outcome = task.join_next().await.expect("one was spawned");
            let outcome = outcome.expect("its emulator runs, and waiting does not panic");
            self.judge(&expectation, outcome, Some(limit(&expectation)))
        }
    }

    pub(crate) fn wait_blocking<T: Watched>(
        &self,
        expectation: &Expectation<T>,
    ) -> Result<Vec<T::Item>, NotMet> {
        let (done, outcome) = mpsc::sync_channel(1);
        let waiting = self.waiting(expectation);
        self.runtime.spawn(async move {
            // Nobody else holds the other end, and it is there until this is sent.
            let _ = done.send(waiting.await);
        });
        let outcome = outcome.recv();
        let outcome = outcome.expect("its emulator runs, and waiting does not panic");
        self.judge(expectation, outcome, Some(limit(expectation)))
    }

    fn waiting<T: Watched>(
        &self,
        expectation: &Expectation<T>,
    ) -> impl Future<Output = Outcome<T::Item>> + Send + 'static + use<T> {
        T::wait(
            self.ctx.clone(),
            self.wanted(expectation),
            expectation.calm(),
            limit(expectation),
        )
    }

    fn wanted<T: Watched>(&self, expectation: &Expectation<T>) -> Wanted<T> {
        Wanted {
            of: self.of.clone(),
            filter: expectation.filter().clone(),
            count: expectation.number(),
        }
    }

    fn judge<T: Watched>(
        &self,
        expectation: &Expectation<T>,
        outcome: Outcome<T::Item>,
        waited: Option<Duration>,
    ) -> Result<Vec<T::Item>, NotMet> {
        match outcome.answer {
            Answer::Met => Ok(outcome.items),
            Answer::NotMet | Answer::Unsure => {
                Err(NotMet::new(expectation, &outcome, waited, self))
            }
        }
    }
}

fn limit<T: Watched>(expectation: &Expectation<T>) -> Duration {
    expectation.limit().unwrap_or(DEFAULT_WITHIN)
}
