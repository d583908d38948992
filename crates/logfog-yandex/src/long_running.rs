//! Operations: work that may take a while. What it does is done at once; only that it says so may
//! come later, by the session's clock.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use prost::Name;
use prost_types::Any;
use serde::{Deserialize, Serialize};
use tonic::Code;

use logfog_kit::Document;

use crate::{
    auth,
    call::Call,
    generated::{
        google::rpc,
        yandex::cloud::operation::{Operation, operation},
    },
    managed,
    refusal::Refusal,
    time,
};

/// An operation, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LongRunning {
    id: String,
    /// The group, sink or export that it changes.
    pub(crate) of: String,
    /// Later ones have larger numbers.
    pub(crate) number: u64,
    description: String,
    created_at: Timestamp,
    created_by: String,
    done_at: Timestamp,
    cancelled: bool,
    metadata: Packed,
    response: Packed,
}

impl Document for LongRunning {
    const KIND: &'static str = "yandex.operation";
}

/// An `Any`.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Packed {
    type_url: String,
    base64: String,
}

impl LongRunning {
    /// Whether it is, at this time.
    pub(crate) fn done(&self, now: Timestamp) -> bool {
        self.done_at <= now
    }

    /// Ends it, unless it is done.
    pub(crate) fn cancel(&mut self, now: Timestamp) {
        if !self.done(now) {
            self.done_at = now;
            self.cancelled = true;
        }
    }

    /// As it is shown at this time.
    pub(crate) fn message(self, now: Timestamp) -> Operation {
        let done = self.done(now);
        let modified_at = if done { self.done_at } else { self.created_at };
        let result = if self.cancelled {
            operation::Result::Error(rpc::Status {
                code: Code::Cancelled as i32,
                message: "The operation was cancelled".into(),
                details: Vec::new(),
            })
        } else {
            operation::Result::Response(self.response.any())
        };
        Operation {
            id: self.id,
            description: self.description,
            created_at: Some(time::milliseconds(self.created_at)),
            created_by: self.created_by,
            modified_at: Some(time::milliseconds(modified_at)),
            done,
            metadata: Some(self.metadata.any()),
            result: done.then_some(result),
        }
    }
}

impl Packed {
    fn new<M: Name>(message: &M) -> Self {
        Self {
            type_url: format!("type.googleapis.com/{}", M::full_name()),
            base64: STANDARD.encode(message.encode_to_vec()),
        }
    }

    fn any(self) -> Any {
        Any {
            type_url: self.type_url,
            // It was written by `new`.
            value: STANDARD.decode(self.base64).unwrap_or_default(),
        }
    }
}

/// Keeps the operation that has changed `of`.
pub(crate) fn start<M: Name, A: Name>(
    call: &Call<'_>,
    description: &str,
    of: &str,
    metadata: &M,
    response: &A,
) -> Operation {
    let now = call.now();
    let operation = LongRunning {
        id: managed::id(call),
        of: of.into(),
        number: call.received.exchange,
        description: description.into(),
        created_at: now,
        created_by: call.caller.account().into(),
        done_at: now
            .saturating_add(call.served.config.operation_delay)
            .unwrap_or(Timestamp::MAX),
        cancelled: false,
        metadata: Packed::new(metadata),
        response: Packed::new(response),
    };
    call.documents().put(&operation.id, &operation);
    operation.message(now)
}

/// Which operation an idempotency key stands for.
#[derive(Debug, Serialize, Deserialize)]
struct Repeatable {
    operation: String,
}

impl Document for Repeatable {
    const KIND: &'static str = "yandex.idempotency_key";
}

/// Does what a call asks for, unless its caller asked the same method for it with the same key.
pub(crate) fn once(
    call: &mut Call<'_>,
    route: &str,
    work: impl FnOnce(&mut Call<'_>) -> Result<Operation, Refusal>,
) -> Result<Operation, Refusal> {
    let (served, documents) = (call.served, call.documents());
    let _alone = served.changes.lock();
    let Some(key) = call.received.header("idempotency-key") else {
        return work(call);
    };
    let authorization = call.received.header("authorization");
    // Tokens change while a client tries again, accounts do not.
    let caller = match call.caller.account() {
        "" => authorization.and_then(auth::bearer).unwrap_or_default(),
        account => account,
    };
    let key = format!("{route} {caller} {key}");
    let before = documents.get::<Repeatable>(&key);
    if let Some(before) = before.and_then(|it| documents.get::<LongRunning>(&it.operation)) {
        return Ok(before.message(call.now()));
    }
    let operation = work(call)?;
    let document = Repeatable {
        operation: operation.id.clone(),
    };
    documents.put(&key, &document);
    Ok(operation)
}
