use std::{io, sync::Arc};

use axum::{
    body::{Body, Bytes},
    extract::State,
};
use futures_util::stream::unfold;
use http::{HeaderMap, HeaderName, Response, Uri};
use logfog_kit::{Journal, feed::Feed, journal::Exchange, store::Store};
use logfog_model::Entry;

use crate::{
    Admin, Shared, answer,
    entries::EntryDto,
    error::Problem,
    exchanges::WholeDto,
    query::{BAD_QUERY, MATCH, Params},
    stream::{CHUNK, Filled, Lines, Of, Write, asked, line},
};

const NDJSON: &str = "application/x-ndjson";
const EVICTED: HeaderName = HeaderName::from_static("x-logfog-evicted");

/// Everything there is, a line each
///
/// Entries, or exchanges with their headers and bodies (without secrets, long ones cut), in the order in
/// which they came, up to the moment of asking. When something is forgotten for want of room before it
/// could be sent, the answer breaks off instead of ending.
#[utoipa::path(
    get,
    path = "/export",
    operation_id = "export",
    tag = "entries",
    params(
        ("of" = inline(Option<Of>), Query, description = "What to export; entries when left out"),
        ("match" = Option<String>, Query, description = MATCH),
        ("vendor" = Option<String>, Query, description = "Only of this vendor"),
        (
            "session" = Option<String>, Query,
            description = "Only of this session; the header `x-logfog-session` says the same",
        ),
    ),
    responses(
        (
            status = 200, description = "Lines of JSON: each an `Entry`, or a `WholeExchange`",
            body = String, content_type = NDJSON,
            headers((
                "x-logfog-evicted" = u64,
                description = "How many of the session, or of all, were forgotten for want of room before"
            )),
        ),
        (status = 400, description = BAD_QUERY, body = Problem),
    ),
)]
pub(crate) async fn export(
    State(admin): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let params = Params::read(&uri, &["of", "match", "vendor", "session"])?;
    match Of::read(&params)? {
        Of::Entries => {
            let write: Write<Entry> = |_, entry, out| {
                line(&EntryDto(entry), out);
                out.push(b'\n');
            };
            lines::<dyn Store>(&admin, &params, &headers, admin.ctx.store.clone(), write)
        }
        Of::Exchanges => {
            let write: Write<Arc<Exchange>> = |_, exchange, out| {
                line(&WholeDto::from(&**exchange), out);
                out.push(b'\n');
            };
            let journal = Arc::new(admin.ctx.journal.clone());
            lines::<Journal>(&admin, &params, &headers, journal, write)
        }
    }
}

fn lines<F: Feed + ?Sized + 'static>(
    admin: &Admin,
    params: &Params,
    headers: &HeaderMap,
    feed: Arc<F>,
    write: Write<F::Item>,
) -> Result<Response<Body>, Problem> {
    let (of, filter) = asked::<F>(admin, params, headers)?;
    let now = feed.piece(&of, u64::MAX - 1, 1);
    let export = Export {
        // What was forgotten before is in the header; what will be, breaks the answer off.
        lines: Lines::new(feed, of, now.evicted_to, filter, write),
        end: now.newest,
        over: false,
    };
    let chunks = unfold(export, |mut export| async move {
        let chunk = export.next().await?;
        Some((chunk.map(Bytes::from), export))
    });
    let mut answer = answer::text(NDJSON, Body::from_stream(chunks));
    answer.headers_mut().insert(EVICTED, now.evicted.into());
    Ok(answer)
}

struct Export<F: Feed + ?Sized> {
    lines: Lines<F>,
    end: u64,
    over: bool,
}

impl<F: Feed + ?Sized> Export<F> {
    async fn next(&mut self) -> Option<io::Result<Vec<u8>>> {
        if self.over {
            return None;
        }
        let mut out = Vec::new();
        while out.len() < CHUNK && !self.over {
            match self.lines.fill(&mut out) {
                Filled::More => tokio::task::yield_now().await,
                Filled::End => self.over = true,
                Filled::Missed(number) => {
                    self.over = true;
                    return Some(Err(io::Error::other(format!("{number} were forgotten"))));
                }
            }
            self.over |= self.lines.is_past(self.end);
        }
        (!out.is_empty()).then_some(Ok(out))
    }
}
