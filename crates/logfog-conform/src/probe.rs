use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use anyhow::Result;
use axum::{Router, body::Body};
use bytes::Bytes;
use http::{Request, Version, header::CONTENT_LENGTH};
use logfog_kit::{
    Clock, Connection, Ctx, Defaults, Issuer, Settings, Vendor, World,
    serve::{App, Running, SESSION_HEADER},
    store::{Memory, Query},
};
use logfog_model::{Entry, Fate, Session};
use tower::ServiceExt as _;

use crate::{Answer, Make, NOW, Target, client};

/// One emulator, asked again and again: what properties drive.
pub struct Probe {
    vendor: Arc<dyn Vendor>,
    ctx: Ctx,
    connection: Connection,
    way: Way,
    runtime: tokio::runtime::Runtime,
    /// The newest exchange and entry that have been looked at.
    seen: (AtomicU64, AtomicU64),
}

/// How requests get to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Straight into its router: thousands a second.
    Memory,
    /// A connection each, HTTP/1.1.
    Http1,
    /// A connection each, HTTP/2.
    Http2,
    /// A connection each, HTTP/1.1 in TLS.
    Tls,
    /// A connection each, HTTP/2 in TLS.
    Http2Tls,
}

enum Way {
    Memory(Router),
    Wire(Box<Wire>),
}

struct Wire {
    #[expect(dead_code, reason = "serves until it is dropped")]
    running: Running,
    target: Target,
    over: Over,
}

impl std::fmt::Debug for Probe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Probe")
            .field("vendor", &self.vendor.id())
            .finish_non_exhaustive()
    }
}

/// A whole request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// `POST`
    pub method: String,
    /// Path and query.
    pub target: String,
    /// In order.
    pub headers: Vec<(String, String)>,
    /// As it travels.
    pub body: Bytes,
}

impl Sent {
    /// The same with another header; a former one of that name goes.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self = self.without(name);
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same without a header.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    /// The same in another session.
    #[must_use]
    pub fn session(self, name: &str) -> Self {
        self.with(SESSION_HEADER.as_str(), name)
    }
}

/// What came of a request.
#[derive(Debug)]
pub struct Shown {
    /// The answer on the wire.
    pub answer: Answer,
    /// The rules that it broke, with what became of the offender, each once.
    pub broken: Vec<(&'static str, Fate)>,
    /// What was stored.
    pub stored: Vec<Entry>,
}

impl Shown {
    /// Whether this rule is broken, and no other.
    pub fn broke_just(&self, rule: &str) -> bool {
        !self.broken.is_empty() && self.broken.iter().all(|(broken, _)| *broken == rule)
    }
}

impl Probe {
    /// A fresh emulator, with room for the default number of bytes.
    pub fn new(make: Make, settings: &Settings, over: Over) -> Result<Self> {
        Self::within(make, settings, over, logfog_kit::store::DEFAULT_BYTES)
    }

    /// A fresh emulator that keeps at most so many bytes of entries.
    pub fn within(make: Make, settings: &Settings, over: Over, bytes: usize) -> Result<Self> {
        let vendor = make(settings)?;
        let mut ctx = Ctx::new(Defaults {
            clock: Clock::fixed(NOW),
            seed: Some(1),
            ..Defaults::default()
        });
        ctx.store = Arc::new(Memory::new(bytes));
        // A token of one probe is no token of another.
        ctx.issuer = Issuer::default();
        let running = match over {
            Over::Memory => None,
            Over::Http1 | Over::Http2 | Over::Tls | Over::Http2Tls => {
                Some(Running::start(vendor.clone(), ctx.clone())?)
            }
        };
        let (way, authority) = match running {
            None => {
                let router = App::new(vendor.clone(), ctx.clone()).into_router();
                (Way::Memory(router), "127.0.0.1:1".to_owned())
            }
            Some(running) => {
                let authority = running.addresses().authority;
                let target = match over {
                    Over::Tls | Over::Http2Tls => Target::parse(
                        &format!("https://{authority}"),
                        Some(running.ca_pem().as_bytes()),
                    ),
                    Over::Memory | Over::Http1 | Over::Http2 => Target::local(&authority),
                };
                let wire = Wire {
                    running,
                    target: target?,
                    over,
                };
                (Way::Wire(Box::new(wire)), authority)
            }
        };
        let connection = vendor.connection(&logfog_kit::Addresses::at(authority));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        Ok(Self {
            vendor,
            ctx,
            connection,
            way,
            runtime,
            seen: Default::default(),
        })
    }

    /// The vendor that is asked.
    pub fn vendor(&self) -> &dyn Vendor {
        &*self.vendor
    }

    /// All that it remembers.
    pub fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    /// The world of those who name no session.
    pub fn world(&self) -> Arc<World> {
        self.ctx.world(&Session::default())
    }

    /// A value of the well-known principal who may do everything.
    pub fn credential(&self, name: &str) -> &str {
        value(&self.connection.credentials, name)
    }

    /// A value of the principal who may do nothing.
    pub fn denied(&self, name: &str) -> &str {
        value(&self.connection.credentials_denied, name)
    }

    /// A well-known resource.
    pub fn default_of(&self, name: &str) -> &str {
        value(&self.connection.defaults, name)
    }

    /// Sends a request, and looks at everything that came of it.
    pub fn send(&self, sent: &Sent) -> Result<Shown> {
        let answer = self.runtime.block_on(self.answer(sent))?;
        let (exchanges, entries) = &self.seen;
        let since = exchanges.load(Ordering::Relaxed);
        let (read, _) = self.ctx.journal.read(None, since, usize::MAX, &|_| true);
        if let Some(last) = read.last() {
            exchanges.store(last.id, Ordering::Relaxed);
        }
        let mut broken: Vec<_> = read
            .iter()
            .flat_map(|exchange| &exchange.verdict.broken)
            .map(|broken| (broken.spec.id, broken.fate))
            .collect();
        broken.sort_unstable();
        broken.dedup();
        let stored = self.entries(None, entries.load(Ordering::Relaxed));
        if let Some(last) = stored.last() {
            entries.store(last.id, Ordering::Relaxed);
        }
        Ok(Shown {
            answer,
            broken,
            stored,
        })
    }

    /// The entries of a session, or of all, that are newer than this id.
    pub fn entries(&self, session: Option<&Session>, after: u64) -> Vec<Entry> {
        let query = Query {
            session,
            after,
            limit: usize::MAX,
            filter: &|_| true,
        };
        self.ctx.store.read(&query).entries
    }

    async fn answer(&self, sent: &Sent) -> Result<Answer> {
        match &self.way {
            Way::Memory(router) => in_memory(router.clone(), sent).await,
            Way::Wire(wire) => match wire.over {
                Over::Memory | Over::Http1 | Over::Tls => client::http1(&wire.target, sent).await,
                Over::Http2 | Over::Http2Tls => client::http2(&wire.target, sent).await,
            },
        }
    }
}

async fn in_memory(router: Router, sent: &Sent) -> Result<Answer> {
    let request = Request::builder().uri(&sent.target);
    let request = client::whole::<Body>(request.version(Version::HTTP_11), sent)?;
    let mut answer = client::answer(router.oneshot(request).await?).await?;
    if answer.status == "204" {
        // The router counts the bytes of what has none; no connection would say so.
        answer
            .headers
            .retain(|(name, _)| name != CONTENT_LENGTH.as_str());
    }
    Ok(answer)
}

fn value<'a>(pairs: &'a [(&'static str, String)], name: &str) -> &'a str {
    let found = pairs.iter().find(|(known, _)| *known == name);
    found.map_or("", |(_, value)| value)
}
