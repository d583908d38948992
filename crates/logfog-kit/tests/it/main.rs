//! A vendor of three lines, served for real: both wires on one port, journal, session, faults.

mod faults;
mod frames;
mod streams;

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body, routing::post};
use bytes::Bytes;
use http::{Request, Response, StatusCode, Version, request::Parts};
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use logfog_kit::{
    Addresses, Connection, Ctx, ProfileView, Received, Told, Vendor, World, serve::Running, told,
};
use logfog_model::{
    Coverage, Fault, Injected, Operation, Plan, Policy, Report, Rules, Spec, VendorId, Wire,
};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};
use tokio::net::TcpStream;

logfog_model::rules! { "acme", read "2026-11" {
    /// There is something to log.
    Empty = "ingest.empty", Chosen, "none", "The body is not empty.";
} }

const ACME: VendorId = VendorId::new("acme");
const OPERATIONS: &[Operation] = &[Operation {
    name: "ingest",
    wire: Wire::Http,
    route: "POST /logs",
    page: "none",
    coverage: Coverage::Whole,
}];

struct Acme;

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
            name: "only",
            known: &["only"],
            stands_for: "nothing",
            values: Vec::new(),
        }
    }

    fn router(&self, _: Ctx) -> Router {
        let ingest = async move |received: Received| {
            let mut report = received.report();
            let refused = (received.payload.bytes.is_empty() || received.payload.problem.is_some())
                && report.refuse(Rule::Empty, "", "nothing").is_err();
            let mut answer = Response::new(Body::from(received.payload.bytes.clone()));
            if refused {
                *answer.status_mut() = StatusCode::BAD_REQUEST;
            }
            told(answer, Told::new("ingest", report.verdict(0)))
        };
        let grant = async |_: Received| {
            let mut told_of =
                Told::new("grant", Report::<Rule>::new(&Policy::default()).verdict(0));
            told_of.answer_body = Some("[hidden]".into());
            told(Response::new(Body::from("a token")), told_of)
        };
        Router::new()
            .route("/logs", post(ingest))
            .route("/grant", post(grant))
    }

    fn fault(&self, _: Injected, _: &Parts, _: &World) -> Response<Body> {
        let mut answer = Response::new(Body::from("acme is down"));
        *answer.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        answer
    }

    fn deadline(&self, head: &Parts) -> Option<Duration> {
        let patience = head.headers.get("x-patience")?.to_str().ok()?;
        patience.parse().ok().map(Duration::from_millis)
    }

    fn connection(&self, _: &Addresses) -> Connection {
        Connection::default()
    }
}

fn start(policy: &str) -> Running {
    let policy = Policy::parse(policy.split_whitespace()).expect("well formed");
    Running::start(Arc::new(Acme), Ctx::new(policy)).expect("a free port")
}

fn logs(body: &'static str) -> Request<Full<Bytes>> {
    let request = Request::post("http://acme.test/logs").header("host", "acme.test");
    request
        .body(Full::new(Bytes::from_static(body.as_bytes())))
        .expect("well formed")
}

/// Sends one request over HTTP/2 or HTTP/1.1, over whatever stream.
async fn send<S>(stream: S, version: Version, request: Request<Full<Bytes>>) -> Response<String>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
{
    use hyper::client::conn::{http1, http2};
    let stream = TokioIo::new(stream);
    let answer = if version == Version::HTTP_2 {
        let (mut sender, connection) = http2::handshake(TokioExecutor::new(), stream)
            .await
            .expect("HTTP/2");
        tokio::spawn(connection);
        sender.send_request(request).await
    } else {
        let (mut sender, connection) = http1::handshake(stream).await.expect("HTTP/1.1");
        tokio::spawn(connection);
        sender.send_request(request).await
    };
    let (head, body) = answer.expect("an answer").into_parts();
    let body = body.collect().await.expect("a body").to_bytes();
    Response::from_parts(head, String::from_utf8(body.to_vec()).expect("text"))
}

async fn plain(acme: &Running) -> TcpStream {
    TcpStream::connect(acme.addresses().authority)
        .await
        .expect("it listens")
}

