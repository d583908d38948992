use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::Request, routing::any};
use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Response, StatusCode, Version,
    header::{CONTENT_LENGTH, CONTENT_TYPE, HOST},
    request::Parts,
};
use logfog_model::{Answer, Mishap, Outcome, Sending, Session, Storing, Verdict, Wire};
use tokio::time::sleep;
use tower::ServiceExt as _;

use super::{
    line::Line,
    mishap::{self, Early, Record},
    whole::{Together, Whole, read},
};
use crate::{
    Ctx, Door, Due, Fired, Stopwatch, Told, Vendor, World,
    body::Payload,
    journal::{Exchange, Message},
    received::Arrival,
    secrets,
};

/// Where the admin API is mounted.
pub const ADMIN: &str = "/_logfog/v1";
/// Names the session of a request; on the answer to one that does, the session it ended up in.
pub const SESSION_HEADER: HeaderName = HeaderName::from_static("x-logfog-session");
/// On every answer: the exchange's number in the journal.
pub const EXCHANGE_HEADER: HeaderName = HeaderName::from_static("x-logfog-exchange");
/// On an answer that refused, rejected or silently lost something: the rule that did it.
pub const RULE_HEADER: HeaderName = HeaderName::from_static("x-logfog-rule");

/// What befalls a request for which nothing is planned.
const AS_ALWAYS: Outcome = Outcome::Answer(
    Answer::Served(Mishap {
        partial: Vec::new(),
        storing: Storing::Whole,
    }),
    Sending {
        bytes_per_second: None,
        truncate: None,
        goaway: false,
    },
);

/// A vendor together with what stands in front of it: body reading, session, faults, journal,
/// explanation.
#[derive(Clone)]
pub struct App {
    pub(super) vendor: Arc<dyn Vendor>,
    pub(super) ctx: Ctx,
    admin: Option<Router>,
    door: Option<&'static Door>,
    explain: bool,
    together: Together,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("vendor", &self.vendor.id())
            .finish_non_exhaustive()
    }
}

impl App {
    /// A vendor in a world.
    pub fn new(vendor: Arc<dyn Vendor>, ctx: Ctx) -> Self {
        Self {
            vendor,
            ctx,
            admin: None,
            door: None,
            explain: true,
            together: Together::default(),
        }
    }

    /// Answers the admin API on this port too.
    #[must_use]
    pub fn admin(mut self, admin: Option<Router>) -> Self {
        self.admin = admin;
        self
    }

    /// Answers only what is behind one of the vendor's doors.
    #[must_use]
    pub fn door(mut self, door: &'static Door) -> Self {
        self.door = Some(door);
        self
    }

    /// Whether answers carry the rule that was broken.
    #[must_use]
    pub fn explain(mut self, explain: bool) -> Self {
        self.explain = explain;
        self
    }

    /// Everything, ready for a port.
    pub fn into_router(mut self) -> Router {
        let admin = self.admin.take();
        let (vendor, tools) = match self.door {
            None => (self.vendor.router(self.ctx.clone()), self.vendor.tools()),
            Some(door) => {
                let behind = self.vendor.behind(door, self.ctx.clone());
                (behind, Router::new())
            }
        };
        let front = Arc::new(self);
        let router = Router::new().fallback(move |request: Request| {
            let (front, vendor) = (front.clone(), vendor.clone());
            async move { front.answer(vendor, request).await }
        });
        let router = router.merge(tools);
        match admin {
            Some(admin) => with_admin(router, admin),
            None => router,
        }
    }

