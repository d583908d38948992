//! Azure Monitor Logs Ingestion, emulated: the call that takes rows, and the part of Entra ID
//! that gives its clients tokens.
//!
//! - `rules` says everything that is demanded, `profile` in which numbers, `refusal` in which words
//!   a client hears of it.
//! - `check` judges a call and its rows; `stream` knows the declared columns and how values become
//!   their types; `lens` shows a stored row as the table would hold it.
//! - `resources` says what a session can be declared to have, and `states` what can be the case.
//! - `query` reads rows back, in the query language.
//! - `entra` is the token endpoint and its discovery documents; `auth` verifies what it signed.
//!
//! A 204 means no more than that the gateway took the body. What was lost or changed behind it is
//! in the verdict.

mod answers;
mod arm;
mod auth;
mod check;
mod connection;
mod dcr;
mod dcr_log_errors;
mod entra;
mod lens;
mod profile;
mod query;
mod rate;
mod refusal;
mod resources;
mod routes;
mod rules;
mod states;
mod stream;
#[cfg(test)]
mod tests;
mod transform;
mod wire;

use std::sync::Arc;

use axum::{Router, body::Body};
use http::{
    Response,
    header::{AUTHORIZATION, CONTENT_LENGTH},
    request::Parts,
};
use logfog_kit::{
    Addresses, BadResource, BadSetting, Connection, Ctx, Door, ProfileView, Registry, Settings,
    Vendor, World,
};
use logfog_model::{Coverage, Injected, Operation, Rules as _, Spec, VendorId, Wire};

use crate::{
    entra::{
        TENANT, directory,
        identity::{self, Source},
        token,
    },
    profile::Profile,
    refusal::Subject,
    rules::Rule,
};

/// This vendor's name.
pub const ID: VendorId = VendorId::new("azure");

const INGEST: &str = "ingest";
const TOKEN: &str = "token";
const OPENID: &str = "openid";
const KEYS: &str = "keys";
const INSTANCE: &str = "instance";
const IDENTITY: &str = "managed-identity";
/// A file of ours: nothing that the vendor serves.
const CERTIFICATE: &str = "client-certificate";

/// What is served.
pub const OPERATIONS: &[Operation] =
    &concat::<{ OWN_AND_QUERIES.len() + arm::OPERATIONS.len() }>(OWN_AND_QUERIES, arm::OPERATIONS);

/// Those of the data plane and of the sign-in endpoint, and those that read rows back.
const OWN_AND_QUERIES: &[Operation] =
    &concat::<{ OWN.len() + query::OPERATIONS.len() }>(OWN, query::OPERATIONS);

/// Those of the data plane and of the sign-in endpoint.
const OWN: &[Operation] = &[
    Operation {
        name: INGEST,
        wire: Wire::Http,
        route: "POST /dataCollectionRules/{immutableId}/streams/{stream}?api-version=",
        page: "Logs Ingestion API in Azure Monitor",
        coverage: Coverage::Partial(
            "the daily cap of a workspace is not counted, but can be said to be reached; of what the Auxiliary plan \
             demands only what is published; no delays of propagation",
        ),
    },
    Operation {
        name: TOKEN,
        wire: Wire::Http,
        route: "POST /{tenant}/oauth2/v2.0/token, POST /{tenant}/oauth2/token",
        page: "Microsoft identity platform and the OAuth 2.0 client credentials flow",
        coverage: Coverage::Whole,
    },
    Operation {
        name: OPENID,
        wire: Wire::Http,
        route: "GET /{tenant}/v2.0/.well-known/openid-configuration",
        page: "OpenID Connect on the Microsoft identity platform",
        coverage: Coverage::Whole,
    },
    Operation {
        name: KEYS,
        wire: Wire::Http,
        route: "GET /{tenant}/discovery/v2.0/keys",
        page: "Access tokens in the Microsoft identity platform",
        coverage: Coverage::Whole,
    },
    Operation {
        name: INSTANCE,
        wire: Wire::Http,
        route: "GET /common/discovery/instance",
        page: "MSAL for Python, authority",
        coverage: Coverage::Whole,
    },
    Operation {
        name: IDENTITY,
        wire: Wire::Http,
        route: "GET /metadata/identity/oauth2/token, GET /metadata/identity/oauth2/token/, GET /msi/token, POST /oauth2/token",
        page: "How to use managed identities to acquire an access token",
        coverage: Coverage::Whole,
    },
    Operation {
        name: CERTIFICATE,
        wire: Wire::Http,
        route: "GET /logfog/client-certificate.pem",
        page: "Microsoft identity platform application authentication certificate credentials",
        coverage: Coverage::Whole,
    },
];

