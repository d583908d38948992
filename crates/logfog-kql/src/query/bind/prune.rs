//! Which columns of a table need not be read.

use crate::ast::{Operator, OperatorKind};

/// For each operator, and for what comes behind the last one: whether from there on some operator
/// leaves only columns that are mentioned by name, before any asks for all that there are. `behind`
/// says it of what comes behind.
pub(super) fn narrowing(operators: &[Operator], behind: bool) -> Vec<bool> {
    let mut narrowed = vec![behind];
    for operator in operators.iter().rev() {
        let next = narrowed.last().copied().unwrap_or(behind);
        narrowed.push(!has_star(operator) && narrows(operator).unwrap_or(next));
    }
    narrowed.reverse();
    narrowed
}

/// Whether an operator leaves only columns that are mentioned, or asks for all; None if neither.
const fn narrows(operator: &Operator) -> Option<bool> {
    match &operator.kind {
        OperatorKind::Project(_)
        | OperatorKind::Summarize(_)
        | OperatorKind::Distinct(_)
        | OperatorKind::Count => Some(true),
        OperatorKind::GetSchema | OperatorKind::As(_) | OperatorKind::Other { .. } => Some(false),
        OperatorKind::Where(_)
        | OperatorKind::Extend(_)
        | OperatorKind::ProjectAway(_)
        | OperatorKind::ProjectKeep(_)
        | OperatorKind::ProjectRename(_)
        | OperatorKind::ProjectReorder(_)
        | OperatorKind::Parse(_)
        | OperatorKind::ParseKv(_)
        | OperatorKind::Print(_)
        | OperatorKind::Range(_)
        | OperatorKind::Sort(_)
        | OperatorKind::Take(_)
        | OperatorKind::Top { .. }
        | OperatorKind::Union(_)
        | OperatorKind::Join(_)
        | OperatorKind::Lookup(_)
        | OperatorKind::MvExpand(_)
        | OperatorKind::Sample(_)
        | OperatorKind::Serialize(_)
        | OperatorKind::Render(_) => None,
    }
}

/// Whether there is any `*` in it. One that multiplies costs no more than columns that nobody needs.
fn has_star(operator: &Operator) -> bool {
    operator.to_string().contains('*')
}
