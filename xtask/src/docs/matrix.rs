use std::fmt::Write as _;

use anyhow::Result;
use logfog_kit::Settings;
use logfog_model::Basis;

use super::cell;
use crate::vendors;

const HEAD: &str = "\
<!-- Printed by `cargo xtask docs`. -->

# Conformance

What this project promises of each API, how well each promise is known, and which cases keep it.

Every demand of a vendor is a *rule* with a *basis*:

| basis | means |
|---|---|
| documented | the vendor's documentation states it |
| code | read in the vendor's or a client's code |
| observed | seen on the wire |
| inferred | follows from what is known, but nobody states it |
| chosen | nobody knows; this project chose, and says so |

Every rule has a case that breaks it, and every documented rule one that only just satisfies it. A case
is a file under `fixtures/`, sent over a real connection; it fails when the answer is not as promised,
and also when another rule was broken than the one it is about. Run them with `cargo xtask conformance`.
";

/// `docs/conformance.md`: what is served, how well it is known, and by what it is shown.
pub(super) fn page() -> Result<String> {
    let mut page = String::from(HEAD);
    for known in vendors::ALL {
        let vendor = known.default()?;
        let (rules, cases) = (vendor.rules(), known.cases()?);
        writeln!(page, "\n## {}\n", known.title)?;
        write!(page, "{} rules (", rules.len())?;
        let counts = Basis::ALL.map(|basis| {
            let count = rules.iter().filter(|rule| rule.basis == basis).count();
            format!("{count} {basis}")
        });
        writeln!(
            page,
            "{}), {} cases. [All rules](rules/{}.md).\n",
            counts.join(", "),
            cases.len(),
            known.name
        )?;
        writeln!(
            page,
            "| operation | wire | route | served | missing |\n|---|---|---|---|---|"
        )?;
        for operation in vendor.operations() {
            writeln!(
                page,
                "| {} | {} | `{}` | {} | {} |",
                operation.name,
                operation.wire.as_str(),
                cell(operation.route),
                operation.coverage.as_str(),
                cell(operation.coverage.gap()),
            )?;
        }
        writeln!(page, "\n| profile | stands for |\n|---|---|")?;
        for name in vendor.profile().known {
            let settings = Settings {
                profile: Some((*name).into()),
                set: Vec::new(),
            };
            let profile = (known.make)(&settings)?.profile();
            writeln!(page, "| `{name}` | {} |", cell(profile.stands_for))?;
        }
        writeln!(
            page,
            "\n| rule | basis | broken by | only just satisfied by |\n|---|---|---:|---:|"
        )?;
        for rule in rules {
            let broken = cases
                .iter()
                .filter(|(_, case)| case.rules.iter().any(|id| id == rule.id));
            let near = cases
                .iter()
                .filter(|(_, case)| case.near.iter().any(|id| id == rule.id));
            writeln!(
                page,
                "| `{}` | {} | {} | {} |",
                rule.id,
                rule.basis,
                broken.count(),
                near.count()
            )?;
        }
    }
    Ok(page)
}
