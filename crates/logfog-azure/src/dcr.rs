//! Data collection rules as ingestion asks them: what a stream's columns are, where its rows go, and
//! who may write.

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use logfog_kit::{
    Document, Documents, Registry,
    store::{Key, Store},
};
use logfog_kql::bind::Column;
use logfog_model::Session;
use parking_lot::Mutex;

use crate::{
    arm::{self, data_collection_rules as stored, tables},
    connection,
    entra::directory::{Caller, Standing},
    resources,
    stream::{Flow, Kind, Stream, TIME},
    transform::{self, Language, Transform},
};

/// Rules that are remembered; how many of a machine's sessions would write to at a time.
const REMEMBERED: usize = 1024;

/// A data collection rule, as far as ingestion asks it.
#[derive(Clone, Debug)]
pub(crate) struct DataCollectionRule {
    /// Its resource id.
    pub(crate) arm_id: String,
    declared: Option<stored::Declared>,
    streams: Vec<Arc<Stream>>,
}

impl DataCollectionRule {
    /// What a rule and the resources that it names come to.
    fn new(rule: &stored::DataCollectionRule, documents: Documents<'_>, dialect: Language) -> Self {
        let declared = rule.streams.iter().map(|stream| {
            let inputs = transform::columns(&stream.columns);
            let flows = flows(rule, &stream.name, &inputs, documents, dialect);
            Arc::new(Stream::new(&stream.name, &stream.columns, flows))
        });
        let built_in = rule
            .built_in()
            .map(|name| Arc::new(built_in(rule, name, documents, dialect)));
        let streams = declared.chain(built_in);
        Self {
            arm_id: rule.envelope.id.clone(),
            declared: rule.declared.clone(),
            streams: streams.collect(),
        }
    }

    /// Whether the caller has been granted the role that ingestion needs, or the rule was declared to let it.
    pub(crate) fn lets_write(&self, caller: &Caller, documents: Documents<'_>) -> bool {
        self.declares(caller) || arm::may_ingest(documents, caller, &self.arm_id)
    }

    fn declares(&self, caller: &Caller) -> bool {
        let named = |writers: &Vec<String>| {
            let id = &caller.client_id;
            writers.iter().any(|writer| writer.eq_ignore_ascii_case(id))
        };
        let writers = self.declared.as_ref().map(|declared| &declared.writers);
        match (caller.standing, writers) {
            (Some(Standing::Owner), _) => true,
            (Some(Standing::Declared), Some(writers)) => writers.as_ref().is_none_or(named),
            (Some(Standing::Denied), Some(writers)) => writers.as_ref().is_some_and(named),
            (Some(Standing::Declared | Standing::Denied), None) | (None, _) => false,
        }
    }

    /// A stream by its name.
    pub(crate) fn stream(&self, name: &str) -> Option<&Arc<Stream>> {
        self.streams.iter().find(|stream| &*stream.name == name)
    }
}

/// One of Azure's own streams, which has the columns of its table.
fn built_in(
    rule: &stored::DataCollectionRule,
    name: &str,
    documents: Documents<'_>,
    dialect: Language,
) -> Stream {
    let columns = arm::azure_columns(name);
    let columns: Vec<_> = columns.into_iter().flatten().collect();
    let flows = flows(
        rule,
        name,
        &transform::columns(&columns),
        documents,
        dialect,
    );
    if columns.is_empty() {
        Stream::built_in(name, flows)
    } else {
        Stream::new(name, &columns, flows)
    }
}

/// Where the rows of a stream go.
fn flows(
    rule: &stored::DataCollectionRule,
    stream: &str,
    inputs: &[Column],
    documents: Documents<'_>,
    dialect: Language,
) -> Vec<Flow> {
    let mut flows = Vec::new();
    for flow in &rule.flows {
        if !flow.streams.iter().any(|name| name == stream) {
            continue;
        }
        let table = flow.table(stream);
        // A rule whose transformation cannot be compiled was refused.
        let transform = Transform::compile(flow.transform_kql.as_deref(), inputs, dialect);
        let transform = transform.ok().flatten();
        for destination in rule.workspaces(flow) {
            let workspace = &destination.workspace_resource_id;
            let found = tables::find(documents, workspace, table);
            let columns = found.as_ref().filter(|table| !table.is_open);
            let columns = columns.map(|table| {
                let columns = table.columns.iter();
                columns.map(|(name, _)| name.as_str().into()).collect()
            });
            flows.push(Flow {
                table: table.into(),
                workspace: destination.workspace_id.as_str().into(),
                columns,
                is_there: found.is_some(),
                is_auxiliary: found.is_some_and(|table| table.plan == arm::Plan::Auxiliary),
                transform: transform.clone(),
            });
        }
    }
    flows
}

