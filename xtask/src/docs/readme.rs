use std::{fmt::Write as _, fs};

use anyhow::{Context as _, Result};
use logfog_model::Basis;

use super::cell;
use crate::{root, vendors};

const START: &str = "<!-- printed by `cargo xtask docs` -->\n";
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
        let served = vendor
            .operations()
            .iter()
            .map(|operation| match operation.coverage.gap() {
                "" => format!("`{}`", operation.name),
                _ => format!("`{}` ({})", operation.name, operation.coverage.as_str()),
            });
        let served = served.collect::<Vec<_>>().join(", ");
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
