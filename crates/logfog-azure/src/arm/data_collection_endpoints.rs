//! Data collection endpoints: where clients send their rows. Here that is always this emulator.

use jiff::SignedDuration;
use logfog_kit::Document;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    Refusal, body,
    call::{Call, Reply},
    envelope::{Envelope, SystemData, Tags},
    kinds::Kind,
    pages,
    routes::Verb,
    target::key,
};

/// A data collection endpoint.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DataCollectionEndpoint {
    pub(crate) envelope: Envelope,
    /// `dce-` and 32 hexadecimal digits. It stays.
    pub(crate) immutable_id: String,
    /// `Linux` or `Windows`; none for every kind.
    kind: Option<String>,
    description: Option<String>,
    network: Network,
}

impl Document for DataCollectionEndpoint {
    const KIND: &'static str = "azure.data_collection_endpoint";
}

/// Who can reach it, as it is written.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
enum Network {
    #[default]
    Enabled,
    Disabled,
    SecuredByPerimeter,
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    properties: AskedProperties,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct AskedProperties {
    description: Option<String>,
    network_acls: Option<Acls>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Acls {
    #[serde(default)]
    public_network_access: Network,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
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
    configuration_access: Endpoint,
    logs_ingestion: Endpoint,
    metrics_ingestion: Endpoint,
    network_acls: Acls,
    provisioning_state: &'static str,
}

#[derive(Debug, Serialize)]
struct Endpoint {
    endpoint: String,
}

impl DataCollectionEndpoint {
    /// An endpoint of which nothing but its name is said.
    pub(super) fn new(envelope: Envelope, immutable_id: String) -> Self {
        Self {
            envelope,
            immutable_id,
            kind: None,
            description: None,
            network: Network::default(),
        }
    }

    fn view(&self, call: &Call<'_>) -> View<'_> {
        let envelope = &self.envelope;
        // Where the client has come to, there it can go on.
        let host = call.received.host().unwrap_or("management.azure.com");
        let endpoint = || Endpoint {
            endpoint: format!("https://{host}"),
        };
        View {
            properties: Properties {
                description: self.description.as_deref(),
                immutable_id: &self.immutable_id,
                configuration_access: endpoint(),
                logs_ingestion: endpoint(),
                metrics_ingestion: endpoint(),
                network_acls: Acls {
                    public_network_access: self.network,
                },
                provisioning_state: "Succeeded",
            },
            location: &envelope.location,
            tags: envelope.tags.as_ref(),
            kind: self.kind.as_deref(),
            identity: envelope.identity.as_deref(),
            id: &envelope.id,
            name: &envelope.name,
            r#type: Kind::DataCollectionEndpoint.name(),
            etag: &envelope.etag,
            system_data: envelope.system_data(),
        }
    }

    fn json(&self, call: &Call<'_>) -> String {
        serde_json::to_string(&self.view(call)).expect("texts are JSON")
    }
}

pub(super) fn serve(call: &mut Call<'_>, verb: &Verb) -> Result<Reply, Refusal> {
    call.group()?;
    match verb {
        Verb::List => {
            let all = call.documents().all::<DataCollectionEndpoint>();
            let here = all
                .iter()
                .map(|(_, endpoint)| endpoint)
                .filter(|endpoint| pages::is_in(&endpoint.envelope.id, &call.target.scope));
            let views = here.map(|endpoint| endpoint.view(call)).collect();
            Ok(Reply::Done(pages::page(call, views)))
        }
        Verb::Get => {
            let endpoint = call.get::<DataCollectionEndpoint>()?;
            Ok(Reply::Done(endpoint.json(call)))
        }
        Verb::Put => put(call),
        Verb::Patch => patch(call),
        Verb::Delete => {
            let removed = call
                .documents()
                .remove::<DataCollectionEndpoint>(&key(&call.target.id()));
            call.delete_all_in(&call.target.id());
            Ok(match removed {
                Some(_) => Reply::Empty,
                None => Reply::Nothing,
            })
        }
        Verb::Head | Verb::Action(_) => Err(call.no_method()),
    }
}

fn put(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    let before = call.find::<DataCollectionEndpoint>();
    let asked: Asked = body::read(call)?;
    let common = body::common(call)?;
    let envelope_before = before.as_ref().map(|before| &before.envelope);
    call.precondition(envelope_before)?;
    let envelope = call.envelope(envelope_before, common, SignedDuration::ZERO)?;
    let immutable_id = match &before {
        Some(before) => before.immutable_id.clone(),
        None => format!("dce-{}", call.received.world.ids.uuid().simple()),
    };
    let acls = asked.properties.network_acls;
    let endpoint = DataCollectionEndpoint {
        envelope,
        immutable_id,
        kind: asked.kind,
        description: asked.properties.description,
        network: acls.map_or(Network::default(), |acls| acls.public_network_access),
    };
    call.put(&endpoint);
    let json = endpoint.json(call);
    Ok(match before {
        Some(_) => Reply::Done(json),
        None => Reply::Created(json),
    })
}

/// Tags and identity, and nothing else.
fn patch(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    let mut endpoint = call.get::<DataCollectionEndpoint>()?;
    let common = body::common(call)?;
    call.precondition(Some(&endpoint.envelope))?;
    let before = &endpoint.envelope;
    let said = super::envelope::Common {
        location: None,
        tags: common.tags.or_else(|| before.tags.clone()),
        identity: common.identity.or_else(|| before.identity.clone()),
    };
    endpoint.envelope = call.envelope(Some(before), said, SignedDuration::ZERO)?;
    call.put(&endpoint);
    Ok(Reply::Done(endpoint.json(call)))
}
