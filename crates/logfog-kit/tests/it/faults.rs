//! What is planned to go wrong, over real connections.

use std::{convert::Infallible, io, num::NonZeroU64, time::Duration};

use bytes::Bytes;
use futures_util::stream;
use http::{Request, StatusCode, Version, header::CONNECTION};
use http_body::Frame;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use logfog_kit::serve::Running;
use logfog_model::{
    Answer, Fault, Latency, Mishap, Outcome, Plan, RawAnswer, Reset, Sending, What,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    time::{sleep, timeout},
};

use crate::{
    frames::{ACK, DATA, END_STREAM, Frames, GOAWAY, HEADERS, PING},
    logs, plain, send, start, tls,
};

const RAW: &[u8] =
    b"POST /logs HTTP/1.1\r\nhost: acme.test\r\ncontent-length: 10\r\n\r\n0123456789";
/// Nothing takes that long, unless it hangs.
const PATIENCE: Duration = Duration::from_mins(1);

fn planned(what: impl Into<What>) -> Running {
    let acme = start("");
    let plan = Plan::new(what).times(1);
    acme.ctx().faults.plan(plan).expect("a good plan");
    acme
}

fn sent(sending: Sending) -> Outcome {
    Outcome::Answer(Answer::Served(Mishap::default()), sending)
}

/// Status and what befell it of the first exchange, once it is on record.
async fn on_record(acme: &Running) -> (u16, String) {
    let there = async {
        loop {
            if let Some(exchange) = acme.ctx().journal.get(1) {
                return exchange;
            }
            sleep(Duration::from_millis(5)).await;
        }
    };
    let exchange = timeout(PATIENCE, there).await.expect("it is on record");
    assert_eq!(exchange.operation, "ingest");
    let fired = exchange.fault.as_ref().expect("it befell that one");
    (exchange.status, fired.to_string())
}

/// Everything that comes back, and how that ends.
async fn exchanged<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    said: &[u8],
) -> (String, io::Result<usize>) {
    let mut heard = Vec::new();
    let ends = async {
        stream.write_all(said).await?;
        stream.read_to_end(&mut heard).await
    };
    let end = timeout(PATIENCE, ends).await.expect("it ends");
    (String::from_utf8_lossy(&heard).into_owned(), end)
}

#[tokio::test]
async fn a_sequence_is_answered_in_its_order() {
    let acme = start("");
    for (fault, times) in [(Fault::Throttled, 2), (Fault::Unavailable, 1)] {
        let plan = Plan::new(fault).times(times);
        acme.ctx().faults.plan(plan).expect("a good plan");
    }
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let answer = send(plain(&acme).await, Version::HTTP_11, logs("x")).await;
        statuses.push(answer.status().as_u16());
    }
    // This vendor has one status for whatever goes wrong.
    assert_eq!(statuses, [503, 503, 503, 200]);
    let (exchanges, _) = acme.ctx().journal.read(None, 0, 10, &|_| true);
    let fired = exchanges.iter().map(|exchange| &exchange.fault);
    let fired: Vec<_> = fired
        .map(|fired| fired.as_ref().map(ToString::to_string))
        .collect();
    let word = |word: &str| Some(word.to_owned());
    assert_eq!(
        fired,
        [
            word("throttled"),
            word("throttled"),
            word("unavailable"),
            None
        ]
    );
}

#[tokio::test]
async fn a_raw_answer_is_that_of_no_vendor() {
    let raw = RawAnswer {
        status: 418,
        headers: vec![
            ("X-Pot".into(), "tea".into()),
            ("x-pot".into(), "more".into()),
        ],
        body: "short and stout".into(),
    };
    for version in [Version::HTTP_11, Version::HTTP_2] {
        let acme = planned(Answer::Raw(raw.clone()));
        let answer = send(plain(&acme).await, version, logs("x")).await;
        assert_eq!(answer.status(), StatusCode::IM_A_TEAPOT);
        let pots: Vec<_> = answer.headers().get_all("x-pot").iter().collect();
        assert_eq!(pots, ["tea", "more"]);
        assert_eq!(answer.body(), "short and stout");
        assert_eq!(on_record(&acme).await, (418, "raw 418".into()));
    }
}

