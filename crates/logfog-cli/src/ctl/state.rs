use clap::{Args, builder::PossibleValuesParser};

use super::{Desk, clock::changed, show};
use crate::{failure::Failure, vendors::NAMES};

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog ctl state dynatrace                      what can be the case with it
  logfog ctl state dynatrace disabled --session t1
  logfog ctl state dynatrace --usual";

#[derive(Args, Debug)]
pub(super) struct State {
    /// Whose
    #[arg(value_parser = PossibleValuesParser::new(NAMES))]
    vendor: String,

    /// What is to be the case; lists what can be when left out
    #[arg(value_name = "STATE", conflicts_with = "usual")]
    name: Option<String>,

    /// Only with this resource
    #[arg(long, value_name = "RESOURCE")]
    of: Option<String>,

    /// Nothing unusual is to be the case
    #[arg(long)]
    usual: bool,
}

impl State {
    pub(super) fn run(&self, desk: &Desk) -> Result<(), Failure> {
        let (vendor, state) = (&self.vendor, self.name.as_deref());
        if state.is_some() || self.usual {
            let set = desk.client.set_state(vendor, state, self.of.as_deref())?;
            return show::answer(desk, &set, changed);
        }
        let states = desk.client.states(vendor)?;
        show::answer(desk, &states, |states| {
            let rows = states.states.iter();
            let rows = rows.map(|state| [state.state.clone(), state.means.clone()]);
            show::table(["state", "what is the case then"], rows)
        })
    }
}
