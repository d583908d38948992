//! Which folders and log groups there are.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use logfog_kit::{Document, Documents, Registry, World};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    auth::{self, Permission},
    call::Call,
    config::UnknownGroup,
    generated::yandex::cloud::logging::v1::{self as v1, log_group},
    managed::Managed,
    refusal::{Quota, Refusal, quoted},
    rules::Rule,
    states, time,
    wire::Destination,
};

/// The cloud that is always there.
pub(crate) const CLOUD_ID: &str = "b1glogfogcloud000001";
/// The folder that is always there.
pub(crate) const FOLDER_ID: &str = "b1glogfogfolder00001";
/// The log group that is always there. It is not the folder's default one.
pub(crate) const LOG_GROUP_ID: &str = "e23logfoggroup000001";

/// What a folder's default group is called.
const DEFAULT: &str = "default";
/// How long entries are kept that nobody said anything about.
pub(crate) const RETENTION: SignedDuration = SignedDuration::from_hours(3 * 24);

/// A log group, as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct LogGroup {
    pub(crate) id: String,
    pub(crate) folder_id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) status: Status,
    /// When it was made; when its session began in the case of one that is always there.
    pub(crate) created_at: Option<Timestamp>,
    /// How long entries are kept; three days when `None`.
    pub(crate) retention: Option<SignedDuration>,
    pub(crate) data_stream: String,
    /// It is gone. Only of the well-known one is that kept.
    pub(crate) deleted: bool,
}

impl Document for LogGroup {
    const KIND: &'static str = "yandex.log_group";
}

/// Which group a folder's entries go into.
#[derive(Debug, Serialize, Deserialize)]
struct DefaultGroup {
    id: String,
}

impl Document for DefaultGroup {
    const KIND: &'static str = "yandex.default_log_group";
}

/// A folder of the well-known cloud.
#[derive(Debug, Serialize, Deserialize)]
struct Folder {}

impl Document for Folder {
    const KIND: &'static str = "yandex.folder";
}

impl Managed for LogGroup {
    const TITLE: &'static str = "Log group";

    fn id(&self) -> &str {
        &self.id
    }

    fn folder_id(&self) -> &str {
        &self.folder_id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn find(documents: Documents<'_>, id: &str) -> Option<Self> {
        find(documents, id)
    }

    fn all(documents: Documents<'_>) -> Vec<Self> {
        let kept = documents.all::<Self>().into_iter();
        let mut all: Vec<_> = kept.map(|(_, group)| group).collect();
        if all.iter().all(|group| group.id != LOG_GROUP_ID) {
            all.push(well_known());
        }
        all.retain(|group| !group.deleted);
        all
    }

    /// Its entries are nowhere to be read then, but stay in the store for tests to see.
    fn remove(documents: Documents<'_>, id: &str) {
        if id == LOG_GROUP_ID {
            let deleted = true;
            let tombstone = Self {
                deleted,
                ..well_known()
            };
            documents.put(id, &tombstone);
        } else {
            documents.remove::<Self>(id);
        }
    }
}

impl LogGroup {
    /// When the oldest entries came in that are not too old to be there at this time.
    pub(crate) fn cutoff(&self, now: Timestamp) -> Timestamp {
        let retention = self.retention.unwrap_or(RETENTION);
        now.saturating_sub(retention).unwrap_or(Timestamp::MIN)
    }

    /// As it is shown.
    pub(crate) fn message(self, world: &World) -> v1::LogGroup {
        let retention = self.retention.unwrap_or(RETENTION);
        v1::LogGroup {
            status: states::status(world, &self).number().into(),
            id: self.id,
            folder_id: self.folder_id,
            cloud_id: CLOUD_ID.into(),
            created_at: self.created_at.map(time::milliseconds),
            name: self.name,
            description: self.description,
            labels: self.labels,
            retention_period: Some(time::duration(retention)),
            data_stream: self.data_stream,
        }
    }
}

/// What becomes of a log group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Creating,
    #[default]
    Active,
    Deleting,
    Error,
}

impl Status {
    const fn number(self) -> log_group::Status {
        match self {
            Self::Creating => log_group::Status::Creating,
            Self::Active => log_group::Status::Active,
            Self::Deleting => log_group::Status::Deleting,
            Self::Error => log_group::Status::Error,
        }
    }

    /// As the protos name it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Active => "ACTIVE",
            Self::Deleting => "DELETING",
            Self::Error => "ERROR",
        }
    }
}

/// The group that a destination stands for, if the caller may write to it; a folder's default group
/// is made on first write.
pub(crate) fn resolve(
    call: &mut Call<'_>,
    destination: Destination<'_>,
) -> Result<LogGroup, Refusal> {
    match destination {
        Destination::LogGroup(id) => {
            let group = named(call, id)?;
            auth::permit_on(call, Permission::Write, &group)?;
            Ok(group)
        }
        Destination::Folder(id) => {
            if !has_folder(call.documents(), id) {
                let at = "/destination/folder_id";
                call.report
                    .refuse(Rule::Folder, at, quoted(id))
                    .map_err(|_| Refusal::new(Rule::Folder, id))?;
            }
            default_group(call, id)
        }
        // Only a lenient policy comes here.
        Destination::Absent | Destination::Empty => default_group(call, FOLDER_ID),
    }
}

