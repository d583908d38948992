//! Log Analytics workspaces.

use jiff::SignedDuration;
use logfog_kit::Document;
use serde::{Deserialize, Serialize};

use super::{
    Refusal, Rule, body,
    call::{Call, Reply},
    envelope::{Envelope, SystemData, Tags, written},
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
}

impl Document for Workspace {
    const KIND: &'static str = "azure.workspace";
}

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
        }
    }

    fn ask(&mut self, asked: AskedProperties) {
        let AskedProperties {
            sku,
            retention_in_days,
            workspace_capping,
            public_network_access_for_ingestion: ingestion,
            public_network_access_for_query: query,
        } = asked;
        if let Some(sku) = sku {
            self.sku = sku.name;
        }
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

    fn view(&self, call: &Call<'_>) -> View<'_> {
        let envelope = &self.envelope;
        View {
            properties: Properties {
                customer_id: &self.customer_id,
                provisioning_state: envelope.state(call.now(), "Updating"),
                sku: SkuView {
                    name: &self.sku,
                    last_sku_update: written(envelope.created_at),
                },
                retention_in_days: self.retention_days,
                workspace_capping: CappingView {
                    daily_quota_gb: self.daily_quota_gb,
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
        Verb::Delete => {
            if call.find::<Workspace>().is_none() {
                return Ok(Reply::Nothing);
            }
            call.delete_all_in(&call.target.id());
            call.documents()
                .remove::<Workspace>(&key(&call.target.id()));
            Ok(Reply::Empty)
        }
        Verb::Action(action) if action.eq_ignore_ascii_case("sharedKeys") => {
            let workspace = call.get::<Workspace>()?;
            let [primary_shared_key, secondary_shared_key] = &workspace.shared_keys;
            let keys = SharedKeys {
                primary_shared_key,
                secondary_shared_key,
            };
            Ok(Reply::Done(
                serde_json::to_string(&keys).expect("texts are JSON"),
            ))
        }
        Verb::Head | Verb::Action(_) => Err(call.no_method()),
    }
}

fn put(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    call.group()?;
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
    let ids = &call.received.world.ids;
    let (customer_id, shared_keys) = match &before {
        Some(before) => (before.customer_id.clone(), before.shared_keys.clone()),
        None => (ids.uuid().to_string(), [(); 2].map(|()| ids.token(88))),
    };
    let mut workspace = Workspace::new(envelope, customer_id, shared_keys);
    workspace.ask(asked.properties);
    call.put(&workspace);
    let json = workspace.json(call);
    if before.is_some() {
        return Ok(Reply::Done(json));
    }
    Ok(call.created(json))
}

fn patch(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    let mut workspace = call.get::<Workspace>()?;
    let asked: Asked = body::read(call)?;
    let common = body::common(call)?;
    if common.tags.is_some() {
        workspace.envelope.tags = common.tags;
    }
    workspace.envelope.changed_at = call.now();
    workspace.ask(asked.properties);
    call.put(&workspace);
    Ok(Reply::Done(workspace.json(call)))
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
