use std::io::{self, Read, Write};

use bytes::{Buf as _, Bytes, BytesMut};
use tokio_tungstenite::tungstenite::{
    Error, Message, Utf8Bytes,
    error::CapacityError,
    protocol::{CloseFrame, Role, WebSocketConfig, WebSocketContext, frame::coding::CloseCode},
};

/// WebSocket without a socket: bytes in, messages out, and the other way round. So every message
/// that has arrived is answered before anything is written.
pub(super) struct Codec {
    context: WebSocketContext,
    pub(super) wire: Wire,
}

/// The two directions of a connection, as far as they have been read and not been written.
#[derive(Default)]
pub(super) struct Wire {
    pub(super) input: BytesMut,
    pub(super) output: BytesMut,
}

/// What came in.
pub(super) enum Event {
    /// A message, of text or not: both are read as JSON.
    Frame(Bytes),
    /// A message that is too large, after which nothing can be read any more.
    TooLarge(usize),
    /// Something that is no WebSocket frame, or a text that is not UTF-8: nothing can be read after.
    Broken(String),
    /// The connection is over, properly or not.
    Over,
}

impl Codec {
    /// Reads messages of at most `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        let config = WebSocketConfig::default()
            .max_message_size(Some(limit))
            .max_frame_size(Some(limit))
            .read_buffer_size(16 << 10);
        Self {
            context: WebSocketContext::new(Role::Server, Some(config)),
            wire: Wire::default(),
        }
    }

    /// The next thing that came in whole.
    pub(super) fn next(&mut self) -> Option<Event> {
        loop {
            match self.context.read(&mut self.wire) {
                // Copied, so that a small record never keeps a large buffer alive.
                Ok(Message::Text(text)) => {
                    return Some(Event::Frame(Bytes::copy_from_slice(text.as_bytes())));
                }
                Ok(Message::Binary(bytes)) => {
                    return Some(Event::Frame(Bytes::copy_from_slice(&bytes)));
                }
                // Pings and closes are answered by the context.
                Ok(Message::Ping(_) | Message::Pong(_) | Message::Close(_) | Message::Frame(_)) => {
                }
                Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => return None,
                Err(Error::Capacity(CapacityError::MessageTooLong { size, .. })) => {
                    self.close(CloseCode::Size);
                    return Some(Event::TooLarge(size));
                }
                Err(error @ (Error::Protocol(_) | Error::Utf8(_))) => {
                    let text = matches!(error, Error::Utf8(_));
                    let code = if text {
                        CloseCode::Invalid
                    } else {
                        CloseCode::Protocol
                    };
                    self.close(code);
                    return Some(Event::Broken(error.to_string()));
                }
                Err(_) => {
                    let _ = self.context.flush(&mut self.wire);
                    return Some(Event::Over);
                }
            }
        }
    }

    /// Puts a message with the others that are to be written.
    pub(super) fn send(&mut self, text: &Bytes) {
        // What fails here fails again when it is written.
        if let Ok(text) = Utf8Bytes::try_from(text.clone()) {
            let _ = self.context.write(&mut self.wire, Message::Text(text));
        }
    }

    /// Asks whether the peer is still there.
    pub(super) fn ping(&mut self) {
        let _ = self
            .context
            .write(&mut self.wire, Message::Ping(Bytes::new()));
        self.flush();
    }

    /// Ends the conversation.
    pub(super) fn close(&mut self, code: CloseCode) {
        let reason = Utf8Bytes::default();
        let _ = self
            .context
            .close(&mut self.wire, Some(CloseFrame { code, reason }));
        self.flush();
    }

    /// Makes everything sent ready to be written.
    pub(super) fn flush(&mut self) {
        let _ = self.context.flush(&mut self.wire);
    }
}

impl Read for Wire {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.input.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let length = into.len().min(self.input.len());
        into[..length].copy_from_slice(&self.input[..length]);
        self.input.advance(length);
        Ok(length)
    }
}

impl Write for Wire {
    fn write(&mut self, from: &[u8]) -> io::Result<usize> {
        self.output.extend_from_slice(from);
        Ok(from.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
