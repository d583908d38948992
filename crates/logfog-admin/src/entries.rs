use axum::{body::Body, extract::State};
use http::{HeaderMap, Response, Uri};
use logfog_kit::store::Query;
use logfog_model::{Entry, Scope, Session};
use serde::{Serialize, Serializer};

use crate::{
    Admin, Shared, answer,
    dto::{Object, Raw, Text},
    error::Problem,
    query::Params,
};

/// Bytes of records after which a page ends, whatever its limit.
const PAGE_BYTES: usize = 4 << 20;

#[derive(Serialize)]
struct Page<'a> {
    entries: Vec<EntryDto<'a>>,
    next: Option<u64>,
    evicted: u64,
}

pub(crate) async fn list(
    State(admin): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let known = ["vendor", "session", "exchange", "limit", "after"];
    let params = Params::read(&uri, &known)?;
    let (vendor, session) = (params.vendor(&admin)?, params.session(&headers)?);
    let (limit, after) = (params.limit()?, params.after()?);
    let exchange = params.number("exchange")?;

    let mut page = admin.ctx.store.read(&Query {
        session: session.as_ref(),
        after,
        limit,
        filter: &|entry| {
            vendor.is_none_or(|vendor| vendor == entry.batch.vendor)
                && exchange.is_none_or(|exchange| exchange == entry.batch.exchange)
        },
    });
    // Always one at least, or `next` would lead nowhere.
    let mut bytes = 0;
    let small = page.entries.iter().take_while(|entry| {
        bytes += entry.draft.raw.len();
        bytes <= PAGE_BYTES
    });
    let fitting = small.count().max(1);
    page.more |= fitting < page.entries.len();
    page.entries.truncate(fitting);
    Ok(answer::ok(&Page {
        next: page
            .entries
            .last()
            .filter(|_| page.more)
            .map(|last| last.id),
        entries: page.entries.iter().map(EntryDto).collect(),
        evicted: page.evicted,
    }))
}

impl Admin {
    /// How many entries of the session, or of all, were forgotten for want of room.
    pub(crate) fn evicted_entries(&self, session: Option<&Session>) -> u64 {
        let nothing = Query {
            session,
            after: u64::MAX - 1,
            limit: 1,
            filter: &|_| false,
        };
        self.ctx.store.read(&nothing).evicted
    }
}

/// An entry; its common view is made while it is written.
struct EntryDto<'a>(&'a Entry);

#[derive(Serialize)]
struct Shape<'a> {
    id: u64,
    vendor: &'a str,
    session: &'a str,
    exchange: u64,
    received_at: String,
    time: String,
    severity: SeverityDto,
    scope: ScopeDto<'a>,
    body: Text<'a>,
    attributes: Object<&'a str, Text<'a>>,
    raw: Raw<'a>,
}

#[derive(Serialize)]
struct SeverityDto {
    text: &'static str,
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