/// One list after the other.
const fn concat<const N: usize>(first: &[Operation], second: &[Operation]) -> [Operation; N] {
    let mut all = [first[0]; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < first.len() {
            first[at]
        } else {
            second[at - first.len()]
        };
        at += 1;
    }
    all
}

/// The emulator, configured.
pub fn vendor(settings: &Settings) -> Result<Arc<dyn Vendor>, BadSetting> {
    Ok(Arc::new(Azure {
        profile: Profile::of(settings)?,
    }))
}

#[derive(Debug)]
struct Azure {
    profile: Profile,
}

impl Vendor for Azure {
    fn id(&self) -> VendorId {
        ID
    }

    fn operations(&self) -> &'static [Operation] {
        OPERATIONS
    }

    fn rules(&self) -> Vec<&'static Spec> {
        let own = Rule::ALL.iter().map(|rule| rule.spec());
        own.chain(query::Rule::ALL.iter().map(|rule| rule.spec()))
            .chain(arm::Rule::ALL.iter().map(|rule| rule.spec()))
            .collect()
    }

    fn profile(&self) -> ProfileView {
        self.profile.view()
    }

    fn router(&self, ctx: Ctx) -> Router {
        arm::declare(&ctx);
        routes::router(ctx, self.profile)
    }

    fn doors(&self) -> &'static [Door] {
        &[identity::DOOR]
    }

    fn behind(&self, _door: &Door, ctx: Ctx) -> Router {
        routes::imds(ctx, self.profile)
    }

    fn fault(&self, injected: Injected, to: &Parts, world: &World) -> Response<Body> {
        let rule = arm::well_known_rule();
        let limit = self.profile.body_bytes;
        let sent = to.headers.get(CONTENT_LENGTH);
        let sent: Option<u64> = sent.and_then(|length| length.to_str().ok()?.parse().ok());
        let subject = Subject {
            arm_id: &rule,
            tenant: TENANT,
            limit,
            // The client is told of a number that is over the limit, whatever it sent.
            sent: sent.unwrap_or_default().max(limit + 1),
            ..Subject::of_path(to.uri.path())
        };
        let to = answers::Asker {
            headers: &to.headers,
            uri: &to.uri,
            ids: &world.ids,
            now: world.now(),
        };
        if query::Target::parse(to.uri.path()).is_some() {
            return answers::query::fault(to, injected);
        }
        answers::fault(to, injected, &subject)
    }

    fn connection(&self, at: &Addresses) -> Connection {
        connection::connection(at)
    }

    fn states(&self) -> &'static [(&'static str, &'static str)] {
        states::ALL
    }

    fn presents(&self, head: &Parts, body: &[u8]) -> Option<String> {
        let authorization = head.headers.get(AUTHORIZATION);
        let authorization = authorization.and_then(|value| value.to_str().ok());
        let query = head.uri.query().unwrap_or_default();
        if let Some(source) = Source::of(head.uri.path()) {
            identity::presented(match source {
                Source::Imds | Source::AppService => query.as_bytes(),
                Source::CloudShell => body,
            })
        } else if head.uri.path().ends_with("/token") {
            token::presented(body, authorization)
        } else {
            auth::presented(authorization?)
        }
    }

    fn mint(&self, registry: &Registry<'_>) -> Vec<(&'static str, String)> {
        directory::mint(registry)
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
