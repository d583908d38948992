use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{Response, StatusCode};
use logfog_kit::{Minted, Reading, SessionView, World};
use logfog_model::{Check, Session};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Admin, Shared, answer,
    body::{self, BAD_BODY},
    dto::Object,
    error::Problem,
    plan::{BadPlan, Opened, SessionPlan},
    routes::Step,
};

/// When a session is answered with 404.
const NO_SESSION: &str = "There is no such session, or none any longer";

/// A session, and what its world is like.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
struct SessionDto {
    name: String,
    /// Whether it was opened; else it came to be by being named in a request.
    opened: bool,
    /// When it ends; `null` for the default session, which does not. One that was opened without a
    /// time of its own, or by being named, ends an hour after its last use.
    #[schema(required, format = DateTime)]
    expires_at: Option<String>,
    /// What time it is there.
    #[schema(format = DateTime)]
    now: String,
    /// `system`, `offset` or `fixed`.
    clock: &'static str,
    /// The checks of its policy, the last that fits decides.
    policy: Vec<String>,
    /// What has been made to be the case.
    states: Vec<StateDto>,
    /// How many entries are kept.
    entries: u64,
    /// How many exchanges are kept.
    exchanges: u64,
    /// How many of its entries were forgotten for want of room.
    evicted: u64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = State)]
struct StateDto {
    vendor: &'static str,
    state: &'static str,
    /// The resource that it is the case with; all when `null`.
    #[schema(required)]
    of: Option<String>,
}

impl SessionDto {
    fn new(admin: &Admin, view: &SessionView) -> Self {
        let World {
            session,
            clock,
            policy,
            states,
            ..
        } = &*view.world;
        let entries = admin.ctx.store.count(Some(session));
        let states = states.iter().map(|state| StateDto {
            vendor: state.vendor.as_str(),
            state: state.name,
            of: state.of.clone(),
        });
        Self {
            name: session.to_string(),
            opened: view.opened,
            expires_at: view.expires_at.map(|at| at.to_string()),
            now: clock.now().to_string(),
            clock: match clock.read() {
                Reading::Offset(by) if by.is_zero() => "system",
                Reading::Offset(_) => "offset",
                Reading::Fixed(_) => "fixed",
            },
            policy: policy.checks().map(check).collect(),
            states: states.collect(),
            entries: entries.entries,
            exchanges: admin.ctx.journal.count(Some(session)).entries,
            evicted: entries.evicted,
        }
    }
}

fn check((pattern, check): (&str, Check)) -> String {
    format!("{pattern}={}", check.as_str())
}

#[derive(Serialize, ToSchema)]
struct SessionList {
    /// By name.
    sessions: Vec<SessionDto>,
}

/// The sessions that there are
#[utoipa::path(
    get,
    path = "/sessions",
    operation_id = "list_sessions",
    tag = "sessions",
    responses((status = 200, description = "All sessions", body = SessionList)),
)]
pub(crate) async fn list(State(admin): State<Shared>) -> Response<Body> {
    admin.ctx.expire();
    // It is there before anybody uses it.
    admin.ctx.world(&Session::default());
    let sessions = admin.ctx.sessions.list();
    let sessions = sessions.iter().map(|view| SessionDto::new(&admin, view));
    answer::ok(&SessionList {
        sessions: sessions.collect(),
    })
}

/// A session, and what leads to it.
#[derive(Serialize, ToSchema)]
#[schema(as = WholeSession)]
struct One<'a> {
    #[serde(flatten)]
    session: SessionDto,
    /// The credentials that were made for it, by vendor; none unless it was opened.
    #[schema(value_type = HashMap<String, HashMap<String, String>>)]
    credentials: Object<&'static str, Object<&'static str, &'a str>>,
    /// Environment variables that the vendors' own clients read, with these credentials.
    #[schema(value_type = HashMap<String, String>)]
    env: Object<&'static str, String>,
}

/// One session
#[utoipa::path(
    get,
    path = "/sessions/{name}",
    operation_id = "read_session",
    tag = "sessions",
    params(("name" = String, Path, description = "The session's name")),
    responses(
        (status = 200, description = "The session", body = One<'static>),
        (status = 404, description = NO_SESSION, body = Problem),
    ),
)]
pub(crate) async fn one(
    State(admin): State<Shared>,
    name: Step,
) -> Result<Response<Body>, Problem> {
    admin.ctx.expire();
    let session = named(&name)?;
    let view = admin.ctx.sessions.get(&session);
    let view = view.ok_or_else(|| no_session(&name))?;
    Ok(answer::ok(&One {
        session: SessionDto::new(&admin, &view),
        credentials: credentials(&view.minted),
        env: Object(admin.env(&view.minted)),
    }))
}

