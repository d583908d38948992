//! Which operators a transformation can have. Each record is transformed alone, so whatever needs
//! several rows or makes several of one is refused.

use crate::{
    Error,
    ast::{Operator, OperatorKind},
};

/// Whether it can stand in front, without rows.
pub(super) const fn is_source(operator: &OperatorKind) -> bool {
    matches!(operator, OperatorKind::Print(_))
}

/// Whether it makes at most one row of one.
pub(super) const fn is_known(operator: &OperatorKind) -> bool {
    matches!(
        operator,
        OperatorKind::Where(_)
            | OperatorKind::Extend(_)
            | OperatorKind::Project(_)
            | OperatorKind::ProjectAway(_)
            | OperatorKind::ProjectKeep(_)
            | OperatorKind::ProjectRename(_)
            | OperatorKind::ProjectReorder(_)
            | OperatorKind::Parse(_)
            | OperatorKind::ParseKv(_)
            | OperatorKind::Print(_)
    )
}

/// Whether the documentation does not have it.
pub(super) const fn is_unlisted(operator: &OperatorKind) -> bool {
    match operator {
        OperatorKind::Parse(parse) => parse.filter,
        OperatorKind::ProjectKeep(_) | OperatorKind::ProjectReorder(_) => true,
        OperatorKind::Where(_)
        | OperatorKind::Extend(_)
        | OperatorKind::Project(_)
        | OperatorKind::ProjectAway(_)
        | OperatorKind::ProjectRename(_)
        | OperatorKind::ParseKv(_)
        | OperatorKind::Print(_)
        | OperatorKind::Range(_)
        | OperatorKind::Summarize(_)
        | OperatorKind::Sort(_)
        | OperatorKind::Take(_)
        | OperatorKind::Top { .. }
        | OperatorKind::Distinct(_)
        | OperatorKind::Count
        | OperatorKind::Union(_)
        | OperatorKind::Join(_)
        | OperatorKind::Lookup(_)
        | OperatorKind::MvExpand(_)
        | OperatorKind::Sample(_)
        | OperatorKind::GetSchema
        | OperatorKind::Serialize(_)
        | OperatorKind::As(_)
        | OperatorKind::Render(_)
        | OperatorKind::Other { .. } => false,
    }
}

/// That an operator is refused.
pub(super) fn operator(operator: &Operator) -> Error {
    let name = operator.kind.name();
    Error::semantic(
        operator.span,
        format!("Operator '{name}' is not supported in transformations"),
    )
    .with_hint(
        "There are where, extend, project, project-away, project-rename, parse, print and datatable.",
    )
}
