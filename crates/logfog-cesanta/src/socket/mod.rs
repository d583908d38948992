//! Frames over a WebSocket. Messages are read and answers written at the same time, as many as
//! there are at once.

mod codec;
mod handshake;
mod later;
mod talk;
#[cfg(test)]
mod tests;

pub(crate) use handshake::{SUBPROTOCOL, Upgrade, open};
