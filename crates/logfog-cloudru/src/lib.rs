//! Cloud.ru Evolution logging, emulated: `POST /api/v1/logs` and `POST /api/v1/logs-ingest`.
//!
//! A request passes `auth` (an API key), `payload` (type, encoding, size), `check` (envelope, then
//! each entry) and is answered by `answers`. `wire` reads an entry in one pass without copying it;
//! `spellings` knows that every field has two names; `lens` shows stored entries to readers.
//!
//! The vendor documents the request, but no answer, limit or error, and has no public API to read
//! logs with: so there is none here, and most rules say that they are chosen.

mod answers;
mod auth;
mod check;
mod destination;
mod keys;
mod lens;
mod level;
mod payload;
mod profile;
mod resources;
mod routes;
mod rules;
mod spellings;
mod states;
mod timestamp;
mod wire;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::{Router, body::Body};
use http::{Response, request::Parts};
use logfog_kit::{
    Addresses, BadResource, BadSetting, Connection, Ctx, ProfileView, Registry, Settings, Vendor,
    World,
};
use logfog_model::{Coverage, Injected, Operation, Rules as _, Spec, VendorId, Wire};
use serde_json::Value;

use crate::{profile::Profile, rules::Rule};

/// The vendor's name.
pub const ID: VendorId = VendorId::new("cloudru");

const LOGS: Operation = Operation {
    name: "logs",
    wire: Wire::Http,
    route: "POST /api/v1/logs",
    page: "Отправка логов в сервис",
    coverage: Coverage::Partial("API keys have neither addresses, hours nor a list of services."),
};

const LOGS_INGEST: Operation = Operation {
    name: "logs-ingest",
    wire: Wire::Http,
    route: "POST /api/v1/logs-ingest",
    page: "Передача логов с виртуальной машины с помощью Fluent Bit и Lua-скрипта",
    coverage: Coverage::Partial("JSON only: Fluent Bit's msgpack format is not read."),
};

/// What is served.
pub const OPERATIONS: &[Operation] = &[LOGS, LOGS_INGEST];

/// Cloud.ru's log service in one of its profiles.
///
/// Settings: `empty=accept|refuse`, `batch=atomic|partial`, `malformed_key=401|400`, and the limits
/// `body_bytes`, `entries`, `entry_bytes`, `labels`, `label_name_bytes` and `label_value_bytes`.
pub fn vendor(settings: &Settings) -> Result<Arc<dyn Vendor>, BadSetting> {
    Ok(Arc::new(CloudRu {
        profile: Profile::new(settings)?,
    }))
}

#[derive(Debug)]
struct CloudRu {
    profile: Profile,
}

impl Vendor for CloudRu {
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
            name: self.profile.name,
            known: profile::NAMES,
            stands_for: self.profile.stands_for,
            values: self.profile.values(),
        }
    }

    fn router(&self, ctx: Ctx) -> Router {
        routes::router(self.profile, ctx)
    }

    fn fault(&self, injected: Injected, _to: &Parts, _world: &World) -> Response<Body> {
        answers::fault(injected)
    }

    fn states(&self) -> &'static [(&'static str, &'static str)] {
        states::ALL
    }

    fn presents(&self, head: &Parts, _body: &[u8]) -> Option<String> {
        auth::presented(&head.headers)
    }

    fn mint(&self, registry: &Registry<'_>) -> Vec<(&'static str, String)> {
        keys::mint(registry)
    }

    fn declare(&self, resources: &Value, registry: &Registry<'_>) -> Result<(), BadResource> {
        resources::declare(resources, registry)
    }

    fn resources(&self) -> Option<Value> {
        Some(resources::schema())
    }

    fn connection(&self, at: &Addresses) -> Connection {
        let [default, other] = [destination::DEFAULT, destination::OTHER];
        let key = keys::WRITER.text();
        let paste = format!(
            "curl -i {}{} -H 'Authorization: Api-Key {key}' -H 'Content-Type: application/json' \
             -d '{{\"logs\":[{{\"timestamp\":\"'$(date -u +%Y-%m-%dT%H:%M:%S.000+00:00)'\",\
             \"level\":\"INFO\",\"project_id\":\"{}\",\"message\":\"hello\"}}]}}'",
            at.http(),
            routes::LOGS_PATH,
            default.id
        );
        Connection {
            hosts: &["logging.api.cloud.ru"],
            credentials: vec![("api_key", key.clone())],
            credentials_denied: vec![("api_key", keys::DENIED.text())],
            defaults: vec![
                ("project_id", default.id.into()),
                ("log_group_id", default.groups[0].id.into()),
                ("other_log_group_id", default.groups[1].id.into()),
                ("inactive_log_group_id", default.groups[2].id.into()),
                ("other_project_id", other.id.into()),
                ("other_project_log_group_id", other.groups[0].id.into()),
            ],
            // No client of the vendor's reads the environment: these names are this project's.
            env: vec![
                ("CLOUDRU_LOGGING_URL", at.http()),
                ("CLOUDRU_LOGGING_API_KEY", key),
                ("CLOUDRU_LOGGING_PROJECT_ID", default.id.into()),
                ("CLOUDRU_LOGGING_LOG_GROUP_ID", default.groups[0].id.into()),
            ],
            paste,
            ..Connection::default()
        }
    }
}
