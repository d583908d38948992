use prost_types::FieldMask;

use crate::{
    call::Call,
    refusal::{Refusal, quoted},
    rules::Rule,
};

/// Which fields an update changes. Without any it is all that are given: a choice.
#[derive(Debug)]
pub(crate) struct Mask(Vec<String>);

impl Mask {
    /// Reads one that names none but `known` fields.
    pub(crate) fn read(
        call: &mut Call<'_>,
        mask: Option<FieldMask>,
        known: &[&str],
    ) -> Result<Self, Refusal> {
        let paths = mask.unwrap_or_default().paths;
        if let Some(unknown) = paths.iter().find(|path| !known.contains(&path.as_str())) {
            call.flawed(Rule::UpdateMask, "update_mask", quoted(unknown))?;
        }
        Ok(Self(paths))
    }

    /// Whether a field changes that is given, or not.
    pub(crate) fn changes(&self, field: &str, given: bool) -> bool {
        if self.0.is_empty() {
            given
        } else {
            self.0.iter().any(|path| path == field)
        }
    }

    /// Changes a field.
    pub(crate) fn apply<T: Default + PartialEq>(&self, field: &str, there: &mut T, given: T) {
        if self.changes(field, given != T::default()) {
            *there = given;
        }
    }
}
