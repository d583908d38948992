//! `yandex.cloud.logging.v1.LogGroupService`

use crate::{
    auth::{self, Permission},
    call::Call,
    generated::yandex::cloud::logging::v1::{GetLogGroupRequest, LogGroup},
    groups,
    methods::Methods,
    refusal::Refusal,
    rules::Rule,
};

pub(super) fn methods(methods: &mut Methods) {
    methods.unary("yandex.cloud.logging.v1.LogGroupService/Get", get);
}

fn get(call: &mut Call<'_>, request: GetLogGroupRequest) -> Result<LogGroup, Refusal> {
    auth::permit(call, Permission::View)?;
    let id = request.log_group_id;
    let group = groups::find(call.documents(), &id);
    let group = group.ok_or_else(|| call.missing(Rule::LogGroup, "/log_group_id", &id))?;
    Ok(group.message(call.world()))
}
