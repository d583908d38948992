use std::sync::Arc;

use axum::{Router, body::Body, extract::State, routing::post};
use bytes::Bytes;
use http::Response;
use logfog_kit::{Ctx, Received, store::Key};
use logfog_model::{Draft, Refused, Report};

use crate::{
    ID, LOGS, LOGS_INGEST, answers, auth,
    check::{Endpoint, check},
    destination::Places,
    keys::Keys,
    lens::Fields,
    payload,
    profile::Profile,
    rules::Rule,
};

pub(crate) const LOGS_PATH: &str = "/api/v1/logs";
const INGEST_PATH: &str = "/api/v1/logs-ingest";

#[derive(Clone)]
struct Served {
    profile: Arc<Profile>,
    ctx: Ctx,
}

pub(crate) fn router(profile: Profile, ctx: Ctx) -> Router {
    Router::new()
        .route(LOGS_PATH, post(logs))
        .route(INGEST_PATH, post(ingest))
        .fallback(no_such_path)
        .method_not_allowed_fallback(wrong_method)
        .with_state(Served {
            profile: Arc::new(profile),
            ctx,
        })
}

async fn logs(State(served): State<Served>, received: Received) -> Response<Body> {
    write(&served, &received, Endpoint::Logs, LOGS.name)
}

async fn ingest(State(served): State<Served>, received: Received) -> Response<Body> {
    write(&served, &received, Endpoint::Ingest, LOGS_INGEST.name)
}

async fn no_such_path(received: Received) -> Response<Body> {
    let mut report = received.report();
    // There is no other answer, whatever the policy says.
    report.insist(Rule::Path, "", received.uri.path());
    answers::no_such_path(report.verdict(0))
}

async fn wrong_method(received: Received) -> Response<Body> {
    let operation = if received.uri.path() == LOGS_PATH {
        LOGS.name
    } else {
        LOGS_INGEST.name
    };
    let mut report = received.report();
    report.insist(Rule::Method, "", &received.method);
    answers::wrong_method(operation, report.verdict(0))
}

fn write(
    served: &Served,
    received: &Received,
    endpoint: Endpoint,
    operation: &'static str,
) -> Response<Body> {
    let Served { profile, ctx } = served;
    let mut report = received.report();
    match drafts(served, received, endpoint, &mut report) {
        Err(Refused) => answers::refused(operation, profile, report),
        Ok((body, drafts)) => {
            let stored = ctx.commit(ID, received, body.len(), Arc::new(Fields), drafts);
            answers::stored(operation, report.verdict(stored))
        }
    }
}

fn drafts(
    Served { profile, ctx }: &Served,
    received: &Received,
    endpoint: Endpoint,
    report: &mut Report<'_, Rule>,
) -> Result<(Bytes, Vec<Draft>), Refused> {
    let (store, session) = (&*ctx.store, received.session());
    auth::check(received, Keys::new(store, session), report)?;
    let body = payload::read(&received.headers, &received.payload, profile, report)?;
    let declared = |kind, id: &str| {
        let key = Key {
            session: session.clone(),
            kind,
            id: id.to_owned(),
        };
        store.definition(&key).map(|(document, _)| document)
    };
    let places = Places {
        declared: &declared,
        state: &|id| received.world.state(ID, id),
    };
    let drafts = check(endpoint, &body, profile, &places, report)?;
    Ok((body, drafts))
}
