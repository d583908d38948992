//! What takes its time, where `operation_delay` says so.

use jiff::Timestamp;
use logfog_kit::Document;
use serde::{Deserialize, Serialize};

use super::{
    Refusal,
    call::{Call, Reply},
    envelope::written,
    kinds::Kind,
    routes::Verb,
    target::key,
};

/// Something that is being done.
#[derive(Debug, Serialize, Deserialize)]
struct Operation {
    id: String,
    name: String,
    started_at: Timestamp,
    done_at: Timestamp,
    /// What it says of itself until then.
    busy: Busy,
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Busy {
    InProgress,
    Deleting,
}

impl Busy {
    const fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "InProgress",
            Self::Deleting => "Deleting",
        }
    }
}

impl Document for Operation {
    const KIND: &'static str = "azure.operation";
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    id: &'a str,
    name: &'a str,
    status: &'static str,
    start_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Nothing>,
}

/// An object without members.
#[derive(Debug, Serialize)]
struct Nothing {}

impl Call<'_> {
    /// The answer to who has had something made: it is there, or soon will be.
    pub(super) fn created(&self, json: String) -> Reply {
        if self.delay.is_zero() {
            return Reply::Created(json);
        }
        Reply::Creating(json, self.begin(Busy::InProgress))
    }

    /// The answer to who has had something changed, or made that is never answered with 201.
    pub(super) fn changed(&self, json: String) -> Reply {
        if self.delay.is_zero() {
            return Reply::Done(json);
        }
        Reply::Accepted(self.begin(Busy::InProgress))
    }

    /// The answer to who has had something removed.
    pub(super) fn deleted(&self) -> Reply {
        if self.delay.is_zero() {
            return Reply::Empty;
        }
        Reply::Accepted(self.begin(Busy::Deleting))
    }

    /// Begins an operation, and says its name.
    fn begin(&self, busy: Busy) -> String {
        let name = self.received.world.ids.uuid().to_string();
        let id = self.status_id(&name);
        let done_at = self.now().saturating_add(self.delay);
        let operation = Operation {
            id: id.clone(),
            name: name.clone(),
            started_at: self.now(),
            done_at: done_at.unwrap_or(Timestamp::MAX),
            busy,
        };
        self.documents().put(&key(&id), &operation);
        name
    }

    /// Where to ask how far an operation has come.
    pub(crate) fn status_url(&self, name: &str) -> String {
        let host = self.received.host().unwrap_or("management.azure.com");
        format!(
            "https://{host}{}?api-version={}",
            self.status_id(name),
            self.api_version
        )
    }

    fn status_id(&self, name: &str) -> String {
        let subscription = format!("/subscriptions/{}", self.target.subscription);
        Kind::OperationStatus.id(&subscription, &["eastus".to_owned(), name.to_owned()])
    }
}

pub(super) fn serve(call: &mut Call<'_>, verb: &Verb) -> Result<Reply, Refusal> {
    match verb {
        Verb::Get => {
            let operation = call.get::<Operation>()?;
            let done = operation.done_at <= call.now();
            let view = View {
                id: &operation.id,
                name: &operation.name,
                status: if done {
                    "Succeeded"
                } else {
                    operation.busy.as_str()
                },
                start_time: written(operation.started_at),
                end_time: done.then(|| written(operation.done_at)),
                properties: (done && operation.busy == Busy::Deleting).then_some(Nothing {}),
            };
            Ok(Reply::Done(
                serde_json::to_string(&view).expect("texts are JSON"),
            ))
        }
        Verb::List | Verb::Head | Verb::Put | Verb::Patch | Verb::Delete | Verb::Action(_) => {
            Err(call.no_method())
        }
    }
}
