use clap::Args;

use super::{Desk, clock::changed, show};
use crate::failure::Failure;

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog ctl policy 'azure.*=warn' 'azure.token.*=off'
  logfog ctl policy --strict --session t1";

#[derive(Args, Debug)]
pub(super) struct Policy {
    /// What to do about a rule, or all that a pattern with `*` fits; the last wins
    #[arg(value_name = "RULE=off|warn|deny", required_unless_present = "strict")]
    checks: Vec<String>,

    /// Enforce every rule
    #[arg(long, conflicts_with = "checks")]
    strict: bool,
}

impl Policy {
    pub(super) fn run(&self, desk: &Desk) -> Result<(), Failure> {
        show::answer(desk, &desk.client.set_policy(&self.checks)?, changed)
    }
}
