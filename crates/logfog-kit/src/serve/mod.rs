//! Runs emulators: one port a vendor, plain and TLS alike, every exchange on record.

mod front;
mod gateway;
mod heard;
mod line;
mod listener;
mod mishap;
mod paced;
mod whole;

use std::{
    io,
    net::{Ipv4Addr, TcpListener},
    sync::Arc,
    thread::JoinHandle,
};

use axum::Router;
pub use front::{ADMIN, App, EXCHANGE_HEADER, RULE_HEADER, SESSION_HEADER, with_admin};
pub use gateway::by_host;
pub(crate) use gateway::fits;
pub use line::Line;
pub use listener::{Site, run};
use tokio::{runtime::Handle, sync::watch};

use crate::{Addresses, Ctx, Tls, Vendor};

/// Ports of 127.0.0.1 that are taken, and answer nothing yet: whoever builds the routers may need to
/// know where they will be.
#[derive(Debug)]
pub struct Bound {
    listeners: Vec<TcpListener>,
    addresses: Vec<Addresses>,
    tls: Tls,
    stop: watch::Sender<()>,
}

impl Bound {
    /// Takes so many free ports. They share one certificate authority.
    pub fn new(ports: usize) -> io::Result<Self> {
        let bind = |_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let listeners: Vec<_> = (0..ports).map(bind).collect::<Result<_, _>>()?;
        let address = |listener: &TcpListener| {
            let authority = listener.local_addr()?.to_string();
            Ok(Addresses::at(authority))
        };
        let addresses = listeners.iter().map(address).collect::<io::Result<_>>()?;
        Ok(Self {
            listeners,
            addresses,
            tls: Tls::new([]),
            stop: watch::Sender::new(()),
        })
    }

    /// Where each port answers.
    pub fn addresses(&self) -> &[Addresses] {
        &self.addresses
    }

    /// Who signs their certificates.
    pub fn tls(&self) -> &Tls {
        &self.tls
    }

    /// Closed when what will be served is to stop.
    pub fn stopped(&self) -> watch::Receiver<()> {
        self.stop.subscribe()
    }

    /// Serves a router on each port, in order. Connections are accepted once this returns.
    pub fn serve(self, routers: Vec<Router>, ctx: Ctx) -> io::Result<Running> {
        let sites = self.listeners.into_iter().zip(routers);
        let sites = sites.map(|(listener, router)| Site { listener, router });
        let sites = sites.collect();
        let stopped = self.stop.subscribe();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let handle = runtime.handle().clone();
        let (acceptor, expiring) = (self.tls.clone(), ctx.clone());
        let thread = std::thread::Builder::new()
            .name("logfog".into())
            .spawn(move || {
                // The listeners were bound before, so all that can fail is the runtime's own set-up.
                let _ = runtime.block_on(async {
                    tokio::select! {
                        ended = run(sites, acceptor, stopped) => ended,
                        never = expiring.keep_expiring() => match never {},
                    }
                });
            })?;
        Ok(Running {
            addresses: self.addresses,
            ctx,
            tls: self.tls,
            handle,
            stop: Some(self.stop),
            thread: Some(thread),
        })
    }
}

/// An emulator on a port of its own, or several that share a world, with a thread and runtime of
/// their own: the caller's may be single-threaded, or blocked. Dropping it stops them.
#[derive(Debug)]
pub struct Running {
    addresses: Vec<Addresses>,
    ctx: Ctx,
    tls: Tls,
    handle: Handle,
    stop: Option<watch::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Serves `vendor` on a free port of 127.0.0.1. Connections are accepted once this returns.
    pub fn start(vendor: Arc<dyn Vendor>, ctx: Ctx) -> io::Result<Self> {
        let router = App::new(vendor, ctx.clone()).into_router();
        Bound::new(1)?.serve(vec![router], ctx)
    }

    /// Where it answers; the first of several.
    pub fn addresses(&self) -> Addresses {
        self.addresses[0].clone()
    }

    /// The world it lives in: its clock, entries and journal.
    pub fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    /// The authority that signed its certificate.
    pub fn ca_pem(&self) -> &str {
        self.tls.ca_pem()
    }

    /// Its runtime. What is spawned there is aborted when the emulator stops.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // A panic on that thread has been printed there; this one must not panic in a drop.
            let _ = thread.join();
        }
    }
}
