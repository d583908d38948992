//! `yandex.cloud.logging.v1.SinkService`

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use logfog_kit::Document;

use crate::{
    auth::Permission,
    call::Call,
    generated::yandex::cloud::{
        logging::v1::{
            self as v1, CreateSinkMetadata, CreateSinkRequest, DeleteSinkMetadata,
            DeleteSinkRequest, GetSinkRequest, ListSinkOperationsRequest,
            ListSinkOperationsResponse, ListSinksRequest, ListSinksResponse, UpdateSinkMetadata,
            UpdateSinkRequest, create_sink_request, sink, update_sink_request,
        },
        operation::Operation,
    },
    groups::CLOUD_ID,
    long_running,
    managed::{
        self, Managed, Mask, access,
        list::{self, Asked},
    },
    methods::Methods,
    refusal::Refusal,
    time,
};

pub(super) fn methods(methods: &mut Methods) {
    methods.unary("yandex.cloud.logging.v1.SinkService/Get", get);
    methods.unary("yandex.cloud.logging.v1.SinkService/List", list);
    methods.operation("yandex.cloud.logging.v1.SinkService/Create", create);
    methods.operation("yandex.cloud.logging.v1.SinkService/Update", update);
    methods.operation("yandex.cloud.logging.v1.SinkService/Delete", delete);
    methods.unary(
        "yandex.cloud.logging.v1.SinkService/ListOperations",
        list_operations,
    );
    methods.unary(
        "yandex.cloud.logging.v1.SinkService/ListAccessBindings",
        access::list::<Sink>,
    );
    methods.operation(
        "yandex.cloud.logging.v1.SinkService/SetAccessBindings",
        access::set::<Sink>,
    );
    methods.operation(
        "yandex.cloud.logging.v1.SinkService/UpdateAccessBindings",
        access::update::<Sink>,
    );
}

/// A sink, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Sink {
    id: String,
    folder_id: String,
    created_at: Timestamp,
    name: String,
    description: String,
    labels: BTreeMap<String, String>,
    service_account_id: String,
    place: Option<Place>,
}

/// Where entries go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Place {
    Yds { stream_name: String },
    S3 { bucket: String, prefix: String },
}

impl Document for Sink {
    const KIND: &'static str = "yandex.sink";
}

impl Managed for Sink {
    const TITLE: &'static str = "Sink";

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

impl Sink {
    fn message(self) -> v1::Sink {
        v1::Sink {
            id: self.id,
            folder_id: self.folder_id,
            cloud_id: CLOUD_ID.into(),
            created_at: Some(time::milliseconds(self.created_at)),
            name: self.name,
            description: self.description,
            labels: self.labels,
            service_account_id: self.service_account_id,
            sink: self.place.map(Place::message),
        }
    }
}

impl Place {
    fn message(self) -> sink::Sink {
        match self {
            Self::Yds { stream_name } => sink::Sink::Yds(sink::Yds { stream_name }),
            Self::S3 { bucket, prefix } => sink::Sink::S3(sink::S3 { bucket, prefix }),
        }
    }
}

impl From<sink::Yds> for Place {
    fn from(sink::Yds { stream_name }: sink::Yds) -> Self {
        Self::Yds { stream_name }
    }
}

impl From<sink::S3> for Place {
    fn from(sink::S3 { bucket, prefix }: sink::S3) -> Self {
        Self::S3 { bucket, prefix }
    }
}

fn find(call: &mut Call<'_>, permission: Permission, id: &str) -> Result<Sink, Refusal> {
    managed::find(call, permission, "sink_id", id)
}

fn get(call: &mut Call<'_>, request: GetSinkRequest) -> Result<v1::Sink, Refusal> {
    let id = request.sink_id;
    Ok(find(call, Permission::View, &id)?.message())
}

fn list(call: &mut Call<'_>, request: ListSinksRequest) -> Result<ListSinksResponse, Refusal> {
    let asked = Asked {
        page_size: request.page_size,
        page_token: request.page_token,
        filter: request.filter,
    };
    let (sinks, next_page_token) = list::of_folder(call, &request.folder_id, &asked)?;
    Ok(ListSinksResponse {
        sinks: sinks.into_iter().map(Sink::message).collect(),
        next_page_token,
    })
}

fn create(call: &mut Call<'_>, request: CreateSinkRequest) -> Result<Operation, Refusal> {
    managed::folder(call, Permission::Edit, &request.folder_id)?;
    let place = request.sink.map(|place| match place {
        create_sink_request::Sink::Yds(yds) => yds.into(),
        create_sink_request::Sink::S3(s3) => s3.into(),
    });
    let sink = Sink {
        id: managed::id(call),
        folder_id: request.folder_id,
        created_at: call.now(),
        name: request.name,
        description: request.description,
        labels: request.labels,
        service_account_id: request.service_account_id,
        place,
    };
    managed::name_is_free(call, &sink)?;
    call.documents().put(&sink.id, &sink);
    let metadata = CreateSinkMetadata {
        sink_id: sink.id.clone(),
    };
    Ok(long_running::start(
        call,
        "Create sink",
        &metadata.sink_id,
        &metadata,
        &sink.message(),
    ))
}

fn update(call: &mut Call<'_>, request: UpdateSinkRequest) -> Result<Operation, Refusal> {
    const FIELDS: [&str; 7] = [
        "name",
        "description",
        "labels",
        "service_account_id",
        "yds",
        "s3",
        "sink_id",
    ];
    let mut sink = find(call, Permission::Edit, &request.sink_id)?;
    let mask = Mask::read(call, request.update_mask, &FIELDS)?;
    mask.apply("name", &mut sink.name, request.name);
    mask.apply("description", &mut sink.description, request.description);
    mask.apply("labels", &mut sink.labels, request.labels);
    let account = request.service_account_id;
    mask.apply("service_account_id", &mut sink.service_account_id, account);
    match request.sink {
        Some(update_sink_request::Sink::Yds(yds)) if mask.changes("yds", true) => {
            sink.place = Some(yds.into());
        }
        Some(update_sink_request::Sink::S3(s3)) if mask.changes("s3", true) => {
            sink.place = Some(s3.into());
        }
        Some(update_sink_request::Sink::Yds(_) | update_sink_request::Sink::S3(_)) | None => {}
    }
    managed::name_is_free(call, &sink)?;
    call.documents().put(&sink.id, &sink);
    let metadata = UpdateSinkMetadata {
        sink_id: sink.id.clone(),
    };
    Ok(long_running::start(
        call,
        "Update sink",
        &metadata.sink_id,
        &metadata,
        &sink.message(),
    ))
}

fn delete(call: &mut Call<'_>, request: DeleteSinkRequest) -> Result<Operation, Refusal> {
    let metadata = DeleteSinkMetadata {
        sink_id: request.sink_id,
    };
    let id = &metadata.sink_id;
    find(call, Permission::Edit, id)?;
    managed::remove::<Sink>(call, id);
    Ok(long_running::start(call, "Delete sink", id, &metadata, &()))
}

fn list_operations(
    call: &mut Call<'_>,
    request: ListSinkOperationsRequest,
) -> Result<ListSinkOperationsResponse, Refusal> {
    let asked = Asked {
        page_size: request.page_size,
        page_token: request.page_token,
        filter: request.filter,
    };
    let id = &request.sink_id;
    let (operations, next_page_token) = list::operations::<Sink>(call, "sink_id", id, &asked)?;
    Ok(ListSinkOperationsResponse {
        operations,
        next_page_token,
    })
}
