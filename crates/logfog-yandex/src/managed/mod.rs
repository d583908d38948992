//! What log groups, sinks and exports have in common.

pub(crate) mod access;
pub(crate) mod list;
mod mask;

pub(crate) use mask::Mask;

use logfog_kit::{Document, Documents};

use crate::{
    auth::{self, Permission},
    bindings::AccessBindings,
    call::Call,
    groups,
    refusal::{Refusal, quoted},
    rules::Rule,
};

/// A log group, a sink or an export.
pub(crate) trait Managed: Document {
    /// What texts call one.
    const TITLE: &'static str;

    fn id(&self) -> &str;
    fn folder_id(&self) -> &str;
    /// Empty when it has none.
    fn name(&self) -> &str;

    /// The one of this id.
    fn find(documents: Documents<'_>, id: &str) -> Option<Self> {
        documents.get(id)
    }

    /// All of them.
    fn all(documents: Documents<'_>) -> Vec<Self> {
        let all = documents.all().into_iter();
        all.map(|(_, document)| document).collect()
    }

    /// Removes the one of this id.
    fn remove(documents: Documents<'_>, id: &str) {
        documents.remove::<Self>(id);
    }
}

/// An id that is free.
pub(crate) fn id(call: &Call<'_>) -> String {
    format!("e23{}", call.world().ids.token(17))
}

/// The one of this id, which is in this field, for a caller who may do so much with it.
pub(crate) fn find<T: Managed>(
    call: &mut Call<'_>,
    permission: Permission,
    field: &str,
    id: &str,
) -> Result<T, Refusal> {
    auth::permit_anywhere(call, permission)?;
    let found = T::find(call.documents(), id);
    let found = found.ok_or_else(|| missing(call, field, T::TITLE, id))?;
    auth::permit_on(call, permission, &found)?;
    Ok(found)
}

/// There is a folder of this id, for a caller who may do so much in it.
pub(crate) fn folder(call: &mut Call<'_>, permission: Permission, id: &str) -> Result<(), Refusal> {
    auth::permit_anywhere(call, permission)?;
    if groups::has_folder(call.documents(), id) {
        return auth::permit(call, permission, id);
    }
    Err(missing(call, "folder_id", "Folder", id))
}

/// There is nothing of this id, which is in this field.
pub(crate) fn missing(call: &mut Call<'_>, field: &str, title: &str, id: &str) -> Refusal {
    let refusal = call.missing(Rule::Exists, &format!("/{field}"), id);
    Refusal {
        subject: format!("{title} {id}"),
        ..refusal
    }
}

/// Removes what is kept under this id, and who may what with it.
pub(crate) fn remove<T: Managed>(call: &Call<'_>, id: &str) {
    T::remove(call.documents(), id);
    call.documents().remove::<AccessBindings>(id);
}

/// No other one of its folder has its name.
pub(crate) fn name_is_free<T: Managed>(call: &mut Call<'_>, of: &T) -> Result<(), Refusal> {
    let name = of.name();
    let same = |other: &T| {
        other.id() != of.id() && other.folder_id() == of.folder_id() && other.name() == name
    };
    if name.is_empty() || !T::all(call.documents()).iter().any(same) {
        return Ok(());
    }
    let subject = format!("{} with name {name}", T::TITLE);
    call.refuse(Rule::NameFree, "/name", &quoted(name), subject)
}
