//! Runs emulators: one port a vendor, plain and TLS alike, every exchange on record.

mod front;
mod gateway;
mod line;
mod listener;
mod mishap;
mod paced;
mod whole;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::Arc,
    thread::JoinHandle,
};

pub use front::{ADMIN, App, EXCHANGE_HEADER, RULE_HEADER, SESSION_HEADER, with_admin};
pub use gateway::by_host;
pub(crate) use gateway::fits;
pub use line::Line;
pub use listener::{Site, run};
use tokio::sync::watch;

use crate::{Addresses, Ctx, Tls, Vendor};

/// An emulator on a port of its own, with a thread and runtime of its own: the caller's may be
/// single-threaded, or blocked. Dropping it stops it.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    ctx: Ctx,
    tls: Tls,
    stop: Option<watch::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Serves `vendor` on a free port of 127.0.0.1. Connections are accepted once this returns.
    pub fn start(vendor: Arc<dyn Vendor>, ctx: Ctx) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let tls = Tls::new([]);
        let router = App::new(vendor, ctx.clone()).into_router();
        let site = Site { listener, router };
        let (stop, stopped) = watch::channel(());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (acceptor, expiring) = (tls.clone(), ctx.clone());
        let thread = std::thread::Builder::new()
            .name("logfog".into())
            .spawn(move || {
                // The listener was bound before, so all that can fail is the runtime's own set-up.
                let _ = runtime.block_on(async {
                    tokio::select! {
                        ended = run(vec![site], acceptor, stopped) => ended,
                        never = expiring.keep_expiring() => match never {},
                    }
                });
            })?;
        Ok(Self {
            address,
            ctx,
            tls,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where it answers.
    pub fn addresses(&self) -> Addresses {
        Addresses {
            authority: self.address.to_string(),
        }
    }

    /// The world it lives in: its clock, entries and journal.
    pub fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    /// The authority that signed its certificate.
    pub fn ca_pem(&self) -> &str {
        self.tls.ca_pem()
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
