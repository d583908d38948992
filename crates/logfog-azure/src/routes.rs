//! Paths, and what answers them.

use std::{borrow::Cow, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::State,
    routing::{get, post},
};
use http::Response;
use logfog_kit::{Ctx, Documents, Received, Told, told};
use logfog_model::{Draft, Fate, Finding, Refused, Report, Scope};
use percent_encoding::percent_decode_str;

use crate::{
    CERTIFICATE, ID, IDENTITY, INGEST, INSTANCE, KEYS, OPENID, TOKEN,
    answers::{self, Asker},
    arm,
    auth::{self, Verifier},
    check::{self, Checked, Destination, Sent},
    dcr::{DataCollectionRule, Rules},
    dcr_log_errors,
    entra::{
        TENANT, authority, certificate,
        directory::Directory,
        has_discovery,
        identity::{self, Source},
        token::{self, Asked},
    },
    lens::RowLens,
    profile::Profile,
    query, rate,
    refusal::Subject,
    rules::Rule,
    states,
    stream::{Flow, Stream},
    transform,
};

/// What the handlers share.
#[derive(Debug)]
struct App {
    ctx: Ctx,
    profile: Profile,
    rules: Rules,
    verifier: Verifier,
}

impl App {
    fn new(ctx: Ctx, profile: Profile) -> Arc<Self> {
        Arc::new(Self {
            verifier: Verifier::new(ctx.issuer.clone()),
            rules: Rules::default(),
            ctx,
            profile,
        })
    }
}

/// The metadata service of a virtual machine: what answers at its own address, and nothing else.
pub(crate) fn imds(ctx: Ctx, profile: Profile) -> Router {
    Router::new()
        .route(identity::IMDS[0], get(managed_identity))
        .route(identity::IMDS[1], get(managed_identity))
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
        .with_state(App::new(ctx, profile))
}

/// Everything that is served.
pub(crate) fn router(ctx: Ctx, profile: Profile) -> Router {
    Router::new()
        .route("/dataCollectionRules/{rule}/streams/{stream}", post(ingest))
        .route("/{tenant}/oauth2/v2.0/token", post(token))
        .route("/{tenant}/oauth2/token", post(token))
        .route(
            "/{tenant}/v2.0/.well-known/openid-configuration",
            get(openid),
        )
        .route("/{tenant}/.well-known/openid-configuration", get(openid))
        .route("/{tenant}/discovery/v2.0/keys", get(keys))
        .route("/{tenant}/discovery/keys", get(keys))
        .route("/{tenant}/discovery/instance", get(instance))
        .route(identity::IMDS[0], get(managed_identity))
        .route(identity::IMDS[1], get(managed_identity))
        .route(identity::APP_SERVICE, get(managed_identity))
        .route(identity::CLOUD_SHELL, post(managed_identity))
        .route(certificate::PATH, get(client_certificate))
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .with_state(App::new(ctx, profile))
}

async fn ingest(State(app): State<Arc<App>>, received: Received) -> Response<Body> {
    let (id, stream) = (segment(&received, 2), segment(&received, 4));
    let rule = app.rule(&received, &id);
    let mut report = received.report();
    let mut wait = None;
    let stored = app.ingest(
        &received,
        (&id, &stream),
        rule.as_deref(),
        &mut wait,
        &mut report,
    );
    let subject = Subject {
        rule: &id,
        stream: &stream,
        arm_id: rule.as_ref().map_or("", |rule| &rule.arm_id),
        tenant: TENANT,
        sent: received.payload.sent,
        limit: app.profile.body_bytes,
        wait,
    };
    let answer = answer(&received, &report, &subject, answers::accepted);
    let verdict = report.verdict(stored.unwrap_or(0));
    if let Some(rule) = &rule {
        let to = (&**rule, &*stream);
        dcr_log_errors::keep(&app.ctx, &app.profile, &received, to, &verdict);
    }
    told(answer, Told::new(INGEST, verdict))
}

