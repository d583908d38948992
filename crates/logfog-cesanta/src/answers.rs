//! Every answer, good or bad. The numbers of errors were never published: those the clients know
//! are used where they fit. Texts are those of the generated stubs and libraries where one is
//! known, and this project's own otherwise.

use std::fmt::{self, Write as _};

use axum::body::Body;
use bytes::Bytes;
use http::{
    HeaderValue, Response, StatusCode,
    header::{
        CONNECTION, CONTENT_TYPE, RETRY_AFTER, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_PROTOCOL,
        SEC_WEBSOCKET_VERSION, UPGRADE,
    },
};
use logfog_kit::json;
use logfog_model::{Entry, Fault, Injected};

use crate::{
    check,
    failure::{Failure, UNAUTHORIZED},
    frame::Dialect,
    socket::SUBPROTOCOL,
};

/// How a fault is told, to a command and over HTTP alike.
fn fault_says(fault: Fault) -> (u16, &'static str) {
    match fault {
        Fault::Throttled => (429, "Too many requests"),
        Fault::Unavailable => (503, "Service unavailable"),
        Fault::Internal => (500, "Internal error"),
        Fault::Timeout => (504, "Deadline exceeded"),
        Fault::Unauthenticated | Fault::TokenExpired => (401, UNAUTHORIZED),
        Fault::Forbidden => (403, UNAUTHORIZED),
        Fault::NotFound => (404, "Not found"),
        Fault::Quota => (402, "Quota exceeded"),
        Fault::TooLarge => (413, "Frame too large"),
    }
}

/// Addresses and version of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Envelope<'a> {
    pub(crate) dialect: Dialect,
    /// Who answers: whom the frame was sent to.
    pub(crate) src: &'a str,
    /// Whoever sent the frame.
    pub(crate) dst: Option<&'a str>,
}

/// The id of an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Id<'a> {
    /// As it was sent.
    Sent(&'a str),
    /// Assigned, because none was sent.
    Made(u64),
}

impl fmt::Display for Id<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sent(id) => f.write_str(id),
            Self::Made(id) => write!(f, "{id}"),
        }
    }
}

/// The answers to one frame, appended to one text.
#[derive(Debug)]
pub(crate) struct Answers<'a> {
    to: Envelope<'a>,
    /// Every answer is a frame of its own, in a list.
    split: bool,
    count: usize,
    out: String,
    limit: usize,
}

impl<'a> Answers<'a> {
    /// None yet. They are written to `out`, whose content is dropped.
    pub(crate) fn new(to: Envelope<'a>, split: bool, limit: usize, mut out: String) -> Self {
        out.clear();
        Self {
            to,
            split,
            count: 0,
            out,
            limit,
        }
    }

    /// How many there are.
    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// Done, and there is no more to say.
    pub(crate) fn done(&mut self, id: Id<'_>, tag: Option<&str>) {
        self.open(id, tag);
        if self.to.dialect == Dialect::V1 {
            self.out.push_str(",\"status\":0");
        }
        self.close();
    }

    /// Done, and `result` is the JSON text of what came of it.
    pub(crate) fn result(&mut self, id: Id<'_>, tag: Option<&str>, result: &str) {
        self.open_result(id, tag);
        self.out.push_str(result);
        self.close();
    }

    /// Not done.
    pub(crate) fn failed(&mut self, id: Id<'_>, tag: Option<&str>, failure: &Failure) {
        let (code, text) = failure.says();
        self.error(id, tag, code, &text);
    }

    /// Not done, because it was asked to go wrong.
    pub(crate) fn fault(&mut self, id: Id<'_>, tag: Option<&str>, fault: Fault) {
        let (code, text) = fault_says(fault);
        self.error(id, tag, code, text);
    }

    /// Done, and these are the entries that `List` returns, as many as there is room for. Whether
    /// there is room for the first; when not, nothing is said.
    pub(crate) fn entries(&mut self, id: Id<'_>, tag: Option<&str>, entries: &[Entry]) -> bool {
        let (before, count) = (self.out.len(), self.count);
        self.open_result(id, tag);
        self.out.push('[');
        let room = self.limit.saturating_sub(self.ends().len());
        for (at, entry) in entries.iter().enumerate() {
            let end = self.out.len();
            if at > 0 {
                self.out.push(',');
            }
            let stream = entry.draft.scope.get("stream").unwrap_or_default();
            self.out.push_str("{\"stream\":");
            quote(&mut self.out, stream);
            self.out.push_str(",\"msg\":");
            self.out
                .push_str(&String::from_utf8_lossy(&entry.draft.raw));
            let (time, id) = (entry.time().as_millisecond(), check::token(entry.id));
            // A string is never full.
            let _ = write!(self.out, ",\"timestamp\":{time},\"id\":\"{id}\"}}");
            if self.out.len() > room {
                if at == 0 {
                    self.out.truncate(before);
                    self.count = count;
                    return false;
                }
                self.out.truncate(end);
                break;
            }
        }
        self.out.push(']');
        self.close();
        true
    }

