use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::rt::{TokioExecutor, TokioIo};
use logfog_kit::Stopwatch;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
};

/// Connections that send at the same time.
const CONNECTIONS: usize = 4;
/// Calls in flight on one HTTP/2 connection, and frames on one WebSocket.
const IN_FLIGHT: usize = 32;

/// The same request over and over.
#[derive(Clone, Debug)]
pub(super) struct Load {
    pub(super) port: u16,
    pub(super) wire: Wire,
    pub(super) records: u64,
    /// The same records as an array, for a server that knows no other wire.
    pub(super) as_json: Bytes,
}

/// How the request travels.
#[derive(Clone, Debug)]
pub(super) enum Wire {
    /// A whole HTTP/1.1 request.
    Http(Bytes),
    /// Path, token, and a message with its gRPC prefix.
    Grpc {
        path: &'static str,
        token: String,
        message: Bytes,
    },
    /// A WebSocket's handshake, and one frame.
    WebSocket { handshake: Bytes, frame: Bytes },
}

/// When to stop.
#[derive(Clone, Copy)]
enum Until {
    Elapsed(Stopwatch, Duration),
    Requests(u64),
}

impl Load {
    /// An HTTP POST.
    pub(super) fn http(port: u16, path: &str, headers: &str, body: &[u8]) -> Wire {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n{headers}content-length: {}\r\n\r\n",
            body.len(),
        );
        Wire::Http([head.as_bytes(), body].concat().into())
    }

    /// The load that a reference server gets: the same request if it is HTTP, else the same
    /// records as JSON.
    pub(super) fn for_reference(&self) -> Self {
        let wire = match &self.wire {
            Wire::Http(request) => Wire::Http(request.clone()),
            Wire::Grpc { .. } | Wire::WebSocket { .. } => Self::http(
                self.port,
                "/",
                "content-type: application/json\r\n",
                &self.as_json,
            ),
        };
        Self {
            wire,
            ..self.clone()
        }
    }

    /// Whether it could be sent to any server of gRPC as it is.
    pub(super) const fn is_grpc(&self) -> bool {
        matches!(self.wire, Wire::Grpc { .. })
    }

    /// The same for a server on this port of the loopback.
    pub(super) fn aimed_at(&self, port: u16) -> Self {
        Self {
            port,
            ..self.clone()
        }
    }

    /// Sends for a while. Returns how many records were accepted.
    pub(super) async fn send_for(&self, length: Duration) -> Result<u64> {
        self.send(Until::Elapsed(Stopwatch::start(), length)).await
    }

    /// Sends at least this many records. Returns how many were accepted.
    pub(super) async fn send_records(&self, records: u64) -> Result<u64> {
        self.send(Until::Requests(records.div_ceil(self.records)))
            .await
    }

    async fn send(&self, until: Until) -> Result<u64> {
        let sent = Arc::new(AtomicU64::new(0));
        let mut connections = JoinSet::new();
        for _ in 0..CONNECTIONS {
            let (load, sent) = (self.clone(), sent.clone());
            connections.spawn(async move {
                let go_on = || match until {
                    Until::Elapsed(watch, length) => watch.elapsed() < length,
                    Until::Requests(limit) => sent.fetch_add(1, Ordering::Relaxed) < limit,
                };
                match &load.wire {
                    Wire::Http(request) => http(load.port, request, go_on).await,
                    Wire::Grpc {
                        path,
                        token,
                        message,
                    } => grpc(load.port, path, token, message, go_on).await,
                    Wire::WebSocket { handshake, frame } => {
                        websocket(load.port, handshake, frame, go_on).await
                    }
                }
            });
        }
        let mut accepted = 0;
        while let Some(connection) = connections.join_next().await {
            accepted += connection??;
        }
        Ok(accepted * self.records)
    }
}

/// One request after the other on one connection. Returns how many were answered with 2xx.
async fn http(port: u16, request: &[u8], go_on: impl Fn() -> bool) -> Result<u64> {
    let mut stream = connect(port).await?;
    let mut answer = Vec::with_capacity(4096);
    let mut accepted = 0;
    while go_on() {
        stream.write_all(request).await?;
        answer.clear();
        let status = read_answer(&mut stream, &mut answer).await?;
        if !(200..300).contains(&status) {
            bail!("refused: {}", String::from_utf8_lossy(&answer));
        }
        accepted += 1;
    }
    Ok(accepted)
}

