use clap::Args;

use super::{Desk, clock::changed, show};
use crate::failure::Failure;

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog ctl seed 7 --session t1";

#[derive(Args, Debug)]
pub(super) struct Seed {
    /// The same number gives the same ids again
    #[arg(value_name = "N")]
    number: u64,
}

impl Seed {
    pub(super) fn run(&self, desk: &Desk) -> Result<(), Failure> {
        show::answer(desk, &desk.client.set_seed(self.number)?, changed)
    }
}
