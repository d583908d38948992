//! `logfog kql`: the language of Azure's transformations, without any server. A file a command.

mod check;
mod columns;
mod eval;
mod rows;
mod run;
mod steps;
mod wrong;

use std::{fs, io::Write as _};

use anstyle::Style;
use clap::{Args, Subcommand};
use logfog_kit::Clock;
use logfog_kql::{functions::Context, value::DateTime};

use crate::{cli::Options, failure::Failure};

const EXAMPLES: &str = "\
Examples:
  logfog kql eval 'bin(datetime(2024-05-06 07:08), 1h)'
  logfog kql run --transform @transform.kql --columns @columns.json < rows.ndjson
  logfog kql run --transform 'source | where Level != \"Debug\"' --steps < rows.ndjson
  logfog kql check dcr.json main.bicep

docs/kql.md has the language: every function, what it makes of nulls, and how that is known.

Exit codes: 0 done, 1 something is wrong with what was given, 2 wrong usage.";

/// Evaluates and checks Azure's transformations, and runs them on rows.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Kql {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Evaluate an expression, and print its type and value as JSON
    #[command(after_help = eval::EXAMPLES)]
    Eval(eval::Eval),
    /// Run a transformation on rows from standard input, a line of JSON each
    #[command(after_help = run::EXAMPLES)]
    Run(run::Run),
    /// Tell by the exit code whether the transformations in files are right, and where they are not
    #[command(after_help = check::EXAMPLES)]
    Check(check::Check),
}

/// Carries out `logfog kql …`.
pub(crate) fn run(options: &Options, kql: &Kql) -> Result<(), Failure> {
    match &kql.command {
        Command::Eval(asked) => asked.run(options),
        Command::Run(asked) => asked.run(options),
        Command::Check(asked) => asked.run(),
    }
}

/// When it is, for `now()`, and where random numbers come from.
#[derive(Args, Clone, Copy, Debug)]
struct When {
    /// What `now()` is: `2024-05-06T07:08:09Z`; the time that it is when left out
    #[arg(long, value_name = "TIME", value_parser = time)]
    now: Option<DateTime>,
}

impl When {
    fn context(self, options: &Options) -> Context {
        let clock = Clock::system().now();
        let ticks = i64::try_from(clock.as_nanosecond() / 100).ok();
        let now = self
            .now
            .or_else(|| ticks.and_then(DateTime::from_unix_ticks))
            .unwrap_or(DateTime::UNIX_EPOCH);
        let chance = clock.as_nanosecond().unsigned_abs();
        let chance = u64::try_from(chance & u128::from(u64::MAX)).unwrap_or_default();
        Context::new(now, options.seed.unwrap_or(chance))
    }
}

fn time(text: &str) -> Result<DateTime, String> {
    DateTime::parse(text).ok_or_else(|| "write it as 2024-05-06T07:08:09Z".into())
}

/// A text, or what is in the file of the name behind `@`.
fn text_or_file(given: &str) -> Result<String, Failure> {
    match given.strip_prefix('@') {
        Some(path) => read(path),
        None => Ok(given.to_owned()),
    }
}

fn read(path: &str) -> Result<String, Failure> {
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::usage(format_args!("cannot read `{path}`: {error}")))?;
    Ok(text
        .strip_prefix('\u{feff}')
        .map_or(text.clone(), Into::into))
}

/// Something worth knowing that is not what was asked for. If it cannot be said, so be it.
fn note(text: &str) {
    let dim = Style::new().dimmed();
    let _ = writeln!(anstream::stderr(), "{dim}{text}{dim:#}");
}

/// `1 row`, `2 rows`.
fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
