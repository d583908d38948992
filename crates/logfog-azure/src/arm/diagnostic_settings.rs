//! Diagnostic settings: what a resource says of itself, and where to. One of a data collection rule sends
//! the errors of ingestion to the table `DCRLogErrors` of a workspace.

use jiff::SignedDuration;
use logfog_kit::{Document, Documents};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    Refusal, Rule, body,
    call::{Call, Reply},
    data_collection_endpoints::DataCollectionEndpoint,
    data_collection_rules::DataCollectionRule,
    envelope::{Common, Envelope},
    kinds::Kind,
    pages, refusal,
    routes::Verb,
    target::{Target, key},
    workspaces::Workspace,
};

/// How many of them a resource can have.
const MOST: usize = 5;
/// What a data collection rule says of rows that were lost.
const LOG_ERRORS: &str = "LogErrors";

/// A diagnostic setting.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DiagnosticSetting {
    envelope: Envelope,
    properties: Properties,
}

impl Document for DiagnosticSetting {
    const KIND: &'static str = "azure.diagnostic_setting";
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Properties {
    storage_account_id: Option<String>,
    service_bus_rule_id: Option<String>,
    workspace_id: Option<String>,
    event_hub_authorization_rule_id: Option<String>,
    event_hub_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    marketplace_partner_id: Option<String>,
    metrics: Vec<Stream>,
    logs: Vec<Stream>,
    log_analytics_destination_type: Option<String>,
}

/// What is sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stream {
    #[serde(default)]
    category: Option<String>,
    #[serde(default)]
    category_group: Option<String>,
    enabled: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    time_grain: Option<String>,
    #[serde(default)]
    retention_policy: Retention,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Retention {
    enabled: bool,
    days: i32,
}

#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default)]
    properties: Properties,
}

#[derive(Debug, Serialize)]
struct View<'a> {
    id: &'a str,
    r#type: String,
    name: &'a str,
    location: Option<&'a RawValue>,
    kind: Option<&'a RawValue>,
    tags: Option<&'a RawValue>,
    properties: &'a Properties,
    identity: Option<&'a RawValue>,
}

impl DiagnosticSetting {
    fn view(&self) -> View<'_> {
        View {
            id: &self.envelope.id,
            r#type: Kind::DiagnosticSetting.name(),
            name: &self.envelope.name,
            location: None,
            kind: None,
            tags: None,
            properties: &self.properties,
            identity: None,
        }
    }

    fn json(&self) -> String {
        serde_json::to_string(&self.view()).expect("texts and numbers are JSON")
    }

    /// Whether it is one of this resource, and not of one inside of it.
    fn is_of(&self, scope: &str) -> bool {
        let target = Target::parse(&self.envelope.id);
        target.is_ok_and(|target| key(&target.scope) == key(scope))
    }
}

/// The workspaces that a data collection rule's errors go to, by the ids that queries name them by.
pub(crate) fn log_errors(documents: Documents<'_>, rule: &str) -> Vec<String> {
    let all = documents.all::<DiagnosticSetting>().into_iter();
    let mut workspaces: Vec<String> = all
        .map(|(_, setting)| setting)
        .filter(|setting| setting.is_of(rule))
        .filter(|setting| setting.properties.logs.iter().any(sends_errors))
        .filter_map(|setting| setting.properties.workspace_id)
        .filter_map(|workspace| documents.get::<Workspace>(&key(&workspace)))
        .map(|workspace| workspace.customer_id)
        .collect();
    workspaces.sort();
    workspaces.dedup();
    workspaces
}

fn sends_errors(stream: &Stream) -> bool {
    let category = stream.category.as_deref();
    let group = stream.category_group.as_deref();
    let is = |named: Option<&str>, known: &str| {
        named.is_some_and(|named| named.eq_ignore_ascii_case(known))
    };
    stream.enabled && (is(category, LOG_ERRORS) || is(group, "allLogs"))
}

pub(super) fn serve(call: &mut Call<'_>, verb: &Verb) -> Result<Reply, Refusal> {
    subject(call)?;
    match verb {
        Verb::List => {
            let all = all(call);
            let views = all.iter().map(DiagnosticSetting::view).collect();
            Ok(Reply::Done(pages::whole(views)))
        }
        Verb::Get => Ok(Reply::Done(call.get::<DiagnosticSetting>()?.json())),
        Verb::Put => put(call),
        Verb::Delete => {
            let removed = call
                .documents()
                .remove::<DiagnosticSetting>(&key(&call.target.id()));
            Ok(match removed {
                Some(_) => Reply::Empty,
                None => Reply::Nothing,
            })
        }
        Verb::Patch | Verb::Head | Verb::Action(_) => Err(call.no_method()),
    }
}

