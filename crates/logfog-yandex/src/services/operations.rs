//! `yandex.cloud.operation.OperationService`

use crate::{
    auth::{self, Permission},
    call::Call,
    documents::Documents,
    generated::yandex::cloud::operation::{CancelOperationRequest, GetOperationRequest, Operation},
    groups::LogGroup,
    long_running::LongRunning,
    managed::{self, Managed},
    methods::Methods,
    refusal::Refusal,
    rules::Rule,
    services::{exports::Export, sinks::Sink},
};

pub(super) fn methods(methods: &mut Methods) {
    methods.unary("yandex.cloud.operation.OperationService/Get", get);
    methods.unary("yandex.cloud.operation.OperationService/Cancel", cancel);
}

fn get(call: &mut Call<'_>, request: GetOperationRequest) -> Result<Operation, Refusal> {
    let id = request.operation_id;
    let operation = find(call, Permission::View, &id)?;
    Ok(operation.message(call.now()))
}

/// What it has done stays as it is: it only ends otherwise.
fn cancel(call: &mut Call<'_>, request: CancelOperationRequest) -> Result<Operation, Refusal> {
    let (id, now) = (request.operation_id, call.now());
    let operation = find(call, Permission::Edit, &id)?;
    if operation.done(now) {
        call.refuse(Rule::Cancellable, "/operation_id", "a done one", &id)?;
    }
    let cancelled = call
        .documents()
        .change(&id, |it: &mut LongRunning| it.cancel(now));
    Ok(cancelled.unwrap_or(operation).message(now))
}

fn find(call: &mut Call<'_>, permission: Permission, id: &str) -> Result<LongRunning, Refusal> {
    auth::permit_anywhere(call, permission)?;
    let operation = call.documents().get(id);
    let operation: LongRunning =
        operation.ok_or_else(|| managed::missing(call, "operation_id", "Operation", id))?;
    if let Some(folder) = folder_of(call.documents(), &operation.of) {
        auth::permit(call, permission, &folder)?;
    }
    Ok(operation)
}

/// The folder of what an operation changed; nobody knows of what is deleted.
fn folder_of(documents: Documents<'_>, id: &str) -> Option<String> {
    fn folder<T: Managed>(documents: Documents<'_>, id: &str) -> Option<String> {
        T::find(documents, id).map(|it| it.folder_id().to_owned())
    }
    folder::<LogGroup>(documents, id)
        .or_else(|| folder::<Sink>(documents, id))
        .or_else(|| folder::<Export>(documents, id))
}
