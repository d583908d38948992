//! Carries out what was planned to go wrong with a request.

use std::{future::pending, time::Duration};

use axum::body::Body;
use http::{
    HeaderName, HeaderValue, Response, StatusCode, Version,
    header::{CONNECTION, CONTENT_ENCODING},
    request::Parts,
};
use logfog_model::{Outcome, RawAnswer, Reset, Sending};
use tokio::time::sleep;

use super::{front::App, line::Line, paced::Paced, whole::Whole};
use crate::{Ctx, Due, Facts, Stopwatch, World, body, journal::Exchange};

/// Bytes of a body that is inflated to be looked at.
const LOOKED_AT: usize = 20 << 20;

/// An exchange that has been decided about. It is put on record when the answer leaves, and also when the
/// client does not wait for that.
pub(super) struct Record<'a> {
    ctx: &'a Ctx,
    watch: Stopwatch,
    exchange: Option<Exchange>,
}

impl<'a> Record<'a> {
    pub(super) const fn new(ctx: &'a Ctx, watch: Stopwatch, exchange: Exchange) -> Self {
        Self {
            ctx,
            watch,
            exchange: Some(exchange),
        }
    }
}

impl Drop for Record<'_> {
    fn drop(&mut self) {
        if let Some(mut exchange) = self.exchange.take() {
            exchange.took = self.watch.elapsed();
            self.ctx.record(exchange);
        }
    }
}

/// Whether it is known what befalls a request of which only the head was read.
pub(super) enum Early {
    /// It is, and that is final.
    Known(Option<Due>),
    /// The body is to be read first.
    Open,
}

impl Early {
    /// Whether the request ends before its body is read.
    pub(super) fn is_unread(&self) -> bool {
        match self {
            Self::Known(Some(due)) => due.what.outcome == Outcome::Reset(Reset::BeforeReading),
            Self::Known(None) | Self::Open => false,
        }
    }
}

impl App {
    /// What befalls a request of which only the head was read.
    pub(super) fn early(&self, head: &Parts) -> Early {
        let faults = &self.ctx.faults;
        if faults.is_empty() {
            return Early::Open;
        }
        let world = self.ctx.world(&self.session(head, &[]));
        let facts = self.facts(head, &[], &world);
        if faults.is_early(&facts) {
            Early::Known(faults.due(&facts))
        } else {
            Early::Open
        }
    }

    /// What befalls a request that was read.
    pub(super) fn due(&self, head: &Parts, body: &[u8], world: &World) -> Option<Due> {
        let faults = &self.ctx.faults;
        if faults.is_empty() {
            return None;
        }
        let facts = self.facts(head, body, world);
        let gzip = head
            .headers
            .get(CONTENT_ENCODING)
            .is_some_and(|coding| coding == "gzip");
        if gzip
            && faults.looks_at_bodies()
            && let Ok(body) = body::inflate(body, LOOKED_AT)
        {
            return faults.due(&Facts {
                body: &body,
                ..facts
            });
        }
        faults.due(&facts)
    }

    fn facts<'a>(&self, head: &'a Parts, body: &'a [u8], world: &'a World) -> Facts<'a> {
        let operation = self.vendor.operation(head, body).unwrap_or_default();
        Facts {
            vendor: self.vendor.id(),
            operation,
            fails_partially: self.vendor.fails_partially(operation),
            world,
            headers: &head.headers,
            body,
        }
    }
}

/// An answer of no vendor. A header that HTTP does not allow is left out.
pub(super) fn raw(answer: &RawAnswer) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body.clone()));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    for (name, value) in &answer.headers {
        let pair = (name.parse(), HeaderValue::from_str(value));
        if let (Ok::<HeaderName, _>(name), Ok(value)) = pair {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// Ends a request without an answer, once the delay is over.
pub(super) async fn end(
    outcome: &Outcome,
    delay: Duration,
    (line, version): (Option<&Line>, Version),
    record: Record<'_>,
) -> Response<Body> {
    let resets = match outcome {
        Outcome::Reset(_) => true,
        Outcome::Hang | Outcome::Answer(..) => false,
    };
    if resets {
        sleep(delay).await;
    }
    drop(record);
    match line {
        Some(line) if resets => line.reset(),
        // Over HTTP/2 a client says so when it gives up on a stream.
        Some(line) if version < Version::HTTP_2 => line.hang(),
        // There is no connection that could be reset, only a body that cannot be read.
        None if resets => {
            let cut = Sending {
                truncate: Some(0),
                ..Sending::default()
            };
            return Response::new(Body::new(Paced::new(Whole::default(), cut)));
        }
        Some(_) | None => {}
    }
    pending().await
}

/// Makes an answer be sent as planned.
pub(super) fn send(
    sending: Sending,
    mut answer: Response<Whole>,
    (line, version): (Option<&Line>, Version),
) -> Response<Body> {
    if sending.goaway {
        match line {
            Some(line) if version >= Version::HTTP_2 => line.drain(),
            Some(_) | None => {
                let close = HeaderValue::from_static("close");
                answer.headers_mut().insert(CONNECTION, close);
            }
        }
    }
    if Paced::is_plain(sending) {
        answer.map(Body::new)
    } else {
        answer.map(|whole| Body::new(Paced::new(whole, sending)))
    }
}
