use std::{borrow::Cow, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::State,
    routing::{MethodRouter, any},
};
use bytes::Bytes;
use http::{HeaderValue, Response, header::ALLOW};
use logfog_kit::{Ctx, Received, Told, told};
use logfog_model::{Refused, Report, Scope};

use crate::{
    ENVIRONMENT, HEALTH, ID, INGEST, LOOKUP, answers, auth,
    check::{self, Arrival, Outcome},
    envelope::Envelope,
    environment::Environment,
    head,
    lens::Reader,
    rules::Rule,
    tokens::{self, Token, Tokens},
};

/// What every handler needs.
struct Service {
    ctx: Ctx,
    environment: Environment,
    scope: Scope,
}

pub(crate) fn router(ctx: Ctx, environment: Environment) -> Router {
    let service = Service {
        ctx,
        environment,
        scope: Scope::new([("environment_id", ENVIRONMENT.into())]),
    };
    let mut router = Router::new();
    // The cloud has the environment in its host name, ActiveGates and Managed in the path.
    for at in ["", "/e/{environment}"] {
        router = router
            .route(
                &format!("{at}/api/v2/logs/ingest"),
                only("POST").post(ingest),
            )
            .route(
                &format!("{at}/api/v2/apiTokens/lookup"),
                only("POST").post(lookup),
            )
            .route(&format!("{at}/rest/health"), only("GET,HEAD").get(health));
    }
    // The proxy of the `apps` host came with the platform, and its tokens.
    if environment.profile.platform_tokens {
        let path = format!("{}/v2/logs/ingest", auth::APPS_PROXY);
        router = router.route(&path, only("POST").post(ingest));
    }
    router.fallback(wrong_path).with_state(Arc::new(service))
}

async fn ingest(State(service): State<Arc<Service>>, received: Received) -> Response<Body> {
    let ctx = &service.ctx;
    let mut report = received.report();
    let (answer, stored) = match service.accept(&received, &mut report) {
        Err(Refused) => (answers::refused(&report, &service.environment), 0),
        Ok(Accepted {
            outcome,
            envelope,
            held,
        }) => {
            let answer = answers::accepted(&outcome, service.environment.partial);
            let policy = received.world.policy.clone();
            let lens = Arc::new(Reader { envelope, policy });
            let stored = ctx.commit(ID, &received, held, lens, outcome.drafts);
            (answer, stored)
        }
    };
    told(answer, Told::new(INGEST, report.verdict(stored)))
}

async fn lookup(State(service): State<Arc<Service>>, received: Received) -> Response<Body> {
    let mut report = received.report();
    let answer = match service.look_up(&received, &mut report) {
        Err(Refused) => answers::refused(&report, &service.environment),
        Ok(token) => answers::token(&token),
    };
    let mut what = Told::new(LOOKUP, report.verdict(0));
    what.request_body = Some(Bytes::from_static(br#"{"token":"[hidden]"}"#));
    told(answer, what)
}

async fn health(State(service): State<Arc<Service>>, received: Received) -> Response<Body> {
    let mut report = received.report();
    let answer = match service.environment(&received, &mut report) {
        Err(Refused) => answers::refused(&report, &service.environment),
        Ok(_) => answers::running(),
    };
    told(answer, Told::new(HEALTH, report.verdict(0)))
}

/// Every method but those that are allowed. A path that is not served at all allows none.
fn only(allowed: &'static str) -> MethodRouter<Arc<Service>> {
    let refuse = move |State(service): State<Arc<Service>>, received: Received| async move {
        let mut report = received.report();
        if service.environment(&received, &mut report).is_err() {
            let answer = answers::refused(&report, &service.environment);
            return told(answer, Told::new("", report.verdict(0)));
        }
        let mut answer = service.unserved(&received, Rule::Method, received.method.as_str());
        let allowed = HeaderValue::from_static(allowed);
        answer.headers_mut().insert(ALLOW, allowed);
        answer
    };
    any(refuse)
}

async fn wrong_path(State(service): State<Arc<Service>>, received: Received) -> Response<Body> {
    service.unserved(&received, Rule::Path, received.uri.path())
}

/// A request that is answered with a success.
struct Accepted {
    outcome: Outcome,
    envelope: Envelope,
    /// Bytes of the body that its records are slices of.
    held: usize,
}

impl Service {
    /// Checks a request in the order in which it can be known to be wrong.
    fn accept(
        &self,
        received: &Received,
        report: &mut Report<'_, Rule>,
    ) -> Result<Accepted, Refused> {
        let environment = self.environment;
        let profile = environment.profile;
        let query = received.query();
        let id = self.environment(received, report)?;
        let tokens = self.tokens(received);
        let caller = auth::caller(received, &query, profile, tokens, report)?;
        auth::may_ingest(&caller, report)?;
        environment.able(received.world.state(ID, &id), report)?;
        head::size(received, profile, report)?;
        let format = head::format(received, &query, profile, report)?;
        let body = head::decode(received, profile, report)?;
        let envelope = Envelope {
            environment,
            format,
            structure: head::structure(received, &query, profile, report)?,
            attributes: head::attributes(received, &query, profile),
            origin: caller.origin,
        };
        let scope = match id {
            Cow::Borrowed(_) => self.scope.clone(),
            Cow::Owned(id) => Scope::new([("environment_id", id.into())]),
        };
        let arrival = Arrival {
            scope: &scope,
            now: received.at,
            failing: &received.mishap.partial,
        };
        let outcome = check::check(&body, &envelope, arrival, report)?;
        Ok(Accepted {
            outcome,
            envelope,
            held: body.len(),
        })
    }

    fn look_up(
        &self,
        received: &Received,
        report: &mut Report<'_, Rule>,
    ) -> Result<Cow<'static, Token>, Refused> {
        self.environment(received, report)?;
        let (profile, tokens) = (self.environment.profile, self.tokens(received));
        auth::caller(received, &received.query(), profile, tokens, report)?;
        tokens::look_up(received, tokens, report)
    }

    /// The environment that a request is for.
    fn environment(
        &self,
        received: &Received,
        report: &mut Report<'_, Rule>,
    ) -> Result<Cow<'static, str>, Refused> {
        auth::environment(received, &*self.ctx.store, report)
    }

    fn tokens<'a>(&'a self, received: &'a Received) -> Tokens<'a> {
        Tokens::new(&*self.ctx.store, received.session())
    }

    fn unserved(&self, received: &Received, rule: Rule, found: &str) -> Response<Body> {
        let mut report = received.report();
        // There is nothing to let pass: the policy decides only what is reported.
        report.insist(rule, "path", found);
        let answer = answers::unserved(rule, &self.environment);
        told(answer, Told::new("", report.verdict(0)))
    }
}
