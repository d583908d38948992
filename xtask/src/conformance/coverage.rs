use std::path::PathBuf;

use logfog_conform::Case;
use logfog_kit::Vendor;
use logfog_model::Basis;

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
