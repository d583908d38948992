use std::collections::BTreeMap;

use logfog_kit::Document;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::super::{envelope::Envelope, tables::Table};
use crate::stream::Kind as ColumnType;

/// A data collection rule as it was asked for. Ingestion makes of it what it needs: see `dcr`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DataCollectionRule {
    pub(crate) envelope: Envelope,
    /// `dcr-` and 32 hexadecimal digits: what the path of a call names. It stays.
    pub(crate) immutable_id: String,
    /// `Direct`, `Windows`, `Linux`, …; none for a rule of every kind.
    pub(crate) kind: Option<String>,
    pub(crate) description: Option<String>,
    /// The endpoint that its data comes through.
    pub(crate) endpoint_id: Option<String>,
    /// What can be sent to it, in the order in which it was declared.
    pub(crate) streams: Vec<StreamDeclaration>,
    /// Workspaces, by names of their own.
    pub(crate) log_analytics: Vec<LogAnalytics>,
    /// Other destinations, as they were written: nothing is sent there.
    pub(crate) other_destinations: BTreeMap<String, Box<RawValue>>,
    pub(crate) flows: Vec<DataFlow>,
    /// How it was declared, where nobody made it with a request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) declared: Option<Declared>,
    /// Members that say nothing about ingestion, as they were written: `dataSources`, `agentSettings`, ….
    pub(crate) others: BTreeMap<String, Box<RawValue>>,
}

impl Document for DataCollectionRule {
    const KIND: &'static str = "azure.data_collection_rule";
}

/// What a declaration says of a rule and a request cannot.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Declared {
    /// Client ids of the declared applications that may write; all of them when it names nobody.
    pub(crate) writers: Option<Vec<String>>,
}

impl DataCollectionRule {
    /// The workspaces of a flow.
    pub(crate) fn workspaces<'a>(
        &'a self,
        flow: &'a DataFlow,
    ) -> impl Iterator<Item = &'a LogAnalytics> {
        let named = |workspace: &&LogAnalytics| flow.destinations.contains(&workspace.name);
        self.log_analytics.iter().filter(named)
    }

    /// Azure's own streams that its flows name.
    pub(crate) fn built_in(&self) -> impl Iterator<Item = &str> {
        let all = self.flows.iter().flat_map(|flow| &flow.streams);
        let own = all.filter(|name| !self.streams.iter().any(|stream| stream.name == **name));
        own.map(String::as_str)
    }

    /// The keys of all tables that its rows can end up in.
    pub(crate) fn tables(&self) -> impl Iterator<Item = String> {
        self.flows.iter().flat_map(move |flow| {
            flow.streams.iter().flat_map(move |stream| {
                let table = flow.table(stream);
                let workspaces = self.workspaces(flow);
                workspaces.map(move |workspace| Table::key(&workspace.workspace_resource_id, table))
            })
        })
    }
}

impl DataFlow {
    /// The table that the rows of a stream end up in.
    pub(crate) fn table<'a>(&'a self, stream: &'a str) -> &'a str {
        let output = self.output_stream.as_deref().unwrap_or(stream);
        let own = output
            .strip_prefix("Custom-")
            .or_else(|| output.strip_prefix("Microsoft-"));
        own.unwrap_or(output)
    }
}

/// A stream's name and columns.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StreamDeclaration {
    /// `Custom-Logs`
    pub(crate) name: String,
    /// Names and types.
    pub(crate) columns: Vec<(String, ColumnType)>,
}

/// A workspace that rows go to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogAnalytics {
    pub(crate) workspace_resource_id: String,
    /// The workspace's own id, which the service fills in.
    #[serde(default)]
    pub(crate) workspace_id: String,
    /// What flows call it.
    pub(crate) name: String,
}

/// Which streams go where, and how they are changed on the way.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DataFlow {
    #[serde(default)]
    pub(crate) streams: Vec<String>,
    /// Names of destinations.
    #[serde(default)]
    pub(crate) destinations: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) transform_kql: Option<String>,
    /// `Custom-<table>` or `Microsoft-<table>`; the stream itself when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) output_stream: Option<String>,
    /// The name of one of the rule's `transformations`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) transform: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) built_in_transform: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) capture_overflow: Option<bool>,
}

/// The rule that an immutable id belongs to: calls name that, and rules are kept by their own ids.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ImmutableId {
    pub(crate) rule: String,
}

impl Document for ImmutableId {
    const KIND: &'static str = "azure.immutable_id";
}
