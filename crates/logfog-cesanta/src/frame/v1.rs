use logfog_model::Report;

use super::{Command, Dialect, Heard, Place, Request, broken, integer_id, wire::Frame};
use crate::{failure::Failure, profile::Profile, rules::Rule};

/// A frame with `cmds`, `resp` or both, or with neither although it has to.
pub(super) fn request<'a>(
    frame: Frame<'a>,
    profile: &Profile,
    heard: Heard,
    report: &mut Report<'_, Rule>,
) -> Result<Request<'a>, Failure> {
    let cmds = frame.cmds.unwrap_or_default();
    if cmds.is_empty() && frame.resp.unwrap_or_default() == 0 {
        broken(
            heard,
            Rule::FrameEmpty,
            "",
            "No commands or responses",
            report,
        )?;
    }
    if let Some(version) = frame.v
        && version != 1
    {
        report.note(Rule::FrameVersion, "/v", version);
    }
    let limit = profile.limits.commands;
    if cmds.len() > limit {
        let detail = format!("{} commands, of {limit} at most", cmds.len());
        broken(heard, Rule::FrameCommands, "/cmds", &detail, report)?;
    }
    let mut commands = Vec::with_capacity(cmds.len());
    for (at, cmd) in cmds.into_iter().enumerate() {
        let place = Place::Command(at);
        commands.push(Command {
            place,
            id: integer_id(cmd.id, place, heard, report)?,
            name: cmd.name,
            args: cmd.args,
            deadline: cmd.deadline,
            timeout: cmd.timeout,
            tag: None,
            quiet: false,
        });
    }
    Ok(Request {
        dialect: Dialect::V1,
        src: frame.src,
        dst: frame.dst,
        key: frame.key,
        commands,
    })
}
