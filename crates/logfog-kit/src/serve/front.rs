use std::sync::Arc;

use axum::{Router, body::Body, extract::Request, routing::any};
use http::{
    HeaderName, HeaderValue, Response, StatusCode,
    header::{CONTENT_LENGTH, CONTENT_TYPE, HOST},
    request::Parts,
};
use logfog_model::{Session, Wire};
use tower::ServiceExt as _;

use super::whole::{Together, Whole, read};
use crate::{
    Ctx, Stopwatch, Told, Vendor,
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

/// A vendor together with what stands in front of it: body reading, session, faults, journal,
/// explanation.
#[derive(Clone)]
pub struct App {
    vendor: Arc<dyn Vendor>,
    ctx: Ctx,
    admin: Option<Router>,
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

    /// Whether answers carry the rule that was broken.
    #[must_use]
    pub fn explain(mut self, explain: bool) -> Self {
        self.explain = explain;
        self
    }

    /// Everything, ready for a port.
    pub fn into_router(mut self) -> Router {
        let admin = self.admin.take();
        let vendor = self.vendor.router(self.ctx.clone());
        let front = Arc::new(self);
        let router = Router::new().fallback(move |request: Request| {
            let (front, vendor) = (front.clone(), vendor.clone());
            async move { front.answer(vendor, request).await }
        });
        match admin {
            Some(admin) => with_admin(router, admin),
            None => router,
        }
    }

    async fn answer(&self, vendor: Router, request: Request) -> Response<Body> {
        let watch = Stopwatch::start();
        let exchange = self.ctx.exchange();
        let (mut parts, body) = request.into_parts();
        let names_session = parts.headers.contains_key(SESSION_HEADER);
        let payload = read(body, &self.together).await;
        let session = self.session(&parts, &payload.bytes);
        let world = self.ctx.world(&session);
        let at = world.now();

        let path = parts
            .uri
            .path_and_query()
            .map_or("/", http::uri::PathAndQuery::as_str);
        let target = format!("{} {}", parts.method, secrets::query(path));
        let mut sent = Message::new(&parts.headers, &payload.bytes, payload.sent);
        let grpc = parts.headers.get(CONTENT_TYPE).is_some_and(is_grpc);

        let fault = self.ctx.faults.due(self.vendor.id(), &session);
        let answer = if let Some(fault) = fault {
            self.vendor.fault(fault, &parts, &world)
        } else {
            let body = Body::from(payload.bytes.clone());
            parts.extensions.insert(Arrival {
                payload,
                world,
                exchange,
                at,
            });
            match vendor.oneshot(Request::from_parts(parts, body)).await {
                Ok(answer) => answer,
                Err(never) => match never {},
            }
        };

        let (mut head, body) = answer.into_parts();
        let told = head.extensions.remove::<Arc<Told>>();
        let told = told.map(Arc::unwrap_or_clone).unwrap_or_default();
        let wire = match head.status {
            StatusCode::SWITCHING_PROTOCOLS => Wire::WebSocket,
            _ if grpc => Wire::Grpc,
            _ => Wire::Http,
        };
        let (answered, body) = if wire == Wire::WebSocket {
            (Message::new(&head.headers, &bytes::Bytes::new(), 0), body)
        } else {
            let whole = Whole::collect(body).await;
            if whole.trailers.is_some() {
                // axum adds a length wherever a body knows its own; with trailers it is out of place.
                head.headers.remove(CONTENT_LENGTH);
            }
            let kept = told.answer_body.as_ref().unwrap_or(&whole.data);
            let mut answered = Message::new(&head.headers, kept, whole.data.len() as u64);
            if let Some(trailers) = &whole.trailers {
                answered
                    .headers
                    .extend(Message::new(trailers, &bytes::Bytes::new(), 0).headers);
            }
            (answered, Body::new(whole))
        };
        let untaken = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED];
        if let Some(body) = told.request_body {
            sent.body = body;
        } else if (told.operation.is_empty() || untaken.contains(&head.status))
            && secrets::misplaced(&sent.body)
        {
            sent.body = secrets::NOT_KEPT.into();
        }

        head.headers.insert(EXCHANGE_HEADER, exchange.into());
        if names_session && let Ok(name) = HeaderValue::from_str(session.as_str()) {
            head.headers.insert(SESSION_HEADER, name);
        }
        if self.explain
            && let Some(broken) = told.verdict.worst()
        {
            head.headers
                .insert(RULE_HEADER, HeaderValue::from_static(broken.spec.id));
        }
        self.ctx.record(Exchange {
            id: exchange,
            vendor: self.vendor.id(),
            session,
            operation: told.operation,
            wire,
            at,
            took: watch.elapsed(),
            target,
            request: sent,
            status: head.status.as_u16(),
            answer: answered,
            verdict: told.verdict,
            fault,
        });
        Response::from_parts(head, body)
    }

    /// The session that a request names, by header or metadata; else the one that its credential
    /// was made for; else the one that its host's first label names.
    fn session(&self, parts: &Parts, body: &[u8]) -> Session {
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

fn is_grpc(value: &HeaderValue) -> bool {
    value.as_bytes().starts_with(b"application/grpc")
}

fn text(value: &HeaderValue) -> Option<&str> {
    value.to_str().ok()
}
