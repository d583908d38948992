use clap::Args;

use super::{Desk, show};
use crate::{failure::Failure, out};

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog ctl explain 7
  logfog ctl explain 7 --json | jq '.rules[].hint'";

#[derive(Args, Debug)]
pub(super) struct Explain {
    /// The number in the answer's `x-logfog-exchange`
    exchange: u64,
}

impl Explain {
    pub(super) fn run(&self, desk: &Desk) -> Result<(), Failure> {
        if desk.json {
            return show::json(desk.client.explain(self.exchange)?.json());
        }
        out::text(&desk.client.explain_text(self.exchange)?)
    }
}
