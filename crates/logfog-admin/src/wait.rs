use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{HeaderMap, Response, StatusCode, Uri};
use logfog_kit::{
    feed::{Feed, Whose},
    filter::{Clause, Filter},
    journal::Exchange,
    wait::{Answer, Count, Outcome, Wanted, verify as look, wait as wait_for},
};
use logfog_model::Entry;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Admin, Shared, answer,
    body::{self, BAD_BODY},
    dto::ExchangeDto,
    entries::{self, EntryDto},
    error::Problem,
    query::{BAD_QUERY, MATCH, Params, bad_filter},
    refusals::{self, FailureDto, RefusalDto},
    stream::Of,
    words,
};

/// How long somebody waits who does not say so.
const TIMEOUT: Duration = Duration::from_secs(5);
/// How long anybody may wait.
const LONGEST: Duration = Duration::from_mins(10);

/// It is as wanted.
#[derive(Serialize, ToSchema)]
#[schema(as = Met)]
struct AsWanted<'a> {
    #[schema(value_type = words::True)]
    met: bool,
    /// How many matching ones there were.
    arrived: u64,
    #[serde(flatten)]
    found: Found<'a>,
    /// How many of the session, or of all, were forgotten for want of room.
    evicted: u64,
}

/// It is not as wanted, or nobody can know.
#[derive(Serialize, ToSchema)]
#[schema(as = NotMet)]
struct NotAsWanted<'a> {
    #[schema(value_type = words::False)]
    met: bool,
    /// What is not as wanted.
    error: String,
    /// How many matching ones there were, or came while waiting.
    arrived: u64,
    #[serde(flatten)]
    found: Found<'a>,
    /// When there are too few: the one that missed by fewest comparisons, the newest of several, among
    /// the last 10,000.
    #[schema(required)]
    nearest: Option<Nearest<'a>>,
    /// Rules that cost a record or a request, newest first, at most 20: why something may not have come.
    refused: Vec<RefusalDto<'a>>,
    /// Exchanges that failed though they broke no rule, newest first, at most 20: a planned fault, or
    /// an address that nothing answers to.
    failed: Vec<FailureDto<'a>>,
    /// How many of the session, or of all, were forgotten for want of room.
    evicted: u64,
}

/// The first of the matching ones: 1000 at most, and of entries 4 MiB.
#[derive(Serialize, ToSchema)]
struct Found<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<Vec<entries::Shape<'static>>>)]
    entries: Option<Vec<EntryDto<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    exchanges: Option<Vec<ExchangeDto<'a>>>,
}

/// Something that does not match, and why not.
#[derive(Serialize, ToSchema)]
struct Nearest<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<entries::Shape<'static>>)]
    entry: Option<EntryDto<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    exchange: Option<ExchangeDto<'a>>,
    clauses: Vec<ClauseDto<'a>>,
}

/// One comparison of the filter.
#[derive(Serialize, ToSchema)]
#[schema(as = Clause)]
struct ClauseDto<'a> {
    /// As it is written, with `not` in front where it was not to hold.
    clause: &'a str,
    held: bool,
    /// What was there, as text; `null` when nothing was.
    #[schema(required)]
    got: Option<&'a str>,
}

impl<'a> From<&'a Clause> for ClauseDto<'a> {
    fn from(clause: &'a Clause) -> Self {
        Self {
            clause: &clause.text,
            held: clause.held,
            got: clause.got.as_deref(),
        }
    }
}

/// A feed whose outcomes can be shown.
trait Shown: Feed {
    /// What one of them is called, and several.
    const NAMES: [&str; 2];
    /// The option of the program that leaves room for more of them.
    const ROOM: &str;

    fn found(items: &[Self::Item]) -> Found<'_>;
    fn nearest<'a>(item: &'a Self::Item, clauses: &'a [Clause]) -> Nearest<'a>;
}

impl Shown for dyn logfog_kit::store::Store {
    const NAMES: [&str; 2] = ["entry", "entries"];
    const ROOM: &str = "--max-memory";

    fn found(items: &[Entry]) -> Found<'_> {
        let fitting = items.iter().take(entries::fitting(items));
        Found {
            entries: Some(fitting.map(EntryDto).collect()),
            exchanges: None,
        }
    }

    fn nearest<'a>(entry: &'a Entry, clauses: &'a [Clause]) -> Nearest<'a> {
        Nearest {
            entry: Some(EntryDto(entry)),
            exchange: None,
            clauses: clauses.iter().map(Into::into).collect(),
        }
    }
}

impl Shown for logfog_kit::Journal {
    const NAMES: [&str; 2] = ["exchange", "exchanges"];
    const ROOM: &str = "--max-exchanges-memory";

