//! `yandex.cloud.logging.v1.ExportService`. Exports are kept and shown: nothing is copied anywhere.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use logfog_kit::Document;

use crate::{
    auth::Permission,
    call::Call,
    generated::yandex::cloud::{
        logging::v1::{
            self as v1, CreateExportMetadata, CreateExportRequest, DeleteExportMetadata,
            DeleteExportRequest, ExportParams, GetExportRequest, ListExportOperationsRequest,
            ListExportOperationsResponse, ListExportsRequest, ListExportsResponse,
            RunExportDetails, RunExportMetadata, RunExportRequest, UpdateExportMetadata,
            UpdateExportRequest,
        },
        operation::Operation,
    },
    groups::{CLOUD_ID, LogGroup},
    long_running,
    managed::{
        self, Managed, Mask, access,
        list::{self, Asked},
    },
    methods::Methods,
    refusal::Refusal,
    services::sinks::Sink,
    time,
};

pub(super) fn methods(methods: &mut Methods) {
    methods.unary("yandex.cloud.logging.v1.ExportService/Get", get);
    methods.unary("yandex.cloud.logging.v1.ExportService/List", list);
    methods.operation("yandex.cloud.logging.v1.ExportService/Create", create);
    methods.operation("yandex.cloud.logging.v1.ExportService/Update", update);
    methods.operation("yandex.cloud.logging.v1.ExportService/Delete", delete);
    methods.operation("yandex.cloud.logging.v1.ExportService/Run", run);
    methods.unary(
        "yandex.cloud.logging.v1.ExportService/ListOperations",
        list_operations,
    );
    methods.unary(
        "yandex.cloud.logging.v1.ExportService/ListAccessBindings",
        access::list::<Export>,
    );
    methods.operation(
        "yandex.cloud.logging.v1.ExportService/SetAccessBindings",
        access::set::<Export>,
    );
    methods.operation(
        "yandex.cloud.logging.v1.ExportService/UpdateAccessBindings",
        access::update::<Export>,
    );
}

/// An export, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Export {
    id: String,
    folder_id: String,
    created_at: Timestamp,
    name: String,
    description: String,
    labels: BTreeMap<String, String>,
    group_id: String,
    sink_id: String,
    params: Option<Params>,
}

/// Which entries it copies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Params {
    resource_types: Vec<String>,
    resource_ids: Vec<String>,
    stream_names: Vec<String>,
    levels: Vec<i32>,
    filter: String,
}

impl Document for Export {
    const KIND: &'static str = "yandex.export";
}

impl Managed for Export {
    const TITLE: &'static str = "Export";

    fn id(&self) -> &str {
        &self.id
    }

    fn folder_id(&self) -> &str {
        &self.folder_id
    }

    fn name(&self) -> &str {
        &self.name
    }
}

impl Export {
    fn message(self) -> v1::Export {
        v1::Export {
            id: self.id,
            folder_id: self.folder_id,
            cloud_id: CLOUD_ID.into(),
            created_at: Some(time::milliseconds(self.created_at)),
            name: self.name,
            description: self.description,
            labels: self.labels,
            group_id: self.group_id,
            sink_id: self.sink_id,
            params: self.params.map(Params::message),
        }
    }
}

impl Params {
    fn new(params: ExportParams) -> Self {
        Self {
            resource_types: params.resource_types,
            resource_ids: params.resource_ids,
            stream_names: params.stream_names,
            levels: params.levels,
            filter: params.filter,
        }
    }

    fn message(self) -> ExportParams {
        ExportParams {
            resource_types: self.resource_types,
            resource_ids: self.resource_ids,
            stream_names: self.stream_names,
            levels: self.levels,
            filter: self.filter,
        }
    }
}

fn find(call: &mut Call<'_>, permission: Permission, id: &str) -> Result<Export, Refusal> {
    managed::find(call, permission, "export_id", id)
}

/// Both ends of an export are there.
fn ends(call: &mut Call<'_>, group_id: &str, sink_id: &str) -> Result<(), Refusal> {
    managed::find::<LogGroup>(call, Permission::View, "group_id", group_id)?;
    managed::find::<Sink>(call, Permission::View, "sink_id", sink_id)?;
    Ok(())
}

fn get(call: &mut Call<'_>, request: GetExportRequest) -> Result<v1::Export, Refusal> {
    let id = request.export_id;
    Ok(find(call, Permission::View, &id)?.message())
}

