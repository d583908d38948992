//! Which folders and log groups there are.

use bytes::Bytes;
use logfog_kit::{Ctx, World, store::Key};
use logfog_model::{Report, Session};
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

/// A log group, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LogGroup {
    pub(crate) id: String,
    pub(crate) folder_id: String,
    pub(crate) name: String,
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
                },
            ))
        }
        Destination::Folder(id) => {
            if id != FOLDER_ID {
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
        });
    }
    read(ctx, &key(session, GROUP, id))
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
        name: "default".into(),
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
