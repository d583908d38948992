//! `yandex.cloud.operation.OperationService`

use crate::{
    auth::{self, Permission},
    call::Call,
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
    permit::<LogGroup>(call, permission, &operation.of)?;
    permit::<Sink>(call, permission, &operation.of)?;
    permit::<Export>(call, permission, &operation.of)?;
    Ok(operation)
}

/// The caller may do so much with the one of this id, if that is there: of what is deleted nobody
/// knows who could.
fn permit<T: Managed>(
    call: &mut Call<'_>,
    permission: Permission,
    id: &str,
) -> Result<(), Refusal> {
    T::find(call.documents(), id).map_or(Ok(()), |it| auth::permit_on(call, permission, &it))
}
