use axum::{body::Body, extract::State};
use http::{HeaderMap, Response, Uri};
use logfog_kit::{feed::Follower, filter::EntryFilter};
use logfog_model::{Entry, Scope, Session};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::{
    Admin, Shared, answer,
    dto::{Object, Raw, Text},
    error::Problem,
    query::{BAD_QUERY, Listing, MATCH, Params},
};

/// Bytes of records after which a page ends, whatever its limit.
const PAGE_BYTES: usize = 4 << 20;

/// Entries read from the store at a time.
const STEP: usize = 256;

/// Entries, oldest first.
#[derive(Serialize, ToSchema)]
#[schema(as = EntryPage)]
struct Page<'a> {
    #[schema(value_type = Vec<Shape<'static>>)]
    entries: Vec<EntryDto<'a>>,
    /// What to pass on as `after` for the next page; `null` on the last one.
    #[schema(required)]
    next: Option<u64>,
    /// How many entries of the session, or of all, were forgotten for want of room.
    evicted: u64,
}

/// Stored entries
///
/// Oldest first. A page ends after `limit` entries, or after 4 MiB of records.
#[utoipa::path(
    get,
    path = "/entries",
    operation_id = "list_entries",
    tag = "entries",
    params(
        Listing,
        ("exchange" = Option<u64>, Query, description = "Only what this exchange stored"),
        ("match" = Option<String>, Query, description = MATCH),
    ),
    responses(
        (status = 200, description = "A page of entries", body = Page<'static>),
        (status = 400, description = BAD_QUERY, body = Problem),
    ),
)]
pub(crate) async fn list(
    State(admin): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let known = ["vendor", "session", "exchange", "match", "limit", "after"];
    let params = Params::read(&uri, &known)?;
    let Listing { limit, after, .. } = params.listing(&admin, &headers)?;
    let filter: EntryFilter = params.filter()?;
    let exchange = params.number("exchange")?;
    let wanted = |entry: &Entry| {
        exchange.is_none_or(|exchange| exchange == entry.batch.exchange) && filter.holds(entry)
    };

    let mut follower = Follower::new(params.whose(&admin, &headers)?, after);
    let mut found = Vec::new();
    let (more, evicted) = loop {
        // Judged outside of the store's lock: a filter may take its time.
        let piece = follower.read(&*admin.ctx.store, STEP).piece;
        let entries = piece.items.into_iter().map(|(_, entry)| entry);
        found.extend(entries.filter(&wanted));
        if found.len() > limit || !piece.more {
            break (found.len() > limit, piece.evicted);
        }
        tokio::task::yield_now().await;
    };
    found.truncate(limit);
    let fitting = fitting(&found);
    let more = more || fitting < found.len();
    found.truncate(fitting);
    Ok(answer::ok(&Page {
        next: found.last().filter(|_| more).map(|last| last.id),
        entries: found.iter().map(EntryDto).collect(),
        evicted,
    }))
}

/// How many of them are within a page's bytes; always one at least, or `next` would lead nowhere.
pub(crate) fn fitting(entries: &[Entry]) -> usize {
    let mut bytes = 0;
    let small = entries.iter().take_while(|entry| {
        bytes += entry.draft.raw.len();
        bytes <= PAGE_BYTES
    });
    small.count().max(1)
}

impl Admin {
    /// How many entries of the session, or of all, were forgotten for want of room.
    pub(crate) fn evicted_entries(&self, session: Option<&Session>) -> u64 {
        self.ctx.store.count(session).evicted
    }
}

/// An entry; its common view is made while it is written.
pub(crate) struct EntryDto<'a>(pub(crate) &'a Entry);

/// A record that was accepted, in the form that all vendors' records have in common.
#[derive(Serialize, ToSchema)]
#[schema(as = Entry)]
pub(crate) struct Shape<'a> {
    /// Its number: later entries have larger ones.
    id: u64,
    vendor: &'a str,
    session: &'a str,
    /// The exchange that stored it.
    exchange: u64,
    #[schema(format = DateTime)]
    received_at: String,
    /// The record's own time; that of receipt when it has none.
    #[schema(format = DateTime)]
    time: String,
    severity: SeverityDto,
    /// Where it was sent, in the vendor's terms.
    #[schema(value_type = HashMap<String, String>)]
    scope: ScopeDto<'a>,
    /// The record's message: any JSON.
    #[schema(value_type = Value)]
    body: Text<'a>,
    /// Everything else that was said of it: any JSON by name.
    #[schema(value_type = HashMap<String, Value>)]
    attributes: Object<&'a str, Text<'a>>,
    /// The record as it was sent: JSON where it is JSON, else text, else `{"base64": …}`.
    #[schema(value_type = Value)]
    raw: Raw<'a>,
}

/// How bad it is.
#[derive(Serialize, ToSchema)]
#[schema(as = Severity)]
struct SeverityDto {
    /// The vendor's own word; empty for none.
    text: &'static str,
    /// OpenTelemetry's number, 1 to 24; 0 for none.
    #[schema(maximum = 24)]
    number: u8,
}

struct ScopeDto<'a>(&'a Scope);

impl Serialize for ScopeDto<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.parts())
    }
}

impl Serialize for EntryDto<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(entry) = self;
        let view = entry.view();
        let attributes = view.attributes.iter();
        let attributes = attributes.map(|(name, value)| (name.as_str(), Text(value)));
        let severity = entry.draft.severity;
        Shape {
            id: entry.id,
            vendor: entry.batch.vendor.as_str(),
            session: entry.batch.session.as_str(),
            exchange: entry.batch.exchange,
            received_at: entry.batch.received_at.to_string(),
            time: entry.time().to_string(),
            severity: SeverityDto {
                text: severity.text,
                number: severity.number,
            },
            scope: ScopeDto(&entry.draft.scope),
            body: Text(&view.body),
            attributes: Object(attributes.collect()),
            raw: Raw(&entry.draft.raw),
        }
        .serialize(serializer)
    }
}
