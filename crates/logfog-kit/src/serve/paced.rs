use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use logfog_model::Sending;
use tokio::time::{Sleep, sleep};

use super::whole::Whole;

/// A slow body comes in this many pieces a second, unless it has fewer bytes.
const PIECES: u64 = 20;
/// What was sent before a body is cut is on its way by then.
const FLUSH: Duration = Duration::from_millis(20);

/// An answer's body that comes slowly, or not to its end.
#[derive(Debug)]
pub(super) struct Paced {
    whole: Whole,
    /// What is announced and not sent yet.
    announced: u64,
    sending: Sending,
    /// Bytes that are still to come, where not all of them do.
    left: Option<u64>,
    flushed: bool,
    pause: Option<Pin<Box<Sleep>>>,
}

/// Why a body ends before its end.
#[derive(Debug, thiserror::Error)]
#[error("the answer was planned to be cut")]
struct Cut;

impl Paced {
    pub(super) fn new(whole: Whole, sending: Sending) -> Self {
        let announced = whole.data.len() as u64;
        Self {
            left: sending.truncate.map(|bytes| bytes.min(announced)),
            whole,
            announced,
            sending,
            flushed: false,
            pause: None,
        }
    }

    /// Whether nothing about it is other than it would be anyway.
    pub(super) const fn is_plain(sending: Sending) -> bool {
        sending.bytes_per_second.is_none() && sending.truncate.is_none()
    }

    /// The next piece, and how long the one after it takes.
    fn piece(&mut self) -> (Bytes, Duration) {
        let data = &mut self.whole.data;
        let mut length = data.len() as u64;
        if let Some(left) = self.left {
            length = length.min(left);
        }
        let pause = self.sending.bytes_per_second.map(|rate| {
            length = length.min((rate.get() / PIECES).max(1));
            #[expect(clippy::cast_precision_loss, reason = "of two small numbers")]
            Duration::from_secs_f64(length as f64 / rate.get() as f64)
        });
        let piece = data.split_to(usize::try_from(length).unwrap_or(data.len()));
        self.announced -= length;
        self.left = self.left.map(|left| left - length);
        (piece, pause.unwrap_or_default())
    }
}

impl http_body::Body for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(cx));
            self.pause = None;
        }
        if self.left == Some(0) {
            if self.flushed {
                return Poll::Ready(Some(Err(axum::Error::new(Cut))));
            }
            self.flushed = true;
            self.pause = Some(Box::pin(sleep(FLUSH)));
            return self.poll_frame(cx);
        }
        if self.whole.data.is_empty() {
            return Pin::new(&mut self.whole).poll_frame(cx);
        }
        let (piece, pause) = self.piece();
        self.pause = (!pause.is_zero()).then(|| Box::pin(sleep(pause)));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_none() && self.whole.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        match self.whole.trailers {
            Some(_) => SizeHint::default(),
            None => SizeHint::with_exact(self.announced),
        }
    }
}
