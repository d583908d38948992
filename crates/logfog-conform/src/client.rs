use anyhow::Result;
use bytes::Bytes;
use http::{HeaderMap, Method, Request as HttpRequest};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};

use crate::{Answer, Sent, Target};

/// Sends one HTTP/1.1 request on a connection of its own.
pub(crate) async fn send(
    target: &Target,
    method: &str,
    path: &str,
    headers: &[(String, String)],
    body: Bytes,
) -> Result<Answer> {
    let stream = target.connect("http/1.1").await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut request = HttpRequest::builder().method(Method::from_bytes(method.as_bytes())?);
    request = request.uri(format!("{}{path}", target.prefix));
    if !headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("host"))
    {
        request = request.header("host", &target.authority);
    }
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let answer = sender.send_request(request.body(Full::new(body))?).await?;
    let (head, body) = answer.into_parts();
    let body = body.collect().await?.to_bytes();
    Ok(Answer {
        status: head.status.as_u16().to_string(),
        headers: pairs(&head.headers),
        body: body.to_vec(),
    })
}

/// Sends one HTTP/2 request on a connection of its own; trailers are headers of the answer.
pub(crate) async fn send2(target: &Target, sent: &Sent) -> Result<Answer> {
    let stream = target.connect("h2").await?;
    let (mut sender, connection) =
        http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let uri = format!("{}://{}{}", target.scheme(), target.authority, sent.target);
    let mut request = HttpRequest::builder().method(sent.method.as_str()).uri(uri);
    for (name, value) in &sent.headers {
        request = request.header(name, value);
    }
    let body = Full::new(sent.body.clone());
    let (head, body) = sender.send_request(request.body(body)?).await?.into_parts();
    let body = body.collect().await?;
    let mut headers = pairs(&head.headers);
    headers.extend(body.trailers().map(pairs).unwrap_or_default());
    Ok(Answer {
        status: head.status.as_u16().to_string(),
        headers,
        body: body.to_bytes().to_vec(),
    })
}

/// Names and values, in order; values that are not text are shown as hexadecimal.
pub(crate) fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &http::HeaderValue| match value.to_str() {
        Ok(text) => text.to_owned(),
        Err(_) => format!("{:02x?}", value.as_bytes()),
    };
    headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}
