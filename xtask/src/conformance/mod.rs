//! Every case against every emulator: what is promised, is it kept, and is everything covered?

mod coverage;
mod explain;
mod levels;
mod live;
mod matrix;
mod print;

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use clap::{Args, Subcommand};
use levels::{Found, Level};
use logfog_conform::{Case, Gaps};
use logfog_properties::Config;
pub(crate) use matrix::{Counts, Matrix, Planted, Row, Survivor, committed};

use crate::vendors::{self, Known};

/// Every case, schema and property against every emulator, and the matrix of what they show.
#[derive(Debug, Default, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Conformance {
    #[command(subcommand)]
    command: Option<Command>,
    /// Only this vendor
    #[arg(long)]
    vendor: Option<String>,
    /// Only these levels
    #[arg(long, value_enum, value_delimiter = ',')]
    level: Vec<Level>,
    /// Payloads a property
    #[arg(long, value_name = "N")]
    cases: Option<u32>,
    /// Where the properties' chance starts: a number, or `random`
    #[arg(long, value_name = "N|random")]
    seed: Option<String>,
    /// Send the cases there instead: `http://HOST[:PORT][/PREFIX]` or `https://…`
    #[arg(long, value_name = "URL", requires = "vendor", conflicts_with_all = ["level", "cases", "seed"])]
    target: Option<String>,
    /// Of that target, trust just the authorities in this file
    #[arg(long, value_name = "PEM", requires = "target")]
    insecure_ca: Option<PathBuf>,
    /// TOML with `[credentials]`, `[denied]` and `[defaults]` of that target; $NAME is read from the
    /// environment
    #[arg(long, value_name = "FILE", requires = "target")]
    secrets: Option<PathBuf>,
    /// Send each case to that target in a session of its own: for targets that are logfog
    #[arg(long, requires = "target")]
    isolate: bool,
    /// Only cases and properties whose name contains this; coverage is then not judged
    filter: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What one case asks, what was promised, and what came
    Explain {
        /// Part of the case's path
        case: String,
    },
    /// Keep what a live target answers beside the cases, without secrets
    Record(live::Elsewhere),
    /// Compare what a live target answers with what is recorded
    Diff(live::Elsewhere),
}

pub(crate) fn run(conformance: &Conformance) -> Result<()> {
    match &conformance.command {
        Some(Command::Explain { case }) => explain::run(case),
        Some(Command::Record(elsewhere)) => elsewhere.record(),
        Some(Command::Diff(elsewhere)) => elsewhere.diff(),
        None => match conformance.elsewhere() {
            Some(elsewhere) => elsewhere.run(),
            None => conformance.run(),
        },
    }
}

impl Conformance {
    fn elsewhere(&self) -> Option<live::Elsewhere> {
        Some(live::Elsewhere {
            vendor: self.vendor.clone()?,
            target: self.target.clone()?,
            insecure_ca: self.insecure_ca.clone(),
            secrets: self.secrets.clone(),
            isolate: self.isolate,
            filter: self.filter.clone(),
        })
    }

    fn run(&self) -> Result<()> {
        let config = self.config()?;
        let whole = self.filter.is_none() && self.level.is_empty();
        let wanted = |known: &Known| self.vendor.as_deref().is_none_or(|name| name == known.name);
        let mut problems = Vec::new();
        let mut ran = 0;
        let head = ["vendor", "doc", "schema", "property", "known gaps"];
        let mut table = vec![head.map(str::to_owned)];
        for known in vendors::ALL.into_iter().filter(wanted) {
            let [doc, schema, property] = self.play(known, config)?;
            ran += doc.passed + schema.passed + property.passed;
            let cell = |found: &Found| match found.failed.len() {
                0 => format!("{} passed", found.passed),
                failed => format!("{} passed, {failed} FAILED", found.passed),
            };
            table.push([
                known.name.to_owned(),
                cell(&doc),
                cell(&schema),
                cell(&property),
                (doc.gaps + property.gaps).to_string(),
            ]);
            problems.extend(
                [doc, schema, property]
                    .into_iter()
                    .flat_map(|found| found.failed),
            );
            if whole {
                problems.extend(coverage::gaps(&*known.default()?, &known.cases()?));
                problems.extend(coverage::unknown(known)?);
                problems.extend(logfog_properties::unproven(known.name)?);
            }
        }
        if whole {
            let matrix = Matrix::gather()?;
            problems.extend(matrix.lost()?);
            let today = crate::today();
            let is_wanted = |name: &str| self.vendor.as_deref().is_none_or(|one| one == name);
            for row in matrix.rows.iter().filter(|row| is_wanted(row.vendor)) {
                println!("{}", row.line(today));
            }
            println!();
            for counts in matrix.vendors.iter().filter(|one| is_wanted(&one.vendor)) {
                println!("{}", counts.line());
            }
            println!();
        }
        print(&table);
        if ran == 0 && problems.is_empty() {
            let vendors = vendors::ALL.map(|known| known.name).join(", ");
            bail!("nothing fits; the vendors are {vendors}");
        }
        for problem in &problems {
            eprintln!("{problem}");
        }
        ensure!(problems.is_empty(), "{} problems", problems.len());
        Ok(())
    }

    /// Runs the levels that are asked for; the others find nothing.
    fn play(&self, known: Known, config: Config) -> Result<[Found; 3]> {
        let gaps = Gaps::read(&known.fixtures())?;
        let wants = |level: Level| self.level.is_empty() || self.level.contains(&level);
        let fits = |name: &str| {
            self.filter
                .as_deref()
                .is_none_or(|part| name.contains(part))
        };
        let [mut doc, mut schema, mut property] = <[Found; 3]>::default();
        if wants(Level::Doc) || wants(Level::Schema) {
            let cases = known.cases()?.into_iter();
            let cases: Vec<(PathBuf, Case)> = cases
                .filter(|(path, _)| fits(&path.to_string_lossy()))
                .collect();
            let found = levels::cases(known, &cases, &gaps)?;
            [doc, schema] = found;
        }
        if !wants(Level::Doc) {
            doc = Found::default();
        }
        if !wants(Level::Schema) {
            schema = Found::default();
        }
        if wants(Level::Property) {
            let mut all = logfog_properties::properties(known.name).unwrap_or_default();
            all.retain(|one| fits(&format!("{}/{}", known.name, one.name)));
            property = levels::properties(known, &all, config, &gaps);
        }
        Ok([doc, schema, property])
    }

    fn config(&self) -> Result<Config> {
        let default = Config::default();
        let seed = match self.seed.as_deref() {
            None => default.seed,
            Some("random") => None,
            Some(number) => Some(number.parse()?),
        };
        Ok(Config {
            cases: self.cases.unwrap_or(default.cases),
            seed,
        })
    }
}

/// Columns as wide as what is in them.
fn print(table: &[[String; 5]]) {
    let width = |column: usize| table.iter().map(|row| row[column].len()).max().unwrap_or(0);
    for row in table {
        let cells = row.iter().enumerate();
        let line: Vec<_> = cells
            .map(|(at, cell)| format!("{cell:<width$}", width = width(at)))
            .collect();
        println!("{}", line.join("  ").trim_end());
    }
}
