use std::{
    fmt,
    sync::{Arc, mpsc},
};

use axum::{Router, body::Body};
use http_body_util::BodyExt as _;
use logfog_kit::{
    Ctx, Journal,
    serve::{App, EXCHANGE_HEADER},
    store::Memory,
};
use logfog_model::Policy;
use tower::ServiceExt as _;
use wiremock::{Match, Request, Respond, ResponseTemplate};

use crate::{Emulator, start::Server};

/// What a world that only answers questions remembers: 4 MiB, enough for what is asked at the same time.
const SCRATCH_BYTES: usize = 4 << 20;

/// An emulator behind somebody else's `MockServer`: answers as it would itself, to the byte.
///
/// What comes in that way is stored, kept in the journal, and befallen by faults like anything else. Not
/// everything can be said through wiremock: an answer has no trailers there, so that gRPC cannot be, and
/// connections stay as they are.
pub struct Responder {
    router: Router,
    server: Arc<Server>,
}

/// Which requests are for an emulator's vendor: those that one of its operations answers, well or badly.
pub struct Matcher {
    /// Of a world of its own, in which it may be asked without a trace in the emulator's.
    journal: Journal,
    router: Router,
    server: Arc<Server>,
}

impl Emulator {
    /// Mounts it on a `wiremock::MockServer`, for tests that have one already.
    ///
    /// ```
    /// use wiremock::{Mock, MockServer};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), reqwest::Error> {
    /// let server = MockServer::start().await;
    /// let cloudru = logfog::CloudRu::start().await;
    /// let mock = Mock::given(cloudru.matches()).respond_with(cloudru.responder());
    /// mock.expect(1).mount(&server).await;
    ///
    /// let url = server.uri() + "/api/v1/logs";
    /// let answer = reqwest::Client::new().post(url).body("{}").send().await?;
    /// assert_eq!(answer.status(), 401);
    /// assert_eq!(cloudru.exchanges().len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn responder(&self) -> Responder {
        Responder {
            router: App::new(self.vendor().clone(), self.ctx().clone()).into_router(),
            server: self.server().clone(),
        }
    }

    /// Which requests are for this vendor.
    pub fn matches(&self) -> Matcher {
        let mut scratch = Ctx::new(Policy::default());
        scratch.journal = Journal::new(SCRATCH_BYTES);
        scratch.store = Arc::new(Memory::new(SCRATCH_BYTES));
        // Its key takes a moment to make.
        scratch.issuer = self.ctx().issuer.clone();
        Matcher {
            router: App::new(self.vendor().clone(), scratch.clone()).into_router(),
            journal: scratch.journal,
            server: self.server().clone(),
        }
    }
}

impl Respond for Responder {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let (head, body) = answer(&self.server, &self.router, request).into_parts();
        let mut template = ResponseTemplate::new(head.status);
        for (name, value) in &head.headers {
            template = template.append_header(name.clone(), value.clone());
        }
        template.set_body_bytes(body)
    }
}

impl Match for Matcher {
    fn matches(&self, request: &Request) -> bool {
        let answer = answer(&self.server, &self.router, request);
        let number = answer.headers().get(EXCHANGE_HEADER);
        let number = number.and_then(|number| number.to_str().ok()?.parse().ok());
        let exchange = number.and_then(|number| self.journal.get(number));
        exchange.is_some_and(|exchange| !exchange.operation.is_empty())
    }
}

/// Asks on the emulator's own runtime: the caller is inside of one, and must not start another there.
fn answer(server: &Server, router: &Router, request: &Request) -> http::Response<Vec<u8>> {
    let request = incoming(request);
    let router = router.clone();
    let (done, answer) = mpsc::sync_channel(1);
    server.running().handle().spawn(async move {
        let (head, body) = match router.oneshot(request).await {
            Ok(answer) => answer.into_parts(),
            Err(never) => match never {},
        };
        let body = body.collect().await.map(|body| body.to_bytes().to_vec());
        let body = body.unwrap_or_default();
        // Nobody else holds the other end, and it is there until this is sent.
        let _ = done.send(http::Response::from_parts(head, body));
    });
    let answer = answer.recv();
    answer.expect("its emulator runs, and answering does not panic")
}

/// The request as it would have come to the emulator's own port.
fn incoming(request: &Request) -> http::Request<Body> {
    let url = &request.url;
    let query = url.query().map(|query| format!("?{query}"));
    let target = format!("{}{}", url.path(), query.unwrap_or_default());
    let mut incoming = http::Request::new(Body::from(request.body.clone()));
    *incoming.method_mut() = request.method.clone();
    *incoming.uri_mut() = target.parse().expect("it was a request's target before");
    incoming.headers_mut().clone_from(&request.headers);
    incoming
}

impl fmt::Debug for Responder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Responder").finish_non_exhaustive()
    }
}

impl fmt::Debug for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Matcher").finish_non_exhaustive()
    }
}
