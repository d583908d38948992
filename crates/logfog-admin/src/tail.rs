use std::{io::Write as _, sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    extract::State,
};
use futures_util::stream::unfold;
use http::{HeaderMap, HeaderValue, Response, Uri, header::CACHE_CONTROL};
use logfog_kit::{Journal, feed::Feed, journal::Exchange, store::Store};
use logfog_model::{Broken, Entry};
use serde::Serialize;
use tokio::{sync::watch, time::sleep};
use utoipa::ToSchema;

use crate::{
    Admin, Shared, answer,
    dto::ExchangeDto,
    entries::EntryDto,
    error::Problem,
    query::{BAD_QUERY, MATCH, Params},
    stream::{CHUNK, Filled, Lines, Of, Write, asked, line},
    words,
};

const EVENTS: &str = "text/event-stream";
/// After so long without an event a comment shows that the connection lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// An exchange, and in short what was wrong with it.
#[derive(Serialize, ToSchema)]
#[schema(as = TailExchange)]
pub(crate) struct Line<'a> {
    #[serde(flatten)]
    exchange: ExchangeDto<'a>,
    /// The rules that were broken.
    broken: Vec<Brief<'a>>,
}

/// A broken rule in short.
#[derive(Serialize, ToSchema)]
struct Brief<'a> {
    /// The rule's id.
    rule: &'a str,
    /// What became of what broke it.
    #[schema(value_type = words::Fate)]
    fate: &'a str,
    /// What to do; empty when the demand says it all.
    hint: &'a str,
}

impl<'a> From<&'a Broken> for Brief<'a> {
    fn from(broken: &'a Broken) -> Self {
        Self {
            rule: broken.spec.id,
            fate: broken.fate.as_str(),
            hint: broken.spec.hint,
        }
    }
}

/// What comes, as it comes
///
/// Server-sent events: `entry` with an Entry, or `exchange` with a `TailExchange`, from now on. `evicted` with
/// `{"evicted": N}` says that up to N were forgotten before they could be sent. An event's id, sent back as
/// `Last-Event-ID` or `after`, goes on behind it; `after=0` begins with the oldest. The stream ends when the
/// program does.
#[utoipa::path(
    get,
    path = "/tail",
    operation_id = "tail",
    tag = "entries",
    params(
        ("of" = inline(Option<Of>), Query, description = "What to follow; entries when left out"),
        ("match" = Option<String>, Query, description = MATCH),
        ("vendor" = Option<String>, Query, description = "Only of this vendor"),
        (
            "session" = Option<String>, Query,
            description = "Only of this session; the header `x-logfog-session` says the same",
        ),
        ("after" = Option<u64>, Query, description = "Only what came after the event with this id"),
        ("last-event-id" = Option<u64>, Header, description = "The same; wins over `after`"),
    ),
    responses(
        (status = 200, description = "Events", body = String, content_type = EVENTS),
        (status = 400, description = BAD_QUERY, body = Problem),
    ),
)]
pub(crate) async fn tail(
    State(admin): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let params = Params::read(&uri, &["of", "match", "vendor", "session", "after"])?;
    match Of::read(&params)? {
        Of::Entries => {
            let write: Write<Entry> = |id, entry, out| event("entry", id, &EntryDto(entry), out);
            follow::<dyn Store>(&admin, &params, &headers, admin.ctx.store.clone(), write)
        }
        Of::Exchanges => {
            let write: Write<Arc<Exchange>> = |id, exchange, out| {
                let broken = exchange.verdict.broken.iter().map(Into::into);
                let line = Line {
                    exchange: (&**exchange).into(),
                    broken: broken.collect(),
                };
                event("exchange", id, &line, out);
            };
            let journal = Arc::new(admin.ctx.journal.clone());
            follow::<Journal>(&admin, &params, &headers, journal, write)
        }
    }
}

fn event(name: &str, id: u64, data: &impl Serialize, out: &mut Vec<u8>) {
    write!(out, "event: {name}\nid: {id}\ndata: ").expect("a vector takes everything");
    line(data, out);
    out.extend_from_slice(b"\n\n");
}

fn follow<F: Feed + ?Sized + 'static>(
    admin: &Admin,
    params: &Params,
    headers: &HeaderMap,
    feed: Arc<F>,
    write: Write<F::Item>,
) -> Result<Response<Body>, Problem> {
    let (of, filter) = asked::<F>(admin, params, headers)?;
    // Before the first look, or what comes between the two would wake nobody.
    let newest = feed.newest();
    let after = match last_event(headers)? {
        Some(id) => id,
        None if params.get("after").is_some() => params.after()?,
        None => feed.piece(&of, u64::MAX - 1, 1).newest,
    };
    let tail = Tail {
        lines: Lines::new(feed, of, after, filter, write),
        newest,
        stop: admin.about.stop.clone(),
        greeted: false,
    };
    let events = unfold(tail, |mut tail| async move {
        let chunk = tail.next().await?;
        Some((Ok::<_, std::convert::Infallible>(Bytes::from(chunk)), tail))
    });
    let mut answer = answer::text(EVENTS, Body::from_stream(events));
    let never = HeaderValue::from_static("no-store");
    answer.headers_mut().insert(CACHE_CONTROL, never);
    Ok(answer)
}

/// Where somebody goes on who has been here before.
fn last_event(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(id) = headers.get("last-event-id") else {
        return Ok(None);
    };
    let id = id.to_str().ok().and_then(|id| id.parse::<u64>().ok());
    match id {
        // No id is as large as that, and one more must still be a number.
        Some(id) => Ok(Some(id.min(u64::MAX - 1))),
        None => Err(Problem::query(
            "`Last-Event-ID` is not an event's id",
            "a whole number",
            "Leave it out to begin with what comes next.",
        )),
    }
}

struct Tail<F: Feed + ?Sized> {
    lines: Lines<F>,
    newest: watch::Receiver<u64>,
    stop: watch::Receiver<()>,
    greeted: bool,
}

impl<F: Feed + ?Sized> Tail<F> {
    /// The next events; `None` when the program stops.
    async fn next(&mut self) -> Option<Vec<u8>> {
        if !std::mem::replace(&mut self.greeted, true) {
            // Whoever sees this misses nothing from here on.
            return Some(b": following\n\n".to_vec());
        }
        let mut out = Vec::new();
        loop {
            if self.stop.has_changed().unwrap_or(true) {
                return None;
            }
            match self.lines.fill(&mut out) {
                Filled::Missed(number) => {
                    let lost = format!("event: evicted\ndata: {{\"evicted\":{number}}}\n\n");
                    out.extend_from_slice(lost.as_bytes());
                }
                Filled::More if out.len() < CHUNK => tokio::task::yield_now().await,
                Filled::More => return Some(out),
                Filled::End if !out.is_empty() => return Some(out),
                Filled::End => tokio::select! {
                    _ = self.stop.changed() => return None,
                    changed = self.newest.changed() => changed.ok()?,
                    () = sleep(KEEP_ALIVE) => return Some(b": nothing new\n\n".to_vec()),
                },
            }
        }
    }
}
