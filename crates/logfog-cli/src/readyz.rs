use std::{thread::sleep, time::Duration};

use logfog_kit::Stopwatch;

use crate::{cli::Options, client::Instance, failure::Failure};

/// Between two attempts: short enough not to be noticed, long enough not to be work.
const PAUSE: Duration = Duration::from_millis(25);

/// Succeeds once an instance answers; asks once, or until the time is up.
pub(crate) fn readyz(options: &Options, wait: Option<Duration>) -> Result<(), Failure> {
    let instance = Instance::of(options)?;
    let wait = wait.unwrap_or_default();
    let watch = Stopwatch::start();
    loop {
        match instance.get("/readyz") {
            Ok(_) => return Ok(()),
            Err(failure) if watch.elapsed() >= wait => return Err(failure),
            Err(_) => sleep(PAUSE),
        }
    }
}