/// The resource that the setting is one of is there, as far as it can be told.
fn subject(call: &mut Call<'_>) -> Result<(), Refusal> {
    let scope = call.target.scope.clone();
    let documents = call.documents();
    let is_there = match Target::parse(&scope) {
        Ok(target) => match target.kind {
            Kind::Workspace => documents.get::<Workspace>(&key(&scope)).is_some(),
            Kind::DataCollectionRule => documents.get::<DataCollectionRule>(&key(&scope)).is_some(),
            Kind::DataCollectionEndpoint => documents
                .get::<DataCollectionEndpoint>(&key(&scope))
                .is_some(),
            Kind::Subscription
            | Kind::ResourceGroup
            | Kind::Table
            | Kind::Association
            | Kind::DiagnosticSetting
            | Kind::RoleAssignment
            | Kind::RoleDefinition
            | Kind::OperationStatus => true,
        },
        // Nothing is known of other kinds.
        Err(_) => true,
    };
    if is_there {
        return Ok(());
    }
    let message = Target::parse(&scope).map_or_else(
        |_| refusal::resource(&call.target),
        |scope| refusal::resource(&scope),
    );
    Err(call.insist(Rule::Resource, "path", &scope, message))
}

/// All of the resource.
fn all(call: &Call<'_>) -> Vec<DiagnosticSetting> {
    let all = call.documents().all::<DiagnosticSetting>().into_iter();
    all.map(|(_, setting)| setting)
        .filter(|setting| setting.is_of(&call.target.scope))
        .collect()
}

fn put(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    let before = call.find::<DiagnosticSetting>();
    let Asked { properties } = body::read(call)?;
    sink(call, &properties)?;
    categories(call, &properties)?;
    let others = all(call).len();
    if before.is_none() && others >= MOST {
        call.refuse(
            Rule::DiagnosticCount,
            "path",
            (others + 1).to_string(),
            || {
                format!(
                    "A resource can have {MOST} diagnostic settings, and this one has {others}."
                )
            },
        )?;
    }
    // It is nowhere; what has no place is where it was.
    let nowhere = Common {
        location: Some(String::new()),
        ..Common::default()
    };
    let envelope = before.as_ref().map(|before| &before.envelope);
    let envelope = call.envelope(envelope, nowhere, SignedDuration::ZERO)?;
    let setting = DiagnosticSetting {
        envelope,
        properties,
    };
    call.put(&setting);
    Ok(Reply::Done(setting.json()))
}

fn sink(call: &mut Call<'_>, properties: &Properties) -> Result<(), Refusal> {
    let Properties {
        storage_account_id,
        service_bus_rule_id,
        workspace_id,
        event_hub_authorization_rule_id,
        marketplace_partner_id,
        ..
    } = properties;
    let sinks = [
        storage_account_id,
        service_bus_rule_id,
        workspace_id,
        event_hub_authorization_rule_id,
        marketplace_partner_id,
    ];
    let is_named = |sink: &&Option<String>| sink.as_ref().is_some_and(|id| !id.is_empty());
    if sinks.iter().any(is_named) {
        return Ok(());
    }
    let message = || "At least one data sink needs to be specified.".to_owned();
    call.refuse(
        Rule::DiagnosticSink,
        "/properties",
        "no destination",
        message,
    )
}

/// What is known of the categories of resources; nothing of those of other kinds than these.
fn categories(call: &mut Call<'_>, properties: &Properties) -> Result<(), Refusal> {
    let kind = Target::parse(&call.target.scope).map(|target| target.kind);
    let known: &[&str] = match kind {
        Ok(Kind::DataCollectionRule) => &[LOG_ERRORS],
        Ok(Kind::Workspace) => &["Audit", "SummaryLogs"],
        Ok(_) | Err(_) => return Ok(()),
    };
    for (index, stream) in properties.logs.iter().enumerate() {
        let Some(category) = &stream.category else {
            continue;
        };
        if !known
            .iter()
            .any(|known| category.eq_ignore_ascii_case(known))
        {
            let at = format!("/properties/logs/{index}/category");
            call.refuse(Rule::DiagnosticCategory, &at, &**category, || {
                format!("Category '{category}' is not supported.")
            })?;
        }
    }
    Ok(())
}
