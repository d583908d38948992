//! Every case against every emulator: what is promised, is it kept, and is everything covered?

mod coverage;
mod explain;

use std::{
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use logfog_conform::{Case, perform};

use crate::vendors::{self, Known};

/// Every case against every emulator.
#[derive(Debug, Default, Args)]
pub(crate) struct Conformance {
    #[command(subcommand)]
    command: Option<Command>,
    /// Only this vendor
    #[arg(long)]
    vendor: Option<String>,
    /// Only cases whose path contains this; coverage is then not judged
    filter: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What one case asks, what was promised, and what came
    Explain {
        /// Part of the case's path
        case: String,
    },
}

pub(crate) fn run(conformance: &Conformance) -> Result<()> {
    if let Some(Command::Explain { case }) = &conformance.command {
        return explain::run(case);
    }
    println!(
        "{:<12}{:>11}{:>8}{:>8}{:>8}{:>8}",
        "vendor", "operations", "rules", "cases", "passed", "failed"
    );
    let mut problems = Vec::new();
    let wanted = |known: &Known| {
        conformance
            .vendor
            .as_deref()
            .is_none_or(|vendor| vendor == known.name)
    };
    let (mut passed, mut failed) = (0, 0);
    for known in vendors::ALL.into_iter().filter(wanted) {
        let vendor = known.default()?;
        let all = known.cases()?;
        if conformance.filter.is_none() {
            problems.extend(coverage::gaps(&*vendor, &all));
        }
        let fits = |(path, _): &(PathBuf, Case)| {
            let path = path.to_string_lossy();
            conformance
                .filter
                .as_deref()
                .is_none_or(|part| path.contains(part))
        };
        let cases: Vec<_> = all.into_iter().filter(fits).collect();
        let differences = play(known, &cases)?;
        println!(
            "{:<12}{:>11}{:>8}{:>8}{:>8}{:>8}",
            known.name,
            vendor.operations().len(),
            vendor.rules().len(),
            cases.len(),
            cases.len() - differences.len(),
            differences.len(),
        );
        passed += cases.len() - differences.len();
        failed += differences.len();
        problems.extend(differences);
    }
    println!("\n{passed} passed, {failed} failed");
    if passed + failed == 0 {
        let vendors = vendors::ALL.map(|known| known.name).join(", ");
        bail!("no case fits; the vendors are {vendors}");
    }
    if problems.is_empty() {
        return Ok(());
    }
    for problem in &problems {
        eprintln!("{problem}");
    }
    bail!("{} problems", problems.len())
}

/// Runs the cases on every core. Returns a line for each that failed.
fn play(known: Known, cases: &[(PathBuf, Case)]) -> Result<Vec<String>> {
    let schemas = known.schemas()?;
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((path, case)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let difference = match perform(path, case, known.make, &schemas) {
                        Ok(outcome) => outcome.failure(),
                        Err(error) => Some(format!("{error:#}")),
                    };
                    if let Some(difference) = difference {
                        let name = format!("{}/{}/{}", known.name, case.operation, case.name);
                        let mut failed = failed.lock().expect("nobody panics while holding it");
                        failed.push(format!("{name}: {difference}"));
                    }
                }
            });
        }
    });
    let mut failed = failed
        .into_inner()
        .expect("nobody panicked while holding it");
    failed.sort();
    Ok(failed)
}