#[tokio::test]
async fn an_answer_is_late() {
    let delay = Duration::from_millis(30);
    let acme = planned(Latency::Fixed(delay));
    let answer = send(plain(&acme).await, Version::HTTP_11, logs("x")).await;
    assert_eq!(answer.body(), "x");
    assert_eq!(on_record(&acme).await, (200, "latency 30ms".into()));
    let exchange = acme.ctx().journal.get(1).expect("on record");
    assert!(exchange.took >= delay, "{:?}", exchange.took);
}

#[tokio::test]
async fn what_would_be_too_late_is_not_served_and_answered_in_time() {
    let hour = Latency::Fixed(Duration::from_hours(1));
    let late = What {
        latency: Some(hour.clone()),
        outcome: Outcome::Answer(Answer::Fault(Fault::Quota.into()), Sending::default()),
    };
    for what in [hour.into(), late] {
        let acme = planned(what);
        let mut request = logs("x");
        let patience = "30".parse().expect("a value");
        request.headers_mut().insert("x-patience", patience);
        let patience = Duration::from_millis(30);
        let late = send(plain(&acme).await, Version::HTTP_2, request.clone());
        let late = timeout(PATIENCE, late).await.expect("it is in time");
        assert_eq!(late.body(), "acme is down");
        let exchange = acme.ctx().journal.get(1).expect("on record");
        assert!(exchange.took >= patience, "{:?}", exchange.took);
        let (status, fired) = on_record(&acme).await;
        assert_eq!(status, 503);
        assert!(fired.ends_with("latency 3600000ms"), "{fired}");
        // It is in no hurry where nothing is planned.
        let again = send(plain(&acme).await, Version::HTTP_2, request).await;
        assert_eq!(again.body(), "x");
    }
}

#[tokio::test]
async fn a_client_that_does_not_wait_for_a_late_answer_is_on_record() {
    let acme = planned(Latency::Fixed(Duration::from_hours(1)));
    let stream = TokioIo::new(plain(&acme).await);
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), stream)
        .await
        .expect("HTTP/2");
    tokio::spawn(connection);
    let answer = sender.send_request(logs("x"));
    assert!(timeout(Duration::from_millis(200), answer).await.is_err());
    assert_eq!(on_record(&acme).await, (200, "latency 3600000ms".into()));
}

#[tokio::test]
async fn a_connection_is_reset_once_the_request_was_read() {
    let reset = || planned(Outcome::Reset(Reset::AfterReading));
    let acme = reset();
    let (heard, end) = exchanged(plain(&acme).await, RAW).await;
    assert_eq!(heard, "");
    assert_eq!(
        end.expect_err("no end").kind(),
        io::ErrorKind::ConnectionReset
    );
    assert_eq!(on_record(&acme).await, (0, "reset after_reading".into()));
    let exchange = acme.ctx().journal.get(1).expect("on record");
    assert_eq!(exchange.request.body, "0123456789");

    let acme = reset();
    let (heard, end) = exchanged(tls(&acme, "http/1.1").await, RAW).await;
    assert_eq!(heard, "");
    assert_eq!(
        end.expect_err("no end").kind(),
        io::ErrorKind::ConnectionReset
    );
}

#[tokio::test]
async fn a_connection_is_reset_before_the_body_is_read() {
    let acme = planned(Outcome::Reset(Reset::BeforeReading));
    let head = &RAW[..RAW.len() - 10];
    let (_, end) = exchanged(plain(&acme).await, head).await;
    assert_eq!(
        end.expect_err("no end").kind(),
        io::ErrorKind::ConnectionReset
    );
    assert_eq!(on_record(&acme).await, (0, "reset before_reading".into()));
    let again = send(plain(&acme).await, Version::HTTP_11, logs("x")).await;
    assert_eq!(again.status(), 200);
}

#[tokio::test]
async fn over_http_2_the_whole_connection_is_reset() {
    let acme = planned(Outcome::Reset(Reset::AfterReading));
    let stream = TokioIo::new(plain(&acme).await);
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), stream)
        .await
        .expect("HTTP/2");
    let connection = tokio::spawn(connection);
    assert!(sender.send_request(logs("x")).await.is_err());
    let ended = timeout(PATIENCE, connection).await;
    let _ = ended.expect("it is over").expect("no panic");
    assert_eq!(on_record(&acme).await, (0, "reset after_reading".into()));
}

