//! What is to go wrong: asked for, listed, taken back.

mod latency;
mod plan;
mod resolve;
mod shown;
#[cfg(test)]
mod tests;

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{Response, StatusCode};
use logfog_kit::PlanView;
use logfog_model::{BadFault, Plan, Session};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::{
    latency::LatencyPlan,
    plan::{FaultPlan, MatchPlan, SchedulePlan, WhatPlan},
};
use crate::{
    BadPlan, Shared, answer,
    body::{self, BAD_BODY},
    error::Problem,
    query::{BAD_QUERY, Params},
    world::session,
};

/// Several plans, in the order in which they are tried.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FaultPlans {
    /// The first that fits a request is carried out.
    faults: Vec<FaultPlan>,
}

/// A plan, and how far it has come.
#[derive(Serialize, ToSchema)]
#[schema(as = PlannedFault)]
struct PlannedDto {
    /// What exchanges say in `fault_plan`.
    id: u64,
    #[serde(rename = "match")]
    when: MatchPlan,
    schedule: SchedulePlan,
    what: WhatPlan,
    /// How many requests have fitted `match`.
    seen: u64,
    /// How often it was carried out.
    fired: u64,
    /// How many more times it will be at most; `null` for always.
    #[schema(required)]
    left: Option<u64>,
}

#[derive(Serialize, ToSchema)]
struct PlannedFaults {
    /// In the order in which they are tried.
    faults: Vec<PlannedDto>,
}

impl From<&PlanView> for PlannedDto {
    fn from(view: &PlanView) -> Self {
        let FaultPlan {
            when,
            schedule,
            what,
        } = FaultPlan::from(&view.plan);
        Self {
            id: view.id,
            when,
            schedule,
            what,
            seen: view.seen,
            fired: view.fired,
            left: view.left,
        }
    }
}

/// The faults that are planned
///
/// With `session`, those that may befall it: its own, and those for every session. A plan that is used up
/// stays in the list until it is replaced or taken back.
#[utoipa::path(
    get,
    path = "/faults",
    operation_id = "list_faults",
    tag = "faults",
    params(("session" = Option<String>, Query, description = "Only what may befall this session")),
    responses(
        (status = 200, description = "The plans", body = PlannedFaults),
        (status = 400, description = BAD_QUERY, body = Problem),
    ),
)]
pub(crate) async fn list(
    State(admin): State<Shared>,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let session = named(&request)?;
    Ok(answer::ok(&listed(&admin, session.as_ref())))
}

/// Plans faults, in place of those that are planned
///
/// The first plan that fits a request is carried out, and one that is used up fits no longer: a list is
/// a sequence. With `session` the plans are for that session, and replace those that are for it; without,
/// they replace all.
#[utoipa::path(
    put,
    path = "/faults",
    operation_id = "set_faults",
    tag = "faults",
    params(("session" = Option<String>, Query, description = "Only for this session")),
    request_body = FaultPlans,
    responses(
        (status = 200, description = "They are planned", body = PlannedFaults),
        (status = 400, description = BAD_BODY, body = Problem),
    ),
)]
pub(crate) async fn set(
    State(admin): State<Shared>,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let session = session(&admin, &request)?;
    let FaultPlans { faults } = body::read(request).await?;
    let plans = faults.iter().enumerate().map(|(at, fault)| {
        let plan = fault.within(session.as_ref(), &admin.vendors);
        plan.map_err(|bad| bad.below(&format!("faults[{at}]")))
    });
    let plans: Vec<Plan> = plans.collect::<Result<_, _>>()?;
    // Each of them was looked at: all that can be missing is room.
    let set = admin.ctx.faults.set(session.as_ref(), plans);
    set.map_err(BadPlan::from)?;
    Ok(answer::ok(&listed(&admin, session.as_ref())))
}

/// Plans a fault, after those that are planned
#[utoipa::path(
    post,
    path = "/faults",
    operation_id = "add_fault",
    tag = "faults",
    params(("session" = Option<String>, Query, description = "Only for this session")),
    request_body = FaultPlan,
    responses(
        (status = 201, description = "It is planned", body = PlannedDto),
        (status = 400, description = BAD_BODY, body = Problem),
    ),
)]
pub(crate) async fn add(
    State(admin): State<Shared>,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let session = session(&admin, &request)?;
    let fault: FaultPlan = body::read(request).await?;
    let plan = fault.within(session.as_ref(), &admin.vendors)?;
    let planned = admin.ctx.faults.plan(plan.clone());
    let id = planned.map_err(BadPlan::from)?;
    let left = plan.schedule.times.map(u64::from);
    let view = PlanView {
        id,
        seen: 0,
        fired: 0,
        left: plan.when.nth.map(|_| 1).or(left),
        plan,
    };
    Ok(answer::json(StatusCode::CREATED, &PlannedDto::from(&view)))
}

/// Takes back what is planned
///
/// For the session, or all.
#[utoipa::path(
    delete,
    path = "/faults",
    operation_id = "clear_faults",
    tag = "faults",
    params(("session" = Option<String>, Query, description = "Only what is planned for this session")),
    responses(
        (status = 204, description = "Nothing of it is planned any longer"),
        (status = 400, description = BAD_QUERY, body = Problem),
    ),
)]
pub(crate) async fn clear(
    State(admin): State<Shared>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let session = named(&request)?;
    admin.ctx.faults.clear(session.as_ref());
    Ok(StatusCode::NO_CONTENT)
}

/// The session that is named; who only looks does not make it be there.
fn named(request: &Request) -> Result<Option<Session>, Problem> {
    Params::read(request.uri(), &["session"])?.session(request.headers())
}

fn listed(admin: &Shared, session: Option<&Session>) -> PlannedFaults {
    let views = admin.ctx.faults.list(session);
    PlannedFaults {
        faults: views.iter().map(PlannedDto::from).collect(),
    }
}

impl From<BadFault> for BadPlan {
    fn from(bad: BadFault) -> Self {
        Self::new(bad.at, bad.problem)
    }
}
