use std::time::Duration;

use anyhow::{Context as _, Result};
use futures_util::{SinkExt as _, StreamExt as _};
use http::Request as HttpRequest;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::tungstenite::{Message, handshake::client::generate_key};

use crate::{Answer, Request, client, expect};

/// How long nothing must come for it to count as silence.
const SILENCE: Duration = Duration::from_millis(150);
const PATIENCE: Duration = Duration::from_secs(10);

/// Speaks the lines of a WebSocket step. Returns the handshake's answer, with the frames that came
/// as its body, and the first difference.
pub(crate) async fn talk(authority: &str, request: &Request) -> Result<(Answer, Option<String>)> {
    let mut upgrade = HttpRequest::get(format!("ws://{authority}{}", request.target))
        .header("host", authority)
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", generate_key());
    for (name, value) in &request.headers {
        upgrade = upgrade.header(name, value);
    }
    let stream = TcpStream::connect(authority).await?;
    let (mut socket, answer) = tokio_tungstenite::client_async(upgrade.body(())?, stream).await?;
    let mut answer = Answer {
        status: answer.status().as_u16().to_string(),
        headers: client::pairs(answer.headers()),
        body: Vec::new(),
    };
    for line in request.body.lines() {
        if let Some(text) = line.strip_prefix("> ") {
            socket.send(Message::text(text)).await?;
        } else if let Some(hex) = line.strip_prefix(">hex ") {
            let bytes = crate::body::bytes(&format!("<hex> {hex}"), std::path::Path::new("."))?;
            socket.send(Message::binary(bytes)).await?;
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
    Ok((answer, None))
}
