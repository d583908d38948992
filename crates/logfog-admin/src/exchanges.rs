use std::sync::Arc;

use axum::{body::Body, extract::State};
use http::{HeaderMap, Response, StatusCode, Uri};
use logfog_kit::{filter::ExchangeFilter, journal::Exchange};
use logfog_model::Policy;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Admin, Shared, answer,
    dto::{BrokenDto, ExchangeDto, MessageDto},
    error::Problem,
    query::{BAD_QUERY, Listing, MATCH, Params},
    routes::Step,
};

/// When an exchange is answered with 404.
pub(crate) const NO_EXCHANGE: &str = "The journal has no such exchange, or has it no longer";

impl Admin {
    /// The exchange of this number, and how many entries of its session were forgotten: some of
    /// what it stored may be among them.
    pub(crate) fn exchange(&self, Step(id): &Step) -> Result<(Arc<Exchange>, u64), Problem> {
        let number: u64 = id.parse().map_err(|_| {
            Problem::new(
                StatusCode::NOT_FOUND,
                format!("`{id}` is not the number of an exchange"),
                "the value of an x-logfog-exchange header",
                "See /_logfog/v1/exchanges.",
            )
        })?;
        let Some(exchange) = self.ctx.journal.get(number) else {
            let evicted = self.ctx.journal.count(None).evicted;
            let hint = match evicted {
                0 => "See /_logfog/v1/exchanges for those that there are.",
                _ => {
                    "The oldest exchanges were forgotten for want of room: start logfog with a \
                     larger --max-exchanges-memory, or ask sooner."
                }
            };
            return Err(Problem::new(
                StatusCode::NOT_FOUND,
                format!("exchange {number} is not in the journal"),
                "an exchange since the last reset that is still kept",
                hint,
            )
            .evicted(evicted));
        };
        let evicted = self.evicted_entries(Some(&exchange.session));
        Ok((exchange, evicted))
    }
}

/// Exchanges, oldest first.
#[derive(Serialize, ToSchema)]
#[schema(as = ExchangePage)]
struct Page<'a> {
    exchanges: Vec<ExchangeDto<'a>>,
    /// What to pass on as `after` for the next page; `null` on the last one.
    #[schema(required)]
    next: Option<u64>,
    /// How many exchanges of the session, or of all, were forgotten for want of room.
    evicted: u64,
}

/// The journal
///
/// What came in and what was answered, oldest first.
#[utoipa::path(
    get,
    path = "/exchanges",
    operation_id = "list_exchanges",
    tag = "exchanges",
    params(
        Listing,
        (
            "rule" = Option<String>, Query,
            description = "Only those that broke this rule; `*` stands for anything",
        ),
        ("match" = Option<String>, Query, description = MATCH),
    ),
    responses(
        (status = 200, description = "A page of exchanges", body = Page<'static>),
        (status = 400, description = BAD_QUERY, body = Problem),
    ),
)]
pub(crate) async fn list(
    State(admin): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let known = ["vendor", "session", "rule", "match", "limit", "after"];
    let params = Params::read(&uri, &known)?;
    let Listing {
        vendor,
        session,
        limit,
        after,
    } = params.listing(&admin, &headers)?;
    let filter: ExchangeFilter = params.filter()?;
    let rule = params.get("rule");
    if let Some(rule) = rule {
        admin.known_rule(rule)?;
    }

    let broke = |exchange: &Exchange, rule: &str| {
        let mut broken = exchange.verdict.broken.iter();
        broken.any(|broken| Policy::fits(rule, broken.spec.id))
    };
    let wanted = |exchange: &Exchange| {
        vendor.is_none_or(|vendor| vendor == exchange.vendor)
            && rule.is_none_or(|rule| broke(exchange, rule))
    };
    let (found, evicted) = admin
        .ctx
        .journal
        .read(session.as_ref(), after, usize::MAX, &wanted);
    // Judged outside of the journal's lock: a filter may take its time. One more than asked for tells
    // whether there are more.
    let found = found.into_iter().filter(|exchange| filter.holds(exchange));
    let mut found: Vec<_> = found.take(limit + 1).collect();
    let more = found.len() > limit;
    found.truncate(limit);
    Ok(answer::ok(&Page {
        next: found.last().filter(|_| more).map(|last| last.id),
        exchanges: found.iter().map(|exchange| (&**exchange).into()).collect(),
        evicted,
    }))
}

impl Admin {
    /// A pattern that no rule fits finds nothing, which would look like good news.
    fn known_rule(&self, pattern: &str) -> Result<(), Problem> {
        let mut rules = self.vendors.iter().flat_map(|vendor| vendor.rules());
        if rules.any(|spec| Policy::fits(pattern, spec.id)) {
            return Ok(());
        }
        Err(Problem::query(
            format!("no rule fits `{pattern}`"),
            "a rule's id; `*` stands for anything",
            "See /_logfog/v1/vendors/VENDOR/rules.",
        ))
    }
}

/// One exchange, with what was sent and what was answered.
#[derive(Serialize, ToSchema)]
#[schema(as = WholeExchange)]
pub(crate) struct WholeDto<'a> {
    #[serde(flatten)]
    exchange: ExchangeDto<'a>,
    request: MessageDto<'a>,
    answer: MessageDto<'a>,
    /// The rules that were broken.
    broken: Vec<BrokenDto<'a>>,
    /// How many were broken besides those in `broken`.
    unlisted: u64,
}

impl<'a> From<&'a Exchange> for WholeDto<'a> {
    fn from(exchange: &'a Exchange) -> Self {
        Self {
            exchange: exchange.into(),
            request: (&exchange.request).into(),
            answer: (&exchange.answer).into(),
            broken: exchange.verdict.broken.iter().map(Into::into).collect(),
            unlisted: exchange.verdict.unlisted,
        }
    }
}

/// One exchange, and what may be missing of what it stored.
#[derive(Serialize, ToSchema)]
#[schema(as = OneExchange)]
struct One<'a> {
    #[serde(flatten)]
    exchange: WholeDto<'a>,
    /// How many entries of the session were forgotten for want of room.
    evicted: u64,
}

/// One exchange
///
/// With headers and bodies, without secrets. Long bodies are cut.
#[utoipa::path(
    get,
    path = "/exchanges/{id}",
    operation_id = "read_exchange",
    tag = "exchanges",
    params(("id" = u64, Path, description = "What `x-logfog-exchange` says")),
    responses(
        (status = 200, description = "The exchange", body = One<'static>),
        (status = 404, description = NO_EXCHANGE, body = Problem),
    ),
)]
pub(crate) async fn one(State(admin): State<Shared>, id: Step) -> Result<Response<Body>, Problem> {
    let (exchange, evicted) = admin.exchange(&id)?;
    Ok(answer::ok(&One {
        exchange: (&*exchange).into(),
        evicted,
    }))
}
