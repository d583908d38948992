use axum::{
    Router,
    body::Body,
    extract::{FromRequestParts, Path, Request, State},
    middleware::{Next, from_fn},
    response::IntoResponse,
    routing::{get, post, put},
};
use http::{Method, Response, StatusCode, Uri, request::Parts};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Shared, answer, conformance, entries, error::Problem, exchanges, explain, export, faults,
    metrics, openapi::openapi, origin::Hosts, reset, sessions, tail, vendors, wait, world,
};

const TEXT: &str = "text/plain; charset=utf-8";
const PEM: &str = "application/x-pem-file";

/// What there is to ask for: in short what `openapi.json` says at length.
pub(crate) const ROUTES: [&str; 36] = [
    "GET /",
    "GET /livez",
    "GET /readyz",
    "GET /ready",
    "GET /version",
    "GET /metrics",
    "GET /ca.pem",
    "GET /openapi.json",
    "GET /conformance?vendor=",
    "GET /vendors",
    "GET /vendors/{vendor}/operations",
    "GET /vendors/{vendor}/rules",
    "GET /vendors/{vendor}/profile",
    "GET /exchanges?vendor=&session=&rule=&match=&limit=&after=",
    "GET /exchanges/{id}",
    "GET /exchanges/{id}/explain?format=json|text",
    "GET /entries?vendor=&session=&exchange=&match=&limit=&after=",
    "GET /entries/wait?count=&exactly=&match=&vendor=&session=&timeout=&quiet=",
    "POST /verify",
    "GET /tail?of=entries|exchanges&match=&vendor=&session=&after=",
    "GET /export?of=entries|exchanges&match=&vendor=&session=",
    "POST /reset?session=&only=",
    "POST /reset?all",
    "GET /sessions",
    "POST /sessions",
    "GET /sessions/{name}",
    "DELETE /sessions/{name}",
    "PUT /clock?session=",
    "PUT /policy?session=",
    "PUT /seed?session=",
    "PUT /state?session=",
    "GET /vendors/{vendor}/states",
    "GET /faults?session=",
    "PUT /faults?session=",
    "POST /faults?session=",
    "DELETE /faults?session=",
];

pub(crate) fn router(admin: Shared, hosts: Hosts) -> Router {
    let access = admin.about.access.clone();
    Router::new()
        .route("/", get(index))
        .route("/livez", get(live))
        .route("/readyz", get(serving))
        .route("/ready", get(ready))
        .route("/version", get(version))
        .route("/metrics", get(metrics::read))
        .route("/ca.pem", get(ca))
        .route("/openapi.json", get(document))
        .route("/conformance", get(conformance::read))
        .route("/vendors", get(vendors::list))
        .route("/vendors/{vendor}/operations", get(vendors::operations))
        .route("/vendors/{vendor}/rules", get(vendors::rules))
        .route("/vendors/{vendor}/profile", get(vendors::profile))
        .route("/vendors/{vendor}/states", get(vendors::states))
        .route("/exchanges", get(exchanges::list))
        .route("/exchanges/{id}", get(exchanges::one))
        .route("/exchanges/{id}/explain", get(explain::explain))
        .route("/entries", get(entries::list))
        .route("/entries/wait", get(wait::wait))
        .route("/verify", post(wait::verify))
        .route("/tail", get(tail::tail))
        .route("/export", get(export::export))
        .route("/reset", post(reset::reset))
        .route("/sessions", get(sessions::list).post(sessions::open))
        .route(
            "/sessions/{name}",
            get(sessions::one).delete(sessions::close),
        )
        .route("/clock", put(world::clock))
        .route("/policy", put(world::set_policy))
        .route("/seed", put(world::seed))
        .route("/state", put(world::state))
        .route(
            "/faults",
            get(faults::list)
                .put(faults::set)
                .post(faults::add)
                .delete(faults::clear),
        )
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .with_state(admin)
        .layer(from_fn(move |request: Request, next: Next| {
            // A stranger's page does not even learn whether a token is wanted.
            let allowed = hosts.check(&request);
            let allowed = allowed.and_then(|()| access.check(&request));
            async move {
                match allowed {
                    Ok(()) => next.run(request).await,
                    Err(problem) => problem.into_response(),
                }
            }
        }))
}