async fn token(State(app): State<Arc<App>>, received: Received) -> Response<Body> {
    let tenant = segment(&received, 1);
    let asked = Asked {
        tenant: &tenant,
        v2: received.uri.path().contains("/v2.0/"),
        form: &received.payload.bytes,
        authorization: received.header("authorization"),
        host: host(&received),
    };
    let mut report = received.report();
    let (now, seconds) = (received.at, app.profile.token_seconds);
    let find = |client_id: &str| app.directory(&received).find(client_id);
    let granted = token::check(&asked, find, now, &mut report);
    let (mut signed, mut hidden) = (String::new(), None);
    if let Ok(grant) = granted {
        let token = grant.mint(&app.ctx.issuer, &received.world.ids, now, seconds);
        signed = grant.answer(&token, now, seconds);
        hidden = Some(grant.answer("[hidden]", now, seconds).into());
    }
    let subject = Subject {
        tenant: &tenant,
        ..Subject::default()
    };
    let yes = |to: Asker<'_>| answers::granted(to, signed);
    let answer = answer(&received, &report, &subject, yes);
    let mut explained = Told::new(TOKEN, report.verdict(0));
    explained.request_body = Some(token::without_secrets(asked.form).into());
    explained.answer_body = hidden;
    told(answer, explained)
}

async fn managed_identity(State(app): State<Arc<App>>, received: Received) -> Response<Body> {
    let source = Source::of(received.uri.path()).unwrap_or(Source::Imds);
    let pairs = match source {
        Source::Imds | Source::AppService => received.query(),
        Source::CloudShell => token::pairs(&received.payload.bytes),
    };
    let asked = identity::Asked {
        source,
        pairs: &pairs,
        metadata: received.header("metadata"),
        secret: received.header("x-identity-header"),
        host: host(&received),
    };
    let mut report = received.report();
    let find = |name: &_| app.directory(&received).find_managed(name);
    let (now, seconds) = (received.at, app.profile.token_seconds);
    let (mut signed, mut hidden) = (String::new(), None);
    if let Ok(grant) = identity::check(&asked, find, &mut report) {
        let token = grant.mint(&app.ctx.issuer, &received.world.ids, now, seconds);
        signed = identity::answer(&grant, &token, now, seconds);
        hidden = Some(identity::answer(&grant, "[hidden]", now, seconds).into());
    }
    let yes = |_: Asker<'_>| answers::identified(signed);
    let answer = answer(&received, &report, &Subject::default(), yes);
    let mut explained = Told::new(IDENTITY, report.verdict(0));
    if source == Source::CloudShell {
        let form = token::without_secrets(&received.payload.bytes);
        explained.request_body = Some(form.into());
    }
    explained.answer_body = hidden;
    told(answer, explained)
}

async fn client_certificate(received: Received) -> Response<Body> {
    let mut explained = Told::new(CERTIFICATE, received.report::<Rule>().verdict(0));
    explained.answer_body = Some("[hidden]".into());
    told(answers::certificate(), explained)
}

async fn openid(received: Received) -> Response<Body> {
    let v2 = received.uri.path().contains("/v2.0/");
    document(OPENID, &received, |tenant| {
        authority::openid_configuration(host(&received), tenant, v2)
    })
}

async fn keys(State(app): State<Arc<App>>, received: Received) -> Response<Body> {
    document(KEYS, &received, |_| authority::keys(&app.ctx.issuer))
}

async fn instance(received: Received) -> Response<Body> {
    let mut report = received.report();
    let host = host(&received);
    let (asked_host, tenant) = authority::asked(&received.query(), host, &mut report);
    let yes = |to: Asker<'_>| answers::granted(to, authority::instances(&asked_host, &tenant));
    let answer = answer(&received, &report, &Subject::default(), yes);
    told(answer, Told::new(INSTANCE, report.verdict(0)))
}

