//! The methods that say who has which role on something.

use logfog_kit::Document;

use crate::{
    auth::Permission,
    bindings::{AccessBindings, Binding},
    call::Call,
    generated::yandex::cloud::{
        access::{
            AccessBindingAction, ListAccessBindingsRequest, ListAccessBindingsResponse,
            SetAccessBindingsMetadata, SetAccessBindingsRequest, UpdateAccessBindingsMetadata,
            UpdateAccessBindingsRequest,
        },
        operation::Operation,
    },
    long_running,
    managed::{
        self, Managed,
        list::{self, Asked},
    },
    refusal::Refusal,
};

/// `ListAccessBindings` of a service.
pub(crate) fn list<T: Managed>(
    call: &mut Call<'_>,
    request: ListAccessBindingsRequest,
) -> Result<ListAccessBindingsResponse, Refusal> {
    let it: T = managed::find(call, Permission::View, "resource_id", &request.resource_id)?;
    let kept = call.documents().get::<AccessBindings>(it.id());
    let bindings = kept.unwrap_or_default().bindings.into_iter();
    let keyed = bindings.map(|binding| (binding.key(), binding.message()));
    let asked = Asked {
        page_size: request.page_size,
        page_token: request.page_token,
        filter: String::new(),
    };
    let (access_bindings, next_page_token) =
        list::page(call, AccessBindings::KIND, &asked, keyed.collect())?;
    Ok(ListAccessBindingsResponse {
        access_bindings,
        next_page_token,
    })
}

/// `SetAccessBindings` of a service.
pub(crate) fn set<T: Managed>(
    call: &mut Call<'_>,
    request: SetAccessBindingsRequest,
) -> Result<Operation, Refusal> {
    let resource_id = request.resource_id;
    let it: T = managed::find(call, Permission::Admin, "resource_id", &resource_id)?;
    let bindings = request.access_bindings.into_iter().map(Binding::new);
    let document = AccessBindings {
        bindings: bindings.collect(),
    };
    call.documents().put(it.id(), &document);
    let metadata = SetAccessBindingsMetadata { resource_id };
    let description = "Set access bindings";
    Ok(long_running::start(
        call,
        description,
        it.id(),
        &metadata,
        &(),
    ))
}

/// `UpdateAccessBindings` of a service.
pub(crate) fn update<T: Managed>(
    call: &mut Call<'_>,
    request: UpdateAccessBindingsRequest,
) -> Result<Operation, Refusal> {
    let resource_id = request.resource_id;
    let it: T = managed::find(call, Permission::Admin, "resource_id", &resource_id)?;
    let kept = call.documents().get::<AccessBindings>(it.id());
    let mut document = kept.unwrap_or_default();
    for delta in request.access_binding_deltas {
        let action = delta.action();
        let binding = Binding::new(delta.access_binding.unwrap_or_default());
        match action {
            AccessBindingAction::Add => {
                document.bindings.insert(binding);
            }
            AccessBindingAction::Remove => {
                document.bindings.remove(&binding);
            }
            AccessBindingAction::Unspecified => {}
        }
    }
    call.documents().put(it.id(), &document);
    let metadata = UpdateAccessBindingsMetadata { resource_id };
    let description = "Update access bindings";
    Ok(long_running::start(
        call,
        description,
        it.id(),
        &metadata,
        &(),
    ))
}
