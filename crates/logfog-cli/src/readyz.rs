use std::{thread::sleep, time::Duration};

use logfog_kit::Stopwatch;

use crate::{cli::Options, failure::Failure, instance};

/// Between two attempts: short enough not to be noticed, long enough not to be work.
const PAUSE: Duration = Duration::from_millis(25);

/// Succeeds once an instance answers; asks once, or until the time is up.
pub(crate) fn readyz(options: &Options, wait: Option<Duration>) -> Result<(), Failure> {
    let instance = instance::of(options)?;
    let wait = wait.unwrap_or_default();
    let watch = Stopwatch::start();
    loop {
        match instance.readyz() {
            Ok(()) => return Ok(()),
            Err(error) if watch.elapsed() >= wait => return Err(error.into()),
            Err(_) => sleep(PAUSE),
        }
    }
}
