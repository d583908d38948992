use clap::Args;

use super::{Desk, show};
use crate::failure::Failure;

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog ctl reset                                everything of every session
  logfog ctl reset --session t1 --only entries,exchanges";

#[derive(Args, Debug)]
pub(super) struct Reset {
    /// Only some parts: entries, exchanges, resources, faults, clock, policy, seed, state
    #[arg(long, value_name = "PART", value_delimiter = ',')]
    only: Vec<String>,
}

impl Reset {
    pub(super) fn run(&self, desk: &Desk) -> Result<(), Failure> {
        let reset = desk.client.reset_only(&self.only)?;
        show::answer(desk, &reset, |reset| {
            let whose = match &reset.session {
                Some(session) => format!("session {session}"),
                None => "every session".into(),
            };
            format!("{whose} begins anew: {}\n", reset.parts.join(", "))
        })
    }
}