async fn tls(acme: &Running, protocol: &str) -> tokio_rustls::client::TlsStream<TcpStream> {
    let name = "localhost".try_into().expect("a name");
    let connected = connector(acme.ca_pem(), protocol)
        .connect(name, plain(acme).await)
        .await;
    connected.expect("a handshake with our authority")
}

fn connector(ca_pem: &str, protocol: &str) -> tokio_rustls::TlsConnector {
    let mut roots = RootCertStore::empty();
    let ca = CertificateDer::from_pem_slice(ca_pem.as_bytes()).expect("a certificate");
    roots.add(ca).expect("an authority");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    Arc::new(config).into()
}

#[tokio::test]
async fn one_port_speaks_both_versions_in_the_clear_and_over_tls() {
    let acme = start("");
    for version in [Version::HTTP_11, Version::HTTP_2] {
        let protocol = if version == Version::HTTP_2 {
            "h2"
        } else {
            "http/1.1"
        };
        let in_the_clear = send(plain(&acme).await, version, logs("x")).await;
        let over_tls = send(tls(&acme, protocol).await, version, logs("x")).await;
        for answer in [in_the_clear, over_tls] {
            assert_eq!(
                (answer.status(), answer.body().as_str()),
                (StatusCode::OK, "x")
            );
            assert_eq!(answer.version(), version);
        }
    }
    let (exchanges, _) = acme.ctx().journal.read(None, 0, 10, &|_| true);
    assert_eq!(exchanges.len(), 4);
    assert!(
        exchanges
            .iter()
            .all(|exchange| exchange.request.body == "x")
    );
}

#[tokio::test]
async fn a_refusal_names_its_rule_and_a_warned_one_does_not() {
    for (policy, status, rule) in [("", 400, Some("acme.ingest.empty")), ("*=warn", 200, None)] {
        let acme = start(policy);
        let answer = send(plain(&acme).await, Version::HTTP_11, logs("")).await;
        assert_eq!(answer.status(), status);
        let said = answer
            .headers()
            .get("x-logfog-rule")
            .map(|value| value.to_str().expect("text"));
        assert_eq!(said, rule);
        assert_eq!(answer.headers()["x-logfog-exchange"], "1");
        let exchange = acme.ctx().journal.get(1).expect("it is on record");
        assert_eq!(exchange.verdict.broken[0].spec.id, "acme.ingest.empty");
        assert_eq!(exchange.operation, "ingest");
    }
}

#[tokio::test]
async fn a_fault_is_told_in_the_vendors_words_to_its_session_only() {
    let acme = start("");
    let plan = Plan::new(Fault::Unavailable).times(1);
    let plan = plan.within("job".parse().expect("a name"));
    acme.ctx().faults.plan(plan).expect("a good plan");
    let mut named = logs("x");
    named
        .headers_mut()
        .insert("x-logfog-session", "job".parse().expect("a value"));
    let other = send(plain(&acme).await, Version::HTTP_11, logs("x")).await;
    let first = send(plain(&acme).await, Version::HTTP_11, named.clone()).await;
    let second = send(plain(&acme).await, Version::HTTP_11, named).await;
    assert_eq!(
        [other.status(), first.status(), second.status()],
        [200, 503, 200]
    );
    assert_eq!(first.body(), "acme is down");
    assert_eq!(first.headers()["x-logfog-session"], "job");
    assert!(!other.headers().contains_key("x-logfog-session"));
    let fired = acme.ctx().journal.get(2).expect("on record").fault.clone();
    let fired = fired.expect("it befell that one");
    assert_eq!(
        (fired.plan, &*fired.words),
        (1, &["unavailable".to_owned()][..])
    );
}

#[tokio::test]
async fn dropping_it_stops_it() {
    let acme = start("");
    let authority = acme.addresses().authority;
    let idle = plain(&acme).await;
    drop(acme);
    assert!(
        TcpStream::connect(authority).await.is_err(),
        "the port is closed"
    );
    drop(idle);
}

