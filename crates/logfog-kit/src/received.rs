use std::{convert::Infallible, sync::Arc};

use axum::{
    body::Body,
    extract::{FromRequest, Request},
};
use bytes::Bytes;
use http::{HeaderMap, Method, Response, Uri};
use jiff::Timestamp;
use logfog_model::{Mishap, Report, Rules, Session, Verdict};

use crate::{World, body::Payload, serve::Line};

/// A request as a handler gets it: head, body already read, and what was decided about it.
#[derive(Clone, Debug)]
pub struct Received {
    /// How it was sent.
    pub method: Method,
    /// Where to.
    pub uri: Uri,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub payload: Payload,
    /// What it finds: time, ids, policy.
    pub world: Arc<World>,
    /// Its number in the journal.
    pub exchange: u64,
    /// When it had come in, by its session's clock.
    pub at: Timestamp,
    /// What is to go wrong while it is served.
    pub mishap: Mishap,
    /// The connection that it came over; none when it came from memory.
    pub line: Option<Line>,
}

impl Received {
    /// Whose world it is in.
    pub fn session(&self) -> &Session {
        &self.world.session
    }

    /// A report in which nothing is wrong yet, under the session's policy.
    pub fn report<R: Rules>(&self) -> Report<'_, R> {
        Report::new(&self.world.policy)
    }

    /// A header's value, `None` when it is absent or not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The host that the client thinks it talks to: `:authority` or `Host`.
    pub fn host(&self) -> Option<&str> {
        self.uri
            .authority()
            .map(http::uri::Authority::as_str)
            .or_else(|| self.header("host"))
    }

    /// The query's pairs, names and values percent-decoded, in order.
    pub fn query(&self) -> Vec<(String, String)> {
        let query = self.uri.query().unwrap_or_default();
        form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect()
    }
}

/// What the layer in front of every handler found out.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub(crate) payload: Payload,
    pub(crate) world: Arc<World>,
    pub(crate) exchange: u64,
    pub(crate) at: Timestamp,
    pub(crate) mishap: Mishap,
    pub(crate) line: Option<Line>,
}

impl<S: Sync> FromRequest<S> for Received {
    type Rejection = Infallible;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Infallible> {
        let (mut parts, _) = request.into_parts();
        let arrival = parts.extensions.remove::<Arrival>();
        let arrival = arrival.expect("every vendor is served through `serve::app`");
        Ok(Self {
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            payload: arrival.payload,
            world: arrival.world,
            exchange: arrival.exchange,
            at: arrival.at,
            mishap: arrival.mishap,
            line: arrival.line,
        })
    }
}

/// What an answer carries to the journal and to the explanation: never part of the wire.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// The name of the operation that answered; empty when there is none.
    pub operation: &'static str,
    /// What was decided.
    pub verdict: Verdict,
    /// Replaces the request's body in the journal, where it holds a secret.
    pub request_body: Option<Bytes>,
    /// Replaces the answer's body in the journal, where it holds a secret.
    pub answer_body: Option<Bytes>,
}

impl Told {
    /// What the operation of this name decided.
    pub fn new(operation: &'static str, verdict: Verdict) -> Self {
        Self {
            operation,
            verdict,
            ..Self::default()
        }
    }
}

/// Attaches the explanation to an answer.
pub fn told(mut answer: Response<Body>, told: Told) -> Response<Body> {
    answer.extensions_mut().insert(Arc::new(told));
    answer
}
