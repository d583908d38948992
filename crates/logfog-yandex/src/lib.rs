//! Yandex Cloud Logging, emulated: `yandex.cloud.logging.v1` over gRPC, and over REST where its protos
//! have routes.
//!
//! The life of a call, in the order of the modules that it passes: `grpc` takes the message out of
//! the body (or `rest` makes it of path, query and JSON), `auth` looks at the token, `wire` reads the message where it lies, `check` judges the
//! request and then its entries, `groups` knows where they go, `states` whether they can now,
//! `answers` says yes or no, and `lens` reads them when somebody looks. `resources` says what a
//! session can be declared to have, and `tokens` keeps its own.
//!
//! Log groups, sinks and exports are managed alike: `managed` finds, names, lists and changes them,
//! and `long_running` is the operation that tells of it.

mod accounts;
mod answers;
mod answers_json;
mod auth;
mod bindings;
mod call;
mod check;
mod config;
mod connection;
mod deadline;
#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::use_self,
    dead_code,
    missing_docs,
    unnameable_types,
    unreachable_pub,
    unused_qualifications,
    reason = "generated"
)]
#[rustfmt::skip]
mod generated;
mod filter;
mod groups;
mod grpc;
mod jwt;
mod key_file;
mod lens;
mod level;
mod long_running;
mod managed;
mod metadata;
mod methods;
mod operations;
mod options;
mod payload;
mod plain;
mod principals;
mod profile;
mod protobuf;
mod rate;
mod read;
mod refusal;
mod resources;
mod rest;
mod roles;
mod routes;
mod rules;
mod schema;
mod services;
mod states;
#[cfg(test)]
mod tests;
mod time;
mod tokens;
mod tools;
mod wire;
mod wording;

use std::{sync::Arc, time::Duration};

use axum::{Router, body::Body};
use http::{Response, header::AUTHORIZATION, request::Parts};
use logfog_kit::{
    Addresses, BadResource, BadSetting, Connection, Ctx, Door, ProfileView, Registry, Settings,
    Vendor, World,
};
use logfog_model::{Injected, Operation, Rules as _, Spec, VendorId};

use crate::{answers::Marks, config::Config, methods::Served, rules::Rule, schema::Schema};

pub use crate::options::Check;

/// What this vendor is called.
pub const ID: VendorId = VendorId::new("yandex");

/// What is served.
pub const OPERATIONS: &[Operation] = operations::ALL;

/// What the protos' options demand of requests, and demanded: by message and field.
pub fn checks() -> Vec<Check> {
    let profiles = profile::KNOWN.map(|(_, profile)| profile);
    options::checks(&schema::pool(), &profiles)
}

/// Yandex Cloud Logging.
struct Yandex {
    config: Config,
    schema: Arc<Schema>,
}

/// Yandex Cloud Logging, as the settings want it.
pub fn vendor(settings: &Settings) -> Result<Arc<dyn Vendor>, BadSetting> {
    let config = Config::new(settings)?;
    let schema = Arc::new(Schema::new(config.profile));
    Ok(Arc::new(Yandex { config, schema }))
}

impl Vendor for Yandex {
    fn id(&self) -> VendorId {
        ID
    }

    fn operations(&self) -> &'static [Operation] {
        OPERATIONS
    }

    fn rules(&self) -> Vec<&'static Spec> {
        Rule::ALL.iter().map(|rule| rule.spec()).collect()
    }

    fn profile(&self) -> ProfileView {
        self.config.profile.view(self.schema.bounds())
    }

    fn router(&self, ctx: Ctx) -> Router {
        let schema = Arc::clone(&self.schema);
        routes::router(Served::new(ctx, self.config.clone(), schema))
    }

    fn tools(&self) -> Router {
        tools::router(self.config.tools)
    }

    fn doors(&self) -> &'static [Door] {
        &[metadata::DOOR]
    }

    fn behind(&self, _door: &Door, ctx: Ctx) -> Router {
        let schema = Arc::clone(&self.schema);
        routes::metadata(Served::new(ctx, self.config.clone(), schema))
    }

    fn fault(&self, injected: Injected, to: &Parts, world: &World) -> Response<Body> {
        let marks = Marks::new(&world.ids);
        let status = answers::fault(&marks, injected, world.now());
        let mut answer = routes::failed(&marks, &self.schema, status, to);
        if plain::is_for(&to.method, to.uri.path()) {
            answers::put_retry_after(&mut answer, injected.retry_after);
        }
        answer
    }

    fn deadline(&self, head: &Parts) -> Option<Duration> {
        deadline::of(head)
    }

    fn overdue(&self, to: &Parts, world: &World) -> Response<Body> {
        let operation = self.operation(to, &[]).unwrap_or_default();
        routes::overdue(operation, &self.schema, to, world)
    }

    fn fails_partially(&self, operation: &str) -> bool {
        operation == operations::WRITE
    }

    fn connection(&self, at: &Addresses) -> Connection {
        connection::connection(at)
    }

    fn states(&self) -> &'static [(&'static str, &'static str)] {
        states::ALL
    }

    fn presents(&self, head: &Parts, body: &[u8]) -> Option<String> {
        let message = body.get(grpc::PREFIX..).unwrap_or_default();
        if let Some(presented) = services::iam::presented(head.uri.path(), message) {
            return Some(presented);
        }
        let authorization = head.headers.get(AUTHORIZATION)?.to_str().ok()?;
        auth::bearer(authorization).map(str::to_owned)
    }

    fn mint(&self, registry: &Registry<'_>) -> Vec<(&'static str, String)> {
        tokens::mint(registry)
    }

    fn declare(
        &self,
        resources: &serde_json::Value,
        registry: &Registry<'_>,
    ) -> Result<(), BadResource> {
        resources::declare(resources, registry)
    }

    fn resources(&self) -> Option<serde_json::Value> {
        Some(resources::schema())
    }
}
