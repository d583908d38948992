//! HTTP/2 frame by frame, for what a client's library hides.

use std::time::Duration;

use logfog_kit::serve::Running;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::plain;

/// Nothing takes that long, unless it hangs.
const PATIENCE: Duration = Duration::from_mins(1);

pub(crate) const DATA: u8 = 0;
pub(crate) const HEADERS: u8 = 1;
pub(crate) const SETTINGS: u8 = 4;
pub(crate) const PING: u8 = 6;
pub(crate) const GOAWAY: u8 = 7;
pub(crate) const ACK: u8 = 1;
pub(crate) const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// `POST http://acme.test/logs`, in HPACK without any table.
const POST_LOGS: &[u8] = b"\x83\x86\x04\x05/logs\x01\x09acme.test";

/// A frame that came.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) kind: u8,
    pub(crate) flags: u8,
    pub(crate) stream: u32,
    pub(crate) payload: Vec<u8>,
}

impl Frame {
    /// Four bytes of the payload, as a number.
    pub(crate) fn number(&self, at: usize) -> u32 {
        let bytes = self.payload[at..at + 4].try_into();
        u32::from_be_bytes(bytes.expect("four bytes"))
    }
}

/// A client's end of a connection.
pub(crate) struct Frames(TcpStream);

impl Frames {
    /// Says that it speaks HTTP/2. What the server says to that is still to be read.
    pub(crate) async fn open(acme: &Running) -> Self {
        let mut frames = Self(plain(acme).await);
        let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        frames.0.write_all(preface).await.expect("it is read");
        frames.send(SETTINGS, 0, 0, b"").await;
        frames
    }

    pub(crate) async fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        let length = u32::try_from(payload.len()).expect("short").to_be_bytes();
        let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()].concat();
        let frame = [&head, payload].concat();
        self.0.write_all(&frame).await.expect("it is read");
    }

    /// Begins a request whose body is to follow.
    pub(crate) async fn post(&mut self, stream: u32) {
        self.send(HEADERS, END_HEADERS, stream, POST_LOGS).await;
    }

    /// The next frame, or none when the connection is closed in order.
    pub(crate) async fn next(&mut self) -> Option<Frame> {
        let read = async {
            let mut head = [0; 9];
            if self.0.read(&mut head[..1]).await.expect("no reset") == 0 {
                return None;
            }
            self.0.read_exact(&mut head[1..]).await.expect("a head");
            let [a, b, c, kind, flags, stream @ ..] = head;
            let length = u32::from_be_bytes([0, a, b, c]);
            let stream = u32::from_be_bytes(stream);
            let mut payload = vec![0; length as usize];
            self.0.read_exact(&mut payload).await.expect("all of it");
            Some(Frame {
                kind,
                flags,
                stream,
                payload,
            })
        };
        timeout(PATIENCE, read).await.expect("it goes on")
    }

    /// The next frame of this kind, whatever comes before it, unless that is a goodbye.
    pub(crate) async fn until(&mut self, kind: u8) -> Frame {
        while let Some(frame) = self.next().await {
            if frame.kind == kind {
                return frame;
            }
            assert!(frame.kind != GOAWAY, "{frame:?}");
        }
        panic!("the connection is closed")
    }
}
