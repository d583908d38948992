use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::watch,
};

/// The connection that a request came over: what can be made to go wrong with it. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Line(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    fate: watch::Sender<Fate>,
    hangs: AtomicBool,
}

/// What is to become of a connection; the later ones outweigh the earlier ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    #[default]
    GoesOn,
    /// It takes no further requests.
    TakesNoMore,
    /// It ends, whatever travels over it.
    Ends,
    /// It ends with a reset.
    IsReset,
}

impl Line {
    /// Resets the connection, with everything that travels over it. Of a connection that has been
    /// upgraded, whoever has it now must let it go.
    pub fn reset(&self) {
        self.doom(Fate::IsReset);
    }

    /// Finishes what is there, and takes nothing more.
    pub(super) fn drain(&self) {
        self.doom(Fate::TakesNoMore);
    }

    /// From now on a client that leaves is noticed though nobody reads from it. Only of a connection that
    /// speaks HTTP/1: what comes while it waits is the end of it.
    pub(super) fn hang(&self) {
        self.0.hangs.store(true, Ordering::Release);
    }

    pub(super) fn hangs(&self) -> bool {
        self.0.hangs.load(Ordering::Acquire)
    }

    /// Waits until that, or something worse, is to become of it.
    pub(super) async fn comes_to(&self, wanted: Fate) {
        let mut fate = self.0.fate.subscribe();
        // Its sender is in this very line.
        let _ = fate.wait_for(|fate| *fate >= wanted).await;
    }

    fn doom(&self, wanted: Fate) {
        self.0.fate.send_if_modified(|fate| {
            let worse = wanted > *fate;
            *fate = (*fate).max(wanted);
            worse
        });
    }
}

/// A connection below TLS, which its [`Line`] has a say in.
#[derive(Debug)]
pub(super) struct Tapped {
    stream: TcpStream,
    line: Line,
}

impl Tapped {
    pub(super) const fn new(stream: TcpStream, line: Line) -> Self {
        Self { stream, line }
    }
}

impl Drop for Tapped {
    fn drop(&mut self) {
        if *self.line.0.fate.borrow() == Fate::IsReset {
            // What is closed without lingering is reset.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Tapped {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Tapped {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Flushed is every time that a connection is looked at; read is not, while a request is answered.
        if self.line.hangs() {
            let mut byte = [0];
            let peeked = self.stream.poll_peek(cx, &mut ReadBuf::new(&mut byte));
            if peeked.is_ready() {
                self.line.doom(Fate::Ends);
            }
        }
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