    async fn answer(&self, vendor: Router, request: Request) -> Response<Body> {
        let watch = Stopwatch::start();
        let id = self.ctx.exchange();
        let (mut parts, body) = request.into_parts();
        let line = parts.extensions.get::<Line>().cloned();
        let version = parts.version;
        let early = self.early(&parts);
        let payload = if early.is_unread() {
            Payload::default()
        } else {
            read(body, &self.together).await
        };
        let session = self.session(&parts, &payload.bytes);
        let world = self.ctx.world(&session);
        let due = match early {
            Early::Known(due) => due,
            Early::Open => self.due(&parts, &payload.bytes, &world),
        };
        let mut leaving = Leaving {
            exchange: self.exchange(id, &parts, &payload, &world, due.as_ref()),
            watch,
            names_session: parts.headers.contains_key(SESSION_HEADER),
            delay: Duration::ZERO,
            sending: Sending::default(),
            by: (line, version),
        };
        let outcome = due.map_or(AS_ALWAYS, |due| {
            leaving.delay = due.delay;
            due.what.outcome
        });
        let answer = match outcome {
            Outcome::Answer(answer, sending) => {
                leaving.sending = sending;
                answer
            }
            Outcome::Reset(_) | Outcome::Hang => {
                return self.end(&outcome, leaving).await;
            }
        };
        // Whatever it would be, nobody waits for it any more.
        if let Some(deadline) = self.vendor.deadline(&parts)
            && deadline <= leaving.delay
        {
            leaving.delay = deadline.saturating_sub(leaving.watch.elapsed());
            let answer = self.vendor.overdue(&parts, &world);
            return self.leave(answer, leaving).await;
        }
        let answer = match answer {
            Answer::Fault(injected) => self.vendor.fault(injected, &parts, &world),
            Answer::Raw(raw) => mishap::raw(&raw),
            Answer::Served(mishap) => {
                let body = Body::from(payload.bytes.clone());
                parts.extensions.insert(Arrival {
                    payload,
                    world,
                    exchange: id,
                    at: leaving.exchange.at,
                    mishap,
                    line: leaving.by.0.clone(),
                });
                match vendor.oneshot(Request::from_parts(parts, body)).await {
                    Ok(answer) => answer,
                    Err(never) => match never {},
                }
            }
        };
        self.leave(answer, leaving).await
    }

    /// A request, as far as it is known before it is answered.
    fn exchange(
        &self,
        id: u64,
        head: &Parts,
        payload: &Payload,
        world: &World,
        due: Option<&Due>,
    ) -> Exchange {
        let grpc = head.headers.get(CONTENT_TYPE).is_some_and(is_grpc);
        // Else the operation says so itself when it answers.
        let meant = due.and_then(|_| self.vendor.operation(head, &payload.bytes));
        Exchange {
            id,
            vendor: self.vendor.id(),
            session: world.session.clone(),
            operation: meant.unwrap_or_default(),
            wire: if grpc { Wire::Grpc } else { Wire::Http },
            at: world.now(),
            took: Duration::ZERO,
            target: target(head),
            request: Message::new(&head.headers, &payload.bytes, payload.sent),
            status: 0,
            answer: Message::default(),
            verdict: Verdict::default(),
            fault: due.map(Fired::from),
        }
    }

    /// Ends a request without an answer.
    async fn end(&self, outcome: &Outcome, leaving: Leaving) -> Response<Body> {
        let Leaving {
            mut exchange,
            watch,
            delay,
            by: (line, version),
            ..
        } = leaving;
        hide_misplaced(&mut exchange);
        let record = Record::new(&self.ctx, watch, exchange);
        mishap::end(outcome, delay, (line.as_ref(), version), record).await
    }

    /// Puts an answer on record and sends it.
    async fn leave(&self, answer: Response<Body>, leaving: Leaving) -> Response<Body> {
        let Leaving {
            mut exchange,
            watch,
            names_session,
            delay,
            sending,
            by: (line, version),
        } = leaving;
        let (mut head, body) = answer.into_parts();
        let told = head.extensions.remove::<Arc<Told>>();
        let told = told.map(Arc::unwrap_or_clone).unwrap_or_default();
        exchange.status = head.status.as_u16();
        let body = if head.status == StatusCode::SWITCHING_PROTOCOLS {
            exchange.wire = Wire::WebSocket;
            exchange.answer = Message::new(&head.headers, &Bytes::new(), 0);
            Err(body)
        } else {
            let whole = Whole::collect(body).await;
            if whole.trailers.is_some() {
                // axum adds a length wherever a body knows its own; with trailers it is out of place.
                head.headers.remove(CONTENT_LENGTH);
            }
            exchange.answer = answered(&head.headers, &whole, told.answer_body.as_ref());
            Ok(whole)
        };
        let untaken = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED];
        if let Some(body) = told.request_body {
            exchange.request.body = body;
        } else if told.operation.is_empty() || untaken.contains(&head.status) {
            hide_misplaced(&mut exchange);
        }

