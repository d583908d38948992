use std::{
    fs,
    io::{self, Read as _},
    time::Duration,
};

use clap::{Args, Subcommand, builder::PossibleValuesParser};
use logfog_client::FaultPlan;
use serde_json::{Map, Value};

use super::{Desk, show};
use crate::{cli::duration, failure::Failure, vendors::NAMES};

pub(super) const EXAMPLES: &str = "\
Examples:
  logfog ctl fault dynatrace throttled --times 2 --retry-after 1 --operation ingest
  logfog ctl fault azure unavailable --times 1           one after the other: a sequence
  logfog ctl fault yandex --latency 200ms                slow, but as always
  logfog ctl fault yandex --goaway --times 1             the client is to connect anew
  echo '{\"what\":{\"fault\":\"quota\"},\"schedule\":{\"after\":10}}' | logfog ctl fault add -
  logfog ctl fault set faults.json                       {\"faults\": [{\"match\", \"schedule\", \"what\"}, …]}
  logfog ctl fault list
  logfog ctl fault clear";

#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Fault {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    short: Short,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Plan what a file says, in place of what was planned
    Set {
        /// JSON: a plan, an array of plans, or `{"faults": […]}`; `-` for standard input
        file: String,
    },
    /// Plan what a file says, after what is planned already
    Add {
        /// JSON: a plan, an array of plans, or `{"faults": […]}`; `-` for standard input
        file: String,
    },
    /// List what is planned, and what is left of it
    List,
    /// Let nothing go wrong any more
    Clear,
}

/// One more plan, in short.
#[derive(Args, Debug)]
struct Short {
    /// Whose requests
    #[arg(value_parser = PossibleValuesParser::new(NAMES))]
    vendor: Option<String>,

    /// What goes wrong, in the vendor's own bytes
    #[arg(value_parser = PossibleValuesParser::new(logfog_model::Fault::ALL.map(logfog_model::Fault::as_str)))]
    fault: Option<String>,

    /// Only of this operation; `logfog vendors` lists them
    #[arg(long, value_name = "NAME")]
    operation: Option<String>,

    /// So many times, then no more
    #[arg(long, value_name = "N")]
    times: Option<u32>,

    /// Not the first N
    #[arg(long, value_name = "N")]
    after: Option<u64>,

    /// Only so often, 0 to 1
    #[arg(long, value_name = "P")]
    probability: Option<f64>,

    /// Tell the client to come back in so many seconds
    #[arg(long, value_name = "SECONDS", requires = "fault")]
    retry_after: Option<u64>,

    /// Answer so late
    #[arg(long, value_name = "TIME", value_parser = duration)]
    latency: Option<Duration>,

    /// Answer, and take no further requests on the connection
    #[arg(long)]
    goaway: bool,
}

impl Fault {
    pub(super) fn run(&self, desk: &Desk) -> Result<(), Failure> {
        match &self.command {
            Some(Command::Set { file }) => {
                desk.client.set_faults(&plans(file)?)?;
            }
            Some(Command::Add { file }) => {
                for plan in plans(file)? {
                    desk.client.add_fault(&plan)?;
                }
            }
            Some(Command::Clear) => return Ok(desk.client.clear_faults()?),
            Some(Command::List) => {}
            None => {
                desk.client.add_fault(&self.short.plan()?)?;
            }
        }
        list(desk)
    }
}

impl Short {
    fn plan(&self) -> Result<FaultPlan, Failure> {
        let Some(vendor) = &self.vendor else {
            return Err(Failure::usage(
                "say what goes wrong: `logfog ctl fault VENDOR FAULT`, or see `logfog ctl fault --help`",
            ));
        };
        if self.fault.is_none() && self.latency.is_none() && !self.goaway {
            return Err(Failure::usage(format_args!(
                "say what goes wrong: `logfog ctl fault {vendor} throttled`, `--latency 200ms`, or `--goaway`"
            )));
        }
        let mut plan = FaultPlan::default().vendor(vendor);
        if let Some(fault) = &self.fault {
            plan = plan.what("fault", fault.clone());
        }
        if let Some(operation) = &self.operation {
            plan = plan.operation(operation);
        }
        if let Some(times) = self.times {
            plan = plan.times(times);
        }
        if let Some(after) = self.after {
            plan = plan.schedule("after", after);
        }
        if let Some(probability) = self.probability {
            plan = plan.schedule("probability", probability);
        }
        if let Some(seconds) = self.retry_after {
            plan = plan.retry_after_seconds(seconds);
        }
        if let Some(latency) = self.latency {
            plan = plan.latency(latency);
        }
        if self.goaway {
            plan = plan.what("goaway", true);
        }
        Ok(plan)
    }
}

fn plans(file: &str) -> Result<Vec<FaultPlan>, Failure> {
    let read = if file == "-" {
        let mut text = String::new();
        io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(file)
    };
    let text =
        read.map_err(|error| Failure::usage(format_args!("cannot read `{file}`: {error}")))?;
    Ok(FaultPlan::parse(&text)?)
}

fn list(desk: &Desk) -> Result<(), Failure> {
    let faults = desk.client.faults()?;
    show::answer(desk, &faults, |faults| {
        let header = ["fault", "match", "schedule", "what", "fired", "left"];
        let rows = faults.faults.iter().map(|plan| {
            [
                plan.id.to_string(),
                members(&plan.matching),
                members(&plan.schedule),
                members(&plan.what),
                plan.fired.to_string(),
                plan.left.map_or("always".into(), |left| left.to_string()),
            ]
        });
        show::table(header, rows)
    })
}

/// A member a line.
fn members(members: &Map<String, Value>) -> String {
    let lines = members.iter().map(|(name, value)| match value {
        Value::String(text) => format!("{name} {text}"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            format!("{name} {value}")
        }
    });
    show::clip_lines(lines, 60)
}
