//! The two spellings of each field: pages and clients have used both, sometimes in one body.

/// A field of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Timestamp,
    Level,
    ProjectId,
    LogGroupId,
    TraceId,
    ServiceName,
    InstanceId,
    Labels,
    Message,
    JsonMessage,
}

impl Field {
    /// As the 2026 page spells it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Timestamp => "timestamp",
            Self::Level => "level",
            Self::ProjectId => "projectId",
            Self::LogGroupId => "logGroupId",
            Self::TraceId => "traceId",
            Self::ServiceName => "serviceName",
            Self::InstanceId => "instanceId",
            Self::Labels => "labels",
            Self::Message => "message",
            Self::JsonMessage => "jsonMessage",
        }
    }

    /// The field's bit in a set of fields.
    pub(crate) const fn bit(self) -> u16 {
        1 << self as u16
    }
}

macro_rules! spellings {
    ($($key:literal => $field:ident)+) => {
        /// The field that a key means, and the key itself, which then outlives the body.
        pub(crate) fn find(key: &str) -> Option<(&'static str, Field)> {
            match key {
                $( $key => Some(($key, Field::$field)), )+
                _ => None,
            }
        }
    };
}

spellings! {
    "timestamp" => Timestamp
    "level" => Level
    "project_id" => ProjectId
    "projectId" => ProjectId
    "log_group_id" => LogGroupId
    "logGroupId" => LogGroupId
    "trace_id" => TraceId
    "traceId" => TraceId
    "service_name" => ServiceName
    "serviceName" => ServiceName
    "instance_id" => InstanceId
    "instanceId" => InstanceId
    "labels" => Labels
    "message" => Message
    "json_message" => JsonMessage
    "jsonMessage" => JsonMessage
}
