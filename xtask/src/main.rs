//! Automation of this repository: `cargo xtask --help`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "commands print")]

mod bench;
mod check;
mod codegen;
mod conformance;
mod docs;
mod generated;
mod interop;
mod mutants;
mod patience;
mod tidy;
mod vendors;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, ValueEnum};
use jiff::{civil::Date, tz::TimeZone};
use logfog_kit::Clock;

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Automation of this repository")]
enum Command {
    /// Speed and memory of the release binary, as ratios to two reference servers
    Bench(bench::Bench),
    /// Everything that must hold: tidy, generated files, conformance
    Check,
    /// `proto/` → messages and descriptors
    Codegen {
        /// What to do with what is generated
        #[arg(long, value_enum, default_value_t)]
        mode: Mode,
    },
    /// Every case against every emulator
    Conformance(Box<conformance::Conformance>),
    /// `docs/`, printed from rules and cases, and the description of the admin API
    Docs {
        /// What to do with what is generated
        #[arg(long, value_enum, default_value_t)]
        mode: Mode,
    },
    /// Unmodified clients from their registries, against the program
    Interop(interop::Interop),
    /// Defects planted one at a time: does the conformance suite catch them?
    Mutants(mutants::Mutants),
    /// The invariants of ARCHITECTURE.md
    Tidy,
}

/// What to do with what a command generates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mode {
    /// Write it where it belongs
    #[default]
    Write,
    /// Fail when what is committed is not the same
    Check,
    /// Print it
    Print,
}

fn main() -> ExitCode {
    match run(Command::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Bench(bench) => bench::run(&bench),
        Command::Check => check::run(),
        Command::Codegen { mode } => codegen::run(mode),
        Command::Conformance(conformance) => conformance::run(&conformance),
        Command::Docs { mode } => docs::run(mode),
        Command::Interop(interop) => interop::run(&interop),
        Command::Mutants(mutants) => mutants::run(&mutants),
        Command::Tidy => tidy::run(),
    }
}

/// The day that it is, in UTC.
fn today() -> Date {
    TimeZone::UTC.to_datetime(Clock::system().now()).date()
}

/// The folder of the workspace.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(Into::into).unwrap_or(here)
}