/// Reads one HTTP/1.1 answer with a length, or with none and no body. Returns its status.
async fn read_answer(stream: &mut TcpStream, answer: &mut Vec<u8>) -> Result<u16> {
    let head = loop {
        if stream.read_buf(answer).await? == 0 {
            bail!("the server hung up");
        }
        if let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = String::from_utf8_lossy(&answer[..head]).to_ascii_lowercase();
    let status = text
        .get(9..12)
        .context("an answer starts with a status")?
        .parse()?;
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.map_or(Ok(0), str::parse)?;
    while answer.len() < head + length {
        if stream.read_buf(answer).await? == 0 {
            bail!("the server hung up");
        }
    }
    Ok(status)
}

/// Calls on one HTTP/2 connection, several in flight.
async fn grpc(
    port: u16,
    path: &str,
    token: &str,
    message: &Bytes,
    go_on: impl Fn() -> bool,
) -> Result<u64> {
    let stream = TokioIo::new(connect(port).await?);
    let (sender, connection) = hyper::client::conn::http2::Builder::new(TokioExecutor::new())
        .handshake(stream)
        .await?;
    tokio::spawn(connection);
    let call = || {
        let request = http::Request::post(format!("http://127.0.0.1:{port}{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .header("authorization", token)
            .body(Full::new(message.clone()));
        let mut sender = sender.clone();
        async move {
            let answer = sender.send_request(request?).await?;
            let (head, body) = answer.into_parts();
            let body = body.collect().await?;
            let ended = head.headers.get("grpc-status");
            let ended = ended.or_else(|| body.trailers()?.get("grpc-status"));
            if ended.is_none_or(|status| status != "0") {
                bail!("refused: {head:?} {:?}", body.trailers());
            }
            Ok(())
        }
    };
    let (mut calls, mut accepted) = (JoinSet::new(), 0);
    while go_on() {
        if calls.len() == IN_FLIGHT {
            calls.join_next().await.context("some are in flight")???;
            accepted += 1;
        }
        calls.spawn(call());
    }
    while let Some(call) = calls.join_next().await {
        call??;
        accepted += 1;
    }
    Ok(accepted)
}

/// Frames on one WebSocket, several in flight. Returns how many were answered.
async fn websocket(
    port: u16,
    handshake: &[u8],
    frame: &[u8],
    go_on: impl Fn() -> bool,
) -> Result<u64> {
    let mut stream = connect(port).await?;
    stream.write_all(handshake).await?;
    let mut read = Vec::with_capacity(64 << 10);
    if read_answer(&mut stream, &mut read).await? != 101 {
        bail!("no WebSocket: {}", String::from_utf8_lossy(&read));
    }
    read.clear();
    let window = frame.repeat(IN_FLIGHT);
    let mut accepted = 0;
    // Each window counts as many requests as it holds.
    while (0..IN_FLIGHT).fold(true, |more, _| go_on() && more) {
        stream.write_all(&window).await?;
        let mut answered = 0;
        while answered < IN_FLIGHT {
            if stream.read_buf(&mut read).await? == 0 {
                bail!("the server hung up");
            }
            let mut at = 0;
            while let Some(length) = frame_length(&read[at..]) {
                if !read[at..at + length]
                    .windows(10)
                    .any(|text| text == b"\"status\":0")
                {
                    bail!(
                        "refused: {}",
                        String::from_utf8_lossy(&read[at..at + length])
                    );
                }
                at += length;
                answered += 1;
            }
            read.drain(..at);
        }
        accepted += IN_FLIGHT as u64;
    }
    Ok(accepted)
}

/// Length of the whole server frame that `bytes` start with.
fn frame_length(bytes: &[u8]) -> Option<usize> {
    let length = match *bytes.get(1)? {
        126 => 4 + usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?])),
        short => 2 + usize::from(short),
    };
    (bytes.len() >= length).then_some(length)
}

async fn connect(port: u16) -> Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
