use std::sync::Arc;

use axum::{Router, body::Body};
use bytes::Bytes;
use http::{Response, request::Parts};
use logfog_kit::{Received, Told, World, told};
use logfog_model::Report;

use crate::{
    answers::{self, Marks},
    answers_json,
    auth::{self, Caller},
    bindings,
    call::Call,
    deadline,
    generated::google::rpc,
    grpc::{self, Head},
    methods::{Method, Served},
    plain,
    refusal::Refusal,
    rest,
    schema::Schema,
    tokens::IamToken,
};

/// A call that was not served because its time was over before it would have been answered.
pub(crate) fn overdue(
    operation: &'static str,
    schema: &Schema,
    to: &Parts,
    world: &World,
) -> Response<Body> {
    let mut report = Report::new(&world.policy);
    let refusal = deadline::exceeded(to, &mut report);
    let marks = Marks::new(&world.ids);
    let answer = failed(&marks, schema, answers::status(&marks, &refusal), to);
    told(answer, Told::new(operation, report.verdict(0)))
}

/// A request that failed without being served, in the words of what it came over.
pub(crate) fn failed(
    marks: &Marks,
    schema: &Schema,
    status: rpc::Status,
    to: &Parts,
) -> Response<Body> {
    let path = to.uri.path();
    if plain::is_for(&to.method, path) {
        answers::failed_plainly(&status)
    } else if rest::is_for(&to.headers, path) {
        answers_json::failed(marks, schema, &status)
    } else {
        answers::failed(marks, status)
    }
}

/// Every path leads here: which methods there are is for [`Served`] to know.
pub(crate) fn router(served: Served) -> Router {
    let served = Arc::new(served);
    Router::new().fallback(async move |received: Received| {
        if let Some(answer) = plain::answer(&served, &received) {
            answer
        } else if rest::is_for(&received.headers, received.uri.path()) {
            rest::answer(&served, &received)
        } else {
            answer(&served, &received)
        }
    })
}

/// Nothing but the metadata of an instance.
pub(crate) fn metadata(served: Served) -> Router {
    let served = Arc::new(served);
    Router::new().fallback(async move |received: Received| plain::metadata(&served, &received))
}

fn answer(served: &Served, received: &Received) -> Response<Body> {
    let marks = Marks::new(&received.world.ids);
    let method = served.method(received.uri.path());
    let mut call = Call::new(served, received);
    let answer = match serve(method, &mut call) {
        Ok(message) => answers::message(&marks, &message),
        Err(refusal) => answers::refused(&marks, &refusal),
    };
    let operation = method.map_or("", |method| method.operation.name);
    let mut explained = Told::new(operation, call.report.verdict(call.stored));
    if method.is_some_and(|method| method.secret) {
        // What could not be read is not shown either.
        let shown = call.shown.request.as_deref().map(grpc::frame);
        explained.request_body = Some(shown.unwrap_or_default());
        explained.answer_body = call.shown.answer.as_deref().map(grpc::frame);
    }
    told(answer, explained)
}

fn serve(method: Option<&Method>, call: &mut Call<'_>) -> Result<Bytes, Refusal> {
    let head = head(call.received);
    grpc::check_head(head, &mut call.report)?;
    let Some(method) = method else {
        let has_service = |service: &str| call.served.has_service(service);
        return Err(grpc::unknown(head, has_service, &mut call.report));
    };
    let cap = call.profile().request_bytes;
    let message = grpc::message(head, &call.received.payload, cap, &mut call.report)?;
    if !method.public {
        call.caller = caller(call, method)?;
    }
    method.serve(call, &message)
}

/// Who sent a call, by its header.
pub(crate) fn caller(call: &mut Call<'_>, of: &Method) -> Result<Caller, Refusal> {
    let documents = call.documents();
    let find = |token: &str| documents.get::<IamToken>(token);
    let authorization = call.received.header("authorization");
    if authorization.is_none() && !of.secret && bindings::let_strangers_in(documents) {
        return Ok(Caller::Stranger);
    }
    auth::caller(authorization, find, call.now(), &mut call.report)
}

fn head(received: &Received) -> Head<'_> {
    Head {
        method: received.method.as_str(),
        path: received.uri.path(),
        content_type: received.header("content-type"),
        encoding: received.header("grpc-encoding"),
        timeout: received.header(deadline::HEADER),
    }
}
