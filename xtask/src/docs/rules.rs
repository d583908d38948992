use std::{collections::BTreeMap, fmt::Write as _};

use anyhow::Result;
use logfog_conform::Case;
use logfog_kit::Settings;
use logfog_model::Basis;

use super::cell;
use crate::vendors::Known;

/// `docs/rules/<vendor>.md`: every rule with its evidence, and every profile's numbers.
pub(super) fn page(known: Known) -> Result<String> {
    let vendor = known.default()?;
    let cases = known.cases()?;
    let mut page = format!(
        "<!-- Printed by `cargo xtask docs`. -->\n\n# Rules of {}\n\n\
         An answer that breaks a rule carries its id in `x-logfog-rule`; \
         `GET /_logfog/v1/exchanges/ID/explain` says the rest. `--check RULE=warn` lets it pass, \
         `--check RULE=off` hides it.\n",
        known.title
    );
    for rule in vendor.rules() {
        writeln!(page, "\n## `{}`\n\n{}\n", rule.id, rule.demand)?;
        let read = match rule.basis {
            Basis::Chosen => String::new(),
            Basis::Documented | Basis::Code | Basis::Observed | Basis::Inferred => {
                format!(" (read {})", rule.read)
            }
        };
        writeln!(page, "- {}: {}{read}", rule.basis, rule.page)?;
        if !rule.hint.is_empty() {
            writeln!(page, "- hint: {}", rule.hint)?;
        }
        let named = |wanted: fn(&Case) -> &Vec<String>| {
            let fits = cases
                .iter()
                .filter(|(_, case)| wanted(case).iter().any(|id| id == rule.id));
            let names = fits.map(|(_, case)| {
                let path = format!("{}/{}/{}.http", known.name, case.operation, case.name);
                format!("[{}](../../fixtures/{path})", case.name)
            });
            names.collect::<Vec<_>>().join(", ")
        };
        for (what, names) in [
            ("broken by", named(|case| &case.rules)),
            ("only just satisfied by", named(|case| &case.near)),
        ] {
            if !names.is_empty() {
                writeln!(page, "- {what}: {names}")?;
            }
        }
    }
    profiles(&mut page, known)?;
    Ok(page)
}

/// One column a profile, one row a number.
fn profiles(page: &mut String, known: Known) -> Result<()> {
    let names = known.default()?.profile().known;
    let mut rows: BTreeMap<usize, (&str, Vec<String>)> = BTreeMap::new();
    for name in names {
        let settings = Settings {
            profile: Some((*name).into()),
            set: Vec::new(),
        };
        let values = (known.make)(&settings)?.profile().values;
        for (at, (key, value)) in values.into_iter().enumerate() {
            rows.entry(at).or_insert((key, Vec::new())).1.push(value);
        }
    }
    writeln!(page, "\n## Profiles\n\n| | {} |", names.join(" | "))?;
    writeln!(page, "|---|{}", "---|".repeat(names.len()))?;
    for (key, values) in rows.into_values() {
        let values: Vec<_> = values.iter().map(|value| cell(value)).collect();
        writeln!(page, "| {key} | {} |", values.join(" | "))?;
    }
    Ok(())
}
