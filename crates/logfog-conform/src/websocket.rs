use std::time::Duration;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use http::{Request as HttpRequest, StatusCode};
use http_body_util::Empty;
use hyper::{client::conn::http1, upgrade::Upgraded};
use hyper_util::rt::TokioIo;
use tokio::time::timeout;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Error, Message, handshake::client::generate_key, protocol::Role},
};

use crate::{Answer, Request, Target, client, expect};

/// How long nothing must come for it to count as silence.
const SILENCE: Duration = Duration::from_millis(150);
const PATIENCE: Duration = Duration::from_secs(10);

/// Speaks the lines of a WebSocket step. Returns the handshake's answer, with the frames that came
/// as its body, and the first difference.
pub(crate) async fn talk(target: &Target, request: &Request) -> Result<(Answer, Option<String>)> {
    let (mut answer, upgraded) = shake_hands(target, request).await?;
    let Some(upgraded) = upgraded else {
        let refused = format!(
            "no WebSocket: the handshake was answered with {}",
            answer.status
        );
        let speaks = !request.body.trim().is_empty();
        return Ok((answer, speaks.then_some(refused)));
    };
    let mut socket =
        WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Client, None).await;
    for line in request.body.lines() {
        if let Some(text) = line.strip_prefix("> ") {
            // A server that has seen enough hangs up in the middle; what it said is still there.
            let _ = socket.send(Message::text(text)).await;
        } else if let Some(hex) = line.strip_prefix(">hex ") {
            let bytes = crate::body::bytes(&format!("<hex> {hex}"), std::path::Path::new("."))?;
            let _ = socket.send(Message::binary(bytes)).await;
        } else if line == "<none" {
            if let Ok(Some(Ok(frame))) = timeout(SILENCE, socket.next()).await {
                return Ok((answer, Some(format!("expected silence, got {frame}"))));
            }
        } else if let Some(code) = line.strip_prefix("<close") {
            let frame = timeout(PATIENCE, socket.next())
                .await
                .context("waiting for a close")?;
            if let Some(difference) = close(code.trim(), frame) {
                return Ok((answer, Some(difference)));
            }
        } else if let Some(expected) = line.strip_prefix('<') {
            let frame = timeout(PATIENCE, socket.next())
                .await
                .context("waiting for a frame")?;
            let frame = frame.context("the server hung up")??.into_data();
            answer.body.extend_from_slice(&frame);
            answer.body.push(b'\n');
            if let Some(difference) = expect::body(expected.trim_start(), &frame) {
                return Ok((answer, Some(difference)));
            }
        }
    }
    let _ = socket.close(None).await;
    // Until the server has closed too, it may still be at work on a frame.
    let rest = async { while socket.next().await.is_some_and(|frame| frame.is_ok()) {} };
    let _ = timeout(PATIENCE, rest).await;
    Ok((answer, None))
}

/// How what came is not a close with this code, if any is named.
fn close(code: &str, came: Option<Result<Message, Error>>) -> Option<String> {
    let closed = match came {
        Some(Ok(Message::Close(closed))) => closed,
        // It hung up without a word.
        None | Some(Err(_)) => None,
        Some(Ok(frame)) => return Some(format!("expected a close, got {frame}")),
    };
    let came = closed.map_or(String::new(), |closed| u16::from(closed.code).to_string());
    let is_other = !code.is_empty() && came != code;
    is_other.then(|| format!("expected a close with {code}, got one with `{came}`"))
}

/// Asks for a WebSocket. A server may refuse, and then the answer is all there is.
async fn shake_hands(target: &Target, request: &Request) -> Result<(Answer, Option<Upgraded>)> {
    let stream = TokioIo::new(target.connect("http/1.1").await?);
    let (mut sender, connection) = http1::handshake(stream).await?;
    tokio::spawn(connection.with_upgrades());
    let mut upgrade = HttpRequest::get(format!("{}{}", target.prefix, request.target));
    let key = generate_key();
    let usual = [
        ("host", target.authority.as_str()),
        ("connection", "Upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", &key),
    ];
    let given = |name: &str| {
        request
            .headers
            .iter()
            .any(|(own, _)| own.eq_ignore_ascii_case(name))
    };
    for (name, value) in usual.into_iter().filter(|(name, _)| !given(name)) {
        upgrade = upgrade.header(name, value);
    }
    for (name, value) in &request.headers {
        upgrade = upgrade.header(name, value);
    }
    let mut answer = sender
        .send_request(upgrade.body(Empty::<Bytes>::new())?)
        .await?;
    let upgraded = if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
        Some(hyper::upgrade::on(&mut answer).await?)
    } else {
        None
    };
    Ok((client::answer(answer).await?, upgraded))
}
