//! A rule as it is shown.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer, ser::SerializeMap as _};
use serde_json::value::RawValue;

use super::{
    super::{
        call::Call,
        envelope::{SystemData, Tags},
        kinds::Kind,
    },
    DataCollectionRule, DataFlow, LogAnalytics, StreamDeclaration,
};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct View<'a> {
    properties: Properties<'a>,
    location: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<&'a Tags>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<&'a RawValue>,
    id: &'a str,
    name: &'a str,
    r#type: String,
    etag: &'a str,
    system_data: SystemData<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    immutable_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_collection_endpoint_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoints: Option<Endpoints>,
    #[serde(skip_serializing_if = "no_streams", serialize_with = "streams")]
    stream_declarations: &'a [StreamDeclaration],
    #[serde(flatten)]
    others: &'a BTreeMap<String, Box<RawValue>>,
    destinations: Destinations<'a>,
    #[serde(skip_serializing_if = "<[DataFlow]>::is_empty")]
    data_flows: &'a [DataFlow],
    provisioning_state: &'static str,
}

/// Where a `Direct` rule takes its data: at the host that the client knows already, since everything
/// is served there.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Endpoints {
    logs_ingestion: String,
    metrics_ingestion: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Destinations<'a> {
    #[serde(skip_serializing_if = "<[LogAnalytics]>::is_empty")]
    log_analytics: &'a [LogAnalytics],
    #[serde(flatten)]
    others: &'a BTreeMap<String, Box<RawValue>>,
}

#[derive(Debug, Serialize)]
struct Columns<'a> {
    columns: Vec<Column<'a>>,
}

#[derive(Debug, Serialize)]
struct Column<'a> {
    name: &'a str,
    r#type: &'static str,
}

impl DataCollectionRule {
    pub(super) fn view(&self, call: &Call<'_>) -> View<'_> {
        let envelope = &self.envelope;
        let direct = self.kind.as_deref() == Some("Direct");
        View {
            properties: Properties {
                description: self.description.as_deref(),
                immutable_id: &self.immutable_id,
                data_collection_endpoint_id: self.endpoint_id.as_deref(),
                endpoints: direct.then(|| {
                    let host = call.received.host().unwrap_or("monitor.azure.com");
                    Endpoints {
                        logs_ingestion: format!("https://{host}"),
                        metrics_ingestion: format!("https://{host}"),
                    }
                }),
                stream_declarations: &self.streams,
                others: &self.others,
                destinations: Destinations {
                    log_analytics: &self.log_analytics,
                    others: &self.other_destinations,
                },
                data_flows: &self.flows,
                provisioning_state: envelope.state(call.now(), "Creating"),
            },
            location: &envelope.location,
            tags: envelope.tags.as_ref(),
            kind: self.kind.as_deref(),
            identity: envelope.identity.as_deref(),
            id: &envelope.id,
            name: &envelope.name,
            r#type: Kind::DataCollectionRule.name(),
            etag: &envelope.etag,
            system_data: envelope.system_data(),
        }
    }

    pub(super) fn json(&self, call: &Call<'_>) -> String {
        serde_json::to_string(&self.view(call)).expect("texts and JSON are JSON")
    }
}

fn no_streams(streams: &&[StreamDeclaration]) -> bool {
    streams.is_empty()
}

fn streams<S: Serializer>(
    streams: &&[StreamDeclaration],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(streams.len()))?;
    for StreamDeclaration { name, columns } in *streams {
        let columns = columns.iter().map(|(name, kind)| Column {
            name,
            r#type: kind.as_str(),
        });
        let columns = columns.collect();
        map.serialize_entry(name, &Columns { columns })?;
    }
    map.end()
}
