use bytes::Bytes;
use jiff::Timestamp;
use logfog_kit::{Ctx, Documents, Received, World};
use logfog_model::{Finding, Report};

use crate::{
    auth::Caller,
    methods::Served,
    profile::Profile,
    refusal::{Refusal, quoted},
    rules::Rule,
};

/// A call of one method, as its handler gets it.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) served: &'a Served,
    pub(crate) received: &'a Received,
    pub(crate) report: Report<'a, Rule>,
    /// Who calls; nobody in particular until the token was looked at.
    pub(crate) caller: Caller,
    /// How many entries it stored.
    pub(crate) stored: usize,
    /// What is to be seen of it in the journal, where a method is secret.
    pub(crate) shown: Shown,
}

/// What the journal shows of a call, whose messages hold secrets, instead of them.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub(crate) request: Option<Bytes>,
    pub(crate) answer: Option<Bytes>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(served: &'a Served, received: &'a Received) -> Self {
        Self {
            served,
            received,
            report: received.report(),
            caller: Caller::Anybody,
            stored: 0,
            shown: Shown::default(),
        }
    }

    pub(crate) fn ctx(&self) -> &'a Ctx {
        &self.served.ctx
    }

    pub(crate) fn profile(&self) -> &'static Profile {
        self.served.config.profile
    }

    pub(crate) fn world(&self) -> &'a World {
        &self.received.world
    }

    /// When it came in.
    pub(crate) fn now(&self) -> Timestamp {
        self.received.at
    }

    /// What its session has.
    pub(crate) fn documents(&self) -> Documents<'a> {
        Documents::new(&*self.served.ctx.store, self.received.session())
    }

    /// Refuses what cannot be done without something that is not there.
    pub(crate) fn missing(&mut self, rule: Rule, at: &str, id: &str) -> Refusal {
        Refusal::fatal(&mut self.report, rule, at, quoted(id), id)
    }

    /// Refuses one field; goes on where the policy lets it.
    pub(crate) fn flawed(
        &mut self,
        rule: Rule,
        field: &'static str,
        found: impl Into<Finding>,
    ) -> Result<(), Refusal> {
        self.report
            .refuse(rule, format!("/{field}"), found)
            .map_err(|_| Refusal::flawed(rule, field))
    }

    /// Refuses for a reason that is not in one field; goes on where the policy lets it.
    pub(crate) fn refuse(
        &mut self,
        rule: Rule,
        at: &str,
        found: &str,
        subject: impl Into<String>,
    ) -> Result<(), Refusal> {
        self.report
            .refuse(rule, at, found)
            .map_err(|_| Refusal::new(rule, subject))
    }
}

/// A message as it came: its bytes, and how many it keeps alive.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) bytes: Bytes,
    pub(crate) held: usize,
}
