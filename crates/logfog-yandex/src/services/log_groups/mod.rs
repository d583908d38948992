//! `yandex.cloud.logging.v1.LogGroupService`

use jiff::SignedDuration;

use crate::{
    auth::Permission,
    call::Call,
    generated::yandex::cloud::{
        logging::v1::{
            CreateLogGroupMetadata, CreateLogGroupRequest, DeleteLogGroupMetadata,
            DeleteLogGroupRequest, GetLogGroupRequest, GetLogGroupStatsRequest,
            GetLogGroupStatsResponse, ListLogGroupsRequest, ListLogGroupsResponse,
            ListOperationsRequest, ListOperationsResponse, ListResourcesRequest,
            ListResourcesResponse, LogGroup, UpdateLogGroupMetadata, UpdateLogGroupRequest,
        },
        operation::Operation,
    },
    groups, long_running,
    managed::{
        self, Mask, access,
        list::{self, Asked},
    },
    methods::Methods,
    refusal::Refusal,
    rules::Rule,
    time,
};

mod stored;

pub(super) fn methods(methods: &mut Methods) {
    methods.unary("yandex.cloud.logging.v1.LogGroupService/Get", get);
    methods.unary("yandex.cloud.logging.v1.LogGroupService/Stats", stats);
    methods.unary("yandex.cloud.logging.v1.LogGroupService/List", list);
    methods.operation("yandex.cloud.logging.v1.LogGroupService/Create", create);
    methods.operation("yandex.cloud.logging.v1.LogGroupService/Update", update);
    methods.operation("yandex.cloud.logging.v1.LogGroupService/Delete", delete);
    methods.unary(
        "yandex.cloud.logging.v1.LogGroupService/ListResources",
        list_resources,
    );
    methods.unary(
        "yandex.cloud.logging.v1.LogGroupService/ListOperations",
        list_operations,
    );
    methods.unary(
        "yandex.cloud.logging.v1.LogGroupService/ListAccessBindings",
        access::list::<groups::LogGroup>,
    );
    methods.operation(
        "yandex.cloud.logging.v1.LogGroupService/SetAccessBindings",
        access::set::<groups::LogGroup>,
    );
    methods.operation(
        "yandex.cloud.logging.v1.LogGroupService/UpdateAccessBindings",
        access::update::<groups::LogGroup>,
    );
}

fn find(
    call: &mut Call<'_>,
    permission: Permission,
    id: &str,
) -> Result<groups::LogGroup, Refusal> {
    managed::find(call, permission, "log_group_id", id)
}

fn get(call: &mut Call<'_>, request: GetLogGroupRequest) -> Result<LogGroup, Refusal> {
    let id = request.log_group_id;
    let group = find(call, Permission::View, &id)?;
    Ok(group.message(call.world()))
}

fn stats(
    call: &mut Call<'_>,
    request: GetLogGroupStatsRequest,
) -> Result<GetLogGroupStatsResponse, Refusal> {
    let id = request.log_group_id;
    let group = find(call, Permission::View, &id)?;
    let (records, bytes) = stored::count(call, &group);
    Ok(GetLogGroupStatsResponse {
        log_group_id: group.id,
        bytes,
        records,
    })
}

fn list(
    call: &mut Call<'_>,
    request: ListLogGroupsRequest,
) -> Result<ListLogGroupsResponse, Refusal> {
    let asked = Asked {
        page_size: request.page_size,
        page_token: request.page_token,
        filter: request.filter,
    };
    let (groups, next_page_token) =
        list::of_folder::<groups::LogGroup>(call, &request.folder_id, &asked)?;
    let groups = groups.into_iter().map(|group| group.message(call.world()));
    Ok(ListLogGroupsResponse {
        groups: groups.collect(),
        next_page_token,
    })
}

