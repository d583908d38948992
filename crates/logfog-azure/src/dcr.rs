//! Data collection rules: what they declare, and who may write to them.

use std::sync::Arc;

use logfog_kit::{
    Registry,
    store::{Key, Store},
};
use logfog_model::Session;

use crate::{
    connection,
    entra::directory::{Caller, Standing},
    resources,
    stream::{Column, Kind, Stream, TIME},
};

const KIND: &str = "azure.data_collection_rule";

/// A data collection rule, as far as ingestion asks it.
#[derive(Clone, Debug)]
pub(crate) struct DataCollectionRule {
    /// Its resource id.
    pub(crate) arm_id: String,
    /// Client ids of those who may write; `None` when it names nobody.
    writers: Option<Vec<String>>,
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
        let columns = columns.map(|(name, kind)| Column::new(name, kind));
        let stream = Stream::new(connection::STREAM, connection::TABLE, columns.into());
        Self {
            arm_id: arm_id("logfog"),
            writers: None,
            streams: vec![Arc::new(stream)],
        }
    }

    /// The rule that a session is declared to have under this immutable id.
    pub(crate) fn find(store: &dyn Store, session: &Session, immutable_id: &str) -> Option<Self> {
        let key = Key {
            session: session.clone(),
            kind: KIND,
            id: immutable_id.to_owned(),
        };
        let (document, _) = store.definition(&key)?;
        let declared = serde_json::from_slice(&document).ok()?;
        Some(Self::declared(declared))
    }

    fn declared(rule: resources::DataCollectionRule) -> Self {
        let column = |column: resources::Column| Column::new(column.name, column.r#type);
        let stream = |stream: resources::Stream| {
            let table = stream.table();
            let columns = stream.columns.into_iter().map(column).collect();
            Arc::new(Stream::new(&stream.name, &table, columns))
        };
        Self {
            arm_id: arm_id(rule.name.as_deref().unwrap_or(&rule.immutable_id)),
            writers: rule.writers,
            streams: rule.streams.into_iter().map(stream).collect(),
        }
    }

    /// Whether the caller has been granted the role that ingestion needs.
    pub(crate) fn lets_write(&self, caller: &Caller) -> bool {
        let named = |writers: &Vec<String>| {
            let id = &caller.client_id;
            writers.iter().any(|writer| writer.eq_ignore_ascii_case(id))
        };
        match caller.standing {
            Some(Standing::Owner) => true,
            Some(Standing::Declared) => self.writers.as_ref().is_none_or(named),
            Some(Standing::Denied) => self.writers.as_ref().is_some_and(named),
            None => false,
        }
    }

    /// A stream by its name.
    pub(crate) fn stream(&self, name: &str) -> Option<&Arc<Stream>> {
        self.streams.iter().find(|stream| &*stream.name == name)
    }
}

/// Keeps a declared rule.
pub(crate) fn keep(rule: &resources::DataCollectionRule, registry: &Registry<'_>) {
    let document = serde_json::to_vec(rule).expect("texts are JSON");
    registry.define(KIND, &rule.immutable_id, document);
}

fn arm_id(name: &str) -> String {
    format!(
        "/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Insights/dataCollectionRules/{name}",
        connection::SUBSCRIPTION,
        connection::RESOURCE_GROUP
    )
}
