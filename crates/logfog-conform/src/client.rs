use std::error::Error;

use anyhow::Result;
use bytes::Bytes;
use http::{HeaderMap, Request, Response, request::Builder};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    body::Body,
    client::conn::{http1, http2},
};
use hyper_util::rt::{TokioExecutor, TokioIo};

use crate::{Answer, Sent, Target};

/// Sends one HTTP/1.1 request on a connection of its own.
pub(crate) async fn http1(target: &Target, sent: &Sent) -> Result<Answer> {
    let stream = target.connect("http/1.1").await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let mut request = Request::builder().uri(format!("{}{}", target.prefix, sent.target));
    let is_host = |(name, _): &(String, _)| name.eq_ignore_ascii_case("host");
    if !sent.headers.iter().any(is_host) {
        request = request.header("host", &target.authority);
    }
    let request = whole::<Full<Bytes>>(request, sent)?;
    answer(sender.send_request(request).await?).await
}

/// Sends one HTTP/2 request on a connection of its own.
pub(crate) async fn http2(target: &Target, sent: &Sent) -> Result<Answer> {
    let stream = TokioIo::new(target.connect("h2").await?);
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), stream).await?;
    tokio::spawn(connection);
    let uri = format!("{}://{}{}", target.scheme(), target.authority, sent.target);
    let request = whole::<Full<Bytes>>(Request::builder().uri(uri), sent)?;
    answer(sender.send_request(request).await?).await
}

/// What is sent, wherever to.
pub(crate) fn whole<B: From<Bytes>>(request: Builder, sent: &Sent) -> Result<Request<B>> {
    let mut request = request.method(sent.method.as_str());
    for (name, value) in &sent.headers {
        request = request.header(name, value);
    }
    Ok(request.body(sent.body.clone().into())?)
}

/// An answer to its end: trailers are headers too.
pub(crate) async fn answer<B>(answer: Response<B>) -> Result<Answer>
where
    B: Body<Data = Bytes, Error: Error + Send + Sync + 'static>,
{
    let (head, body) = answer.into_parts();
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
fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &http::HeaderValue| match value.to_str() {
        Ok(text) => text.to_owned(),
        Err(_) => format!("{:02x?}", value.as_bytes()),
    };
    headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}
