//! What can be made to be the case with an id.

/// An id may do nothing.
pub(crate) const ID_BLOCKED: &str = "id_blocked";
/// There is no room for more entries of an id.
pub(crate) const STORAGE_FULL: &str = "storage_full";

/// Name and meaning.
pub(crate) const ALL: &[(&str, &str)] = &[
    (
        ID_BLOCKED,
        "The id, an address without its component, may do nothing: 403 for every command.",
    ),
    (
        STORAGE_FULL,
        "There is no room for more entries of the id: 500 for `Log`, and all else goes on.",
    ),
];