fn create(call: &mut Call<'_>, request: CreateLogGroupRequest) -> Result<Operation, Refusal> {
    managed::folder(call, Permission::Edit, &request.folder_id)?;
    let group = groups::LogGroup {
        id: managed::id(call),
        folder_id: request.folder_id,
        name: request.name,
        description: request.description,
        labels: request.labels,
        created_at: Some(call.now()),
        retention: retention(call, request.retention_period)?,
        data_stream: request.data_stream,
        ..groups::LogGroup::default()
    };
    managed::name_is_free(call, &group)?;
    groups::has_room(call, "/folder_id")?;
    groups::keep(call.documents(), &group);
    let metadata = CreateLogGroupMetadata {
        log_group_id: group.id.clone(),
    };
    Ok(long_running::start(
        call,
        "Create log group",
        &metadata.log_group_id,
        &metadata,
        &group.message(call.world()),
    ))
}

fn update(call: &mut Call<'_>, request: UpdateLogGroupRequest) -> Result<Operation, Refusal> {
    const FIELDS: [&str; 6] = [
        "name",
        "description",
        "labels",
        "retention_period",
        "data_stream",
        // Some clients name it: it says which one.
        "log_group_id",
    ];
    let mut group = find(call, Permission::Edit, &request.log_group_id)?;
    let mask = Mask::read(call, request.update_mask, &FIELDS)?;
    mask.apply("name", &mut group.name, request.name);
    mask.apply("description", &mut group.description, request.description);
    mask.apply("labels", &mut group.labels, request.labels);
    mask.apply("data_stream", &mut group.data_stream, request.data_stream);
    let period = request.retention_period;
    if mask.changes("retention_period", period.is_some()) {
        group.retention = retention(call, period)?;
    }
    managed::name_is_free(call, &group)?;
    groups::keep(call.documents(), &group);
    let metadata = UpdateLogGroupMetadata {
        log_group_id: group.id.clone(),
    };
    Ok(long_running::start(
        call,
        "Update log group",
        &metadata.log_group_id,
        &metadata,
        &group.message(call.world()),
    ))
}

fn delete(call: &mut Call<'_>, request: DeleteLogGroupRequest) -> Result<Operation, Refusal> {
    let metadata = DeleteLogGroupMetadata {
        log_group_id: request.log_group_id,
    };
    let id = &metadata.log_group_id;
    find(call, Permission::Edit, id)?;
    managed::remove::<groups::LogGroup>(call, id);
    let description = "Delete log group";
    Ok(long_running::start(call, description, id, &metadata, &()))
}

fn list_resources(
    call: &mut Call<'_>,
    request: ListResourcesRequest,
) -> Result<ListResourcesResponse, Refusal> {
    let (id, kind) = (request.log_group_id, request.r#type);
    let group = find(call, Permission::View, &id)?;
    let resources = stored::resources(call, &group, &kind);
    Ok(ListResourcesResponse { resources })
}

fn list_operations(
    call: &mut Call<'_>,
    request: ListOperationsRequest,
) -> Result<ListOperationsResponse, Refusal> {
    let asked = Asked {
        page_size: request.page_size,
        page_token: request.page_token,
        filter: request.filter,
    };
    let (field, id) = ("log_group_id", &request.log_group_id);
    let (operations, next_page_token) =
        list::operations::<groups::LogGroup>(call, field, id, &asked)?;
    Ok(ListOperationsResponse {
        operations,
        next_page_token,
    })
}

/// The retention that is asked for; three days for nothing and for zero, of which the pages say
/// now this and now that: a choice.
fn retention(
    call: &mut Call<'_>,
    period: Option<prost_types::Duration>,
) -> Result<Option<SignedDuration>, Refusal> {
    const LEAST: SignedDuration = SignedDuration::from_hours(1);
    const MOST: SignedDuration = SignedDuration::from_hours(31 * 24);
    let period = time::signed(period.unwrap_or_default());
    if period.is_zero() {
        return Ok(None);
    }
    if !(LEAST..=MOST).contains(&period) {
        call.flawed(Rule::Retention, "retention_period", period.to_string())?;
    }
    Ok(Some(period))
}
