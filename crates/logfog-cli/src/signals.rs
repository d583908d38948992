use std::io;

/// Ctrl-C, and SIGTERM where there is such a thing.
pub(crate) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// From now on these signals no longer kill the process.
    pub(crate) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Returns once one has come.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    /// From now on Ctrl-C no longer kills the process.
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Returns once one has come.
    pub(crate) async fn next(&mut self) {
        // Without a handler the process is ended by the system: nothing to wait for either way.
        let _ = tokio::signal::ctrl_c().await;
    }
}
