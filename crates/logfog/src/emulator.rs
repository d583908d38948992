use std::{ops::Deref, sync::Arc};

use logfog_kit::Connection;

use crate::{
    Scope,
    session::Guard,
    start::{Server, Site},
};

/// What every emulator can do, besides what its [`Scope`] can. Dropping it stops it.
///
/// A session of it is an emulator too: see [`Scope`].
#[derive(Debug)]
pub struct Emulator {
    scope: Scope,
    connection: Connection,
    site: usize,
}

impl Emulator {
    /// The emulator on one port of a server.
    pub(crate) fn new(server: Arc<Server>, site: usize) -> Self {
        let connection = server.sites()[site].connection();
        let vendor = server.sites()[site].vendor.id();
        Self {
            scope: Scope::new(server, Some(vendor)),
            connection,
            site,
        }
    }

    /// The same emulator as one session sees it, with the credentials that are good there.
    pub(crate) fn within(&self, guard: &Arc<Guard>) -> Self {
        let mut connection = self.connection.clone();
        for (name, own) in guard.credentials(self.site().vendor.id()) {
            replace(&mut connection, name, own);
        }
        Self {
            scope: self.scope.within(guard),
            connection,
            site: self.site,
        }
    }

    /// Its address in the clear: `http://127.0.0.1:PORT`.
    pub fn uri(&self) -> String {
        self.site().addresses.http()
    }

    /// Its address over TLS, on the same port. [`Emulator::ca_pem`] is the authority to trust.
    pub fn https(&self) -> String {
        self.site().addresses.https()
    }

    /// `127.0.0.1:PORT`, for clients that take a bare address.
    pub fn authority(&self) -> String {
        self.site().addresses.authority.clone()
    }

    /// The certificate authority behind [`Emulator::https`], as PEM.
    pub fn ca_pem(&self) -> &str {
        self.scope.server().running().ca_pem()
    }

    /// Environment variables that the vendor's own clients read.
    pub fn env(&self) -> &[(&'static str, String)] {
        &self.connection.env
    }

    /// What proves who is asking, by the names that the program's ready file gives them. In a session
    /// they are its own, and lead into it.
    pub fn all_credentials(&self) -> &[(&'static str, String)] {
        &self.connection.credentials
    }

    /// A part of the credentials.
    pub(crate) fn credential(&self, name: &str) -> &str {
        known(&self.connection.credentials, name)
    }

    /// A well-known resource.
    pub(crate) fn default(&self, name: &str) -> &str {
        known(&self.connection.defaults, name)
    }

    #[cfg(feature = "wiremock")]
    pub(crate) fn vendor(&self) -> &Arc<dyn logfog_kit::Vendor> {
        &self.site().vendor
    }

    fn site(&self) -> &Site {
        &self.scope.server().sites()[self.site]
    }
}

impl Deref for Emulator {
    type Target = Scope;

    fn deref(&self) -> &Scope {
        &self.scope
    }
}

/// Puts a session's own credential in the place of the well-known one, wherever a client reads it.
fn replace(connection: &mut Connection, name: &str, own: &str) {
    let mut pairs = connection.credentials.iter_mut();
    let Some((_, value)) = pairs.find(|(known, _)| *known == name) else {
        return;
    };
    let well_known = std::mem::replace(value, own.to_owned());
    for (_, value) in &mut connection.env {
        if *value == well_known {
            own.clone_into(value);
        }
    }
}

fn known<'a>(pairs: &'a [(&'static str, String)], name: &str) -> &'a str {
    let pair = pairs.iter().find(|(known, _)| *known == name);
    pair.map(|(_, value)| value.as_str())
        .expect("the vendor's crate names its own constants")
}
