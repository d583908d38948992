use std::{convert::Infallible, sync::Arc};

use axum::{body::Body, extract::FromRequestParts};
use http::{
    HeaderMap, HeaderName, Method, Response,
    header::{
        CONNECTION, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
    },
    request::Parts,
};
use hyper::upgrade::OnUpgrade;
use logfog_kit::{Received, Told, told};
use logfog_model::Verdict;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::talk::talk;
use crate::{FRAME, answers, desk::Desk, failure::Failure, rules::Rule};

/// What clubby is called among WebSocket's subprotocols. A browser-like client that offers it
/// fails unless it is echoed.
pub(crate) const SUBPROTOCOL: &str = "clubby.cesanta.com";

/// The connection, should the client want a WebSocket.
pub(crate) struct Upgrade(Option<OnUpgrade>);

/// A client that wants a WebSocket.
pub(crate) struct Handshake(OnUpgrade);

impl<S: Sync> FromRequestParts<S> for Upgrade {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.remove()))
    }
}

impl Upgrade {
    /// Whether the request asks for a WebSocket.
    pub(crate) fn wanted(self, received: &Received) -> Option<Handshake> {
        let asks = received.method == Method::GET
            && lists(&received.headers, &CONNECTION, "upgrade")
            && lists(&received.headers, &UPGRADE, "websocket");
        self.0.filter(|_| asks).map(Handshake)
    }
}

/// Opens a WebSocket.
pub(crate) fn open(
    desk: &Arc<Desk>,
    Handshake(upgrade): Handshake,
    received: Received,
) -> Response<Body> {
    let key = received.headers.get(SEC_WEBSOCKET_KEY);
    let version = received.headers.get(SEC_WEBSOCKET_VERSION);
    let key = key.filter(|key| is_nonce(key.as_bytes()));
    let Some(key) = key.filter(|_| version.is_some_and(|version| version == "13")) else {
        let mut report = received.report();
        // Without them there is no WebSocket, whatever the policy says.
        report.insist(
            Rule::HttpHandshake,
            "header sec-websocket-key",
            "another version, or no such key",
        );
        let answer = answers::no_handshake(&Failure::of(Rule::HttpHandshake));
        return told(answer, Told::new(FRAME, report.verdict(0)));
    };
    let accept = derive_accept_key(key.as_bytes());
    let subprotocol = lists(&received.headers, &SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL);
    let answer = answers::upgraded(&accept, subprotocol);
    tokio::spawn(talk(desk.clone(), upgrade, received));
    told(answer, Told::new(FRAME, Verdict::default()))
}

/// Base64 of 16 bytes, as RFC 6455 (section 4.2.1) wants a key to be.
fn is_nonce(key: &[u8]) -> bool {
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    matches!(key, [letters @ .., b'=', b'='] if letters.len() == 22 && letters.iter().all(letter))
}

/// Whether a header, which may come several times, lists a word.
fn lists(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    let values = headers.get_all(name).into_iter();
    let mut words = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    words.any(|listed| listed.trim().eq_ignore_ascii_case(word))
}
