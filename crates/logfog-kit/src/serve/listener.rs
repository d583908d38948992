use std::{future::pending, io, net::TcpListener, pin::pin, sync::Arc, time::Duration};

use axum::{Router, extract::Request as AxumRequest};
use http::Request;
use hyper::{
    body::Incoming,
    service::{Service as _, service_fn},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::{Semaphore, watch},
    task::JoinSet,
    time::{sleep, timeout},
};
use tower::ServiceExt as _;

use super::{
    heard::Heard,
    line::{Fate, Line, Tapped},
};
use crate::Tls;

/// Connections that one port holds at a time; further ones wait in the system's queue.
const CONNECTIONS: usize = 16_384;
/// Requests that one connection of HTTP/2 has in flight at a time: as many as a busy client of gRPC
/// sends before it opens another connection, and some more.
const STREAMS: u32 = 1024;
/// How long a client may take to say anything, to shake hands, or to send a request's head.
const HEAD: Duration = Duration::from_secs(30);
/// How long a client may say nothing that has begun HTTP/2 and not asked for anything yet: a channel of
/// gRPC is often opened long before its first call, and kept with pings.
const IDLE: Duration = Duration::from_mins(5);
/// How long it may ask for nothing, whatever it says.
const PATIENCE: Duration = Duration::from_hours(2);
/// What every client of HTTP/2 says before its first request: a preface, and at least the head of a
/// frame of settings.
const GREETING: u64 = 24 + 9;
/// How long a stop waits for what is in flight.
const GRACE: Duration = Duration::from_millis(1500);
/// How long a connection goes on as before when a stop comes.
const SETTLE: Duration = Duration::from_millis(20);
/// How long an answer that is complete may take to leave, once a stop waits for nothing else.
const LINGER: Duration = Duration::from_millis(50);
/// First byte of a TLS handshake record; no HTTP request starts with it.
const TLS_HANDSHAKE: u8 = 0x16;

/// A bound port and what answers on it.
#[derive(Debug)]
pub struct Site {
    /// Bound by the caller, so that a busy port is the caller's error to tell.
    pub listener: TcpListener,
    /// What answers.
    pub router: Router,
}

/// Serves every site until `stop` says so (or its sender is dropped), then finishes what is in
/// flight, for two seconds at most.
pub async fn run(sites: Vec<Site>, tls: Tls, stop: watch::Receiver<()>) -> io::Result<()> {
    let mut ports = JoinSet::new();
    for Site { listener, router } in sites {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        ports.spawn(accept(listener, router, tls.clone(), stop.clone()));
    }
    ports.join_all().await;
    Ok(())
}

async fn accept(
    listener: tokio::net::TcpListener,
    router: Router,
    tls: Tls,
    mut stop: watch::Receiver<()>,
) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let (router, mut busy) = counted(router);
    let mut connections = JoinSet::new();
    loop {
        let permit = tokio::select! {
            permit = room.clone().acquire_owned() => permit,
            _ = stop.changed() => break,
        };
        let stream = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => break,
        };
        while connections.try_join_next().is_some() {}
        match stream {
            Ok((stream, _)) => {
                let (router, tls, stop) = (router.clone(), tls.clone(), stop.clone());
                connections.spawn(async move {
                    connection(stream, router, tls, stop).await;
                    drop(permit);
                });
            }
            // Out of file descriptors, most likely: one that closes makes room.
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    }
    // Who connected before the stop is still in the system's queue; they have a little longer.
    let (hurry, patient) = watch::channel(());
    let queued = async {
        while let Ok((stream, _)) = listener.accept().await {
            connections.spawn(connection(
                stream,
                router.clone(),
                tls.clone(),
                patient.clone(),
            ));
        }
    };
    let _ = timeout(SETTLE, queued).await;
    drop(listener);
    drop(hurry);
    // A connection may stay open with nothing on it: a client that pools it is in no hurry.
    let idle = async {
        sleep(SETTLE).await;
        let _ = busy.wait_for(|requests| *requests == 0).await;
        sleep(LINGER).await;
    };
    let ended = async { while connections.join_next().await.is_some() {} };
    let finished = async {
        tokio::select! {
            () = idle => {}
            () = ended => {}
        }
    };
    // What has not ended by then is cut off when the set is dropped.
    let _ = timeout(GRACE, finished).await;
}

