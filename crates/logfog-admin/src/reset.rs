use axum::{body::Body, extract::State};
use http::{HeaderMap, Response, Uri};
use logfog_kit::{Ctx, World};
use logfog_model::Session;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Shared, answer,
    error::Problem,
    query::{BAD_QUERY, Params},
    words,
};

/// Something of a session that a reset gives back as it was at first.
#[derive(Clone, Copy)]
struct Part {
    name: &'static str,
    reset: fn(&Ctx, Option<&Session>),
}

/// Every part, in the order in which they are reset.
const PARTS: [Part; 8] = [
    Part {
        name: "entries",
        reset: |ctx, session| ctx.store.clear(session),
    },
    Part {
        name: "exchanges",
        reset: |ctx, session| ctx.journal.reset(session),
    },
    Part {
        name: "resources",
        reset: Ctx::reset_resources,
    },
    Part {
        name: "faults",
        reset: |ctx, session| ctx.faults.clear(session),
    },
    Part {
        name: "clock",
        reset: |ctx, session| {
            let set = |world: &mut World, born: World| world.clock.set(born.clock.read());
            ctx.sessions.restore(session, set);
        },
    },
    Part {
        name: "policy",
        reset: |ctx, session| {
            let set = |world: &mut World, born: World| world.policy = born.policy;
            ctx.sessions.restore(session, set);
        },
    },
    Part {
        name: "seed",
        reset: |ctx, session| {
            let set = |world: &mut World, born: World| world.ids = born.ids;
            ctx.sessions.restore(session, set);
        },
    },
    Part {
        name: "state",
        reset: |ctx, session| {
            let set = |world: &mut World, born: World| world.states = born.states;
            ctx.sessions.restore(session, set);
        },
    },
];

/// The names of the parts.
pub(crate) const NAMES: [&str; PARTS.len()] = {
    let mut names = [""; PARTS.len()];
    let mut at = 0;
    while at < PARTS.len() {
        names[at] = PARTS[at].name;
        at += 1;
    }
    names
};

#[derive(Serialize, ToSchema)]
struct Reset<'a> {
    /// The session that was reset; `null` for all.
    #[schema(required)]
    session: Option<&'a str>,
    /// The parts of it that were.
    #[schema(value_type = Vec<words::Part>)]
    parts: Vec<&'static str>,
}

/// Begins anew
///
/// A session, or all when none is named, is without entries, exchanges and faults, and has the
/// resources, clock, policy, ids and states that it began with. What was declared and the credentials
/// of a session stay.
#[utoipa::path(
    post,
    path = "/reset",
    operation_id = "reset",
    tag = "sessions",
    params(
        (
            "session" = Option<String>, Query,
            description = "Only of this session; the header `x-logfog-session` says the same",
        ),
        ("all" = inline(Option<words::Yes>), Query, description = "Says that all are meant"),
        (
            "only" = Option<String>, Query,
            description = "Some parts with commas between: entries, exchanges, resources, faults, \
                           clock, policy, seed, state",
        ),
    ),
    responses(
        (status = 200, description = "What was reset", body = Reset<'static>),
        (status = 400, description = BAD_QUERY, body = Problem),
    ),
)]
pub(crate) async fn reset(
    State(admin): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let params = Params::read(&uri, &["session", "all", "only"])?;
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
    let parts = parts(params.get("only"))?;
    for part in &parts {
        (part.reset)(&admin.ctx, session.as_ref());
    }
    Ok(answer::ok(&Reset {
        session: session.as_ref().map(Session::as_str),
        parts: parts.iter().map(|part| part.name).collect(),
    }))
}

fn parts(only: Option<&str>) -> Result<Vec<Part>, Problem> {
    let Some(only) = only else {
        return Ok(PARTS.to_vec());
    };
    let named = only.split(',').map(|name| {
        let part = PARTS.into_iter().find(|part| part.name == name.trim());
        part.ok_or_else(|| {
            Problem::query(
                format!("a session has no part `{name}`"),
                NAMES.join(", "),
                "Leave `only` out to reset all parts.",
            )
        })
    });
    named.collect()
}
