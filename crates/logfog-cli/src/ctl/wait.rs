use std::time::Duration;

use clap::Args;
use logfog_client::{Expectation, Met};

use super::{
    Desk, evidence, line,
    selection::Selection,
    show::{self, GREEN},
};
use crate::{cli::duration, failure::Failure};

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog ctl wait                                          until anything has arrived
  logfog ctl wait --count 3 --match 'severity.number >= 17' --timeout 10s
  logfog ctl wait --exactly 3 --quiet 200ms                three, and then no more for a while

What is there already counts. When the time is up: exit code 1, and on standard
error what did arrive, the nearest miss, and what was refused and why. The same
when so much was forgotten that nobody can know.";

#[derive(Args, Debug)]
pub(super) struct Wait {
    #[command(flatten)]
    selection: Selection,

    /// So many, or more; 1 when left out
    #[arg(long, value_name = "N", conflicts_with = "exactly")]
    count: Option<u64>,

    /// So many and no more
    #[arg(long, value_name = "N")]
    exactly: Option<u64>,

    /// How long to wait, 10 minutes at most; 0 looks once
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = duration)]
    timeout: Duration,

    /// How long nothing more may come
    #[arg(long, value_name = "TIME", value_parser = duration)]
    quiet: Option<Duration>,
}

impl Wait {
    pub(super) fn run(&self, desk: &Desk) -> Result<(), Failure> {
        let mut expected = self.selection.expect(Expectation::entries());
        expected = expected.within(self.timeout);
        if let Some(quiet) = self.quiet {
            expected = expected.quiet(quiet);
        }
        expected = match self.exactly {
            Some(exactly) => expected.exactly(exactly),
            None => expected.count(self.count.unwrap_or(1)),
        };
        let met = desk.client.wait_for(&expected);
        let met = met.map_err(|error| evidence::failure(desk, error))?;
        show::answer(desk, &met, shown)
    }
}

/// What fits, and how many those are.
pub(super) fn shown(met: &Met) -> String {
    let entries = met.entries.iter().map(line::entry);
    let exchanges = met.exchanges.iter().map(line::exchange);
    let lines: String = entries.chain(exchanges).collect();
    format!("{lines}{GREEN}✓ {}{GREEN:#}\n", met.arrived)
}

impl Selection {
    pub(super) fn expect(&self, mut expected: Expectation) -> Expectation {
        if let Some(filter) = &self.filter {
            expected = expected.matching(filter);
        }
        if let Some(vendor) = &self.vendor {
            expected = expected.vendor(vendor);
        }
        expected
    }
}
