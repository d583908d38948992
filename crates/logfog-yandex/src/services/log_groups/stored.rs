//! What is in a log group.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use logfog_kit::store::Query;
use logfog_model::Entry;
use serde::Deserialize;

use crate::{
    ID, call::Call, generated::yandex::cloud::logging::v1::LogGroupResource, groups::LogGroup,
};

/// How many entries there are, and their bytes.
pub(super) fn count(call: &Call<'_>, group: &LogGroup) -> (i64, i64) {
    let (records, bytes) = (Cell::new(0), Cell::new(0));
    read(call, group, &|entry| {
        let length = i64::try_from(entry.draft.raw.len()).unwrap_or(i64::MAX);
        records.set(records.get() + 1);
        bytes.set(bytes.get() + length);
        // Counted is enough.
        false
    });
    (records.get(), bytes.get())
}

/// The resources that they are about: all, or those of one type.
pub(super) fn resources(call: &Call<'_>, group: &LogGroup, kind: &str) -> Vec<LogGroupResource> {
    // All entries of a call are about one resource, and they follow one another.
    let last = Cell::new(None);
    let calls = read(call, group, &|entry| {
        let exchange = Some(entry.batch.exchange);
        last.replace(exchange) != exchange
    });
    let mut resources = BTreeMap::<String, BTreeSet<String>>::new();
    for resource in calls.iter().filter_map(resource) {
        if resource.kind.is_empty() && resource.id.is_empty() {
            continue;
        }
        if !kind.is_empty() && resource.kind != kind {
            continue;
        }
        let ids = resources.entry(resource.kind).or_default();
        if !resource.id.is_empty() {
            ids.insert(resource.id);
        }
    }
    let resources = resources.into_iter().map(|(kind, ids)| LogGroupResource {
        r#type: kind,
        ids: ids.into_iter().collect(),
    });
    resources.collect()
}

/// Those of the group's entries that are wanted, unless they are too old to be there.
fn read(call: &Call<'_>, group: &LogGroup, wanted: &dyn Fn(&Entry) -> bool) -> Vec<Entry> {
    let cutoff = group.cutoff(call.now());
    let filter = |entry: &Entry| {
        entry.batch.vendor == ID
            && entry.draft.scope.get("log_group_id") == Some(group.id.as_str())
            && entry.batch.received_at >= cutoff
            && wanted(entry)
    };
    let query = Query {
        session: Some(call.received.session()),
        after: 0,
        limit: usize::MAX,
        filter: &filter,
    };
    call.ctx().store.read(&query).entries
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Resource {
    #[serde(rename = "type")]
    kind: String,
    id: String,
}

fn resource(entry: &Entry) -> Option<Resource> {
    let view = entry.batch.lens.view(entry);
    let (_, text) = view
        .attributes
        .iter()
        .find(|(name, _)| name == "resource")?;
    serde_json::from_str(text).ok()
}
