//! Dynatrace log ingestion, emulated: `POST /api/v2/logs/ingest` of the environment API, on its
//! own path and on those of an `ActiveGate` and the apps proxy, and the calls that installers make
//! before it.
//!
//! One environment is served, in one of four generations (`profile.rs`), and others that a session is
//! declared to have (`resources.rs`). A request is checked in
//! the order of `routes.rs`; its body in one pass over borrowed texts (`check.rs`, `wire.rs`). What
//! a stored record looks like, flattened, trimmed and enriched, is worked out when somebody reads
//! it (`lens.rs`, `attributes.rs`). The read side, the search API of Logs Classic and Grail, is
//! not served.

mod answers;
mod at;
mod attributes;
mod auth;
mod check;
mod envelope;
mod environment;
mod head;
mod keys;
mod lens;
mod profile;
mod resources;
mod routes;
mod rules;
mod severity;
#[cfg(test)]
mod tests;
mod timestamp;
mod tokens;
mod wire;

use std::sync::Arc;

use axum::{Router, body::Body};
use http::{Response, request::Parts};
use logfog_kit::{
    Addresses, BadResource, BadSetting, Connection, Ctx, ProfileView, Registry, Settings, Vendor,
    World, route,
};
use logfog_model::{Coverage, Injected, Operation, Rules as _, Spec, VendorId, Wire};
use serde_json::Value;

use crate::{
    environment::Environment,
    profile::{Future, MAX_AGE, PROFILES},
    rules::Rule,
};

/// This vendor's name.
pub const ID: VendorId = VendorId::new("dynatrace");

const INGEST: &str = "ingest";
const LOOKUP: &str = "token-lookup";
const HEALTH: &str = "health";

/// What is served.
pub const OPERATIONS: &[Operation] = &[
    Operation {
        name: INGEST,
        wire: Wire::Http,
        route: "POST /api/v2/logs/ingest, POST /platform/classic/environment-api/v2/logs/ingest",
        page: "Log Monitoring API - POST ingest logs",
        coverage: Coverage::Partial(
            "of the apps proxy this call alone; not served: OneAgent's local path, OTLP, Firehose, the preview of \
             2020; events over the limit per minute are not dropped; Classic's key alphabet and list of searchable \
             keys are not applied; limits are those of OpenPipeline, not of older Grail or of the Classic pipeline",
        ),
    },
    Operation {
        name: LOOKUP,
        wire: Wire::Http,
        route: "POST /api/v2/apiTokens/lookup",
        page: "Access tokens API - POST lookup a token",
        coverage: Coverage::Whole,
    },
    Operation {
        name: HEALTH,
        wire: Wire::Http,
        route: "GET /rest/health",
        page: "dynatrace-azure-log-forwarder, deployment script",
        coverage: Coverage::Whole,
    },
];

/// The id of the environment that is served.
const ENVIRONMENT: &str = "abc12345";

/// Builds the emulator.
pub fn vendor(settings: &Settings) -> Result<Arc<dyn Vendor>, BadSetting> {
    let environment = Environment::new(settings)?;
    Ok(Arc::new(Dynatrace { environment }))
}

#[derive(Debug)]
struct Dynatrace {
    environment: Environment,
}