    fn found(items: &[Arc<Exchange>]) -> Found<'_> {
        Found {
            entries: None,
            exchanges: Some(items.iter().map(|exchange| (&**exchange).into()).collect()),
        }
    }

    fn nearest<'a>(exchange: &'a Arc<Exchange>, clauses: &'a [Clause]) -> Nearest<'a> {
        Nearest {
            entry: None,
            exchange: Some((&**exchange).into()),
            clauses: clauses.iter().map(Into::into).collect(),
        }
    }
}

/// Waits for entries
///
/// Answers as soon as `count` matching entries are there, those that were there before included. With
/// `exactly`, as soon as there are so many, or too many. With `quiet`, only once nothing more that
/// matches has come for so long. When the time is up, it says what did come, what came nearest, and what
/// was refused and why. Lengths of time are the machine's, and written `10s`, `500ms`, or as a number of
/// seconds.
#[utoipa::path(
    get,
    path = "/entries/wait",
    operation_id = "wait_for_entries",
    tag = "entries",
    params(
        ("count" = Option<u64>, Query, description = "So many or more; 1 when left out"),
        ("exactly" = Option<u64>, Query, description = "So many and no more, in place of `count`"),
        ("match" = Option<String>, Query, description = MATCH),
        ("vendor" = Option<String>, Query, description = "Only of this vendor"),
        (
            "session" = Option<String>, Query,
            description = "Only of this session; the header `x-logfog-session` says the same",
        ),
        (
            "timeout" = Option<String>, Query,
            description = "How long to wait: 5s when left out, 10m at most; 0 looks once",
        ),
        (
            "quiet" = Option<String>, Query,
            description = "How long nothing more may come; not at all when left out",
        ),
    ),
    responses(
        (status = 200, description = "They are there", body = AsWanted<'static>),
        (status = 400, description = BAD_QUERY, body = Problem),
        (status = 408, description = "They are not there", body = NotAsWanted<'static>),
        (status = 409, description = "Some may have been there and are forgotten", body = NotAsWanted<'static>),
    ),
)]
pub(crate) async fn wait(
    State(admin): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let known = [
        "count", "exactly", "match", "vendor", "session", "timeout", "quiet",
    ];
    let params = Params::read(&uri, &known)?;
    let count = match (params.number("count")?, params.number("exactly")?) {
        (None, Some(exactly)) => Count::Exactly(exactly),
        (count, None) => Count::AtLeast(count.unwrap_or(1)),
        (Some(_), Some(_)) => {
            return Err(Problem::query(
                "`count` and `exactly` contradict each other",
                "one of them",
                "`count` means so many or more.",
            ));
        }
    };
    let wanted = Wanted {
        of: params.whose(&admin, &headers)?,
        filter: params.filter()?,
        count,
    };
    let timeout = params.span("timeout", TIMEOUT, LONGEST)?;
    let quiet = params.span("quiet", Duration::ZERO, LONGEST)?;
    if quiet > timeout {
        return Err(Problem::query(
            "`quiet` is longer than `timeout`: it could never be met",
            "a timeout that leaves room for the quiet",
            "Give a longer `timeout`.",
        ));
    }
    let store = &*admin.ctx.store;
    let _waiter = admin.ctx.metrics.waiter();
    let outcome = wait_for(store, &wanted, Some(quiet), timeout).await;
    let short = StatusCode::REQUEST_TIMEOUT;
    Ok(told::<dyn logfog_kit::store::Store>(
        &admin, &wanted, &outcome, short,
    ))
}

/// What is to be the case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Claim {
    /// What is counted; entries when left out.
    #[serde(default)]
    of: Of,
    /// Only those for which this filter holds; all when left out. See docs/filter.md.
    #[serde(default, rename = "match")]
    filter: String,
    /// So many or more; 1 when no number is given.
    count: Option<u64>,
    /// The same as `count`.
    at_least: Option<u64>,
    /// So many, and no more.
    exactly: Option<u64>,
    /// So many or fewer.
    at_most: Option<u64>,
    /// Only of this vendor.
    vendor: Option<String>,
    /// Only of this session; the header `x-logfog-session` says the same.
    session: Option<String>,
}

