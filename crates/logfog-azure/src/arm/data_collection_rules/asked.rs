//! A rule as a request writes it.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{DataFlow, LogAnalytics};

/// The body of a PUT, without what all resources have in common.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) kind: Option<String>,
    #[serde(default)]
    pub(super) properties: Properties,
}

/// What a rule can be asked to have. Members that are the service's own are passed over.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Properties {
    pub(super) description: Option<String>,
    pub(super) data_collection_endpoint_id: Option<String>,
    pub(super) stream_declarations: InOrder<Stream>,
    pub(super) destinations: Destinations,
    pub(super) data_flows: Vec<DataFlow>,
    data_sources: Option<Box<RawValue>>,
    direct_data_sources: Option<Box<RawValue>>,
    references: Option<Box<RawValue>>,
    agent_settings: Option<Box<RawValue>>,
    ingestion_quotas: Option<Box<RawValue>>,
    metadata: Option<Box<RawValue>>,
    transformations: Option<Box<RawValue>>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Stream {
    #[serde(default)]
    pub(super) columns: Vec<Column>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Column {
    pub(super) name: String,
    /// As it is written: the answer to a wrong one names it.
    pub(super) r#type: String,
}

/// Where rows can go. Only workspaces are known more closely.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Destinations {
    pub(super) log_analytics: Vec<LogAnalytics>,
    azure_data_explorer: Option<Box<RawValue>>,
    azure_monitor_metrics: Option<Box<RawValue>>,
    event_hubs: Option<Box<RawValue>>,
    event_hubs_direct: Option<Box<RawValue>>,
    microsoft_fabric: Option<Box<RawValue>>,
    monitoring_accounts: Option<Box<RawValue>>,
    storage_accounts: Option<Box<RawValue>>,
    storage_blobs_direct: Option<Box<RawValue>>,
    storage_tables_direct: Option<Box<RawValue>>,
}

impl Properties {
    /// Those that say nothing about ingestion.
    pub(super) fn others(&self) -> BTreeMap<String, Box<RawValue>> {
        kept([
            ("dataSources", &self.data_sources),
            ("directDataSources", &self.direct_data_sources),
            ("references", &self.references),
            ("agentSettings", &self.agent_settings),
            ("ingestionQuotas", &self.ingestion_quotas),
            ("metadata", &self.metadata),
            ("transformations", &self.transformations),
        ])
    }
}

impl Destinations {
    /// Those that are no workspaces.
    pub(super) fn others(&self) -> BTreeMap<String, Box<RawValue>> {
        kept([
            ("azureDataExplorer", &self.azure_data_explorer),
            ("azureMonitorMetrics", &self.azure_monitor_metrics),
            ("eventHubs", &self.event_hubs),
            ("eventHubsDirect", &self.event_hubs_direct),
            ("microsoftFabric", &self.microsoft_fabric),
            ("monitoringAccounts", &self.monitoring_accounts),
            ("storageAccounts", &self.storage_accounts),
            ("storageBlobsDirect", &self.storage_blobs_direct),
            ("storageTablesDirect", &self.storage_tables_direct),
        ])
    }
}

fn kept<const N: usize>(
    members: [(&str, &Option<Box<RawValue>>); N],
) -> BTreeMap<String, Box<RawValue>> {
    let there = members
        .into_iter()
        .filter_map(|(name, value)| Some((name, value.as_ref()?)));
    there
        .map(|(name, value)| (name.to_owned(), compact(value)))
        .collect()
}

/// JSON without the spaces between its parts, as the service writes it.
fn compact(value: &RawValue) -> Box<RawValue> {
    let (mut quoted, mut escaped) = (false, false);
    let mut short = value.get().to_owned();
    short.retain(|letter| {
        let keep = quoted || !letter.is_ascii_whitespace();
        if letter == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = quoted && letter == '\\' && !escaped;
        keep
    });
    RawValue::from_string(short).expect("nothing but spaces was taken out")
}

/// An object whose members keep their order.
#[derive(Debug)]
pub(super) struct InOrder<T>(pub(super) Vec<(String, T)>);

impl<T> Default for InOrder<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for InOrder<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = InOrder<T>;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<InOrder<T>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(InOrder(members))
            }
        }
        deserializer.deserialize_map(Members(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_go_but_those_in_texts_stay() {
        let raw = RawValue::from_string("{ \"a b\" : [ 1,\n\"\\\" x\\\\\" , 2 ] }".into());
        let short = compact(&raw.expect("JSON"));
        assert_eq!(short.get(), "{\"a b\":[1,\"\\\" x\\\\\",2]}");
    }

    #[test]
    fn members_keep_their_order() {
        let read: InOrder<u8> = serde_json::from_str(r#"{"b":1,"a":2}"#).expect("an object");
        assert_eq!(read.0, [("b".to_owned(), 1), ("a".to_owned(), 2)]);
    }
}
