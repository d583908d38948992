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
    let name = name(&operator.kind);
    Error::semantic(
        operator.span,
        format!("Operator '{name}' is not supported in transformations"),
    )
    .with_hint(
        "There are where, extend, project, project-away, project-rename, parse, print and datatable.",
    )
}

/// The name of an operator.
pub(super) fn name(operator: &OperatorKind) -> &str {
    match operator {
        OperatorKind::Where(_) => "where",
        OperatorKind::Extend(_) => "extend",
        OperatorKind::Project(_) => "project",
        OperatorKind::ProjectAway(_) => "project-away",
        OperatorKind::ProjectKeep(_) => "project-keep",
        OperatorKind::ProjectRename(_) => "project-rename",
        OperatorKind::ProjectReorder(_) => "project-reorder",
        OperatorKind::Parse(parse) if parse.filter => "parse-where",
        OperatorKind::Parse(_) => "parse",
        OperatorKind::ParseKv(_) => "parse-kv",
        OperatorKind::Print(_) => "print",
        OperatorKind::Range(_) => "range",
        OperatorKind::Summarize(_) => "summarize",
        OperatorKind::Sort(_) => "sort",
        OperatorKind::Take(_) => "take",
        OperatorKind::Top { .. } => "top",
        OperatorKind::Distinct(_) => "distinct",
        OperatorKind::Count => "count",
        OperatorKind::Union(_) => "union",
        OperatorKind::Join(_) => "join",
        OperatorKind::Lookup(_) => "lookup",
        OperatorKind::MvExpand(_) => "mv-expand",
        OperatorKind::Sample(_) => "sample",
        OperatorKind::GetSchema => "getschema",
        OperatorKind::Serialize(_) => "serialize",
        OperatorKind::As(_) => "as",
        OperatorKind::Render(_) => "render",
        OperatorKind::Other { name, text: _ } => &name.text,
    }
}
