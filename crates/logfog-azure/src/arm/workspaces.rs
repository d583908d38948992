//! Log Analytics workspaces.

use jiff::{SignedDuration, Timestamp, civil, tz::Offset};
use logfog_kit::Document;
use logfog_model::Finding;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    Refusal, Rule, body,
    call::{Call, Reply},
    envelope::{Common, Envelope, SystemData, Tags, written},
    kinds::Kind,
    pages, refusal,
    routes::Verb,
    target::key,
};

/// A workspace.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Workspace {
    pub(crate) envelope: Envelope,
    /// What queries and entries name it by.
    pub(crate) customer_id: String,
    sku: String,
    pub(crate) retention_days: i32,
    daily_quota_gb: f64,
    public_ingestion: String,
    public_query: String,
    shared_keys: [String; 2],
    /// What is switched on and off, as it was asked for.
    #[serde(default)]
    features: Map<String, Value>,
}

impl Document for Workspace {
    const KIND: &'static str = "azure.workspace";
}

/// A workspace that was deleted and can still be had back.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Deleted {
    workspace: Workspace,
    deleted_at: Timestamp,
}

impl Document for Deleted {
    const KIND: &'static str = "azure.deleted_workspace";
}

/// How long a deleted workspace can be had back.
const RECOVERY: SignedDuration = SignedDuration::from_hours(14 * 24);
/// What a workspace can cost. The last one is that of clusters.
const SKUS: [&str; 8] = [
    "Free",
    "Standard",
    "Premium",
    "PerNode",
    "PerGB2018",
    "Standalone",
    "CapacityReservation",
    "LACluster",
];
const FREE: &str = "Free";
/// With the sku `Free`, rows are kept for so many days.
const FREE_DAYS: i32 = 7;

/// Without one, a workspace keeps its rows for so many days.
const RETENTION_DAYS: i32 = 30;
/// No cap.
const NO_QUOTA: f64 = -1.0;
const ENABLED: &str = "Enabled";

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    properties: AskedProperties,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct AskedProperties {
    sku: Option<Sku>,
    retention_in_days: Option<i32>,
    workspace_capping: Option<Capping>,
    public_network_access_for_ingestion: Option<String>,
    public_network_access_for_query: Option<String>,
    features: Option<Map<String, Value>>,
}

