//! What may go wrong, and the status and text of each.

use crate::rules::Rule;

/// What whoever is not who it claims to be, or may not do this, is told.
pub(crate) const UNAUTHORIZED: &str = "unauthorized";

/// Why a frame or a command failed.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    rule: Rule,
    /// What the rule's text leaves open.
    pub(crate) detail: String,
}

impl Failure {
    pub(crate) fn new(rule: Rule, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { rule, detail }
    }

    /// A rule whose text leaves nothing open.
    pub(crate) const fn of(rule: Rule) -> Self {
        let detail = String::new();
        Self { rule, detail }
    }

    /// Status (of a command, or of HTTP for what is no command) and text.
    pub(crate) fn says(&self) -> (u16, String) {
        let detail = &self.detail;
        match self.rule {
            Rule::FrameJson
            | Rule::FrameDepth
            | Rule::FrameEmpty
            | Rule::FrameMixed
            | Rule::FrameRequest
            | Rule::FrameCommands => (400, format!("Invalid frame: {detail}")),
            Rule::FrameSize => (413, format!("Frame too large: {detail}")),
            Rule::FrameAnswers => (413, "Answer too large".into()),
            Rule::CommandName => (400, "Cmd is required".into()),
            Rule::CommandDeadline => (504, "Deadline exceeded".into()),
            Rule::CommandUnknown => (404, format!("No handler for {detail}")),
            Rule::Key => (401, UNAUTHORIZED.into()),
            Rule::Permission | Rule::Foreign => (403, UNAUTHORIZED.into()),
            Rule::ArgsObject
            | Rule::ArgsInteger
            | Rule::LogTimestamp
            | Rule::LogStream
            | Rule::LogSrc
            | Rule::ListSrcType
            | Rule::ListAfter
            | Rule::ListLimit
            | Rule::ListStream
            | Rule::ListFollow
            | Rule::ListLast
            | Rule::DeleteSrc
            | Rule::DeleteStream => (400, format!("unmarshaling args: {detail}")),
            Rule::LogStorage => (500, "Storage full".into()),
            Rule::LogMsg => (400, "Msg is required".into()),
            Rule::ListSrc | Rule::LogSender | Rule::DeleteSender => (400, "Src is required".into()),
            Rule::LogMsgType => {
                let types = r#"msg must be of one of the types "object", "array", "string""#;
                (400, format!("invalid args for /v1/Log.Log: {types}"))
            }
            Rule::LogTimestampRange => (
                400,
                "invalid args for /v1/Log.Log: timestamp is out of range".into(),
            ),
            Rule::ListAfterKnown => (
                400,
                "invalid args for /v1/Log.List: after was not issued for this src".into(),
            ),
            Rule::ListLimitPositive => (
                400,
                "invalid args for /v1/Log.List: limit must be at least 1".into(),
            ),
            Rule::ListLastPositive => (
                400,
                "invalid args for /v1/Log.List: last must be at least 1".into(),
            ),
            Rule::HttpMethod => (405, "Method not allowed.".into()),
            Rule::HttpHandshake | Rule::HttpNothing => (400, "Bad request.".into()),
            Rule::HttpArgs => (400, format!("Invalid args: {detail}")),
            Rule::HttpId => (400, format!("Invalid id value {detail}")),
            Rule::HttpDeadline => (400, format!("Invalid deadline value {detail}")),
            Rule::HttpTimeout => (400, format!("Invalid timeout value {detail}")),
            // Noted or altered, never a failure.
            Rule::FrameVersion
            | Rule::FrameDestination
            | Rule::CommandId
            | Rule::ArgsUnknown
            | Rule::ListLimitMaximum => (400, detail.clone()),
        }
    }
}