impl Vendor for Dynatrace {
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
        let profile = self.environment.profile;
        let limit = |limit: usize| match limit {
            usize::MAX => "none".to_owned(),
            limit => limit.to_string(),
        };
        let future = match profile.future {
            Future::Dropped(ahead) => format!("dropped when more than {ahead:#} ahead"),
            Future::Corrected(ahead) => format!("set to now when more than {ahead:#} ahead"),
        };
        let mut values = vec![
            ("body_bytes", limit(profile.body_bytes)),
            ("records", limit(profile.records)),
            ("batch_bytes", limit(profile.batch_bytes)),
            ("content_bytes", limit(profile.content_bytes)),
            ("attributes", limit(profile.attributes)),
            ("key_bytes", limit(profile.key_bytes)),
            ("value_bytes", limit(profile.value_bytes)),
            ("values", limit(profile.values)),
            ("nesting_levels", limit(profile.levels)),
            ("max_age", format!("{MAX_AGE:#}")),
            ("future", future),
            ("structure", profile.structure.as_str().into()),
            ("structure_choice", profile.structure_choice.to_string()),
            ("json_lines", profile.json_lines.to_string()),
            (
                "content_type_parameter",
                profile.content_type_parameter.to_string(),
            ),
            ("request_attributes", profile.request_attributes.to_string()),
            ("platform_tokens", profile.platform_tokens.to_string()),
            ("typed_values", profile.typed.to_string()),
            ("grail_attributes", profile.grail.to_string()),
            ("ingest_warnings", profile.warnings.to_string()),
            ("fractional_seconds", profile.fractional_seconds.to_string()),
            ("timestamp_keys", profile.time_keys.join(" ")),
            ("loglevel_keys", profile.level_keys.join(" ")),
            ("content_keys", profile.content_keys.join(" ")),
        ];
        values.extend(self.environment.view());
        ProfileView {
            name: profile.name,
            known: const { &[PROFILES[0].0, PROFILES[1].0, PROFILES[2].0, PROFILES[3].0] },
            stands_for: profile.stands_for,
            values,
        }
    }

    fn router(&self, ctx: Ctx) -> Router {
        routes::router(ctx, self.environment)
    }

    fn fault(&self, injected: Injected, _to: &Parts, _world: &World) -> Response<Body> {
        answers::fault(injected)
    }

    fn operation(&self, head: &Parts, _body: &[u8]) -> Option<&'static str> {
        let path = auth::without_environment(head.uri.path());
        route::operation(OPERATIONS, head.method.as_str(), path)
    }

    fn fails_partially(&self, operation: &str) -> bool {
        operation == INGEST
    }

    fn states(&self) -> &'static [(&'static str, &'static str)] {
        environment::NAMED_STATES
    }

    fn presents(&self, head: &Parts, _body: &[u8]) -> Option<String> {
        auth::presented(head)
    }

    fn mint(&self, registry: &Registry<'_>) -> Vec<(&'static str, String)> {
        tokens::mint(registry)
    }

    fn declare(&self, resources: &Value, registry: &Registry<'_>) -> Result<(), BadResource> {
        resources::declare(resources, registry)
    }

    fn resources(&self) -> Option<Value> {
        Some(resources::schema())
    }

    fn connection(&self, at: &Addresses) -> Connection {
        let http = at.http();
        let text = |(name, value): (&'static str, &str)| (name, value.to_owned());
        let credentials = [
            ("api_token", tokens::API_TOKEN),
            ("read_token", tokens::READ_TOKEN),
            ("platform_token", tokens::PLATFORM_TOKEN),
        ];
        let credentials_denied = [
            ("api_token", tokens::DENIED_TOKEN),
            ("platform_token", tokens::DENIED_PLATFORM_TOKEN),
        ];
        Connection {
            hosts: &["*.live.dynatrace.com", "*.apps.dynatrace.com"],
            addresses: Vec::new(),
            credentials: credentials.map(text).into(),
            credentials_denied: credentials_denied.map(text).into(),
            defaults: [("environment_id", ENVIRONMENT)].map(text).into(),
            // The first two are what Dynatrace's forwarders for Azure and Google Cloud read, the
            // others what its documentation of collectors and most scripts use.
            env: [
                ("DYNATRACE_URL", http.as_str()),
                ("DYNATRACE_ACCESS_KEY", tokens::API_TOKEN),
                ("DT_ENV_URL", http.as_str()),
                ("DT_API_TOKEN", tokens::API_TOKEN),
            ]
            .map(text)
            .into(),
            paste: format!(
                "curl -i '{http}/api/v2/logs/ingest' -H 'Authorization: Api-Token {}' \
                 -H 'Content-Type: application/json; charset=utf-8' \
                 -d '[{{\"content\":\"hello\",\"status\":\"error\"}}]'",
                tokens::API_TOKEN
            ),
        }
    }
}
