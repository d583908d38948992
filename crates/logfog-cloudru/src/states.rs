//! What can be made to be the case with a key, a project or a log group.

/// An account was not let into the preview.
pub(crate) const PREVIEW_NOT_GRANTED: &str = "preview_not_granted";
/// A project has used up what it may store.
pub(crate) const QUOTA_EXCEEDED: &str = "quota_exceeded";
/// The key's account may not write to a project.
pub(crate) const PROJECT_FORBIDDEN: &str = "project_forbidden";
/// A log group is not in use.
pub(crate) const LOG_GROUP_INACTIVE: &str = "log_group_inactive";

/// Name and meaning.
pub(crate) const ALL: &[(&str, &str)] = &[
    (
        PREVIEW_NOT_GRANTED,
        "The account of the key, named by the UUID that the key begins with, has no access to the preview: 403.",
    ),
    (
        QUOTA_EXCEEDED,
        "The project, named by its id, has used up its quota: 429.",
    ),
    (
        PROJECT_FORBIDDEN,
        "The key's account may not write to the project, named by its id: 403.",
    ),
    (
        LOG_GROUP_INACTIVE,
        "The log group, named by its id, is not active: 400.",
    ),
];