#[tokio::test]
async fn an_answer_is_cut() {
    let cut = || {
        planned(sent(Sending {
            truncate: Some(3),
            ..Sending::default()
        }))
    };
    let acme = cut();
    let (heard, _) = exchanged(plain(&acme).await, RAW).await;
    assert!(heard.contains("content-length: 10\r\n"), "{heard}");
    assert!(heard.ends_with("\r\n\r\n012"), "{heard}");
    assert_eq!(on_record(&acme).await, (200, "truncate 3".into()));

    let acme = cut();
    let stream = TokioIo::new(plain(&acme).await);
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), stream)
        .await
        .expect("HTTP/2");
    tokio::spawn(connection);
    let mut answer = sender
        .send_request(logs("0123456789"))
        .await
        .expect("a head");
    let first = answer
        .body_mut()
        .frame()
        .await
        .expect("a piece")
        .expect("whole");
    assert_eq!(first.into_data().expect("data"), "012");
    let error = answer.body_mut().frame().await.expect("an end");
    assert!(error.is_err(), "{error:?}");
    // The connection lives on.
    assert_eq!(
        sender
            .send_request(logs("x"))
            .await
            .expect("an answer")
            .status(),
        200
    );
}

#[tokio::test]
async fn a_slow_answer_comes_in_pieces_and_whole() {
    for version in [Version::HTTP_11, Version::HTTP_2] {
        let acme = planned(sent(Sending {
            bytes_per_second: NonZeroU64::new(100),
            ..Sending::default()
        }));
        let stream = TokioIo::new(plain(&acme).await);
        let answer = if version == Version::HTTP_2 {
            let (mut sender, connection) = http2::handshake(TokioExecutor::new(), stream)
                .await
                .expect("HTTP/2");
            tokio::spawn(connection);
            sender.send_request(logs("0123456789")).await
        } else {
            let (mut sender, connection) = http1::handshake(stream).await.expect("HTTP/1.1");
            tokio::spawn(connection);
            sender.send_request(logs("0123456789")).await
        };
        let mut body = answer.expect("an answer").into_body();
        let mut pieces = Vec::new();
        while let Some(frame) = body.frame().await {
            pieces.extend(frame.expect("whole").into_data());
        }
        pieces.retain(|piece| !piece.is_empty());
        assert!(pieces.len() > 1, "{pieces:?}");
        assert_eq!(pieces.concat(), b"0123456789");
    }
}

#[tokio::test]
async fn what_hangs_is_on_record_and_does_not_keep_a_stop() {
    let acme = planned(Outcome::Hang);
    let mut stream = plain(&acme).await;
    stream.write_all(RAW).await.expect("it is read");
    assert_eq!(on_record(&acme).await, (0, "hang".into()));
    let stopped = tokio::task::spawn_blocking(move || drop(acme));
    timeout(PATIENCE, stopped)
        .await
        .expect("it stops")
        .expect("no panic");
    let mut heard = Vec::new();
    let _ = stream.read_to_end(&mut heard).await;
    assert_eq!(heard, b"");
}

#[tokio::test]
async fn a_connection_takes_no_more() {
    let goaway = || {
        planned(sent(Sending {
            goaway: true,
            ..Sending::default()
        }))
    };
    let acme = goaway();
    let (heard, end) = exchanged(plain(&acme).await, RAW).await;
    assert!(heard.contains("connection: close\r\n"), "{heard}");
    assert!(heard.ends_with("0123456789"), "{heard}");
    assert!(end.is_ok(), "closed, and not reset: {end:?}");

    let acme = goaway();
    let stream = TokioIo::new(plain(&acme).await);
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), stream)
        .await
        .expect("HTTP/2");
    let connection = tokio::spawn(connection);
    let answer = sender.send_request(logs("x")).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert!(!answer.headers().contains_key(CONNECTION));
    let body = answer.into_body().collect().await.expect("a body");
    assert_eq!(body.to_bytes(), "x");
    let ended = timeout(PATIENCE, connection).await.expect("it is closed");
    assert!(ended.expect("no panic").is_ok());
    assert_eq!(on_record(&acme).await, (200, "goaway".into()));
}

/// A connection is told to go away by the answer to whatever contains `last`.
fn goes_away_at_last() -> Running {
    let acme = start("");
    let mut plan = Plan::new(sent(Sending {
        goaway: true,
        ..Sending::default()
    }));
    plan.when.body = Some("last".into());
    acme.ctx().faults.plan(plan).expect("a good plan");
    acme
}