/// The router, and how many requests it is at work on.
fn counted(router: Router) -> (Router, watch::Receiver<usize>) {
    let (requests, busy) = watch::channel(0);
    let counted = Router::new().fallback(move |request: AxumRequest| {
        let at_work = AtWork::new(&requests);
        let router = router.clone();
        async move {
            let answer = router.oneshot(request).await;
            drop(at_work);
            answer
        }
    });
    (counted, busy)
}

/// Counts one request, also when its client goes away before the answer.
struct AtWork(watch::Sender<usize>);

impl AtWork {
    fn new(requests: &watch::Sender<usize>) -> Self {
        requests.send_modify(|requests| *requests += 1);
        Self(requests.clone())
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.send_modify(|requests| *requests -= 1);
    }
}

/// One connection. What goes wrong on it is the client's doing, and the client sees it.
async fn connection(stream: TcpStream, router: Router, tls: Tls, stop: watch::Receiver<()>) {
    let _ = stream.set_nodelay(true);
    let mut first = [0];
    let Ok(Ok(1)) = timeout(HEAD, stream.peek(&mut first)).await else {
        return;
    };
    let line = Line::default();
    let stream = Tapped::new(stream, line.clone());
    if first[0] == TLS_HANDSHAKE {
        if let Ok(Ok(stream)) = timeout(HEAD, tls.acceptor().accept(stream)).await {
            speak(stream, line, router, stop).await;
        }
    } else {
        speak(stream, line, router, stop).await;
    }
}

async fn speak<S>(stream: S, line: Line, router: Router, mut stop: watch::Receiver<()>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        // Who has said everything may close that side and still wants the answer.
        .half_close(true);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_header_list_size(64 << 10)
        // A whole batch fits, so that a shipper never waits for our window.
        .initial_stream_window_size(4 << 20)
        .initial_connection_window_size(16 << 20);
    // The timer for heads starts only once the version is known, and that may never be said.
    let (asks, mut asked) = watch::channel(false);
    let router = TowerToHyperService::new(router);
    let of_requests = line.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(of_requests.clone());
        asks.send_if_modified(|asked| !std::mem::replace(asked, true));
        router.call(request)
    });
    let (stream, heard) = Heard::new(stream);
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let silent = async {
        let asks = tokio::select! {
            asked = asked.wait_for(|asked| *asked) => asked.is_ok(),
            () = falls_silent(heard) => false,
        };
        if asks {
            pending::<()>().await;
        }
    };
    let served = async {
        let ended = tokio::select! {
            ended = connection.as_mut() => Some(ended),
            () = silent => return,
            () = line.comes_to(Fate::TakesNoMore) => {
                connection.as_mut().graceful_shutdown();
                tokio::select! {
                    ended = connection.as_mut() => Some(ended),
                    _ = stop.changed() => None,
                }
            }
            _ = stop.changed() => None,
        };
        // What was sent before the stop may still be on its way through the socket.
        if ended.is_none() && timeout(SETTLE, connection.as_mut()).await.is_err() && !line.hangs() {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    };
    tokio::select! {
        () = served => {}
        () = line.comes_to(Fate::Ends) => {}
    }
}

