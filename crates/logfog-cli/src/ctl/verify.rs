use clap::Args;
use logfog_client::Expectation;

use super::{Desk, evidence, selection::Selection, show, wait::shown};
use crate::failure::Failure;

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog ctl verify --exactly 3
  logfog ctl verify --exchanges --match 'status = 429' --exactly 2
  logfog ctl verify --exchanges --match 'fate = refused' --at-most 0

Looks once; `logfog ctl wait` waits.";

#[derive(Args, Debug)]
pub(super) struct Verify {
    #[command(flatten)]
    selection: Selection,

    /// Count exchanges, not entries
    #[arg(long)]
    exchanges: bool,

    #[command(flatten)]
    count: Count,
}

#[derive(Args, Debug)]
#[group(multiple = false)]
struct Count {
    /// So many, or more; 1 when nothing is said
    #[arg(long, value_name = "N", visible_alias = "count")]
    at_least: Option<u64>,

    /// So many and no more
    #[arg(long, value_name = "N")]
    exactly: Option<u64>,

    /// So many, or fewer
    #[arg(long, value_name = "N")]
    at_most: Option<u64>,
}

impl Verify {
    pub(super) fn run(&self, desk: &Desk) -> Result<(), Failure> {
        let expected = if self.exchanges {
            Expectation::exchanges()
        } else {
            Expectation::entries()
        };
        let expected = self.count.of(self.selection.expect(expected));
        let met = desk.client.verify(&expected);
        let met = met.map_err(|error| evidence::failure(desk, error))?;
        show::answer(desk, &met, shown)
    }
}

impl Count {
    fn of(&self, expected: Expectation) -> Expectation {
        match (self.exactly, self.at_most) {
            (Some(count), _) => expected.exactly(count),
            (None, Some(count)) => expected.at_most(count),
            (None, None) => expected.count(self.at_least.unwrap_or(1)),
        }
    }
}
