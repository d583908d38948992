use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use logfog_kit::{Ctx, Document, Documents, Received};
use logfog_model::{Finding, Report};

use super::{
    Refusal, Rule,
    associations::Association,
    data_collection_endpoints::DataCollectionEndpoint,
    data_collection_rules,
    diagnostic_settings::DiagnosticSetting,
    envelope::{Common, Envelope},
    groups::ResourceGroup,
    kinds::Kind,
    pages, refusal,
    role_assignments::RoleAssignment,
    tables::Table,
    target::{Target, key},
    workspaces::{Deleted, Workspace},
};
use crate::{
    entra::directory::{Caller, Directory},
    transform::Language,
};

/// One request to the control plane, whose caller is known.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) ctx: &'a Ctx,
    pub(crate) received: &'a Received,
    pub(crate) report: Report<'a, Rule>,
    pub(crate) target: Target,
    pub(crate) api_version: String,
    /// `None` when the policy lets anybody in.
    pub(crate) caller: Option<Caller>,
    /// How long what is long-running takes.
    pub(crate) delay: SignedDuration,
    /// What transformations can be written in.
    pub(crate) dialect: Language,
}

/// What a request is answered with.
#[derive(Debug)]
pub(crate) enum Reply {
    /// A resource or a list.
    Done(String),
    /// A resource that was not there before.
    Created(String),
    /// Something that the journal does not show: the answer, and what is shown instead.
    Secret { json: String, shown: String },
    /// Nothing more to say.
    Empty,
    /// There was nothing to do.
    Nothing,
    /// It is being made: the resource as it is meanwhile, and the name of the operation.
    Creating(String, String),
    /// It is being done: the name of the operation.
    Accepted(String),
}

impl Reply {
    /// What the journal shows of it, where that is not the answer.
    pub(super) fn shown(&self) -> Option<Bytes> {
        match self {
            Self::Secret { shown, .. } => Some(shown.clone().into()),
            Self::Done(_)
            | Self::Created(_)
            | Self::Empty
            | Self::Nothing
            | Self::Creating(..)
            | Self::Accepted(_) => None,
        }
    }
}

