//! The program: five cloud log-ingestion APIs on one machine.

mod ca;
mod cli;
mod client;
mod env;
mod environment;
mod explain;
mod failure;
mod gateway;
mod listeners;
mod nearest;
mod out;
mod ready;
mod readyz;
mod serve;
mod signals;
mod size;
mod table;
mod vendors;
mod world;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::{
    cli::{Cli, Command},
    failure::Failure,
};

fn main() -> ExitCode {
    // Wrong usage ends here, with clap's own message and exit code 2.
    let cli = Cli::parse();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(),
    }
}

fn run(cli: Cli) -> Result<(), Failure> {
    let Cli { command, options } = cli;
    environment::check(&Cli::command(), std::env::vars_os())?;
    let all = Command::Serve {
        vendors: Vec::new(),
    };
    match command.unwrap_or(all) {
        Command::Serve { vendors } => serve::serve(&options, &vendors),
        Command::Env => env::print(&options),
        Command::Readyz { wait } => readyz::readyz(&options, wait),
        Command::Ca => ca::print(&options),
        Command::Explain { exchange } => explain::print(&options, exchange),
        Command::Vendors => table::vendors(&options),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "logfog", &mut script);
            out::bytes(&script)
        }
    }
}