#[tokio::test]
async fn a_call_in_flight_is_answered_and_the_next_one_needs_a_new_connection() {
    let acme = goes_away_at_last();
    let (mut sender, connection) =
        http2::handshake(TokioExecutor::new(), TokioIo::new(plain(&acme).await))
            .await
            .expect("HTTP/2");
    let connection = tokio::spawn(connection);
    // It has begun, and its body is not there yet.
    let (body, rest) = tokio::sync::oneshot::channel();
    let rest = async move { Ok::<_, Infallible>(Frame::data(rest.await.expect("it comes"))) };
    let request = logs("").map(|_| StreamBody::new(stream::once(rest)).boxed());
    let early = tokio::spawn(sender.send_request(request));
    let last = logs("last").map(BodyExt::boxed);
    let last = sender.send_request(last).await.expect("an answer");
    let last = last.into_body().collect().await.expect("a body");
    assert_eq!(last.to_bytes(), "last");

    // Until it has been told, its calls are taken.
    let mut more = async || sender.send_request(logs("x").map(BodyExt::boxed)).await;
    let told = async {
        while let Ok(answer) = more().await {
            assert_eq!(answer.status(), 200);
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(PATIENCE, told).await.expect("it is told");

    body.send(Bytes::from_static(b"early")).expect("it waits");
    let early = early.await.expect("no panic").expect("an answer");
    let early = early.into_body().collect().await.expect("a body");
    assert_eq!(early.to_bytes(), "early");
    let ended = timeout(PATIENCE, connection).await.expect("it is closed");
    ended.expect("no panic").expect("in order");

    let again = send(plain(&acme).await, Version::HTTP_2, logs("x")).await;
    assert_eq!(again.body(), "x");
}

#[tokio::test]
async fn a_goaway_names_no_error_and_the_last_call() {
    let acme = goes_away_at_last();
    let mut frames = Frames::open(&acme).await;
    frames.post(1).await;
    frames.post(3).await;
    frames.send(DATA, END_STREAM, 3, b"last").await;
    // First it says that it is about to, so that calls which are on their way are still taken; a ping
    // tells when those are there.
    let (mut answered, mut goodbyes) = (Vec::new(), Vec::new());
    while let Some(frame) = frames.next().await {
        match frame.kind {
            HEADERS => answered.push(frame.stream),
            GOAWAY => {
                goodbyes.push((frame.number(0), frame.number(4)));
                if goodbyes.len() == 2 {
                    assert_eq!(answered, [3]);
                    frames.send(DATA, END_STREAM, 1, b"early").await;
                }
            }
            PING if frame.flags != ACK => frames.send(PING, ACK, 0, &frame.payload).await,
            _ => {}
        }
    }
    assert_eq!(goodbyes, [(u32::MAX >> 1, 0), (3, 0)]);
    assert_eq!(answered, [3, 1]);
}

#[tokio::test]
async fn a_plan_looks_at_headers_and_into_bodies() {
    // `needle`, compressed.
    const GZIP: &[u8] = &[
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 75, 77, 77, 201, 73, 5, 0, 5, 226, 88, 101, 6, 0, 0,
        0,
    ];
    let acme = start("");
    let mut plan = Plan::new(Fault::Internal);
    plan.when.body = Some("needle".into());
    plan.when.headers = vec![("User-Agent".into(), "go*".into())];
    acme.ctx().faults.plan(plan).expect("a good plan");
    for (agent, gzip, body, status) in [
        ("go/1", false, Bytes::from_static(b"hay needle hay"), 503),
        ("go/1", true, Bytes::from_static(GZIP), 503),
        (
            "go/1",
            true,
            Bytes::from_static(b"no gzip, but a needle"),
            503,
        ),
        ("go/1", false, Bytes::from_static(b"hay"), 200),
        ("curl", false, Bytes::from_static(b"needle"), 200),
    ] {
        let request = Request::post("http://acme.test/logs").header("user-agent", agent);
        let request = if gzip {
            request.header("content-encoding", "gzip")
        } else {
            request
        };
        let request = request.body(Full::new(body.clone())).expect("well formed");
        let (mut sender, connection) =
            http2::handshake(TokioExecutor::new(), TokioIo::new(plain(&acme).await))
                .await
                .expect("HTTP/2");
        tokio::spawn(connection);
        let answer = sender.send_request(request).await.expect("an answer");
        assert_eq!(answer.status(), status, "{agent} {body:?}");
    }
}