async fn unknown_path(State(app): State<Arc<App>>, received: Received) -> Response<Body> {
    if let Some(target) = query::Target::parse(received.uri.path()) {
        // A query may compute for minutes, and others want to be served.
        let answer = tokio::task::spawn_blocking(move || {
            let (rows, to) = (app.profile.query_rows, asker(&received));
            query::answer(&app.ctx, &app.verifier, rows, (&target, &received), to)
        });
        return answer.await.expect("what has begun is not cancelled");
    }
    if arm::is_for(received.uri.path()) {
        let Profile {
            operation_delay,
            dialect,
            ..
        } = app.profile;
        let with = (operation_delay, dialect);
        return arm::answer(&app.ctx, &app.verifier, with, &received, asker(&received));
    }
    nothing_here(received).await
}

async fn nothing_here(received: Received) -> Response<Body> {
    let path = received.uri.path();
    refuse_route(&received, Rule::Path, "path", path)
}

async fn wrong_method(received: Received) -> Response<Body> {
    let method = received.method.as_str();
    refuse_route(&received, Rule::Method, "method", method)
}

impl App {
    /// The rule that a path names.
    fn rule(&self, received: &Received, immutable_id: &str) -> Option<Arc<DataCollectionRule>> {
        let (store, session) = (&*self.ctx.store, received.session());
        self.rules
            .find(store, session, immutable_id, self.profile.dialect)
    }

    fn documents<'a>(&'a self, received: &'a Received) -> Documents<'a> {
        Documents::new(&*self.ctx.store, received.session())
    }

    fn directory<'a>(&'a self, received: &'a Received) -> Directory<'a> {
        Directory::new(&*self.ctx.store, received.session())
    }

    /// Judges a call and stores its rows; says how many.
    fn ingest(
        &self,
        received: &Received,
        named: (&str, &str),
        rule: Option<&DataCollectionRule>,
        wait: &mut Option<u64>,
        report: &mut Report<'_, Rule>,
    ) -> Result<usize, Refused> {
        let profile = &self.profile;
        check::version(&received.query(), profile, report)?;
        let authorization = received.header("authorization");
        let caller = auth::caller(authorization, &self.verifier, received.at, report)?;
        let caller = caller
            .map(|(client_id, object_id)| self.directory(received).caller(&client_id, &object_id));
        check::length(&received.payload, profile, report)?;
        let may_write = caller
            .as_ref()
            .zip(rule)
            .is_none_or(|(caller, rule)| rule.lets_write(caller, self.documents(received)));
        let throttled = if rule.is_none() {
            None
        } else if received.world.state(ID, named.0) == Some(states::DCR_THROTTLED) {
            Some(("state dcr_throttled", Finding::new(named.0)))
        } else {
            rate::call(self.documents(received), named.0, profile, received.at).map(|full| {
                *wait = Some(full.wait);
                ("path", full.found)
            })
        };
        let to = Destination {
            named,
            rule,
            caller: caller.as_ref(),
            may_write,
            throttled,
        };
        let stream = check::destination(&to, report)?;
        let sent = Sent {
            content_type: received.header("content-type"),
            content_encoding: received.header("content-encoding"),
            payload: &received.payload,
        };
        let Some(body) = check::text(&sent, profile, report)? else {
            check::nothing_lost(profile, report)?;
            return Ok(0);
        };
        if profile.bytes_per_minute.is_some() && rule.is_some() {
            rate::bytes(self.documents(received), named.0, body.len(), received.at);
        }
        let with = Checked {
            profile,
            stream: &stream,
            now: received.at,
        };
        let rows = check::rows(&body, &with, report)?;
        let context = transform::context(received.at, received.exchange);
        let mut batches = Vec::with_capacity(stream.flows.len());
        for flow in &stream.flows {
            let batch = match &flow.transform {
                None => Arriving {
                    stream: stream.clone(),
                    drafts: rows.iter().filter_map(|row| row.as_sent.clone()).collect(),
                    held: body.len(),
                },
                Some(by) => {
                    let (drafts, held) = check::transform(&rows, by, &with, &context, report);
                    let stream = Stream::transformed(&stream.name, by, flow.clone());
                    for column in stream.lost_columns().filter(|_| !drafts.is_empty()) {
                        // The reader drops it.
                        let found = format!("table {} has no column {column}", flow.table);
                        let _ = report.alter(Rule::TableColumn, "", found);
                    }
                    Arriving {
                        stream: Arc::new(stream),
                        drafts,
                        held,
                    }
                }
            };
            if arrives(received, flow, batch.drafts.len(), report) {
                batches.push((flow, batch));
            }
        }
        check::nothing_lost(profile, report)?;
        let batches = batches.into_iter();
        Ok(batches
            .map(|(flow, batch)| self.store(received, named.0, flow, batch, report))
            .sum())
    }

