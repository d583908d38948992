//! The admin API: what is served, what came in, what was decided and what was stored.
//!
//! It knows a vendor by [`Vendor`] alone, and reads the journal and the store of one [`Ctx`].
//! [`router`] is mounted under `/_logfog/v1`, on the gateway and on every vendor's port.

mod access;
mod answer;
mod body;
mod conformance;
mod dto;
mod entries;
mod error;
mod exchanges;
mod explain;
mod export;
mod faults;
mod metrics;
mod openapi;
mod origin;
mod plan;
mod query;
mod refusals;
mod reset;
mod routes;
mod sessions;
mod size;
mod span;
mod stream;
mod tail;
mod vendors;
mod wait;
mod words;
mod world;

use std::{fmt, sync::Arc};

use axum::Router;
use logfog_kit::{Addresses, Ctx, Tls, Vendor};
use logfog_model::VendorId;
use tokio::sync::watch;

pub use access::{Access, BadToken, Token};
pub use faults::{FaultPlan, LatencyPlan, MatchPlan, SchedulePlan, WhatPlan};
pub use openapi::openapi;
pub use plan::{
    BadPlan, ClockPlan, Declared, Opened, Quota, SessionPlan, StatePlan, declare, resolved, states,
};
pub use size::{BadSize, Size};
pub use span::{BadSpan, Span};

/// What the admin API tells of the program that it is part of.
#[derive(Clone)]
pub struct About {
    /// The program's version.
    pub version: &'static str,
    /// An id of this run.
    pub instance: String,
    /// Who signs the certificates.
    pub tls: Tls,
    /// Host names and addresses that may be asked for, besides loopback and `localhost`:
    /// `*.example.com` stands for every name below, an unspecified address for every address.
    pub hosts: Vec<String>,
    /// Who may use it.
    pub access: Access,
    /// Where each vendor's own port is.
    pub addresses: Vec<(VendorId, Addresses)>,
    /// The text of the ready file; made when somebody asks, since it holds a certificate.
    pub ready: Arc<dyn Fn() -> String + Send + Sync>,
    /// Told, or its sender dropped, when the program stops: what streams ends then.
    pub stop: watch::Receiver<()>,
}

impl fmt::Debug for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("About")
            .field("version", &self.version)
            .field("instance", &self.instance)
            .finish_non_exhaustive()
    }
}

/// Everything a handler may look at.
struct Admin {
    vendors: Vec<Arc<dyn Vendor>>,
    ctx: Ctx,
    about: About,
}

type Shared = Arc<Admin>;

/// The admin API's routes, relative to `/_logfog/v1`.
pub fn router(vendors: Vec<Arc<dyn Vendor>>, ctx: Ctx, about: About) -> Router {
    let hosts = origin::Hosts::new(&about.hosts);
    let admin = Admin {
        vendors,
        ctx,
        about,
    };
    routes::router(Arc::new(admin), hosts)
}
