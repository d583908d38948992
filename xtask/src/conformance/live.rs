//! The same cases against anything that speaks a vendor's API.

use std::{env, fs, path::PathBuf};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use logfog_conform::{Case, Live, Replay, Replayed, Secrets, Target};

use crate::{vendors, vendors::Known};

/// Some other target than an emulator of this workspace.
#[derive(Debug, Default, Args)]
pub(super) struct Elsewhere {
    /// Whose API it speaks
    #[arg(long, required = true)]
    pub(super) vendor: String,
    /// `http://HOST[:PORT][/PREFIX]` or `https://…`
    #[arg(long, value_name = "URL", required = true)]
    pub(super) target: String,
    /// Trust just the authorities in this file
    #[arg(long, value_name = "PEM")]
    pub(super) insecure_ca: Option<PathBuf>,
    /// TOML with `[credentials]`, `[denied]` and `[defaults]` of the target; $NAME is read from the
    /// environment
    #[arg(long, value_name = "FILE")]
    pub(super) secrets: Option<PathBuf>,
    /// Send each case in a session of its own: for targets that are logfog
    #[arg(long)]
    pub(super) isolate: bool,
    /// Only cases whose path contains this
    pub(super) filter: Option<String>,
}

impl Elsewhere {
    fn open(&self) -> Result<(Replay, Vec<(PathBuf, Case)>)> {
        let known = vendors::ALL
            .into_iter()
            .find(|known: &Known| known.name == self.vendor);
        let known = known.with_context(|| {
            let names = vendors::ALL.map(|known| known.name).join(", ");
            format!("there is no vendor `{}`; there are: {names}", self.vendor)
        })?;
        let pem = match &self.insecure_ca {
            Some(path) => Some(fs::read(path).with_context(|| path.display().to_string())?),
            None => None,
        };
        let secrets = match &self.secrets {
            Some(path) => {
                let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
                Secrets::parse(&text, |name| env::var(name).ok())
                    .with_context(|| path.display().to_string())?
            }
            None => Secrets::default(),
        };
        let target = Target::parse(&self.target, pem.as_deref())?;
        let mut cases = known.cases()?;
        if let Some(part) = &self.filter {
            cases.retain(|(path, _)| path.to_string_lossy().contains(part.as_str()));
        }
        ensure!(!cases.is_empty(), "no case's path contains that");
        let replay = Replay::new(target, known.make, &secrets)?;
        Ok((replay.isolated(self.isolate), cases))
    }

    /// Reports how the target takes each case.
    pub(super) fn run(&self) -> Result<()> {
        let (replay, cases) = self.open()?;
        let (mut agree, mut differ, mut skipped) = (0, 0, 0);
        for (path, case) in &cases {
            let name = format!("{}/{}/{}", self.vendor, case.operation, case.name);
            match replay.case(path, case)? {
                Replayed::Agrees(_) => {
                    agree += 1;
                    println!("agree   {name}");
                }
                Replayed::Differs(difference, _) => {
                    differ += 1;
                    println!("DIFFER  {name}: {difference}");
                }
                Replayed::Skipped(reason) => {
                    skipped += 1;
                    println!("skipped {name}: {reason}");
                }
            }
        }
        println!("\n{agree} agree, {differ} differ, {skipped} skipped");
        ensure!(agree + differ > 0, "every case was skipped");
        ensure!(differ == 0, "the target differs in {differ} cases");
        Ok(())
    }

    /// Keeps what the target answers beside the cases.
    pub(super) fn record(&self) -> Result<()> {
        let (replay, cases) = self.open()?;
        let mut recorded = 0;
        for (path, case) in &cases {
            if let Some(live) = Live::record(&replay, path, case)? {
                live.save(path)?;
                recorded += 1;
            }
        }
        println!("{recorded} recorded, {} skipped", cases.len() - recorded);
        Ok(())
    }

    /// Compares what the target answers with what is recorded.
    pub(super) fn diff(&self) -> Result<()> {
        let (replay, cases) = self.open()?;
        let (mut same, mut other, mut unrecorded) = (0, 0, 0);
        for (path, case) in &cases {
            let Some(live) = Live::open(path)? else {
                unrecorded += 1;
                continue;
            };
            match live.difference(&replay, path, case)? {
                None => same += 1,
                Some(difference) => {
                    other += 1;
                    println!(
                        "{}/{}/{}: {difference}",
                        self.vendor, case.operation, case.name
                    );
                }
            }
        }
        println!("\n{same} as recorded, {other} changed, {unrecorded} without a recording");
        ensure!(same + other > 0, "nothing is recorded: `record` does it");
        ensure!(other == 0, "the target changed in {other} cases");
        Ok(())
    }
}
