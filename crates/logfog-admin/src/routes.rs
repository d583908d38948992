use axum::{
    Router,
    body::Body,
    extract::{FromRequestParts, Path, Request, State},
    middleware::{Next, from_fn},
    response::IntoResponse,
    routing::{get, post},
};
use http::{HeaderMap, Method, Response, StatusCode, Uri, request::Parts};
use serde::Serialize;

use crate::{
    Shared, answer, entries, error::Problem, exchanges, explain, origin::Hosts, query::Params,
    vendors,
};

/// What there is to ask for.
const ROUTES: [&str; 15] = [
    "GET /livez",
    "GET /readyz",
    "GET /ready",
    "GET /version",
    "GET /ca.pem",
    "GET /vendors",
    "GET /vendors/{vendor}/operations",
    "GET /vendors/{vendor}/rules",
    "GET /vendors/{vendor}/profile",
    "GET /exchanges?vendor=&session=&rule=&limit=&after=",
    "GET /exchanges/{id}",
    "GET /exchanges/{id}/explain?format=json|text",
    "GET /entries?vendor=&session=&exchange=&limit=&after=",
    "POST /reset?session=",
    "POST /reset?all",
];

pub(crate) fn router(admin: Shared, hosts: Hosts) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/livez", get(alive))
        .route("/readyz", get(alive))
        .route("/ready", get(ready))
        .route("/version", get(version))
        .route("/ca.pem", get(ca))
        .route("/vendors", get(vendors::list))
        .route("/vendors/{vendor}/operations", get(vendors::operations))
        .route("/vendors/{vendor}/rules", get(vendors::rules))
        .route("/vendors/{vendor}/profile", get(vendors::profile))
        .route("/exchanges", get(exchanges::list))
        .route("/exchanges/{id}", get(exchanges::one))
        .route("/exchanges/{id}/explain", get(explain::explain))
        .route("/entries", get(entries::list))
        .route("/reset", post(reset))
        .fallback(unknown)
        .method_not_allowed_fallback(wrong_method)
        .with_state(admin)
        .layer(from_fn(move |request: Request, next: Next| {
            let allowed = hosts.check(&request);
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

#[derive(Serialize)]
struct Index {
    routes: [&'static str; ROUTES.len()],
}

async fn index() -> Response<Body> {
    answer::ok(&Index { routes: ROUTES })
}

/// Whoever gets this answer has found a program that serves: there is nothing that comes later.
async fn alive() -> Response<Body> {
    answer::text("text/plain; charset=utf-8", "ok\n")
}

async fn ready(State(admin): State<Shared>) -> Response<Body> {
    let mut ready = (admin.about.ready)();
    ready.push('\n');
    answer::text("application/json", ready)
}

#[derive(Serialize)]
struct Version<'a> {
    logfog: &'a str,
    instance: &'a str,
}

async fn version(State(admin): State<Shared>) -> Response<Body> {
    answer::ok(&Version {
        logfog: admin.about.version,
        instance: &admin.about.instance,
    })
}

async fn ca(State(admin): State<Shared>) -> Response<Body> {
    let pem = admin.about.tls.ca_pem().to_owned();
    answer::text("application/x-pem-file", pem)
}

#[derive(Serialize)]
struct Reset<'a> {
    /// `null` for all.
    session: Option<&'a str>,
}

async fn reset(
    State(admin): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let params = Params::read(&uri, &["session", "all"])?;
    let session = params.session(&headers)?;
    if let Some(all) = params.get("all")
        && !["", "1", "true"].contains(&all)
    {
        return Err(Problem::query(
            format!("`all={all}` does not say yes"),
            "`all` alone, or all=true",
            "Leave it out to mean the same, or name a session with `session=NAME`.",
        ));
    }
    if session.is_some() && params.get("all").is_some() {
        return Err(Problem::query(
            "`session` and `all` contradict each other",
            "one of them, or neither for all",
            "Leave one out.",
        ));
    }
    admin.ctx.store.reset(session.as_ref());
    admin.ctx.journal.reset(session.as_ref());
    if session.is_none() {
        admin.ctx.faults.clear();
    }
    let session = session.as_ref().map(logfog_model::Session::as_str);
    Ok(answer::ok(&Reset { session }))
}

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
        "What changes something is a POST, what shows something a GET.",
    )
}