impl<'a> Call<'a> {
    pub(crate) fn documents(&self) -> Documents<'a> {
        Documents::new(&*self.ctx.store, self.received.session())
    }

    pub(crate) fn directory(&self) -> Directory<'a> {
        Directory::new(&*self.ctx.store, self.received.session())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.received.at
    }

    /// The resource that the path names.
    pub(crate) fn find<T: Document>(&self) -> Option<T> {
        self.documents().get(&key(&self.target.id()))
    }

    /// The resource that the path names, which must be there.
    pub(crate) fn get<T: Document>(&mut self) -> Result<T, Refusal> {
        if let Some(found) = self.find() {
            return Ok(found);
        }
        let message = refusal::resource(&self.target);
        Err(self.insist(Rule::Resource, "path", self.target.id(), message))
    }

    /// Keeps a resource under its id.
    pub(crate) fn put<T: Document>(&self, resource: &T) {
        self.documents().put(&key(&self.target.id()), resource);
    }

    /// Removes all that is inside of a resource.
    pub(crate) fn delete_all_in(&self, id: &str) {
        let documents = self.documents();
        let inside = |other: &str| pages::is_in(other, id);
        documents.remove_all::<Workspace>(inside);
        documents.remove_all::<Association>(inside);
        documents.remove_all::<RoleAssignment>(inside);
        data_collection_rules::forget_all(documents, inside);
        documents.remove_all::<Deleted>(inside);
        documents.remove_all::<Table>(inside);
        documents.remove_all::<DataCollectionEndpoint>(inside);
        documents.remove_all::<DiagnosticSetting>(inside);
    }

    /// Refuses, whatever the policy says: there is nothing that could be done instead.
    pub(crate) fn insist(
        &mut self,
        rule: Rule,
        at: &str,
        found: impl Into<String>,
        message: impl Into<String>,
    ) -> Refusal {
        self.report.insist(rule, at, Finding::new(found.into()));
        Refusal::new(rule, message)
    }

    /// Refuses; goes on where the policy lets it.
    pub(crate) fn refuse(
        &mut self,
        rule: Rule,
        at: &str,
        found: impl Into<Finding>,
        message: impl FnOnce() -> String,
    ) -> Result<(), Refusal> {
        self.report
            .refuse(rule, at, found)
            .map_err(|_| Refusal::new(rule, message()))
    }

    /// The resource group of the path is there.
    pub(crate) fn group(&mut self) -> Result<(), Refusal> {
        let Some(group) = self.target.group.clone() else {
            return Ok(());
        };
        let id = format!(
            "/subscriptions/{}/resourceGroups/{group}",
            self.target.subscription
        );
        if self.documents().get::<ResourceGroup>(&key(&id)).is_some() {
            return Ok(());
        }
        Err(self.insist(
            Rule::ResourceGroup,
            "path",
            &group,
            refusal::resource_group(&group),
        ))
    }

    /// The resource is still as the caller has read it, where the caller asks for that.
    pub(crate) fn precondition(&mut self, before: Option<&Envelope>) -> Result<(), Refusal> {
        let is = |wanted: &str| {
            let mut wanted = wanted.split(',').map(str::trim);
            before.is_some_and(|before| {
                wanted
                    .any(|tag| tag == "*" || tag.trim_matches('"') == before.etag.trim_matches('"'))
            })
        };
        let wrong = |name: &'static str, holds: fn(bool) -> bool| {
            let wanted = self.received.header(name)?;
            (!holds(is(wanted))).then(|| (name, wanted.to_owned()))
        };
        let wrong = wrong("if-match", |is| is).or_else(|| wrong("if-none-match", |is| !is));
        let Some((name, wanted)) = wrong else {
            return Ok(());
        };
        let there = before.map_or("nothing", |before| &before.etag);
        let found = Finding::new(wanted).expected(there);
        self.refuse(Rule::Etag, &format!("header {name}"), found, || {
            refusal::ETAG.to_owned()
        })
    }

    /// Changes what a PATCH can change of every resource.
    pub(crate) fn patch(&self, envelope: &mut Envelope, common: Common) {
        if common.tags.is_some() {
            envelope.tags = common.tags;
        }
        if common.identity.is_some() {
            envelope.identity = common.identity;
        }
        envelope.etag = format!("\"{}\"", self.received.world.ids.uuid());
        self.sender().clone_into(&mut envelope.changed_by);
        envelope.changed_at = self.now();
    }

    /// Client id of the caller.
    fn sender(&self) -> &str {
        let caller = self.caller.as_ref();
        caller.map_or("nobody", |caller| &caller.client_id)
    }

    /// What all resources have in common: kept of `before`, said in `common`.
    pub(crate) fn envelope(
        &mut self,
        before: Option<&Envelope>,
        common: Common,
        delay: SignedDuration,
    ) -> Result<Envelope, Refusal> {
        let name = self.target.name().to_owned();
        let location = match (before, common.location) {
            (None, None) => {
                return Err(self.insist(Rule::Location, "/location", "nothing", refusal::LOCATION));
            }
            (None, Some(location)) => location,
            (Some(before), None) => before.location.clone(),
            (Some(before), Some(location)) => {
                if !same_place(&before.location, &location) {
                    let (rule, message) = if self.target.kind == Kind::ResourceGroup {
                        let message = refusal::group_location(&before.location, &location);
                        (Rule::GroupLocation, message)
                    } else {
                        let group = self.target.group.as_deref().unwrap_or_default();
                        let message = refusal::location(&name, group, &before.location, &location);
                        (Rule::LocationChange, message)
                    };
                    return Err(self.insist(rule, "/location", &location, message));
                }
                before.location.clone()
            }
        };
        let by = self.sender().to_owned();
        let now = self.now();
        let etag = self.received.world.ids.uuid().to_string();
        Ok(Envelope {
            id: before.map_or_else(|| self.target.id(), |before| before.id.clone()),
            name: before.map_or(name, |before| before.name.clone()),
            location,
            tags: common.tags,
            identity: common.identity,
            etag: format!("\"{etag}\""),
            created_by: before.map_or_else(|| by.clone(), |before| before.created_by.clone()),
            created_at: before.map_or(now, |before| before.created_at),
            changed_by: by,
            changed_at: now,
            ready_at: now.saturating_add(delay).unwrap_or(Timestamp::MAX),
        })
    }
}

/// Whether two locations are one: `East US` is `eastus`.
fn same_place(one: &str, other: &str) -> bool {
    let plain = |place: &str| place.replace(' ', "").to_ascii_lowercase();
    plain(one) == plain(other)
}
