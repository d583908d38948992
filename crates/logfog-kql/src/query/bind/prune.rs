//! Which columns of a table need not be read.

use crate::ast::{Operator, OperatorKind};

/// Whether some operator leaves only columns that are mentioned by name, before any asks for all that
/// there are. `behind` says the same of what comes behind the last one.
pub(super) fn narrows(operators: &[Operator], behind: bool) -> bool {
    for operator in operators {
        if has_star(operator) {
            return false;
        }
        match &operator.kind {
            OperatorKind::Project(_)
            | OperatorKind::Summarize(_)
            | OperatorKind::Distinct(_)
            | OperatorKind::Count => return true,
            OperatorKind::GetSchema | OperatorKind::As(_) | OperatorKind::Other { .. } => {
                return false;
            }
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
            | OperatorKind::Render(_) => {}
        }
    }
    behind
}

/// Whether there is any `*` in it. One that multiplies costs no more than columns that nobody needs.
fn has_star(operator: &Operator) -> bool {
    operator.to_string().contains('*')
}