/// The group of this id; a lenient policy makes it.
fn named(call: &mut Call<'_>, id: &str) -> Result<LogGroup, Refusal> {
    let (documents, world) = (call.documents(), call.world());
    if let Some(group) = find(documents, id) {
        return Ok(group);
    }
    let at = "/destination/log_group_id";
    call.report
        .refuse(Rule::LogGroup, at, quoted(id))
        .map_err(|_| unknown(call, id))?;
    let group = LogGroup {
        id: id.into(),
        folder_id: FOLDER_ID.into(),
        name: id.into(),
        created_at: Some(world.now()),
        ..LogGroup::default()
    };
    documents.put(id, &group);
    Ok(group)
}

/// How a call fails that names a group which is not there.
pub(crate) fn unknown(call: &Call<'_>, id: &str) -> Refusal {
    match call.served.config.unknown_group {
        UnknownGroup::NotFound => Refusal::new(Rule::LogGroup, id),
        UnknownGroup::PermissionDenied => Refusal::new(Rule::Permission, ""),
    }
}

/// The group of this id.
pub(crate) fn find(documents: Documents<'_>, id: &str) -> Option<LogGroup> {
    match documents.get::<LogGroup>(id) {
        Some(group) => (!group.deleted).then_some(group),
        None => (id == LOG_GROUP_ID).then(well_known),
    }
}

/// The one that is always there, as it is before anybody changes it.
fn well_known() -> LogGroup {
    LogGroup {
        id: LOG_GROUP_ID.into(),
        folder_id: FOLDER_ID.into(),
        name: "logfog".into(),
        ..LogGroup::default()
    }
}

/// Whether there is a folder of this id.
pub(crate) fn has_folder(documents: Documents<'_>, id: &str) -> bool {
    id == FOLDER_ID || documents.get::<Folder>(id).is_some()
}

/// Keeps a group that was made or changed: one that is called `default` takes what is written to
/// its folder.
pub(crate) fn keep(documents: Documents<'_>, group: &LogGroup) {
    documents.put(&group.id, group);
    let folder = &group.folder_id;
    if group.name == DEFAULT {
        let id = group.id.clone();
        documents.put(folder, &DefaultGroup { id });
    } else if documents
        .get::<DefaultGroup>(folder)
        .is_some_and(|default| default.id == group.id)
    {
        documents.remove::<DefaultGroup>(folder);
    }
}

/// Keeps a declared folder.
pub(crate) fn keep_folder(id: &str, registry: &Registry<'_>) {
    registry.define(Folder::KIND, id, Folder {}.to_bytes());
}

/// Keeps a declared group, and its folder. What is written to a folder goes into the group that
/// is called `default`, also when it was made by hand.
pub(crate) fn declare(group: &LogGroup, registry: &Registry<'_>) {
    if group.folder_id != FOLDER_ID {
        keep_folder(&group.folder_id, registry);
    }
    registry.define(LogGroup::KIND, &group.id, group.to_bytes());
    if group.name == DEFAULT {
        let id = group.id.clone();
        let document = DefaultGroup { id }.to_bytes();
        registry.define(DefaultGroup::KIND, &group.folder_id, document);
    }
}

/// The cloud may have one more group. Nobody knows whether a default group counts when it is made by a
/// write: that it does is a choice.
pub(crate) fn has_room(call: &mut Call<'_>, at: &str) -> Result<(), Refusal> {
    const LIMIT: u32 = 10;
    let usage = LogGroup::all(call.documents()).len();
    let usage = u32::try_from(usage).unwrap_or(u32::MAX);
    if usage < LIMIT {
        return Ok(());
    }
    let found = format!("{usage} log groups");
    let refused = call.refuse(Rule::GroupCount, at, &found, "");
    refused.map_err(|refusal| Refusal {
        quota: Some(Quota {
            metric: "logging.groups.count",
            limit: LIMIT,
            usage,
        }),
        ..refusal
    })
}

fn default_group(call: &mut Call<'_>, folder: &str) -> Result<LogGroup, Refusal> {
    let documents = call.documents();
    if let Some(group) = default_of(documents, folder) {
        auth::permit_on(call, Permission::Write, &group)?;
        return Ok(group);
    }
    auth::permit(call, Permission::Write, folder)?;
    let served = call.served;
    let _changing = served.changes.lock();
    // Another call may have been faster.
    if let Some(group) = default_of(documents, folder) {
        return Ok(group);
    }
    has_room(call, "/destination/folder_id")?;
    let group = LogGroup {
        id: format!("e23{}", call.world().ids.token(17)),
        folder_id: folder.into(),
        name: DEFAULT.into(),
        created_at: Some(call.world().now()),
        ..LogGroup::default()
    };
    keep(documents, &group);
    Ok(group)
}

/// The folder's default group, unless there is none yet or it was deleted.
fn default_of(documents: Documents<'_>, folder: &str) -> Option<LogGroup> {
    let default = documents.get::<DefaultGroup>(folder)?;
    find(documents, &default.id)
}