/// Looks whether something is the case
///
/// Counts what is there now, and does not wait.
#[utoipa::path(
    post,
    path = "/verify",
    operation_id = "verify",
    tag = "entries",
    request_body = Claim,
    responses(
        (status = 200, description = "It is so", body = AsWanted<'static>),
        (status = 400, description = BAD_BODY, body = Problem),
        (status = 409, description = "Some may have been there and are forgotten", body = NotAsWanted<'static>),
        (status = 422, description = "It is not so", body = NotAsWanted<'static>),
    ),
)]
pub(crate) async fn verify(
    State(admin): State<Shared>,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let params = Params::read(request.uri(), &[])?;
    let named = params.session(request.headers())?;
    let claim: Claim = body::read(request).await?;
    let session = match &claim.session {
        Some(name) => Some(name.parse().map_err(|error| {
            Problem::query(
                format!("session: {error}"),
                "a session's name",
                "Leave it out for all.",
            )
        })?),
        None => named,
    };
    let of = Whose {
        session,
        vendor: claim
            .vendor
            .as_deref()
            .map(|name| admin.served(name))
            .transpose()?,
    };
    let count = claim.number()?;
    match claim.of {
        Of::Entries => Ok(verified(
            &admin,
            &*admin.ctx.store,
            of,
            &claim.filter,
            count,
        )?),
        Of::Exchanges => Ok(verified(
            &admin,
            &admin.ctx.journal,
            of,
            &claim.filter,
            count,
        )?),
    }
}

impl Claim {
    fn number(&self) -> Result<Count, Problem> {
        let given = [
            self.count.map(Count::AtLeast),
            self.at_least.map(Count::AtLeast),
            self.exactly.map(Count::Exactly),
            self.at_most.map(Count::AtMost),
        ];
        let mut given = given.into_iter().flatten();
        match (given.next(), given.next()) {
            (count, None) => Ok(count.unwrap_or(Count::AtLeast(1))),
            (_, Some(_)) => Err(Problem::query(
                "more than one number is given",
                "one of `count` (or `at_least`), `exactly` and `at_most`",
                "Ask twice for a range.",
            )),
        }
    }
}

fn verified<F: Shown + ?Sized>(
    admin: &Admin,
    feed: &F,
    of: Whose,
    filter: &str,
    count: Count,
) -> Result<Response<Body>, Problem> {
    let filter = Filter::parse(filter).map_err(bad_filter)?;
    let wanted = Wanted { of, filter, count };
    let outcome = look(feed, &wanted);
    Ok(told::<F>(
        admin,
        &wanted,
        &outcome,
        StatusCode::UNPROCESSABLE_ENTITY,
    ))
}

/// The answer; `short` is the status of a plain no.
fn told<F: Shown + ?Sized>(
    admin: &Admin,
    wanted: &Wanted<F::Subject>,
    outcome: &Outcome<F::Item>,
    short: StatusCode,
) -> Response<Body> {
    let status = match outcome.answer {
        Answer::Met => {
            return answer::ok(&AsWanted {
                met: true,
                arrived: outcome.arrived,
                found: F::found(&outcome.items),
                evicted: outcome.evicted,
            });
        }
        Answer::NotMet => short,
        Answer::Unsure => StatusCode::CONFLICT,
    };
    let exchanges = refusals::read(admin, &wanted.of);
    let nearest = outcome.nearest.as_ref();
    let not_met = NotAsWanted {
        met: false,
        error: error::<F>(wanted, outcome),
        arrived: outcome.arrived,
        found: F::found(&outcome.items),
        nearest: nearest.map(|nearest| F::nearest(&nearest.item, &nearest.clauses)),
        refused: refusals::refused(&exchanges),
        failed: refusals::failed(&exchanges),
        evicted: outcome.evicted,
    };
    answer::json(status, &not_met)
}

fn error<F: Shown + ?Sized>(wanted: &Wanted<F::Subject>, outcome: &Outcome<F::Item>) -> String {
    let name = |number: u64| F::NAMES[usize::from(number != 1)];
    let number = match wanted.count {
        Count::AtLeast(number) => format!("at least {number} {}", name(number)),
        Count::Exactly(number) => format!("exactly {number} {}", name(number)),
        Count::AtMost(number) => format!("at most {number} {}", name(number)),
    };
    let which = if wanted.filter.is_all() {
        String::new()
    } else {
        format!(" with `{}`", wanted.filter)
    };
    let (arrived, evicted) = (outcome.arrived, outcome.evicted);
    let expected = format!("expected {number}{which}, and there were {arrived}");
    match outcome.answer {
        Answer::Unsure => format!(
            "{expected}; but {evicted} {} were forgotten for want of room, which could have made the \
             difference: start logfog with a larger {}, or reset before the test",
            name(evicted),
            F::ROOM,
        ),
        Answer::Met | Answer::NotMet if outcome.restless => {
            format!("{expected}, but more came before it had been quiet for long enough")
        }
        Answer::Met | Answer::NotMet => expected,
    }
}
