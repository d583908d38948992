use axum::body::Body;
use http::Response;
use jiff::SignedDuration;
use logfog_kit::{Ctx, Received, Told, told};
use logfog_model::Finding;

use super::{
    Refusal, Rule, access, associations,
    call::{Call, Reply},
    data_collection_endpoints, data_collection_rules, diagnostic_settings, groups,
    kinds::Kind,
    long_running, operations, refusal, role_assignments, role_definitions, tables,
    target::{Lost, Target},
    workspaces,
};
use crate::{
    answers::{Asker, arm},
    auth::{self, Verifier},
    connection::SUBSCRIPTION,
    entra::directory::Caller,
    transform::Language,
};

/// What is done with a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    List,
    Get,
    Put,
    Patch,
    Delete,
    Head,
    Action(String),
}

impl Verb {
    /// As the action of a role names it.
    fn action(&self) -> String {
        match self {
            Self::List | Self::Get | Self::Head => "read".into(),
            Self::Action(action) if is_associations(action) => "read".into(),
            Self::Put | Self::Patch => "write".into(),
            Self::Delete => "delete".into(),
            Self::Action(action) => format!("{action}/action"),
        }
    }
}

/// Whether a path is the control plane's.
pub(crate) fn is_for(path: &str) -> bool {
    let first = path.split('/').nth(1).unwrap_or_default();
    first.eq_ignore_ascii_case("subscriptions") || first.eq_ignore_ascii_case("providers")
}

/// Answers a request to the control plane.
pub(crate) fn answer(
    ctx: &Ctx,
    verifier: &Verifier,
    (delay, dialect): (SignedDuration, Language),
    received: &Received,
    to: Asker<'_>,
) -> Response<Body> {
    let mut report = received.report();
    let target = match Target::parse(received.uri.path()) {
        Ok(target) => target,
        Err(lost) => {
            let named = match lost {
                Lost::Path => received.uri.path().to_owned(),
                Lost::Kind(kind) => kind,
            };
            report.insist(Rule::ResourceType, "path", &*named);
            let refusal = Refusal::new(Rule::ResourceType, refusal::resource_type(&named));
            return told(arm::refused(to, &refusal), Told::new("", report.verdict(0)));
        }
    };
    let verb = verb(received.method.as_str(), &target);
    let operation = operations::name(target.kind, &verb);
    let mut call = Call {
        ctx,
        received,
        report,
        target,
        api_version: String::new(),
        caller: None,
        delay,
        dialect,
    };
    let mut shown = None;
    let answer = match serve(&mut call, verifier, &verb) {
        Ok(reply) => {
            shown = reply.shown();
            arm::done(to, &call, reply)
        }
        Err(refusal) => arm::refused(to, &refusal),
    };
    let mut explained = Told::new(operation, call.report.verdict(0));
    explained.answer_body = shown;
    told(answer, explained)
}

fn verb(method: &str, target: &Target) -> Verb {
    match (method, &target.action) {
        ("GET", Some(action)) if is_associations(action) => Verb::Action(action.clone()),
        ("POST", Some(action)) if !is_associations(action) => Verb::Action(action.clone()),
        ("GET", None) if target.is_list() => Verb::List,
        ("GET", None) => Verb::Get,
        ("PUT", None) => Verb::Put,
        ("PATCH", None) => Verb::Patch,
        ("DELETE", None) => Verb::Delete,
        ("HEAD", None) => Verb::Head,
        _ => Verb::Action(method.to_owned()),
    }
}

