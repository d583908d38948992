//! A vendor with two rules, and the admin API over it.

use std::sync::Arc;

use axum::{Router, body::Body, routing::post};
use bytes::Bytes;
use http::{Method, Request, Response, StatusCode, header::HOST, request::Parts};
use logfog_admin::{About, Access};
use logfog_kit::{
    Addresses, BadResource, Connection, Ctx, ProfileView, Received, Registry, Tls, Told, Vendor,
    serve::{ADMIN, App},
    told,
};
use logfog_model::{
    Coverage, Draft, Entry, Finding, Injected, Lens, Operation, Policy, Rules, Scope, Severity,
    Spec, VendorId, View, Wire,
};
use serde_json::Value;
use tokio::sync::watch;
use tower::ServiceExt as _;

use crate::document;

const ACME: VendorId = VendorId::new("acme");
const OPERATIONS: &[Operation] = &[Operation {
    name: "ingest",
    wire: Wire::Http,
    route: "POST /logs",
    page: "Ingest",
    coverage: Coverage::Partial("no gzip"),
}];

logfog_model::rules! { "acme", read "2026-11" {
    /// Small.
    Size = "ingest.size", Documented, "Ingest, Limits", "A body is small.", hint "Send less.";
    /// Kept.
    Line = "ingest.line", Chosen, "none", "A line is not `lost`.";
} }

struct Acme;

struct Plain;

impl Lens for Plain {
    fn view(&self, entry: &Entry) -> View {
        let text = String::from_utf8_lossy(&entry.draft.raw);
        View {
            body: logfog_kit::json::quote(&text),
            attributes: vec![("z".into(), "1.50".into()), ("a".into(), "null".into())],
        }
    }
}

/// Every line is a record; at most 20 bytes.
fn ingest(ctx: &Ctx, received: &Received) -> Response<Body> {
    let body = &received.payload.bytes;
    let mut report = received.report();
    if received.world.state(ACME, "") == Some("closed") {
        report.insist(Rule::Size, "", "it is closed");
    }
    let mut drafts = Vec::new();
    let mut answer = Response::new(Body::empty());
    if body.len() > 20
        && report
            .refuse(Rule::Size, "", Finding::over(20, body.len()))
            .is_err()
    {
        *answer.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return told(answer, Told::new("ingest", report.verdict(0)));
    }
    for (at, line) in body.split(|byte| *byte == b'\n').enumerate() {
        if line == b"lost" && report.lose(Rule::Line, format_args!("/{at}"), "lost") {
            continue;
        }
        drafts.push(Draft {
            time: None,
            severity: Severity::new("warn", 13),
            scope: Scope::new([("group", "main".into())]),
            raw: body.slice_ref(line),
        });
    }
    let stored = ctx.commit(ACME, received, body.len(), Arc::new(Plain), drafts);
    told(answer, Told::new("ingest", report.verdict(stored)))
}

impl Vendor for Acme {
    fn id(&self) -> VendorId {
        ACME
    }

    fn operations(&self) -> &'static [Operation] {
        OPERATIONS
    }

    fn rules(&self) -> Vec<&'static Spec> {
        Rule::ALL.iter().map(|rule| rule.spec()).collect()
    }

    fn profile(&self) -> ProfileView {
        ProfileView {
            name: "current",
            known: &["seed", "current"],
            stands_for: "Nothing.",
            values: vec![("body_bytes", "20".into()), ("a", "1".into())],
        }
    }

    fn router(&self, ctx: Ctx) -> Router {
        let ingest = async move |received: Received| ingest(&ctx, &received);
        Router::new().route("/logs", post(ingest))
    }

    fn fault(
        &self,
        _injected: Injected,
        _to: &Parts,
        _world: &logfog_kit::World,
    ) -> Response<Body> {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        answer
    }

    fn connection(&self, at: &Addresses) -> Connection {
        Connection {
            hosts: &["logs.acme.example"],
            paste: format!("curl {}/logs -d hello", at.http()),
            credentials: vec![("key", "well-known".into())],
            env: vec![("ACME_URL", at.http()), ("ACME_KEY", "well-known".into())],
            ..Connection::default()
        }
    }

    fn states(&self) -> &'static [(&'static str, &'static str)] {
        &[("closed", "nothing is taken")]
    }

    fn presents(&self, head: &Parts, _body: &[u8]) -> Option<String> {
        let key = head.headers.get("x-key")?;
        key.to_str().ok().map(str::to_owned)
    }

    fn mint(&self, registry: &Registry<'_>) -> Vec<(&'static str, String)> {
        let key = registry.world().ids.token(8);
        registry.credential(&key);
        vec![("key", key)]
    }

    fn declare(&self, resources: &Value, registry: &Registry<'_>) -> Result<(), BadResource> {
        match resources["group"].as_str() {
            Some(group) => {
                registry.define("acme.group", group, "{}");
                Ok(())
            }
            None => Err(BadResource::new("group", "a group has a name")),
        }
    }
}

