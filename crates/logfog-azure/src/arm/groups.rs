//! Subscriptions, of which there is one, and resource groups.

use logfog_kit::Document;
use serde::{Deserialize, Serialize};

use super::{
    Refusal, Rule, body,
    call::{Call, Reply},
    envelope::{Envelope, Tags},
    pages, refusal,
    routes::Verb,
    target::key,
};
use crate::{connection::SUBSCRIPTION, entra::TENANT};

/// A resource group.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ResourceGroup {
    pub(crate) envelope: Envelope,
}

impl Document for ResourceGroup {
    const KIND: &'static str = "azure.resource_group";
}

#[derive(Debug, Serialize)]
struct View<'a> {
    id: &'a str,
    name: &'a str,
    r#type: &'static str,
    location: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<&'a Tags>,
    properties: State,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct State {
    provisioning_state: &'static str,
}

impl ResourceGroup {
    fn view(&self) -> View<'_> {
        let Envelope {
            id,
            name,
            location,
            tags,
            ..
        } = &self.envelope;
        View {
            id,
            name,
            r#type: "Microsoft.Resources/resourceGroups",
            location,
            tags: tags.as_ref(),
            properties: State {
                provisioning_state: "Succeeded",
            },
        }
    }

    fn json(&self) -> String {
        serde_json::to_string(&self.view()).expect("texts are JSON")
    }
}

pub(super) fn serve(call: &mut Call<'_>, verb: &Verb) -> Result<Reply, Refusal> {
    match verb {
        Verb::List => {
            let all = call.documents().all::<ResourceGroup>();
            let views = all.iter().map(|(_, group)| group.view()).collect();
            Ok(Reply::Done(pages::page(call, views)))
        }
        Verb::Get => Ok(Reply::Done(there(call)?.json())),
        Verb::Head => match call.find::<ResourceGroup>() {
            Some(_) => Ok(Reply::Nothing),
            None => Err(missing(call)),
        },
        Verb::Put => {
            let before = call.find::<ResourceGroup>();
            let common = body::common(call)?;
            let envelope = before.as_ref().map(|before| &before.envelope);
            let envelope = call.envelope(envelope, common, jiff::SignedDuration::ZERO)?;
            let group = ResourceGroup { envelope };
            call.put(&group);
            let json = group.json();
            Ok(if before.is_some() {
                Reply::Done(json)
            } else {
                Reply::Created(json)
            })
        }
        Verb::Patch => {
            let mut group = there(call)?;
            let common = body::common(call)?;
            if common.tags.is_some() {
                group.envelope.tags = common.tags;
            }
            call.put(&group);
            Ok(Reply::Done(group.json()))
        }
        Verb::Delete => {
            there(call)?;
            call.delete_all_in(&call.target.id());
            call.documents()
                .remove::<ResourceGroup>(&key(&call.target.id()));
            Ok(Reply::Empty)
        }
        Verb::Action(_) => Err(call.no_method()),
    }
}

fn there(call: &mut Call<'_>) -> Result<ResourceGroup, Refusal> {
    match call.find() {
        Some(group) => Ok(group),
        None => Err(missing(call)),
    }
}

fn missing(call: &mut Call<'_>) -> Refusal {
    let name = call.target.name().to_owned();
    call.insist(
        Rule::ResourceGroup,
        "path",
        &name,
        refusal::resource_group(&name),
    )
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SubscriptionView<'a> {
    id: String,
    #[serde(rename = "subscriptionId")]
    guid: &'a str,
    tenant_id: &'a str,
    display_name: &'static str,
    state: &'static str,
}

pub(super) fn subscriptions(call: &mut Call<'_>, verb: &Verb) -> Result<Reply, Refusal> {
    let view = |id| SubscriptionView {
        id: format!("/subscriptions/{id}"),
        guid: id,
        tenant_id: TENANT,
        display_name: "logfog",
        state: "Enabled",
    };
    match verb {
        Verb::List => Ok(Reply::Done(pages::page(call, vec![view(SUBSCRIPTION)]))),
        Verb::Get => {
            let json = serde_json::to_string(&view(call.target.name()));
            Ok(Reply::Done(json.expect("texts are JSON")))
        }
        Verb::Head | Verb::Put | Verb::Patch | Verb::Delete | Verb::Action(_) => {
            Err(call.no_method())
        }
    }
}
