//! What a client of gRPC expects of a connection.

use std::{sync::Arc, time::Duration};

use axum::{Router, routing::post};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use logfog_kit::{Tls, serve};
use tokio::{
    net::TcpStream,
    sync::{Barrier, watch},
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    frames::{ACK, DATA, END_STREAM, Frames, HEADERS, PING},
    logs, start,
};

/// Nothing takes that long, unless it hangs.
const PATIENCE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn a_thousand_calls_are_in_flight_on_one_connection() {
    const CALLS: usize = 1000;
    // Nobody is answered before all of them are there.
    let all_there = Arc::new(Barrier::new(CALLS));
    let router = Router::new().route(
        "/logs",
        post(async move |body: String| {
            all_there.wait().await;
            body
        }),
    );
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("bound");
    let (stop, stopped) = watch::channel(());
    let site = serve::Site { listener, router };
    let served = tokio::spawn(serve::run(vec![site], Tls::new([]), stopped));

    let stream = TcpStream::connect(address).await.expect("it listens");
    let (sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
        .await
        .expect("HTTP/2");
    tokio::spawn(connection);
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        let mut sender = sender.clone();
        calls.spawn(async move { sender.send_request(logs("0123456789")).await });
    }
    let answers = timeout(PATIENCE, calls.join_all()).await;
    for answer in answers.expect("they are in flight together") {
        assert_eq!(answer.expect("an answer").status(), 200);
    }
    drop((sender, stop));
    served.await.expect("no panic").expect("it served");
}

/// So many pings in quick succession, each of them answered.
async fn ping(frames: &mut Frames, times: u64) {
    for number in 0..times {
        frames.send(PING, 0, 0, &number.to_be_bytes()).await;
        let pong = frames.until(PING).await;
        assert_eq!(pong.flags, ACK);
        assert_eq!(pong.payload, number.to_be_bytes());
        sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn pings_are_answered_and_never_too_many() {
    let acme = start("");
    let mut frames = Frames::open(&acme).await;
    ping(&mut frames, 200).await;
    // Nor while a call is on its way.
    frames.post(1).await;
    ping(&mut frames, 200).await;
    frames.send(DATA, END_STREAM, 1, b"x").await;
    assert_eq!(frames.until(HEADERS).await.stream, 1);
    assert_eq!(frames.until(DATA).await.payload, b"x");
    ping(&mut frames, 1).await;
}