fn serve(call: &mut Call<'_>, verifier: &Verifier, verb: &Verb) -> Result<Reply, Refusal> {
    call.caller = caller(call, verifier)?;
    call.api_version = api_version(call)?;
    subscription(call)?;
    access::may(call, &verb.action())?;
    match call.target.kind {
        Kind::DataCollectionRule | Kind::DataCollectionEndpoint if matches!(verb, Verb::Action(action) if is_associations(action)) => {
            Ok(associations::of(call))
        }
        Kind::Subscription => groups::subscriptions(call, verb),
        Kind::ResourceGroup => groups::serve(call, verb),
        Kind::Workspace => workspaces::serve(call, verb),
        Kind::DataCollectionRule => data_collection_rules::serve(call, verb),
        Kind::Association => associations::serve(call, verb),
        Kind::RoleAssignment => role_assignments::serve(call, verb),
        Kind::RoleDefinition => role_definitions::serve(call, verb),
        Kind::Table => tables::serve(call, verb),
        Kind::DataCollectionEndpoint => data_collection_endpoints::serve(call, verb),
        Kind::DiagnosticSetting => diagnostic_settings::serve(call, verb),
        Kind::OperationStatus => long_running::serve(call, verb),
    }
}

/// The list of what is associated with a rule or an endpoint, which is no kind of its own there.
fn is_associations(action: &str) -> bool {
    action.eq_ignore_ascii_case("associations")
}

/// Who sent it.
fn caller(call: &mut Call<'_>, verifier: &Verifier) -> Result<Option<Caller>, Refusal> {
    const AT: &str = "header authorization";
    let refused = |call: &mut Call<'_>, rule, found: &str, message: String| {
        call.refuse(rule, AT, found, || message)?;
        Ok(None)
    };
    match auth::signed(call.received.header("authorization"), verifier) {
        Err(auth::Unsigned::Missing) => {
            refused(call, Rule::Token, "nothing", refusal::NO_TOKEN.into())
        }
        Err(auth::Unsigned::Bad(found)) => {
            refused(call, Rule::Token, &found, refusal::BAD_TOKEN.into())
        }
        Ok(claims) if claims.expired(call.now()) => {
            refused(call, Rule::Token, "expired", refusal::EXPIRED_TOKEN.into())
        }
        Ok(claims) if !auth::MANAGEMENT.contains(&claims.audience.trim_end_matches('/')) => {
            let message = refusal::audience(&claims.audience, &auth::MANAGEMENT);
            refused(call, Rule::Audience, &claims.audience, message)
        }
        Ok(claims) => Ok(Some(
            call.directory()
                .caller(&claims.client_id, &claims.object_id),
        )),
    }
}

fn api_version(call: &mut Call<'_>) -> Result<String, Refusal> {
    const AT: &str = "query api-version";
    let query = call.received.query();
    let named = query
        .into_iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("api-version"));
    let Some((_, version)) = named.filter(|(_, version)| !version.is_empty()) else {
        let missing = || refusal::API_VERSION_MISSING.to_owned();
        call.refuse(Rule::ApiVersionMissing, AT, "nothing", missing)?;
        return Ok(String::new());
    };
    let known = call.target.kind.api_versions();
    if known
        .iter()
        .any(|known| known.eq_ignore_ascii_case(&version))
    {
        return Ok(version);
    }
    let found = Finding::new(&version).expected(known.join(", "));
    // What is newer than everything that is known is served as the newest.
    if crate::check::day(&version)
        > known
            .iter()
            .filter_map(|known| crate::check::day(known))
            .max()
    {
        call.report.note(Rule::ApiVersionNewer, AT, found);
    } else {
        call.refuse(Rule::ApiVersion, AT, found, || {
            refusal::api_version(&version, known)
        })?;
    }
    Ok(version)
}

fn subscription(call: &mut Call<'_>) -> Result<(), Refusal> {
    let named = call.target.subscription.clone();
    if named.is_empty() || named.eq_ignore_ascii_case(SUBSCRIPTION) {
        return Ok(());
    }
    let found = Finding::new(&named).expected(SUBSCRIPTION);
    call.refuse(Rule::Subscription, "path", found, || {
        refusal::subscription(&named)
    })
}

impl Call<'_> {
    /// There is no such method for what the path names.
    pub(super) fn no_method(&mut self) -> Refusal {
        let method = self.received.method.as_str();
        let message = refusal::method(self.target.kind, method);
        self.insist(Rule::Method, "method", method, message)
    }
}