    /// Stores the rows of one flow; says how many.
    fn store(
        &self,
        received: &Received,
        rule: &str,
        flow: &Flow,
        batch: Arriving,
        report: &Report<'_, Rule>,
    ) -> usize {
        let Arriving {
            stream,
            mut drafts,
            held,
        } = batch;
        let scope = Scope::new([
            ("table", flow.table.clone()),
            ("stream", stream.name.clone()),
            ("dcr_immutable_id", rule.into()),
            ("workspace_id", flow.workspace.clone()),
        ]);
        for draft in &mut drafts {
            draft.scope = scope.clone();
        }
        let lens = RowLens::new(stream, flow.table.clone(), &self.profile, report.policy());
        self.ctx.commit(ID, received, held, Arc::new(lens), drafts)
    }
}

/// Whether so many rows arrive where a flow leads to.
fn arrives(received: &Received, flow: &Flow, rows: usize, report: &mut Report<'_, Rule>) -> bool {
    if rows == 0 {
        return false;
    }
    let more = || format!("{rows} rows more");
    let capped = received.world.state(ID, &flow.workspace) == Some(states::WORKSPACE_CAPPED);
    if capped && report.lose(Rule::DailyCap, "state workspace_capped", more()) {
        return false;
    }
    let missing = || Finding::new(more()).expected(format_args!("a table {}", flow.table));
    flow.is_there || !report.lose(Rule::Table, "", missing())
}

/// Rows on their way into a table.
struct Arriving {
    /// Whose columns they have.
    stream: Arc<Stream>,
    drafts: Vec<Draft>,
    /// Bytes that they keep alive.
    held: usize,
}

/// A document about a tenant.
fn document(
    operation: &'static str,
    received: &Received,
    write: impl FnOnce(&str) -> String,
) -> Response<Body> {
    let tenant = segment(received, 1);
    let mut report = received.report();
    if !has_discovery(&tenant) {
        // The answer looks at the report.
        report.insist(Rule::Tenant, "path", &*tenant);
    }
    let yes = |to: Asker<'_>| answers::granted(to, write(&tenant));
    let answer = answer(received, &report, &Subject::default(), yes);
    told(answer, Told::new(operation, report.verdict(0)))
}

/// There is nothing at this path, or not by this method, whatever the policy says.
fn refuse_route(received: &Received, rule: Rule, at: &'static str, got: &str) -> Response<Body> {
    let mut report = received.report();
    report.insist(rule, at, got);
    let answer = answers::misrouted(asker(received), rule, got);
    told(answer, Told::new("", report.verdict(0)))
}

/// The vendor's no when something was refused, else its yes.
fn answer(
    received: &Received,
    report: &Report<'_, Rule>,
    subject: &Subject<'_>,
    yes: impl FnOnce(Asker<'_>) -> Response<Body>,
) -> Response<Body> {
    let to = asker(received);
    match report.first(Fate::Refused) {
        Some(violation) => answers::refused(to, violation, subject),
        None => yes(to),
    }
}

fn asker(received: &Received) -> Asker<'_> {
    Asker {
        headers: &received.headers,
        uri: &received.uri,
        ids: &received.world.ids,
        now: received.at,
    }
}

/// A part of the path, decoded; the first one is number 1.
fn segment(received: &Received, number: usize) -> Cow<'_, str> {
    let part = received.uri.path().split('/').nth(number);
    percent_decode_str(part.unwrap_or_default()).decode_utf8_lossy()
}

/// The host that the client used.
fn host(received: &Received) -> &str {
    received.host().unwrap_or("login.microsoftonline.com")
}
