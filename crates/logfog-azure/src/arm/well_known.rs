//! The resources that are there from the start, in every session.

use std::collections::BTreeMap;

use jiff::Timestamp;
use logfog_kit::{Ctx, Document, Registry};

use super::{
    data_collection_endpoints::DataCollectionEndpoint,
    data_collection_rules::{
        self as stored, DataCollectionRule, DataFlow, ImmutableId, LogAnalytics, StreamDeclaration,
    },
    envelope::Envelope,
    groups::ResourceGroup,
    kinds::Kind,
    tables::{Column, Table},
    target::key,
    workspaces::Workspace,
};
use crate::{
    ID,
    connection::{ENDPOINT, NAME, RESOURCE_GROUP, SUBSCRIPTION, WORKSPACE},
    dcr, stream,
};

const LOCATION: &str = "eastus";

/// The id of the well-known rule.
pub(crate) fn well_known_rule() -> String {
    Kind::DataCollectionRule.id(&group(), &[NAME.to_owned()])
}

/// Declares them for every session: they are reset as they were, and can be changed and deleted like others.
pub(crate) fn declare(ctx: &Ctx) {
    let registry = Registry::everywhere(ctx, ID);
    let id = group();
    let envelope_of_group = envelope(&id, RESOURCE_GROUP);
    keep(
        &registry,
        &id,
        &ResourceGroup {
            envelope: envelope_of_group,
        },
    );
    let id = workspace();
    let keys = ["cHJpbWFyeQ==", "c2Vjb25kYXJ5"].map(str::to_owned);
    let workspace = Workspace::new(envelope(&id, NAME), WORKSPACE.into(), keys);
    keep(&registry, &id, &workspace);
    let id = Kind::DataCollectionEndpoint.id(&group(), &[NAME.to_owned()]);
    let endpoint = DataCollectionEndpoint::new(envelope(&id, NAME), ENDPOINT.into());
    keep(&registry, &id, &endpoint);
    dcr::keep_well_known(&registry);
}

/// Names and types.
type Columns = Vec<(String, stream::Kind)>;

/// A stream that nobody asked for in a request, and the table that is made for it.
#[derive(Debug)]
pub(crate) struct Declared {
    pub(crate) name: String,
    pub(crate) table: String,
    pub(crate) columns: Columns,
    /// The columns of the table.
    pub(crate) arriving: Columns,
    pub(crate) transform: Option<String>,
}

/// Keeps a rule that sends rows from each stream into the table that is made for it. The rule is named by
/// name and immutable id.
pub(crate) fn keep_rule(
    registry: &Registry<'_>,
    (name, immutable_id): (&str, &str),
    streams: &[Declared],
    writers: Option<Vec<String>>,
) {
    let id = Kind::DataCollectionRule.id(&group(), &[name.to_owned()]);
    let mut rule = DataCollectionRule {
        envelope: envelope(&id, name),
        immutable_id: immutable_id.to_owned(),
        kind: None,
        description: None,
        endpoint_id: None,
        streams: Vec::new(),
        log_analytics: vec![LogAnalytics {
            workspace_resource_id: workspace(),
            workspace_id: WORKSPACE.into(),
            name: NAME.into(),
        }],
        other_destinations: BTreeMap::new(),
        flows: Vec::new(),
        declared: Some(stored::Declared { writers }),
        others: BTreeMap::new(),
    };
    for Declared {
        name: stream,
        table,
        columns,
        arriving,
        transform,
    } in streams
    {
        let id = Kind::Table.id(&group(), &[NAME.to_owned(), table.clone()]);
        keep(registry, &id, &of_columns(envelope(&id, table), arriving));
        rule.streams.push(StreamDeclaration {
            name: stream.clone(),
            columns: columns.clone(),
        });
        rule.flows.push(DataFlow {
            streams: vec![stream.clone()],
            destinations: vec![NAME.into()],
            transform_kql: transform.clone(),
            output_stream: Some(format!("Custom-{table}")),
            ..DataFlow::default()
        });
    }
    keep(registry, &id, &rule);
    let named = ImmutableId { rule: key(&id) };
    registry.define(ImmutableId::KIND, immutable_id, named.to_bytes());
}

/// A custom table that has a stream's columns.
fn of_columns(envelope: Envelope, columns: &[(String, stream::Kind)]) -> Table {
    let column = |(name, kind): &(String, stream::Kind)| Column {
        name: name.clone(),
        r#type: (*kind).into(),
        data_type_hint: None,
        display_name: None,
        description: None,
    };
    Table {
        columns: columns.iter().map(column).collect(),
        ..Table::new(envelope)
    }
}

fn group() -> String {
    let subscription = format!("/subscriptions/{SUBSCRIPTION}");
    Kind::ResourceGroup.id(&subscription, &[RESOURCE_GROUP.to_owned()])
}

fn workspace() -> String {
    Kind::Workspace.id(&group(), &[NAME.to_owned()])
}

fn keep<T: Document>(registry: &Registry<'_>, id: &str, resource: &T) {
    registry.define(T::KIND, &key(id), resource.to_bytes());
}

fn envelope(id: &str, name: &str) -> Envelope {
    const BY: &str = "logfog";
    let at = Timestamp::UNIX_EPOCH;
    Envelope {
        id: id.to_owned(),
        name: name.to_owned(),
        location: LOCATION.into(),
        tags: None,
        identity: None,
        etag: "\"00000000-0000-0000-0000-000000000000\"".into(),
        created_by: BY.into(),
        created_at: at,
        changed_by: BY.into(),
        changed_at: at,
        ready_at: at,
    }
}
