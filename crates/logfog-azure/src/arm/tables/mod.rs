//! Tables of a workspace: Azure's own, and custom ones whose names end in `_CL`.

mod stored;

pub(crate) use stored::{Column, ColumnType, Plan, Table};
