//! What can be changed about a session's world while it is in use.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use logfog_kit::Ids;
use logfog_model::Session;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Shared, answer,
    body::{self, BAD_BODY},
    error::Problem,
    plan::{ClockPlan, StatePlan, policy},
    query::Params,
    span::Span,
};

/// Which session is meant: by query or header; all, and those to come, when neither names one.
pub(crate) fn session(admin: &Shared, request: &Request) -> Result<Option<Session>, Problem> {
    let params = Params::read(request.uri(), &["session"])?;
    let session = params.session(request.headers())?;
    if let Some(session) = &session {
        // It comes to be by being changed.
        admin.ctx.world(session);
    }
    Ok(session)
}

/// What was changed.
#[derive(Serialize, ToSchema)]
struct Changed<'a> {
    /// The session that was changed; `null` for all, and those to come.
    #[schema(required)]
    session: Option<&'a str>,
    /// What time it is there now.
    #[schema(format = DateTime)]
    now: String,
}

fn changed(admin: &Shared, session: Option<&Session>) -> Response<Body> {
    let now = match session {
        Some(session) => admin.ctx.world(session).now(),
        None => admin.ctx.sessions.defaults().clock.now(),
    };
    answer::ok(&Changed {
        session: session.map(Session::as_str),
        now: now.to_string(),
    })
}

/// Sets a clock
///
/// Tokens expire, windows pass, and whoever waits for the time is woken. `"system"`,
/// `{"fixed": "2026-11-01T12:00:00Z"}`, `{"offset": "-2h"}` or `{"advance": "90s"}`. The clock of the
/// session, or that of every session and of those to come.
#[utoipa::path(
    put,
    path = "/clock",
    operation_id = "set_clock",
    tag = "sessions",
    params(("session" = Option<String>, Query, description = "Only of this session")),
    request_body = ClockPlan,
    responses(
        (status = 200, description = "It is set", body = Changed<'static>),
        (status = 400, description = BAD_BODY, body = Problem),
    ),
)]
pub(crate) async fn clock(
    State(admin): State<Shared>,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let session = session(&admin, &request)?;
    let plan: ClockPlan = body::read(request).await?;
    admin
        .ctx
        .sessions
        .change(session.as_ref(), |world| match plan {
            ClockPlan::Advance(Span(by)) => world.clock.advance(by),
            ClockPlan::System | ClockPlan::Fixed(_) | ClockPlan::Offset(_) => {
                if let Ok(reading) = plan.reading() {
                    world.clock.set(reading);
                }
            }
        });
    Ok(changed(&admin, session.as_ref()))
}

/// Checks in place of those that were there.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PolicyPlan {
    /// `RULE=off|warn|deny`; `*` in RULE stands for anything, the last that fits decides. None of them
    /// stands for everything being enforced.
    checks: Vec<String>,
}

/// Sets a policy
///
/// Of the session, or of every session and of those to come. It holds for requests that come in later.
#[utoipa::path(
    put,
    path = "/policy",
    operation_id = "set_policy",
    tag = "sessions",
    params(("session" = Option<String>, Query, description = "Only of this session")),
    request_body = PolicyPlan,
    responses(
        (status = 200, description = "It is set", body = Changed<'static>),
        (status = 400, description = BAD_BODY, body = Problem),
    ),
)]
pub(crate) async fn set_policy(
    State(admin): State<Shared>,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let session = session(&admin, &request)?;
    let plan: PolicyPlan = body::read(request).await?;
    let policy = policy(&plan.checks, &admin.vendors)?;
    admin.ctx.sessions.change(session.as_ref(), |world| {
        world.policy = Arc::clone(&policy);
    });
    Ok(changed(&admin, session.as_ref()))
}

/// A seed for ids.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SeedPlan {
    /// The same seed gives the same ids again.
    seed: u64,
}

/// Starts ids anew
///
/// Request ids and tokens of the session, or of every session, come out as they do in every run with
/// this seed.
#[utoipa::path(
    put,
    path = "/seed",
    operation_id = "set_seed",
    tag = "sessions",
    params(("session" = Option<String>, Query, description = "Only of this session")),
    request_body = SeedPlan,
    responses(
        (status = 200, description = "It is set", body = Changed<'static>),
        (status = 400, description = BAD_BODY, body = Problem),
    ),
)]
pub(crate) async fn seed(
    State(admin): State<Shared>,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let session = session(&admin, &request)?;
    let SeedPlan { seed } = body::read(request).await?;
    admin.ctx.sessions.change(session.as_ref(), |world| {
        world.ids = Ids::seeded(seed);
    });
    Ok(changed(&admin, session.as_ref()))
}

/// Sets a state
///
/// Something that is the case with a vendor until it is changed: a licence used up, a group that is
/// being deleted. `GET /vendors/{vendor}/states` lists them.
#[utoipa::path(
    put,
    path = "/state",
    operation_id = "set_state",
    tag = "sessions",
    params(("session" = Option<String>, Query, description = "Only of this session")),
    request_body = StatePlan,
    responses(
        (status = 200, description = "It is set", body = Changed<'static>),
        (status = 400, description = BAD_BODY, body = Problem),
    ),
)]
pub(crate) async fn state(
    State(admin): State<Shared>,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let session = session(&admin, &request)?;
    let plan: StatePlan = body::read(request).await?;
    let (vendor, name) = plan.state(&admin.vendors)?;
    admin.ctx.sessions.change(session.as_ref(), |world| {
        world.put(vendor, plan.of.as_deref(), name);
    });
    Ok(changed(&admin, session.as_ref()))
}