/// The rules that sessions have. Making one takes several documents, so the last ones are remembered
/// together with what they were made of.
#[derive(Debug, Default)]
pub(crate) struct Rules(Mutex<HashMap<Key, Made>>);

#[derive(Debug)]
struct Made {
    of: Vec<(Key, Option<Bytes>)>,
    rule: Arc<DataCollectionRule>,
}

impl Rules {
    /// The rule that a session has under this immutable id.
    pub(crate) fn find(
        &self,
        store: &dyn Store,
        session: &Session,
        immutable_id: &str,
        dialect: Language,
    ) -> Option<Arc<DataCollectionRule>> {
        let is = |(key, document): &(Key, Option<Bytes>)| read(store, key) == *document;
        let named = key_of::<stored::ImmutableId>(session, immutable_id.to_owned());
        if let Some(made) = self.0.lock().get(&named)
            && made.of.iter().all(is)
        {
            return Some(made.rule.clone());
        }
        let documents = Documents::new(store, session);
        let stored::ImmutableId { rule: id } = documents.get(immutable_id)?;
        let of_rule = key_of::<stored::DataCollectionRule>(session, id);
        // Whatever is changed from here on is seen by the next call.
        let mut of = vec![named.clone(), of_rule];
        let rule: stored::DataCollectionRule = documents.get(&of[1].id)?;
        let tables = rule.tables();
        of.extend(tables.map(|table| key_of::<arm::Table>(session, table)));
        let workspaces = rule.log_analytics.iter();
        of.extend(workspaces.map(|workspace| {
            let id = arm::key(&workspace.workspace_resource_id);
            key_of::<arm::Workspace>(session, id)
        }));
        let with_documents = |key: Key| {
            let document = read(store, &key);
            (key, document)
        };
        let of = of.into_iter().map(with_documents).collect();
        let rule = Arc::new(DataCollectionRule::new(&rule, documents, dialect));
        let mut made = self.0.lock();
        if made.len() >= REMEMBERED {
            made.clear();
        }
        let rule_and_parts = Made {
            of,
            rule: rule.clone(),
        };
        made.insert(named, rule_and_parts);
        Some(rule)
    }
}

fn read(store: &dyn Store, key: &Key) -> Option<Bytes> {
    store.definition(key).map(|(document, _)| document)
}

fn key_of<T: Document>(session: &Session, id: String) -> Key {
    Key {
        session: session.clone(),
        kind: T::KIND,
        id,
    }
}

/// The well-known rule's columns: one of every type.
pub(crate) const WELL_KNOWN: [(&str, Kind); 9] = [
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

/// Keeps a declared rule, and the tables that it writes to.
pub(crate) fn keep(rule: &resources::DataCollectionRule, registry: &Registry<'_>) {
    let name = rule.name.as_deref().unwrap_or(&rule.immutable_id);
    let columns = |stream: &resources::Stream| {
        let columns = stream.columns.iter();
        columns
            .map(|column| (column.name.clone(), column.r#type))
            .collect()
    };
    let streams: Vec<_> = rule
        .streams
        .iter()
        .map(|stream| arm::Declared {
            name: stream.name.clone(),
            table: stream.table(),
            columns: columns(stream),
            // It was found to be good before.
            arriving: stream.arriving().unwrap_or_default(),
            transform: stream.transform_kql.clone(),
        })
        .collect();
    arm::keep_rule(
        registry,
        (name, &rule.immutable_id),
        &streams,
        rule.writers.clone(),
    );
}

/// Keeps the well-known rule: one stream, passed through unchanged.
pub(crate) fn keep_well_known(registry: &Registry<'_>) {
    let columns = WELL_KNOWN.map(|(name, kind)| (name.to_owned(), kind));
    let columns: Vec<_> = columns.into();
    let stream = arm::Declared {
        name: connection::STREAM.to_owned(),
        table: connection::TABLE.to_owned(),
        arriving: columns.clone(),
        columns,
        transform: None,
    };
    arm::keep_rule(
        registry,
        (connection::NAME, connection::RULE),
        &[stream],
        None,
    );
}