/// Waits until a client that asks for nothing has said too little. Of HTTP/1 that is not for this to
/// know: there is a timer for its heads.
async fn falls_silent(mut heard: watch::Receiver<u64>) {
    if timeout(HEAD, heard.wait_for(|bytes| *bytes >= GREETING))
        .await
        .is_err()
    {
        return;
    }
    let talks = async { while let Ok(Ok(())) = timeout(IDLE, heard.changed()).await {} };
    let _ = timeout(PATIENCE, talks).await;
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        time::Instant,
    };

    use super::*;

    /// How long a client that says this, and then nothing, is waited for.
    async fn patience(said: &[u8]) -> Duration {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let client = TcpStream::connect(listener.local_addr().expect("its number")).await;
        let mut client = client.expect("it listens");
        client.write_all(said).await.expect("it is sent");
        let (stream, _) = listener.accept().await.expect("a connection");
        let (_stop, stopped) = watch::channel(());
        let start = Instant::now();
        connection(stream, Router::new(), Tls::new([]), stopped).await;
        let mut rest = Vec::new();
        let _ = client.read_to_end(&mut rest).await;
        start.elapsed()
    }

    #[tokio::test]
    async fn a_client_that_leaves_while_its_request_hangs_ends_the_connection() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a port");
        let client = TcpStream::connect(listener.local_addr().expect("its number")).await;
        let mut client = client.expect("it listens");
        let (stream, _) = listener.accept().await.expect("a connection");
        let (hangs, mut hanging) = watch::channel(false);
        let router = Router::new().fallback(move |request: AxumRequest| {
            let hangs = hangs.clone();
            async move {
                request.extensions().get::<Line>().expect("a line").hang();
                hangs.send_replace(true);
                pending::<()>().await;
            }
        });
        let (_stop, stopped) = watch::channel(());
        let served = tokio::spawn(connection(stream, router, Tls::new([]), stopped));
        let request = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";
        client.write_all(request).await.expect("it is sent");
        let _ = hanging.wait_for(|hangs| *hangs).await;
        assert!(!served.is_finished());
        drop(client);
        let ended = timeout(HEAD, served).await;
        ended.expect("it ends by itself").expect("no panic");
    }

    #[tokio::test(start_paused = true)]
    async fn who_says_nothing_or_half_of_it_is_let_go() {
        let begun = [
            &b""[..],
            b"P",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"POST / HTTP/1.1\r\n",
            b"POST / HTTP/1.1\r\nhost: example.com\r\nx-more: to come",
            &[TLS_HANDSHAKE],
        ];
        for said in begun {
            let waited = patience(said).await;
            assert!(waited >= HEAD && waited < HEAD * 2, "{said:?}: {waited:?}");
        }
    }

    /// What a client of HTTP/2 says first.
    const BEGUN: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    const PING: &[u8] = b"\0\0\x08\x06\0\0\0\0\0eightbyt";

    /// How long a client of HTTP/2 is served that pings so many times, so long after one another, and
    /// then says nothing.
    async fn served(pings: usize, apart: Duration) -> Duration {
        let (mut client, stream) = tokio::io::duplex(1 << 16);
        let (_stop, stopped) = watch::channel(());
        let start = Instant::now();
        let served = speak(stream, Line::default(), Router::new(), stopped);
        let says = async {
            client.write_all(BEGUN).await.expect("it is taken");
            for _ in 0..pings {
                sleep(apart).await;
                if client.write_all(PING).await.is_err() {
                    break;
                }
            }
            let mut answers = Vec::new();
            let _ = client.read_to_end(&mut answers).await;
            answers
        };
        let (waited, answers) = tokio::join!(
            async {
                served.await;
                start.elapsed()
            },
            says
        );
        let acknowledged = answers.windows(8).filter(|bytes| bytes == b"eightbyt");
        let acknowledged = acknowledged.count();
        assert!(
            acknowledged + 1 >= pings.min(24),
            "{acknowledged} of {pings}"
        );
        waited
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_pings_is_kept() {
        assert_eq!(served(0, IDLE).await, IDLE);
        let minute = Duration::from_mins(1);
        assert_eq!(served(1, minute).await, minute + IDLE);
        assert_eq!(served(20, minute * 4).await, minute * 80 + IDLE);
    }

    #[tokio::test(start_paused = true)]
    async fn but_not_for_ever_without_a_request() {
        assert_eq!(served(1000, Duration::from_secs(299)).await, PATIENCE);
    }
}
