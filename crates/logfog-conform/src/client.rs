use anyhow::{Context as _, Result};
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

/// What came back from a unary gRPC call.
pub(crate) struct Called {
    pub(crate) http_status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) data: Bytes,
    /// Where the status is: the trailers, or the headers when there is nothing else.
    pub(crate) ended: HeaderMap,
}

/// Sends one HTTP/2 request, as gRPC wants it.
pub(crate) async fn call(
    target: &Target,
    path: &str,
    headers: &[(String, String)],
    body: Bytes,
) -> Result<Called> {
    let stream = target.connect("h2").await?;
    let (mut sender, connection) =
        http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let uri = format!("{}://{}/{path}", target.scheme(), target.authority);
    let mut request = HttpRequest::post(uri).header("te", "trailers");
    if !headers
        .iter()
        .any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
    {
        request = request.header("content-type", "application/grpc");
    }
    for (name, value) in headers {
        request = request.header(name.to_ascii_lowercase(), value);
    }
    let answer = sender.send_request(request.body(Full::new(body))?).await?;
    let (head, body) = answer.into_parts();
    let body = body.collect().await.context("reading the answer")?;
    let trailers = body.trailers().cloned();
    Ok(Called {
        http_status: head.status.as_u16(),
        ended: trailers.unwrap_or_else(|| head.headers.clone()),
        headers: head.headers,
        data: body.to_bytes(),
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
