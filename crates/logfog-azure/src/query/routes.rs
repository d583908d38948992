use axum::body::Body;
use http::{Method, Response};
use logfog_kit::{Ctx, Documents, Received, Stopwatch, Told, told};
use logfog_kql::{
    Error,
    functions::Context,
    query::{self, Limits, Options},
};
use logfog_model::{Finding, Report};

use super::{
    Refusal,
    answer::{self, About},
    asked::{self, Asked},
    batch, caller, metadata,
    operations::{BATCH, METADATA, QUERY},
    rules::Rule,
    source::Tables,
    tables::Table,
    target::{Of, Target},
    workspaces,
};
use crate::{
    answers::{Asker, query as answers},
    arm::Workspace,
    auth::Verifier,
    entra::directory::{Caller, Directory},
    transform::ticks,
};

/// One request to the query API.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) ctx: &'a Ctx,
    pub(super) received: &'a Received,
    pub(super) report: Report<'a, Rule>,
    /// `None` when the policy lets anybody in.
    pub(super) caller: Option<Caller>,
    /// Rows that an answer has at most.
    pub(super) most_rows: usize,
    /// Which part of a batch is being served.
    pub(super) part: Option<String>,
}

/// Answers a request. It computes for as long as the query takes.
pub(crate) fn answer(
    ctx: &Ctx,
    verifier: &Verifier,
    most_rows: usize,
    (target, received): (&Target, &Received),
    to: Asker<'_>,
) -> Response<Body> {
    let mut call = Call {
        ctx,
        received,
        report: received.report(),
        caller: None,
        most_rows,
        part: None,
    };
    let answer = match serve(&mut call, verifier, target) {
        Ok(json) => answers::done(to, json),
        Err(refusal) => answers::refused(to, &refusal),
    };
    let operation = match target {
        Target::Query(_) => QUERY,
        Target::Metadata(_) => METADATA,
        Target::Batch => BATCH,
        Target::Nothing => "",
    };
    told(answer, Told::new(operation, call.report.verdict(0)))
}

fn serve(call: &mut Call<'_>, verifier: &Verifier, target: &Target) -> Result<String, Refusal> {
    let method = &call.received.method;
    let is_served = match target {
        Target::Query(_) | Target::Metadata(_) => [Method::GET, Method::POST].contains(method),
        Target::Batch => *method == Method::POST,
        Target::Nothing => false,
    };
    if !is_served {
        let found = format!("{method} {}", call.received.uri.path());
        return Err(call.insist(Refusal::new(Rule::Path), "path", found));
    }
    let is_managed = matches!(target, Target::Query(Of::Managed(_)));
    call.caller = caller::caller(call, verifier, is_managed)?;
    match target {
        Target::Query(of) => {
            let workspace = workspaces::named(call, of)?;
            let asked = asked::of(call)?;
            run(call, workspace, &asked)
        }
        Target::Metadata(of) => metadata::of(call, of),
        Target::Batch | Target::Nothing => batch::of(call),
    }
}

/// Runs a query on the tables of a workspace, and of those that it names besides.
pub(super) fn run(call: &mut Call<'_>, first: Workspace, asked: &Asked) -> Result<String, Refusal> {
    let started = Stopwatch::start();
    let workspaces = workspaces::others(call, first, &asked.workspaces)?;
    let store = &*call.ctx.store;
    let source = Tables {
        store,
        session: call.received.session(),
        workspaces: &workspaces,
        text: &asked.text,
        now: call.received.at,
        newest: *store.newest().borrow(),
        started,
        wait: asked.prefer.wait,
    };
    let options = Options {
        time: asked.time,
        limits: Limits {
            rows: call.most_rows,
            ..Limits::default()
        },
    };
    let context = Context::new(ticks(call.received.at), call.received.exchange);
    let answer = query::run(&asked.text, &source, &options, &context)
        .map_err(|errors| failed(call, &asked.text, &errors))?;
    if let Some(partial) = &answer.partial {
        let at = call.at("/query");
        // It is cut all the same where the policy would have it whole.
        let _ = call.report.alter(Rule::ResultSize, at, &*partial.message);
    }
    let about = About {
        prefer: asked.prefer,
        workspaces: &workspaces,
        named: named(call, &workspaces, &asked.text),
        // By the session's clock, which can stand still.
        took: call
            .received
            .world
            .now()
            .duration_since(call.received.at)
            .unsigned_abs(),
        limit: call.most_rows,
    };
    Ok(answer::write(&answer, &about))
}

/// What is wrong with a query. All of it is in the explanation, and the first of it is told.
fn failed(call: &mut Call<'_>, text: &str, errors: &[Error]) -> Refusal {
    let mut first = None;
    for error in errors {
        let refusal = Refusal::query(text, error);
        let place = error.at.place(text);
        let found = format!("{} at {place}. {}", error.message, error.hint);
        let found = Finding::new(found.trim_end());
        let refusal = call.insist(refusal, "/query", found);
        first.get_or_insert(refusal);
    }
    first.unwrap_or_else(|| Refusal::new(Rule::Semantic))
}

/// The tables that a text names, as far as their names are in it.
fn named(call: &Call<'_>, workspaces: &[Workspace], text: &str) -> Vec<Table> {
    let documents = call.documents();
    let names = Table::names(documents, workspaces).into_iter();
    names
        .filter(|name| text.contains(name.as_str()))
        .filter_map(|name| Table::find(documents, workspaces, (&name, ""), call.received.at))
        .collect()
}

impl<'a> Call<'a> {
    pub(super) fn documents(&self) -> Documents<'a> {
        Documents::new(&*self.ctx.store, self.received.session())
    }

    pub(super) fn directory(&self) -> Directory<'a> {
        Directory::new(&*self.ctx.store, self.received.session())
    }

    /// Refuses; goes on where the policy lets it.
    pub(super) fn refuse(
        &mut self,
        rule: Rule,
        at: &str,
        found: impl Into<Finding>,
    ) -> Result<(), Refusal> {
        self.refuse_as(Refusal::new(rule), at, found)
    }

    /// Refuses in these words; goes on where the policy lets it. Of a batch only the part fails.
    pub(super) fn refuse_as(
        &mut self,
        refusal: Refusal,
        at: &str,
        found: impl Into<Finding>,
    ) -> Result<(), Refusal> {
        let at = self.at(at);
        let fails = match self.part {
            Some(_) => self.report.reject(refusal.rule, at, found),
            None => self.report.refuse(refusal.rule, at, found).is_err(),
        };
        if fails { Err(refusal) } else { Ok(()) }
    }

    /// Refuses, whatever the policy says: there is nothing that could be done instead.
    pub(super) fn insist(
        &mut self,
        refusal: Refusal,
        at: &str,
        found: impl Into<Finding>,
    ) -> Refusal {
        let at = self.at(at);
        if self.part.is_some() {
            let _ = self.report.reject(refusal.rule, at, found);
        } else {
            self.report.insist(refusal.rule, at, found);
        }
        refusal
    }

    fn at(&self, at: &str) -> String {
        format!("{}{at}", self.part.as_deref().unwrap_or_default())
    }
}
