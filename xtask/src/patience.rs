use std::{
    process::{Command, ExitStatus},
    thread,
    time::Duration,
};

use anyhow::Result;
use logfog_kit::Stopwatch;

/// How long a client, or the suite with a defect in it, may take.
const PATIENCE: Duration = Duration::from_mins(3);

/// Runs a command that may hang. `None`: it came to no end, and was killed.
pub(crate) fn finish(command: &mut Command) -> Result<Option<ExitStatus>> {
    let (mut child, watch) = (command.spawn()?, Stopwatch::start());
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if watch.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(20));
    }
}
