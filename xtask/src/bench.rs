use anyhow::Result;
use clap::Args;
use xshell::{Shell, cmd};

/// Measures the release binary; `-- --help` lists what can be chosen.
#[derive(Debug, Args)]
pub(crate) struct Bench {
    /// For the bench itself
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// Builds the program and the bench as they are measured, and runs the bench.
pub(crate) fn run(Bench { args }: &Bench) -> Result<()> {
    let shell = Shell::new()?;
    cmd!(
        shell,
        "cargo build --release --package logfog-cli --package logfog-bench"
    )
    .run()?;
    cmd!(
        shell,
        "cargo run --quiet --release --package logfog-bench -- {args...}"
    )
    .run()?;
    Ok(())
}
