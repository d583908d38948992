//! Cesanta's Log service, emulated as its devices reached it: commands in clubby frames, over
//! WebSocket and HTTP.
//!
//! A frame is read (`frame`), its sender checked (`auth.rs`), its commands checked (`check`) and
//! carried out in their order (`desk.rs`, `read.rs`). Every answer is written by `answers.rs`. The
//! seed of the service is two commands, `Log` and `List`; its clients need a few beside them.

mod answers;
mod auth;
mod check;
mod config;
mod desk;
mod failure;
mod frame;
mod lens;
mod profile;
mod read;
mod resources;
mod routes;
mod rules;
mod secret;
mod socket;
mod states;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::{Router, body::Body};
use http::{Method, Response, request::Parts};
use logfog_kit::{
    Addresses, BadResource, BadSetting, Connection, Ctx, ProfileView, Registry, Settings, Vendor,
    World,
};
use logfog_model::{Coverage, Injected, Operation, Rules as _, Spec, VendorId, Wire};
use serde_json::Value;

use crate::{config::Config, profile::PROFILES, rules::Rule};

/// This vendor's name.
pub const ID: VendorId = VendorId::new("cesanta");

const LOG: &str = "log";
const LIST: &str = "list";
const DELETE: &str = "delete";
const HELLO: &str = "hello";
const LABEL_SET: &str = "label-set";
const FRAME: &str = "frame";

/// What is served.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: LOG,
        wire: Wire::WebSocket,
        route: "/v1/Log.Log",
        page: "Log service, Log",
        coverage: Coverage::Whole,
    },
    Operation {
        name: LIST,
        wire: Wire::WebSocket,
        route: "/v1/Log.List",
        page: "Log service, List",
        coverage: Coverage::Whole,
    },
    Operation {
        name: DELETE,
        wire: Wire::WebSocket,
        route: "/v1/Log.Delete",
        page: "Log service, Delete",
        coverage: Coverage::Whole,
    },
    Operation {
        name: HELLO,
        wire: Wire::WebSocket,
        route: "/v1/Hello",
        page: "Dispatcher service, Hello",
        coverage: Coverage::Whole,
    },
    Operation {
        name: LABEL_SET,
        wire: Wire::WebSocket,
        route: "/v1/Label.Set",
        page: "Firmware, sj_clubby.c",
        coverage: Coverage::Partial("labels are accepted and forgotten: nothing served reads them"),
    },
    Operation {
        name: FRAME,
        wire: Wire::WebSocket,
        route: "WS / and POST /",
        page: "clubby, Frame structure",
        coverage: Coverage::Partial(
            "neither UBJSON nor raw TCP; frames are not passed on to other participants; of the companion \
             services only Hello and Label.Set; `nr` is heeded over WebSocket only",
        ),
    },
];

/// Builds the emulator.
pub fn vendor(settings: &Settings) -> Result<Arc<dyn Vendor>, BadSetting> {
    let config = Config::new(settings)?;
    Ok(Arc::new(Cesanta { config }))
}

#[derive(Debug)]
struct Cesanta {
    config: Config,
}

impl Vendor for Cesanta {
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
        ProfileView {
            name: self.config.profile.name,
            known: const { &[PROFILES[0].0, PROFILES[1].0] },
            stands_for: self.config.profile.stands_for,
            values: self.config.view(),
        }
    }

    fn router(&self, ctx: Ctx) -> Router {
        routes::router(ctx, self.config.clone())
    }

    fn fault(&self, injected: Injected, _to: &Parts, _world: &World) -> Response<Body> {
        answers::fault(injected)
    }

    fn operation(&self, head: &Parts, body: &[u8]) -> Option<&'static str> {
        let path = head.uri.path();
        if head.method != Method::POST || routes::FRAMES.contains(&path) {
            return Some(desk::meant(body, &self.config));
        }
        check::Known::named(path, &self.config).map(check::Known::operation)
    }

    fn states(&self) -> &'static [(&'static str, &'static str)] {
        states::ALL
    }

    fn presents(&self, head: &Parts, body: &[u8]) -> Option<String> {
        auth::presented(head, body)
    }

    fn mint(&self, registry: &Registry<'_>) -> Vec<(&'static str, String)> {
        resources::mint(registry)
    }

    fn declare(&self, resources: &Value, registry: &Registry<'_>) -> Result<(), BadResource> {
        resources::declare(resources, &self.config.keys, registry)
    }

    fn resources(&self) -> Option<Value> {
        Some(resources::schema())
    }

    fn connection(&self, at: &Addresses) -> Connection {
        let text = |(name, value): (&'static str, &str)| (name, value.to_owned());
        let authority = &at.authority;
        Connection {
            hosts: &["api.cesanta.com", "api.mongoose-iot.com"],
            addresses: vec![
                ("ws", format!("ws://{authority}/")),
                ("wss", format!("wss://{authority}/")),
            ],
            credentials: [("src", auth::DEVICE), ("key", auth::DEVICE_KEY)]
                .map(text)
                .into(),
            credentials_denied: [("src", auth::DENIED), ("key", auth::DENIED_KEY)]
                .map(text)
                .into(),
            defaults: [("dst", desk::CLOUD)].map(text).into(),
            // Clubby's clients are configured in code and read none.
            env: Vec::new(),
            paste: format!(
                "curl -i '{http}/' -d '{{\"v\":1,\"src\":\"{cloud}/device_123\",\
                 \"dst\":\"{cloud}\",\"cmds\":[{{\"cmd\":\"/v1/Log.Log\",\"id\":123,\
                 \"args\":{{\"msg\":\"hello world!\"}}}}]}}'",
                http = at.http(),
                cloud = desk::CLOUD,
            ),
        }
    }
}
