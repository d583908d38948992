//! The program: five cloud log-ingestion APIs on one machine.

mod access;
mod ca;
mod cli;
mod config;
mod ctl;
mod doors;
mod env;
mod environment;
mod explain;
mod failure;
mod gateway;
mod instance;
mod kql;
mod listeners;
mod out;
mod ready;
mod readyz;
mod serve;
mod signals;
mod table;
mod vendors;
mod world;

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches as _};

use crate::{
    cli::{Cli, Command, ConfigCommand},
    config::File,
    failure::Failure,
};

fn main() -> ExitCode {
    // Wrong usage ends here, with clap's own message and exit code 2.
    match run(&cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.tell(),
    }
}

fn run(cli: &Cli) -> Result<(), Failure> {
    environment::check(&Cli::command(), std::env::vars_os())?;
    let file = File::of(cli)?;
    // Once more, now that it is known what the file says.
    let matches = file.defaults(Cli::command()).get_matches();
    let Cli { command, options } =
        Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let all = Command::Serve {
        vendors: Vec::new(),
    };
    match command.unwrap_or(all) {
        Command::Serve { vendors } => serve::serve(&options, &file, &vendors),
        Command::Config(ConfigCommand::Check { .. }) => config::check(&options, &file),
        Command::Config(ConfigCommand::Schema) => config::schema(),
        Command::Env => env::print(&options),
        Command::Readyz { wait } => readyz::readyz(&options, wait),
        Command::Ca => ca::print(&options),
        Command::Ctl(ctl) => ctl::run(&options, &ctl),
        Command::Tail(tail) => ctl::tail(&options, &tail),
        Command::Explain { exchange } => explain::print(&options, exchange),
        Command::Kql(kql) => kql::run(&options, &kql),
        Command::Vendors => table::vendors(&options),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "logfog", &mut script);
            out::bytes(&script)
        }
    }
}
