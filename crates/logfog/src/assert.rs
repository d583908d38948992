use std::ops::Deref;

use crate::{Expectation, NotMet, Scope, Watched};

/// What a test claims of an emulator, wherever that runs: in this process, or as a program that is asked over
/// its admin API (`Remote`, with feature `remote`).
///
/// For helpers that are to work with either:
///
/// ```
/// use logfog::{Assert, Dynatrace, exchanges};
///
/// async fn nothing_was_refused(by: &impl Assert) {
///     by.verify_now(exchanges().matching("fate = refused").exactly(0)).await;
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// nothing_was_refused(&Dynatrace::start().await).await;
/// # }
/// ```
pub trait Assert: Sync {
    /// What matched.
    type Found<T: Watched>: Send;

    /// Waits until it is as expected, and says what is wrong when that does not happen in time.
    fn try_wait_for<T: Watched>(
        &self,
        expectation: Expectation<T>,
    ) -> impl Future<Output = Result<Self::Found<T>, NotMet>> + Send;

    /// Looks once, and says what is wrong when it is not as expected.
    fn try_verify_now<T: Watched>(
        &self,
        expectation: Expectation<T>,
    ) -> impl Future<Output = Result<Self::Found<T>, NotMet>> + Send;

    /// Waits until it is as expected.
    ///
    /// # Panics
    /// When it is not met in time, with the evidence.
    fn wait_for<T: Watched>(
        &self,
        expectation: Expectation<T>,
    ) -> impl Future<Output = Self::Found<T>> + Send {
        async { met(self.try_wait_for(expectation).await) }
    }

    /// Looks once.
    ///
    /// # Panics
    /// When it is not as expected, with the evidence.
    fn verify_now<T: Watched>(
        &self,
        expectation: Expectation<T>,
    ) -> impl Future<Output = Self::Found<T>> + Send {
        async { met(self.try_verify_now(expectation).await) }
    }
}

impl Assert for Scope {
    type Found<T: Watched> = Vec<T::Item>;

    fn try_wait_for<T: Watched>(
        &self,
        expectation: Expectation<T>,
    ) -> impl Future<Output = Result<Vec<T::Item>, NotMet>> + Send {
        Self::try_wait_for(self, expectation)
    }

    async fn try_verify_now<T: Watched>(
        &self,
        expectation: Expectation<T>,
    ) -> Result<Vec<T::Item>, NotMet> {
        self.try_verify(expectation)
    }
}

/// Every handle, since each leads to a [`Scope`].
impl<H: Deref<Target: Assert> + Sync> Assert for H {
    type Found<T: Watched> = <H::Target as Assert>::Found<T>;

    fn try_wait_for<T: Watched>(
        &self,
        expectation: Expectation<T>,
    ) -> impl Future<Output = Result<Self::Found<T>, NotMet>> + Send {
        (**self).try_wait_for(expectation)
    }

    fn try_verify_now<T: Watched>(
        &self,
        expectation: Expectation<T>,
    ) -> impl Future<Output = Result<Self::Found<T>, NotMet>> + Send {
        (**self).try_verify_now(expectation)
    }
}

/// What was found, or a panic with the evidence.
#[track_caller]
pub(crate) fn met<T>(result: Result<T, NotMet>) -> T {
    match result {
        Ok(met) => met,
        Err(evidence) => panic!("{evidence}"),
    }
}
