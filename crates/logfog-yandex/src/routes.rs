use std::sync::Arc;

use axum::{Router, body::Body, routing::any};
use http::Response;
use logfog_kit::{Ctx, Received, Told, told};
use logfog_model::{Report, Scope};

use crate::{
    ID, WRITE,
    answers::{self, Marks},
    auth,
    check::{self, Written},
    groups,
    grpc::{self, Head},
    lens::Call,
    profile::Profile,
    refusal::Refusal,
    rules::Rule,
    states, tokens,
};

const SERVICES: [&str; 1] = ["yandex.cloud.logging.v1.LogIngestionService"];
const WRITE_PATH: &str = "/yandex.cloud.logging.v1.LogIngestionService/Write";

pub(crate) fn router(profile: &'static Profile, ctx: Ctx) -> Router {
    let write = async move |received: Received| answer_write(profile, &ctx, &received);
    let unknown = async move |received: Received| answer_unknown(&received);
    Router::new()
        .route(WRITE_PATH, any(write))
        .fallback(unknown)
}

fn answer_write(profile: &Profile, ctx: &Ctx, received: &Received) -> Response<Body> {
    let mut report = received.report();
    let marks = Marks::new(&received.world.ids);
    let (answer, stored) = match write(profile, ctx, received, &mut report) {
        Ok((written, stored)) => (answers::written(&marks, &written), stored),
        Err(refusal) => (answers::refused(&marks, &refusal), 0),
    };
    told(answer, Told::new(WRITE, report.verdict(stored)))
}

/// Stores what is good of a call. Returns what became of the entries, and how many were stored.
fn write(
    profile: &Profile,
    ctx: &Ctx,
    received: &Received,
    report: &mut Report<'_, Rule>,
) -> Result<(Written, usize), Refusal> {
    let head = head(received);
    grpc::check_head(head, report)?;
    let message = grpc::message(head, &received.payload, profile.request_bytes, report)?;
    let find = |token: &str| tokens::find(&*ctx.store, received.session(), token);
    auth::check(received.header("authorization"), find, received.at, report)?;
    let request = check::decode(&message.bytes, profile, report)?;
    check::request(&request, profile, report)?;
    let group = groups::resolve(ctx, &received.world, request.destination, report)?;
    states::check(&received.world, &group, report)?;
    let scope = Scope::new([
        ("log_group_id", group.id.into()),
        ("folder_id", group.folder_id.into()),
    ]);
    let now = received.at;
    let mut written = check::entries(&message.bytes, &request, profile, now, &scope, report)?;
    written.fail(&received.mishap.partial);
    let drafts = std::mem::take(&mut written.drafts);
    let call = Arc::new(Call::new(&message.bytes, &request, profile));
    let stored = ctx.commit(ID, received, message.held, call, drafts);
    Ok((written, stored))
}

fn answer_unknown(received: &Received) -> Response<Body> {
    let mut report = received.report();
    let head = head(received);
    let refusal = grpc::check_head(head, &mut report)
        .err()
        .unwrap_or_else(|| grpc::unknown(head, &SERVICES, &mut report));
    let answer = answers::refused(&Marks::new(&received.world.ids), &refusal);
    told(answer, Told::new("", report.verdict(0)))
}

fn head(received: &Received) -> Head<'_> {
    Head {
        method: received.method.as_str(),
        path: received.uri.path(),
        content_type: received.header("content-type"),
        encoding: received.header("grpc-encoding"),
    }
}