fn credentials(minted: &Minted) -> Object<&'static str, Object<&'static str, &str>> {
    let vendors = minted.iter().map(|(vendor, pairs)| {
        let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
        (vendor.as_str(), Object(pairs.collect()))
    });
    Object(vendors.collect())
}

/// A session that was opened, and what leads to it.
#[derive(Serialize, ToSchema)]
struct OpenedSession<'a> {
    name: String,
    /// When it ends; `null` for the default session, which does not.
    #[schema(required, format = DateTime)]
    expires_at: Option<String>,
    /// Credentials that are good in this session alone, by vendor: a request that presents one is in
    /// the session without naming it.
    #[schema(value_type = HashMap<String, HashMap<String, String>>)]
    credentials: Object<&'static str, Object<&'static str, &'a str>>,
    /// Environment variables that the vendors' own clients read, with these credentials.
    #[schema(value_type = HashMap<String, String>)]
    env: Object<&'static str, String>,
}

/// Opens a session
///
/// A world of its own: entries, exchanges, resources, faults, clock, ids. A request is in the session
/// that its header or metadata `x-logfog-session` names; else in the one that its credential was made
/// for; else in the one that the first label of its host names, as in `s-NAME.localhost`.
#[utoipa::path(
    post,
    path = "/sessions",
    operation_id = "open_session",
    tag = "sessions",
    request_body = SessionPlan,
    responses(
        (status = 201, description = "It is open", body = OpenedSession<'static>),
        (status = 400, description = BAD_BODY, body = Problem),
        (status = 409, description = "There is a session of that name, or no room for more", body = Problem),
    ),
)]
pub(crate) async fn open(
    State(admin): State<Shared>,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let plan: SessionPlan = body::read(request).await?;
    let opened = plan.open(&admin.ctx, &admin.vendors)?;
    let Opened {
        view,
        credentials: minted,
    } = &opened;
    let opened = OpenedSession {
        name: view.world.session.to_string(),
        expires_at: view.expires_at.map(|at| at.to_string()),
        credentials: credentials(minted),
        env: Object(admin.env(minted)),
    };
    Ok(answer::json(StatusCode::CREATED, &opened))
}

/// Ends a session
///
/// Everything that it holds is freed, and its credentials are good no longer.
#[utoipa::path(
    delete,
    path = "/sessions/{name}",
    operation_id = "close_session",
    tag = "sessions",
    params(("name" = String, Path, description = "The session's name")),
    responses(
        (status = 204, description = "It is over"),
        (status = 404, description = NO_SESSION, body = Problem),
    ),
)]
pub(crate) async fn close(State(admin): State<Shared>, name: Step) -> Result<StatusCode, Problem> {
    let session = named(&name)?;
    if admin.ctx.close(&session) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(no_session(&name))
    }
}

impl Admin {
    /// The variables of all vendors, with the session's credentials in place of the well-known ones.
    fn env(&self, minted: &Minted) -> Vec<(&'static str, String)> {
        let mut env: Vec<(&'static str, String)> = Vec::new();
        for (id, at) in &self.about.addresses {
            let vendor = self.vendors.iter().find(|vendor| vendor.id() == *id);
            let Some(connection) = vendor.map(|vendor| vendor.connection(at)) else {
                continue;
            };
            let minted = minted.iter().find(|(of, _)| of == id);
            let minted = minted.map_or(&[][..], |(_, pairs)| pairs);
            for (name, value) in connection.env {
                let well_known = connection.credentials.iter();
                let mut same = well_known.filter(|(_, known)| *known == value);
                let own = same.find_map(|(known, _)| {
                    let pair = minted.iter().find(|(name, _)| name == known);
                    pair.map(|(_, own)| own.clone())
                });
                if !env.iter().any(|(there, _)| *there == name) {
                    env.push((name, own.unwrap_or(value)));
                }
            }
        }
        env
    }
}

fn named(Step(name): &Step) -> Result<Session, Problem> {
    name.parse().map_err(|_| no_session(&Step(name.clone())))
}

fn no_session(Step(name): &Step) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        format!("there is no session `{name}`"),
        "one that was opened or named, and whose time is not over",
        "See /_logfog/v1/sessions.",
    )
}

impl From<BadPlan> for Problem {
    fn from(bad: BadPlan) -> Self {
        let (status, hint) = if bad.conflict {
            (
                StatusCode::CONFLICT,
                "Choose another name, leave it out, or end the other one with DELETE.",
            )
        } else {
            (StatusCode::BAD_REQUEST, "See /_logfog/v1/openapi.json.")
        };
        Self::new(
            status,
            bad.to_string(),
            "a plan that can be carried out",
            hint,
        )
    }
}
