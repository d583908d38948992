use std::path::PathBuf;

use anyhow::Result;
use logfog_conform::{Case, Gaps};
use logfog_kit::Vendor;
use logfog_model::Basis;

use crate::vendors::Known;

/// What no case shows: a rule that nothing breaks, a documented one that nothing only just
/// satisfies, an operation without a case; and what a case says of rules that do not exist.
pub(super) fn gaps(vendor: &dyn Vendor, cases: &[(PathBuf, Case)]) -> Vec<String> {
    let rules = vendor.rules();
    let mut gaps = Vec::new();
    for rule in &rules {
        let id = rule.id;
        if !cases
            .iter()
            .any(|(_, case)| case.rules.iter().any(|broken| broken == id))
        {
            gaps.push(format!("{id}: no case breaks it"));
        }
        let near = |case: &Case| case.near.iter().any(|near| near == id);
        if rule.basis == Basis::Documented && !cases.iter().any(|(_, case)| near(case)) {
            gaps.push(format!(
                "{id}: documented, and no case only just satisfies it (`# near`)"
            ));
        }
    }
    for operation in vendor.operations() {
        if !cases
            .iter()
            .any(|(_, case)| case.operation == operation.name)
        {
            gaps.push(format!("{} {}: no case", vendor.id(), operation.name));
        }
    }
    for (path, case) in cases {
        for id in case.rules.iter().chain(&case.near) {
            if !rules.iter().any(|rule| rule.id == id) {
                gaps.push(format!("{}: there is no rule {id}", path.display()));
            }
        }
        if !vendor
            .operations()
            .iter()
            .any(|operation| operation.name == case.operation)
        {
            gaps.push(format!(
                "{}: there is no operation {}",
                path.display(),
                case.operation
            ));
        }
    }
    gaps
}

/// What `known-gaps.toml` lists and is neither a case nor a property.
pub(super) fn unknown(known: Known) -> Result<Vec<String>> {
    let cases = known.cases()?;
    let properties = logfog_properties::properties(known.name).unwrap_or_default();
    let is_known = |name: &str| {
        let mut names = cases
            .iter()
            .map(|(_, case)| format!("{}/{}", case.operation, case.name));
        names.any(|one| one == name) || properties.iter().any(|one| one.name == name)
    };
    let gaps = Gaps::read(&known.fixtures())?;
    let unknown = gaps.all.iter().filter(|gap| !is_known(&gap.case));
    let unknown = unknown.map(|gap| {
        format!(
            "{}: known-gaps.toml lists {}, which does not exist",
            known.name, gap.case
        )
    });
    Ok(unknown.collect())
}
