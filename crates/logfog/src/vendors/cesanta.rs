/// Cesanta's Log service over clubby: frames over HTTP and WebSocket.
#[derive(Debug)]
pub struct Cesanta(super::Emulator);

super::handle!(Cesanta, logfog_cesanta::vendor);

impl Cesanta {
    /// `ws://127.0.0.1:PORT/`, where the subprotocol `clubby.cesanta.com` is spoken.
    pub fn websocket(&self) -> String {
        format!("ws://{}/", self.authority())
    }

    /// Address and key of the well-known device.
    pub fn credentials(&self) -> (&str, &str) {
        (self.credential("src"), self.credential("key"))
    }
}