/// The one variable step of a path.
#[derive(Debug)]
pub(crate) struct Step(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Step {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(step)) => Ok(Self(step)),
            Err(_) => Err(no_such_path(parts.uri.path())),
        }
    }
}

#[derive(Serialize, ToSchema)]
struct Index {
    /// Method, path and names of parameters.
    #[schema(value_type = Vec<String>)]
    routes: &'static [&'static str],
}

/// What there is to ask for
#[utoipa::path(
    get,
    path = "/",
    operation_id = "list_routes",
    tag = "program",
    responses((status = 200, description = "All routes", body = Index)),
)]
pub(crate) async fn index() -> Response<Body> {
    answer::ok(&Index { routes: &ROUTES })
}

/// Whether the program lives
#[utoipa::path(
    get,
    path = "/livez",
    operation_id = "livez",
    tag = "program",
    responses(
        (status = 200, description = "It does", body = String, content_type = TEXT),
    ),
)]
pub(crate) async fn live() -> Response<Body> {
    answer::text(TEXT, "ok\n")
}

/// Whether the program serves
///
/// Whoever gets this answer has found one that does: there is nothing that comes later.
#[utoipa::path(
    get,
    path = "/readyz",
    operation_id = "readyz",
    tag = "program",
    responses(
        (status = 200, description = "It does", body = String, content_type = TEXT),
    ),
)]
pub(crate) async fn serving() -> Response<Body> {
    answer::text(TEXT, "ok\n")
}

/// What a client needs to know of this run
///
/// The text of the ready file: addresses, credentials, certificate and environment variables.
#[utoipa::path(
    get,
    path = "/ready",
    operation_id = "read_ready",
    tag = "program",
    responses((status = 200, description = "The ready file", body = Object)),
)]
pub(crate) async fn ready(State(admin): State<Shared>) -> Response<Body> {
    let mut ready = (admin.about.ready)();
    ready.push('\n');
    answer::text("application/json", ready)
}

#[derive(Serialize, ToSchema)]
struct Version<'a> {
    /// The program's version.
    logfog: &'a str,
    /// An id of this run.
    instance: &'a str,
}

/// Which program this is
#[utoipa::path(
    get,
    path = "/version",
    operation_id = "read_version",
    tag = "program",
    responses((status = 200, description = "Version and run", body = Version<'static>)),
)]
pub(crate) async fn version(State(admin): State<Shared>) -> Response<Body> {
    answer::ok(&Version {
        logfog: admin.about.version,
        instance: &admin.about.instance,
    })
}

/// Who signs the certificates
#[utoipa::path(
    get,
    path = "/ca.pem",
    operation_id = "read_ca",
    tag = "program",
    responses(
        (status = 200, description = "A certificate, in PEM", body = String, content_type = PEM),
    ),
)]
pub(crate) async fn ca(State(admin): State<Shared>) -> Response<Body> {
    answer::text(PEM, admin.about.tls.ca_pem().to_owned())
}

/// This document
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "read_openapi",
    tag = "program",
    responses((status = 200, description = "An OpenAPI 3.1 document", body = Object)),
)]
pub(crate) async fn document() -> Response<Body> {
    answer::text("application/json", openapi())
}

/// A path that is not in the table.
async fn unknown(uri: Uri) -> Problem {
    no_such_path(uri.path())
}

fn no_such_path(path: &str) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        format!("there is no `{path}` here"),
        ROUTES.join("; "),
        "See the list at /_logfog/v1.",
    )
}

async fn wrong_method(method: Method, uri: Uri) -> Problem {
    let path = uri.path();
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        format!("`{path}` does not answer to {method}"),
        "the method that the Allow header names",
        "What shows something is a GET; nothing that is a GET changes anything.",
    )
}
