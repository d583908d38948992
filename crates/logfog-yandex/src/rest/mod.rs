//! REST: the routes that the protos annotate, each leading to the same handler as its gRPC method.

mod request;
mod route;
#[cfg(test)]
mod tests;

use axum::body::Body;
use bytes::Bytes;
use http::{HeaderMap, Response, header::CONTENT_TYPE};
use logfog_kit::{Received, Told, body::Problem, told};
use logfog_model::Finding;
use prost::Message as _;
use prost_reflect::{DynamicMessage, MessageDescriptor};

use crate::{
    answers::Marks,
    answers_json,
    call::{Call, Message},
    grpc,
    methods::{Method, Served},
    refusal::Refusal,
    routes,
    rules::Rule,
};

pub(crate) use route::Routes;
use route::{Found, Matched};

/// Whether a request is one: not said to be gRPC, and not to a path that only gRPC has.
pub(crate) fn is_for(headers: &HeaderMap, path: &str) -> bool {
    let content_type = headers.get(CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    !grpc::is_grpc(content_type.unwrap_or_default()) && !names_a_method(path)
}

/// `/package.Service/Method`
fn names_a_method(path: &str) -> bool {
    let parts = path.strip_prefix('/').and_then(|path| path.split_once('/'));
    parts.is_some_and(|(service, method)| service.contains('.') && !method.contains('/'))
}

/// Serves a request.
pub(crate) fn answer(served: &Served, received: &Received) -> Response<Body> {
    let marks = Marks::new(&received.world.ids);
    let schema = &served.schema;
    let mut call = Call::new(served, received);
    let (method, answer) = match find(&mut call) {
        Err(refusal) => (None, Err(refusal)),
        Ok((method, matched)) => {
            let answer = serve(&mut call, method, &matched);
            (Some((method, matched.route)), answer)
        }
    };
    let answer = match answer {
        Ok(message) => answers_json::message(&marks, schema, &message),
        Err(refusal) => answers_json::refused(&marks, schema, &refusal),
    };
    let operation = method.map_or("", |(method, _)| method.operation.name);
    let mut explained = Told::new(operation, call.report.verdict(call.stored));
    if let Some((_, route)) = method.filter(|(method, _)| method.secret) {
        // What could not be read is not shown either.
        let json = |descriptor: &MessageDescriptor, shown: Bytes| {
            serde_json::to_vec(&decoded(descriptor, shown))
                .map_or_else(|_| Bytes::new(), Bytes::from)
        };
        let shown = call.shown.request.map(|shown| json(&route.input, shown));
        explained.request_body = Some(shown.unwrap_or_default());
        explained.answer_body = call.shown.answer.map(|shown| json(&route.output, shown));
    }
    told(answer, explained)
}

fn find<'a>(call: &mut Call<'a>) -> Result<(&'a Method, Matched<'a>), Refusal> {
    let (served, received) = (call.served, call.received);
    let (verb, path) = (&received.method, received.uri.path());
    let is_served = |route: &str| served.method(route).is_some();
    match served.schema.routes().find(verb, path, is_served) {
        Found::Route(matched) => {
            let method = served.method(&matched.route.method);
            Ok((method.expect("only what is served is found"), matched))
        }
        Found::OtherVerbs(verbs) => {
            let found = Finding::new(verb).expected(&verbs);
            let report = &mut call.report;
            Err(Refusal::fatal(report, Rule::RestMethod, "", found, verbs))
        }
        Found::Nothing => {
            let report = &mut call.report;
            Err(Refusal::fatal(report, Rule::RestPath, "", path, path))
        }
    }
}

fn serve(
    call: &mut Call<'_>,
    method: &Method,
    matched: &Matched<'_>,
) -> Result<DynamicMessage, Refusal> {
    let body = body(call)?;
    let query = call.received.uri.query().unwrap_or_default();
    let request = request::message(matched, query, &body).map_err(|mut bad| {
        if method.secret {
            // What is wrong with it may be quoted, and the journal keeps this text.
            bad.text = "this is no request".into();
        }
        Refusal::fatal(&mut call.report, bad.rule, &bad.at, &bad.text, &bad.text)
    })?;
    if !method.public {
        call.caller = routes::caller(call, method)?;
    }
    let bytes = Bytes::from(request.encode_to_vec());
    let held = bytes.len();
    let answer = method.serve(call, &Message { bytes, held })?;
    Ok(decoded(&matched.route.output, answer))
}

fn decoded(descriptor: &MessageDescriptor, answer: Bytes) -> DynamicMessage {
    let message = DynamicMessage::decode(descriptor.clone(), answer);
    message.expect("a handler answers with the message of its method")
}

/// The body, whole.
fn body(call: &mut Call<'_>) -> Result<Bytes, Refusal> {
    let payload = &call.received.payload;
    let cap = call.profile().request_bytes;
    match payload.problem {
        None => {}
        Some(Problem::TooLarge) => {
            return Err(grpc::too_large(&mut call.report, payload.sent, cap));
        }
        Some(Problem::CutShort | Problem::TimedOut) => {
            let (report, text) = (&mut call.report, "the body is cut short");
            return Err(Refusal::fatal(
                report,
                Rule::RestBody,
                "",
                payload.sent,
                text,
            ));
        }
    }
    if payload.bytes.len() > cap {
        grpc::refuse_size(&mut call.report, payload.bytes.len(), cap)?;
    }
    Ok(payload.bytes.clone())
}
