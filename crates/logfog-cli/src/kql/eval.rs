use clap::Args;
use logfog_kql::{evaluate, value::canonical};

use super::{
    When,
    wrong::{Wording, Wrong},
};
use crate::{cli::Options, failure::Failure, out};

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog kql eval '1 / 2'                      {\"type\":\"long\",\"value\":0}
  logfog kql eval 'split(\"a,b\", \",\")[1]'       {\"type\":\"dynamic\",\"value\":\"b\"}
  logfog kql eval 'ago(1h)' --now 2024-05-06T07:08:09Z";

#[derive(Args, Debug)]
pub(super) struct Eval {
    /// The expression: whatever queries can have, without columns
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    expression: String,
    #[command(flatten)]
    when: When,
    /// Print what is wrong as JSON: `{"error", "message", "line", "column", "hint"}`
    #[arg(long)]
    json: bool,
}

impl Eval {
    pub(super) fn run(&self, options: &Options) -> Result<(), Failure> {
        let text = &self.expression;
        match evaluate(text, &self.when.context(options)) {
            Ok((ty, value)) => out::text(&format!(
                "{{\"type\":\"{ty}\",\"value\":{}}}\n",
                canonical(&value)
            )),
            Err(errors) => Err(Wrong::errors(errors, text, Wording::Plain).tell(self.json)?),
        }
    }
}