#[tokio::test]
async fn a_name_two_labels_below_a_star_has_a_certificate_too() {
    let tls = logfog_kit::Tls::new(["*.ingest.acme.test".to_owned()]);
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("bound");
    let (stop, stopped) = tokio::sync::watch::channel(());
    let site = logfog_kit::serve::Site {
        listener,
        router: Router::new(),
    };
    let served = tokio::spawn(logfog_kit::serve::run(vec![site], tls.clone(), stopped));
    for (name, covered) in [("one.two.ingest.acme.test", true), ("other.test", false)] {
        let stream = TcpStream::connect(address).await.expect("it listens");
        let name = name.try_into().expect("a name");
        let shaken = connector(tls.ca_pem(), "h2").connect(name, stream).await;
        assert_eq!(shaken.is_ok(), covered);
    }
    drop(stop);
    served.await.expect("no panic").expect("it served");
}

#[tokio::test]
async fn a_secret_sent_to_the_wrong_place_is_not_kept() {
    let acme = start("");
    for (path, body, kept) in [
        (
            "/wrong",
            "client_secret=abc",
            "[not kept: it may hold a secret]",
        ),
        ("/wrong", "[{}]", "[{}]"),
        ("/logs", "client_secret=abc", "client_secret=abc"),
    ] {
        let mut request = logs(body);
        *request.uri_mut() = format!("http://acme.test{path}").parse().expect("a path");
        let answer = send(plain(&acme).await, Version::HTTP_11, request).await;
        let exchange = answer.headers()["x-logfog-exchange"]
            .to_str()
            .expect("text");
        let exchange = exchange.parse().expect("a number");
        let exchange = acme.ctx().journal.get(exchange).expect("it is on record");
        assert_eq!(exchange.request.body, kept, "{path}");
    }
}

#[tokio::test]
async fn a_client_that_has_said_everything_still_gets_its_answer() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let acme = start("");
    for _ in 0..50 {
        let mut stream = plain(&acme).await;
        let request = b"POST /logs HTTP/1.1\r\nhost: acme.test\r\ncontent-length: 1\r\n\r\nx";
        stream.write_all(request).await.expect("it is read");
        stream.shutdown().await.expect("half closed");
        let mut answer = String::new();
        stream
            .read_to_string(&mut answer)
            .await
            .expect("the rest of it");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer:?}");
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_told_from_a_whole_one() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let acme = start("");
    let mut stream = plain(&acme).await;
    let request = b"POST /logs HTTP/1.1\r\nhost: acme.test\r\ncontent-length: 9\r\n\r\nx";
    stream.write_all(request).await.expect("it is read");
    stream.shutdown().await.expect("half closed");
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    let exchange = acme.ctx().journal.get(1).expect("it is on record");
    assert_eq!(exchange.status, 400, "{answer:?}");
}

#[tokio::test]
async fn what_is_granted_is_not_kept() {
    let acme = start("");
    let mut request = logs("x");
    *request.uri_mut() = "/grant".parse().expect("a path");
    let answer = send(plain(&acme).await, Version::HTTP_11, request).await;
    assert_eq!(answer.body(), "a token");
    let exchange = acme.ctx().journal.get(1).expect("it is on record");
    assert_eq!(exchange.answer.body, "[hidden]");
}

#[tokio::test]
async fn a_host_names_its_session_in_both_versions() {
    let acme = start("");
    for (version, id) in [(Version::HTTP_11, 1), (Version::HTTP_2, 2)] {
        let mut request = logs("x");
        let target = if version == Version::HTTP_2 {
            "http://s-one.localhost/logs"
        } else {
            let host = "s-one.localhost".parse().expect("a host");
            request.headers_mut().insert("host", host);
            "/logs"
        };
        *request.uri_mut() = target.parse().expect("a URI");
        send(plain(&acme).await, version, request).await;
        let exchange = acme.ctx().journal.get(id).expect("it is on record");
        assert_eq!(exchange.session.as_str(), "one", "{version:?}");
    }
}

#[tokio::test]
async fn a_body_over_the_cap_is_counted_and_dropped() {
    let acme = start("");
    let mut request = logs("");
    *request.body_mut() = Full::new(Bytes::from(vec![b'x'; (20 << 20) + 1]));
    let answer = send(plain(&acme).await, Version::HTTP_11, request).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let exchange = acme.ctx().journal.get(1).expect("it is on record");
    assert_eq!(
        (exchange.request.length, exchange.request.body.len()),
        ((20 << 20) + 1, 0)
    );
}
