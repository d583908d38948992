use std::{
    collections::VecDeque,
    io::Read as _,
    sync::{Arc, Mutex},
};

use anyhow::Result;
use axum::{
    Router,
    body::{Bytes, to_bytes},
    extract::Request,
};
use clap::ValueEnum;
use http::{HeaderMap, StatusCode, header::CONTENT_ENCODING};
use serde_json::{Map, Value};

use super::tonic;

/// Batches that `parse` keeps.
const KEPT: usize = 1000;
const BODY: usize = 64 << 20;

type Batch = Vec<Map<String, Value>>;

/// What the measured program is compared with.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Kind {
    /// Reads the body and answers 204.
    Drop,
    /// Also inflates it, parses it into maps and keeps those in a ring.
    Parse,
    /// A bare tonic server: decodes a `WriteRequest`, drops it and answers that all is well.
    Tonic,
}

impl Kind {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Drop => "drop",
            Self::Parse => "parse",
            Self::Tonic => "tonic",
        }
    }
}

/// Serves until killed. Says its port first.
pub(super) fn serve(kind: Kind) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let router = match kind {
        Kind::Tonic => return runtime.block_on(tonic::serve()),
        Kind::Drop => Router::new().fallback(async |request: Request| {
            match to_bytes(request.into_body(), BODY).await {
                Ok(_) => StatusCode::NO_CONTENT,
                Err(_) => StatusCode::BAD_REQUEST,
            }
        }),
        Kind::Parse => {
            let ring: Arc<Mutex<VecDeque<Batch>>> = Arc::default();
            Router::new().fallback(move |request: Request| {
                let ring = ring.clone();
                async move {
                    let (head, body) = request.into_parts();
                    let body = to_bytes(body, BODY).await.unwrap_or_default();
                    let Some(records) = parse(&head.headers, &body) else {
                        return StatusCode::BAD_REQUEST;
                    };
                    let mut ring = ring.lock().expect("nobody panics while holding it");
                    if ring.len() == KEPT {
                        ring.pop_front();
                    }
                    ring.push_back(records);
                    StatusCode::NO_CONTENT
                }
            })
        }
    };
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?.port());
        Ok(axum::serve(listener, router).await?)
    })
}

/// An array of objects, or an object that holds one.
#[expect(
    clippy::disallowed_types,
    reason = "a reference server is not built from the kit"
)]
fn parse(headers: &HeaderMap, body: &Bytes) -> Option<Batch> {
    let mut inflated = Vec::new();
    let text = if headers.contains_key(CONTENT_ENCODING) {
        let decoder = flate2::read::GzDecoder::new(&body[..]);
        decoder.take(BODY as u64).read_to_end(&mut inflated).ok()?;
        &inflated[..]
    } else {
        &body[..]
    };
    if text.first() == Some(&b'{') {
        let mut envelope: Map<String, Value> = serde_json::from_slice(text).ok()?;
        let records = envelope.values_mut().find(|value| value.is_array())?.take();
        return serde_json::from_value(records).ok();
    }
    serde_json::from_slice(text).ok()
}
