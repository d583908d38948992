//! Associations: which resources a rule or an endpoint is meant for. Ingestion does not ask.

use jiff::SignedDuration;
use logfog_kit::{Document, Documents};
use serde::{Deserialize, Serialize};

use super::{
    Refusal, Rule, body,
    call::{Call, Reply},
    data_collection_rules::DataCollectionRule,
    envelope::{Common, Envelope, SystemData},
    kinds::Kind,
    pages, refusal,
    routes::Verb,
    target::key,
};

/// An association of a resource with a rule or an endpoint.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Association {
    envelope: Envelope,
    #[serde(flatten)]
    with: With,
}

impl Document for Association {
    const KIND: &'static str = "azure.association";
}

/// What a resource is associated with: one of the two.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct With {
    #[serde(skip_serializing_if = "Option::is_none")]
    data_collection_rule_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_collection_endpoint_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

/// The one name under which an endpoint can be associated.
const ACCESS: &str = "configurationAccessEndpoint";

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    properties: With,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct View<'a> {
    properties: Properties<'a>,
    id: &'a str,
    name: &'a str,
    r#type: String,
    etag: &'a str,
    system_data: SystemData<'a>,
}

#[derive(Debug, Serialize)]
struct Properties<'a> {
    #[serde(flatten)]
    with: &'a With,
    #[serde(rename = "provisioningState")]
    provisioning_state: &'static str,
}

impl Association {
    fn view(&self) -> View<'_> {
        let Envelope { id, name, etag, .. } = &self.envelope;
        View {
            properties: Properties {
                with: &self.with,
                provisioning_state: "Succeeded",
            },
            id,
            name,
            r#type: Kind::Association.name(),
            etag,
            system_data: self.envelope.system_data(),
        }
    }

    fn json(&self) -> String {
        serde_json::to_string(&self.view()).expect("texts are JSON")
    }
}

pub(super) fn serve(call: &mut Call<'_>, verb: &Verb) -> Result<Reply, Refusal> {
    match verb {
        Verb::List => {
            let scope = key(&call.target.scope);
            let all = call.documents().all::<Association>();
            // Those of the resource itself, and not of what is inside of it.
            let of_it = |association: &&Association| {
                let id = key(&association.envelope.id);
                let own = id.rsplit_once("/providers/").map(|(owner, _)| owner);
                own == Some(&*scope)
            };
            let here = all.iter().map(|(_, association)| association);
            let views = here.filter(of_it).map(Association::view).collect();
            Ok(Reply::Done(pages::page(call, views)))
        }
        Verb::Get => {
            let association = call.get::<Association>()?;
            Ok(Reply::Done(association.json()))
        }
        Verb::Put => put(call),
        Verb::Delete => {
            let Some(association) = call.find::<Association>() else {
                return Ok(Reply::Nothing);
            };
            call.precondition(Some(&association.envelope))?;
            remove(call.documents(), &association.envelope.id);
            Ok(Reply::Empty)
        }
        Verb::Head | Verb::Patch | Verb::Action(_) => Err(call.no_method()),
    }
}

/// The list of those with the rule or endpoint that the path names.
pub(super) fn of(call: &mut Call<'_>) -> Reply {
    let id = call.target.id();
    let all = call.documents().all::<Association>();
    let with = |association: &&Association| association.is_with(&id);
    let here = all.iter().map(|(_, association)| association);
    let views = here.filter(with).map(Association::view).collect();
    Reply::Done(pages::page(call, views))
}

/// Ids of those with a rule or an endpoint.
pub(super) fn with(documents: Documents<'_>, id: &str) -> Vec<String> {
    let all = documents.all::<Association>().into_iter();
    let with = all.filter(|(_, association)| association.is_with(id));
    with.map(|(_, association)| association.envelope.id)
        .collect()
}

pub(super) fn remove(documents: Documents<'_>, id: &str) {
    documents.remove::<Association>(&key(id));
}

fn put(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    let before = call.find::<Association>();
    call.precondition(before.as_ref().map(|before| &before.envelope))?;
    let Asked { properties: with } = body::read(call)?;
    check(call, &with)?;
    // It is where the resource is.
    let nowhere = Common {
        location: Some(String::new()),
        ..Common::default()
    };
    let envelope = before.as_ref().map(|before| &before.envelope);
    let envelope = call.envelope(envelope, nowhere, SignedDuration::ZERO)?;
    let association = Association { envelope, with };
    call.put(&association);
    let json = association.json();
    Ok(if before.is_some() {
        Reply::Done(json)
    } else {
        Reply::Created(json)
    })
}

/// It names a rule that is there, or an endpoint under the name that is for endpoints.
fn check(call: &mut Call<'_>, with: &With) -> Result<(), Refusal> {
    const AT: &str = "/properties";
    let named = call.target.name().eq_ignore_ascii_case(ACCESS);
    match (
        &with.data_collection_rule_id,
        &with.data_collection_endpoint_id,
    ) {
        (Some(rule), None) if !named => {
            let there = call.documents().get::<DataCollectionRule>(&key(rule));
            if there.is_some() {
                return Ok(());
            }
            let at = "/properties/dataCollectionRuleId";
            call.refuse(Rule::AssociationRule, at, &**rule, || {
                refusal::no_rule(rule)
            })
        }
        (None, Some(_)) if named => Ok(()),
        (None, None | Some(_)) | (Some(_), _) => {
            let name = call.target.name().to_owned();
            call.refuse(Rule::Association, AT, name, || refusal::ASSOCIATION.into())
        }
    }
}

impl Association {
    fn is_with(&self, id: &str) -> bool {
        let With {
            data_collection_rule_id: rule,
            data_collection_endpoint_id: endpoint,
            ..
        } = &self.with;
        let mut both = [rule, endpoint].into_iter().flatten();
        both.any(|with| key(with) == key(id))
    }
}
