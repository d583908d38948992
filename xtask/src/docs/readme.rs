use std::{fmt::Write as _, fs};

use anyhow::{Context as _, Result};
use logfog_model::{Basis, Operation};

use super::cell;
use crate::{root, vendors};

const START: &str = "<!-- printed by `cargo xtask docs` -->\n";
/// So many operations are named.
const MOST: usize = 12;
const END: &str = "<!-- end -->\n";

/// `README.md` with its table made anew, and nothing else changed.
pub(super) fn page() -> Result<String> {
    let readme = fs::read_to_string(root().join("README.md"))?;
    let (before, rest) = readme
        .split_once(START)
        .context("README.md marks its table")?;
    let (_, after) = rest
        .split_once(END)
        .context("README.md marks the end of its table")?;
    Ok(format!("{before}{START}{}{END}{after}", table()?))
}

fn table() -> Result<String> {
    let mut table = String::from(
        "| vendor | served | rules | documented | cases |\n|---|---|---:|---:|---:|\n",
    );
    for known in vendors::ALL {
        let vendor = known.default()?;
        let served = served(vendor.operations());
        let rules = vendor.rules();
        let documented = rules
            .iter()
            .filter(|rule| rule.basis == Basis::Documented)
            .count();
        let (all, cases) = (rules.len(), known.cases()?.len());
        let page = format!("[{}](docs/rules/{}.md)", known.title, known.name);
        writeln!(
            table,
            "| {page} | {} | {all} | {documented} | {cases} |",
            cell(&served)
        )?;
    }
    Ok(table)
}

/// The names of the operations; their number where there are too many for a cell.
fn served(operations: &[Operation]) -> String {
    let is_partial = |operation: &&Operation| !operation.coverage.gap().is_empty();
    if operations.len() > MOST {
        let partial = operations.iter().filter(is_partial).count();
        return format!("{} operations ({partial} partial)", operations.len());
    }
    let names = operations.iter().map(|operation| {
        let partial = if is_partial(&operation) {
            format!(" ({})", operation.coverage.as_str())
        } else {
            String::new()
        };
        format!("`{}`{partial}", operation.name)
    });
    names.collect::<Vec<_>>().join(", ")
}
