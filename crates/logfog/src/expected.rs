//! What is expected by the time that a handle is dropped.

use std::{fmt, sync::Mutex, thread};

use crate::{Expectation, NotMet, Watched, watch::Watcher};

type Check = Box<dyn Fn(&Watcher) -> Result<(), NotMet> + Send>;

/// Expectations that are checked when they are dropped.
pub(crate) struct Expected {
    watcher: Watcher,
    checks: Mutex<Vec<Check>>,
}

impl Expected {
    pub(crate) fn new(watcher: Watcher) -> Self {
        Self {
            watcher,
            checks: Mutex::default(),
        }
    }

    pub(crate) fn add<T: Watched>(&self, expectation: Expectation<T>) {
        let check: Check = Box::new(move |watcher| {
            let found = match expectation.limit() {
                Some(_) => watcher.wait_blocking(&expectation),
                None => watcher.look(&expectation),
            };
            found.map(drop)
        });
        let checks = self.checks.lock();
        checks
            .unwrap_or_else(|broken| broken.into_inner())
            .push(check);
    }

    /// Checks all of them and forgets them. The evidence against those that are not met.
    pub(crate) fn check(&self) -> Option<String> {
        let mut checks = match self.checks.lock() {
            Ok(checks) => checks,
            Err(broken) => broken.into_inner(),
        };
        let checks = std::mem::take(&mut *checks);
        let all = checks.len();
        let broken = checks.iter().filter_map(|check| check(&self.watcher).err());
        let broken: Vec<String> = broken.map(|evidence| evidence.to_string()).collect();
        match &broken[..] {
            [] => None,
            [only] => Some(only.clone()),
            several => Some(format!(
                "{} of {all} expectations are not met\n\n{}",
                several.len(),
                several.join("\n\n")
            )),
        }
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expected").finish_non_exhaustive()
    }
}

impl Drop for Expected {
    fn drop(&mut self) {
        // A second panic would end the process, and hide the first.
        if !thread::panicking()
            && let Some(evidence) = self.check()
        {
            panic!("{evidence}");
        }
    }
}