fn list(call: &mut Call<'_>, request: ListExportsRequest) -> Result<ListExportsResponse, Refusal> {
    let asked = Asked {
        page_size: request.page_size,
        page_token: request.page_token,
        filter: request.filter,
    };
    let (exports, next_page_token) = list::of_folder(call, &request.folder_id, &asked)?;
    Ok(ListExportsResponse {
        exports: exports.into_iter().map(Export::message).collect(),
        next_page_token,
    })
}

fn create(call: &mut Call<'_>, request: CreateExportRequest) -> Result<Operation, Refusal> {
    managed::folder(call, Permission::Edit, &request.folder_id)?;
    ends(call, &request.group_id, &request.sink_id)?;
    let export = Export {
        id: managed::id(call),
        folder_id: request.folder_id,
        created_at: call.now(),
        name: request.name,
        description: request.description,
        labels: request.labels,
        group_id: request.group_id,
        sink_id: request.sink_id,
        params: request.params.map(Params::new),
    };
    managed::name_is_free(call, &export)?;
    call.documents().put(&export.id, &export);
    let metadata = CreateExportMetadata {
        export_id: export.id.clone(),
    };
    Ok(long_running::start(
        call,
        "Create export",
        &metadata.export_id,
        &metadata,
        &export.message(),
    ))
}

fn update(call: &mut Call<'_>, request: UpdateExportRequest) -> Result<Operation, Refusal> {
    const FIELDS: [&str; 7] = [
        "name",
        "description",
        "labels",
        "group_id",
        "sink_id",
        "params",
        "export_id",
    ];
    let mut export = find(call, Permission::Edit, &request.export_id)?;
    let mask = Mask::read(call, request.update_mask, &FIELDS)?;
    mask.apply("name", &mut export.name, request.name);
    mask.apply("description", &mut export.description, request.description);
    mask.apply("labels", &mut export.labels, request.labels);
    mask.apply("group_id", &mut export.group_id, request.group_id);
    mask.apply("sink_id", &mut export.sink_id, request.sink_id);
    let params = request.params.map(Params::new);
    mask.apply("params", &mut export.params, params);
    ends(call, &export.group_id, &export.sink_id)?;
    managed::name_is_free(call, &export)?;
    call.documents().put(&export.id, &export);
    let metadata = UpdateExportMetadata {
        export_id: export.id.clone(),
    };
    Ok(long_running::start(
        call,
        "Update export",
        &metadata.export_id,
        &metadata,
        &export.message(),
    ))
}

fn delete(call: &mut Call<'_>, request: DeleteExportRequest) -> Result<Operation, Refusal> {
    let metadata = DeleteExportMetadata {
        export_id: request.export_id,
    };
    let id = &metadata.export_id;
    find(call, Permission::Edit, id)?;
    managed::remove::<Export>(call, id);
    Ok(long_running::start(
        call,
        "Delete export",
        id,
        &metadata,
        &(),
    ))
}

/// An export of its own, which is over at once. It is listed with the operations of its group.
fn run(call: &mut Call<'_>, request: RunExportRequest) -> Result<Operation, Refusal> {
    managed::find::<LogGroup>(call, Permission::Edit, "group_id", &request.group_id)?;
    managed::find::<Sink>(call, Permission::View, "sink_id", &request.sink_id)?;
    let metadata = RunExportMetadata {
        group_id: request.group_id.clone(),
        sink_id: request.sink_id.clone(),
        result_filename: request.result_filename.clone(),
    };
    let details = RunExportDetails {
        group_id: request.group_id,
        sink_id: request.sink_id,
        params: request.params,
        result_filename: request.result_filename,
        since: request.since,
        until: request.until,
    };
    let of = &metadata.group_id;
    Ok(long_running::start(
        call,
        "Run export",
        of,
        &metadata,
        &details,
    ))
}

fn list_operations(
    call: &mut Call<'_>,
    request: ListExportOperationsRequest,
) -> Result<ListExportOperationsResponse, Refusal> {
    let asked = Asked {
        page_size: request.page_size,
        page_token: request.page_token,
        filter: request.filter,
    };
    let id = &request.export_id;
    let (operations, next_page_token) = list::operations::<Export>(call, "export_id", id, &asked)?;
    Ok(ListExportOperationsResponse {
        operations,
        next_page_token,
    })
}
