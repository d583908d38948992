//! Data collection rules: what they declare, and who may write to them.

use std::sync::Arc;

use crate::{
    connection,
    entra::Principal,
    stream::{Kind, Stream, TIME},
};

/// A data collection rule, as far as ingestion asks it.
#[derive(Clone, Debug)]
pub(crate) struct DataCollectionRule {
    /// `dcr-` and 32 hexadecimal digits.
    pub(crate) immutable_id: Arc<str>,
    /// Its resource id.
    pub(crate) arm_id: String,
    /// Object ids of those who may write.
    writers: Vec<&'static str>,
    streams: Vec<Arc<Stream>>,
}

impl DataCollectionRule {
    /// The well-known rule: one stream with a column of every type, passed through unchanged.
    pub(crate) fn well_known() -> Self {
        let columns = [
            (TIME, Kind::DateTime),
            ("Message", Kind::String),
            ("Level", Kind::String),
            ("Count", Kind::Int),
            ("Bytes", Kind::Long),
            ("Duration", Kind::Real),
            ("Success", Kind::Boolean),
            ("Properties", Kind::Dynamic),
            ("OccurredAt", Kind::DateTime),
        ];
        let stream = Stream::new(connection::STREAM, connection::TABLE, &columns);
        Self {
            immutable_id: connection::RULE.into(),
            arm_id: format!(
                "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Insights/dataCollectionRules/logfog",
                connection::SUBSCRIPTION,
                connection::RESOURCE_GROUP
            ),
            writers: vec![Principal::WELL_KNOWN.object_id],
            streams: vec![Arc::new(stream)],
        }
    }

    /// Whether the caller has been granted the role that ingestion needs.
    pub(crate) fn lets_write(&self, object_id: &str) -> bool {
        self.writers.contains(&object_id)
    }

    /// A stream by its name.
    pub(crate) fn stream(&self, name: &str) -> Option<&Arc<Stream>> {
        self.streams.iter().find(|stream| &*stream.name == name)
    }
}
