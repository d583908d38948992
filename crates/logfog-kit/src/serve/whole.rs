use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Body;
use bytes::Bytes;
use http::HeaderMap;
use http_body::Body as _;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt as _;
use tokio::time::timeout;

use crate::body::{Payload, Problem};

/// Bytes of one request's body that are ever held, whatever a vendor allows.
const CAP: u64 = 20 << 20;
/// Bytes of all bodies together that are being received by one vendor.
const TOGETHER: usize = 512 << 20;
/// Bytes that are read and dropped beyond that, so that the client gets an answer and not a reset.
const DRAIN: u64 = 512 << 20;
/// How long the next piece of a body may take.
const PIECE: Duration = Duration::from_secs(20);

/// Reads a request's body, as far as it goes and is allowed to.
pub(super) async fn read(mut body: Body, together: &Together) -> Payload {
    let mut held = Held { together, bytes: 0 };
    let mut payload = Payload::default();
    // Always copied: a piece is a part of the connection's buffer, and would keep all of it alive for
    // as long as one entry of it is stored.
    let mut pieces = Vec::new();
    loop {
        let piece = match timeout(PIECE, body.frame()).await {
            Ok(None) => break,
            Ok(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
            Ok(Some(Err(_))) => {
                payload.problem = Some(Problem::CutShort);
                break;
            }
            Err(_) => {
                payload.problem = Some(Problem::TimedOut);
                break;
            }
        };
        payload.sent += piece.len() as u64;
        if payload.sent > CAP || !held.more(piece.len()) {
            payload.problem = Some(Problem::TooLarge);
            pieces = Vec::new();
            if payload.sent > DRAIN {
                break;
            }
        } else {
            if pieces.is_empty() {
                let announced = body.size_hint().lower().min(CAP);
                pieces.reserve_exact(piece.len() + usize::try_from(announced).unwrap_or_default());
            }
            pieces.extend_from_slice(&piece);
        }
    }
    pieces.shrink_to_fit();
    payload.bytes = pieces.into();
    payload
}

/// Bytes of bodies that are being received.
#[derive(Clone, Debug, Default)]
pub(super) struct Together(Arc<AtomicUsize>);

/// One body's part of them, given back when it has been read: then the stores' budgets take over.
struct Held<'a> {
    together: &'a Together,
    bytes: usize,
}

impl Held<'_> {
    /// Takes room for so many more. Whether there is any.
    fn more(&mut self, bytes: usize) -> bool {
        self.bytes += bytes;
        self.together.0.fetch_add(bytes, Ordering::Relaxed) + bytes <= TOGETHER
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.together.0.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

/// An answer's body that is all there: the bytes, then perhaps trailers.
#[derive(Debug, Default)]
pub(super) struct Whole {
    pub(super) data: Bytes,
    pub(super) trailers: Option<HeaderMap>,
}

impl Whole {
    /// Collects an answer. Emulators answer from memory, so this never waits.
    pub(super) async fn collect(mut body: Body) -> Self {
        let mut whole = Self::default();
        while let Some(Ok(frame)) = body.frame().await {
            match frame.into_data() {
                Ok(data) if whole.data.is_empty() => whole.data = data,
                Ok(data) => whole.data = [&whole.data[..], &data].concat().into(),
                Err(frame) => whole.trailers = frame.into_trailers().ok(),
            }
        }
        whole
    }
}

impl http_body::Body for Whole {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if !self.data.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut self.data)))));
        }
        Poll::Ready(
            self.trailers
                .take()
                .map(|trailers| Ok(Frame::trailers(trailers))),
        )
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_empty() && self.trailers.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        // With trailers to come there is no length to announce: gRPC servers do not, either.
        match self.trailers {
            Some(_) => SizeHint::default(),
            None => SizeHint::with_exact(self.data.len() as u64),
        }
    }
}
