//! What can be made to be the case with a log group or with the cloud.

use logfog_kit::World;
use logfog_model::Report;

use crate::{
    ID,
    groups::{CLOUD_ID, LogGroup, Status},
    refusal::Refusal,
    rules::Rule,
};

const CREATING: &str = "log_group_creating";
const DELETING: &str = "log_group_deleting";
const ERROR: &str = "log_group_error";
const QUOTA: &str = "write_quota_exceeded";
const READ_QUOTA: &str = "read_quota_exceeded";

/// Name and meaning.
pub(crate) const ALL: &[(&str, &str)] = &[
    (
        CREATING,
        "The log group, named by its id, is being created: FAILED_PRECONDITION.",
    ),
    (
        DELETING,
        "The log group, named by its id, is being deleted: FAILED_PRECONDITION.",
    ),
    (
        ERROR,
        "The log group, named by its id, is in error: FAILED_PRECONDITION.",
    ),
    (
        QUOTA,
        "The cloud, named by its id, writes more than its quota: RESOURCE_EXHAUSTED.",
    ),
    (
        READ_QUOTA,
        "The cloud, named by its id, reads more often than its quota: RESOURCE_EXHAUSTED.",
    ),
];

/// The group can be written to, as things are.
pub(crate) fn check(
    world: &World,
    group: &LogGroup,
    report: &mut Report<'_, Rule>,
) -> Result<(), Refusal> {
    if world.state(ID, CLOUD_ID) == Some(QUOTA) {
        report
            .refuse(Rule::WriteRate, "state write_quota_exceeded", CLOUD_ID)
            .map_err(|_| Refusal::new(Rule::WriteRate, ""))?;
    }
    let status = status(world, group);
    if status == Status::Active {
        return Ok(());
    }
    let subject = format!("{} is in status {}", group.id, status.as_str());
    report
        .refuse(
            Rule::LogGroupActive,
            "status of the log group",
            status.as_str(),
        )
        .map_err(|_| Refusal::new(Rule::LogGroupActive, subject))
}

/// Whether reads are too many, as things are.
pub(crate) fn read_quota_exceeded(world: &World) -> bool {
    world.state(ID, CLOUD_ID) == Some(READ_QUOTA)
}

/// The group's status, as things are.
pub(crate) fn status(world: &World, group: &LogGroup) -> Status {
    match world.state(ID, &group.id) {
        Some(CREATING) => Status::Creating,
        Some(DELETING) => Status::Deleting,
        Some(ERROR) => Status::Error,
        Some(_) | None => group.status,
    }
}
