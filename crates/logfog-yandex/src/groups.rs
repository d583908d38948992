//! Which folders and log groups there are.

use bytes::Bytes;
use logfog_kit::{Ctx, Registry, World, store::Key};
use logfog_model::{Report, Session};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{refusal::Refusal, rules::Rule, wire::Destination};

/// The cloud that is always there.
pub(crate) const CLOUD_ID: &str = "b1glogfogcloud000001";
/// The folder that is always there.
pub(crate) const FOLDER_ID: &str = "b1glogfogfolder00001";
/// The log group that is always there. It is not the folder's default one.
pub(crate) const LOG_GROUP_ID: &str = "e23logfoggroup000001";

const GROUP: &str = "yandex.log_group";
const DEFAULT_GROUP: &str = "yandex.default_log_group";
const FOLDER: &str = "yandex.folder";
/// What a folder's default group is called.
const DEFAULT: &str = "default";

/// A log group, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LogGroup {
    pub(crate) id: String,
    pub(crate) folder_id: String,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) status: Status,
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

/// The group that a destination stands for; a folder's default group is made on first write.
pub(crate) fn resolve(
    ctx: &Ctx,
    world: &World,
    destination: Destination<'_>,
    report: &mut Report<'_, Rule>,
) -> Result<LogGroup, Refusal> {
    match destination {
        Destination::LogGroup(id) => {
            if let Some(group) = group(ctx, &world.session, id) {
                return Ok(group);
            }
            let at = "/destination/log_group_id";
            report
                .refuse(Rule::LogGroup, at, quoted(id))
                .map_err(|_| Refusal::new(Rule::LogGroup, id))?;
            Ok(keep(
                ctx,
                &world.session,
                LogGroup {
                    id: id.into(),
                    folder_id: FOLDER_ID.into(),
                    name: id.into(),
                    status: Status::Active,
                },
            ))
        }
        Destination::Folder(id) => {
            if id != FOLDER_ID && !has_folder(ctx, &world.session, id) {
                let at = "/destination/folder_id";
                report
                    .refuse(Rule::Folder, at, quoted(id))
                    .map_err(|_| Refusal::new(Rule::Folder, id))?;
            }
            Ok(default_group(ctx, world, id))
        }
        // Only a lenient policy comes here.
        Destination::Absent | Destination::Empty => Ok(default_group(ctx, world, FOLDER_ID)),
    }
}

fn group(ctx: &Ctx, session: &Session, id: &str) -> Option<LogGroup> {
    if id == LOG_GROUP_ID {
        return Some(LogGroup {
            id: id.into(),
            folder_id: FOLDER_ID.into(),
            name: "logfog".into(),
            status: Status::Active,
        });
    }
    read(ctx, &key(session, GROUP, id))
}

fn has_folder(ctx: &Ctx, session: &Session, id: &str) -> bool {
    ctx.store.definition(&key(session, FOLDER, id)).is_some()
}

/// Keeps a declared folder.
pub(crate) fn keep_folder(id: &str, registry: &Registry<'_>) {
    registry.define(FOLDER, id, "{}");
}

/// Keeps a declared group, and its folder. What is written to a folder goes into the group that
/// is called `default`, also when it was made by hand.
pub(crate) fn declare(group: &LogGroup, registry: &Registry<'_>) {
    if group.folder_id != FOLDER_ID {
        keep_folder(&group.folder_id, registry);
    }
    registry.define(GROUP, &group.id, document(group));
    if group.name == DEFAULT {
        registry.define(DEFAULT_GROUP, &group.folder_id, document(group));
    }
}

fn default_group(ctx: &Ctx, world: &World, folder: &str) -> LogGroup {
    let session = &world.session;
    let key = key(session, DEFAULT_GROUP, folder);
    if let Some(group) = read(ctx, &key) {
        return group;
    }
    let group = LogGroup {
        id: format!("e23{}", world.ids.token(17)),
        folder_id: folder.into(),
        name: DEFAULT.into(),
        status: Status::Active,
    };
    match ctx.store.define(&key, document(&group), 0) {
        Ok(_) => keep(ctx, session, group),
        // Another call was faster: its group it is.
        Err(_) => read(ctx, &key).unwrap_or(group),
    }
}

fn keep(ctx: &Ctx, session: &Session, group: LogGroup) -> LogGroup {
    // It fails when the group is there already, which is as good.
    let _ = ctx
        .store
        .define(&key(session, GROUP, &group.id), document(&group), 0);
    group
}

fn read(ctx: &Ctx, key: &Key) -> Option<LogGroup> {
    let (document, _) = ctx.store.definition(key)?;
    serde_json::from_slice(&document).ok()
}

fn document(group: &LogGroup) -> Bytes {
    serde_json::to_vec(group).expect("texts only").into()
}

fn key(session: &Session, kind: &'static str, id: &str) -> Key {
    Key {
        session: session.clone(),
        kind,
        id: id.into(),
    }
}

/// A short piece of an id, so that a long one does not fill the explanation.
fn quoted(id: &str) -> String {
    let short: String = id.chars().take(80).collect();
    format!("`{short}`")
}
