//! Data collection rules: what can be sent, and into which tables it goes.
//!
//! `asked` is a rule as a request writes it, `stored` as it is kept, `view` as it is shown. `check`
//! says what must hold of it, with `streams` and `flows`; `faults` gathers what does not.

mod asked;
mod built_in;
mod check;
mod faults;
mod flows;
mod stored;
mod streams;
mod tables;
mod transform;
mod view;

use asked::Asked;
use jiff::SignedDuration;
use logfog_kit::Documents;
use logfog_model::Finding;
pub(crate) use stored::{
    DataCollectionRule, DataFlow, Declared, ImmutableId, LogAnalytics, StreamDeclaration,
};
pub(crate) use transform::azure_columns;

use super::{
    Refusal, Rule, associations, body,
    call::{Call, Reply},
    pages, refusal,
    routes::Verb,
    target::key,
};

pub(super) fn serve(call: &mut Call<'_>, verb: &Verb) -> Result<Reply, Refusal> {
    match verb {
        Verb::List => {
            let all = call.documents().all::<DataCollectionRule>();
            let here = all
                .iter()
                .filter(|(id, _)| pages::is_in(id, &call.target.scope));
            let views = here.map(|(_, rule)| rule.view(call)).collect();
            Ok(Reply::Done(pages::page(call, views)))
        }
        Verb::Get => {
            let rule = call.get::<DataCollectionRule>()?;
            Ok(Reply::Done(rule.json(call)))
        }
        Verb::Put => put(call),
        Verb::Patch => patch(call),
        Verb::Delete => delete(call),
        Verb::Head | Verb::Action(_) => Err(call.no_method()),
    }
}

fn put(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    call.group()?;
    let before = call.find::<DataCollectionRule>();
    call.precondition(before.as_ref().map(|before| &before.envelope))?;
    let Asked { kind, properties } = body::read(call)?;
    let common = body::common(call)?;
    let envelope = before.as_ref().map(|before| &before.envelope);
    let envelope = call.envelope(envelope, common, SignedDuration::ZERO)?;
    let streams = check::rule(call, &properties)?;
    let immutable_id = match &before {
        Some(before) => before.immutable_id.clone(),
        None => format!("dcr-{}", call.received.world.ids.uuid().simple()),
    };
    let workspace_id = |mut named: LogAnalytics| {
        named.workspace_id = flows::workspace(call, &named).unwrap_or_default();
        named
    };
    let others = properties.others();
    let other_destinations = properties.destinations.others();
    let log_analytics = properties.destinations.log_analytics.into_iter();
    let there = before.is_some();
    let rule = DataCollectionRule {
        envelope,
        immutable_id,
        kind,
        description: properties.description,
        endpoint_id: properties.data_collection_endpoint_id,
        streams,
        log_analytics: log_analytics.map(workspace_id).collect(),
        other_destinations,
        flows: properties.data_flows,
        declared: before.and_then(|before| before.declared),
        others,
    };
    call.put(&rule);
    let named = ImmutableId {
        rule: key(&rule.envelope.id),
    };
    call.documents().put(&rule.immutable_id, &named);
    let json = rule.json(call);
    Ok(if there {
        Reply::Done(json)
    } else {
        Reply::Created(json)
    })
}

/// Tags and identity, and nothing else.
fn patch(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    let mut rule = call.get::<DataCollectionRule>()?;
    call.precondition(Some(&rule.envelope))?;
    let common = body::common(call)?;
    call.patch(&mut rule.envelope, common);
    call.put(&rule);
    Ok(Reply::Done(rule.json(call)))
}

fn delete(call: &mut Call<'_>) -> Result<Reply, Refusal> {
    let Some(rule) = call.find::<DataCollectionRule>() else {
        return Ok(Reply::Nothing);
    };
    call.precondition(Some(&rule.envelope))?;
    let associated = associations::with(call.documents(), &rule.envelope.id);
    let query = call.received.query();
    let them_too = query.iter().any(|(name, value)| {
        name.eq_ignore_ascii_case("deleteAssociations") && value.eq_ignore_ascii_case("true")
    });
    if !associated.is_empty() && !them_too {
        let found = Finding::over(0, associated.len());
        call.refuse(
            Rule::RuleAssociated,
            "query deleteAssociations",
            found,
            || refusal::associated(&rule.envelope.name, associated.len()),
        )?;
    }
    for association in associated {
        associations::remove(call.documents(), &association);
    }
    call.delete_all_in(&rule.envelope.id);
    forget(call.documents(), &rule);
    Ok(Reply::Empty)
}

/// Removes a rule with what leads to it.
fn forget(documents: Documents<'_>, rule: &DataCollectionRule) {
    documents.remove::<ImmutableId>(&rule.immutable_id);
    documents.remove::<DataCollectionRule>(&key(&rule.envelope.id));
}

/// Removes the rules of a resource group that is no more.
pub(super) fn forget_all(documents: Documents<'_>, gone: impl Fn(&str) -> bool) {
    for (id, rule) in documents.all::<DataCollectionRule>() {
        if gone(&id) {
            forget(documents, &rule);
        }
    }
}
