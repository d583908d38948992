use std::time::Duration;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use http::{Request as HttpRequest, StatusCode};
use http_body_util::{BodyExt as _, Empty};
use hyper::{client::conn::http1, upgrade::Upgraded};
use hyper_util::rt::TokioIo;
use tokio::time::timeout;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, handshake::client::generate_key, protocol::Role},
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
        return Ok((answer, None));
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
        } else if line == "<close" {
            let frame = timeout(PATIENCE, socket.next())
                .await
                .context("waiting for a close")?;
            if let Some(Ok(frame)) = frame
                && !frame.is_close()
            {
                return Ok((answer, Some(format!("expected a close, got {frame}"))));
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
    let (status, headers) = (answer.status(), client::pairs(answer.headers()));
    let switched = status == StatusCode::SWITCHING_PROTOCOLS;
    let upgraded = if switched {
        Some(hyper::upgrade::on(&mut answer).await?)
    } else {
        None
    };
    let body = match upgraded {
        Some(_) => Bytes::new(),
        None => answer.into_body().collect().await?.to_bytes(),
    };
    let status = status.as_u16().to_string();
    Ok((
        Answer {
            status,
            headers,
            body: body.to_vec(),
        },
        upgraded,
    ))
}
