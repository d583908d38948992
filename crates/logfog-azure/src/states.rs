//! What can be made to be the case with a rule or a workspace.

/// A rule gets more than it may a minute.
pub(crate) const DCR_THROTTLED: &str = "dcr_throttled";
/// A workspace has taken all that it may today.
pub(crate) const WORKSPACE_CAPPED: &str = "workspace_capped";

/// A workspace has no data in it.
pub(crate) const WORKSPACE_EMPTY: &str = "workspace_empty";

/// Name and meaning.
pub(crate) const ALL: &[(&str, &str)] = &[
    (
        DCR_THROTTLED,
        "The data collection rule, named by its immutable id, has reached its limit per minute: 429.",
    ),
    (
        WORKSPACE_CAPPED,
        "The workspace, named by its id, has reached its daily cap: rows are taken with 204, and lost.",
    ),
    (
        WORKSPACE_EMPTY,
        "The workspace, named by its id, has never had data: every query is answered 204.",
    ),
];