    /// All of them.
    pub(crate) fn finish(mut self) -> String {
        if self.split {
            self.out.push_str(if self.count == 0 { "[]" } else { "]" });
        } else if self.count > 0 && self.to.dialect == Dialect::V1 {
            self.out.push_str("]}");
        }
        self.out
    }

    fn error(&mut self, id: Id<'_>, tag: Option<&str>, code: u16, text: &str) {
        self.open(id, tag);
        let (before, between, after) = match self.to.dialect {
            Dialect::V1 => (",\"status\":", ",\"status_msg\":", ""),
            Dialect::V2(_) | Dialect::Method => (",\"error\":{\"code\":", ",\"message\":", "}"),
        };
        let _ = write!(self.out, "{before}{code}{between}");
        quote(&mut self.out, text);
        self.out.push_str(after);
        self.close();
    }

    fn open_result(&mut self, id: Id<'_>, tag: Option<&str>) {
        self.open(id, tag);
        self.out.push_str(match self.to.dialect {
            Dialect::V1 => ",\"status\":0,\"resp\":",
            Dialect::V2(_) | Dialect::Method => ",\"result\":",
        });
    }

    fn open(&mut self, id: Id<'_>, tag: Option<&str>) {
        let first = self.count == 0;
        self.count += 1;
        if self.split {
            self.out.push(if first { '[' } else { ',' });
        }
        let alone = first || self.split;
        match self.to.dialect {
            Dialect::V1 if alone => {
                self.out.push_str("{\"v\":1");
                self.addresses();
                self.out.push_str(",\"resp\":[{");
            }
            Dialect::V1 => self.out.push_str(",{"),
            Dialect::V2(version) => {
                self.out.push('{');
                if let Some(version) = version {
                    let _ = write!(self.out, "\"v\":{version},");
                }
                self.out.push_str("\"src\":");
                quote(&mut self.out, self.to.src);
                if let Some(dst) = self.to.dst {
                    self.out.push_str(",\"dst\":");
                    quote(&mut self.out, dst);
                }
                self.out.push(',');
            }
            Dialect::Method => self.out.push_str("{\"v\":2,"),
        }
        let _ = write!(self.out, "\"id\":{id}");
        if let Some(tag) = tag {
            let _ = write!(self.out, ",\"tag\":{tag}");
        }
    }

    /// What follows the last entry of the last list, at most.
    const fn ends(&self) -> &'static str {
        match (self.to.dialect, self.split) {
            (Dialect::V1, true) => "]}]}]",
            (Dialect::V1, false) => "]}]}",
            (Dialect::V2(_) | Dialect::Method, true) => "]}]",
            (Dialect::V2(_) | Dialect::Method, false) => "]}",
        }
    }

    fn addresses(&mut self) {
        self.out.push_str(",\"src\":");
        quote(&mut self.out, self.to.src);
        if let Some(dst) = self.to.dst {
            self.out.push_str(",\"dst\":");
            quote(&mut self.out, dst);
        }
    }

    fn close(&mut self) {
        self.out.push('}');
        if self.split && self.to.dialect == Dialect::V1 {
            self.out.push_str("]}");
        }
    }
}

/// The answers to a frame or a method that was posted.
pub(crate) fn posted(answers: String) -> Response<Body> {
    let mut answer = Response::new(answers.into());
    set(&mut answer, "application/json");
    answer
}

/// Nothing was carried out.
pub(crate) fn refused(failure: &Failure) -> Response<Body> {
    let (status, text) = failure.says();
    plain(status, text)
}

/// Something goes wrong because it was asked to.
pub(crate) fn fault(injected: Injected) -> Response<Body> {
    let (status, text) = fault_says(injected.fault);
    let mut answer = plain(status, text.to_owned());
    if let Some(seconds) = injected.retry_after_seconds() {
        answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    answer
}

/// From now on it is a WebSocket.
pub(crate) fn upgraded(accept: &str, subprotocol: bool) -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = answer.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    if let Ok(accept) = HeaderValue::from_str(accept) {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    }
    if subprotocol {
        headers.insert(
            SEC_WEBSOCKET_PROTOCOL,
            HeaderValue::from_static(SUBPROTOCOL),
        );
    }
    answer
}

/// It was no WebSocket handshake that we can take.
pub(crate) fn no_handshake(failure: &Failure) -> Response<Body> {
    let mut answer = refused(failure);
    answer
        .headers_mut()
        .insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    answer
}

fn plain(status: u16, text: String) -> Response<Body> {
    let mut answer = Response::new(Body::from(Bytes::from(text)));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    set(&mut answer, "text/plain; charset=utf-8");
    answer
}

fn set(answer: &mut Response<Body>, content_type: &'static str) {
    let value = HeaderValue::from_static(content_type);
    answer.headers_mut().insert(CONTENT_TYPE, value);
}

/// Appends a JSON string.
fn quote(out: &mut String, text: &str) {
    let plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
    if text.bytes().all(plain) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&json::quote(text));
    }
}