/// The admin API, and the vendor.
pub(crate) struct World {
    router: Router,
    /// Dropped when the program stops.
    pub(crate) stop: watch::Sender<()>,
}

impl World {
    pub(crate) fn new(ctx: Ctx) -> Self {
        Self::guarded(ctx, Access::Open)
    }

    pub(crate) fn guarded(ctx: Ctx, access: Access) -> Self {
        let vendor: Arc<dyn Vendor> = Arc::new(Acme);
        let at = Addresses::at("127.0.0.1:4801".into());
        let stop = watch::Sender::new(());
        let about = About {
            version: "1.2.3",
            instance: "one".into(),
            tls: Tls::new([]),
            hosts: vec!["box.lan".into()],
            access,
            addresses: vec![(ACME, at)],
            ready: Arc::new(|| r#"{"logfog":"1.2.3"}"#.into()),
            stop: stop.subscribe(),
        };
        let admin = logfog_admin::router(vec![vendor.clone()], ctx.clone(), about);
        let router = App::new(vendor, ctx).admin(Some(admin)).into_router();
        Self { router, stop }
    }

    pub(crate) fn strict() -> Self {
        Self::new(Ctx::new(Policy::default()))
    }

    /// An answer that may have no end.
    pub(crate) async fn stream(&self, path: &str, last: Option<&str>) -> Response<Body> {
        let mut request = Request::get(format!("{ADMIN}{path}")).header(HOST, "localhost");
        if let Some(id) = last {
            request = request.header("last-event-id", id);
        }
        self.begin(request.body(Body::empty()).expect("well formed"))
            .await
    }

    /// The head of an answer, and a body that nobody has read.
    pub(crate) async fn begin(&self, request: Request<Body>) -> Response<Body> {
        let answer = self.router.clone().oneshot(request).await;
        let answer = answer.expect("routers do not fail");
        // Whatever is asked: no page of another site may read an answer.
        let mut names = answer.headers().keys();
        assert!(names.all(|name| !name.as_str().starts_with("access-control-")));
        answer
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> (Response<()>, Bytes) {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let (head, body) = self.begin(request).await.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await;
        let (answer, body) = (Response::from_parts(head, ()), body.expect("whole"));
        if let Some(path) = uri.path().strip_prefix(ADMIN) {
            document::check(&method, path, &answer, &body);
        }
        (answer, body)
    }

    pub(crate) async fn ingest(&self, session: &str, body: &'static str) {
        let request = Request::post("/logs")
            .header("x-logfog-session", session)
            .header("authorization", "Bearer secret")
            .body(Body::from(body));
        self.send(request.expect("well formed")).await;
    }

    pub(crate) async fn ask(&self, method: Method, path: &str) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(format!("{ADMIN}{path}"))
            .header(HOST, "127.0.0.1:4801")
            .body(Body::empty());
        let (head, body) = self.send(request.expect("well formed")).await;
        let body = serde_json::from_slice(&body);
        (head.status(), body.expect("admin answers in JSON"))
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, body) = self.ask(Method::GET, path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    }

    pub(crate) async fn text(&self, path: &str, accept: &'static str) -> String {
        let request = Request::get(format!("{ADMIN}{path}"))
            .header(HOST, "localhost")
            .header("accept", accept)
            .body(Body::empty());
        let (head, body) = self.send(request.expect("well formed")).await;
        assert_eq!(head.status(), StatusCode::OK);
        String::from_utf8(body.to_vec()).expect("text")
    }
}
