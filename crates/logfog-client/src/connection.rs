//! One request on a connection of its own: nothing here outlives a call, or belongs to a runtime.

use std::{error::Error as _, future::Future, time::Duration};

use bytes::Bytes;
use http::{
    Method, Request, Response, StatusCode, Uri,
    header::{AUTHORIZATION, CONTENT_TYPE, HOST},
};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::timeout};

use crate::{Error, Problem};

const CONNECT: Duration = Duration::from_secs(2);
/// How long an answer may take that does not wait for anything.
pub(crate) const ANSWER: Duration = Duration::from_secs(10);
/// A page has a few megabytes; whoever sends more than this is not logfog.
const CAP: usize = 256 << 20;
/// How much of a strange answer is shown.
const SHOWN: usize = 200;

/// Where the admin API is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Host and port.
    pub(crate) authority: String,
    /// What every path begins with.
    prefix: String,
}

const ADMIN: &str = "/_logfog/v1";

impl Place {
    /// Of `http://HOST:PORT`, with or without the path that the ready file adds, or `HOST:PORT`.
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        let bad = |why: &str| Error::Unusable(format!("`{url}` is no address of logfog: {why}"));
        let whole = match url.split_once("://") {
            Some(_) => url.to_owned(),
            None => format!("http://{url}"),
        };
        let uri: Uri = whole.parse().map_err(|_| bad("write http://HOST:PORT"))?;
        if uri.scheme_str() != Some("http") {
            return Err(bad("the admin API is asked in plain HTTP"));
        }
        let authority = uri.authority().ok_or_else(|| bad("it has no host"))?;
        if authority.as_str().contains('@') {
            return Err(bad("a token is given by itself, not in the address"));
        }
        let host = authority.host();
        let path = uri.path().trim_end_matches('/');
        let path = path.strip_suffix(ADMIN).unwrap_or(path);
        Ok(Self {
            authority: format!("{host}:{}", authority.port_u16().unwrap_or(80)),
            prefix: format!("{path}{ADMIN}"),
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}{}", self.authority, self.prefix)
    }
}

/// What is asked.
#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    /// Path and query, after the prefix.
    pub(crate) path: String,
    pub(crate) body: Option<String>,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// How long the head of the answer may take.
    pub(crate) within: Duration,
}

impl Ask {
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            body: None,
            headers: Vec::new(),
            within: ANSWER,
        }
    }

    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn body(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) at: String,
    pub(crate) status: StatusCode,
    pub(crate) text: String,
}

impl Reply {
    /// The reply, if it is a good one.
    pub(crate) fn good(self) -> Result<Self, Error> {
        if self.status.is_success() {
            return Ok(self);
        }
        match serde_json::from_str::<Problem>(&self.text) {
            Ok(mut problem) => {
                problem.status = self.status.as_u16();
                Err(Error::Refused(problem))
            }
            Err(_) if self.status == StatusCode::NOT_FOUND => {
                let why = "it has no admin API: another program, or logfog with --no-admin";
                Err(self.strange(why))
            }
            Err(_) => {
                let text: String = self.text.trim_end().chars().take(SHOWN).collect();
                let why = format!("{} {text}", self.status.as_u16());
                Err(self.strange(&why))
            }
        }
    }

    pub(crate) fn strange(&self, why: &str) -> Error {
        Error::Strange {
            at: self.at.clone(),
            why: why.into(),
        }
    }
}

/// Asks, and reads the answer to its end.
pub(crate) async fn ask(place: &Place, token: Option<&str>, ask: Ask) -> Result<Reply, Error> {
    let within = ask.within;
    let response = open(place, token, ask).await?;
    let status = response.status();
    read(place, status, response.into_body(), within).await
}

/// Reads the body of an answer to its end.
pub(crate) async fn read(
    place: &Place,
    status: StatusCode,
    body: Incoming,
    within: Duration,
) -> Result<Reply, Error> {
    let body = Limited::new(body, CAP).collect();
    let body = in_time(place, within, body).await?;
    let body = body.map_err(|error| unreachable(place, format!("it broke off: {error}")))?;
    Ok(Reply {
        at: place.authority.clone(),
        status,
        text: String::from_utf8_lossy(&body.to_bytes()).into_owned(),
    })
}

/// Asks, and leaves the body to be read as it comes.
pub(crate) async fn open(
    place: &Place,
    token: Option<&str>,
    ask: Ask,
) -> Result<Response<Incoming>, Error> {
    let connected = in_time(place, CONNECT, TcpStream::connect(&place.authority)).await?;
    let stream = connected.map_err(|error| unreachable(place, error.to_string()))?;
    let handshake = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|error| broken(place, &error))?;
    // It ends with the answer, or when nobody reads that any more; what went wrong is told to the reader.
    tokio::spawn(connection);
    let within = ask.within;
    let request = request(place, token, ask)?;
    let answer = in_time(place, within, sender.send_request(request)).await?;
    answer.map_err(|error| broken(place, &error))
}

fn request(place: &Place, token: Option<&str>, ask: Ask) -> Result<Request<Full<Bytes>>, Error> {
    let mut request = Request::builder()
        .method(ask.method)
        .uri(format!("{}{}", place.prefix, ask.path))
        .header(HOST, &place.authority);
    if let Some(token) = token {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    if ask.body.is_some() {
        request = request.header(CONTENT_TYPE, "application/json");
    }
    for (name, value) in ask.headers {
        request = request.header(name, value);
    }
    let body = Full::from(ask.body.unwrap_or_default());
    let unusable = |error: http::Error| Error::Unusable(format!("it cannot be sent: {error}"));
    request.body(body).map_err(unusable)
}

/// What `future` gives, unless it takes too long.
pub(crate) async fn in_time<F: Future>(
    place: &Place,
    within: Duration,
    future: F,
) -> Result<F::Output, Error> {
    let slow = |_| unreachable(place, format!("no answer within {within:?}"));
    timeout(within, future).await.map_err(slow)
}

fn broken(place: &Place, error: &hyper::Error) -> Error {
    let at = place.authority.clone();
    if error.is_parse() {
        let why = "it does not speak HTTP".to_owned();
        return Error::Strange { at, why };
    }
    let why = match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    };
    Error::Unreachable { at, why }
}

pub(crate) fn unreachable(place: &Place, why: String) -> Error {
    Error::Unreachable {
        at: place.authority.clone(),
        why,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (url, expected) in [
            ("http://127.0.0.1:4800", "http://127.0.0.1:4800/_logfog/v1"),
            ("127.0.0.1:4800", "http://127.0.0.1:4800/_logfog/v1"),
            (
                "http://[::1]:4800/_logfog/v1",
                "http://[::1]:4800/_logfog/v1",
            ),
            ("http://box.lan/", "http://box.lan:80/_logfog/v1"),
            ("http://box/x/_logfog/v1/", "http://box:80/x/_logfog/v1"),
        ] {
            let place = Place::parse(url).expect(url);
            assert_eq!(place.url(), expected);
        }
        for bad in ["", "https://box:1", "http://", "a b", "http://u:p@box"] {
            assert!(Place::parse(bad).is_err(), "{bad}");
        }
    }
}