#[derive(Debug, Deserialize)]
struct Sku {
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Capping {
    daily_quota_gb: f64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    properties: Properties<'a>,
    location: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<&'a Tags>,
    id: &'a str,
    name: &'a str,
    r#type: String,
    etag: &'a str,
    system_data: SystemData<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    customer_id: &'a str,
    provisioning_state: &'static str,
    sku: SkuView<'a>,
    retention_in_days: i32,
    features: Map<String, Value>,
    workspace_capping: CappingView,
    public_network_access_for_ingestion: &'a str,
    public_network_access_for_query: &'a str,
    created_date: String,
    modified_date: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SkuView<'a> {
    name: &'a str,
    last_sku_update: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CappingView {
    daily_quota_gb: f64,
    quota_next_reset_time: String,
    data_ingestion_status: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SharedKeys<'a> {
    primary_shared_key: &'a str,
    secondary_shared_key: &'a str,
}

impl Workspace {
    /// A workspace as it is when nothing but its name is said.
    pub(super) fn new(envelope: Envelope, customer_id: String, shared_keys: [String; 2]) -> Self {
        Self {
            envelope,
            customer_id,
            sku: "PerGB2018".into(),
            retention_days: RETENTION_DAYS,
            daily_quota_gb: NO_QUOTA,
            public_ingestion: ENABLED.into(),
            public_query: ENABLED.into(),
            shared_keys,
            features: Map::new(),
        }
    }

    fn ask(&mut self, asked: AskedProperties) {
        let AskedProperties {
            sku,
            retention_in_days,
            workspace_capping,
            public_network_access_for_ingestion: ingestion,
            public_network_access_for_query: query,
            features,
        } = asked;
        if let Some(sku) = sku {
            if sku.name.eq_ignore_ascii_case(FREE) {
                self.retention_days = FREE_DAYS;
            }
            self.sku = sku.name;
        }
        self.features.extend(features.into_iter().flatten());
        self.retention_days = retention_in_days.unwrap_or(self.retention_days);
        self.daily_quota_gb =
            workspace_capping.map_or(self.daily_quota_gb, |capping| capping.daily_quota_gb);
        if let Some(ingestion) = ingestion {
            self.public_ingestion = ingestion;
        }
        if let Some(query) = query {
            self.public_query = query;
        }
    }

    fn features(&self) -> Map<String, Value> {
        let mut features = Map::new();
        features.insert("legacy".into(), json!(0));
        features.insert("searchVersion".into(), json!(1));
        let only_resource = "enableLogAccessUsingOnlyResourcePermissions";
        features.insert(only_resource.into(), json!(true));
        features.extend(self.features.clone());
        features
    }

    fn view(&self, call: &Call<'_>) -> View<'_> {
        let envelope = &self.envelope;
        View {
            properties: Properties {
                customer_id: &self.customer_id,
                provisioning_state: envelope.state(call.now(), "Creating"),
                sku: SkuView {
                    name: &self.sku,
                    last_sku_update: written(envelope.created_at),
                },
                retention_in_days: self.retention_days,
                features: self.features(),
                workspace_capping: CappingView {
                    daily_quota_gb: self.daily_quota_gb,
                    quota_next_reset_time: midnight(call.now()),
                    data_ingestion_status: "RespectQuota",
                },
                public_network_access_for_ingestion: &self.public_ingestion,
                public_network_access_for_query: &self.public_query,
                created_date: written(envelope.created_at),
                modified_date: written(envelope.changed_at),
            },
            location: &envelope.location,
            tags: envelope.tags.as_ref(),
            id: &envelope.id,
            name: &envelope.name,
            r#type: Kind::Workspace.name(),
            etag: &envelope.etag,
            system_data: envelope.system_data(),
        }
    }

    fn json(&self, call: &Call<'_>) -> String {
        serde_json::to_string(&self.view(call)).expect("texts and numbers are JSON")
    }
}

pub(super) fn serve(call: &mut Call<'_>, verb: &Verb) -> Result<Reply, Refusal> {
    call.group()?;
    match verb {
        Verb::List => {
            let all = call.documents().all::<Workspace>();
            let here = all.iter().map(|(_, workspace)| workspace);
            let here =
                here.filter(|workspace| pages::is_in(&workspace.envelope.id, &call.target.scope));
            let views = here.map(|workspace| workspace.view(call)).collect();
            Ok(Reply::Done(pages::page(call, views)))
        }
        Verb::Get => {
            let workspace = call.get::<Workspace>()?;
            Ok(Reply::Done(workspace.json(call)))
        }
        Verb::Put => put(call),
        Verb::Patch => patch(call),
        Verb::Delete => Ok(delete(call)),
        Verb::Action(action) if action.eq_ignore_ascii_case("sharedKeys") => {
            let workspace = call.get::<Workspace>()?;
            let json = |[primary_shared_key, secondary_shared_key]: [&str; 2]| {
                let keys = SharedKeys {
                    primary_shared_key,
                    secondary_shared_key,
                };
                serde_json::to_string(&keys).expect("texts are JSON")
            };
            let [primary, secondary] = &workspace.shared_keys;
            Ok(Reply::Secret {
                json: json([primary, secondary]),
                shown: json(["[hidden]"; 2]),
            })
        }
        Verb::Head | Verb::Action(_) => Err(call.no_method()),
    }
}

fn put(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    name(call)?;
    let before = call.find::<Workspace>();
    let asked: Asked = body::read(call)?;
    let common = body::common(call)?;
    let envelope = before.as_ref().map(|before| &before.envelope);
    // Only what is made takes its time.
    let delay = if before.is_some() {
        SignedDuration::ZERO
    } else {
        call.delay
    };
    let envelope = call.envelope(envelope, common, delay)?;
    let mut workspace = match &before {
        Some(before) => Workspace::new(
            envelope,
            before.customer_id.clone(),
            before.shared_keys.clone(),
        ),
        None => recovered(call, envelope),
    };
    workspace.ask(asked.properties);
    demanded(call, &workspace)?;
    call.put(&workspace);
    let json = workspace.json(call);
    if before.is_some() {
        return Ok(Reply::Done(json));
    }
    Ok(call.created(json))
}

/// A new workspace, or one that was deleted not long ago as it was.
fn recovered(call: &Call<'_>, envelope: Envelope) -> Workspace {
    let deleted = call
        .documents()
        .remove::<Deleted>(&key(&call.target.id()))
        .filter(|deleted| call.now().duration_since(deleted.deleted_at) < RECOVERY);
    if let Some(Deleted { workspace, .. }) = deleted {
        return Workspace {
            envelope,
            ..workspace
        };
    }
    // Nothing of another one of this name is left.
    call.delete_all_in(&call.target.id());
    let ids = &call.received.world.ids;
    let keys = [(); 2].map(|()| ids.token(88));
    Workspace::new(envelope, ids.uuid().to_string(), keys)
}

fn delete(call: &Call<'_>) -> Reply {
    let id = call.target.id();
    let Some(workspace) = call.documents().remove::<Workspace>(&key(&id)) else {
        return Reply::Nothing;
    };
    let query = call.received.query();
    let is_forced = query.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("force") && value.eq_ignore_ascii_case("true")
    });
    if is_forced {
        call.delete_all_in(&id);
    } else {
        // Its tables stay where they are: without the workspace, nobody finds them.
        let deleted_at = call.now();
        call.put(&Deleted {
            workspace,
            deleted_at,
        });
    }
    Reply::Empty
}

fn patch(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    let mut workspace = call.get::<Workspace>()?;
    let asked: Asked = body::read(call)?;
    let common = body::common(call)?;
    let before = workspace.envelope.clone();
    let said = Common {
        location: common.location,
        tags: common.tags.or_else(|| before.tags.clone()),
        identity: common.identity.or_else(|| before.identity.clone()),
    };
    workspace.envelope = call.envelope(Some(&before), said, SignedDuration::ZERO)?;
    workspace.ask(asked.properties);
    demanded(call, &workspace)?;
    call.put(&workspace);
    Ok(Reply::Done(workspace.json(call)))
}

/// What is demanded of a workspace before it is kept.
fn demanded(call: &mut Call<'_>, workspace: &Workspace) -> Result<(), Refusal> {
    let sku = workspace.sku.as_str();
    if !SKUS.iter().any(|known| known.eq_ignore_ascii_case(sku)) {
        let found = Finding::new(sku).expected(SKUS.join(", "));
        call.refuse(Rule::WorkspaceSku, "/properties/sku/name", found, || {
            format!("The sku '{sku}' is not supported.")
        })?;
    }
    let allowed = if sku.eq_ignore_ascii_case(FREE) {
        FREE_DAYS..=FREE_DAYS
    } else {
        30..=730
    };
    let days = workspace.retention_days;
    if !allowed.contains(&days) {
        let at = "/properties/retentionInDays";
        call.refuse(Rule::WorkspaceRetention, at, days.to_string(), || {
            refusal::retention("retentionInDays", days, *allowed.start(), *allowed.end())
        })?;
    }
    Ok(())
}

/// When a day's quota begins anew: at the next midnight.
fn midnight(now: Timestamp) -> String {
    let today = Offset::UTC.to_datetime(now).date();
    let next = today.tomorrow().unwrap_or(civil::Date::MAX);
    format!("{next}T00:00:00Z")
}

/// 4 to 63 letters, digits and hyphens, which neither begins nor ends with a hyphen.
fn name(call: &mut Call<'_>) -> Result<(), Refusal> {
    let name = call.target.name().to_owned();
    let characters = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if (4..=63).contains(&name.len())
        && characters
        && !name.starts_with('-')
        && !name.ends_with('-')
    {
        return Ok(());
    }
    let demand = "4 to 63 letters, digits and hyphens, and no hyphen at either end";
    call.refuse(Rule::Name, "path", &*name, || refusal::name(&name, demand))
}
