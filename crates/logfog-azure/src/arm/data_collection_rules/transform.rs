//! What becomes of a stream's columns on their way into a table.

use super::{super::Detail, faults::detail};
use crate::stream::Kind as ColumnType;

const NOT_SERVED: &str =
    "Transformations other than 'source' are not evaluated by this emulator yet.";

/// The columns that a transformation makes of those that a stream declares, or what is wrong with it.
///
/// Only `source`, which changes nothing, can be evaluated.
pub(super) fn transform(
    text: &str,
    declared: &[(String, ColumnType)],
    target: &str,
) -> Result<Vec<(String, ColumnType)>, Detail> {
    if text.trim() == "source" {
        return Ok(declared.to_vec());
    }
    Err(detail("InvalidTransformQuery", target, NOT_SERVED))
}