        head.headers.insert(EXCHANGE_HEADER, exchange.id.into());
        if names_session && let Ok(name) = HeaderValue::from_str(exchange.session.as_str()) {
            head.headers.insert(SESSION_HEADER, name);
        }
        if self.explain
            && let Some(broken) = told.verdict.worst()
        {
            let rule = HeaderValue::from_static(broken.spec.id);
            head.headers.insert(RULE_HEADER, rule);
        }
        if !told.operation.is_empty() {
            exchange.operation = told.operation;
        }
        exchange.verdict = told.verdict;
        let record = Record::new(&self.ctx, watch, exchange);
        if !delay.is_zero() {
            sleep(delay).await;
        }
        drop(record);
        match body {
            Ok(whole) => {
                let answer = Response::from_parts(head, whole);
                mishap::send(sending, answer, (line.as_ref(), version))
            }
            Err(body) => Response::from_parts(head, body),
        }
    }

    /// The session that a request names, by header or metadata; else the one that its credential
    /// was made for; else the one that its host's first label names.
    pub(super) fn session(&self, parts: &Parts, body: &[u8]) -> Session {
        let named = parts.headers.get(SESSION_HEADER).and_then(text);
        if let Some(session) = named.and_then(|name| name.parse().ok()) {
            return session;
        }
        let sessions = &self.ctx.sessions;
        if sessions.has_credentials()
            && let Some(presented) = self.vendor.presents(parts, body)
            && let Some(session) = sessions.of_credential(self.vendor.id(), &presented)
        {
            return session;
        }
        let host = match parts.uri.authority() {
            Some(authority) => Some(authority.as_str()),
            None => parts.headers.get(HOST).and_then(text),
        };
        host.and_then(Session::from_host).unwrap_or_default()
    }
}

/// Answers the admin API under [`ADMIN`], whose own path may end with a slash.
pub fn with_admin(router: Router, admin: Router) -> Router {
    let index = admin.clone();
    let index = any(move |request: Request| index.clone().oneshot(request));
    router
        .nest(ADMIN, admin)
        .nest(&format!("{ADMIN}/"), Router::new().route("/", index))
}

/// A request on its way out.
struct Leaving {
    exchange: Exchange,
    watch: Stopwatch,
    /// Whether the answer says which session it was in.
    names_session: bool,
    delay: Duration,
    sending: Sending,
    by: (Option<Line>, Version),
}

/// `POST /path?query`, without secrets.
fn target(head: &Parts) -> String {
    let path = head.uri.path_and_query();
    let path = path.map_or("/", http::uri::PathAndQuery::as_str);
    format!("{} {}", head.method, secrets::query(path))
}

/// An answer as the journal keeps it; `kept` stands for a body that may not be kept.
fn answered(headers: &HeaderMap, whole: &Whole, kept: Option<&Bytes>) -> Message {
    let kept = kept.unwrap_or(&whole.data);
    let mut answered = Message::new(headers, kept, whole.data.len() as u64);
    if let Some(trailers) = &whole.trailers {
        let trailers = Message::new(trailers, &Bytes::new(), 0).headers;
        answered.headers.extend(trailers);
    }
    answered
}

/// No operation has looked at the body: if it may hold a secret, it is not kept.
fn hide_misplaced(exchange: &mut Exchange) {
    if secrets::misplaced(&exchange.request.body) {
        exchange.request.body = secrets::NOT_KEPT.into();
    }
}

fn is_grpc(value: &HeaderValue) -> bool {
    value.as_bytes().starts_with(b"application/grpc")
}

fn text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}
